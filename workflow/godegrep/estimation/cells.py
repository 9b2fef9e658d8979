"""The cells of `tables.parquet`: their ids, columns and types (see docs/data.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers

TYPES = {
    "cell": "str",
    "wave": "str",
    "question": "str",
    "item": "str",
    "break": "str",
    "group": "str",
    "category": "str",
    "statistic": "str",
    "n": "int64",
    "count": "Int64",  # null where it is suppressed
    "weighted_base": "float64",
    "estimate": "float64",
    "se": "float64",
    "low": "float64",
    "high": "float64",
    "df": "float64",
    "deff": "float64",
    "effective_n": "float64",
    "base": "str",
    "suppressed": "str",
}

WITHHELD = ["count", "estimate", "se", "low", "high", "deff", "effective_n"]
"""What a suppressed row does not show."""
WITHHELD_OF_CHANGES = [
    *("estimate_first", "estimate_second", "estimate", "se", "low", "high", "p", "p_adjusted")
]
"""What a suppressed change does not show."""
OF_PART = {"question": "question", "item": "item", "break": "by", "base": "base_kind"}
OF_GROUP = {"n": "n", "weighted_base": "base", "df": "df"}
OF_ROW = ["count", "estimate", "se", "low", "high", "deff"]
"""What has one value a part, one a group and one a row of the table; the first two by `Part`'s."""


def cell_id(
    wave: str, item: str, category: str, statistic: str, by: str = "", group: str = ""
) -> str:
    """The id of one printed number: `{wave}/{item}/{category}/{statistic}@{break}={group}`."""
    return f"{wave}/{item}/{category}/{statistic}" + _place(by, group)


def _place(by: str, group: str) -> str:
    return f"@{by}={group}" if by else ""


@dataclass(frozen=True, eq=False)
class CrossTable:
    """One item in one break: arrays of shape (groups, rows); `n`, `base` and `df` are (groups,).

    `rows` are pairs of category and statistic; `base_kind` says who is in the base.
    """

    question: str
    item: str
    by: str
    groups: Sequence[str]
    rows: Sequence[tuple[str, str]]
    n: Integers
    base: Floats
    df: Floats
    count: Integers
    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    deff: Floats
    base_kind: str = "answered"


def table(parts: Iterable[CrossTable], wave: str = "") -> pd.DataFrame:
    """The parts as rows of `tables.parquet`: part by part, group by group."""
    parts = [part for part in parts if part.rows and len(part.groups)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TYPES.items()})
    groups = [group for part in parts for group in part.groups]
    a_group = [len(part.rows) for part in parts for _ in part.groups]
    columns: dict[str, object] = {
        "cell": [cell for part in parts for cell in _cells(part, wave)],
        "wave": wave,
        "group": pd.array(groups, dtype="str").repeat(a_group),
        "category": [row for part in parts for row in [c for c, _ in part.rows] * len(part.groups)],
        "statistic": [
            row for part in parts for row in [s for _, s in part.rows] * len(part.groups)
        ],
        "suppressed": "",
    }
    a_part = [len(part.groups) * len(part.rows) for part in parts]
    for name, field in OF_PART.items():
        texts = pd.array([getattr(part, field) for part in parts], dtype="str")
        columns[name] = texts.repeat(a_part)
    for name, field in OF_GROUP.items():
        each = np.concatenate([getattr(part, field) for part in parts])
        columns[name] = np.repeat(each, a_group)
    for name in OF_ROW:
        columns[name] = np.concatenate([np.ravel(getattr(part, name)) for part in parts])
    cells = pd.DataFrame(columns, columns=list(TYPES))
    cells["effective_n"] = cells["n"] / cells["deff"]
    return cells.astype(TYPES)


def _cells(part: CrossTable, wave: str) -> list[str]:
    """The ids of a part's rows, group by group."""
    cells = [cell_id(wave, part.item, *row) for row in part.rows]
    return [cell + place for place in (_place(part.by, g) for g in part.groups) for cell in cells]
