"""Workbooks (xlsx), and the plain one: question texts or column names in the first row."""

import html
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.untrusted_files import check_workbook, is_zip
from godegrep.exports.export import Export
from godegrep.exports.layout import lay_out
from godegrep.exports.registry import Format, register

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1000
"""Rows that are taken at a time, so that their cells stay in the processor's cache."""

_SHORT = 16
"""Characters of a number that has at most 15 digits."""


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, dates as in ISO 8601, nothing as an empty text.

    Other numbers have the 15 digits that Excel itself holds.
    """
    if value is None or value == "" or value != value:
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


def number_texts(numbers: np.ndarray) -> "pa.LargeStringArray":
    """What `cell_text` gives for each of the numbers, an array of floats, in a fifth of the time.

    Arrow writes the fewest digits that tell a number apart, which are those of `cell_text` where
    they are no more than 15 and the number is neither very small nor very large.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    size = np.abs(numbers)
    floats = pa.array(numbers + 0.0, from_pandas=True)  # -0.0 becomes 0
    if np.array_equal(numbers, np.rint(numbers), equal_nan=True) and not (size >= 1e15).any():
        return floats.cast(pa.int64()).cast(pa.large_string()).fill_null("")
    texts = floats.cast(pa.large_string()).fill_null("")
    odd = (size >= 1e10) | (size < 1e-4) & (size > 0) | (_lengths(texts) > _SHORT)
    others = [cell_text(number) for number in numbers[odd].tolist()]
    return pc.replace_with_mask(texts, pa.array(odd), pa.array(others, pa.large_string()))


def _lengths(texts: "pa.LargeStringArray") -> np.ndarray:
    import pyarrow.compute as pc

    return pc.binary_length(texts).to_numpy(zero_copy_only=False)


def _cell_texts(values: Sequence[Any]) -> "pa.LargeStringArray":
    """What `cell_text` gives for each of the values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_number = [type(value) is float for value in values]
    numbers = np.array([value for value in values if type(value) is float], dtype="float64")
    others = ["" if type(value) is float else cell_text(value) for value in values]
    texts = pa.array(others, pa.large_string())
    return pc.replace_with_mask(texts, pa.array(is_number), number_texts(numbers))


def to_cells(rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """The cells of a sheet as texts; rows in which nothing stands are left out."""
    import pyarrow as pa

    filled = (row for row in rows if any(row) or any(value != "" for value in row))
    blocks = []
    while block := list(islice(filled, _BLOCK)):
        numbers, different = _numbered(block)
        names = [str(place) for place in range(len(block[0]))]
        blocks.append(pa.table([different.take(pa.array(n)) for n in numbers.T], names=names))
    if not blocks:
        return pd.DataFrame()
    return pa.concat_tables(blocks).to_pandas().set_axis(range(len(names)), axis=1)


def _numbered(rows: Sequence[Sequence[Any]]) -> tuple[np.ndarray, "pa.LargeStringArray"]:
    """For each cell the number of its text, (rows, columns), and the texts."""
    known: dict[Any, int] = defaultdict(count().__next__)
    cells: Iterable[Any] = chain.from_iterable(rows)
    if bool in map(type, chain.from_iterable(rows)):
        # True and 1.0 are one key of a mapping, but not one text.
        cells = map(cell_text, cells)
    numbers = np.fromiter(map(known.__getitem__, cells), np.int32, len(rows) * len(rows[0]))
    return numbers.reshape(len(rows), len(rows[0])), _cell_texts(list(known))


def read_sheets(path: Path, *names: str) -> dict[str, pd.DataFrame]:
    """The cells of the named sheets, or of all, by sheet; raises Mistake for an unsafe workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path)
    try:
        # By its path calamine goes by the ending; a workbook may have been given another.
        with (
            CalamineWorkbook.from_path(path)
            if path.suffix.lower() in (".xlsx", ".xlsm")
            else CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        ) as workbook:
            return {
                name: to_cells(workbook.get_sheet_by_name(name).iter_rows())
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
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, OSError):
        return []  # NotImplementedError, for an unknown method of packing, is a RuntimeError.
    return [html.unescape(name) for name in re.findall(r'<sheet [^>]*?\bname="([^"]*)"', start)]


def read(path: Path) -> Export:
    """Read a workbook in the layout of whichever tool wrote it: the sheet with most cells."""
    sheets = read_sheets(path)
    if not sheets:
        raise Mistake(f"{path}: a workbook without a sheet. Export it again.")
    name, cells = max(sheets.items(), key=lambda sheet: sheet[1].size)
    if cells.empty:
        raise Mistake(f"{path}: the workbook is empty. Export the answers again.")
    filled = (cells != "").any()
    export = lay_out(cells.loc[:, : filled[filled].index[-1]], path, "xlsx")
    export = replace(export, sheet=name)
    others = [other for other, content in sheets.items() if other != name and content.size]
    if not others:
        return export
    note = f"the sheet {name!r} is read, not: {', '.join(map(repr, others))}."
    return replace(export, notes=(*export.notes, note))


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, or was meant to be one (so that reading says what is wrong)."""
    return is_zip(path) or (path.is_file() and path.suffix.lower() in (".xlsx", ".xlsm", ".xls"))


register(Format("xlsx", is_workbook, read, priority=0))
