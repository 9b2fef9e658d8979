"""The chapters of answers on a municipality's own sheet: a table a question, a column a group."""

from collections.abc import Sequence

from godegrep.core.language import WITHHELD
from godegrep.document.cell import Cell
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run, Text
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row
from godegrep.register.practice import compared_answers
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.closed.tables import mean_cell
from godegrep.report.parts.cells import SMALL_BASE, Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.shares import percent_cell
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Item, Question

Group = tuple[str, str, str]
"""A break of the tables, one of its groups, and what heads its column."""
Asked = tuple[str, str, str, Statistic]
"""A label, and the item, category and statistic of its cells."""


class SheetAnswers:
    """Writes the chapters; `survey.closed.tables` has the rows of `sheet_tables`."""

    def __init__(self, survey: WaveResults, groups: Sequence[Group], prose: Prose) -> None:
        self.survey, self.groups, self.prose = survey, groups, prose
        self.cells = Cells(survey.wave, survey.closed.tables)
        self.closed = ClosedQuestions(survey, self.cells, prose)

    def chapters(self) -> list[Chapter]:
        """A chapter a theme that has anything to show."""
        chapters = []
        for theme in self.survey.questionnaire.themes:
            asked = [q for q in self.survey.questionnaire if q.theme == theme.id]
            tables = [self._table(question) for question in asked if question.type != "open"]
            sections = [section(table.id, [table]) for table in tables if table.rows]
            if sections:
                title = self.survey.text(theme.title) or theme.id
                chapters.append(chapter(f"theme-{theme.id}", title, sections))
        return chapters

    def _table(self, question: Question) -> Table:
        """A row an answer, and last how many offices have answered."""
        asked = {answer: self._cells(answer) for answer in self._rows(question)}
        shown = {answer: cells for answer, cells in asked.items() if any(cells)}
        rows = [
            row(label, [self._run(cell, statistic) for cell in cells])
            for (label, _, _, statistic), cells in shown.items()
        ]
        if rows:
            rows.append(self._bases(list(shown.values())))
        return self.closed.tables.table(
            f"table-{question.id}",
            self.closed.text(question),
            [self.prose.language.message("col_answer"), *(label for *_, label in self.groups)],
            rows,
            [self.closed.tables.interval_note(), self.closed.base_note(question)],
            collapsed=False,
        )

    def _cells(self, asked: Asked) -> list[Cell | None]:
        """What each group has answered."""
        _, item, category, statistic = asked
        return [
            self.cells.get(item, category, statistic, by, group) for by, group, _ in self.groups
        ]

    def _bases(self, rows: Sequence[Sequence[Cell | None]]) -> Row:
        """How many offices of each group have answered."""
        columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
        bases = [self.prose.bases(cells) if cells else Text(WITHHELD) for cells in columns]
        return row(self.prose.language.message("col_base"), bases, combined=True)

    def _rows(self, question: Question) -> list[Asked]:
        """What is printed of a question: its mean and median, or its answers item by item."""
        if question.type == "number":
            return [
                (self.prose.language.message(f"col_{name}"), question.id, "", name)
                for name in (Statistic.MEAN, Statistic.MEDIAN)
            ]
        groups = {group.id for group in question.groups}
        return [
            (
                self._label(question, item, category),
                item.id,
                category,
                Statistic.COMBINED if category in groups else Statistic.SHARE,
            )
            for item in question.items
            for category, _ in compared_answers(question)
        ]

    def _label(self, question: Question, item: Item, category: str) -> str:
        """The item, its answer, or both."""
        name = self.closed.label(question, item.id)
        if question.type == "multiple":
            return name
        texts = {option.id: option.text for option in question.options}
        texts |= {group.id: group.text for group in question.groups}
        answer = self.survey.text(texts[category])
        return f"{name} – {answer}" if question.type == "grid" else answer

    def _run(self, cell: Cell | None, statistic: Statistic) -> Run:
        """A share in per cent, «1 av 1» of few offices that are all there are, or a mean."""
        if statistic in (Statistic.MEAN, Statistic.MEDIAN):
            return mean_cell(self.closed, cell)
        if cell and cell.low is None and cell.n < SMALL_BASE:
            return self.prose.count_of(cell)
        return percent_cell(cell, self.prose.language)
