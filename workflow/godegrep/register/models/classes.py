"""Which municipalities spend more or less than expected, and which to visit."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.study.register_settings import ClassSettings

LEVELS = ("high", "middle", "low")
CHANGES = ("increase", "none", "decrease")
REASONS = ("high", "low", "increase", "decrease")
"""Why a case is chosen, in the order in which they take turns."""
SIZE = "size_group"
"""The column of the panel with the group of municipalities of about the same size."""


@dataclass(frozen=True)
class Thresholds:
    """Where an index (100 = as expected) begins to be high or low, and a change to be one.

    The level is that of the year `last`, the change that since `first`.
    """

    first: int
    last: int
    high: float = ClassSettings.high
    low: float = ClassSettings.low
    change: float = ClassSettings.change

    @classmethod
    def of(cls, settings: ClassSettings, index: pd.DataFrame) -> "Thresholds":
        """Those of `register: classes:` in config.yaml; the years of the index where none stand."""
        years = {"first": int(index["year"].min()), "last": int(index["year"].max())}
        chosen = {name: value for name, value in vars(settings).items() if value is not None}
        return cls(**{**years, **chosen})


def class_table(
    index: pd.DataFrame, panel: pd.DataFrame, settings: ClassSettings, each: int
) -> pd.DataFrame:
    """The class of every municipality with an index, and which ones to visit.

    `index` has the columns of `index.parquet`, `panel` those of `panel.parquet`; the result those
    of `classes.parquet`. `each` is how many cases are chosen for each reason.
    """
    indices = index[["municipality", "year", "index"]]
    classes = classify(indices, Thresholds.of(settings, indices))
    rows = panel.drop_duplicates("municipality").set_index("municipality")
    size = rows[SIZE] if SIZE in rows else pd.Series(0, index=rows.index)
    cases = choose_cases(classes, size, each).drop(columns="size")
    classes = classes.assign(size_group=classes["municipality"].map(size).astype("Int64"))
    table = classes.merge(cases, how="left", on="municipality")
    table.insert(1, "name", table["municipality"].map(rows["name"]))
    return table.astype({"rank": "Int64"})


def classify(index: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """The level and the change of each municipality.

    `index` has the columns `municipality`, `year` and `index`. Returns one row a municipality,
    sorted: `municipality`, `index_first`, `index_last`, `difference` (float64), `level` (one of
    `LEVELS`; from `high` up, or from `low` down) and `change` (one of `CHANGES`; `change` points or
    more). `level` and `change` are null where their years have no index. The defaults are those by
    which table 6-1 of Proba-rapport 2017-08 labels its municipalities. Raises Mistake where no
    municipality has an index in one of the years.
    """
    first, last = limits.first, limits.last
    wide = index.pivot(index="municipality", columns="year", values="index").sort_index()
    lacking = [year for year in (first, last) if year not in wide or wide[year].isna().all()]
    if lacking:
        years = ", ".join(map(str, wide.columns)) or "none"
        raise Mistake(
            f"No municipality has an index for {year}; there are: {years}. Change register.classes."
            for year in lacking
        )
    begun, ended = wide[first].astype("float64"), wide[last].astype("float64")
    difference = ended - begun
    level = pd.Series("middle", index=wide.index).mask(ended >= limits.high, "high")
    level = level.mask(ended <= limits.low, "low").where(ended.notna())
    change = pd.Series("none", index=wide.index).mask(difference >= limits.change, "increase")
    change = change.mask(difference <= -limits.change, "decrease").where(difference.notna())
    columns = {
        "index_first": begun,
        "index_last": ended,
        "difference": difference,
        "level": level,
        "change": change,
    }
    return pd.DataFrame(columns).reset_index()


def size_groups(population: pd.Series, limits: Sequence[float]) -> pd.Series:
    """The number of each population's size group: 0 under the first limit, 1 from it on, …

    Null where the population is not known.
    """
    groups = pd.Series(0, index=population.index, dtype="Int64")
    for limit in limits:
        groups += (population >= limit).astype("Int64")
    return groups.where(population.notna())


def choose_cases(classes: pd.DataFrame, size: pd.Series, each: int) -> pd.DataFrame:
    """The extremes by level and by change in each size group, chosen the same way every time.

    `classes` is what `classify` returns, `size` the size group by municipality (null: never
    chosen). In each group the reasons of `REASONS` take turns, `each` times: the municipality with
    the highest index that is classified high, the lowest that is low, the greatest increase, the
    greatest decrease. A municipality is chosen once; ties go to the lower number. Returns
    `municipality`, `size`, `case` (the reason) and `rank` (1, 2, … for that reason), in the order
    of choice. Where a group has no more municipalities of a kind, it gives none.
    """
    frame = classes.assign(size=classes["municipality"].map(size)).dropna(subset=["size"])
    orders = {
        "high": (frame["level"] == "high", "index_last", False),
        "low": (frame["level"] == "low", "index_last", True),
        "increase": (frame["change"] == "increase", "difference", False),
        "decrease": (frame["change"] == "decrease", "difference", True),
    }
    ranked = {
        reason: frame[mask].sort_values([by, "municipality"], ascending=[ascending, True])
        for reason, (mask, by, ascending) in orders.items()
    }
    chosen: dict[str, tuple[int, str, int]] = {}
    for group in sorted(frame["size"].unique()):
        for rank in range(1, each + 1):
            for reason in REASONS:
                rows = ranked[reason]
                left = rows[(rows["size"] == group) & ~rows["municipality"].isin(list(chosen))]
                if not left.empty:
                    chosen[str(left.iloc[0]["municipality"])] = (int(group), reason, rank)
    rows_chosen = [(code, *why) for code, why in chosen.items()]
    return pd.DataFrame(rows_chosen, columns=["municipality", "size", "case", "rank"])
