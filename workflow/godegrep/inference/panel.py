"""The change from one wave to the next, counting those who answered both times."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.columns import need
from godegrep.core.errors import Mistake
from godegrep.estimation.estimates import Set, each, encode, label, measure, membership, whole
from godegrep.estimation.intervals import (
    clopper_pearson,
    of_mean,
    of_share,
    t_probability,
    t_quantile,
    thin,
)
from godegrep.estimation.means import weighted_mean
from godegrep.estimation.variance import Bases, Column, Domains
from godegrep.inference.overlapping_samples import OverlappingSamples
from godegrep.sampling.calibration import side_by_side
from godegrep.sampling.design import SIMPLE, Design, Sample, sample

STILL = 1e-8
"""A standard error of a change of shares below this is rounding: nobody changed their answer."""
COLUMNS = [
    "category",
    "statistic",
    "estimate_first",
    "estimate_second",
    "estimate",
    "se",
    "low",
    "high",
    "df",
    "p",
    "n_first",
    "n_second",
    "n_both",
]


def change(
    first: pd.DataFrame,
    second: pd.DataFrame,
    item: str,
    respondent: str,
    design: Design = SIMPLE,
    statistic: str = "share",
) -> pd.DataFrame:
    """Estimate how an item's shares, or its mean, changed from the first wave to the second.

    Both frames are samples with the columns of the design; `respondent` names the column by which
    those who answered both times are known. Returns `category` (empty for a mean), `statistic`,
    `estimate_first`, `estimate_second`, `estimate` (second minus first), `se`, `low`, `high`,
    `df`, `p`, `n_first`, `n_second` and `n_both`, the number with an answer in both waves; one row
    a category, in the order of `tabulate`.

    The waves are stacked and the respondent (or, with `clusters`, the cluster) is the sampling
    unit, so that the variance of the difference counts the covariance of the two answers; the units
    of a stratum are those of either wave, and `df` is their number less the number of strata. That
    is what R's `svycontrast` of `svyby(~item, ~wave, covmat = TRUE)` on the stacked design gives,
    with t(df) for the interval and the test. A unit that moved to another stratum stays in its
    first; a stratum's population is the larger of the two waves'.

    With `population`, the finite-population correction takes all units of either wave as the
    sample, which R does too. It is right when the same respondents answered twice. When they are
    partly others and a large part of the population, it claims too much: leave `population` out.

    Where a wave gives no variance to build on (see `intervals.thin`), the interval is put together
    from the two waves' own (Zou and Donner 2008, Statistics in Medicine 27), and p is the one that
    goes with it. Where nobody among those who answered both times changed their answer, it reaches
    as far as the part of the population that may have: Clopper and Pearson's upper end for none of
    so many. p is missing there, and where nothing is left to chance.
    """
    if statistic not in ("share", "mean"):
        raise Mistake(f"statistic is {statistic!r}; it should be one of: share, mean.")
    for frame in (first, second):
        need(frame, [item])
    alone = replace(design, lonely="adjust")
    # A unit that is alone in its stratum in one wave need not be so in both together.
    samples = [replace(sample(frame, alone), design=design) for frame in (first, second)]
    panel = pair(samples, respondent)
    values = stack(first[item], second[item])
    if statistic == "mean":
        return panel.mean(measure(values))
    return panel.shares(encode(values))


@dataclass(frozen=True, eq=False)
class Panel:
    """Two waves stacked. `waves` has a group for each, `stacked` one for both together.

    With `overlap`, the variance of changes is that of two samples of one finite population.
    """

    waves: Domains
    stacked: Domains
    respondents: Integers
    overlap: OverlappingSamples | None = None

    def shares(self, item: Column, sets: Sequence[Set] | None = None) -> pd.DataFrame:
        """The change of each set's share; `item` numbers the answers of the stacked rows."""
        sets = each(item) if sets is None else sets
        members = membership(item, sets)
        level = self.waves.sample.design.level
        bases, _, share, variance = self.waves.shares(item, members)
        chosen = np.vstack([members, np.zeros(len(sets))])[item.codes]
        influence = [
            self.waves.influence(column, share[:, m], bases) for m, column in enumerate(chosen.T)
        ]
        df, se = self._df_and_se(bases, influence)
        estimate = share[1] - share[0]
        low, high = of_mean(estimate, se, df, level)
        n, wave_df, size = bases.n[:, None], bases.df[:, None], bases.effective[:, None]
        lows, highs = of_share(share, np.sqrt(variance), n, wave_df, size, level)
        apart = thin(share, n, wave_df).any(axis=0) | (df < 1)
        low = np.where(apart, estimate - np.hypot(share[1] - lows[1], highs[0] - share[0]), low)
        high = np.where(apart, estimate + np.hypot(highs[1] - share[1], share[0] - lows[0]), high)
        moved = clopper_pearson(np.zeros(1), size.min(axis=0), level)[1]
        still = ~apart & (se < STILL)
        low, high = np.where(still, -moved, low), np.where(still, moved, high)
        towards_zero = np.where(estimate > 0, estimate - low, high - estimate)
        error = np.where(apart, towards_zero / t_quantile(df, level), np.where(still, np.nan, se))
        ends = np.clip(low, -1, 1), np.clip(high, -1, 1)
        rows = [(category, statistic) for category, statistic, _ in sets]
        return self._frame(rows, share, se, ends, error, df, bases)

    def mean(self, numbers: Floats) -> pd.DataFrame:
        """The change of the mean of the stacked rows' numbers, NaN being missing."""
        inside = np.isfinite(numbers)
        values, bases = np.where(inside, numbers, 0.0), self.waves.bases(inside)
        means = weighted_mean(self.waves, values, bases)
        df, se = self._df_and_se(bases, [self.waves.influence(values, means, bases)])
        se = np.where((bases.df >= 1).all(), se, np.nan)
        ends = of_mean(means[1:] - means[:1], se, df, self.waves.sample.design.level)
        return self._frame([("", "mean")], means[:, None], se, ends, se, df, bases)

    def _df_and_se(self, bases: Bases, influence: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Degrees of freedom of both waves together, and the standard error of each difference."""
        if self.overlap:
            variance = [self.overlap.variance(values) for values in influence]
        else:
            sign = np.where(self.waves.groups.codes == 0, -1.0, 1.0)
            variance = [self.stacked.variance(sign * values)[0] for values in influence]
        return self.stacked.bases(bases.inside).df, np.sqrt(np.maximum(variance, 0.0))

    def _frame(
        self,
        rows: Sequence[tuple[str, str]],
        estimates: Floats,
        se: Floats,
        ends: tuple[Floats, Floats],
        error: Floats,
        df: Floats,
        bases: Bases,
    ) -> pd.DataFrame:
        """The result; `error` is the standard error that p is drawn from."""
        times = np.bincount(self.respondents[bases.inside])
        difference = estimates[1] - estimates[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            p = t_probability(np.where(error > 0, difference / error, np.nan), df)
        columns = [
            [category for category, _ in rows],
            [statistic for _, statistic in rows],
            *(estimates[0], estimates[1], difference, se, *ends),
            *(np.broadcast_to(df, len(rows)), p),
            *(np.full(len(rows), n) for n in (*bases.n, int((times == 2).sum()))),
        ]
        return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def stack(first: pd.Series, second: pd.Series) -> pd.Series:
    """One column below the other; two categorical ones keep their order of categories."""
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in (first, second)):
        known = list(first.cat.categories)
        known += [name for name in second.cat.categories if name not in known]
        first, second = first.cat.set_categories(known), second.cat.set_categories(known)
    return pd.concat([first, second], ignore_index=True)


def pair(samples: Sequence[Sample], respondent: str) -> Panel:
    """Stack two waves of one design, whose weights may be calibrated each by itself; see `change`.

    Raises Mistake where a respondent is missing or stands twice in one wave, or more units answered
    in either wave than the population has.
    """
    (first, second), design = [wave.frame for wave in samples], samples[0].design
    for frame, name in ((first, "first"), (second, "second")):
        need(frame, [respondent])
        _check_respondents(frame[respondent], name)

    def column(name: str) -> pd.Series:
        return stack(first[name], second[name])

    respondents = column(respondent).map(label)
    rows = pd.DataFrame({"weights": np.concatenate([wave.weights for wave in samples])})
    stages = [column(name).map(label) for name in design.stages] or [respondents]
    for number, names in enumerate(stages):
        rows[f"stage {number}"] = names
    stratum = column(design.strata).map(label) if design.strata else pd.Series("", rows.index)
    rows["strata"] = stratum.groupby(stages[0]).transform("first")
    if design.populations:
        largest = column(design.populations[0]).groupby(stratum).max()
        _check_population(design.populations[0], largest, rows)
        rows["population 0"] = rows["strata"].map(largest)
    for number, name in enumerate(design.populations[1:], start=1):
        parents = [f"stage {above}" for above in range(number)]
        rows[f"population {number}"] = column(name)
        of_parents = rows.groupby(parents)[f"population {number}"]
        rows[f"population {number}"] = of_parents.transform("max")
    drawn = sample(
        rows,
        Design(
            weights="weights",
            strata="strata",
            clusters=[f"stage {number}" for number in range(len(stages))],
            population=[f"population {n}" for n in range(len(stages))]
            if design.populations
            else None,
            level=design.level,
            lonely=design.lonely,
        ),
    )
    if any(wave.residuals for wave in samples):
        residuals = side_by_side([(wave.weights, wave.residuals) for wave in samples])
        drawn = replace(drawn, residuals=residuals)
    wave = np.repeat(np.arange(2), [len(first), len(second)])
    waves = Domains(drawn, Column("wave", wave, ("first", "second")))
    codes, _ = pd.factorize(respondents)
    return Panel(waves, Domains(drawn, whole(drawn)), codes)


def _check_respondents(ids: pd.Series, wave: str) -> None:
    twice = sorted(map(label, ids[ids.duplicated() & ids.notna()].unique()))
    lines = [
        f"Respondent {name} stands twice in the {wave} frame; give each one row." for name in twice
    ]
    if ids.isna().any():
        lines.append(
            f"Column {ids.name!r}: {int(ids.isna().sum())} rows of the {wave} frame have no "
            "respondent; without it nobody can tell who answered both times."
        )
    if lines:
        raise Mistake(lines)


def _check_population(name: str, population: pd.Series, rows: pd.DataFrame) -> None:
    sizes = rows.groupby("strata")["stage 0"].nunique()
    lines = [
        f"Stratum {stratum}: {units} units answered in either wave, but column {name!r} gives "
        f"{known:g}; leave the population out."
        for stratum, units, known in zip(
            sizes.index, sizes, population.reindex(sizes.index), strict=True
        )
        if units > known
    ]
    if lines:
        raise Mistake(lines)
