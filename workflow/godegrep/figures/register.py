"""Figures of the register's statistics: in plain numbers, and not in shares as the survey's.

`forest` has a mark with its interval for each row, about a line at zero; `waterfall` has the parts
that a whole is made of, each from where the one before ended; the last row is the whole. `lines`
has a row a year and a category a line, `scatter` a row a point, whose `x` is its place across. In
`lines` an interval is drawn as a band behind. The block's `digits` are those of its ticks,
`x_title` and `y_title` stand at the axes.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from math import ceil, floor, log10

from godegrep.core.language import Language
from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Value
from godegrep.figures.drawing import Bar, Label, Mark, Rule, Shape, ShapeGroup
from godegrep.figures.frame import SMALL, Frame, Swatch, baseline
from godegrep.figures.kinds import Dots
from godegrep.figures.text_width import text_width

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS = 6
_HEIGHT, _LINE, _BAND = 260.0, 18.0, 0.3


def round_scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """Round ends about `low` and `high`, and at most `_MOST_TICKS` ticks from one to the other."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / _MOST_TICKS))
    step = next(
        step * power
        for step in _STEPS
        if ceil(high / (step * power)) - floor(low / (step * power)) < _MOST_TICKS
        or step == _STEPS[-1]
    )
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    if first == last:
        last += 1
    return first * step, last * step, [i * step for i in range(first, last + 1)]


class Plain(Frame):
    """Rows of plain numbers on an axis that holds zero."""

    def __init__(self, figure: Figure, language: Language, width: float) -> None:
        self.figure = figure
        super().__init__(figure, language, width)

    def ends(self) -> list[float]:
        """All that the axis must hold."""
        ends = (end for value in self.values() for end in (value.value, value.low, value.high))
        return [0.0, *(end for end in ends if end is not None)]

    def scale(self) -> tuple[float, float, list[float]]:
        """Round ends about all values and zero."""
        return round_scale(min(self.ends()), max(self.ends()))

    def tick_text(self, tick: float) -> str:
        """A tick with the decimals of the figure."""
        return self.language.number(tick, self.digits)

    def grid_tone(self, tick: float) -> str:
        """The line at zero stands out."""
        return "quiet" if abs(tick) < 1e-9 else "grid"

    def value_title(self, row: FigureRow, value: Value) -> str:
        """A value in words with its interval, in the unit of the axis."""
        label = self.categories[value.category].label if len(self.categories) > 1 else ""
        text = value.text
        if value.interval:
            interval = self.language.interval(*value.interval, self.digits)
            text += f" ({self.language.message('figure_interval', interval=interval)})"
        return self.title(" – ".join(filter(None, (row.label, label))), text)

    def axis(self, top: float) -> tuple[ShapeGroup, float]:
        """The ticks, and below them what they count."""
        ticks, bottom = super().axis(top)
        text = self.figure.x_title
        if not text:
            return ticks, bottom
        title = self.within((self.left + self.right) / 2, baseline(bottom + 10, SMALL), text)
        return ShapeGroup((*ticks.shapes, title)), bottom + 20


class Forest(Plain, Dots):
    """Estimates with their intervals; a mark is hollow where the interval includes zero."""

    def hollow(self, value: Value) -> bool:
        """Whether the interval includes zero."""
        return value.interval is not None and value.interval[0] <= 0 <= value.interval[1]


class Waterfall(Plain):
    """Parts of a whole, one after the other."""

    line_height = 24.0
    row_gap = 6.0

    def spans(self) -> list[tuple[float, float]]:
        """Where each row's bar begins and ends; the whole begins at zero."""
        done, spans = 0.0, []
        for row in self.rows:
            size = row.values[0].value or 0.0
            start = 0.0 if row.combined else done
            spans.append((start, start + size))
            done = start + size
        return spans

    def ends(self) -> list[float]:
        """All that the axis must hold."""
        return [0.0, *(end for span in self.spans() for end in span)]

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """A bar, with its value beyond the end that lies to the right."""
        place = next(i for i, other in enumerate(self.rows) if other is row)
        low, high = sorted(self.spans()[place])
        value = row.values[0]
        tone = self.categories[value.category].tone
        left, right = self.x(low), self.x(high)
        y = baseline(top + self.line_height / 2, SMALL)
        bar = Bar(left, top + 2, max(right - left, 1.0), self.line_height - 4, tone)
        yield ShapeGroup(
            (bar, Label(right + 7, y, value.text, size=SMALL)), self.value_title(row, value)
        )


