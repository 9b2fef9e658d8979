"""A look at a file before it is parsed.

A workbook is a zip of XML. One that is made to harm, or is merely broken, costs a parser gigabytes
or minutes, or ends the whole process. What is seen here is the list of members, how far they
unpack, and how far the cells reach; the cells themselves are not built. Of delimited text it is the
size, and lines that are none.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np

from godegrep.core.errors import Mistake

MAXIMUM_BYTES = 1_000_000_000
"""Of a file as it lies on the disk."""
MAXIMUM_MEMBERS = 2_000
MAXIMUM_UNPACKED = 2_000_000_000
"""Bytes, of all members together."""
MAXIMUM_RATIO = 100
"""Unpacked to packed size, for members over `RATIO_FROM` bytes; real sheets lie near 10."""
RATIO_FROM = 5_000_000
MAXIMUM_CELLS = 25_000_000
"""Of one sheet's rectangle from A1 to its last row and column, which readers hold in memory."""
MAXIMUM_COLUMNS = 16_384
"""As many as Excel has."""
MAXIMUM_TEXT = 1_000_000
"""Characters of one value; a cell of Excel holds 32,767."""
DELIMITERS = ";,\t|"
MAXIMUM_LINE = 16_000_000
"""Bytes between two line ends."""
_CHUNK = 1 << 19
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DTD = (b"!DOCTYPE", b"!ENTITY")
_ENCODING = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_REFERENCE = 17
"""Bytes by which two chunks overlap: as many as ` r="XFD1048576"` and what is looked at after."""


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    return path.is_file() and _start(path).startswith(b"PK")


