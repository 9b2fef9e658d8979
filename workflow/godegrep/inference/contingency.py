"""Classical tests of tables of counts, where no sampling design comes in."""

from dataclasses import dataclass

import numpy as np

from godegrep.core.arrays import Floats, Integers

FEW = 5
"""Answers that fewer than this moved to or from are taken together before they are tested."""


@dataclass(frozen=True, eq=False)
class Pearson:
    """Pearson's χ² of a table; `residuals` (r, c) are Haberman's adjusted ones."""

    statistic: float
    df: int
    p: float
    residuals: Floats


def pearson(counts: Integers) -> Pearson | None:
    """Pearson's χ² of counts, (r, c), without Yates's correction, as `chisq.test(correct = FALSE)`.

    Empty rows and columns do not count, and have residuals NaN. None where fewer than two of either
    are left. Adjusted residuals: (O − E) / √(E (1 − r_i/n)(1 − c_j/n)) (Haberman 1973, Biometrics
    29), R's `stdres`.
    """
    from scipy.special import chdtrc

    rows, columns = np.flatnonzero(counts.sum(axis=1)), np.flatnonzero(counts.sum(axis=0))
    if min(len(rows), len(columns)) < 2:
        return None
    kept = np.ix_(rows, columns)
    table = counts[kept].astype(np.float64)
    row, column = table.sum(axis=1) / table.sum(), table.sum(axis=0) / table.sum()
    expected = table.sum() * np.outer(row, column)
    statistic = float((np.square(table - expected) / expected).sum())
    df = (len(rows) - 1) * (len(columns) - 1)
    residuals = np.full(counts.shape, np.nan)
    residuals[kept] = (table - expected) / np.sqrt(expected * np.outer(1 - row, 1 - column))
    return Pearson(statistic, df, float(chdtrc(df, statistic)), residuals)


@dataclass(frozen=True)
class Homogeneity:
    """Whether the answers of the same respondents are distributed alike at two times.

    `test` is `mcnemar` or `stuart_maxwell`; `moved` respondents gave two different answers; `net`
    is half the sum of the absolute changes of the shares, the least part that must have moved.
    """

    test: str
    statistic: float
    df: int
    p: float
    n: int
    moved: int
    net: float


def marginal_homogeneity(counts: Integers) -> Homogeneity | None:
    """Test a square table of first answers (rows) by second answers (columns).

    Answers that fewer than `FEW` respondents moved to or from are taken together. Two answers:
    McNemar's test (1947, Psychometrika 12) in its exact form, the statistic being the number that
    moved from the first answer to the second, and p twice the binomial tail. More: Stuart (1955,
    Biometrika 42) and Maxwell's (1970) χ² of the changes d = row sums − column sums with covariance
    diag(row + column sums) − (N + Nᵀ) off the diagonal. None where nobody moved.
    """
    from scipy.special import bdtr, chdtrc

    n, moved = int(counts.sum()), int(counts.sum() - np.trace(counts))
    if not moved:
        return None
    net = float(np.abs(counts.sum(axis=1) - counts.sum(axis=0)).sum() / (2 * n))
    table = _pooled(counts)
    if len(table) == 2:
        there, back = int(table[0, 1]), int(table[1, 0])
        tail = float(bdtr(min(there, back), there + back, 0.5))
        return Homogeneity("mcnemar", float(there), 1, min(1.0, 2 * tail), n, moved, net)
    change = (table.sum(axis=1) - table.sum(axis=0)).astype(np.float64)[:-1]
    both = (table + table.T).astype(np.float64)
    variance = np.diag(both.sum(axis=1)) - both
    form = float(change @ np.linalg.pinv(variance[:-1, :-1]) @ change)
    df = int(np.linalg.matrix_rank(variance[:-1, :-1]))
    return Homogeneity("stuart_maxwell", form, df, float(chdtrc(df, form)), n, moved, net)


def _pooled(counts: Integers) -> Integers:
    """The table with those answers taken together that few moved to or from; at least two are left.

    An answer that nobody moved to or from says nothing of a change, and is left out.
    """
    moves = counts.sum(axis=1) + counts.sum(axis=0) - 2 * np.diag(counts)
    order = np.argsort(-moves, kind="stable")
    order = order[moves[order] > 0]
    many = [int(i) for i in order if moves[i] >= FEW]
    few = [int(i) for i in order if moves[i] < FEW]
    if not many:
        many, few = few[:1], few[1:]
    sets = [[i] for i in sorted(many)] + ([few] if few else [])
    return np.array(
        [[counts[np.ix_(one, other)].sum() for other in sets] for one in sets], dtype=np.intp
    )
