"""Several tests at once: p-values adjusted over their family."""

from collections.abc import Sequence

import numpy as np

from godegrep.core.arrays import Floats
from godegrep.core.errors import Mistake

CORRECTIONS = ("holm", "bh")


def adjust(p_values: Sequence[float] | Floats, correction: str = "holm") -> Floats:
    """The adjusted p-values, in the order given; as R's `p.adjust`. NaN is no test and stays.

    `holm` (1979, Scandinavian Journal of Statistics 6) bounds the chance of any false finding in
    the family, `bh` (Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57)
    the expected part of false ones among the findings. Raises Mistake for another correction.
    """
    if correction not in CORRECTIONS:
        raise Mistake(
            f"correction is {correction!r}; it should be one of: {', '.join(CORRECTIONS)}."
        )
    p = np.asarray(p_values, dtype=np.float64)
    result = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    size = len(order)
    if correction == "holm":
        adjusted = np.maximum.accumulate(p[order] * np.arange(size, 0, -1))
    else:
        scaled = p[order] * size / np.arange(1, size + 1)
        adjusted = np.minimum.accumulate(scaled[::-1])[::-1]
    result[order] = np.minimum(adjusted, 1.0)
    return result
