"""Differences between groups, tested from the published estimates and their intervals."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from godegrep.report_model import Cell

MINIMUM_BASE = 30
"""Groups with fewer answers than this are not compared."""


@dataclass(frozen=True)
class Difference:
    """The share in `first` minus that in `second`, both between 0 and 1; `first` is the larger."""

    first: Cell
    second: Cell
    estimate: float
    low: float
    high: float
    p: float


def difference(one: Cell, other: Cell, level: float = 0.95) -> Difference | None:
    """Compare two groups by the limits of their own intervals; None where an estimate lacks one.

    The limits are those of Zou and Donner (2008), "Construction of confidence limits about effect
    measures", Statistics in Medicine 27; from Wilson's limits they give method 10 of Newcombe
    (1998), "Interval estimation for the difference between independent proportions", ibid. 17. The
    p-value is where, by the same standard errors, the interval would just touch zero. The groups
    count as independent.
    """
    from scipy.special import stdtr, stdtrit

    first, second = sorted((one, other), key=lambda cell: -(cell.estimate or 0))
    if (
        first.estimate is None
        or first.low is None
        or first.high is None
        or second.estimate is None
        or second.low is None
        or second.high is None
    ):
        return None

    def quantile(cell: Cell) -> float:
        return float(stdtrit(cell.df or float("inf"), (1 + level) / 2))

    estimate = first.estimate - second.estimate
    towards = hypot(
        (first.estimate - first.low) / quantile(first),
        (second.high - second.estimate) / quantile(second),
    )
    away = hypot(
        (first.high - first.estimate) / quantile(first),
        (second.estimate - second.low) / quantile(second),
    )
    df = min(first.df or float("inf"), second.df or float("inf"))
    width = float(stdtrit(df, (1 + level) / 2))
    return Difference(
        first,
        second,
        estimate,
        estimate - width * towards,
        estimate + width * away,
        float(2 * stdtr(df, -estimate / towards)) if towards else 1.0,
    )


def clear(p_values: Iterable[float], level: float = 0.95) -> list[bool]:
    """Which of several tests hold together, by Holm's (1979) step-down procedure."""
    values = list(p_values)
    order = sorted(range(len(values)), key=values.__getitem__)
    held = [False] * len(values)
    for rank, index in enumerate(order):
        if values[index] * (len(values) - rank) >= 1 - level:
            break
        held[index] = True
    return held
