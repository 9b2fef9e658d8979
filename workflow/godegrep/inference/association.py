"""Tests of tables that know the design: are the answers independent of the group?

The design enters by the covariance of the cells' shares alone, so that whatever `variance.Domains`
knows (strata, clusters, finite populations, calibrated weights) holds here too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats
from godegrep.core.errors import Mistake
from godegrep.estimation.estimates import whole
from godegrep.estimation.variance import Column, Domains
from godegrep.inference.effect_sizes import cohens_h, cramers_v
from godegrep.inference.results import TOO_FLAT, Outcome, covariance
from godegrep.sampling.design import Sample

STATISTICS = ("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")


@dataclass(frozen=True, eq=False)
class Crosstab:
    """The weighted table of r groups and c categories, none of them empty, and its covariance.

    `totals` (r, c), sums of weights; `covariance` (r c, r c) of them, row by row; `counts` (r, c),
    unweighted; `df` is the number of units less the number of strata.
    """

    groups: tuple[str, ...]
    categories: tuple[str, ...]
    totals: Floats
    covariance: Floats
    counts: Floats
    df: float

    @property
    def n(self) -> int:
        """The rows that have a group and an answer."""
        return int(self.counts.sum())

    @property
    def shares(self) -> Floats:
        """The cells' shares of the whole table, (r, c)."""
        result: Floats = self.totals / self.totals.sum()
        return result

    @property
    def pearson(self) -> float:
        """Pearson's statistic of the shares, times n."""
        expected = np.outer(self.shares.sum(axis=1), self.shares.sum(axis=0))
        return float(self.n * (np.square(self.shares - expected) / expected).sum())

    def design_effects(self) -> Floats:
        """The generalised design effects, (r − 1)(c − 1) of them (Rao and Scott 1984, p. 52).

        An empty cell counts nothing, as in `svychisq`; contrasts that lie in empty cells alone are
        left out. Where each group has an answer of its own and nothing varies, they are 1, those of
        a simple random sample.
        """
        r, c = self.shares.shape
        contrasts = np.kron(_centred(r), _centred(c))
        shares = self.shares.ravel()
        weight = np.divide(1, shares, out=np.zeros(r * c), where=shares > 0)
        inverse = weight[:, None] * contrasts
        simple = contrasts.T @ inverse / self.n
        slope = (np.eye(r * c) - shares[:, None]) / self.totals.sum()
        variance = slope @ self.covariance @ slope.T
        deviant = np.linalg.pinv(simple, hermitian=True) @ inverse.T @ variance @ inverse
        values = np.sort(np.real(np.linalg.eigvals(deviant)))[::-1]
        return values if values.sum() > TOO_FLAT else np.ones(len(values))

    def departures(self) -> tuple[Floats, Floats]:
        """Each cell's total less what independence gives, (r c,), and the covariance, (r c, r c).

        T_ij − T_i· T_·j / T_··, linearised.
        """
        r, c = self.totals.shape
        rows, columns = self.shares.sum(axis=1), self.shares.sum(axis=0)
        expected = np.outer(rows, columns)
        same_row = np.kron(np.eye(r), np.ones((c, c)))
        same_column = np.kron(np.ones((r, r)), np.eye(c))
        slope = np.eye(r * c) + expected.reshape(-1, 1)
        slope -= np.tile(columns, r)[:, None] * same_row
        slope -= np.repeat(rows, c)[:, None] * same_column
        values = (self.totals - self.totals.sum() * expected).ravel()
        return values, slope @ self.covariance @ slope.T

    def adjusted_residuals(self) -> pd.DataFrame:
        """Each cell's departure from independence over its standard error, groups × categories.

        Haberman's adjusted residuals (1973, Biometrics 29) with the design's covariance in place of
        the multinomial, and with the multinomial where the design leaves no variance.
        """
        values, variance = self.departures()
        rows, columns = self.shares.sum(axis=1), self.shares.sum(axis=0)
        simple = np.outer(rows * (1 - rows), columns * (1 - columns)).ravel() / self.n
        least = TOO_FLAT * simple * self.totals.sum() ** 2
        own = np.diag(variance)
        se = np.sqrt(np.where(own > least, own, simple * self.totals.sum() ** 2))
        residuals = values / se
        return pd.DataFrame(
            residuals.reshape(self.shares.shape), list(self.groups), list(self.categories)
        )


def _centred(size: int) -> Floats:
    """A basis of the contrasts of so many categories, (size, size − 1)."""
    return np.eye(size)[:, 1:] - 1 / size


