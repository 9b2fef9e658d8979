"""Two of R's other intervals of a share, beside which `estimation.intervals.of_share` was chosen.

The tests hold them to R's numbers, and `benchmarks/interval_coverage.py` the choice against them.
"""

import numpy as np

from godegrep.core.arrays import Floats, Integers
from godegrep.estimation.intervals import clopper_pearson, t_quantile


def arcsine(share: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """R's `svyciprop(method = "asin")`: asin √p ± t(df) · se / (2 √(p (1 − p)))."""
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t_quantile(df, level) * se / (2 * np.sqrt(share * (1 - share)))
    centre = np.arcsin(np.sqrt(share))
    low, high = np.clip(centre - half, 0, np.pi / 2), np.clip(centre + half, 0, np.pi / 2)
    return np.square(np.sin(low)), np.square(np.sin(high))


def korn_graubard(
    share: Floats, se: Floats, n: Integers, df: Floats, level: float
) -> tuple[Floats, Floats]:
    """R's `svyciprop(method = "beta")`: Clopper and Pearson's, the size told by the variance.

    That size is p (1 − p)/se² · (t(n − 1)/t(df))² (Korn and Graubard 1998, Survey Methodology 24).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        size = share * (1 - share) / np.square(se)
        size = size * np.square(t_quantile(n - np.float64(1), level) / t_quantile(df, level))
    return clopper_pearson(share, size, level)
