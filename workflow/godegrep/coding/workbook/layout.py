"""The layout of the review sheet, which its writer and its reader share."""

import hashlib
import re

from godegrep.coding.workbook.texts import review_texts
from godegrep.core.spreadsheet import unstored
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Code

KEYS = ("segment", "check")
"""The segment's id, and a checksum by which an edited answer is found."""
VERSION = "codebook"
"""The version of the codebook that the row was made with; 1 in sheets that lack the column."""
HIDDEN = (*KEYS, VERSION)

CODE_COLUMNS = ("code_1", "code_2", "code_3")
MARKS = ("quote", "hide")
FILLED_IN = (*CODE_COLUMNS, "new_code", "memo", *MARKS)
"""The columns that a person fills in."""

SHOWN = (
    *("number", "context", "cluster", "answer", "text", "suggestions", "nearest"),
    *FILLED_IN,
    "coders",
)
COLUMNS = (*SHOWN, *HIDDEN)
"""From left to right; the hidden ones last, where they do not disturb the frozen panes."""

READ = ("answer", "text", *FILLED_IN, *KEYS)
"""The columns that are read back; the others may be missing from a sheet."""

HEADING_ROW, FIRST_ROW = 1, 2

NO_CODE = "-"
"""Stands in a list of codes for «none of them fits»; no code can have this id."""

_ID = re.compile(r"\[([^\[\]]+)\]\s*$")


def letter(name: str) -> str:
    """The letter of a column."""
    return chr(ord("A") + COLUMNS.index(name))


def headings(language: str) -> dict[str, str]:
    """The heading of each column; those of the hidden ones are the same in all languages."""
    shown = review_texts(language).columns
    return {name: shown[name][0] if name in shown else name for name in COLUMNS}


def label(code: Code, language: str) -> str:
    """A code as the lists show it: its name for a person, its id in brackets for the reader."""
    return f"{in_language(code.name, language)} [{code.id}]"


def labelled(text: str) -> str:
    """The id in a label, or "" where the text has none."""
    match = _ID.search(text)
    return match[1].strip() if match else ""


def checksum(segment: str, answer: str, text: str) -> str:
    """16 hexadecimal digits that change when somebody edits the answer or the segment's text.

    White space does not count, because spreadsheets change it on their own.
    """
    shown = (segment, *(comparable(part) for part in (answer, text)))
    return hashlib.sha256("\n".join(shown).encode("utf-8")).hexdigest()[:16]


def comparable(text: str) -> str:
    """The text without what differs between spreadsheets: white space, and escapes (`_x0041_`)."""
    while (plain := unstored(text)) != text:  # some programs decode them once, others never
        text = plain
    return "".join(text.split())
