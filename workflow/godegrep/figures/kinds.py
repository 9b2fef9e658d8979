"""The kinds of figure: bars of 100 per cent, bars of shares, dots, changes, panels, lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from godegrep.document.figures import FigureKind, FigureRow, Value
from godegrep.figures.drawing import Bar, Label, Mark, Rule, Shape, ShapeGroup
from godegrep.figures.frame import (
    LINE,
    MOST_LINES,
    SHARE_SCALES,
    SMALL,
    SWATCH,
    Frame,
    Swatch,
    baseline,
    shortest,
)
from godegrep.figures.text_width import text_width, wrap

_LEVEL_SCALES = ((0.1, 0.1), (0.2, 0.2), (0.4, 0.4), (0.6, 0.6), (0.8, 0.8), (1.0, 1.0))
_CHANGE_SCALES = ((0.1, 0.05), (0.2, 0.1), (0.4, 0.2), (0.6, 0.3), (1.0, 0.5))


class Stacked(Frame):
    """Bars of 100 per cent, divided by answer in the order of the questionnaire."""

    line_height = 26.0

    def scale(self) -> tuple[float, float, list[float]]:
        """The whole, in quarters."""
        return 0.0, *shortest(SHARE_SCALES, 1.0)

    def body_height(self, row: FigureRow) -> float:
        """One bar, whatever the number of answers."""
        return self.line_height

    def value_width(self) -> float:
        """None: the values stand in the bars."""
        return 0.0

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """The segments of a bar; hatched to its end where answers are withheld."""
        done = 0.0
        for value in row.values:
            if value.value is None:
                continue
            left, right = self.x(done), self.x(done + value.value)
            done += value.value
            if right > left:
                yield self.segment(row, value, left, right, top)
        if any(value.value is None for value in row.values):
            yield self.withheld(row, self.x(done), top)

    def segment(
        self, row: FigureRow, value: Value, left: float, right: float, top: float
    ) -> ShapeGroup:
        """One answer's part of a bar, with its value where that fits; the axis has the sign."""
        tone = self.categories[value.category].tone
        # A hair of paper keeps neighbours of like colour apart.
        gap = 1.0 if right - left > 3 else 0.0
        shapes: list[Shape] = [Bar(left, top + 2, right - left - gap, self.line_height - 4, tone)]
        text = value.text.removesuffix("%").rstrip()
        if text_width(text, SMALL) + 6 <= right - left:
            y = baseline(top + self.line_height / 2, SMALL)
            middle = (left + right - gap) / 2
            shapes.append(Label(middle, y, text, f"on-{tone}", SMALL, "middle"))
        return ShapeGroup(tuple(shapes), self.value_title(row, value))


class Bars(Frame):
    """A bar for each share, its interval across the bar's end, its value after both."""

    line_height = 24.0
    row_gap = 8.0

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """A bar for each value."""
        for i, value in enumerate(row.values):
            yield self.bar(row, value, top + i * self.line_height)

    def bar(self, row: FigureRow, value: Value, top: float) -> ShapeGroup:
        """One bar with its interval and value."""
        if value.value is None:
            return self.withheld(row, self.left, top)
        tone = self.categories[value.category].tone
        end, middle = self.x(value.value), top + self.line_height / 2
        shapes: list[Shape] = [Bar(self.left, top + 2, end - self.left, self.line_height - 4, tone)]
        if value.interval:
            low, high = (self.x(end) for end in value.interval)
            shapes.append(Rule(low, middle, high, middle, "t-ink", 1.5))
            shapes += [Rule(x, middle - 4, x, middle + 4, "t-ink", 1.5) for x in (low, high)]
            end = max(end, high)
        y = baseline(middle, SMALL)
        shapes.append(Label(end + 7, y, value.text, size=SMALL))
        return ShapeGroup(tuple(shapes), self.value_title(row, value))


