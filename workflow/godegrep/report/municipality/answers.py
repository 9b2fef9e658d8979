"""The chapters of answers on a municipality's own sheet: a table a question, a column a group."""

from collections.abc import Sequence
from typing import Any

from godegrep.core.language import WITHHELD
from godegrep.document.blocks import Block, Cell, Run, chapter, section, text_run
from godegrep.register.practice import compared_answers
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.parts.cells import SMALL_BASE, Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.shares import percent_cell
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Item, Question

Column = tuple[str, str, str]
"""A break of the tables, one of its groups, and what heads its column."""
Row = tuple[str, str, str, str]
"""A label, and the item, category and statistic of its cells."""


class SheetAnswers:
    """Writes the chapters; `survey.tables` has the rows of `sheet_tables`."""

    def __init__(self, survey: WaveResults, columns: Sequence[Column], prose: Prose) -> None:
        self.survey, self.columns, self.prose = survey, columns, prose
        self.cells = Cells(survey.wave, survey.tables)
        self.closed = ClosedQuestions(survey, self.cells, prose)

    def chapters(self) -> list[dict[str, Any]]:
        """A chapter a theme that has anything to show."""
        found = []
        for theme in self.survey.questionnaire.themes:
            asked = [q for q in self.survey.questionnaire if q.theme == theme.id]
            tables = [self._table(question) for question in asked if question.type != "open"]
            sections = [section(table["id"], [table]) for table in tables if table["rows"]]
            if sections:
                title = self.survey.text(theme.title) or theme.id
                found.append(chapter(f"theme-{theme.id}", title, sections))
        return found

    def _table(self, question: Question) -> Block:
        """A row an answer, and last how many offices have answered."""
        rows: list[Block] = []
        shown: list[list[Cell]] = [[] for _ in self.columns]
        for label, item, category, statistic in self._rows(question):
            cells = [self.cells.get(item, category, statistic, *c[:2]) for c in self.columns]
            for own, cell in zip(shown, cells, strict=True):
                own += [cell] if cell else []
            if any(cells):
                runs = [self._run(cell, statistic) for cell in cells]
                rows.append({"label": label, "combined": False, "cells": runs})
        if rows:
            bases = [self.prose.bases(own) if own else text_run(WITHHELD) for own in shown]
            label = self.prose.language.message("col_base")
            rows.append({"label": label, "combined": True, "cells": bases})
        return self.closed.block(
            f"table-{question.id}",
            self.closed.text(question),
            [self.prose.language.message("col_answer"), *(label for *_, label in self.columns)],
            rows,
            intervals=True,
            collapsed=False,
            notes=[self.closed.base_note(question)],
        )

    def _rows(self, question: Question) -> list[Row]:
        """What is printed of a question: its mean and median, or its answers item by item."""
        if question.type == "number":
            return [
                (self.prose.language.message(f"col_{name}"), question.id, "", name)
                for name in ("mean", "median")
            ]
        groups = {group.id for group in question.groups}
        return [
            (
                self._label(question, item, category),
                item.id,
                category,
                "combined" if category in groups else "share",
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

    def _run(self, cell: Cell | None, statistic: str) -> Run:
        """A share in per cent, «1 av 1» of few offices that are all there are, or a mean."""
        if statistic in ("mean", "median"):
            return self.closed.mean_cell(cell)
        if cell and cell.low is None and cell.n < SMALL_BASE:
            return self.prose.count_of(cell)
        return percent_cell(cell, self.prose.language)
