"""All register tables side by side: one row a municipality and year."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.geography.municipalities import in_use, name, named
from godegrep.register.description import RegisterTable
from godegrep.register.harmonise import KEYS, harmonise
from godegrep.register.marks import NO_ROW, ZERO_BASE
from godegrep.register.models.classes import SIZE, size_groups
from godegrep.study.register_settings import PanelSettings, Ratio, Sizes

AGREE = 1e-6
"""The part of a figure by which two sources may differ, for rounding in their files."""
_SHOWN = 8


def panel(
    pairs: Sequence[tuple[RegisterTable, pd.DataFrame]], settings: PanelSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The panel, and the log of what was carried over (see `carry`).

    `pairs` holds each table and its figures (`godegrep.register.figures`). The panel has a row
    for every municipality of `settings.year` and every year; `municipality` and `name` (texts),
    `year` (int64), and for each variable, in the order of the tables, `{variable}` (float64) and
    `{variable}__why`, which is null where there is a value; and `size_group` (Int64; 0, 1, …) where
    `settings` names sizes. Several tables may give one variable,
    for different years, or for the same where they agree. Raises Mistake for a variable without a
    year that the study needs, for sources that disagree, and for ratios of unknown variables.
    """
    _check_ids(pairs, settings)
    first, last = settings.years or (
        min(int(figures["year"].min()) for _, figures in pairs),
        max(int(figures["year"].max()) for _, figures in pairs),
    )
    pairs = [(table, figures[figures["year"].between(first, last)]) for table, figures in pairs]
    _check_years(pairs, range(first, last + 1))
    weights = {v.id: v.weight for table, _ in pairs for v in table.variables}
    rows = pd.concat(
        [figures.assign(source=f"{table.name}.yaml") for table, figures in pairs], ignore_index=True
    )
    rows = _agreed(rows, [*KEYS, "codes"])
    carried, log = harmonise(rows, weights, settings.year)
    source = "the numbers of " + carried["codes"].astype(str)
    carried = _agreed(carried.assign(source=source), KEYS)
    wide = _wide(carried, settings.year, range(first, last + 1), list(weights))
    for ratio in settings.ratios:
        wide = _with_ratio(wide, ratio)
    if settings.sizes:
        wide[SIZE] = _size_groups(wide, settings.sizes)
    return wide, log


def missing(whole: pd.DataFrame) -> pd.DataFrame:
    """The panel's empty cells: `municipality`, `name`, `year`, `variable`, `why`, sorted."""
    variables = [
        column.removesuffix("__why") for column in map(str, whole) if column.endswith("__why")
    ]
    rows = [
        whole.loc[whole[variable].isna(), ["municipality", "name", "year", f"{variable}__why"]]
        .rename(columns={f"{variable}__why": "why"})
        .assign(variable=variable)
        for variable in variables
    ]
    columns = ["municipality", "name", "year", "variable", "why"]
    whole = pd.concat(rows)[columns]
    return whole.sort_values(["municipality", "variable", "year"], ignore_index=True)


def _check_ids(
    pairs: Sequence[tuple[RegisterTable, pd.DataFrame]], settings: PanelSettings
) -> None:
    lines = []
    seen: dict[str, tuple[RegisterTable, tuple[object, object]]] = {}
    for table, _ in pairs:
        for variable in table.variables:
            meant = (dict(variable.unit), variable.weight)
            other = seen.setdefault(variable.id, (table, meant))
            if other[1] != meant:
                lines.append(
                    f"{table.shown}: {variable.id} has another unit, or is carried over in another "
                    f"way, than in {other[0].shown}. Give it its own id, or make them the same."
                )
    for table, _ in pairs:
        for variable in table.variables:
            if variable.weight and variable.weight not in seen:
                lines.append(
                    f"{table.shown}: {variable.id} is weighted by {variable.weight}, which no "
                    f"table gives; there are: {', '.join(sorted(seen))}."
                )
    sizes = settings.sizes
    if sizes and sizes.by not in {*seen, *(ratio.id for ratio in settings.ratios)}:
        lines.append(
            f"config.yaml: register.sizes: no table gives {sizes.by}; there are: "
            f"{', '.join(sorted(seen))}."
        )
    if sizes and list(sizes.limits) != sorted(set(sizes.limits)):
        lines.append("config.yaml: register.sizes: the limits must be increasing.")
    if list(settings.years) != sorted(settings.years):
        lines.append("config.yaml: register.years: the first year is after the last.")
    known = set(seen)
    for ratio in settings.ratios:
        for part in (ratio.of, ratio.per):
            if part not in known:
                lines.append(
                    f"config.yaml: register.ratios: {ratio.id}: no table gives {part}; "
                    f"there are: {', '.join(sorted(known))}."
                )
        if ratio.id in known:
            lines.append(f"config.yaml: register.ratios: {ratio.id} is already a variable.")
        known.add(ratio.id)
    if lines:
        raise Mistake(lines)


