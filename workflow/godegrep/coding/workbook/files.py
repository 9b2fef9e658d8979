"""Which files are review sheets of a material, and whose."""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from godegrep.core.errors import Mistake
from godegrep.core.vocabulary import CONSENSUS

PROJECT = ".qdpx"
"""A project that was coded in another program, see `coding.refi`."""
READ = (".xlsx", ".ods", ".csv", PROJECT)
_SPREADSHEETS = (*READ, ".xls", ".xlsm", ".xlsb", ".fods", ".numbers", ".tsv", ".txt")
_NAME = re.compile(r"\w(?:[\w .()-]*[\w.)])?")


def coder_of(path: Path) -> str:
    """The coder's name: that of the file, without its ending."""
    name = unicodedata.normalize("NFC", path.stem)  # macOS takes å apart
    return CONSENSUS if name.casefold() == CONSENSUS else name


def review_sheets(folder: Path) -> list[Path]:
    """The filled-in sheets in a folder, by name; not the lock files of an open Excel.

    Spreadsheets of a kind that is not read are among them, so that reading says so.
    """
    return sorted(
        path
        for path in folder.glob("*")
        if path.suffix.lower() in _SPREADSHEETS and not path.name.startswith(("~$", "."))
    )


def coders_of(folder: Path) -> list[str]:
    """Who has handed in a sheet, by name.

    Raises Mistake for two sheets of one coder, and for names that cannot name a file everywhere.
    """
    files: defaultdict[str, list[Path]] = defaultdict(list)
    for path in review_sheets(folder):
        files[coder_of(path).casefold()].append(path)
    lines = [
        f"{', '.join(map(str, paths))}: several sheets of one coder; put all rows into one of them "
        "and take the others out of the folder, or give each coder a name of their own."
        for paths in files.values()
        if len(paths) > 1
    ]
    lines += [
        f"{path}: the file's name is the coder's; expected letters, digits, spaces, - _ . and "
        "( ) only. Give it another name."
        for path in review_sheets(folder)
        if not _NAME.fullmatch(coder_of(path))
    ]
    if lines:
        raise Mistake(lines)
    return sorted(coder_of(paths[0]) for paths in files.values())


def sheets_to_fill_in(folder: Path) -> list[str]:
    """The sheets that a material's coders are given, as paths under its results.

    One that is nobody's yet, one of each coder, and one to agree in where two or more have coded.
    Raises Mistake as `coders_of` does.
    """
    coders = coders_of(folder)
    if len(set(coders) - {CONSENSUS}) > 1:
        coders = sorted({*coders, CONSENSUS})
    return ["review.xlsx", *(f"review/{coder}.xlsx" for coder in coders)]