def crosstab(drawn: Sample, groups: Column, item: Column, inside: Booleans) -> Crosstab:
    """The table of the rows `inside` that have both; empty rows and columns are left out.

    `df` counts the units of the rows `inside`, with an answer or without, as `svychisq` does.
    """
    everyone = Domains(drawn, whole(drawn))
    base = inside & (groups.codes < groups.size) & (item.codes < item.size)
    cells = groups.codes[base] * item.size + item.codes[base]
    counts = np.bincount(cells, minlength=groups.size * item.size)
    counts = counts.reshape(groups.size, item.size)
    rows, columns = np.flatnonzero(counts.sum(axis=1)), np.flatnonzero(counts.sum(axis=0))
    weights = np.where(base, drawn.weights, 0.0)
    members = [base & (groups.codes == i) & (item.codes == j) for i in rows for j in columns]
    influence = (
        np.array([weights * member for member in members]).reshape(len(members), len(weights)).T
    )
    kept = np.ix_(rows, columns)
    return Crosstab(
        tuple(groups.labels[i] for i in rows),
        tuple(item.labels[j] for j in columns),
        influence.sum(axis=0).reshape(counts[kept].shape),
        covariance(everyone, influence),
        counts[kept].astype(np.float64),
        float(everyone.bases(inside).df[0]),
    )


def rao_scott(table: Crosstab, statistic: str = "F") -> Outcome | None:
    """Test whether the answers are independent of the group.

    `F`, the default, is Rao and Scott's second-order test (1984, Annals of Statistics 12; with the
    F reference of Thomas and Rao 1987): Pearson's statistic over the sum of the design effects δ,
    with d = (Σδ)²/Σδ² and d·df degrees of freedom. The others are those of R's `survey::svychisq`:
    `Chisq`, the first-order test with χ²; `Wald` and `adjWald`, Wald's test of the departures from
    independence (Koch, Freeman and Freeman 1975); `saddlepoint`, and `lincom` that R reckons in the
    same way, Pearson's statistic against its distribution as a weighted sum (see `_saddlepoint`).
    For `Chisq`, `lincom` and `saddlepoint`, `statistic` is Pearson's and `df_residual` is NaN.

    The effect is Cohen's h in a table of two by two, else Cramér's V. Returns None where fewer than
    two groups or two answers occur, or the design leaves no degrees of freedom. Raises Mistake for
    another statistic.
    """
    if statistic not in STATISTICS:
        raise Mistake(f"statistic is {statistic!r}; it should be one of: {', '.join(STATISTICS)}.")
    if min(table.shares.shape, default=0) < 2 or table.df < 1:
        return None
    if statistic in ("Wald", "adjWald"):
        return _outcome(table, *_wald(table, adjusted=statistic == "adjWald"))
    return _outcome(table, *_pearson(table, table.design_effects(), statistic))


def _pearson(table: Crosstab, effects: Floats, statistic: str) -> tuple[float, float, float, float]:
    from scipy.special import chdtrc, fdtrc

    df = effects.sum() ** 2 / np.square(effects).sum()
    if statistic == "F":
        value = table.pearson / effects.sum()
        return value, df, df * table.df, float(fdtrc(df, df * table.df, value))
    count = float(len(effects))
    if statistic == "Chisq":
        p = float(chdtrc(count, table.pearson / effects.mean()))
    else:
        p = _saddlepoint(table.pearson, effects, df * table.df)
    return table.pearson, count, np.nan, p


def _wald(table: Crosstab, adjusted: bool) -> tuple[float, float, float, float]:
    from scipy.special import fdtrc

    r, c = table.shares.shape
    used = np.arange(r * c).reshape(r, c)[1:, 1:].ravel()
    values, variance = table.departures()
    form = values[used] @ np.linalg.pinv(variance[np.ix_(used, used)]) @ values[used]
    df = float(len(used))
    residual = table.df - df + 1 if adjusted else table.df
    value = form / df * (residual / table.df if adjusted else 1)
    return float(value), df, residual, float(fdtrc(df, residual, value))


def _outcome(table: Crosstab, statistic: float, df: float, df_residual: float, p: float) -> Outcome:
    if table.shares.shape == (2, 2):
        first, second = table.shares[:, 0] / table.shares.sum(axis=1)
        effect, name = cohens_h(first, second), "cohen_h"
    else:
        effect, name = cramers_v(table.shares), "cramer_v"
    residuals = table.adjusted_residuals()
    return Outcome("rao_scott", statistic, df, df_residual, p, table.n, effect, name, residuals)


def _saddlepoint(statistic: float, weights: Floats, df: float) -> float:
    """P(Σ δ_i χ²₁ > statistic · χ²_df / df), by Lugannani and Rice's saddlepoint (Kuonen 1999).

    `survey::pFsum`, which takes df for a whole number where it stands for so many terms. NaN near
    the middle of the distribution, where the formula breaks down.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    parts = np.append(weights, -statistic / df)
    times = np.append(np.ones(len(weights)), np.floor(df + 1e-9))
    parts = parts / parts.max()

    def slope(z: float) -> float:
        return float((times * parts / (1 - 2 * z * parts)).sum())

    ends = [0.99999 / (2 * end) for end in (parts.min(), parts.max())]
    z = brentq(slope, *ends, xtol=1e-13)
    if abs(z) < 1e-4:
        return float("nan")
    w = np.sign(z) * np.sqrt((times * np.log(1 - 2 * z * parts)).sum())
    v = z * np.sqrt(2 * (times * np.square(parts / (1 - 2 * z * parts))).sum())
    return float(ndtr(-(w + np.log(v / w) / w)))
