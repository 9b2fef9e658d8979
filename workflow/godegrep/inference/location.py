"""Tests of means and of ranks that know the design: do the answers lie equally high in each group?

Rows that miss the group or the answer are left out. The design enters by the covariance of the
groups' means alone; see `association`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats
from godegrep.estimation.estimates import whole
from godegrep.estimation.intervals import t_quantile
from godegrep.estimation.means import weighted_mean
from godegrep.estimation.variance import Column, Domains
from godegrep.inference.effect_sizes import cohens_d
from godegrep.inference.results import TOO_FLAT, Outcome, covariance
from godegrep.sampling.design import Sample


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
        variances = np.diag(self.covariance)
        if df < 1 or residual < 1 or variances.min() <= TOO_FLAT * variances.max():
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
    means = weighted_mean(domains, values, bases)
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


def _distance(drawn: Sample, member: Booleans, inside: Booleans, values: Floats) -> float:
    """A group's mean less that of the rest, in standard errors."""
    rest = Domains(drawn, Column("", np.where(inside, 1 - member, 2), ("group", "rest")))
    bases = rest.bases(inside)
    if not bases.weights.all():
        return float("nan")
    means = weighted_mean(rest, values, bases)
    influence = rest.influence(values, means, bases) * np.where(member, 1.0, -1.0)
    variance = float(Domains(drawn, whole(drawn)).variance(influence)[0])
    return float((means[0] - means[1]) / np.sqrt(variance)) if variance > 0 else float("nan")


def _fewer_than_two(groups: Column, values: Floats) -> bool:
    """Whether the answers come from fewer than two groups."""
    inside = np.isfinite(values) & (groups.codes < groups.size)
    return len(np.unique(groups.codes[inside])) < 2


def compare_means(drawn: Sample, groups: Column, values: Floats) -> Outcome | None:
    """Test whether the groups' means are equal; see `GroupMeans.wald`.

    The effect is Cohen's d for two groups (second less first), else η². None where there are fewer
    than two groups, or nothing varies in one of them.
    """
    if _fewer_than_two(groups, values):
        return None
    means = group_means(drawn, groups, values)
    tested = means.wald()
    if tested is None:
        return None
    if len(means.groups) == 2:
        effect, name = (
            cohens_d(means.means[0], means.means[1], means.spread),
            "cohen_d",
        )
    else:
        effect, name = means.explained, "eta_squared"
    return Outcome("means", *tested, means.n, effect, name, _by_group(means))


def compare_ranks(drawn: Sample, groups: Column, values: Floats) -> Outcome | None:
    """Test whether the groups' answers lie equally high: Wilcoxon's, or Kruskal and Wallis's, test.

    The estimated population ranks are tested as means are (Lumley and Scott 2013, Biometrika 100;
    R's `survey::svyranktest`, but for ties: see `rank_scores`). The effect is the rank-biserial
    correlation for two groups, P(second > first) − P(first > second), else ε². None as in
    `compare_means`.
    """
    if _fewer_than_two(groups, values):
        return None
    inside = np.isfinite(values) & (groups.codes < groups.size)
    means = group_means(drawn, groups, rank_scores(np.where(inside, values, np.nan), drawn.weights))
    tested = means.wald()
    if tested is None:
        return None
    if len(means.groups) == 2:
        # A difference of mean ranks δ is P(second > first) + P(tie)/2 − 1/2.
        effect, name = 2 * float(means.means[1] - means.means[0]), "rank_biserial"
    else:
        effect, name = means.explained, "epsilon_squared"
    return Outcome("ranks", *tested, means.n, effect, name, _by_group(means))


def _by_group(means: GroupMeans) -> pd.DataFrame:
    return pd.DataFrame({"": means.residuals}, index=list(means.groups))


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


def ordinal(item: Column) -> Floats:
    """The place of each row's answer in the order of the options, NaN where missing."""
    return np.where(item.codes < item.size, item.codes, np.nan)