class Plane(Plain):
    """A figure with an axis upwards and one across."""

    @cached_property
    def left(self) -> float:
        """The left end of the plot, right of the ticks."""
        return max(text_width(self.tick_text(tick), SMALL) for tick in self.ticks) + 8

    @cached_property
    def right(self) -> float:
        """The right end of the plot, with room for half of the last tick."""
        return self.width - 14

    def ends(self) -> list[float]:
        """All that the axis upwards must hold; zero need not be there."""
        return super().ends()[1:] or [0.0, 1.0]

    def y(self, value: float, top: float) -> float:
        """How far down a value stands."""
        return top + _HEIGHT * (self.high - value) / (self.high - self.low)

    def across(self) -> tuple[list[float], list[tuple[float, str]]]:
        """The place of each row, from 0 to 1, and the ticks with their texts."""
        raise NotImplementedError

    def drawn(self, places: list[float], top: float) -> Iterator[ShapeGroup]:
        """What stands in the plot."""
        raise NotImplementedError

    def at(self, share: float) -> float:
        """Where a place across, from 0 to 1, lies."""
        return self.left + share * (self.right - self.left)

    def parts(self) -> tuple[tuple[ShapeGroup, ...], float]:
        """All parts, and the height of the whole."""
        legend, top = self.legend_part()
        if title := self.figure.y_title:
            legend = ShapeGroup((*legend.shapes, Label(0, top + SMALL, title, "t-quiet", SMALL)))
            top += _LINE + 8
        places, ticks = self.across()
        lines: list[Shape] = []
        for tick in self.ticks:
            y = self.y(tick, top)
            lines.append(Rule(self.left, y, self.right, y, "t-grid"))
            text = self.tick_text(tick)
            lines.append(Label(self.left - 8, baseline(y, SMALL), text, "t-quiet", SMALL, "end"))
        bottom = top + _HEIGHT
        below = baseline(bottom + 12, SMALL)
        texts: list[Shape] = [self.within(self.at(place), below, text) for place, text in ticks]
        height = bottom + 22
        if title := self.figure.x_title:
            texts.append(self.within((self.left + self.right) / 2, below + _LINE, title))
            height += _LINE
        return (
            legend,
            ShapeGroup(tuple(lines)),
            *self.drawn(places, top),
            ShapeGroup(tuple(texts)),
        ), height


class Series(Plane):
    """A line a category over the years."""

    def across(self) -> tuple[list[float], list[tuple[float, str]]]:
        """The years at even distances."""
        steps = max(len(self.rows) - 1, 1)
        places = [0.06 + 0.88 * i / steps for i in range(len(self.rows))]
        room = (self.right - self.left) / max(len(self.rows), 1)
        skip = ceil(44 / room)
        return places, [
            (place, row.label)
            for i, (place, row) in enumerate(zip(places, self.rows, strict=True))
            if i % skip == 0
        ]

    def drawn(self, places: list[float], top: float) -> Iterator[ShapeGroup]:
        """The bands behind, then the lines, then their marks."""
        half = _BAND * 0.88 * (self.right - self.left) / max(len(self.rows) - 1, 1) / 2
        for place, row in zip(places, self.rows, strict=True):
            for value in row.values:
                if value.interval:
                    low, high = (self.y(end, top) for end in value.interval)
                    band = Bar(self.at(place) - half, high, 2 * half, low - high, "grid")
                    yield ShapeGroup((band,), self.value_title(row, value))
        for form, category in enumerate(self.categories.values()):
            yield from self.line(category, form, places, top)

    def line(
        self, category: Category, form: int, places: list[float], top: float
    ) -> Iterator[ShapeGroup]:
        """The line of a category, then its marks; it is broken where a value is missing."""
        points = [
            None
            if value is None or value.value is None
            else (self.at(place), self.y(value.value, top))
            for place, value in zip(places, self.of_category(category), strict=True)
        ]
        yield ShapeGroup(
            tuple(
                Rule(*first, *second, f"m-{category.tone}", 2)
                for first, second in pairwise(points)
                if first and second
            )
        )
        for point, row, value in zip(points, self.rows, self.of_category(category), strict=True):
            if point and value:
                mark = Mark(*point, category.tone, form)
                yield ShapeGroup((mark,), self.value_title(row, value))

    def of_category(self, category: Category) -> list[Value | None]:
        """The value of a category in each row, where there is one."""
        return [
            next((value for value in row.values if value.category == category.id), None)
            for row in self.rows
        ]

    def swatch(self, place: int, tone: str) -> Swatch:
        """The mark of the line."""
        return lambda x, y: Mark(x + 6, y, tone, place)


class Scatter(Plane):
    """A mark a row, by its `x` and its value."""

    def across(self) -> tuple[list[float], list[tuple[float, str]]]:
        """The rows by their `x`."""
        xs = [row.x or 0.0 for row in self.rows]
        low, high, ticks = round_scale(min(xs), max(xs))
        return [(x - low) / (high - low) for x in xs], [
            ((tick - low) / (high - low), self.language.number(tick)) for tick in ticks
        ]

    def drawn(self, places: list[float], top: float) -> Iterator[ShapeGroup]:
        """The marks, the categories by their forms."""
        names = list(self.categories)
        for place, row in zip(places, self.rows, strict=True):
            for value in row.values:
                if value.value is not None:
                    tone = self.categories[value.category].tone
                    form = names.index(value.category)
                    mark = Mark(self.at(place), self.y(value.value, top), tone, form)
                    yield ShapeGroup((mark,), self.value_title(row, value))

    def swatch(self, place: int, tone: str) -> Swatch:
        """The mark of the category."""
        return lambda x, y: Mark(x + 6, y, tone, place)


REGISTER_KINDS: Mapping[FigureKind, type[Frame]] = {
    FigureKind.FOREST: Forest,
    FigureKind.WATERFALL: Waterfall,
    FigureKind.SERIES: Series,
    FigureKind.SCATTER: Scatter,
}
