"""The numbers of a report's chapters, figures and tables, and the list of the numbers it prints."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from godegrep.core.language import Language
from godegrep.document.blocks import Block
from godegrep.document.figures import Figure, Value
from godegrep.document.report import Chapter, NumberRow, Report, Section, Summary
from godegrep.document.runs import Footnote, Number, Reference
from godegrep.document.tables import Table

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = tuple(field.name for field in fields(NumberRow))
"""The columns of `numbers.csv`."""


def places(chapters: Sequence[Chapter]) -> Iterator[tuple[str, str, Block]]:
    """The blocks of chapters in reading order, each with the ids of its chapter and section."""
    for chapter in chapters:
        for section in chapter.sections:
            for block in section.blocks:
                yield chapter.id, section.id, block


def numbered(
    summary: Summary, chapters: Sequence[Chapter], language: Language, instead: Mapping[str, str]
) -> tuple[Summary, tuple[Chapter, ...]]:
    """Summary and chapters with numbers: chapters, titled sections, figures, tables, footnotes.

    References get the numbers of what they refer to, or of what stands there `instead`. Raises
    KeyError for one that leads nowhere.
    """
    counter = _Counter(language)
    counted = tuple(counter.chapter(i, chapter) for i, chapter in enumerate(chapters, 1))
    filler = _Filler(counter.references, instead)
    return _mapped(summary, filler.fill), _mapped(counted, filler.fill)


class _Counter:
    """Counts what has a number; `references` says how each is referred to, by its id."""

    def __init__(self, language: Language) -> None:
        self.message = language.message
        self.references: dict[str, str] = {}

    def chapter(self, index: int, chapter: Chapter) -> Chapter:
        self.references[chapter.id] = self.message("chapter_reference", number=str(index))
        counts = {"section": 0, "figure": 0, "table": 0}
        sections = tuple(
            self._section(f"{index}", chapter.id, section, counts) for section in chapter.sections
        )
        return replace(chapter, number=str(index), sections=sections)

    def _section(
        self, index: str, chapter: str, section: Section, counts: dict[str, int]
    ) -> Section:
        number = ""
        if section.title:
            counts["section"] += 1
            number = f"{index}.{counts['section']}"
            reference = self.message("section_reference", number=number)
            self.references[f"{chapter}-{section.id}"] = reference
        blocks = tuple(self._block(index, block, counts) for block in section.blocks)
        return replace(section, number=number, blocks=blocks)

    def _block(self, index: str, block: Block, counts: dict[str, int]) -> Block:
        if not isinstance(block, Figure | Table):
            return block
        kind = block.type
        counts[kind] += 1

        def name(key: str) -> str:
            return self.message(key, chapter=index, number=str(counts[kind]))

        self.references[block.id] = name(f"{kind}_reference")
        if isinstance(block, Figure) and block.table:
            table = replace(block.table, number=name("table_of_figure"))
            return replace(block, number=name(f"{kind}_number"), table=table)
        return replace(block, number=name(f"{kind}_number"))


@dataclass
class _Filler:
    """Fills in the texts of references, and the numbers of footnotes in reading order."""

    references: Mapping[str, str]
    instead: Mapping[str, str]
    notes: int = 0

    def fill(self, value: Any) -> Any:
        if isinstance(value, Reference):
            return self._reference(value)
        if isinstance(value, Footnote):
            self.notes += 1
            return replace(value, text=str(self.notes), id=f"note-{self.notes}")
        return value

    def _reference(self, run: Reference) -> Reference:
        target = run.target if run.target in self.references else self.instead[run.target]
        text = self.references[target]
        printed = text[:1].upper() + text[1:] if run.capital else text
        return replace(run, text=printed, target=target, capital=False)


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """The part of a report with each of its parts changed, from the outside to the inside."""
    changed = change(value)
    if isinstance(changed, tuple):
        return tuple(_mapped(part, change) for part in changed)
    inner = {name: _mapped(part, change) for name, part in _inner(changed)}
    return replace(changed, **inner) if inner else changed


def _inner(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a dataclass that hold further parts of a report."""
    for field in fields(value) if is_dataclass(value) else ():
        part = getattr(value, field.name)
        if isinstance(part, tuple) or is_dataclass(part):
            yield field.name, part


def parts_of(value: Any) -> Iterator[Any]:
    """A part of a report and all that stands in it, in reading order."""
    yield value
    for part in value if isinstance(value, tuple) else (part for _, part in _inner(value)):
        yield from parts_of(part)


def footnotes(report: Report) -> list[Footnote]:
    """The footnotes of a report in their order."""
    return [part for part in parts_of(report.chapters) if isinstance(part, Footnote)]


def printed_numbers(summary: Summary, chapters: Sequence[Chapter]) -> tuple[NumberRow, ...]:
    """Each number that a report prints, once a place, in reading order.

    In a figure it is the number that is drawn.
    """
    numbers = [
        (place, number)
        for place, part in _printed(summary, chapters)
        for number in parts_of(part)
        if isinstance(number, Number | Value) and number.cell and number.text
    ]
    return tuple(_listed(i, number, place) for i, (place, number) in enumerate(numbers, 1))


def _printed(summary: Summary, chapters: Sequence[Chapter]) -> Iterator[tuple[str, Any]]:
    """What is printed, with its place; a figure's table is a place of its own."""
    yield "summary", summary
    for chapter, section, block in places(chapters):
        name = block.id if isinstance(block, Figure | Table) else block.type
        place = f"{chapter}/{section}/{name}"
        if isinstance(block, Figure):
            yield place, (block.rows, block.source)
            yield f"{place}/table", block.table
        else:
            yield place, block


def _listed(index: int, number: Number | Value, place: str) -> NumberRow:
    return NumberRow(
        number=index,
        text=number.text,
        cell=number.cell,
        value=number.value,
        n=number.n,
        low=number.low,
        high=number.high,
        place=place,
    )


def numbers_table(report: Report) -> "pd.DataFrame":
    """The numbers of a report with the columns of `numbers.csv`."""
    import pandas as pd

    rows = [astuple(row) for row in report.numbers]
    return pd.DataFrame(rows, columns=list(NUMBERS)).astype({"n": "Int64"})