def _check_years(pairs: Sequence[tuple[RegisterTable, pd.DataFrame]], years: range) -> None:
    """Raise Mistake for variables without a year, but for those that their tables excuse."""
    lines = []
    for variable in dict.fromkeys(v.id for table, _ in pairs for v in table.variables):
        sources = [pair for pair in pairs if variable in {v.id for v in pair[0].variables}]
        has = {
            int(year)
            for table, figures in sources
            for year in (
                *figures.loc[figures["variable"] == variable, "year"].unique(),
                *table.without_years,
            )
        }
        lacking = sorted(set(years) - has)
        if lacking:
            named_tables = " and ".join(table.shown for table, _ in sources)
            lines.append(
                f"{named_tables}: {variable} has no figures for "
                f"{', '.join(map(str, lacking))}. Fetch these years, shorten register.years in "
                "config.yaml, or name them under without_years."
            )
    if lines:
        raise Mistake(lines)


def _agreed(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row a figure, a value before a mark; Mistake where two sources give different values."""
    rows = rows.assign(empty=rows["value"].isna())
    rows = rows.sort_values([*keys, "empty", "source"], kind="stable")
    groups = rows.groupby(keys, sort=False)["value"]
    low, high = groups.transform("min"), groups.transform("max")
    differ = rows[(high - low) > AGREE * np.maximum(high.abs(), low.abs())]
    differ = differ[~differ["empty"]]
    if not differ.empty:
        lines = []
        for (code, year, variable, *_), group in list(differ.groupby(keys))[:_SHOWN]:
            values = " and ".join(
                f"{value:g} in {source}"
                for value, source in zip(group["value"], group["source"], strict=True)
            )
            lines.append(f"study/register: {variable} of {named(str(code))} in {year} is {values}.")
        cells = differ.groupby(keys).ngroups
        lines.append(
            f"study/register: two sources disagree on {cells} "
            f"{'figure' if cells == 1 else 'figures'}. Correct one, or give them different ids."
        )
        raise Mistake(lines)
    return rows.drop_duplicates(keys).drop(columns=["empty", "source"]).reset_index(drop=True)


def _wide(carried: pd.DataFrame, year: int, years: range, variables: list[str]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [sorted(in_use(year)), list(years)], names=["municipality", "year"]
    )
    columns: dict[str, pd.Series] = {}
    for variable in dict.fromkeys(variables):
        figures = carried[carried["variable"] == variable].set_index(["municipality", "year"])
        figures = figures.reindex(index)
        columns[variable] = figures["value"].astype("float64")
        why = figures["why"].astype("str").where(figures["why"].notna())
        columns[f"{variable}__why"] = why.mask(
            figures["value"].isna() & figures["why"].isna(), NO_ROW
        )
    wide = pd.DataFrame(columns, index=index).reset_index()
    wide.insert(1, "name", wide["municipality"].map(name))
    return wide


def _size_groups(wide: pd.DataFrame, sizes: Sizes) -> pd.Series:
    """The group of each row; one for all years, so that a municipality stays where it is."""
    latest = wide.dropna(subset=[sizes.by]).groupby("municipality")[sizes.by].last()
    return wide["municipality"].map(size_groups(latest, sizes.limits)).astype("Int64")


def _with_ratio(wide: pd.DataFrame, ratio: Ratio) -> pd.DataFrame:
    of, per = wide[ratio.of], wide[ratio.per]
    why = wide[f"{ratio.of}__why"].fillna(wide[f"{ratio.per}__why"])
    why = why.mask(why.isna() & (per == 0), ZERO_BASE)
    value = (ratio.times * of / per.where(per != 0)).where(why.isna())
    return wide.assign(**{ratio.id: value, f"{ratio.id}__why": why})
