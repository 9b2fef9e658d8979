"""The kinds of figure: bars of 100 per cent, bars of shares, dots with intervals, changes."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from godegrep.drawing import Bar, Label, Mark, Part, Rule, Shape
from godegrep.figure_frame import (
    SHARE_SCALES,
    SMALL,
    SWATCH,
    Frame,
    Row,
    Swatch,
    Value,
    baseline,
    shortest,
)
from godegrep.text_width import text_width

_CHANGE_SCALES = ((0.1, 0.05), (0.2, 0.1), (0.4, 0.2), (0.6, 0.3), (1.0, 0.5))


class Stacked(Frame):
    """Bars of 100 per cent, divided by answer in the order of the questionnaire."""

    line_height = 26.0

    def scale(self) -> tuple[float, float, list[float]]:
        """The whole, in quarters."""
        return 0.0, *shortest(SHARE_SCALES, 1.0)

    def body_height(self, row: Row) -> float:
        """One bar, whatever the number of answers."""
        return self.line_height

    def value_width(self) -> float:
        """None: the values stand in the bars."""
        return 0.0

    def body(self, row: Row, top: float) -> Iterator[Part]:
        """The segments of a bar; hatched to its end where answers are withheld."""
        done = 0.0
        for value in row["values"]:
            if value["share"] is None:
                continue
            left, right = self.x(done), self.x(done + value["share"])
            done += value["share"]
            if right > left:
                yield self.segment(row, value, left, right, top)
        if any(value["share"] is None for value in row["values"]):
            yield self.withheld(row, self.x(done), top)

    def segment(self, row: Row, value: Value, left: float, right: float, top: float) -> Part:
        """One answer's part of a bar, with its value where that fits; the axis has the sign."""
        tone = self.categories[value["category"]]["tone"]
        # A hair of paper keeps neighbours of like colour apart.
        gap = 1.0 if right - left > 3 else 0.0
        shapes: list[Shape] = [Bar(left, top + 2, right - left - gap, self.line_height - 4, tone)]
        text = value["text"].removesuffix("%").rstrip()
        if text_width(text, SMALL) + 6 <= right - left:
            y = baseline(top + self.line_height / 2, SMALL)
            middle = (left + right - gap) / 2
            shapes.append(Label(middle, y, text, f"on-{tone}", SMALL, "middle"))
        return Part(tuple(shapes), self.told(row, value))


class Bars(Frame):
    """A bar for each share, its interval across the bar's end, its value after both."""

    line_height = 24.0
    row_gap = 8.0

    def body(self, row: Row, top: float) -> Iterator[Part]:
        """A bar for each value."""
        for i, value in enumerate(row["values"]):
            yield self.bar(row, value, top + i * self.line_height)

    def bar(self, row: Row, value: Value, top: float) -> Part:
        """One bar with its interval and value."""
        if value["share"] is None:
            return self.withheld(row, self.left, top)
        tone = self.categories[value["category"]]["tone"]
        end, middle = self.x(value["share"]), top + self.line_height / 2
        shapes: list[Shape] = [Bar(self.left, top + 2, end - self.left, self.line_height - 4, tone)]
        if value.get("low") is not None and value.get("high") is not None:
            low, high = self.x(value["low"]), self.x(value["high"])
            shapes.append(Rule(low, middle, high, middle, "t-ink", 1.5))
            shapes += [Rule(x, middle - 4, x, middle + 4, "t-ink", 1.5) for x in (low, high)]
            end = max(end, high)
        y = baseline(middle, SMALL)
        shapes.append(Label(end + 7, y, value["text"], size=SMALL))
        return Part(tuple(shapes), self.told(row, value))


