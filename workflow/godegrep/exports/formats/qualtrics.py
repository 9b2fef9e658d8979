"""Qualtrics: two header rows (names, texts) and, since 2016, a third with `{"ImportId": …}`.

Traps: the second and third rows are no answers; -99 stands for a question that was seen and left,
where the researcher chose so; a preview of the form counts as an answer; times, places, names and
addresses stand in front; the older files have `V1` to `V10` there.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from godegrep.exports.delimited_choices import find_choices
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import in_grids, is_identifying
from godegrep.exports.layout import Head, Layout, head, register_layout

_IMPORT_ID = re.compile(r'\{"ImportId":')
_PERSONAL = {
    *("IPAddress", "ResponseId", "ResponseID", "ExternalReference", "ExternalDataReference"),
    *("RecipientLastName", "RecipientFirstName", "RecipientEmail", "EmailAddress", "Name"),
    *("LocationLatitude", "LocationLongitude", "LocationAccuracy"),
}
_TECHNICAL = {
    *("StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished"),
    *("RecordedDate", "DistributionChannel", "UserLanguage", "ResponseSet", ""),
}
_QUESTION = re.compile(r"(?P<question>[A-Za-z]+[0-9.]*)(?:_(?P<row>[0-9_]+))?(?P<text>_TEXT)?")
_ANALYSIS = re.compile(r" - (Parent )?(Topics|Sentiment\b.*|Topic .*)$")
_LEFT = "-99"
_PREVIEWS = {"1", "Survey Preview", "256", "Spam"}


def is_qualtrics(first: Head) -> bool:
    """Whether the third row holds import ids, or the first two are those of the older files."""
    if len(first) > 2 and any(_IMPORT_ID.match(cell) for cell in first[2]):
        return True
    return len(first) > 1 and first[0][0] == "V1" and first[1][0] == "ResponseID"


def read(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers, with either number of header rows."""
    names, texts, *third = head(cells)
    new = bool(third) and any(_IMPORT_ID.match(cell) for cell in third[0])
    table, notes = to_table(names, cells.iloc[3 if new else 2 :])
    headings = names if new else texts
    columns = [
        _column(str(name), meta, text, table[name])
        for name, meta, text in zip(table.columns, headings, texts, strict=True)
    ]
    meta = dict(zip(headings, table.columns, strict=True))
    if "Status" in meta and (previews := int(table[meta["Status"]].isin(_PREVIEWS).sum())):
        notes.append(f"{previews} answers are previews or spam by their Status; they are kept.")
    named = tuple(_boxes(in_grids(columns), table))
    return Export("Qualtrics", table, named, _status(table, meta), tuple(notes), (path,))


def _column(name: str, meta: str, text: str, values: pd.Series) -> ExportColumn:
    if meta in _PERSONAL or is_identifying(meta):
        return ExportColumn(name, text, kind="identifying")
    if meta in _TECHNICAL or _ANALYSIS.search(name) or text.startswith("Timing - "):
        return ExportColumn(name, text or name, kind="technical")
    missing = (_LEFT,) if (values == _LEFT).any() else ()
    match = _QUESTION.fullmatch(name)
    question = match["question"] if match else name
    if match and match["text"]:
        stem, _, label = text.removesuffix(" - Text").rpartition(" - ")
        return ExportColumn(name, label, question, stem, "open", missing=missing)
    text = text.replace(" - Selected Choice", "")
    choices = find_choices(values, (",",)) if match and not match["row"] else None
    if choices is None:
        return ExportColumn(name, text or name, question, missing=missing)
    codes = {option: option for option in choices.options}
    return ExportColumn(name, text or name, question, "", "multiple", codes, missing, ",")


def _boxes(columns: Sequence[ExportColumn], table: pd.DataFrame) -> list[ExportColumn]:
    """The rows of which every one holds its own choice or 1, and nothing else, as boxes."""
    boxed: list[ExportColumn] = []
    for stem, group in groupby(columns, key=lambda column: column.stem):
        members = list(group)
        rows = [column for column in members if column.kind == "unknown"]
        ticks = [
            set(table[column.name]) - {"", *column.missing} <= {"1", column.label}
            for column in rows
        ]
        boxes = bool(stem) and len(rows) > 1 and all(ticks)
        boxed += [
            replace(column, kind="multiple") if boxes and column in rows else column
            for column in members
        ]
    return boxed


def _status(table: pd.DataFrame, meta: dict[str, str]) -> pd.Series | None:
    """Complete where Finished says so, else partial, or not started at no progress."""
    if "Finished" not in meta:
        return None
    status = pd.Series("partial", index=table.index, dtype="str")
    if "Progress" in meta:
        status[table[meta["Progress"]] == "0"] = "not_started"
    status[table[meta["Finished"]].isin(["1", "True", "TRUE", "true"])] = "complete"
    return status


register_layout(Layout("Qualtrics", is_qualtrics, read))
