"""The cells of `tables.parquet`: their ids, columns and types (see docs/data.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.arrays import Floats, Integers

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


def cell_id(
    wave: str, item: str, category: str, statistic: str, by: str = "", group: str = ""
) -> str:
    """The id of one printed number: `{wave}/{item}/{category}/{statistic}@{break}={group}`."""
    place = f"@{by}={group}" if by else ""
    return f"{wave}/{item}/{category}/{statistic}{place}"


@dataclass(frozen=True, eq=False)
class Part:
    """One item in one break: arrays of shape (groups, rows); `n`, `base` and `df` are (groups,).

    `rows` are pairs of category and statistic; `basis` says who is in the base.
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
    basis: str = "answered"


def table(parts: Iterable[Part], wave: str = "") -> pd.DataFrame:
    """The parts as rows of `tables.parquet`: part by part, group by group."""
    parts = [part for part in parts if part.rows and len(part.groups)]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in TYPES.items()})
    names = [
        (
            cell_id(wave, part.item, category, statistic, part.by, group),
            wave,
            part.question,
            part.item,
            part.by,
            group,
            category,
            statistic,
        )
        for part in parts
        for group in part.groups
        for category, statistic in part.rows
    ]
    columns: dict[str, object] = dict(zip(list(TYPES)[:8], zip(*names, strict=True), strict=True))
    sizes = {"n": "n", "weighted_base": "base", "df": "df"}
    for name in list(TYPES)[8:-3]:
        columns[name] = np.concatenate(
            [
                np.repeat(getattr(part, sizes[name]), len(part.rows))
                if name in sizes
                else np.ravel(getattr(part, name))
                for part in parts
            ]
        )
    n, deff = np.asarray(columns["n"]), np.asarray(columns["deff"], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns["effective_n"] = n / deff
    columns["base"] = np.repeat(
        [part.basis for part in parts], [len(part.groups) * len(part.rows) for part in parts]
    )
    columns["suppressed"] = ""
    return pd.DataFrame(columns, columns=list(TYPES)).astype(TYPES)
