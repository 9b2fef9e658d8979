"""How large a difference is, whatever the number of answers."""

import numpy as np

from godegrep.core.arrays import Floats


def cramers_v(table: Floats) -> float:
    """Cramér's V of a table of counts or shares, (r, c): 0 (independent) to 1.

    √(φ² / (min(r, c) − 1)), φ² being Pearson's statistic over n (Cramér 1946, Mathematical Methods
    of Statistics, 21.9). Empty rows and columns must be left out.
    """
    shares = table / table.sum()
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    phi = float((np.square(shares - expected) / expected).sum())
    return float(np.sqrt(phi / (min(shares.shape) - 1)))


def cohens_h(first: float, second: float) -> float:
    """Cohen's h of two shares: 2 arcsin √second − 2 arcsin √first (1988, Power Analysis, 6.2)."""
    ends = 2 * np.arcsin(np.sqrt(np.clip([first, second], 0, 1)))
    return float(ends[1] - ends[0])


def cohens_d(first: float, second: float, spread: float) -> float:
    """Cohen's d: second mean less first, over the pooled standard deviation (1988, 2.2)."""
    return float((second - first) / spread) if spread > 0 else float("nan")
