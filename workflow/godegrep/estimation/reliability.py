"""Whether the items of an index measure one thing: Cronbach's α."""

import numpy as np

from godegrep.core.arrays import Floats
from godegrep.estimation.intervals import t_quantile
from godegrep.estimation.means import Figures, design_effect, weighted_mean
from godegrep.estimation.variance import Bases, Domains


def cronbach(domains: Domains, items: Floats, bases: Bases) -> Figures:
    """Cronbach's α (1951, Psychometrika 16): k/(k − 1) · (1 − Σ variances / variance of the sum).

    `items` is (n, k), the base being the rows that answered all of them; 0 stands for the others.
    The variances are weighted, and the interval is linearised: the influence of a row on a weighted
    variance V is w ((y − ȳ)² − V)/Σw, hence on α it is −k/(k − 1) · (dA − (A/B) dB)/B, where A is
    the sum of the items' variances and B that of their sum. The interval is symmetric for
    log(1 − α), as Bonett's (2002, Journal of Educational and Behavioral Statistics 27), so that it
    ends below 1. α is missing where the sum does not vary.
    """
    k = items.shape[1]
    parts = [_variance(domains, column, bases) for column in items.T]
    whole, d_whole = _variance(domains, items.sum(axis=1), bases)
    apart, d_apart = sum(v for v, _ in parts), sum(d for _, d in parts)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(whole > 0, apart / whole, np.nan)
        alpha = k / (k - 1) * (1 - ratio)
        slope = domains.over_groups(np.where(whole > 0, 1 / whole, 0.0))
        change = d_apart - domains.over_groups(np.nan_to_num(ratio)) * d_whole
        influence = -k / (k - 1) * change * slope
        variance = np.where((bases.df >= 1) & (whole > 0), domains.variance(influence), np.nan)
        half = t_quantile(bases.df, domains.sample.design.level) * np.sqrt(variance) / (1 - alpha)
        low, high = 1 - (1 - alpha) * np.exp(half), 1 - (1 - alpha) * np.exp(-half)
    simple = domains.simple_variance(influence, bases)
    return Figures(alpha, np.sqrt(variance), low, high, design_effect(variance, simple))


def _variance(domains: Domains, values: Floats, bases: Bases) -> tuple[Floats, Floats]:
    """The weighted variance in each group, (G,), and each row's influence on it, (n,)."""
    means = weighted_mean(domains, values, bases)
    squares = np.square(values - domains.over_groups(np.nan_to_num(means)))
    variance = weighted_mean(domains, squares, bases)
    return variance, domains.influence(squares, np.nan_to_num(variance), bases)
