"""What a chapter's macros print, with the cells that it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from godegrep.document.blocks import Quotes
from godegrep.document.cell import Cell
from godegrep.document.figures import Figure
from godegrep.document.report import Chapter
from godegrep.document.runs import Text, number_run, reference_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table
from godegrep.report.changes.changes import Changes
from godegrep.report.methods.about import overall_response
from godegrep.report.open.questions import OpenQuestions
from godegrep.report.own.macros import Asked, Macros, Place, targets
from godegrep.report.own.markdown import Inserted
from godegrep.report.own.names import (
    Names,
    Unknown,
    no_figure,
    no_table,
    no_wave_before,
    not_compared,
    nowhere,
    stands_already,
    stands_here_already,
    tables_asked_for,
)
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, decimals
from godegrep.report.parts.wave_results import WaveResults


@dataclass(frozen=True)
class Source:
    """What all chapters of a report draw upon.

    `default` are the chapters that the report has of itself, `own` the ids of the others. A chapter
    that shows a figure or table of the default ones takes it over: `taken` holds its id and the
    chapter's. `quoted` are the segments quoted so far.
    """

    results: WaveResults
    cells: Cells
    prose: Prose
    open: OpenQuestions
    changes: Sequence[Changes]
    default: Sequence[Chapter]
    own: Sequence[str]
    taken: dict[str, str] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)

    @cached_property
    def blocks(self) -> dict[str, Figure | Table]:
        """The figures and tables of the default chapters by id."""
        return {
            block.id: block
            for chapter in self.default
            for block in chapter.blocks
            if isinstance(block, Figure | Table)
        }

    @property
    def tables_of_figures(self) -> list[tuple[Table, str]]:
        """The tables of figures, each with the id of its figure."""
        figures = [block for block in self.blocks.values() if isinstance(block, Figure)]
        return [(figure.table, figure.id) for figure in figures if figure.table]

    @property
    def chapters(self) -> list[str]:
        """The ids of all chapters."""
        return [*(chapter.id for chapter in self.default), *self.own]


class Printed(Macros):
    """The macros of one chapter, answered from the results of its wave."""

    def __init__(self, source: Source, chapter_id: str) -> None:
        results = source.results
        names = Names(results.questionnaire, results.codebook, results.config.breaks)
        super().__init__(names, Place(chapter_id, results.wave, results.language.code))
        self.source = source
        self.prose, self.cells = source.prose, source.cells
        self.language = source.prose.language

    # --- Numbers ------------------------------------------------------------------------------

    def _share(self, asked: Asked, *, words: bool, detail: bool) -> Inserted:
        cell = self._cell(asked)
        if cell is None:
            return self._withheld()
        if words and detail:
            return Inserted(self.prose.in_words(cell))
        if words:
            return Inserted([self.prose.fraction(cell) or self.prose.share(cell)])
        return Inserted(self.prose.with_base(cell) if detail else [self.prose.share(cell)])

    def _mean(self, asked: Asked) -> Inserted:
        cell = self._cell(asked)
        if cell is None or cell.estimate is None:
            return self._withheld()
        printed = self.language.number(cell.estimate, decimals(cell.estimate))
        return Inserted([number_run(printed, cell)])

    def _response(self) -> Inserted:
        overall = overall_response(self.cells)
        if overall is None:
            return self._withheld()
        printed = self.language.number(overall.count)
        return Inserted([number_run(printed, overall, Statistic.COUNT, overall.count)])

    def _n(self, item: str, by: str, group: str) -> Inserted:
        cells = [
            cell
            for category in self.cells.categories(item)
            for statistic in (Statistic.SHARE, Statistic.MEAN)
            if (cell := self.cells.get(item, category, statistic, by, group))
        ]
        return Inserted([self.prose.base(cells[0])]) if cells else self._withheld()

    def _change(self, asked: Asked, *, detail: bool) -> Inserted:
        if not self.source.changes:
            raise no_wave_before(self.place.wave)
        changes = self.source.changes[-1]
        row = changes.row(asked.item, asked.category, asked.statistic)
        if row is None:
            raise not_compared(changes.first)
        if row["suppressed"]:
            return self._withheld()
        return Inserted(changes.numbers.in_points(row, detail=detail))

    def _how_many(self, code: str, questions: Sequence[str], *, detail: bool) -> Inserted:
        cells = [cell for name in questions if (cell := self.cells.get(name, code)) and cell.n]
        if len(cells) > 1:
            several = ", ".join(name for name in questions if self.cells.get(name, code))
            raise Unknown(f"{code} is used in several questions; say in which: {several}.")
        if not cells:
            if any(self.cells.withheld(name) for name in questions):
                return self._withheld()
            raise Unknown("nobody has coded these answers yet.")
        cell = cells[0]
        report = self.source.results.config.report
        words = self.language.how_many(cell.count, cell.n, report.how_many)
        word = number_run(words, cell, Statistic.COUNT, cell.count)
        return Inserted(
            self.prose.bracketed(word, [self.prose.count_of(cell)]) if detail else [word]
        )

    # --- Blocks and references ----------------------------------------------------------------

    def _figure(self, name: str) -> Inserted:
        figures = [key for key, block in self.source.blocks.items() if isinstance(block, Figure)]
        block_id = name if name in figures else f"fig-{name}"
        if block_id not in figures:
            raise no_figure(name, figures)
        return self._taken(block_id)

    def _table(self, name: str, by: str) -> Inserted:
        wanted = tables_asked_for(name, by)
        blocks = self.source.blocks
        tables = [key for key, block in blocks.items() if isinstance(block, Table)]
        for block_id in wanted:
            if block_id in tables:
                return self._taken(block_id)
        inside = {table.id: table for table, _ in self.source.tables_of_figures}
        for block_id in wanted:
            if block_id in inside:
                return self._taken_out(inside[block_id])
        raise no_table(name, by, [*tables, *inside])

    def _taken(self, block_id: str) -> Inserted:
        taken = self.source.taken
        if block_id in taken:
            raise stands_already(taken[block_id])
        taken[block_id] = self.place.chapter
        block = self.source.blocks[block_id]
        shown = replace(block, collapsed=False) if isinstance(block, Table) else block
        return Inserted(blocks=[shown])

    def _taken_out(self, table: Table) -> Inserted:
        """A table of a figure, which stays where it is: the table gets an id of its own."""
        block_id = f"{self.place.chapter}-{table.id}"
        if block_id in self.source.taken:
            raise stands_here_already()
        self.source.taken[block_id] = self.place.chapter
        return Inserted(blocks=[replace(table, id=block_id, collapsed=False)])

    def _quote(self, segment: str, code: str, question: str) -> Inserted:
        quote = self.source.open.quote(segment, code, question, self.source.quoted)
        if quote is None:
            raise Unknown(
                "there is no such answer that may be quoted: one that a person has coded, and "
                "that nobody has marked to be hidden."
            )
        self.source.quoted.add(quote.segment)
        return Inserted(blocks=[Quotes((quote,))])

    def _see(self, name: str) -> Inserted:
        known = [*self.source.blocks, *self.source.chapters]
        figures = {table.id: figure for table, figure in self.source.tables_of_figures}
        for target in targets(name):
            if target in known or target in figures:
                return Inserted([reference_run(figures.get(target, target))])
        raise nowhere(name, known)

    # --- What is asked for --------------------------------------------------------------------

    def _withheld(self) -> Inserted:
        return Inserted([Text(self.language.message("withheld_word"))])

    def _groups(self, by: str) -> list[str]:
        return self.cells.groups(by)

    def _cell(self, asked: Asked) -> Cell | None:
        return self.cells.get(asked.item, asked.category, asked.statistic, asked.by, asked.group)
