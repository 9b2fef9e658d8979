"""Text of a report as runs, one after the other without a space between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from godegrep.document.cell import Cell
from godegrep.document.statistic import Statistic


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text; with `href` a link to the web."""

    type: ClassVar[str] = "text"
    text: str
    href: str = ""
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number with what it comes from.

    `text` is as printed, `cell` the id of its cell, `value` what is printed (shares 0 to 1; of an
    interval nothing), `n` the unweighted base, `base` who is in it, as in `tables.parquet` (empty
    for what stands in no table), `low` and `high` the interval where the number is the cell's own
    estimate. In a table `below` is the number that stands below this one: its interval.
    """

    type: ClassVar[str] = "number"
    text: str
    cell: str
    value: float | None
    n: int
    base: str
    low: float | None
    high: float | None
    statistic: Statistic
    below: "Number | None" = None
    strong: bool = False
    emphasis: bool = False

    def interval(self, text: str) -> "Number":
        """The interval of this number, as `text`."""
        return replace(self, text=text, value=None, statistic=Statistic.INTERVAL, below=None)

    def with_interval(self, text: str) -> "Number":
        """This number with its interval, as `text`, below it."""
        return replace(self, below=self.interval(text))


@dataclass(frozen=True, slots=True)
class Reference:
    """«Figur 2.1», with the id of what it leads to.

    `target` is that of a figure or table, `{chapter}`, or `{chapter}-{section}`. The text is filled
    in when the report is numbered; with `capital` it stands at the head of a sentence.
    """

    type: ClassVar[str] = "reference"
    text: str
    target: str
    capital: bool = False
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's mark, `text` being its number in the report from 1, and what the note says."""

    type: ClassVar[str] = "footnote"
    text: str
    id: str
    runs: tuple["Run", ...]
    strong: bool = False
    emphasis: bool = False


Run = Text | Number | Reference | Footnote
"""A stretch of text, a printed number, a reference or a footnote."""


def number_run(
    text: str, cell: Cell, statistic: Statistic | None = None, value: float | None = None
) -> Number:
    """One printed number with its cell; `value` where it is not the cell's estimate."""
    statistic = statistic or cell.statistic
    whole = statistic in (cell.statistic, Statistic.INTERVAL)
    if value is None and statistic != Statistic.INTERVAL:
        value = cell.estimate if cell.estimate is not None else cell.count
    return Number(
        text=text,
        cell=cell.id,
        value=value,
        n=cell.n,
        base=cell.base,
        low=cell.low if whole else None,
        high=cell.high if whole else None,
        statistic=statistic,
    )


def reference_run(target: str, *, capital: bool = False) -> Reference:
    """A reference to a figure, table, chapter or section, whose number is not known yet."""
    return Reference("", target, capital)


def footnote_run(runs: Sequence[Run]) -> Footnote:
    """A footnote whose number is not known yet."""
    return Footnote("", "", tuple(runs))


def alike(first: Text, second: Text) -> bool:
    """Whether two stretches of text look alike, so that they may be one."""
    return replace(first, text="") == replace(second, text="")


def plain(runs: Sequence[Run]) -> str:
    """The runs as one text."""
    return "".join(run.text for run in runs)
