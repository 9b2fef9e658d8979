"""Linearised variance of estimates in the groups of a break, under the survey design.

An estimate's influence values z (one a row) say how much each row moves it; the variance is that
of the sum of z over the first-stage units, stratum by stratum (Binder 1983, International
Statistical Review 51; Lumley 2010, Complex Surveys, section 2.2; R's `survey::svyrecvar`):

    V = Σ_h (1 − n_h/N_h) n_h/(n_h − 1) Σ_u (z_u − z̄_h)²

Rows outside a base have z = 0 and stay in the sum.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from godegrep.core.arrays import Booleans, Floats, Integers, added, summed
from godegrep.sampling.design import Sample

TINY = np.finfo(np.float64).tiny
ROUNDING = 1e-12
"""A stratum's sum of squares about its mean is 0 when it is less than this part of that about 0."""
_Sums = tuple[Floats, Floats]


def stratified(sample: Sample, squares: Floats, sums: Floats) -> Floats:
    """The variance from Σ z² and Σ z over each stratum's units, (H, …) → (…)."""
    sizes, fractions = sample.sizes, sample.fractions
    centred = _about_mean(sizes, squares, sums)
    lonely = sizes == 1
    if lonely.any():
        centred[lonely] = np.square(sums[lonely] - sums.sum(axis=0) / sizes.sum())
    return _scaled(centred, (1 - fractions) * sizes / np.maximum(sizes - 1, 1))


def _about_mean(sizes: Integers, squares: Floats, sums: Floats) -> Floats:
    """Σ (z − z̄)² from Σ z² and Σ z over units, (H, …)."""
    shape = (-1,) + (1,) * (sums.ndim - 1)
    centred = squares - np.square(sums) / np.maximum(sizes, 1).reshape(shape)
    return np.where(centred > ROUNDING * squares, centred, 0.0)


def _scaled(values: Floats, scale: Floats) -> Floats:
    result: Floats = (values * scale.reshape((-1,) + (1,) * (values.ndim - 1))).sum(axis=0)
    return result


def of_rows(sample: Sample, influence: Floats) -> Floats:
    """The variance, (K,), of the sums of influence values, (n, K), over all stages."""
    if sample.residuals is not None:
        influence = sample.residuals(influence)
    return over_stages(sample, np.arange(len(influence)), influence, np.square(influence))


def over_stages(sample: Sample, rows: Integers, linear: Floats, squares: Floats) -> Floats:
    """The variance, (…), from Σ z and Σ z², (B, …), over blocks of rows, over all stages.

    `rows`, (B,), is a row of each block; a block lies in one cluster of each stage and one stratum.
    A later stage adds, for each parent that is drawn, the variance within it times the parent's
    share of the stages before (Cochran 1977, Sampling Techniques, 10.6; R's `survey:::multistage`).
    """

    def within(parents: Integers, units: Integers | None, above: Integers, size: int) -> _Sums:
        """Σ z² and Σ z over the units of each parent; `above` is the parent of each unit."""
        if units is None:
            return added(parents[rows], squares, size), added(parents[rows], linear, size)
        totals = added(units[rows], linear, len(above))
        return added(above, np.square(totals), size), added(above, totals, size)

    above = sample.stratum if sample.unit is None else sample.stratum_of_units
    variance = stratified(sample, *within(sample.stratum, sample.unit, above, sample.strata))
    for stage in sample.later:
        units = None if stage.of_rows else stage.unit
        squares_of_units, sums = within(stage.above, units, stage.parent, len(stage.sizes))
        centred = _about_mean(stage.sizes, squares_of_units, sums)
        # A single unit of several is measured against 0, the mean of all influence values.
        single = (stage.sizes == 1).reshape((-1,) + (1,) * (squares_of_units.ndim - 1))
        centred = np.where(single, squares_of_units, centred)
        scale = (1 - stage.fractions) * stage.sizes / np.maximum(stage.sizes - 1, 1)
        variance = variance + _scaled(centred, stage.share * scale)
    return variance


