"""A whole report: what `report.json` holds, and every format is drawn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from godegrep.document.blocks import Block
from godegrep.document.figures import Figure
from godegrep.document.tables import Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a chapter; one without a title, and then without a number, follows on its."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; ids of chapters are unique in a report, those of sections in their chapter."""

    id: str
    title: str
    sections: tuple[Section, ...]
    number: str = ""

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks of all sections in reading order."""
        for section in self.sections:
            yield from section.blocks


@dataclass(frozen=True, slots=True)
class Summary:
    """The main findings, in a list of points, or none."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Colours:
    """The institute's colours as `#rrggbb`, both legible on white.

    `main` is that of headings and the title page, `accent` of lines and links.
    """

    main: str
    accent: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The institute's logo: `type` (image/png or image/svg+xml), `data` (base64), its alt text."""

    type: str
    data: str
    text: str


@dataclass(frozen=True, slots=True)
class CodebookEntry:
    """A code with its texts in the report's language."""

    id: str
    name: str
    definition: str
    include: str
    exclude: str
    parent: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes that the report's answers are coded to; none where nothing is coded."""

    version: int
    codes: tuple[CodebookEntry, ...]


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A printed number with its place: `chapter/section/block`, or `summary`.

    A figure's table is `…/table`.
    """

    number: int
    text: str
    cell: str
    value: float | None
    n: int | None
    low: float | None
    high: float | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in one language, with all that a renderer needs.

    `part` is the wave, `trends` or `register`; `municipality` the number of the municipality, of
    its own sheet only; `language` (nb, nn, en) that of all texts, unless a quote says otherwise;
    `level` that of all intervals, as printed. `date` is the config's, as printed: no other date
    stands anywhere. `banner` says that answers are synthetic, and is empty where they are not.
    `numbers` lists each number printed, in reading order, once a place.
    """

    part: str
    language: str
    level: str
    title: str
    subtitle: str
    institute: str
    date: str
    banner: str
    colours: Colours
    logo: Logo | None
    summary: Summary
    chapters: tuple[Chapter, ...]
    codebook: Codebook
    numbers: tuple[NumberRow, ...]
    municipality: str = ""

    @property
    def blocks(self) -> Iterator[Block]:
        """The blocks of all chapters in reading order."""
        for chapter in self.chapters:
            yield from chapter.blocks

    @property
    def figures(self) -> list[Figure]:
        """The figures of all chapters."""
        return [block for block in self.blocks if isinstance(block, Figure)]

    @property
    def tables(self) -> list[Table]:
        """The tables of all chapters, without those of figures."""
        return [block for block in self.blocks if isinstance(block, Table)]


def section(section_id: str, blocks: Sequence[Block], title: str = "") -> Section:
    """A section of a chapter; one without a title is led by its figure's caption."""
    return Section(section_id, title, tuple(blocks))


def chapter(chapter_id: str, title: str, sections: Sequence[Section]) -> Chapter:
    """A chapter; `numbered` gives it its number."""
    return Chapter(chapter_id, title, tuple(sections))
