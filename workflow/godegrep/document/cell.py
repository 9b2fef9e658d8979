"""The cells that a report's numbers come from."""

from dataclasses import dataclass

from godegrep.document.statistic import Statistic


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of `tables.parquet` that may be printed, or a count that stands in no table."""

    id: str
    n: int
    count: int = 0
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    statistic: Statistic = Statistic.COUNT
    group: str = ""
    base: str = ""
