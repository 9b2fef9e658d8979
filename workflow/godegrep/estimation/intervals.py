"""Confidence intervals of shares and means from their standard errors."""

import numpy as np

from godegrep.core.arrays import Booleans, Floats, Integers

SMALL_BASE = 5
"""Below this unweighted base the estimated variance of a share is not trusted."""


def t_quantile(df: Floats, level: float) -> Floats:
    """The two-sided quantile of Student's t; NaN below one degree of freedom."""
    from scipy.special import stdtrit

    with np.errstate(invalid="ignore"):
        result: Floats = stdtrit(np.where(df >= 1, df, np.nan), 0.5 + level / 2)
    return result


def t_probability(t: Floats, df: Floats) -> Floats:
    """The two-sided p-value of Student's t; NaN below one degree of freedom."""
    from scipy.special import stdtr

    with np.errstate(invalid="ignore"):
        result: Floats = 2 * stdtr(np.where(df >= 1, df, np.nan), -np.abs(t))
    return result


def of_mean(estimate: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """The interval estimate ± t(df) · se."""
    half = t_quantile(df, level) * se
    return estimate - half, estimate + half


def thin(share: Floats, n: Integers, df: Floats) -> Booleans:
    """Whether the sample gives a share's interval no variance to build on.

    So it is for a share of 0 or 1, a base under `SMALL_BASE`, and less than one degree of freedom.
    """
    result: Booleans = (share <= 0) | (share >= 1) | (n < SMALL_BASE) | (df < 1)
    return result


def of_share(
    share: Floats, se: Floats, n: Integers, df: Floats, effective: Floats, level: float
) -> tuple[Floats, Floats]:
    """The interval of a share, on the logit scale: logit p ± t(df) · se / (p (1 − p)).

    That is R's `svyciprop(method = "logit")` (Korn and Graubard 1999, Analysis of Health Surveys,
    3.4). Where the sample is too `thin` for that, it is Clopper and Pearson's (1934, Biometrika 26)
    with the effective size in place of n, as Korn and Graubard (1998, Survey Methodology 24)
    propose: never narrower than the level promises for a simple random sample, and closed at 0 and
    1. The other arrays broadcast to the shape of `share`.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.log(share / (1 - share))
        half = t_quantile(df, level) * se / (share * (1 - share))
        low, high = _logistic(centre - half), _logistic(centre + half)
    exact, sizes = thin(share, n, df), np.broadcast_to(effective, share.shape)
    low[exact], high[exact] = clopper_pearson(share[exact], sizes[exact], level)
    # Rounding may push an end past an estimate without variance.
    return np.minimum(low, share), np.maximum(high, share)


def clopper_pearson(share: Floats, size: Floats, level: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's interval for a share of `size`, which need not be whole numbers.

    An infinite size gives the share itself, and an empty base NaN.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    known, some = np.isinf(size), np.isfinite(size) & (size > 0) & np.isfinite(share)
    inside = np.where(some, share * np.where(some, size, 0.0), np.nan)
    outside = np.where(some, (1 - share) * np.where(some, size, 0.0), np.nan)
    low = np.where(share <= 0, 0.0, betaincinv(inside, outside + 1, tail))
    high = np.where(share >= 1, 1.0, betaincinv(inside + 1, outside, 1 - tail))
    low, high = np.where(known, share, low), np.where(known, share, high)
    return np.where(size > 0, low, np.nan), np.where(size > 0, high, np.nan)


def _logistic(x: Floats) -> Floats:
    from scipy.special import expit

    result: Floats = expit(x)
    return result
