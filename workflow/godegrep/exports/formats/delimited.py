"""Delimited text (csv): the encoding and the delimiter found, uneven rows refused."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.core.untrusted_files import DELIMITERS, MAXIMUM_COLUMNS, MAXIMUM_TEXT, check_text
from godegrep.exports.export import Export
from godegrep.exports.layout import lay_out
from godegrep.exports.registry import Format, register

_SHOWN = 20
_COUNTED = 400_000
"""Rows of unequal length that are counted; a file with more of them is no table at all."""
_TRIED = 1 << 16
"""Characters by which the delimiter is found."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# What æ, ø, å, é and typographic quotes in UTF-8 look like when they are read as cp1252.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¦¸˜†…‰]|â€[œ\u009d™“”˜]")


def decode(content: bytes, path: Path) -> str:
    """The text of a file; raises Mistake where its encoding cannot be told.

    A byte order mark decides; then comes UTF-8, then cp1252 (Windows, Western Europe; Latin-1 is a
    part of it). A file that is partly UTF-8 and partly cp1252 is refused: read as either, some of
    its letters would be wrong without a word.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding, path)
    if b"\0" in content:
        start = content[:2000]
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if start[first::2].count(0) > 0.7 * len(start[first::2]):
                return _decoded(content, encoding, path)
        row = content[: content.index(b"\0")].count(b"\n") + 1
        raise Mistake(f"{path}, line {row}: a NUL byte; not a text file. Export it again as csv.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise Mistake(
            f"{path}, line {row}: neither UTF-8 nor Windows (cp1252) text. "
            "Export it again as UTF-8 or xlsx."
        ) from None
    if mixed := _MOJIBAKE.search(text):
        row = text[: mixed.start()].count("\n") + 1
        raise Mistake(
            f"{path}, line {row}: some of the file is in UTF-8 and some in another encoding, so "
            "letters such as æ, ø and å are uncertain. Export it again as UTF-8 or xlsx."
        )
    return text


def _decoded(content: bytes, encoding: str, path: Path) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Mistake(f"{path}: broken {encoding} text. Export it again.") from None


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, without another copy of the text as StringIO makes one."""
    return (match[0] for match in _LINE.finditer(text))


def find_delimiter(text: str) -> str:
    """The delimiter by which the first rows have most columns and the same number of them."""

    def columns(delimiter: str) -> tuple[bool, int]:
        reader = csv.reader(_lines(text[:_TRIED]), delimiter=delimiter)
        widths = []
        try:
            for row in reader:
                widths.append(len(row))
                if len(widths) == 50:
                    break
        except csv.Error:
            return False, 0
        if 1 < len(widths) < 50 and len(text) > _TRIED:
            widths.pop()  # cut in its middle
        even = len({width for width in widths if width}) == 1
        return even and widths[0] > 1, widths[0] if widths else 0

    return max(DELIMITERS, key=columns)


def read_cells(path: Path) -> pd.DataFrame:
    """The cells of a delimited file as they stand, one row a line, the headings first.

    Blank lines are left out, and empty fields beyond the first row's last: some tools end a row
    with a delimiter. Raises Mistake for rows that do not have as many fields as the first, each
    with its line, for more columns than Excel has, and for a field that is too long for an answer.
    """
    check_text(path)
    text = decode(path.read_bytes(), path)
    delimiter = find_delimiter(text)
    cells = quick_cells(text, delimiter)
    return careful_cells(text, delimiter, path) if cells is None else cells


def quick_cells(text: str, delimiter: str) -> pd.DataFrame | None:
    """The same as `careful_cells` in a tenth of the time; None where there is anything to tell."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow

    try:
        first = next(row for row in csv.reader(_lines(text), delimiter=delimiter) if row)
    except (csv.Error, StopIteration):
        return None
    names = [str(place) for place in range(len(first))]
    if len(names) > MAXIMUM_COLUMNS:
        return None
    try:
        table = arrow.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            arrow.ReadOptions(use_threads=False, column_names=names),
            arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    longest = max(pc.max(pc.binary_length(column)).as_py() or 0 for column in table.columns)
    if longest > MAXIMUM_TEXT:
        return None
    return table.to_pandas().set_axis(range(len(names)), axis=1)


def careful_cells(text: str, delimiter: str, path: Path) -> pd.DataFrame:
    """The cells by Python's own reader, which knows the line of each row; see `read_cells`."""
    previous = csv.field_size_limit(MAXIMUM_TEXT)
    try:
        reader = csv.reader(_lines(text), delimiter=delimiter)
        rows: list[list[str]] = []
        lines: list[str] = []
        number = uneven = before = 0
        for row in reader:
            if row:
                width = len(rows[0]) if rows else len(row)
                if width > MAXIMUM_COLUMNS:
                    raise Mistake(
                        f"{path}: {width:,} columns; up to {MAXIMUM_COLUMNS:,} are read. "
                        "Export fewer, or look for a missing line end."
                    )
                if len(row) > width and not any(row[width:]):
                    row = row[:width]
                uneven += len(row) != width
                if len(row) != width and uneven <= _SHOWN:
                    lines.append(
                        f"{path}, row {number} (line {before + 1}): {len(row)} fields, {width} "
                        "were expected as in the first row. Look for a delimiter or a quotation "
                        "mark inside an answer, or export as xlsx."
                    )
                if uneven > _COUNTED:
                    break
                if not uneven:
                    rows.append(row)
                number += 1
            before = reader.line_num
    except csv.Error as error:
        raise Mistake(
            f"{path}, line {before + 1}: {error}. Look for a quotation mark that is not closed, "
            "or export again as xlsx."
        ) from None
    finally:
        csv.field_size_limit(previous)
    if not rows:
        raise Mistake(f"{path}: the file is empty. Export the answers again.")
    if uneven:
        over = "over " if uneven > _COUNTED else ""
        more = [f"{path}: and {over}{uneven - _SHOWN} rows more."] if uneven > _SHOWN else []
        raise Mistake(lines + more)
    return pd.DataFrame(rows, dtype="str")


def first_row(path: Path) -> list[str]:
    """The headings of a delimited file; empty where it is none."""
    if not path.is_file():
        return []
    with path.open("rb") as handle:
        start = handle.read(1 << 18)
    # A cut in the middle of a letter must not count as broken text.
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    end = len(start) // 2 * 2 if wide else start.rfind(b"\n") + 1 or len(start)
    try:
        text = decode(start[:end], path)
        row = next(csv.reader(_lines(text), delimiter=find_delimiter(text)), [])
    except (Mistake, UnicodeDecodeError, csv.Error):
        return []
    return [tidy(heading) for heading in row]


def read(path: Path) -> Export:
    """Read a delimited file in the layout of whichever tool wrote it."""
    return lay_out(read_cells(path), path, "csv")


def is_delimited(path: Path) -> bool:
    """Whether a file is delimited text, by its name."""
    return path.is_file() and path.suffix.lower() in (".csv", ".txt", ".tsv", ".tab")


register(Format("csv", is_delimited, read, priority=0))
