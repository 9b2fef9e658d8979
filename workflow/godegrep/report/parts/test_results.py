"""What the tests of a wave say of a question and a break, for the report's sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from godegrep.document.cell import Cell
from godegrep.document.statistic import Statistic


@dataclass(frozen=True)
class TestResult:
    """One row of `tests.parquet`; `p` is adjusted, and `clear` says whether it holds.

    `group` and `category` are those that stand out most.
    """

    id: str
    p: float
    effect: float
    effect_name: Statistic
    n: int
    group: str
    category: str
    clear: bool


@dataclass(frozen=True)
class Difference:
    """The shares of two groups in one answer, `first` the larger, and the test of the break."""

    first: Cell
    second: Cell
    tested: TestResult

    @property
    def estimate(self) -> float:
        """The first share less the second, between 0 and 1."""
        return (self.first.estimate or 0) - (self.second.estimate or 0)

    @property
    def visible(self) -> bool:
        """Whether each share lies outside the other's interval.

        A test of all answers may hold though this one is given alike.
        """
        ends = (self.first.low, self.second.high)
        shares = (self.second.estimate or 0, self.first.estimate or 0)
        low, high = (share if end is None else end for share, end in zip(shares, ends, strict=True))
        return shares[0] <= low and high <= shares[1]


class TestResults:
    """The tests of one wave by item and break; `frame` has the columns of `tests.parquet`."""

    def __init__(self, frame: pd.DataFrame | None, level: float) -> None:
        self._results: dict[tuple[str, str], TestResult] = {}
        for row in [] if frame is None else frame.to_dict("records"):
            self._results[str(row["item"]), str(row["break"])] = TestResult(
                id=str(row["cell"]),
                p=float(row["p_adjusted"]),
                effect=float(row["effect"]),
                effect_name=Statistic(row["effect_name"]),
                n=int(row["n"]),
                group=str(row["group"]),
                category=str(row["category"]),
                clear=bool(row["p_adjusted"] < 1 - level),
            )

    def get(self, item: str, by: str) -> TestResult | None:
        """The test, or None where nothing could be compared."""
        return self._results.get((item, by))


def most_apart(tested: TestResult, cells: Sequence[Cell]) -> Difference | None:
    """The group that stands out and the one farthest from it, where their shares differ."""
    others = [c for c in cells if c.estimate is not None and c.group != tested.group]
    apart = next((c for c in cells if c.estimate is not None and c.group == tested.group), None)
    if apart is None or not others:
        return None
    other = max(others, key=lambda cell: abs((cell.estimate or 0) - (apart.estimate or 0)))
    first, second = sorted((apart, other), key=lambda cell: -(cell.estimate or 0))
    difference = Difference(first, second, tested)
    return difference if difference.estimate > 0 else None
