"""The levels of three waves or more: what each wave's share was, one after the other."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from godegrep.core.language import WITHHELD
from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot, Wording, figure
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run, Text, plain
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row, table
from godegrep.report.changes.changes import Changes
from godegrep.report.changes.numbers import Change
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.shares import drawn, percent_cell
from godegrep.study.questionnaire import Question

LEAST_WAVES = 3
MOST_ROWS = 8
"""A figure of levels shows those that moved most; its table shows them all."""


class Level(NamedTuple):
    """A share in each of the waves; a cell is None where it is withheld.

    `row` is its last change.
    """

    row: Change
    label: str
    cells: list[Cell | None]

    @property
    def reach(self) -> float:
        """From the lowest share to the highest."""
        shares = [cell.estimate or 0 for cell in self.cells if cell]
        return max(shares) - min(shares) if shares else 0.0


class Levels:
    """Writes the levels of the questions that at least three waves put in comparable words.

    `changes` are those between each two waves in a row, in the order of time; `cells` holds the
    tables of each wave by its name.
    """

    def __init__(
        self, changes: Sequence[Changes], cells: Mapping[str, Cells], prose: Prose, synthetic: bool
    ) -> None:
        self.changes = changes
        self.cells = cells
        self.prose = prose
        self.language = prose.language
        self.synthetic = synthetic

    def chapters(self) -> list[Chapter]:
        """The chapter about the levels, or none."""
        latest = self.changes[-1].questionnaire
        sections = []
        for theme in latest.themes:
            blocks = [
                block
                for question in latest
                if question.theme == theme.id
                for block in self._question(question)
            ]
            if blocks:
                title = in_language(theme.title, self.language.code) or theme.id
                sections.append(section(theme.id, blocks, title))
        if not sections:
            return []
        intro = section(
            "levels",
            [paragraph(self.prose.say("development_reading", level=self.prose.level_text()))],
        )
        title = self.language.message("development_title")
        return [chapter("development", title, [intro, *sections])]

    def _question(self, question: Question) -> list[Block]:
        waves = self._waves(question)
        if len(waves) < LEAST_WAVES:
            return []
        levels = [
            self._level(question, row, waves)
            for row in self.changes[-1].rows(question)
            if row["statistic"] != Statistic.MEAN
        ]
        levels = [level for level in levels if any(level.cells)]
        if not levels:
            return []
        text = in_language(question.text, self.language.code).strip() or question.id
        moved = max(levels, key=lambda level: level.reach)
        sentence = self._sentence(question, moved, waves, text)
        wording = Wording(text, plain(sentence), [Text(self._source(waves))])
        return [paragraph(sentence), self._figure(question, levels, waves, wording)]

    def _waves(self, question: Question) -> list[str]:
        """The waves back from the last between which the question can be compared."""
        pairs = takewhile(lambda changes: changes.rows(question), reversed(self.changes))
        waves = [self.changes[-1].second, *(changes.first for changes in pairs)]
        return waves[::-1]

    def _level(self, question: Question, row: Change, waves: Sequence[str]) -> Level:
        names = (str(row["item"]), str(row["category"]), Statistic(row["statistic"]))
        cells = [self.cells[wave].get(*names) for wave in waves]
        return Level(row, self.changes[-1].label(question, row), cells)

    def _sentence(
        self, question: Question, level: Level, waves: Sequence[str], text: str
    ) -> list[Run]:
        """What the share that moved most was in each wave."""
        shares = [
            self.prose.fill("development_level", share=self.prose.share(cell), wave=wave)
            for wave, cell in zip(waves, level.cells, strict=True)
            if cell
        ]
        return self.prose.say(
            "development_levels",
            subject=self.changes[-1].subject(question, level.row, text),
            levels=self.prose.join(shares),
        )

    def _source(self, waves: Sequence[str]) -> str:
        source = self.language.message("source_all_waves", waves=self.language.join(waves))
        if self.synthetic:
            source += " " + self.language.message("synthetic_short")
        return source

    def _figure(
        self, question: Question, levels: Sequence[Level], waves: Sequence[str], wording: Wording
    ) -> Figure:
        """A line for each of the shares that moved most."""
        most = sorted(levels, key=lambda level: -level.reach)[:MOST_ROWS]
        plot = Plot(
            FigureKind.LINES,
            [Category(wave, wave, "single") for wave in waves],
            [self._drawn(level, waves) for level in levels if level in most],
        )
        numbers = self._table(question, levels, waves, wording.caption)
        return figure(f"fig-levels-{question.id}", wording, plot, numbers)

    def _drawn(self, level: Level, waves: Sequence[str]) -> FigureRow:
        pairs = zip(waves, level.cells, strict=True)
        values = tuple(drawn(wave, cell, self.language) for wave, cell in pairs)
        return FigureRow(level.label, None, values)

    def _table(
        self, question: Question, levels: Sequence[Level], waves: Sequence[str], text: str
    ) -> Table:
        """Each share in each wave, then the bases."""
        message = self.language.message
        bases = [message("base_of", wave=wave) for wave in waves]
        return table(
            f"table-levels-{question.id}",
            text,
            [message("col_answer"), *waves, *bases],
            [row(level.label, self._cells(level)) for level in levels],
            [message("interval_note", level=self.prose.level_text())],
        )

    def _cells(self, level: Level) -> list[Run]:
        shares = [percent_cell(cell, self.language) for cell in level.cells]
        return [*shares, *(self._base(cell) for cell in level.cells)]

    def _base(self, cell: Cell | None) -> Run:
        return self.prose.base(cell) if cell else Text(WITHHELD)