class Dots(Frame):
    """A mark with its interval for each share; the marks of a row are joined by a line."""

    line_height = 20.0
    row_gap = 10.0
    joined = True

    def swatch(self, place: int, tone: str) -> Swatch:
        """The mark of the category."""
        return self.sign(place, tone)

    def sign(self, form: int, tone: str, *, hollow: bool = False) -> Swatch:
        """The sign of a category, or of hollow marks, in the legend."""
        return lambda x, y: Mark(x + SWATCH / 2, y, tone, form, hollow)

    def body(self, row: Row, top: float) -> Iterator[Part]:
        """The line that joins the marks, then each mark."""
        middles = [top + (i + 0.5) * self.line_height for i in range(len(row["values"]))]
        points = [
            (self.x(value["share"]), y)
            for value, y in zip(row["values"], middles, strict=True)
            if self.joined and value["share"] is not None
        ]
        yield Part(tuple(Rule(*one, *other, "t-grid", 2) for one, other in pairwise(points)))
        for value, middle in zip(row["values"], middles, strict=True):
            if value["share"] is None:
                yield self.withheld(row, self.left, middle - self.line_height / 2)
            else:
                yield self.dot(row, value, middle)

    def hollow(self, value: Value) -> bool:
        """Whether the mark is drawn hollow."""
        return False

    def dot(self, row: Row, value: Value, middle: float) -> Part:
        """One mark with its interval, its value in the column to the right."""
        tone = self.categories[value["category"]]["tone"]
        shapes: list[Shape] = []
        if value.get("low") is not None and value.get("high") is not None:
            low, high = self.x(value["low"]), self.x(value["high"])
            shapes.append(Rule(low, middle, high, middle, f"m-{tone}", 2))
        form = list(self.categories).index(value["category"])
        shapes.append(Mark(self.x(value["share"]), middle, tone, form, self.hollow(value)))
        x, y = self.right + self.value_width(), baseline(middle, SMALL)
        shapes.append(Label(x, y, value["text"], size=SMALL, anchor="end"))
        return Part(tuple(shapes), self.told(row, value))


class Change(Dots):
    """Differences about a line at zero; a mark is hollow where the interval includes zero."""

    joined = False

    def scale(self) -> tuple[float, float, list[float]]:
        """As far to the left of zero as to the right."""
        end, ticks = shortest(_CHANGE_SCALES, self.reach())
        return -end, end, [*(-tick for tick in reversed(ticks[1:])), *ticks]

    def tick_text(self, tick: float) -> str:
        """A tick in percentage points, with its sign."""
        return self.language.number(100 * tick, signed=True)

    def hollow(self, value: Value) -> bool:
        """Whether the interval includes zero."""
        low, high = value.get("low"), value.get("high")
        return low is not None and high is not None and low <= 0 <= high

    def spoken(self, value: Value) -> str:
        """The difference with its unit."""
        return self.language.points(value["share"], self.digits, signed=True)

    def grid_tone(self, tick: float) -> str:
        """The line at zero stands out."""
        return "quiet" if tick == 0 else "grid"

    def axis(self, top: float) -> tuple[Part, float]:
        """The ticks, and below them what they count."""
        ticks, bottom = super().axis(top)
        text = self.language.message("figure_axis_points")
        title = self.within(self.x(0), baseline(bottom + 10, SMALL), text)
        return Part((*ticks.shapes, title)), bottom + 20

    def legend(self) -> list[tuple[str, Swatch]]:
        """The categories, and what filled and hollow marks mean."""
        tones = [category["tone"] for category in self.categories.values()]
        tone = tones[0] if len(tones) == 1 else "quiet"
        shown = [value for value in self.values() if value["share"] is not None]
        entries = super().legend()
        for key, hollow in (("figure_clear", False), ("figure_unclear", True)):
            if any(self.hollow(value) == hollow for value in shown):
                entries.append((self.language.message(key), self.sign(0, tone, hollow=hollow)))
        return entries


KINDS: Mapping[str, type[Frame]] = {
    "stacked": Stacked,
    "bars": Bars,
    "dots": Dots,
    "change": Change,
}
