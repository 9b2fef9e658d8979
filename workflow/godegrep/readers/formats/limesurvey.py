"""Exports of LimeSurvey as csv, with codes, full texts, or both as headings.

A heading is `code`, `code[row]` or `code[row][scale]`, or the question's text with the row's text
in brackets, or the code, a separator and the text. `submitdate` and `lastpage` tell who finished.
"""

import re
from collections import Counter
from pathlib import Path

import pandas as pd

from godegrep.raw_text import tidy
from godegrep.readers.export import Export, ExportColumn, Format, is_identifying, register, to_table
from godegrep.readers.formats.delimited import first_row, read_rows
from godegrep.ticks import is_tick_column

_CODE = r"(?P<code>[A-Za-z][A-Za-z0-9_]*)(?:\[(?P<row>[^\]]+)\])?(?:\[(?P<scale>[^\]]+)\])?"
_HEADING = re.compile(_CODE + r"(?:(?:\. |\._\.)(?P<text>.*))?")
_ROW_TEXT = re.compile(r"(?P<stem>.*?)\s*\[(?P<label>[^\[\]]*)\]")
_META = {
    "id": ("id", "response id", "svar-id"),
    "submitdate": ("submitdate", "date submitted", "innsendingsdato", "dato innsendt"),
    "lastpage": ("lastpage", "last page", "siste side"),
    "startlanguage": ("startlanguage", "start language", "startspråk"),
}
_TECHNICAL = ("seed", "startdate", "datestamp", "date started", "date last action", "refurl")
_BEFORE = re.compile(r"(\w+)(?:\. |\._\.)")


def _meta(heading: str) -> str:
    """Which of LimeSurvey's own columns a heading is, by code, text or both; or an empty text."""
    bare = _BEFORE.sub("", heading, count=1).casefold().rstrip(".")
    code = heading.partition(".")[0].casefold()
    for name, headings in _META.items():
        if bare in headings or code == name:
            return name
    return ""


def is_limesurvey(path: Path) -> bool:
    """Whether a delimited file has LimeSurvey's own columns, or headings such as `Q1[SQ001]`."""
    if path.suffix.lower() not in (".csv", ".txt"):
        return False
    headings = first_row(path)
    own = {_meta(heading) for heading in headings} - {""}
    if "submitdate" in own and ("lastpage" in own or "startlanguage" in own):
        return True
    matches = [_HEADING.fullmatch(heading) for heading in headings]
    return (
        len(headings) > 2
        and sum(match is not None for match in matches) > 0.8 * len(headings)
        and any(match is not None and match["row"] for match in matches)
    )


def read(path: Path) -> Export:
    """Read the export."""
    headings, *rows = read_rows(path)
    table, notes = to_table([tidy(heading) for heading in headings], rows)
    headings_of = Counter(_code_of(str(name)) for name in table.columns)
    values: dict[str, set[str]] = {}
    for name in table.columns:
        values.setdefault(_code_of(str(name)), set()).update(table[name].unique())
    ticks = {code for code, found in values.items() if is_tick_column(found)}
    columns = tuple(_column(str(name), headings_of, ticks) for name in table.columns)
    return Export("LimeSurvey", table, columns, _status(table), tuple(notes), (path,))


def _code_of(name: str) -> str:
    """The question that a column is a row or a box of; an empty text for other columns."""
    match = _HEADING.fullmatch(name)
    return match["code"] if match and match["row"] not in (None, "other", "comment") else ""


def _column(name: str, headings_of: Counter[str], ticks: set[str]) -> ExportColumn:
    """A column; `ticks` are the questions of which all boxes hold ticks and nothing else."""
    if _meta(name) or _BEFORE.sub("", name, count=1).casefold() in _TECHNICAL:
        kind = "identifying" if _meta(name) == "id" else "technical"
        return ExportColumn(name, name, kind=kind)
    if is_identifying(name):
        return ExportColumn(name, name, kind="identifying")
    match = _HEADING.fullmatch(name)
    code, row, text = (match["code"], match["row"] or "", match["text"]) if match else ("", "", "")
    full = tidy(text or ("" if match else name))
    with_row = _ROW_TEXT.fullmatch(full)
    stem, label = (with_row["stem"], with_row["label"]) if with_row else (full or code, "")
    if not row and not with_row:
        return ExportColumn(name, full or name, code)
    if row in ("other", "comment") or (match and match["scale"] == "comment"):
        return ExportColumn(name, label or "Other", code or stem, stem, "open")
    if headings_of[code] == 1 and not label:
        return ExportColumn(name, stem or name, code or stem)
    kind = "multiple" if code in ticks else "unknown"
    return ExportColumn(name, label or row, code or stem, stem, kind)


def _status(table: pd.DataFrame) -> pd.Series | None:
    """Complete with a date of submission; else partial, or not started on page 0."""
    found = {meta: str(name) for name in table.columns if (meta := _meta(str(name)))}
    if "submitdate" not in found:
        return None
    status = pd.Series("partial", index=table.index, dtype="str")
    if "lastpage" in found:
        status[table[found["lastpage"]].isin(["", "0", "-1"])] = "not_started"
    status[table[found["submitdate"]].str.strip().ne("")] = "complete"
    return status


register(Format("LimeSurvey", is_limesurvey, read))
