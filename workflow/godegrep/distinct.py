"""Columns of answers hold few different values in many rows: work is done once for each value."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd


def each_once(column: pd.Series, meaning: Callable[[str], object], dtype: str = "str") -> pd.Series:
    """What `meaning` gives for every value of a column of texts, asked once for each different one.

    A None becomes a missing value of the `dtype`.
    """
    places, values = pd.factorize(column)
    meanings = pd.Series([meaning(value) for value in values.tolist()], dtype=dtype)
    return meanings.take(places).set_axis(column.index)


def counted(column: pd.Series) -> Counter[str]:
    """How often each value of a column of texts stands, in the order in which they first stand."""
    places, values = pd.factorize(column)
    counts = np.bincount(places, minlength=len(values))
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
