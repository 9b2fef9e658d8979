"""What has changed between two waves: the chapters of the trends page, and of a wave's report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import Text as TextByLanguage
from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import NO_ANSWER
from godegrep.document.blocks import Block, bullets, paragraph
from godegrep.document.cell import Cell
from godegrep.document.figures import (
    Category,
    Figure,
    FigureKind,
    FigureRow,
    Plot,
    Value,
    Wording,
    figure,
)
from godegrep.document.report import Chapter, Section, chapter, section
from godegrep.document.runs import Run, Text, number_run, plain
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, table
from godegrep.report.changes.numbers import Change, ChangeNumbers
from godegrep.report.changes.transitions import Transitions
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.shares import one_category
from godegrep.report.parts.tones import tones as tones_of
from godegrep.study.questionnaire import Question, Questionnaire

STATISTICS = (Statistic.SHARE, Statistic.COMBINED, Statistic.MEAN)


@dataclass(frozen=True)
class ComparedWaves:
    """Two waves, each with its view of the questionnaire.

    `mark` ends the ids of figures and tables, where a report has the changes of several pairs.
    """

    first: str
    second: str
    before: Questionnaire
    questionnaire: Questionnaire
    synthetic: bool
    mark: str = ""


class Changes:
    """Writes the changes from one wave to another; `frame` has the columns of `trends.parquet`.

    With `transitions`, it is told who moved from which answer to which.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        waves: ComparedWaves,
        prose: Prose,
        transitions: Transitions | None = None,
    ) -> None:
        self.first, self.second = waves.first, waves.second
        self.frame = frame[(frame["first"] == self.first) & (frame["second"] == self.second)]
        self.waves = waves
        self.questionnaire = waves.questionnaire
        self.prose = prose
        self.numbers = ChangeNumbers(self.first, self.second, prose)
        self.language: Language = prose.language
        self.transitions = transitions
        self.findings: list[Finding] = []

    def _text(self, text: TextByLanguage) -> str:
        return in_language(text, self.language.code)

    def sections(self) -> list[Section]:
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
            & self.frame["statistic"].isin(STATISTICS)
            & ((self.frame["item"] != question.id) | (question.type in ("single", "number")))
        ]
        kept: list[Change] = [row for row in frame.to_dict("records") if not row["suppressed"]]
        combined = [row for row in kept if row["statistic"] == Statistic.COMBINED]
        grid = question.type == "grid"
        if grid and combined:
            return combined
        if grid and question.scale:
            ends = {question.scale[0].id}
            return [row for row in kept if row["category"] in ends]
        return [row for row in kept if row["statistic"] != Statistic.COMBINED]

    def row(self, item: str, category: str, statistic: str) -> Change | None:
        """The change of one share or mean."""
        frame = self.frame
        rows = frame[
            (frame["item"] == item)
            & (frame["category"] == category)
            & (frame["statistic"] == statistic)
        ]
        return next(iter(rows.to_dict("records")), None)

    def _introduction(self) -> list[Block]:
        say = self.prose.say
        sentences = [say("changes_compared", first=self.first, second=self.second)]
        compared = self.frame[self.frame["n_both"].fillna(0) > 0].to_dict("records")
        if compared:
            most = max(compared, key=lambda row: row["n_both"])
            cell = Cell(self.numbers.id(most), int(most["n_both"]), int(most["n_both"]))
            number = number_run(self.language.number(cell.count), cell, Statistic.N_BOTH)
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
        numbers = self._table(question, text, rows)
        index = self._index(question)
        if not sure:
            none = self.prose.say("change_none", question=self.prose.quoted(text))
            return [paragraph(none, index), numbers]
        sentences = [self._sentence(question, row, text) for row in sure[:2]]
        if len(sure) > 2:
            others = self.language.count_word(len(sure) - 2, neuter=True)
            sentences.append(self.prose.say("changes_more", len(sure) - 2, others=others))
        if rows[0]["statistic"] == Statistic.MEAN:
            return [paragraph(*sentences), replace(numbers, collapsed=False)]
        wording = Wording(text, plain(sentences[0]), [Text(self._source())])
        drawn = self._figure(question, rows, wording, numbers)
        strength = abs(float(sure[0]["estimate"]))
        sentence = sentences[0]
        if question.type != "single":
            sentence = self.prose.asked(sentence, text)
        self.findings.append(Finding("change", question.theme, strength, sentence, drawn.id))
        return [paragraph(*sentences, index), drawn, *self._moves(question, text, sure)]

    def _index(self, question: Question) -> list[Run]:
        """The change of the mean of a grid's items, where they make an index."""
        means = (self.frame["item"] == question.id) & (self.frame["statistic"] == Statistic.MEAN)
        rows = self.frame[means & self.frame["estimate"].notna()].to_dict("records")
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
        if row["statistic"] == Statistic.MEAN:
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

    def _source(self) -> str:
        source = self.language.message("source_waves", first=self.first, second=self.second)
        if self.waves.synthetic:
            source += " " + self.language.message("synthetic_short")
        return source

    def _figure(
        self, question: Question, rows: Sequence[Change], wording: Wording, numbers: Table
    ) -> Figure:
        """In a grid a row an item, else a row an answer."""
        plot = self._grid_plot if question.type == "grid" else self._plot
        name = f"fig-change-{question.id}{self.waves.mark}"
        return figure(name, wording, plot(question, rows), numbers)

    def _plot(self, question: Question, rows: Sequence[Change]) -> Plot:
        categories = one_category("change", self.language.message("col_change"))
        drawn = [
            FigureRow(self.label(question, row), None, (self._value(row, "change"),))
            for row in rows
        ]
        return Plot(FigureKind.CHANGE, categories, drawn)

    def _grid_plot(self, question: Question, rows: Sequence[Change]) -> Plot:
        tones = tones_of(question.options, question.ordered, question.groups)
        tones |= {group.id: tones[group.options[0]] for group in question.groups}
        names = {option.id: self._text(option.text) for option in question.options}
        names |= {group.id: self._text(group.text) for group in question.groups}
        used = dict.fromkeys(str(row["category"]) for row in rows)
        categories = [Category(name, names[name], tones[name]) for name in used]
        drawn = []
        for item in question.items:
            changes = [row for row in rows if row["item"] == item.id]
            values = tuple(self._value(row, str(row["category"])) for row in changes)
            if values:
                label = self._text(item.text).strip() or item.name
                drawn.append(FigureRow(label, None, values))
        return Plot(FigureKind.CHANGE, categories, drawn)

    def _value(self, row: Change, category: str) -> Value:
        cell = self.numbers.cell(row)
        assert cell.estimate is not None
        text = self.language.number(100 * cell.estimate, signed=True)
        return Value(category, cell.id, cell.estimate, text, cell.low, cell.high, cell.n)

    def _table(self, question: Question, text: str, rows: Sequence[Change]) -> Table:
        message = self.language.message
        mean = rows[0]["statistic"] == Statistic.MEAN
        return table(
            f"table-change-{question.id}{self.waves.mark}",
            text,
            [
                message("col_answer"),
                self.first,
                self.second,
                message("col_change" if mean else "col_change_points"),
                message("col_p"),
                message("base_of", wave=self.first),
                message("base_of", wave=self.second),
            ],
            [Row(self.label(question, change), self._cells(change)) for change in rows],
            [message("change_note", level=self.prose.level_text())],
        )

    def _cells(self, change: Change) -> tuple[Run, ...]:
        numbers = self.numbers
        return (
            numbers.end(change, "first", 1),
            numbers.end(change, "second", 1),
            numbers.tabled(change),
            numbers.p(change),
            numbers.base(change, "first"),
            numbers.base(change, "second"),
        )

    # --- What is not compared -----------------------------------------------------------------

    def _not_compared(self) -> list[Block]:
        blocks: list[Block] = []
        apart = self.frame[self.frame["estimate"].isna() & (self.frame["suppressed"] == "")]
        for status in ("changed", "new", "gone"):
            of_status = apart[apart["status"] == status].drop_duplicates("item")
            items = [
                [Text(self._apart(str(row["question"]), str(row["item"]), status))]
                for row in of_status.to_dict("records")
            ]
            if items:
                lead = self.prose.say(f"questions_{status}", first=self.first, second=self.second)
                blocks += [paragraph(lead), bullets(items)]
        return blocks

    def _apart(self, question_id: str, item_id: str, status: str) -> str:
        """The question, or the one item of it, that cannot be compared, and why if that is said."""
        asked = self.waves.before if status == "gone" else self.questionnaire
        question = asked.question(question_id)
        text = self.prose.quoted(self._text(question.text).strip() or question.id)
        if item_id != question_id:
            item = next(item for item in question.items if item.id == item_id)
            text += ": " + self.prose.quoted(self._text(item.text).strip() or item.name)
        notes = [self._text(change.note).strip() for change in question.reworded.values()]
        return " ".join([f"{text}.", *notes]) if status == "changed" and any(notes) else text


def change_chapter(changes: Changes) -> Chapter:
    """The chapter «Endring fra … til …»."""
    title = changes.language.message("changes_title", first=changes.first, second=changes.second)
    return chapter(f"changes-{changes.first}-{changes.second}", title, changes.sections())
