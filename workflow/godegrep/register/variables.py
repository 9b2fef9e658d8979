"""From a register table's cells to its variables: one row a municipality, year and variable."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.geography.municipalities import (
    in_use,
    is_known,
    listed,
    named,
    successors,
    to_code,
    when_used,
)
from godegrep.register.description import Categories, RegisterTable, RegisterVariable
from godegrep.register.marks import BLANK, MARKS, OTHER

COLUMNS = ["municipality", "year", "codes", "variable", "value", "why", "added"]
_SHOWN = 8


@dataclass(frozen=True)
class Cells:
    """A file's figures before they are chosen from.

    `frame` has a column of texts for each dimension, and for each name in `figures` two columns:
    `{name}` (float64) and `{name}__mark` (what stands there instead of a figure, or empty).
    `labels` gives a category's text by dimension and code, where the file has texts. `complete`
    says that the dimensions tell all cells apart, as those of a cube do.
    """

    frame: pd.DataFrame
    figures: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    complete: bool


def figures(table: RegisterTable, cells: Cells) -> pd.DataFrame:
    """The table's variables, columns `COLUMNS`: `codes` is the year whose numbers are used.

    `why` is null where there is a value; `added` are expired numbers, parted by spaces, whose
    figures were added to this one's because the description says `expired: add`. Rows of the
    country, counties and city districts are left out, and so are numbers that are not in use in
    the year and have no figure. Raises Mistake for dimensions and categories that do not exist or
    are not chosen from, for numbers that are no municipalities, and for figures under numbers that
    were not in use.
    """
    lines = list(_naming_violations(table, cells))
    if lines:
        raise Mistake(lines)
    frame = cells.frame.assign(**{":municipality": _codes(table, cells)})
    frame = frame[frame[":municipality"].notna()]
    frame = frame[~frame[":municipality"].isin(table.leave_out)]
    if frame.empty:
        raise Mistake(
            f"{table.shown}: {table.file} has no municipality numbers (four digits) in "
            f"{table.municipality!r}. Name the dimension that holds them."
        )
    frame = frame.assign(**{":year": _years(table, frame)})
    rows = pd.concat(
        [_of_variable(table, cells, frame, variable) for variable in table.variables],
        ignore_index=True,
    )
    rows["codes"] = table.codes or rows["year"]
    return _in_use(table, rows)[COLUMNS]


def _naming_violations(table: RegisterTable, cells: Cells) -> Iterator[str]:
    """Names in the description that the file does not have."""
    known = [
        name
        for name in cells.frame.columns
        if name not in cells.figures and not name.endswith("__mark")
    ]
    named_dimensions = {"municipality": [table.municipality], "sum_over": list(table.sum_over)}
    if isinstance(table.year, str):
        named_dimensions["year"] = [table.year]
    named_dimensions["select"] = list(table.select)
    for variable in table.variables:
        named_dimensions[f"variables: {variable.id}: where"] = list(variable.where)
    for place, names in named_dimensions.items():
        for name in names:
            if name not in known:
                yield (
                    f"{table.shown}: {place}: {table.file} has no {name!r}; "
                    f"it has: {', '.join(known)}."
                )
    chosen = [("select", table.select)]
    chosen += [(f"variables: {v.id}: where", v.where) for v in table.variables]
    for place, categories in chosen:
        for name, wanted in categories.items():
            if name not in known:
                continue
            has = [text for text in cells.frame[name].astype(str).unique() if text]
            texts = cells.labels.get(name, {})
            for category in wanted:
                if category not in has and category not in texts.values():
                    shown = [f"{code} ({texts[code]})" if code in texts else code for code in has]
                    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
                    yield (
                        f"{table.shown}: {place}: {name} has no category {category!r}; "
                        f"it has: {', '.join(shown[:_SHOWN])}{more}."
                    )


def _codes(table: RegisterTable, cells: Cells) -> pd.Series:
    """The municipality number of each row, from the category's code or else from its text."""
    column = cells.frame[table.municipality].astype(str)
    texts = cells.labels.get(table.municipality, {})
    numbers = {label: to_code(label) or to_code(texts.get(label, "")) for label in column.unique()}
    unknown = [
        code
        for code in dict.fromkeys(numbers.values())
        if code and not is_known(code) and code not in table.leave_out
    ]
    if unknown:
        raise Mistake(
            f"{table.shown}: {table.file} has numbers that no municipality has had since 2004: "
            f"{listed(unknown)}. Correct them, or name them under leave_out."
        )
    return column.map(numbers)


def _years(table: RegisterTable, frame: pd.DataFrame) -> pd.Series:
    if isinstance(table.year, int):
        return pd.Series(table.year, index=frame.index)
    column = frame[table.year].astype(str).str.strip()
    odd = [label for label in column.unique() if not re.fullmatch(r"\d{4}", label)]
    if odd:
        raise Mistake(
            f"{table.shown}: {table.year} has {', '.join(map(repr, odd[:_SHOWN]))}, which are not "
            "years. Figures by quarter or month must be summed first; fetch them by year."
        )
    return column.astype("int64")