class Dots(Frame):
    """A mark with its interval for each value."""

    line_height = 20.0
    row_gap = 10.0

    def swatch(self, place: int, tone: str) -> Swatch:
        """The mark of the category."""
        return self.sign(place, tone)

    def sign(self, form: int, tone: str, *, hollow: bool = False) -> Swatch:
        """The sign of a category, or of hollow marks, in the legend."""
        return lambda x, y: Mark(x + SWATCH / 2, y, tone, form, hollow)

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """The marks, one below the other."""
        for i, value in enumerate(row.values):
            middle = top + (i + 0.5) * self.line_height
            if value.value is None:
                yield self.withheld(row, self.left, middle - self.line_height / 2)
            else:
                yield self.dot(row, value, middle)

    def hollow(self, value: Value) -> bool:
        """Whether the mark is drawn hollow."""
        return False

    def dot(self, row: FigureRow, value: Value, middle: float) -> ShapeGroup:
        """One mark with its interval, its value in the column to the right."""
        tone = self.categories[value.category].tone
        shapes: list[Shape] = []
        if value.interval:
            low, high = (self.x(end) for end in value.interval)
            shapes.append(Rule(low, middle, high, middle, f"m-{tone}", 2))
        form = list(self.categories).index(value.category)
        at = self.x(value.value or 0)
        shapes.append(Mark(at, middle, tone, form, self.hollow(value)))
        x, y = self.right + self.value_width(), baseline(middle, SMALL)
        shapes.append(Label(x, y, value.text, size=SMALL, anchor="end"))
        return ShapeGroup(tuple(shapes), self.value_title(row, value))


class Change(Dots):
    """Differences about a line at zero; a mark is hollow where the interval includes zero."""

    def scale(self) -> tuple[float, float, list[float]]:
        """As far to the left of zero as to the right."""
        end, ticks = shortest(_CHANGE_SCALES, self.reach())
        return -end, end, [*(-tick for tick in reversed(ticks[1:])), *ticks]

    def tick_text(self, tick: float) -> str:
        """A tick in percentage points, with its sign."""
        return self.language.number(100 * tick, signed=True)

    def hollow(self, value: Value) -> bool:
        """Whether the interval includes zero."""
        return value.interval is not None and value.interval[0] <= 0 <= value.interval[1]

    def spoken(self, value: Value) -> str:
        """The difference with its unit."""
        return self.language.points(value.value or 0, self.digits, signed=True)

    def grid_tone(self, tick: float) -> str:
        """The line at zero stands out."""
        return "quiet" if tick == 0 else "grid"

    def axis(self, top: float) -> tuple[ShapeGroup, float]:
        """The ticks, and below them what they count."""
        ticks, bottom = super().axis(top)
        text = self.language.message("figure_axis_points")
        title = self.within(self.x(0), baseline(bottom + 10, SMALL), text)
        return ShapeGroup((*ticks.shapes, title)), bottom + 20

    def legend(self) -> list[tuple[str, Swatch]]:
        """The categories, and what filled and hollow marks mean."""
        tones = [category.tone for category in self.categories.values()]
        tone = tones[0] if len(tones) == 1 else "quiet"
        shown = [value for value in self.values() if value.value is not None]
        entries = super().legend()
        for key, hollow in (("figure_clear", False), ("figure_unclear", True)):
            if any(self.hollow(value) == hollow for value in shown):
                entries.append((self.language.message(key), self.sign(0, tone, hollow=hollow)))
        return entries


