"""What a test that knows the design gives, and the covariance that it rests on."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.estimation.variance import Domains

SMALLEST_GROUP = 30
"""A group with fewer answers takes no part in a test: Wald's tests of means and ranks then find
differences that are not there (benchmarks/false_findings.py)."""

TOO_FLAT = 1e-9
"""A variance below this part of the largest counts as none: nothing is left to test there."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a test found.

    `statistic` is F with `df` and `df_residual`, unless the test's docstring says otherwise.
    `n` is the unweighted number of rows that took part. `residuals` (groups × categories, or groups
    × one column «») are adjusted residuals: how far each group is from what it would be if the
    groups did not differ, in standard errors.
    """

    test: str
    statistic: float
    df: float
    df_residual: float
    p: float
    n: int
    effect: float
    effect_name: str
    residuals: pd.DataFrame = field(default_factory=pd.DataFrame)


def figures(outcome: Outcome) -> dict[str, object]:
    """The outcome's figures by column of `tests.parquet`."""
    names = ("test", "statistic", "df", "df_residual", "p", "effect", "effect_name", "n")
    return {name: getattr(outcome, name) for name in names}


def covariance(everyone: Domains, influence: Floats) -> Floats:
    """The covariance matrix, (k, k), of estimates with these influence values, (n, k).

    `everyone` has all rows in one group. By cov(a, b) = (V(a + b) − V(a) − V(b)) / 2, so that the
    variance is reckoned in one place.
    """
    size = influence.shape[1]
    result = np.diag([float(everyone.variance(column)[0]) for column in influence.T])
    for i in range(size):
        for j in range(i):
            both = float(everyone.variance(influence[:, i] + influence[:, j])[0])
            result[i, j] = result[j, i] = (both - result[i, i] - result[j, j]) / 2
    return result