def check_workbook(path: Path, content: str = "xl/workbook.xml") -> None:
    """Raise Mistake if a file is no workbook that can be read safely.

    `content` names the member by which it is known: that of .xlsx, or `content.xml` of .ods.
    """
    start = _start(path)
    if start.startswith(_OLE):
        raise Mistake(
            f"{path}: an old .xls file, or one that is locked with a password. "
            "Open it in Excel and save it as .xlsx without a password."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(path, members, content)
            for member in members:
                _check_member(path, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Mistake(
            f"{path}: the workbook is truncated or damaged ({error}). Export it again."
        ) from None


def _start(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(8)


def _check_members(path: Path, members: list[zipfile.ZipInfo], content: str) -> None:
    if len(members) > MAXIMUM_MEMBERS:
        raise Mistake(f"{path}: {len(members)} files in the workbook; not a survey's export.")
    if content not in {member.filename for member in members}:
        raise Mistake(f"{path}: a zip, but not a workbook of this kind ({path.suffix}).")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAXIMUM_UNPACKED:
        raise Mistake(
            f"{path}: unpacks to {unpacked / 1e9:.1f} GB; "
            f"up to {MAXIMUM_UNPACKED / 1e9:.0f} GB are read."
        )
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if member.flag_bits & 1:
            raise Mistake(f"{path}: the workbook is locked with a password. Save it without one.")
        if name.is_absolute() or ".." in name.parts:
            raise Mistake(f"{path}: the workbook holds a path that leads out of it; not read.")
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > RATIO_FROM and ratio > MAXIMUM_RATIO:
            raise Mistake(
                f"{path}: {member.filename} unpacks to {ratio:.0f} times its size; "
                "real answers do not. Export it again."
            )


class _Extent(NamedTuple):
    """How far the cells of a piece reach, and how many of them say where they stand."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    def with_(self, other: "_Extent") -> "_Extent":
        return _Extent(
            max(self.rows, other.rows), max(self.columns, other.columns), self.cells + other.cells
        )


def _check_member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse XML that is no plain UTF-8, and a sheet that reaches too far.

    Any member may be a sheet: the workbook says which, and may say anything.
    """
    reach = _Extent()
    without_tag = 0
    is_sheet = False
    for number, chunk in enumerate(_chunks(archive, member)):
        if number == 0 and not _is_xml(member, chunk):
            return
        if number == 0 and (stated := _ENCODING.search(chunk[:200])):
            _refuse_encoding(path, member, stated[1])
        if b"\0" in chunk:
            _refuse_encoding(path, member, b"with NUL bytes")
        if b"!" in chunk and any(mark in chunk for mark in _DTD):
            raise Mistake(f"{path}: {member.filename} declares a document type; not read.")
        without_tag = 0 if b"<" in chunk else without_tag + len(chunk)
        if without_tag > MAXIMUM_TEXT:
            raise Mistake(
                f"{path}: {member.filename} holds a text of over {MAXIMUM_TEXT:,} characters; a "
                "cell of Excel holds 32,767. Export it again."
            )
        reach = reach.with_(_extent(chunk))
        is_sheet = is_sheet or b"sheetData" in chunk
        if is_sheet and reach.cells > reach.rows * reach.columns:
            raise Mistake(
                f"{path}: {member.filename} holds several cells for one place. Export it again."
            )
        if reach.cells > MAXIMUM_CELLS or reach.rows * reach.columns > MAXIMUM_CELLS:
            raise Mistake(
                f"{path}: {member.filename} reaches to row {reach.rows:,} and column "
                f"{reach.columns:,} or more, {max(reach.cells, reach.rows * reach.columns):,} "
                f"cells; up to {MAXIMUM_CELLS:,} are read. "
                "Delete stray cells far from the answers, or export as csv."
            )
        if reach.columns > MAXIMUM_COLUMNS:
            raise Mistake(
                f"{path}: {member.filename} has a cell in column {reach.columns:,}; Excel has "
                f"{MAXIMUM_COLUMNS:,}. Export it again."
            )


def _is_xml(member: zipfile.ZipInfo, start: bytes) -> bool:
    named = member.filename.endswith((".xml", ".rels"))
    return named or start[:20].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")


def _refuse_encoding(path: Path, member: zipfile.ZipInfo, encoding: bytes) -> None:
    if encoding.lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Mistake(
            f"{path}: {member.filename} is not in UTF-8, as a workbook should be, but "
            f"{encoding.decode('ascii', 'replace')}. Open it in Excel and save it again."
        )


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked member piece by piece, each with the end of the one before it."""
    tail = b" "
    with archive.open(member) as content:
        while piece := content.read(_CHUNK):
            chunk = tail + piece
            yield chunk
            tail = chunk[-_REFERENCE:]
    yield tail + b" " * _REFERENCE


def _extent(chunk: bytes) -> _Extent:
    """How far the references of a piece reach: `r="AB12"` of cells, and `r="12"` of rows.

    A reference that begins in the last bytes is left to the next piece, which repeats them.
    """
    letters = np.frombuffer(chunk, np.uint8)
    last = len(letters) - _REFERENCE + 1
    if last < 2:
        return _Extent()
    at = np.flatnonzero((letters[1:last] == ord("r")) & (letters[2 : last + 1] == ord("="))) + 1
    quoted = (letters[at + 2] == ord('"')) | (letters[at + 2] == ord("'"))
    at = at[quoted & (letters[at - 1] <= ord(" "))] + 3
    if not len(at):
        return _Extent()
    eight = np.ndarray(len(letters) - 7, "u8", chunk, strides=(1,))  # the bytes from each place on
    names = eight[at].view(np.uint8).reshape(-1, 8)
    column = np.zeros(len(at), np.uint32)
    width = np.zeros(len(at), np.uint8)
    lettered = np.ones(len(at), bool)
    for place in range(4):
        # Upper and lower case alike: some readers take both.
        letter = (names[:, place] & 0xDF) - np.uint8(ord("A"))
        lettered &= letter < 26
        if not lettered.any():
            break
        column = np.where(lettered, column * 26 + letter + 1, column)
        width += lettered
    digits = eight[at + width]
    # The cells of one row repeat its number.
    digits = digits[np.flatnonzero(np.diff(digits, prepend=digits[:1] + 1))]
    row = np.zeros(len(digits), np.uint32)
    numeric = np.ones(len(digits), bool)
    for digit in digits.view(np.uint8).reshape(-1, 8).T - np.uint8(ord("0")):
        numeric &= digit < 10
        row = np.where(numeric, row * 10 + digit, row)
    return _Extent(int(row.max()), int(column.max()), int((width > 0).sum()))


def check_text(path: Path) -> None:
    """Raise Mistake if a file is too large to be a delimited table, or has no lines."""
    size = path.stat().st_size
    if size > MAXIMUM_BYTES:
        raise Mistake(
            f"{path}: {size / 1e9:.1f} GB; up to {MAXIMUM_BYTES / 1e9:.0f} GB are read. "
            "Export fewer columns, or as xlsx."
        )
    without_end = 0
    with path.open("rb") as handle:
        _check_columns(path, handle.readline(MAXIMUM_LINE))
        handle.seek(0)
        while piece := handle.read(1 << 20):
            without_end = 0 if b"\n" in piece or b"\r" in piece else without_end + len(piece)
            if without_end > MAXIMUM_LINE:
                raise Mistake(
                    f"{path}: a line of over {MAXIMUM_LINE / 1e6:.0f} MB; not a table of answers. "
                    "Export it again."
                )


def _check_columns(path: Path, start: bytes) -> None:
    """Raise Mistake for a first line of more columns than are read; those in quotes are none."""
    line = re.split(b"[\r\n]", start, maxsplit=1)[0]
    bare = re.sub(rb'"[^"]*(?:"|$)', b"", line)
    columns = max(map(bare.count, (delimiter.encode() for delimiter in DELIMITERS))) + 1
    if columns > MAXIMUM_COLUMNS:
        raise Mistake(
            f"{path}: {columns:,} columns; up to {MAXIMUM_COLUMNS:,} are read. "
            "Export fewer, or look for a missing line end."
        )
