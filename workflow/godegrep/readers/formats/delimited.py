"""Delimited text (csv): the encoding and the delimiter found, uneven rows refused."""

import codecs
import csv
import re
from io import StringIO
from pathlib import Path

from godegrep.errors import Mistake
from godegrep.raw_text import tidy
from godegrep.readers.export import Export, Format, register, to_table
from godegrep.readers.headings import describe

DELIMITERS = ";,\t|"
MAXIMUM_FIELD = 10_000_000
_SHOWN = 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise Mistake(f"{path}: broken {encoding} text. Export it again.") from None
    if b"\0" in content:
        start = content[:2000]
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if start[first::2].count(0) > 0.7 * len(start[first::2]):
                return content.decode(encoding, errors="strict")
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
            "letters such as æ, ø and å cannot be told. Export it again as UTF-8 or xlsx."
        )
    return text


def find_delimiter(text: str) -> str:
    """The delimiter by which the first rows have most columns and the same number of them."""

    def columns(delimiter: str) -> tuple[bool, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = []
        try:
            for row in reader:
                widths.append(len(row))
                if len(widths) == 50:
                    break
        except csv.Error:
            return False, 0
        even = len({width for width in widths if width}) == 1
        return even and widths[0] > 1, widths[0] if widths else 0

    return max(DELIMITERS, key=columns)


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a delimited file as they stand, headings first; blank lines are left out.

    Raises Mistake for rows that do not have as many fields as the first, each with its line. Empty
    fields beyond the first row's last are dropped: some tools end a row with a delimiter.
    """
    text = decode(path.read_bytes(), path)
    previous = csv.field_size_limit(MAXIMUM_FIELD)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=find_delimiter(text))
        lines = []
        rows = []
        before = 0
        for row in reader:
            if row:
                rows.append(row)
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise Mistake(f"{path}, line {reader.line_num}: {error}. Export it again.") from None
    finally:
        csv.field_size_limit(previous)
    if not rows:
        raise Mistake(f"{path}: nothing stands in the file. Export the answers again.")
    width = len(rows[0])
    rows = [row[:width] if len(row) > width and not any(row[width:]) else row for row in rows]
    uneven = [
        f"{path}, row {number} (line {line}): {len(row)} fields, {width} were expected as in the "
        "first row. Look for a delimiter or a quotation mark inside an answer, or export as xlsx."
        for number, (line, row) in enumerate(zip(lines, rows, strict=True))
        if len(row) != width
    ]
    if uneven:
        more = [f"{path}: and {len(uneven) - _SHOWN} rows more."] if len(uneven) > _SHOWN else []
        raise Mistake(uneven[:_SHOWN] + more)
    return rows


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
        row = next(csv.reader(StringIO(text, newline=""), delimiter=find_delimiter(text)), [])
    except (Mistake, UnicodeDecodeError, csv.Error):
        return []
    return [tidy(heading) for heading in row]


def read(path: Path) -> Export:
    """Read a plain delimited file: question texts or column names in the first row."""
    headings, *rows = read_rows(path)
    table, notes = to_table([tidy(heading) for heading in headings], rows)
    return Export("csv", table, describe(table.columns), None, tuple(notes), (path,))


def is_delimited(path: Path) -> bool:
    """Whether a file is delimited text, by its name."""
    return path.is_file() and path.suffix.lower() in (".csv", ".txt", ".tsv", ".tab")


register(Format("csv", is_delimited, read, priority=0))
