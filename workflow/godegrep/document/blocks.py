"""What a section of a report consists of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from godegrep.document.figures import Figure
from godegrep.document.runs import Run, Text
from godegrep.document.tables import Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    type: ClassVar[str] = "paragraph"
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below a section's, without a number."""

    type: ClassVar[str] = "heading"
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph set apart, such as a warning."""

    type: ClassVar[str] = "note"
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of points, with numbers where it is `ordered`."""

    type: ClassVar[str] = "list"
    items: tuple[tuple[Run, ...], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, word for word, in `language`.

    `segment` is the id of an answer's segment; empty for a quotation from literature.
    """

    runs: tuple[Run, ...]
    segment: str
    language: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes that stand together."""

    type: ClassVar[str] = "quotes"
    quotes: tuple[Quote, ...]


Block = Paragraph | Heading | Note | BulletList | Quotes | Figure | Table


def paragraph(*sentences: Sequence[Run]) -> Paragraph:
    """A paragraph of sentences, with a space between them."""
    runs: list[Run] = []
    for sentence in sentences:
        if sentence:
            runs += [*([Text(" ")] if runs else []), *sentence]
    return Paragraph(tuple(runs))


def bullets(items: Sequence[Sequence[Run]], *, ordered: bool = False) -> BulletList:
    """A list of points."""
    return BulletList(tuple(tuple(item) for item in items), ordered)


def note(runs: Sequence[Run]) -> Note:
    """A paragraph set apart."""
    return Note(tuple(runs))
