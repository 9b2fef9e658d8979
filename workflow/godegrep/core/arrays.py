"""Names for the arrays that the calculations pass on, and their sums over cells."""

import math
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.intp]]
Booleans = np.ndarray[Any, np.dtype[np.bool_]]


def summed(cells: Integers, values: Floats | None, size: int) -> Floats:
    """Sums of values, (n,), or their number, over cells numbered from 0, (size,)."""
    return np.bincount(cells, values, size).astype(np.float64, copy=False)


def added(cells: Integers, values: Floats, size: int) -> Floats:
    """Sums of values, (n, …), over cells numbered from 0, (size, …)."""
    if np.array_equal(cells, np.arange(size)):
        return values
    from scipy.sparse import csc_array

    rows, *others = values.shape
    belongs = csc_array((np.ones(rows), cells, np.arange(rows + 1)), shape=(size, rows))
    sums: Floats = belongs @ values.reshape(rows, math.prod(others))
    return sums.reshape(size, *others)
