"""Names for the arrays that the calculations pass on."""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.intp]]
Booleans = np.ndarray[Any, np.dtype[np.bool_]]
