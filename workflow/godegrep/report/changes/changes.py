"""What has changed between two waves: the chapters of the trends page, and of a wave's report."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import Text, in_language
from godegrep.core.vocabulary import NO_ANSWER
from godegrep.document.blocks import (
    Block,
    Cell,
    Run,
    bullets,
    chapter,
    number_run,
    paragraph,
    section,
    text_run,
)
from godegrep.report.changes.numbers import Change, ChangeNumbers
from godegrep.report.changes.transitions import Transitions
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.tones import tones as tones_of
from godegrep.study.questionnaire import Question, Questionnaire


class Changes:
    """Writes the changes from `first` to `second`.

    `frame` has the columns of `trends.parquet`; `before` and `questionnaire` are the two waves'
    views of the questionnaire. With `moves`, it is told who moved from which answer to which.
    `mark` ends the ids of figures and tables, where a report has the changes of several pairs.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        first: str,
        second: str,
        before: Questionnaire,
        questionnaire: Questionnaire,
        prose: Prose,
        synthetic: bool,
        transitions: Transitions | None = None,
        mark: str = "",
    ) -> None:
        self.frame = frame[(frame["first"] == first) & (frame["second"] == second)]
        self.first, self.second = first, second
        self.before, self.questionnaire = before, questionnaire
        self.prose = prose
        self.numbers = ChangeNumbers(first, second, prose)
        self.language: Language = prose.language
        self.synthetic = synthetic
        self.transitions = transitions
        self.mark = mark
        self.findings: list[Finding] = []

    def _text(self, text: Text) -> str:
        return in_language(text, self.language.code)

    def sections(self) -> list[dict[str, Any]]:
        """How the waves are compared, a section a theme, and what is not compared."""
        written = [section("compared", self._introduction())]
        for theme in self.questionnaire.themes:
            blocks: list[Block] = []
            for question in self.questionnaire:
                rows = self.rows(question) if question.theme == theme.id else []
                if rows:
                    blocks += self._question(question, rows)
            if blocks:
                written.append(section(theme.id, blocks, self._text(theme.title) or theme.id))
        others = self._not_compared()
        if others:
            title = self.language.message("not_compared_title")
            written.append(section("not-compared", others, title))
        return written

    def rows(self, question: Question) -> list[Change]:
        """The comparable changes of a question that may be printed."""
        frame = self.frame[
            (self.frame["question"] == question.id)
            & self.frame["estimate"].notna()
            & self.frame["statistic"].isin(["share", "combined", "mean"])
            & ((self.frame["item"] != question.id) | (question.type in ("single", "number")))
        ]
        kept: list[Change] = [row for row in frame.to_dict("records") if not row["suppressed"]]
        combined = [row for row in kept if row["statistic"] == "combined"]
        grid = question.type == "grid"
        if grid and combined:
            return combined
        if grid and question.scale:
            ends = {question.scale[0].id}
            return [row for row in kept if row["category"] in ends]
        return [row for row in kept if row["statistic"] != "combined"]

    def row(self, item: str, category: str, statistic: str) -> Change | None:
        """The change of one share or mean."""
        frame = self.frame
        found = frame[
            (frame["item"] == item)
            & (frame["category"] == category)
            & (frame["statistic"] == statistic)
        ]
        return next(iter(found.to_dict("records")), None)

    def _introduction(self) -> list[Block]:
        say = self.prose.say
        sentences = [say("changes_compared", first=self.first, second=self.second)]
        compared = self.frame[self.frame["n_both"].fillna(0) > 0].to_dict("records")
        if compared:
            most = max(compared, key=lambda row: row["n_both"])
            cell = Cell(self.numbers.id(most), int(most["n_both"]), int(most["n_both"]))
            number = number_run(self.language.number(cell.count), cell, "n_both")
            sentences.append(say("changes_overlap", cell.count, number=number))
        sentences.append(say("changes_reading", level=self.prose.level_text()))
        return [paragraph(*sentences)]

    def _names(self, question: Question, row: Change) -> tuple[str, str]:
        """The texts of a change's item and answer."""
        item = next(item for item in question.items if item.id == row["item"])
        labels = {option.id: self._text(option.text) for option in question.options}
        labels |= {group.id: self._text(group.text) for group in question.groups}
        labels[NO_ANSWER] = self.language.message("no_answer")
        item_text = self._text(item.text).strip() or item.name
        return item_text, labels.get(str(row["category"]), item_text)

    def label(self, question: Question, row: Change) -> str:
        """What a change is of, in the figure and the table of its question."""
        item, answer = self._names(question, row)
        if question.type == "grid":
            return f"{item} – {answer}"
        return item if question.type == "multiple" else answer

    # --- One question -------------------------------------------------------------------------

    def _question(self, question: Question, rows: list[Change]) -> list[Block]:
        text = self._text(question.text).strip() or question.id
        # Nothing varied where there is no p-value: the same share, 0 or 1, in both waves.
        sure = sorted(
            (row for row in rows if row["p_adjusted"] < 1 - self.prose.level),
            key=lambda row: -abs(float(row["estimate"])),
        )
        table = self._table(question, text, rows)
        index = self._index(question)
        if not sure:
            none = self.prose.say("change_none", question=self.prose.quoted(text))
            return [paragraph(none, index), table]
        sentences = [self._sentence(question, row, text) for row in sure[:2]]
        if len(sure) > 2:
            others = self.language.count_word(len(sure) - 2, neuter=True)
            sentences.append(self.prose.say("changes_more", len(sure) - 2, others=others))
        if rows[0]["statistic"] == "mean":
            return [paragraph(*sentences), {**table, "collapsed": False}]
        figure = self._figure(question, text, rows, table, sentences[0])
        strength = abs(float(sure[0]["estimate"]))
        found = sentences[0] if question.type == "single" else self.prose.asked(sentences[0], text)
        self.findings.append(Finding("change", question.theme, strength, found, figure["id"]))
        return [paragraph(*sentences, index), figure, *self._moves(question, text, sure)]

    def _index(self, question: Question) -> list[Run]:
        """The change of the mean of a grid's items, where they make an index."""
        own = (self.frame["item"] == question.id) & (self.frame["statistic"] == "mean")
        rows = self.frame[own & self.frame["estimate"].notna()].to_dict("records")
        if question.type != "grid" or not rows:
            return []
        return self.prose.say(
            "change_index",
            first=self.numbers.end(rows[0], "first"),
            second=self.numbers.end(rows[0], "second"),
            detail=self.numbers.detail(rows[0]),
        )

    def _moves(self, question: Question, text: str, sure: Sequence[Change]) -> list[Block]:
        """The moves between the answers of each item with a clear change."""
        if self.transitions is None or question.type not in ("single", "grid"):
            return []
        texts = {option.id: self._text(option.text) for option in question.answers}
        texts[NO_ANSWER] = self.language.message("no_answer")
        answers = {value: texts[value] for value in question.values}
        changed = {str(row["item"]): row for row in sure}
        return [
            block
            for item in question.items
            if item.id in changed
            for block in self.transitions.blocks(
                changed[item.id], self._text(item.text).strip() or text, answers
            )
        ]

    def _sentence(self, question: Question, row: Change, text: str) -> list[Run]:
        up = float(row["estimate"]) > 0
        if row["statistic"] == "mean":
            return self.prose.say(
                "change_mean_up" if up else "change_mean_down",
                first=self.numbers.end(row, "first"),
                second=self.numbers.end(row, "second"),
                detail=self.numbers.detail(row),
                question=self.prose.quoted(text),
            )
        return self.prose.say(
            "change_up" if up else "change_down",
            subject=self.subject(question, row, text),
            first=self.numbers.end(row, "first"),
            second=self.numbers.end(row, "second"),
            points=self.numbers.points(row),
            level=self.prose.level_text(),
            interval=self.numbers.interval(row),
            first_wave=self.first,
            second_wave=self.second,
        )

    def subject(self, question: Question, row: Change, text: str) -> list[Run]:
        """«andelen som svarer «Økt» om «Flyktninger»,»: what a sentence about a share is about."""
        item, answer = self._names(question, row)
        return self.prose.fill(
            f"subject_{question.type}",
            answer=self.prose.quoted(answer),
            item=self.prose.quoted(item),
            question=self.prose.quoted(text),
        )

    def _figure(
        self,
        question: Question,
        text: str,
        rows: Sequence[Change],
        table: Block,
        description: list[Run],
    ) -> Block:
        categories, drawn = self._drawn(question, rows)
        source = self.language.message("source_waves", first=self.first, second=self.second)
        if self.synthetic:
            source += " " + self.language.message("synthetic_short")
        return {
            "type": "figure",
            "id": f"fig-change-{question.id}{self.mark}",
            "kind": "change",
            "number": "",
            "title": text,
            "caption": text,
            "description": "".join(run["text"] for run in description),
            "categories": categories,
            "rows": drawn,
            "base": "",
            "source": [text_run(source)],
            "table": table,
        }

    def _drawn(
        self, question: Question, rows: Sequence[Change]
    ) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
        """Categories and rows of the figure: in a grid a row an item, else a row an answer."""
        message = self.language.message
        if question.type != "grid":
            categories = [{"id": "change", "label": message("col_change"), "tone": "single"}]
            drawn = [self._drawn_row(self.label(question, row), [(row, "change")]) for row in rows]
            return categories, drawn
        tones = tones_of(question.options, question.ordered, question.groups)
        tones |= {group.id: tones[group.options[0]] for group in question.groups}
        names = {option.id: self._text(option.text) for option in question.options}
        names |= {group.id: self._text(group.text) for group in question.groups}
        used = list(dict.fromkeys(str(row["category"]) for row in rows))
        categories = [{"id": name, "label": names[name], "tone": tones[name]} for name in used]
        drawn = []
        for item in question.items:
            own = [(row, str(row["category"])) for row in rows if row["item"] == item.id]
            if own:
                drawn.append(self._drawn_row(self._text(item.text).strip() or item.name, own))
        return categories, drawn

    def _drawn_row(self, label: str, changes: list[tuple[Change, str]]) -> dict[str, Any]:
        values = []
        for row, category in changes:
            cell = self.numbers.cell(row)
            assert cell.estimate is not None
            values.append(
                {
                    "category": category,
                    "cell": cell.id,
                    "share": cell.estimate,
                    "text": self.language.number(100 * cell.estimate, signed=True),
                    "low": cell.low,
                    "high": cell.high,
                    "n": cell.n,
                    "suppressed": False,
                }
            )
        return {"label": label, "n": None, "values": values}

    def _table(self, question: Question, text: str, rows: Sequence[Change]) -> Block:
        message = self.language.message
        numbers = self.numbers
        printed = [
            {
                "label": self.label(question, row),
                "combined": False,
                "cells": [
                    numbers.end(row, "first", 1),
                    numbers.end(row, "second", 1),
                    numbers.tabled(row),
                    numbers.p(row),
                    numbers.base(row, "first"),
                    numbers.base(row, "second"),
                ],
            }
            for row in rows
        ]
        mean = rows[0]["statistic"] == "mean"
        return {
            "type": "table",
            "id": f"table-change-{question.id}{self.mark}",
            "number": "",
            "caption": text,
            "columns": [
                message("col_answer"),
                self.first,
                self.second,
                message("col_change" if mean else "col_change_points"),
                message("col_p"),
                message("base_of", wave=self.first),
                message("base_of", wave=self.second),
            ],
            "rows": printed,
            "notes": [message("change_note", level=self.prose.level_text())],
            "collapsed": True,
        }

    # --- What is not compared -----------------------------------------------------------------

    def _not_compared(self) -> list[Block]:
        blocks: list[Block] = []
        apart = self.frame[self.frame["estimate"].isna() & (self.frame["suppressed"] == "")]
        for status in ("changed", "new", "gone"):
            of_status = apart[apart["status"] == status].drop_duplicates("item")
            items = [
                [text_run(self._apart(str(row["question"]), str(row["item"]), status))]
                for row in of_status.to_dict("records")
            ]
            if items:
                said = self.prose.say(f"questions_{status}", first=self.first, second=self.second)
                blocks += [paragraph(said), bullets(items)]
        return blocks

    def _apart(self, question_id: str, item_id: str, status: str) -> str:
        """The question, or the one item of it, that cannot be compared, and why if that is said."""
        asked = self.before if status == "gone" else self.questionnaire
        question = asked.question(question_id)
        text = self.prose.quoted(self._text(question.text).strip() or question.id)
        if item_id != question_id:
            item = next(item for item in question.items if item.id == item_id)
            text += ": " + self.prose.quoted(self._text(item.text).strip() or item.name)
        notes = [self._text(change.note).strip() for change in question.reworded.values()]
        return " ".join([f"{text}.", *notes]) if status == "changed" and any(notes) else text


def change_chapter(changes: Changes) -> dict[str, Any]:
    """The chapter «Endring fra … til …»."""
    title = changes.language.message("changes_title", first=changes.first, second=changes.second)
    return chapter(f"changes-{changes.first}-{changes.second}", title, changes.sections())
