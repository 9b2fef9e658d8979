"""Numbers as they are printed, and the paragraphs and tables in which they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

SPACES = "[ \u00a0\u2009\u202f]"
NUMBER = rf"\d{{1,3}}(?:{SPACES}\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
"""A number without its sign: 62; 62,5; 1 935; 0.016."""
PERCENT = r"(?:prosentpoeng|prosent|percentage points|per ?cent|pst\.?|%)"
_CELL = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-\u2212\u2013+])?{SPACES}?"
    rf"(?P<number>{NUMBER})(?:[eE](?P<power>[-\u2212+]?\d+))?"
    rf"{SPACES}*(?P<percent>{PERCENT})?\s*\)?{SPACES}*(?P<stars>\*{{1,3}})?{SPACES}*\)?",
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Printed:
    """A printed number: what stands there, and by how much rounding may have moved it."""

    value: float
    half: float
    decimals: int
    percent: bool = False
    stars: int = 0
    bracketed: bool = False

    @property
    def low(self) -> float:
        """The least that rounds to it."""
        return self.value - self.half

    @property
    def high(self) -> float:
        """The most that rounds to it."""
        return self.value + self.half


def read_number(text: str, thousands: str = "") -> float | None:
    """The value of an unsigned number; `thousands` is a mark that may group digits by three."""
    plain = re.sub(SPACES, "", text)
    if thousands and re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+", plain):
        return float(plain.replace(thousands, ""))
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def read_cell(text: str, thousands: str = "") -> Printed | None:
    """The number of a cell that holds one and nothing else, or None."""
    match = _CELL.fullmatch(text.strip())
    if match is None:
        return None
    value = read_number(match["number"], thousands)
    if value is None:
        return None
    whole = value == int(value) and not re.search(r"[.,]", match["number"])
    grouped = bool(thousands) and thousands in match["number"] and value >= 1000
    decimals = 0 if whole or grouped else len(re.split(r"[.,]", match["number"])[-1])
    power = int((match["power"] or "0").replace("\u2212", "-"))
    scale = 10.0**power
    sign = -1 if match["sign"] in ("-", "\u2212", "\u2013") else 1
    return Printed(
        value=sign * value * scale,
        half=0.5 * 10.0**-decimals * scale,
        decimals=decimals,
        percent=bool(match["percent"]),
        stars=len(match["stars"] or ""),
        bracketed=bool(match["open"]),
    )


def is_year(text: str) -> bool:
    """Whether a text is a year and nothing else."""
    return bool(_YEAR.fullmatch(text.strip()))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `place` says where it stands, as «line 12» or «page 3»."""

    position: int
    place: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table; the rows are as long as each other and begin with the table's first line.

    `notes` are the paragraphs that follow it.
    """

    position: int
    place: str
    caption: str
    rows: tuple[tuple[str, ...], ...]
    notes: str = ""
    thousands: str = ""

    @cached_property
    def head(self) -> int:
        """The number of leading rows that hold no number but years."""
        for index, row in enumerate(self.rows):
            if any(self.number(cell) and not is_year(cell) for cell in row[1:]):
                return index
        return len(self.rows)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What stands above each column; a heading over several columns counts for each."""
        names = [""] * len(self.rows[0])
        for index, row in enumerate(self.rows[: self.head]):
            above = ""
            for column, cell in enumerate(row):
                spans = column > 1 and index < self.head - 1
                above = cell.strip() or (above if spans else "")
                names[column] = f"{names[column]} {above}".strip()
        return tuple(names)

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        """The rows below the head."""
        return self.rows[self.head :]

    @property
    def name(self) -> str:
        """The table as a reader finds it."""
        short = self.caption if len(self.caption) <= 80 else f"{self.caption[:77]}…"
        return f"{self.place}, table «{short}»" if short else f"{self.place}, table"

    def number(self, cell: str) -> Printed | None:
        """The number of a cell."""
        return read_cell(cell, self.thousands)

    def turned(self) -> "Table":
        """The table with rows and columns exchanged."""
        rows = [self.columns, *self.body]
        return Table(
            self.position,
            self.place,
            self.caption,
            tuple(zip(*rows, strict=True)),
            self.notes,
            self.thousands,
        )


@dataclass(frozen=True)
class Document:
    """What a reader of a report sees: its paragraphs and tables, in order."""

    parts: Sequence[Paragraph | Table] = field(default_factory=tuple)

    @property
    def tables(self) -> Iterator[Table]:
        """The tables."""
        return (part for part in self.parts if isinstance(part, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, captions among them."""
        return (part for part in self.parts if isinstance(part, Paragraph))

    @cached_property
    def text(self) -> str:
        """All paragraphs and captions."""
        return "\n".join(
            part.text if isinstance(part, Paragraph) else f"{part.caption} {part.notes}"
            for part in self.parts
        )

    @cached_property
    def weighted(self) -> bool:
        """Whether the report says that its shares are weighted, so that no count need fit them."""
        return bool(re.search(r"\b(?:vekte[rt]|vekta|etterstratifiser|weighted)", self.text, re.I))