class Panels(Bars):
    """Small multiples: a panel for each category, and in each a bar for every row.

    Where there is no room for the panels side by side, the bars of a row stand below each other,
    each under the name of its category.
    """

    least_panel = 100.0
    heading_gap = 18.0

    @cached_property
    def panel(self) -> float:
        """The room of a panel: bars, and values beside them."""
        count = max(len(self.categories), 1)
        return (self.width - self.base_width - self.left - self.heading_gap * (count - 1)) / count

    @cached_property
    def beside(self) -> bool:
        """Whether the panels stand side by side."""
        return not self.narrow and self.panel >= self.least_panel

    @cached_property
    def right(self) -> float:
        """The right end of the plot; side by side, that of the first panel."""
        if self.beside:
            return self.left + self.panel - self.value_width()
        return self.width - self.value_width() - (0 if self.narrow else self.base_width)

    def scale(self) -> tuple[float, float, list[float]]:
        """That of bars, with ticks at its ends alone: a panel has no room for more."""
        low, high, ticks = super().scale()
        return low, high, [ticks[0], ticks[-1]]

    def value_width(self) -> float:
        """Room for the values, and for the half of the last tick's label beyond its panel."""
        return max(super().value_width(), text_width(self.tick_text(self.high), SMALL) / 2 + 2)

    def panels(self, part: ShapeGroup) -> Iterator[ShapeGroup]:
        """What stands in the first panel, in each of them."""
        for place in range(len(self.categories) if self.beside else 1):
            yield part.moved(self.shift(place))

    def shift(self, place: int) -> float:
        """How far a panel stands from the first."""
        return place * (self.panel + self.heading_gap)

    @property
    def name_width(self) -> float:
        """The room for the name above a bar."""
        return self.width - self.left - (0 if self.narrow else self.base_width)

    def names(self, width: float) -> dict[str, list[str]]:
        """The lines of each category's name."""
        return {
            name: wrap(category.label, width, SMALL, MOST_LINES)
            for name, category in self.categories.items()
        }

    def legend(self) -> list[tuple[str, Swatch]]:
        """None: each panel, or each bar, bears its name."""
        return []

    def legend_part(self) -> tuple[ShapeGroup, float]:
        """The names of the panels, ending on one line, and where the figure goes on below them."""
        if not self.beside:
            return super().legend_part()
        names = self.names(self.panel)
        most = max(map(len, names.values()), default=0)
        labels = [
            Label(
                self.left + self.shift(place),
                baseline(LINE * (most - len(lines) + i + 0.5), SMALL),
                line,
                size=SMALL,
            )
            for place, lines in enumerate(names.values())
            for i, line in enumerate(lines)
        ]
        # The heading of the bases stands beside the last line.
        return ShapeGroup(tuple(labels)), LINE * max(most - bool(self.base_width), 0) + 8

    def body_height(self, row: FigureRow) -> float:
        """One bar where the panels stand side by side, else the bars with their names."""
        if self.beside:
            return self.line_height
        names = self.names(self.name_width)
        lines = sum(len(names[value.category]) for value in row.values)
        return LINE * lines + self.line_height * len(row.values)

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """A bar for each value, in its panel or below its name."""
        if self.beside:
            places = list(self.categories)
            for value in row.values:
                shift = self.shift(places.index(value.category))
                yield self.bar(row, value, top).moved(shift)
            return
        names = self.names(self.name_width)
        for value in row.values:
            lines = names[value.category]
            yield ShapeGroup(
                tuple(
                    Label(self.left, baseline(top + LINE * (i + 0.5), SMALL), line, size=SMALL)
                    for i, line in enumerate(lines)
                )
            )
            top += LINE * len(lines)
            yield self.bar(row, value, top)
            top += self.line_height

    def grid(self, stretches: Sequence[tuple[float, float]]) -> ShapeGroup:
        """The lines behind the rows, in each panel."""
        if not self.beside:
            return ShapeGroup(())
        return joined(self.panels(super().grid(stretches)))

    def axis(self, top: float) -> tuple[ShapeGroup, float]:
        """The labels of the ticks below each panel."""
        ticks, bottom = super().axis(top)
        return joined(self.panels(ticks)), bottom


