"""What a table must have: its columns, once each."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake


def need(frame: pd.DataFrame, names: list[str]) -> None:
    """Raise Mistake with every name that is not a column of the frame, or that several have."""
    several = set(frame.columns[frame.columns.duplicated()])
    if twice := [name for name in dict.fromkeys(names) if name in several]:
        raise Mistake(
            [f"Several columns are called {name!r}; rename or drop one." for name in twice]
        )
    if missing := [name for name in names if name not in frame.columns]:
        there = ", ".join(map(str, frame.columns))
        raise Mistake([f"There is no column {name!r}; there are: {there}." for name in missing])


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
