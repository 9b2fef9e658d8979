"""Figures of a report, as data: what is drawn is decided by the renderers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from godegrep.document.runs import Number, Run
from godegrep.document.tables import Table


class FigureKind(StrEnum):
    """How a figure is drawn; docs/report-model.md says what each asks of its rows."""

    STACKED = "stacked"
    DIVERGING = "diverging"
    BARS = "bars"
    PANELS = "panels"
    TILES = "tiles"
    CHANGE = "change"
    LINES = "lines"
    STEPS = "steps"
    FOREST = "forest"
    WATERFALL = "waterfall"
    SERIES = "series"
    SCATTER = "scatter"


@dataclass(frozen=True, slots=True)
class Category:
    """What the values of one colour are of; `tone` is the colour's name in `figures.palette`."""

    id: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Value:
    """A plotted number: `value`, in the unit of the axis, and as it is printed.

    Of what is `suppressed` nothing but the category is known.
    """

    category: str
    cell: str = ""
    value: float | None = None
    text: str = ""
    low: float | None = None
    high: float | None = None
    n: int | None = None
    suppressed: bool = False

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends of the interval, where there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a figure with at most one value a category; `n` where it has a base of its own.

    By kind of figure, it also has its place across (`x`) or on a map (`tile`: column and row, from
    0), is the sum of the others (`combined`), or a `step`, with the ids of the steps that it comes
    `after`, and a `text` on what is done.
    """

    label: str
    n: int | None = None
    values: tuple[Value, ...] = ()
    combined: bool = False
    x: float | None = None
    tile: tuple[int, int] | None = None
    step: str = ""
    after: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `description` is its alternative text, `base` says who the shares are of.

    `table` holds the same numbers with their intervals, where no table beside the figure does.
    `digits` are the decimals of the ticks, `x_title` and `y_title` stand at the axes.
    """

    type: ClassVar[str] = "figure"
    id: str
    kind: FigureKind
    caption: str
    description: str
    categories: tuple[Category, ...]
    rows: tuple[FigureRow, ...]
    base: str
    source: tuple[Run, ...]
    table: Table | None
    number: str = ""
    digits: int = 0
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn of a figure, as its fields are called."""

    kind: FigureKind
    categories: Sequence[Category]
    rows: Sequence[FigureRow]
    digits: int = 0
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of a figure: caption, alternative text, source, and whom the shares are of."""

    caption: str
    description: str
    source: Sequence[Run]
    base: str = ""


def figure(figure_id: str, wording: Wording, plot: Plot, table: Table | None) -> Figure:
    """A figure without its number."""
    return Figure(
        id=figure_id,
        kind=plot.kind,
        caption=wording.caption,
        description=wording.description,
        categories=tuple(plot.categories),
        rows=tuple(plot.rows),
        base=wording.base,
        source=tuple(wording.source),
        table=table,
        digits=plot.digits,
        x_title=plot.x_title,
        y_title=plot.y_title,
    )


def plotted(category: str, number: Number) -> Value:
    """The value of a figure from a printed number."""
    return Value(
        category, number.cell, number.value, number.text, number.low, number.high, number.n
    )


def withheld(category: str) -> Value:
    """A value of which nothing may be known."""
    return Value(category, suppressed=True)
