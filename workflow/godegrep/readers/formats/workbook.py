"""Workbooks (xlsx), and the plain one: question texts or column names in the first row."""

import html
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from godegrep.errors import Mistake
from godegrep.raw_text import tidy
from godegrep.readers.export import Export, Format, register, to_table
from godegrep.readers.headings import describe
from godegrep.readers.safety import check_workbook, is_zip


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, dates as in ISO 8601, nothing as an empty text.

    Other numbers have the 15 digits that Excel itself holds.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def sheet_rows(values: list[list[Any]]) -> list[list[str]]:
    """The rows of a sheet as texts; rows in which nothing stands are left out."""
    known: dict[tuple[type, Any], str] = {}

    def text(value: Any) -> str:
        if isinstance(value, str):
            return value
        key = (type(value), value)
        if key not in known:
            known[key] = cell_text(value)
        return known[key]

    rows = ([text(value) for value in row] for row in values)
    return [row for row in rows if any(row)]


def read_sheets(path: Path, *names: str) -> dict[str, list[list[str]]]:
    """The rows of the named sheets, or of all, by sheet; raises Mistake for an unsafe workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return {
                name: sheet_rows(workbook.get_sheet_by_name(name).to_python())
                for name in names or workbook.sheet_names
            }
    except CalamineError as error:
        raise Mistake(f"{path}: cannot be read as a workbook ({error}). Export it again.") from None


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, from its table of contents; empty where the file is none."""
    if not is_zip(path):
        return []
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as content:
            start = content.read(1_000_000).decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError):
        return []
    return [html.unescape(name) for name in re.findall(r'<sheet [^>]*?\bname="([^"]*)"', start)]


def read(path: Path) -> Export:
    """Read a plain workbook: the sheet with most cells, its headings in the first row."""
    sheets = read_sheets(path)
    name, rows = max(sheets.items(), key=lambda sheet: sum(map(len, sheet[1])))
    if not rows:
        raise Mistake(f"{path}: nothing stands in the workbook. Export the answers again.")
    headings = [tidy(heading) for heading in rows[0]]
    while headings and not headings[-1] and not any(row[len(headings) - 1] for row in rows):
        headings.pop()
    table, notes = to_table(headings, (row[: len(headings)] for row in rows[1:]))
    others = [other for other, content in sheets.items() if other != name and content]
    if others:
        notes.append(f"the sheet {name!r} is read, not: {', '.join(map(repr, others))}.")
    return Export("xlsx", table, describe(table.columns), None, tuple(notes), (path,))


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, or was meant to be one (so that reading says what is wrong)."""
    return is_zip(path) or (path.is_file() and path.suffix.lower() in (".xlsx", ".xlsm", ".xls"))


register(Format("xlsx", is_workbook, read, priority=0))
