"""Carrying figures over the reforms, to the municipality numbers of one year."""

from collections.abc import Mapping

import pandas as pd

from godegrep.geography.municipalities import name, origins
from godegrep.register.marks import NO_ROW, NO_WEIGHT, PART_MISSING, SPLIT

KEYS = ["municipality", "year", "variable"]
CELL = ["to", "year", "variable", "codes"]
LOG = ["municipality", "name", "variable", "from", "first", "last", "how"]


def harmonise(
    figures: pd.DataFrame, weights: Mapping[str, str], target: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures in the numbers of the year `target`, and how each of them came about.

    `figures` has the columns of `godegrep.register.figures.COLUMNS` and no two rows of a
    municipality, year, `codes` and variable; `weights` gives the variable by which each rate is
    averaged. Counts and amounts of municipalities that merged are summed, rates averaged by the
    weight of the same year: Σwx / Σw. What is missing in one part is missing in the whole. Where a
    municipality has got a part of one that was split, nobody knows how large a part of the figure
    belongs to it: the figure is missing too (`split`), unless the split gave back an older
    municipality and the figure is from that one's time.

    Returns (1) the columns of `figures`, `codes` being those that the figure came from, sorted: one
    row for each municipality of `target` and each year, variable and `codes` in `figures`; (2) a
    log with the columns `LOG`, one row for each run of years over which a figure was made from the
    same numbers (`from`, parted by spaces) in the same way: `summed`, `weighted`, `renumbered`, or
    why it could not be made. Figures that are as they were, or missing in the source, are not in
    the log.
    """
    parts = [
        _parts(group, int(str(codes)), target)
        for codes, group in figures.groupby("codes", sort=True)
    ]
    cells = pd.concat(parts, ignore_index=True)
    cells = cells.merge(
        _weights(figures, weights), how="left", on=["from", "year", "variable", "codes"]
    )
    carried = _together(cells, weights)
    log = carried[carried["how"] != ""]
    return carried[[*KEYS, "codes", "value", "why"]], _runs(log)


def _parts(figures: pd.DataFrame, codes: int, target: int) -> pd.DataFrame:
    """One row for each municipality, year, variable and number that it is made from."""
    wanted = figures[["year", "variable"]].drop_duplicates()
    shared = origins(codes, target).copy()
    shared["numbers"] = shared["to"].map(shared.groupby("to")["from"].agg(" ".join))
    parts = shared.merge(wanted, how="cross")
    figures_from = figures.rename(columns={"municipality": "from"})
    parts = parts.merge(figures_from, how="left", on=["from", "year", "variable"], indicator=True)
    parts.loc[parts["_merge"] == "left_only", "why"] = NO_ROW
    return parts.assign(codes=codes, added=parts["added"].fillna("")).drop(columns="_merge")


def _weights(figures: pd.DataFrame, weights: Mapping[str, str]) -> pd.DataFrame:
    """The weight of each rate's cell, where there is one: `from`, `year`, `codes`, `weight`."""
    pairs = pd.DataFrame(
        [(rate, weight) for rate, weight in weights.items() if weight],
        columns=["variable", "by"],
        dtype="str",
    )
    cells = figures.rename(columns={"variable": "by", "value": "weight", "municipality": "from"})
    return cells.merge(pairs, on="by")[["from", "year", "variable", "codes", "weight"]]


def _together(cells: pd.DataFrame, weights: Mapping[str, str]) -> pd.DataFrame:
    rate = cells["variable"].map(weights).fillna("") != ""
    cells = cells.assign(
        weighted=cells["value"] * cells["weight"],
        missing=cells["value"].isna(),
        unweighted=rate & cells["weight"].isna(),
        rate=rate,
    ).sort_values([*CELL, "from"])
    groups = cells.groupby(CELL, sort=True)
    sums = groups.agg(
        total=("value", "sum"),
        weighted=("weighted", "sum"),
        weight=("weight", "sum"),
        missing=("missing", "sum"),
        unweighted=("unweighted", "any"),
        rate=("rate", "first"),
        exact=("exact", "first"),
        parts=("from", "size"),
        first=("from", "first"),
        **{"from": ("numbers", "first")},
        why=("why", "first"),
        reasons=("why", "nunique"),
    )
    late = cells[cells["added"] != ""].groupby(CELL)["added"].agg(" ".join)
    sums["late"] = sums.index.isin(late.index)
    both = sums.loc[late.index, "from"] + " " + late
    sums.loc[late.index, "from"] = both.str.split().map(sorted).str.join(" ")
    sums = sums.reset_index().rename(columns={"to": "municipality"})
    merged = sums["parts"] > 1
    added = merged | sums["late"]
    averaged = merged & sums["rate"]
    all_missing = sums["missing"] == sums["parts"]
    value = sums["total"].where(~averaged, sums["weighted"] / sums["weight"])
    why = sums["why"].where(all_missing & (sums["reasons"] == 1), PART_MISSING)
    why = why.where(sums["missing"] > 0)
    no_weight = averaged & (sums["unweighted"] | ~(sums["weight"] > 0)) & why.isna()
    why = why.mask(no_weight, NO_WEIGHT).mask(~sums["exact"] & ~all_missing, SPLIT)
    renumbered = sums["first"] != sums["municipality"]
    how = pd.Series("", index=sums.index).mask(renumbered, "renumbered")
    how = how.mask(added, "summed").mask(averaged, "weighted")
    marked = why.isin([PART_MISSING, NO_WEIGHT, SPLIT])
    how = how.mask(why.notna(), "").mask(marked, why)
    return sums.assign(value=value.where(why.isna()), why=why, how=how)


def _runs(log: pd.DataFrame) -> pd.DataFrame:
    """Years in a row, of one figure made in one way, as one row."""
    keys = ["municipality", "variable", "from", "how"]
    log = log.sort_values([*keys, "year"])
    starts = (log[keys].ne(log[keys].shift()).any(axis=1)) | (log["year"].diff() != 1)
    years = log.assign(run=starts.cumsum()).groupby(["run", *keys], as_index=False, sort=False)
    runs = years.agg(first=("year", "min"), last=("year", "max"))
    runs["name"] = runs["municipality"].map(name)
    return runs.sort_values(["municipality", "variable", "first"], ignore_index=True)[LOG]