class Lines(Frame):
    """The level of each row from wave to wave, left to right, with the interval of each point."""

    row_gap = 14.0
    plot_height = 56.0
    line_height = 80.0  # the plot, and the values above it
    least_step = 24.0
    point_size = 6.0  # no larger, or it would hide the interval

    def scale(self) -> tuple[float, float, list[float]]:
        """A tick a wave, one step apart."""
        last = max(len(self.categories) - 1, 1)
        return 0.0, float(last), [float(i) for i in range(len(self.categories))]

    def tick_text(self, tick: float) -> str:
        """The name of the wave, as much of it as has room."""
        if self.step < self.least_step:
            return ""
        name = list(self.categories.values())[round(tick)].label
        # The first and the last move inwards, to stay on the canvas.
        room = min(self.step, (self.step + self.value_width()) / 2) - 6
        return next(iter(wrap(name, room, SMALL, 1)), "")

    def value_width(self) -> float:
        """Room for half a value on either side; no more than a fifth of the figure."""
        return min(max(super().value_width(), 2 * SWATCH), self.width / 5)

    @cached_property
    def step(self) -> float:
        """The distance between two waves."""
        return (self.right - self.left) / max(len(self.categories) - 1, 1)

    @cached_property
    def left(self) -> float:
        """The left end of the plot, with room for half a value before it."""
        return super().left + self.value_width() / 2

    @cached_property
    def right(self) -> float:
        """The right end of the plot, with room for half a value after it."""
        return self.width - self.value_width() / 2 - (0 if self.narrow else self.base_width)

    @cached_property
    def top(self) -> float:
        """The share at the upper edge of each row's plot."""
        return shortest(_LEVEL_SCALES, self.reach())[0]

    def legend(self) -> list[tuple[str, Swatch]]:
        """None: the axis names the waves."""
        return []

    def body_height(self, row: FigureRow) -> float:
        """The same for each row."""
        return self.line_height

    def grid(self, stretches: Sequence[tuple[float, float]]) -> ShapeGroup:
        """None behind the values: each row has its own."""
        return ShapeGroup(())

    def y(self, share: float, top: float) -> float:
        """Where a share stands in the row whose body begins at `top`."""
        return top + self.line_height - self.plot_height * share / self.top

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """The line through the points, then each point with its interval and value."""
        places = list(self.categories)
        points = [
            (places.index(value.category), self.y(value.value, top))
            for value in row.values
            if value.value is not None
        ]
        edge, upper = self.y(0, top), self.y(self.top, top)
        upright = [Rule(self.x(tick), upper, self.x(tick), edge, "t-grid") for tick in self.ticks]
        yield ShapeGroup((*upright, Rule(self.left, edge, self.right, edge, "t-grid")))
        # Waves apart stay apart: what is withheld between them is not drawn over.
        yield ShapeGroup(
            tuple(
                Rule(self.x(first), y, self.x(second), other_y, "m-single", 2)
                for (first, y), (second, other_y) in pairwise(points)
                if second - first == 1
            )
        )
        for value in row.values:
            x = self.x(places.index(value.category))
            if value.value is None:
                yield self.gap(row, value, x, top)
            else:
                yield self.point(row, value, x, top)

    def gap(self, row: FigureRow, value: Value, x: float, top: float) -> ShapeGroup:
        """A hatched stretch where too few have answered."""
        y = self.y(self.top, top)
        shape = Bar(x - SWATCH / 2, y, SWATCH, self.plot_height, "hatch", hatched=True)
        text = self.language.message("figure_too_few")
        return ShapeGroup((shape,), self.title(self.place(row, value), text))

    def point(self, row: FigureRow, value: Value, x: float, top: float) -> ShapeGroup:
        """A point with its interval, its value above the row where neighbours leave room."""
        shapes: list[Shape] = []
        if value.interval:
            low, high = (self.y(end, top) for end in value.interval)
            shapes.append(Rule(x, high, x, low, "t-ink", 1.5))
            shapes += [Rule(x - 4, y, x + 4, y, "t-ink", 1.5) for y in (low, high)]
        half = self.point_size / 2
        y = self.y(value.value or 0, top)
        shapes.append(Bar(x - half, y - half, self.point_size, self.point_size, "single"))
        if text_width(value.text, SMALL) + 6 <= self.step:
            y = baseline(top + 5, SMALL)
            shapes.append(Label(x, y, value.text, size=SMALL, anchor="middle"))
        return ShapeGroup(tuple(shapes), self.value_title(row, value))


def joined(parts: Iterable[ShapeGroup]) -> ShapeGroup:
    """The shapes of several parts as one."""
    return ShapeGroup(tuple(shape for part in parts for shape in part.shapes))


KINDS: Mapping[FigureKind, type[Frame]] = {
    FigureKind.STACKED: Stacked,
    FigureKind.BARS: Bars,
    FigureKind.CHANGE: Change,
    FigureKind.PANELS: Panels,
    FigureKind.LINES: Lines,
}