def _of_variable(
    table: RegisterTable, cells: Cells, frame: pd.DataFrame, variable: RegisterVariable
) -> pd.DataFrame:
    chosen: Categories = {**table.select, **variable.where}
    for name, wanted in chosen.items():
        texts = cells.labels.get(name, {})
        codes = {code for code in wanted if code not in texts.values()} | {
            code for code, text in texts.items() if text in wanted
        }
        frame = frame[frame[name].astype(str).isin(codes | set(wanted))]
    column = _column(table, cells, variable)
    summed = {*table.sum_over, *(name for name, wanted in chosen.items() if len(wanted) > 1)}
    _check_told_apart(table, cells, frame, variable, summed)
    if summed and variable.weight:
        raise Mistake(
            f"{table.shown}: variables: {variable.id}: a rate cannot be summed over "
            f"{', '.join(sorted(summed))}. Choose one category, or take the counts."
        )
    marks = frame[f"{column}__mark"].astype(str)
    known = {"": BLANK, **MARKS, **table.marks}
    why = marks.map({mark: known.get(mark, OTHER) for mark in marks.unique()})
    rows = pd.DataFrame(
        {
            "municipality": frame[":municipality"],
            "year": frame[":year"],
            "value": frame[column],
            "why": why.where(frame[column].isna()),
        }
    )
    if summed:
        rows = _summed(rows)
    return rows.assign(variable=variable.id)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Sums by municipality and year; missing where a part is, for the first reason one has."""
    groups = rows.groupby(["municipality", "year"], sort=True)
    sums = groups.agg(value=("value", "sum"), why=("why", "first"))
    return sums.assign(value=sums["value"].where(sums["why"].isna())).reset_index()


def _column(table: RegisterTable, cells: Cells, variable: RegisterVariable) -> str:
    if variable.column in cells.figures:
        return variable.column
    if cells.complete and not variable.column:
        return cells.figures[0]
    raise Mistake(
        f"{table.shown}: variables: {variable.id}: "
        + (
            f"{table.file} is a table of dimensions; choose its figures by `where`, not `column`."
            if cells.complete
            else "name the `column` of its figures."
        )
    )


def _check_told_apart(
    table: RegisterTable,
    cells: Cells,
    frame: pd.DataFrame,
    variable: RegisterVariable,
    summed: set[str],
) -> None:
    """Raise Mistake where a municipality has several figures in a year, none of them chosen."""
    where = f"{table.shown}: variables: {variable.id}"
    used = {table.municipality, table.year, *summed}
    if cells.complete:
        left = {
            str(name): frame[name].nunique()
            for name in cells.labels
            if name not in used and frame[name].nunique() > 1
        }
        if left:
            raise Mistake(
                f"{where}: {name} has {number} categories. Choose one under select or where, or "
                "name it under sum_over."
                for name, number in left.items()
            )
    keys = [":municipality", ":year", *sorted(summed)]
    twice = frame[frame.duplicated(keys, keep=False)]
    if twice.empty:
        return
    first = twice.iloc[0]
    rows = int((twice[keys] == first[keys]).all(axis=1).sum())
    columns = [name for name in cells.labels if name not in used]
    raise Mistake(
        f"{where}: {listed([first[':municipality']])} has {rows} rows alike in {first[':year']}. "
        "Name the column that tells them apart under select or sum_over; columns are: "
        f"{', '.join(map(str, columns))}."
    )


def _in_use(table: RegisterTable, figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of numbers that are in use, with those added that are not, if the table says so."""
    used = np.zeros(len(figures), bool)
    for year, rows in figures.groupby("codes"):
        used[rows.index] = rows["municipality"].isin(in_use(int(str(year)))).to_numpy()
    stray = figures[~used & figures["value"].fillna(0).ne(0).to_numpy()]
    now = [successors(*pair) for pair in zip(stray["municipality"], stray["codes"], strict=True)]
    rates = {variable.id for variable in table.variables if variable.weight}
    addable = [len(codes) == 1 for codes in now]
    if not table.expired or not all(addable) or stray["variable"].isin(rates).any():
        _refuse(table, stray)
        return figures[used].assign(added="")
    stray = stray.assign(added=stray["municipality"], municipality=[codes[0] for codes in now])
    return _added(pd.concat([figures[used].assign(added=""), stray], ignore_index=True))


def _added(rows: pd.DataFrame) -> pd.DataFrame:
    """Sums over what stands under a number and under expired ones that became it."""
    keys = ["municipality", "year", "codes", "variable"]
    alone = ~rows.duplicated(keys, keep=False)
    groups = rows[~alone].sort_values([*keys, "added"]).groupby(keys)
    sums = groups.agg(
        value=("value", "sum"),
        why=("why", "first"),
        added=("added", lambda codes: " ".join(filter(None, codes))),
    )
    sums = sums.assign(value=sums["value"].where(sums["why"].isna())).reset_index()
    return pd.concat([rows[alone], sums], ignore_index=True)


def _refuse(table: RegisterTable, stray: pd.DataFrame) -> None:
    """Raise Mistake for figures under numbers that were not in use, if there are any."""
    if stray.empty:
        return
    lines = []
    for code, rows in stray.groupby("municipality"):
        years = ", ".join(map(str, sorted(rows["year"].unique())))
        then = int(rows["codes"].iloc[0])
        lines.append(
            f"{table.shown}: {named(str(code))} has figures for {years}, but that number was in "
            f"use {when_used(str(code))}; in {then} it is {listed(successors(str(code), then))}."
        )
    more = [f"… and {len(lines) - _SHOWN} more numbers."] if len(lines) > _SHOWN else []
    raise Mistake(
        [
            *lines[:_SHOWN],
            *more,
            f"{table.shown}: if the publisher gives all years in one year's numbers, say which "
            "with `codes: YEAR`; if late payments and the like stand under old numbers, let "
            "`expired: add` add them to their successors (counts and amounts that were not "
            "split); otherwise correct the numbers.",
        ]
    )
