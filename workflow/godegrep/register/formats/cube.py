"""A table of figures as statistics offices publish it: a block of numbers with named dimensions."""

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.untrusted_files import MAXIMUM_CELLS


@dataclass(frozen=True)
class Dimension:
    """A dimension with its categories; `codes` and `labels` are of equal length and in order."""

    id: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Cube:
    """A block of figures.

    `values` (float64) has one axis a dimension, in the same order, and NaN where there is no
    figure. `marks` gives the publisher's mark by the flat position of a cell, such as `..` or `:`;
    a cell with a figure may have one too (`*` for a preliminary figure).
    """

    title: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    values: np.ndarray
    marks: dict[int, str]

    def frame(self) -> pd.DataFrame:
        """One row a cell: a categorical column of codes for each dimension, `value`, `mark`."""
        shape = self.values.shape
        places = np.indices(shape).reshape(len(shape), -1)
        columns: dict[str, object] = {
            dimension.id: pd.Categorical.from_codes(place, pd.Index(dimension.codes))
            for dimension, place in zip(self.dimensions, places, strict=True)
        }
        marks = np.full(self.values.size, "", dtype=object)
        marks[list(self.marks)] = list(self.marks.values())
        return pd.DataFrame({**columns, "value": self.values.ravel(), "mark": marks})


def check_size(path: Path, dimensions: tuple[Dimension, ...]) -> int:
    """The number of cells; raises Mistake for too many, or for categories that stand twice."""
    cells = math.prod(len(dimension.codes) for dimension in dimensions)
    if cells > MAXIMUM_CELLS:
        raise Mistake(
            f"{path}: {cells} cells; up to {MAXIMUM_CELLS} are read. Ask for fewer categories."
        )
    if twice := [name for name, n in Counter(d.id for d in dimensions).items() if n > 1]:
        raise Mistake(f"{path}: the dimension {twice[0]!r} occurs twice. Fetch the table again.")
    for dimension in dimensions:
        if twice := [code for code, n in Counter(dimension.codes).items() if n > 1]:
            raise Mistake(
                f"{path}: the dimension {dimension.id!r} has the category {twice[0]!r} twice. "
                "Fetch the table again."
            )
    return cells