@dataclass(frozen=True, eq=False)
class Column:
    """A categorical variable: `codes` (n,) number its `labels` from 0; len(labels) is missing."""

    name: str
    codes: Integers
    labels: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of categories, missing not counted."""
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Bases:
    """An item's base in each of G groups: `n` rows, sum of `weights`, `df`, and two more sizes.

    `inside`, (n,), is true for the rows that have an answer.
    `df` is the number of units less the number of strata among the rows of the base that have a
    weight, R's `degf` of the subset. `effective` is the size of the simple random sample that is
    worth as much where the share itself gives no variance; see `effective_size`. `population` is
    how many rows the population has where the base has its n: the base's weight, where the design
    has weights that grow the sample to the population; without weights what the population's size
    says; infinite where neither tells.
    """

    inside: Booleans
    n: Integers
    weights: Floats
    df: Floats
    effective: Floats
    population: Floats

    def of(self, groups: slice) -> "Bases":
        """The bases of some of the groups."""
        return Bases(self.inside, *(sizes[groups] for sizes in self.sizes))

    @property
    def sizes(self) -> list[Any]:
        """The arrays that have a number a group, in the order of the fields."""
        return [self.n, self.weights, self.df, self.effective, self.population]


def bases_of(
    sample: Sample, inside: Booleans, n: Floats, units: Floats, weights: Floats, squares: Floats
) -> Bases:
    """The bases from counts and sums over stratum × group, each (H, G)."""
    whole, rows = weights.sum(axis=0), n.sum(axis=0)
    if sample.design.weights is not None or sample.residuals is not None:
        population = np.where(whole > rows, whole, np.inf)
    elif sample.unit is not None:
        population = np.full(len(whole), np.inf)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            population = np.where(n > 0, n / sample.fractions[:, None], 0.0).sum(axis=0)
    return Bases(
        inside,
        rows.astype(np.intp),
        whole,
        units.sum(axis=0) - (units > 0).sum(axis=0),
        effective_size(weights, squares, sample.fractions),
        population,
    )


@dataclass(frozen=True, eq=False)
class Domains:
    """The groups of a break in a sample, G of them; a row may be in none."""

    sample: Sample
    groups: Column

    @cached_property
    def _strata_by_group(self) -> Integers:
        """Stratum × group of each row, in H × (G + 1) numbers, the last group being no group."""
        return self.sample.stratum * (self.groups.size + 1) + self.groups.codes

    @cached_property
    def _units(self) -> tuple[Integers, Integers]:
        """Unit × group of each row, numbered from 0, and stratum × group of each such number."""
        if self.sample.unit is None:
            return np.arange(len(self.sample.weights)), self._strata_by_group
        pairs = self.sample.unit * (self.groups.size + 1) + self.groups.codes
        _, first, numbers = np.unique(pairs, return_index=True, return_inverse=True)
        return numbers, self._strata_by_group[first]

    def _per_stratum(self, values: Floats | None, keys: Integers) -> Floats:
        """Sums of values over stratum × group, (H, G)."""
        shape = (self.sample.strata, self.groups.size + 1)
        return summed(keys, values, shape[0] * shape[1]).reshape(shape)[:, :-1]

    def by_unit(self, values: Floats) -> Floats:
        """Sums of the rows' values over each unit's part of a group."""
        numbers, keys = self._units
        if self.sample.unit is None:
            return values
        return summed(numbers, values, len(keys))

    def variance(self, influence: Floats) -> Floats:
        """The variance, (G,), of estimates with these influence values, (n,)."""
        if self.sample.residuals is not None or self.sample.later:
            return of_rows(self.sample, self.spread(influence))
        totals = self.by_unit(influence)
        _, keys = self._units
        return stratified(
            self.sample,
            self._per_stratum(np.square(totals), keys),
            self._per_stratum(totals, keys),
        )

    def spread(self, influence: Floats) -> Floats:
        """The influence values, (n,), as a column a group, 0 outside it, (n, G)."""
        columns = np.zeros((len(influence), self.groups.size + 1))
        columns[np.arange(len(influence)), self.groups.codes] = influence
        return columns[:, :-1]

    def simple_variance(self, influence: Floats, bases: "Bases") -> Floats:
        """The variance, (G,), that a simple random sample of as many rows would give.

        That is W² S²/n (1 − n/N), S² being the weighted variance of the influence over the weight
        and W the base's weight, as in R's `svymean(deff = TRUE)`; N is the base's population.
        """
        weights = np.where(bases.inside, self.sample.weights, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            per_weight = np.where(weights > 0, influence / weights, 0.0)
            mean = self.sums(influence) / bases.weights
            spread = self.sums(weights * np.square(per_weight - self.over_groups(mean)))
            square = bases.weights * spread / (bases.n - 1)
            return square * (1 - bases.n / bases.population)

    def over_groups(self, per_group: Floats) -> Floats:
        """Each row's value of its group, (n,); 0 for rows in no group."""
        return np.append(per_group, 0.0)[self.groups.codes]

    def sums(self, values: Floats) -> Floats:
        """Sums of the rows' values in each group, (G,)."""
        return summed(self.groups.codes, values, self.groups.size + 1)[:-1]

    def bases(self, inside: Booleans) -> Bases:
        """The base in each group; `inside` (n,) is true for the rows that have an answer."""
        _, keys = self._units
        rows = inside.astype(np.float64)
        weights = self.by_unit(rows * self.sample.weights)
        units = (weights > 0).astype(np.float64)
        return bases_of(
            self.sample,
            inside,
            self._per_stratum(rows, self._strata_by_group),
            self._per_stratum(units, keys),
            self._per_stratum(weights, keys),
            self._per_stratum(np.square(weights), keys),
        )

    def shares(self, item: Column, members: Floats) -> "Shares":
        """As `Breaks.shares`, row by row."""
        bases = self.bases(item.codes < item.size)
        chosen = np.vstack([members, np.zeros(members.shape[1])])[item.codes]
        weights = self.sample.weights
        count = np.stack([self.sums(column) for column in chosen.T], axis=1)
        part = np.stack([self.sums(weights * column) for column in chosen.T], axis=1)
        share = share_of(part, bases.weights[:, None], count, bases.n[:, None])
        variance = np.empty_like(share)
        for m, column in enumerate(chosen.T):
            variance[:, m] = self.variance(self.influence(column, share[:, m], bases))
        return bases, count.astype(np.intp), share, variance

    def influence(self, values: Floats, mean: Floats, bases: Bases) -> Floats:
        """What each row does to the means of its group: w (y − mean) / Σw in the base, else 0.

        `values` (n,), `mean` (G,), of the base's rows; returns (n,).
        """
        scale = np.where(bases.weights > 0, 1 / np.maximum(bases.weights, TINY), 0.0)
        distance = self.sample.weights * (values - self.over_groups(mean))
        return np.where(bases.inside, distance * self.over_groups(scale), 0.0)


