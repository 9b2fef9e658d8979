"""Tests that know the design: of tables, of means, and of ranks.

Each takes a `Sample` and columns of its rows, and leaves out the rows that miss either. The design
enters by the covariance of the estimates alone, so that whatever `variance.Domains` knows (strata,
clusters, finite populations, weights) holds here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from godegrep import effect_sizes
from godegrep.arrays import Booleans, Floats
from godegrep.design import SIMPLE, Design, Sample, need, sample
from godegrep.errors import Mistake
from godegrep.estimates import encode, measure, whole
from godegrep.intervals import t_quantile
from godegrep.variance import Bases, Column, Domains

STATISTICS = ("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")
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


# --- Tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Crosstab:
    """Shares of a table of r groups and c categories, none of them empty, and their covariance.

    `shares` (r, c), adding up to 1; `covariance` (r c, r c), row by row; `counts` (r, c),
    unweighted; `df` is the number of units less the number of strata.
    """

    groups: tuple[str, ...]
    categories: tuple[str, ...]
    shares: Floats
    covariance: Floats
    counts: Floats
    df: float

    @property
    def n(self) -> int:
        """The rows that have a group and an answer."""
        return int(self.counts.sum())

    @property
    def pearson(self) -> float:
        """Pearson's statistic of the shares, times n."""
        expected = np.outer(self.shares.sum(axis=1), self.shares.sum(axis=0))
        return float(self.n * (np.square(self.shares - expected) / expected).sum())

    def design_effects(self) -> Floats:
        """The generalised design effects, (r − 1)(c − 1) of them (Rao and Scott 1984, p. 52).

        An empty cell counts nothing, as in `svychisq`; contrasts that lie in empty cells alone are
        left out.
        """
        r, c = self.shares.shape
        contrasts = np.kron(_centred(r), _centred(c))
        shares = self.shares.ravel()
        weight = np.divide(1, shares, out=np.zeros(r * c), where=shares > 0)
        inverse = weight[:, None] * contrasts
        simple = contrasts.T @ inverse / self.n
        deviant = np.linalg.pinv(simple, hermitian=True) @ inverse.T @ self.covariance @ inverse
        values = np.linalg.eigvals(deviant)
        return np.sort(np.real(values))[::-1]

    def departures(self) -> tuple[Floats, Floats]:
        """p_ij − p_i· p_·j for each cell, (r c,), and its linearised covariance, (r c, r c)."""
        r, c = self.shares.shape
        rows, columns = self.shares.sum(axis=1), self.shares.sum(axis=0)
        of_row = np.kron(np.eye(r), np.ones((1, c)))
        of_column = np.kron(np.ones((1, r)), np.eye(c))
        slope = np.eye(r * c)
        slope -= np.kron(np.ones((r, 1)), columns[:, None]) * np.repeat(of_row, c, axis=0)
        slope -= np.repeat(rows, c)[:, None] * np.tile(of_column, (r, 1))
        values = (self.shares - np.outer(rows, columns)).ravel()
        return values, slope @ self.covariance @ slope.T

    def adjusted_residuals(self) -> pd.DataFrame:
        """Each cell's departure from independence over its standard error, groups × categories.

        Haberman's adjusted residuals (1973, Biometrics 29) with the design's covariance in place of
        the multinomial; NaN where there is no variance.
        """
        values, variance = self.departures()
        se = np.sqrt(np.maximum(np.diag(variance), 0))
        known = se > TOO_FLAT * max(se.max(), TOO_FLAT)
        residuals = np.where(known, values / np.where(known, se, 1), np.nan)
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
    total = weights.sum()
    influence, shares = [], []
    for i in rows:
        for j in columns:
            member = base & (groups.codes == i) & (item.codes == j)
            share = weights[member].sum() / total if total else np.nan
            shares.append(share)
            influence.append(weights * (member - share) / total)
    kept = np.ix_(rows, columns)
    return Crosstab(
        tuple(groups.labels[i] for i in rows),
        tuple(item.labels[j] for j in columns),
        np.array(shares).reshape(counts[kept].shape),
        covariance(everyone, np.stack(influence, axis=1)) if shares else np.zeros((0, 0)),
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
    two groups or two answers occur, or the design leaves no variance. Raises Mistake for another
    statistic.
    """
    if statistic not in STATISTICS:
        raise Mistake(f"statistic is {statistic!r}; it should be one of: {', '.join(STATISTICS)}.")
    if min(table.shares.shape, default=0) < 2 or table.df < 1:
        return None
    effects = table.design_effects()
    if effects.sum() <= TOO_FLAT:
        return None
    if statistic in ("Wald", "adjWald"):
        return _outcome(table, *_wald(table, adjusted=statistic == "adjWald"))
    return _outcome(table, *_pearson(table, effects, statistic))


def _pearson(table: Crosstab, effects: Floats, statistic: str) -> tuple[float, float, float, float]:
    from scipy.special import chdtrc, fdtrc

    if statistic == "F":
        df = effects.sum() ** 2 / np.square(effects).sum()
        value = table.pearson / effects.sum()
        return value, df, df * table.df, float(fdtrc(df, df * table.df, value))
    count = float(len(effects))
    if statistic == "Chisq":
        p = float(chdtrc(count, table.pearson / effects.mean()))
    else:
        p = _saddlepoint(table.pearson, effects, int(table.df))
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
        effect, name = effect_sizes.cohens_h(first, second), "cohen_h"
    else:
        effect, name = effect_sizes.cramers_v(table.shares), "cramer_v"
    residuals = table.adjusted_residuals()
    return Outcome("rao_scott", statistic, df, df_residual, p, table.n, effect, name, residuals)


def _saddlepoint(statistic: float, weights: Floats, df: int) -> float:
    """P(Σ δ_i χ²₁ > statistic · χ²_df / df), by Lugannani and Rice's saddlepoint (Kuonen 1999).

    `survey::pFsum`. NaN near the middle of the distribution, where the formula breaks down.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr

    parts = np.append(weights, -statistic / df)
    times = np.append(np.ones(len(weights)), df)
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


# --- Means and ranks ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class GroupMeans:
    """The means of G groups, (G,), none of them empty, and their covariance, (G, G).

    `df` is the number of units less the number of strata in the base; `spread` the pooled standard
    deviation within the groups, `explained` the part of the variance that lies between them, and
    `residuals` (G,) each group's distance from the mean of all others, in standard errors.
    """

    groups: tuple[str, ...]
    means: Floats
    covariance: Floats
    df: float
    n: int
    spread: float
    explained: float
    residuals: Floats

    def difference(self, level: float = 0.95) -> tuple[float, float, float]:
        """The second group's mean less the first's, and its interval with t: `svyttest`."""
        estimate = float(self.means[1] - self.means[0])
        se = float(
            np.sqrt(self.covariance[0, 0] + self.covariance[1, 1] - 2 * self.covariance[0, 1])
        )
        half = float(t_quantile(np.array(self.df - 1), level)) * se
        return estimate, estimate - half, estimate + half

    def wald(self) -> tuple[float, float, float, float] | None:
        """F, its degrees of freedom and p, that all means are equal.

        None where a group has no variance of its own: Wald's test takes it as known exactly, and
        would find differences that are not there. Wald's test on G − 1 and df − (G − 1) degrees of
        freedom: `svyglm` with `regTermTest`; F is t² of `svyttest` for two groups.
        """
        from scipy.special import fdtrc

        df = len(self.groups) - 1
        residual = self.df - df
        contrasts = np.eye(df + 1)[1:] - np.eye(df + 1)[0]
        variance = contrasts @ self.covariance @ contrasts.T
        own = np.diag(self.covariance)
        if df < 1 or residual < 1 or own.min() <= TOO_FLAT * own.max():
            return None
        differences = contrasts @ self.means
        value = float(differences @ np.linalg.solve(variance, differences)) / df
        return value, float(df), residual, float(fdtrc(df, residual, value))


def group_means(drawn: Sample, groups: Column, values: Floats) -> GroupMeans:
    """Means of `values`, (n,), NaN being missing, in the groups that occur."""
    inside = np.isfinite(values) & (groups.codes < groups.size)
    there = np.unique(groups.codes[inside])
    codes = np.where(inside, np.searchsorted(there, groups.codes), len(there))
    domains = Domains(drawn, Column(groups.name, codes, tuple(groups.labels[g] for g in there)))
    values = np.where(inside, values, 0.0)
    bases = domains.bases(inside)
    means = _means(domains, values, bases)
    influence = domains.influence(values, means, bases)
    per_group = np.stack([influence * (codes == g) for g in range(len(there))], axis=1)
    everyone = Domains(drawn, whole(drawn))
    weights = drawn.weights * inside
    within = float((weights * np.square(values - domains.over_groups(means))).sum())
    centre = float((weights * values).sum() / weights.sum())
    total = float((weights * np.square(values - centre)).sum())
    n = int(inside.sum())
    return GroupMeans(
        domains.groups.labels,
        means,
        covariance(everyone, per_group),
        float(everyone.bases(inside).df[0]),
        n,
        float(np.sqrt(within / weights.sum() * n / (n - len(there)))) if n > len(there) else np.nan,
        1 - within / total if total > 0 else np.nan,
        np.array([_distance(drawn, codes == g, inside, values) for g in range(len(there))]),
    )


def _means(domains: Domains, values: Floats, bases: Bases) -> Floats:
    return domains.sums(domains.sample.weights * bases.inside * values) / bases.weights


def _distance(drawn: Sample, member: Booleans, inside: Booleans, values: Floats) -> float:
    """A group's mean less that of the rest, in standard errors."""
    rest = Domains(drawn, Column("", np.where(inside, 1 - member, 2), ("group", "rest")))
    bases = rest.bases(inside)
    if not bases.weights.all():
        return float("nan")
    means = _means(rest, values, bases)
    influence = rest.influence(values, means, bases) * np.where(member, 1.0, -1.0)
    variance = float(Domains(drawn, whole(drawn)).variance(influence)[0])
    return float((means[0] - means[1]) / np.sqrt(variance)) if variance > 0 else float("nan")


def compare_means(drawn: Sample, groups: Column, values: Floats) -> Outcome | None:
    """Test whether the groups' means are equal; see `GroupMeans.wald`.

    The effect is Cohen's d for two groups (second less first), else η². None where there are fewer
    than two groups, or nothing varies in one of them.
    """
    found = group_means(drawn, groups, values)
    tested = found.wald()
    if tested is None:
        return None
    if len(found.groups) == 2:
        effect, name = (
            effect_sizes.cohens_d(found.means[0], found.means[1], found.spread),
            "cohen_d",
        )
    else:
        effect, name = found.explained, "eta_squared"
    return Outcome("means", *tested, found.n, effect, name, _by_group(found))


def compare_ranks(drawn: Sample, groups: Column, values: Floats) -> Outcome | None:
    """Test whether the groups' answers lie equally high: Wilcoxon's, or Kruskal and Wallis's, test.

    The estimated population ranks are tested as means are (Lumley and Scott 2013, Biometrika 100;
    R's `survey::svyranktest`, but for ties: see `rank_scores`). The effect is the rank-biserial
    correlation for two groups, P(second > first) − P(first > second), else ε². None as in
    `compare_means`.
    """
    inside = np.isfinite(values) & (groups.codes < groups.size)
    found = group_means(drawn, groups, rank_scores(np.where(inside, values, np.nan), drawn.weights))
    tested = found.wald()
    if tested is None:
        return None
    if len(found.groups) == 2:
        # A difference of mean ranks δ is P(second > first) + P(tie)/2 − 1/2.
        effect, name = 2 * float(found.means[1] - found.means[0]), "rank_biserial"
    else:
        effect, name = found.explained, "epsilon_squared"
    return Outcome("ranks", *tested, found.n, effect, name, _by_group(found))


def _by_group(found: GroupMeans) -> pd.DataFrame:
    return pd.DataFrame({"": found.residuals}, index=list(found.groups))


def rank_scores(values: Floats, weights: Floats) -> Floats:
    """The part of the weight below each value, with half of that at it; NaN stays, (n,).

    `svyranktest` gives tied rows the plain mean of their ranks in the order of the rows, which is
    the same where their weights are equal, and else depends on how the rows are sorted.
    """
    inside = np.isfinite(values)
    levels, codes = np.unique(values[inside], return_inverse=True)
    weight = np.bincount(codes, weights[inside], len(levels))
    result = np.full(len(values), np.nan)
    if len(levels):
        result[inside] = ((np.cumsum(weight) - weight / 2) / weight.sum())[codes]
    return result


# --- For notebooks --------------------------------------------------------------------------------


def significance(
    frame: pd.DataFrame, items: str | Sequence[str], by: str, design: Design = SIMPLE
) -> pd.DataFrame:
    """Test each item between the groups of a break.

    A column of numbers is tested by `compare_means`, an ordered categorical one by `compare_ranks`,
    any other by `rao_scott`. Returns a row an item: `item`, `break`, `test`, `statistic`, `df`,
    `df_residual`, `p`, `effect`, `effect_name` and `n`; items without anything to test are left
    out. The p-values are not adjusted; see `multiplicity.adjust`.
    """
    names = [items] if isinstance(items, str) else list(items)
    need(frame, [*names, by])
    drawn = sample(frame, design)
    groups = encode(frame[by])
    rows = []
    for name in names:
        found = _of_column(drawn, groups, frame[name])
        if found is not None:
            rows.append({"item": name, "break": by, **figures(found)})
    return pd.DataFrame(rows)


def _of_column(drawn: Sample, groups: Column, values: pd.Series) -> Outcome | None:
    kind = values.dtype
    if isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        return compare_ranks(drawn, groups, ordinal(encode(values)))
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return compare_means(drawn, groups, measure(values))
    everyone = np.ones(len(values), dtype=np.bool_)
    return rao_scott(crosstab(drawn, groups, encode(values), everyone))


def ordinal(item: Column) -> Floats:
    """The place of each row's answer in the order of the options, NaN where missing."""
    return np.where(item.codes < item.size, item.codes, np.nan)


def figures(found: Outcome) -> dict[str, object]:
    """The outcome's figures by column of `tests.parquet`."""
    names = ("test", "statistic", "df", "df_residual", "p", "effect", "effect_name", "n")
    return {name: getattr(found, name) for name in names}
