"""The frame: everyone who was invited, with what is known of them."""

import re
from pathlib import Path

import pandas as pd

from godegrep.core.columns import each_once
from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.exports.read import read_export
from godegrep.geography.counties import NAMES
from godegrep.geography.municipalities import to_code
from godegrep.study.config import FrameSettings

MUNICIPALITY = "register.municipality"
"""The column of `answers.parquet` with the municipality of each office, as the frame writes it."""
_SHOWN = 20
FIRST_ROW = 2
"""The number that a spreadsheet gives the first row below the heading."""


def read_frame(
    path: Path, known: FrameSettings, weight: str = "", municipality: str = ""
) -> pd.DataFrame:
    """Read a frame (csv or xlsx): `respondent`, and `frame.{variable}` for each that is `known`.

    `weight` too, where the frame has a column of that name, and `MUNICIPALITY` where it has the
    column that `municipality` names.

    One row a person invited, in the order of the file; all columns are texts. Raises Mistake for a
    missing file or column, for respondents that are blank or stand twice, and for values that the
    config does not list.
    """
    table = read_export(path).table
    wanted = {"respondent": known.respondent}
    wanted |= {
        f"frame.{variable.name}": variable.county_of or variable.name
        for variable in known.variables
    }
    if weight and weight in table.columns:
        wanted["weight"] = weight
    if municipality in table.columns:
        wanted[MUNICIPALITY] = municipality
    missing = [column for column in wanted.values() if column not in table.columns]
    if missing:
        raise Mistake(
            f"{path}: no column {column!r}, which config.yaml names under frame. "
            f"There are: {', '.join(table.columns)}."
            for column in missing
        )
    frame = pd.DataFrame({name: each_once(table[column], tidy) for name, column in wanted.items()})
    for variable in known.variables:
        if variable.county_of:
            column = f"frame.{variable.name}"
            frame[column] = each_once(frame[column], _county)
    lines = _respondent_violations(frame, path) + _value_violations(frame, known, path)
    if lines:
        raise Mistake(lines)
    return frame


def _county(municipality: str) -> str:
    """The county's number; of what is no municipality's, the text itself."""
    county = (to_code(municipality) or "")[:2]
    return county if county in NAMES else municipality


def read_places(path: Path | None, known: FrameSettings) -> frozenset[str]:
    """Names in the columns that the config wants masked in open answers (`frame.mask`).

    «Bergen kommune» and «NAV Bergen» give Bergen too. Raises Mistake for a missing column, and
    where columns are named but the wave has no frame.
    """
    if not known.mask:
        return frozenset()
    if path is None:
        raise Mistake(
            "config.yaml names columns under frame.mask, but this wave has no frame, so that "
            "their values would stay in its open answers. Give the wave a `frame`, or take "
            "the columns out."
        )
    table = read_export(path).table
    missing = [column for column in known.mask if column not in table.columns]
    if missing:
        raise Mistake(
            f"{path}: no column {column!r}, which config.yaml names under frame.mask. "
            f"There are: {', '.join(table.columns)}."
            for column in missing
        )
    values = {tidy(value) for column in known.mask for value in table[column].unique()}
    bare = {re.sub(r"^NAV | kommune$", "", value) for value in values}
    return frozenset(value for value in values | bare if re.search(r"[^\W\d]{2}", value))


def _respondent_violations(frame: pd.DataFrame, path: Path) -> list[str]:
    blank = frame.index[frame["respondent"] == ""] + FIRST_ROW
    lines = [f"{path}, row {row}: no respondent. Each row must name one." for row in blank]
    named = frame.loc[frame["respondent"] != "", "respondent"]
    for respondent, rows in named[named.duplicated(keep=False)].groupby(named, sort=False):
        where = ", ".join(str(row + FIRST_ROW) for row in rows.index)
        lines.append(
            f"{path}: the respondent {respondent} stands in rows {where}. Delete all but one."
        )
    return lines


def _value_violations(frame: pd.DataFrame, known: FrameSettings, path: Path) -> list[str]:
    lines = []
    for variable in known.variables:
        values = frame[f"frame.{variable.name}"]
        if not variable.values:
            continue
        for value, rows in values[~values.isin(variable.values)].groupby(values):
            column = variable.county_of or variable.name
            place = f"{path}, row {rows.index[0] + FIRST_ROW}: {column} is {value!r}"
            if variable.county_of and value not in NAMES:
                remedy = "which is no municipality number of four digits. Correct the frame."
            else:
                remedy = (
                    f"which config.yaml does not list; it lists: {', '.join(variable.values)}. "
                    "Correct the frame, or add the value there."
                )
            lines.append(f"{place} ({len(rows)} times), {remedy}")
    return lines[:_SHOWN]
