"""The levels of three waves or more: what each wave's share was, one after the other."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from godegrep.core.language import WITHHELD
from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, Cell, Run, chapter, paragraph, plain, section, text_run
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

    def chapters(self) -> list[dict[str, Any]]:
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
            if row["statistic"] != "mean"
        ]
        levels = [level for level in levels if any(level.cells)]
        if not levels:
            return []
        text = in_language(question.text, self.language.code).strip() or question.id
        moved = max(levels, key=lambda level: level.reach)
        said = self._sentence(question, moved, waves, text)
        return [paragraph(said), self._figure(question, levels, waves, text, plain(said))]

    def _waves(self, question: Question) -> list[str]:
        """The waves back from the last between which the question can be compared."""
        pairs = takewhile(lambda one: one.rows(question), reversed(self.changes))
        found = [self.changes[-1].second, *(one.first for one in pairs)]
        return found[::-1]

    def _level(self, question: Question, row: Change, waves: Sequence[str]) -> Level:
        names = (str(row["item"]), str(row["category"]), str(row["statistic"]))
        cells = [self.cells[wave].get(*names) for wave in waves]
        return Level(row, self.changes[-1].label(question, row), cells)

    def _sentence(
        self, question: Question, level: Level, waves: Sequence[str], text: str
    ) -> list[Run]:
        """What the share that moved most was in each wave."""
        told = [
            self.prose.fill("development_level", share=self.prose.share(cell), wave=wave)
            for wave, cell in zip(waves, level.cells, strict=True)
            if cell
        ]
        return self.prose.say(
            "development_levels",
            subject=self.changes[-1].subject(question, level.row, text),
            levels=self.prose.join(told),
        )

    def _figure(
        self,
        question: Question,
        levels: Sequence[Level],
        waves: Sequence[str],
        text: str,
        description: str,
    ) -> Block:
        most = sorted(levels, key=lambda level: -level.reach)[:MOST_ROWS]
        source = self.language.message("source_all_waves", waves=self.language.join(waves))
        if self.synthetic:
            source += " " + self.language.message("synthetic_short")
        return {
            "type": "figure",
            "id": f"fig-levels-{question.id}",
            "kind": "lines",
            "number": "",
            "title": text,
            "caption": text,
            "description": description,
            "categories": [{"id": wave, "label": wave, "tone": "single"} for wave in waves],
            "rows": [self._drawn(level, waves) for level in levels if level in most],
            "base": "",
            "source": [text_run(source)],
            "table": self._table(question, levels, waves, text),
        }

    def _drawn(self, level: Level, waves: Sequence[str]) -> dict[str, Any]:
        pairs = zip(waves, level.cells, strict=True)
        values = [drawn(wave, cell, self.language) for wave, cell in pairs]
        return {"label": level.label, "n": None, "values": values}

    def _table(
        self, question: Question, levels: Sequence[Level], waves: Sequence[str], text: str
    ) -> Block:
        message = self.language.message

        def base(cell: Cell | None) -> Run:
            return self.prose.base(cell) if cell else text_run(WITHHELD)

        rows = [
            {
                "label": level.label,
                "combined": False,
                "cells": [
                    *(percent_cell(cell, self.language) for cell in level.cells),
                    *(base(cell) for cell in level.cells),
                ],
            }
            for level in levels
        ]
        return {
            "type": "table",
            "id": f"table-levels-{question.id}",
            "number": "",
            "caption": text,
            "columns": [
                message("col_answer"),
                *waves,
                *(message("base_of", wave=wave) for wave in waves),
            ],
            "rows": rows,
            "notes": [message("interval_note", level=self.prose.level_text())],
            "collapsed": True,
        }
