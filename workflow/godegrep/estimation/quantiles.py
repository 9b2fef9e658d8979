"""Medians and other quantiles with Woodruff's intervals."""

from dataclasses import dataclass

import numpy as np

from godegrep.core.arrays import Floats
from godegrep.estimation.intervals import t_quantile
from godegrep.estimation.means import Figures, mean
from godegrep.estimation.variance import ROUNDING, Bases, Domains


def quantile(domains: Domains, values: Floats, bases: Bases, p: float) -> Figures:
    """A quantile with Woodruff's interval (1952, Journal of the American Statistical Association
    47), as R's `svyquantile` from 4.1 on makes them (`qrule = "math"`, `interval.type = "mean"`):
    the smallest value with at least p of the weight at or below it, and the same for both ends
    of the interval of that share; the standard error is the interval's length over 2 t(df).

    `values` is (n,), 0 outside the base. A quantile has no design effect.
    """
    curves = [
        _Distribution.of(values[rows], domains.sample.weights[rows])
        for rows in (bases.inside & (domains.groups.codes == g) for g in range(domains.groups.size))
    ]
    estimate = np.array([curve.quantile(p) for curve in curves])
    below = mean(domains, (values <= domains.over_groups(estimate)).astype(np.float64), bases)
    low, high = (
        np.array([curve.quantile(p) for curve, p in zip(curves, level, strict=True)])
        for level in (below.low, below.high)
    )
    length = 2 * t_quantile(bases.df, domains.sample.design.level)
    se = np.where(below.se == 0, 0.0, (high - low) / length)
    return Figures(estimate, se, low, high, np.full(len(estimate), np.nan))


@dataclass(frozen=True, eq=False)
class _Distribution:
    """Sorted values, and the share of the weight at or below each."""

    values: Floats
    shares: Floats

    @classmethod
    def of(cls, values: Floats, weights: Floats) -> "_Distribution":
        order = np.argsort(values, kind="stable")
        shares = np.cumsum(weights[order])
        return cls(values[order], shares / shares[-1] if len(shares) else shares)

    def quantile(self, p: float) -> float:
        """The smallest value with at least p of the weight at or below it; rounding is forgiven."""
        if not len(self.values) or np.isnan(p):
            return float("nan")
        position = int(np.searchsorted(self.shares, p - ROUNDING))
        return float(self.values[min(position, len(self.values) - 1)])