Shares = tuple[Bases, Integers, Floats, Floats]
"""The base, and count, share and variance, each (G, M), of M sets of categories."""


def share_of(part: Floats, whole: Floats, count: Floats, n: Integers) -> Floats:
    """part/whole, and exactly 0 or 1 where none or all are counted; NaN without any weight."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(count == n, 1.0, part / whole)
    return np.where(whole == 0, np.nan, np.where(count == 0, 0.0, share))


def effective_size(weights: Floats, squares: Floats, fractions: Floats) -> Floats:
    """The size of a simple random sample with replacement that is worth as much as each base.

    `weights` and `squares`, (H, G): Σ w and Σ w² over the units of each stratum's part of the base,
    w being the unit's whole weight, so that a cluster counts once; `fractions`, (H,). Returns (G,).

    It is Kish's (Σw)²/Σw² (1965, Survey Sampling, 11.7), times −ln(1 − f)/f for the finite
    population: among N units the chance that n drawn without replacement all miss K marked ones is
    nearly (1 − f)^K, and n′ draws with replacement miss them with nearly exp(−n′K/N), so that n′ =
    −N ln(1 − f). The usual n/(1 − f) would claim more than the sample knows about a share of 0. It
    is infinite where every unit is in the sample.
    """
    total, square = weights.sum(axis=0), squares.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        left_out = (squares * (1 - fractions)[:, None]).sum(axis=0) / square
        taken = 1 - left_out
        gain = np.where(taken > 1e-9, -np.log(left_out) / taken, 1.0)
        return np.where(square > 0, np.square(total) / square * gain, 0.0)
