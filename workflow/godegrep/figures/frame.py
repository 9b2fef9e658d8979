"""What all kinds of figure share: legend, labels and bases of the rows, grid and axis."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from godegrep.core.language import Language
from godegrep.document.figures import Figure, FigureRow, Value
from godegrep.figures.drawing import SIZE, Bar, Label, Rule, Shape, ShapeGroup
from godegrep.figures.text_width import text_width, wrap

SMALL = 12.0
"""Font size of values, bases and ticks."""
SWATCH = 12.0
LINE = 17.0
"""Height of a line of a label."""
_GAP = 16.0
MOST_LINES = 5
_NARROW_BELOW = 560
_LABEL_WIDTHS = (0.28, 0.34, 0.40, 0.46)
"""Shares of the width that row labels may take; the first is taken that needs few lines."""
SHARE_SCALES = ((0.1, 0.05), (0.25, 0.05), (0.5, 0.1), (1.0, 0.25))
"""The end of the axis, and the step of its ticks; the shortest is taken that holds all values."""

Swatch = Callable[[float, float], Shape]
"""Makes the sign of a legend entry, which begins at x and has its middle at y."""


def baseline(middle: float, size: float) -> float:
    """The baseline of a text whose figures and capitals have their middle at that height."""
    return middle + 0.36 * size


def shortest(scales: Sequence[tuple[float, float]], reach: float) -> tuple[float, list[float]]:
    """The end and the ticks, from 0 on, of the shortest of the scales that holds `reach`."""
    end, step = next((scale for scale in scales if reach <= scale[0]), scales[-1])
    return end, [i * step for i in range(round(end / step) + 1)]


class Frame:
    """A figure block laid out at a width; each kind says how its rows are drawn.

    Raises KeyError where a value is of a category that the block does not name.
    """

    row_gap = 12.0
    line_height = 22.0
    """Height of one bar or mark; a row has as many as it has values, if these are not stacked."""

    def __init__(self, figure: Figure, language: Language, width: float) -> None:
        self.language = language
        self.width = width
        self.narrow = width < _NARROW_BELOW
        self.rows = figure.rows
        self.categories = {category.id: category for category in figure.categories}
        self.digits = figure.digits
        self.low, self.high, self.ticks = self.scale()

    # --- What the kinds differ in -------------------------------------------------------------

    def scale(self) -> tuple[float, float, list[float]]:
        """Low end, high end and ticks of the axis."""
        return 0.0, *shortest(SHARE_SCALES, self.reach())

    def tick_text(self, tick: float) -> str:
        """The label of a tick; only the last carries the per cent sign."""
        last = tick == self.ticks[-1]
        return self.language.percent(tick) if last else self.language.number(100 * tick)

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """The bars or marks of a row."""
        raise NotImplementedError

    def body_height(self, row: FigureRow) -> float:
        """The height of the bars or marks of a row."""
        return self.line_height * len(row.values)

    def value_width(self) -> float:
        """Room to the right of the plot, for values that stand outside their bars."""
        texts = [value.text for value in self.values() if value.value is not None]
        return max((text_width(text, SMALL) for text in texts), default=-_GAP) + _GAP

    def legend(self) -> list[tuple[str, Swatch]]:
        """The text and the sign of each entry; a figure with one category needs none."""
        if len(self.categories) < 2:
            return []
        return [
            (category.label, self.swatch(place, category.tone))
            for place, category in enumerate(self.categories.values())
        ]

    def swatch(self, place: int, tone: str) -> Swatch:
        """The sign of a category in the legend."""
        return lambda x, y: Bar(x, y - SWATCH / 2, SWATCH, SWATCH, tone)

    # --- Measures -----------------------------------------------------------------------------

    def values(self) -> Iterator[Value]:
        """All values of all rows."""
        for row in self.rows:
            yield from row.values

    def reach(self) -> float:
        """The largest absolute value, ends of intervals included."""
        ends = (end for value in self.values() for end in (value.value, value.low, value.high))
        return max((abs(end) for end in ends if end is not None), default=0.0)

    def x(self, value: float) -> float:
        """Where a value stands on the axis; what lies beyond its ends stands at the end."""
        within = min(max(value, self.low), self.high)
        return self.left + (within - self.low) / (self.high - self.low) * (self.right - self.left)

    def base(self, row: FigureRow) -> str:
        """The base of a row as it is printed beside it; empty where it has none."""
        if row.n is None:
            return ""
        if self.narrow:
            return self.language.message("figure_n", n=row.n)
        return self.language.number(row.n)

    @cached_property
    def base_width(self) -> float:
        """The width of the column of bases, with the gap before it."""
        widths = [text_width(base, SMALL) for base in map(self.base, self.rows) if base]
        return max(widths) + _GAP if widths else 0.0

    @cached_property
    def labels(self) -> list[list[str]]:
        """The lines of each row's label."""

        def lines(width: float) -> list[list[str]]:
            return [wrap(row.label, width, SIZE, MOST_LINES) for row in self.rows]

        if self.narrow:
            return lines(self.width - self.base_width)
        tries = [lines(share * self.width) for share in _LABEL_WIDTHS]
        for few in (2, 3):
            for labels in tries:
                if max(map(len, labels), default=0) <= few:
                    return labels
        return tries[-1]

    @cached_property
    def left(self) -> float:
        """The left end of the plot."""
        lines = [line for label in self.labels for line in label]
        if self.narrow or not lines:
            return 0.0
        return max(text_width(line, SIZE) for line in lines) + _GAP

    @cached_property
    def right(self) -> float:
        """The right end of the plot."""
        return self.width - self.value_width() - (0 if self.narrow else self.base_width)

    # --- Parts --------------------------------------------------------------------------------

    def parts(self) -> tuple[tuple[ShapeGroup, ...], float]:
        """All parts from top to bottom, and the height of the whole."""
        legend, top = self.legend_part()
        parts = [legend]
        if not self.narrow and self.base_width:
            heading = self.language.message("figure_n_heading")
            label = Label(self.width, top + SIZE, heading, "t-quiet", SMALL, "end")
            parts.append(ShapeGroup((label,)))
            top += LINE
        # A label above its bar must be nearer to that than to the bar before.
        gap = self.row_gap + (6 if self.narrow else 0)
        end, grids = top, []
        for i, (row, lines) in enumerate(zip(self.rows, self.labels, strict=True)):
            row_parts, body, end = self.row(row, lines, end + gap if i else top)
            parts += row_parts
            grids.append((body - 3, body + self.body_height(row) + 3))
        axis, bottom = self.axis(end + 8)
        grid = self.grid(grids if self.narrow else [(top - 4, end + 4)])
        return (grid, *(part for part in parts if part.shapes), axis), bottom

    def row(
        self, row: FigureRow, lines: list[str], top: float
    ) -> tuple[list[ShapeGroup], float, float]:
        """The parts of a row that begins at `top`, the top of its bars, and its bottom."""
        base = self.base(row)
        body_height, text_height = self.body_height(row), LINE * len(lines)
        if self.narrow:
            text_height = max(text_height, LINE if base else 0)
            text_top, body = top, top + text_height + (4 if text_height else 0)
            base_middle, bottom = top + LINE / 2, body + body_height
        else:
            height = max(body_height, text_height)
            text_top, body = top + (height - text_height) / 2, top + (height - body_height) / 2
            base_middle, bottom = top + height / 2, top + height
        texts = [
            Label(0, baseline(text_top + LINE * (i + 0.5), SIZE), line)
            for i, line in enumerate(lines)
        ]
        if base:
            y = baseline(base_middle, SMALL)
            texts.append(Label(self.width, y, base, "t-quiet", SMALL, "end"))
        whole = row.label if lines and lines[-1].endswith("…") else ""
        return [ShapeGroup(tuple(texts), whole), *self.body(row, body)], body, bottom

    def legend_part(self) -> tuple[ShapeGroup, float]:
        """The legend at the top, and where the figure goes on below it."""
        entries = [
            (wrap(text, self.width - SWATCH - 6, SIZE, MOST_LINES), shape)
            for text, shape in self.legend()
        ]
        if not entries:
            return ShapeGroup(()), 4.0
        widths = [
            SWATCH + 6 + max((text_width(line, SIZE) for line in lines), default=0)
            for lines, _ in entries
        ]
        in_one_line = sum(widths) + _GAP * (len(widths) - 1) <= self.width - self.left
        start = self.left if in_one_line else 0.0
        shapes: list[Shape] = []
        x, top, bottom = start, 0.0, 0.0
        for (lines, shape), width in zip(entries, widths, strict=True):
            if x > start and x + width > self.width:
                x, top = start, bottom + 4
            shapes.append(shape(x, top + LINE / 2))
            shapes += [
                Label(x + SWATCH + 6, baseline(top + LINE * (i + 0.5), SIZE), line)
                for i, line in enumerate(lines)
            ]
            x, bottom = x + width + _GAP, max(bottom, top + LINE * max(len(lines), 1))
        return ShapeGroup(tuple(shapes)), bottom + 14

    def grid(self, stretches: Sequence[tuple[float, float]]) -> ShapeGroup:
        """The quiet lines behind the rows: from top to bottom, or behind each row by itself."""
        return ShapeGroup(
            tuple(
                Rule(self.x(tick), top, self.x(tick), bottom, f"t-{self.grid_tone(tick)}")
                for top, bottom in stretches
                for tick in self.ticks
            )
        )

    def grid_tone(self, tick: float) -> str:
        """The tone of the line at a tick."""
        return "grid"

    def axis(self, top: float) -> tuple[ShapeGroup, float]:
        """The labels of the ticks, kept within the canvas, and the bottom of the figure."""
        texts = [
            self.within(self.x(tick), baseline(top + 4, SMALL), self.tick_text(tick))
            for tick in self.ticks
        ]
        return ShapeGroup(tuple(texts)), top + 16

    def within(self, x: float, y: float, text: str) -> Label:
        """A quiet label about x, moved as far as it takes to stay on the canvas."""
        half = text_width(text, SMALL) / 2
        x = min(max(x, half), self.width - half)
        return Label(x, y, text, "t-quiet", SMALL, "middle")

    def withheld(self, row: FigureRow, left: float, top: float) -> ShapeGroup:
        """A hatched stretch to the end of the plot, where too few have answered."""
        text = self.language.message("figure_too_few")
        height, needed = self.line_height - 4, text_width(text, SMALL) + 12
        shapes: list[Shape] = [Bar(left, top + 2, self.right - left, height, "hatch", hatched=True)]
        if needed + 16 <= self.right - left:
            middle = top + self.line_height / 2
            shapes.append(Bar(left + 8, middle - 8, needed, 16, "paper"))
            shapes.append(Label(left + 14, baseline(middle, SMALL), text, "t-quiet", SMALL))
        return ShapeGroup(tuple(shapes), self.title(row.label, text))

    def title(self, place: str, text: str) -> str:
        """What a part tells the reader who points at it."""
        return self.language.message("figure_row", row=place, value=text) if place else text

    def spoken(self, value: Value) -> str:
        """A value with its unit."""
        return value.text

    def place(self, row: FigureRow, value: Value) -> str:
        """What a value is of: the item, and the answer where there is more than one."""
        label = self.categories[value.category].label if len(self.categories) > 1 else ""
        return " – ".join(filter(None, (row.label, label)))

    def value_title(self, row: FigureRow, value: Value) -> str:
        """A value in words: item, answer, share, interval and base."""
        details = []
        if value.interval:
            interval = self.language.percent_interval(*value.interval, self.digits)
            details.append(self.language.message("figure_interval", interval=interval))
        if row.n is not None:
            details.append(self.language.message("figure_n", n=row.n))
        text = self.spoken(value)
        if details:
            text += f" ({', '.join(details)})"
        return self.title(self.place(row, value), text)
