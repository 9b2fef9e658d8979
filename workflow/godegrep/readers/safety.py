"""A look at an xlsx file before it is parsed.

A workbook is a zip of XML. One that is made to harm, or is merely broken, costs a parser gigabytes
or minutes, or ends the whole process. What is seen here is the list of members, how far they
unpack, and the largest cell; the cells themselves are not built.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from godegrep.errors import Mistake

MAXIMUM_MEMBERS = 2_000
MAXIMUM_UNPACKED = 2_000_000_000
"""Bytes, of all members together."""
MAXIMUM_RATIO = 100
"""Unpacked to packed size, for members over `RATIO_FROM` bytes; real sheets lie near 10."""
RATIO_FROM = 5_000_000
MAXIMUM_CELLS = 25_000_000
"""Of one sheet's rectangle from A1 to its last row and column, which readers hold in memory."""
MAXIMUM_COLUMNS = 16_384
_CHUNK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CELL = re.compile(rb'\br="([A-Z]{1,4})([0-9]{1,8})"')
_ROW = re.compile(rb'<row [^>]{0,200}?\br="([0-9]{1,8})"')


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    return path.is_file() and _start(path).startswith(b"PK")


def check_workbook(path: Path) -> None:
    """Raise Mistake if a file is no workbook that can be read safely."""
    start = _start(path)
    if start.startswith(_OLE):
        raise Mistake(
            f"{path}: an old .xls file, or one that is locked with a password. "
            "Open it in Excel and save it as .xlsx without a password."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(path, members)
            for member in members:
                if member.filename.startswith("xl/worksheets/") and not member.is_dir():
                    _check_sheet(path, archive, member)
                elif member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as content:
                        _refuse_dtd(path, member, content.read(1000))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Mistake(
            f"{path}: the workbook is broken off or damaged ({error}). Export it again."
        ) from None


def _start(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(8)


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAXIMUM_MEMBERS:
        raise Mistake(f"{path}: {len(members)} files in the workbook; not a survey's export.")
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise Mistake(f"{path}: a zip, but not a workbook (.xlsx).")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAXIMUM_UNPACKED:
        raise Mistake(
            f"{path}: unpacks to {unpacked / 1e9:.1f} GB; "
            f"up to {MAXIMUM_UNPACKED / 1e9:.0f} GB are read."
        )
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts:
            raise Mistake(f"{path}: the workbook holds a path that leads out of it; not read.")
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > RATIO_FROM and ratio > MAXIMUM_RATIO:
            raise Mistake(
                f"{path}: {member.filename} unpacks to {ratio:.0f} times its size; "
                "real answers do not. Export it again."
            )


def _refuse_dtd(path: Path, member: zipfile.ZipInfo, start: bytes) -> None:
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Mistake(f"{path}: {member.filename} declares a document type; not read.")


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked member piece by piece, each with the end of the one before it."""
    tail = b""
    with archive.open(member) as content:
        while piece := content.read(_CHUNK):
            chunk = tail + piece
            yield chunk
            tail = chunk[-250:]


def _check_sheet(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    rows = 0
    letters: set[bytes] = set()
    for number, chunk in enumerate(_chunks(archive, member)):
        if number == 0:
            _refuse_dtd(path, member, chunk[:1000])
        cells = _CELL.findall(chunk)
        letters.update(column for column, _ in cells)
        rows = max(rows, max((int(row) for row in {row for _, row in cells}), default=0))
        rows = max(rows, max((int(row) for row in _ROW.findall(chunk)), default=0))
    columns = max(map(_column_number, letters), default=0)
    if rows * columns > MAXIMUM_CELLS or columns > MAXIMUM_COLUMNS:
        raise Mistake(
            f"{path}: {member.filename} reaches to row {rows:,} and column {columns:,}, "
            f"{rows * columns:,} cells; up to {MAXIMUM_CELLS:,} are read. "
            "Delete stray cells far from the answers, or export as csv."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
