"""Means, totals and ratios of numbers, with their standard errors, intervals and design effects."""

from dataclasses import dataclass

import numpy as np

from godegrep.core.arrays import Floats
from godegrep.estimation.intervals import of_mean
from godegrep.estimation.variance import Bases, Domains


@dataclass(frozen=True, eq=False)
class Figures:
    """An estimate in each group, (G,), or in groups and categories, (G, M), and how sure it is."""

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    deff: Floats


def design_effect(variance: Floats, simple: Floats) -> Floats:
    """The variance over that of a simple random sample; NaN where the latter is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(simple > 0, variance / simple, np.nan)


def with_interval(domains: Domains, estimate: Floats, influence: Floats, bases: Bases) -> Figures:
    """The figures of an estimate, (G,), with these influence values, (n,): t(df) for the interval.

    `se`, `low`, `high` and `deff` are missing below one degree of freedom, and an estimate of which
    everyone has answered is known.
    """
    variance = np.where(bases.df >= 1, domains.variance(influence), np.nan)
    se = np.sqrt(variance)
    low, high = of_mean(estimate, se, bases.df, domains.sample.design.level)
    known = np.isinf(bases.effective)
    return Figures(
        estimate,
        np.where(known, 0.0, se),
        np.where(known, estimate, low),
        np.where(known, estimate, high),
        design_effect(variance, domains.simple_variance(influence, bases)),
    )


def weighted_mean(domains: Domains, values: Floats, bases: Bases) -> Floats:
    """Σwy/Σw over the base of each group, (G,)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return domains.sums(domains.sample.weights * bases.inside * values) / bases.weights


def mean(domains: Domains, values: Floats, bases: Bases) -> Figures:
    """The mean of the base's values, (n,); 0 stands for those outside it, here and below."""
    means = weighted_mean(domains, values, bases)
    return with_interval(domains, means, domains.influence(values, means, bases), bases)


def total(domains: Domains, values: Floats, bases: Bases) -> Figures:
    """Σwy; the influence of a row is wy."""
    influence = domains.sample.weights * bases.inside * values
    return with_interval(domains, domains.sums(influence), influence, bases)


def ratio(domains: Domains, above: Floats, below: Floats, bases: Bases) -> Figures:
    """Σwy/Σwx; the influence of a row is w (y − R x)/Σwx, as in R's `svyratio`."""
    weights = domains.sample.weights * bases.inside
    whole = domains.sums(weights * below)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = np.where(whole != 0, domains.sums(weights * above) / whole, np.nan)
        away = weights * (above - domains.over_groups(estimate) * below)
        influence = np.where(bases.inside, away / domains.over_groups(whole), 0.0)
    return with_interval(domains, estimate, influence, bases)
