"""The chapters of the report that a theme gets: its questions, closed and open, in their order."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from godegrep.closed import ClosedQuestions, Headline
from godegrep.counties import tiles
from godegrep.differences import Difference, Verdict, Verdicts, most_apart
from godegrep.open_answers import OpenQuestions
from godegrep.prose import Finding, Prose, Row, lower_first
from godegrep.questionnaire import Question
from godegrep.report_model import (
    SMALL_BASE,
    Block,
    Cells,
    Material,
    Run,
    chapter,
    paragraph,
    plain,
    section,
    text_run,
)
from godegrep.shares import WITHHELD, drawn, on_map, percent_cell
from godegrep.tests_table import SMALLEST_GROUP

MOST_PANELS = 4
"""A figure of a break shows no more answers than this; its table shows them all."""


class Found(NamedTuple):
    """A share that clearly differs between groups, and the groups farthest apart."""

    item: str
    category: str
    statistic: str
    label: str
    between: Difference


class Themes:
    """Writes the theme chapters, and gathers what may stand in the summary."""

    def __init__(self, material: Material, cells: Cells, prose: Prose) -> None:
        self.material = material
        self.language = material.language
        self.cells = cells
        self.prose = prose
        self.closed = ClosedQuestions(material, cells, prose)
        self.open = OpenQuestions(material, cells, prose)
        self.tests = Verdicts(material.tests, prose.level)
        self.findings: list[Finding] = []

    def chapters(self) -> list[dict[str, Any]]:
        """A chapter a theme."""
        written = []
        for theme in self.material.questionnaire.themes:
            sections = [
                section(question.id, self._blocks(question))
                for question in self.material.questionnaire
                if question.theme == theme.id
            ]
            title = self.material.text(theme.title) or theme.id
            written.append(chapter(f"theme-{theme.id}", title, sections))
        return written

    def _blocks(self, question: Question) -> list[Block]:
        if question.type == "open":
            blocks, findings = self.open.blocks(question)
            self.findings += findings
            return blocks
        if not self.closed.bases(question):
            key = "too_few" if self._withheld(question) else "nobody_answered"
            asked = self.prose.quoted(self.closed.text(question))
            return [paragraph(self.prose.say(key, question=asked))]
        if question.type == "number":
            return self._number(question)
        return self._choices(question)

    def _withheld(self, question: Question) -> bool:
        return any(self.cells.withheld(item.id) for item in question.items)

    # --- Single, multiple and grid questions --------------------------------------------------

    def _choices(self, question: Question) -> list[Block]:
        headline = self.closed.headline(question)
        sentences = self._sentences(question, headline)
        description = plain(sentences[0]) if sentences else self.closed.text(question)
        blocks: list[Block] = [self.closed.figure(question, description)]
        sentences += self._index(question)
        blocks += [paragraph(*sentences)] if sentences else []
        return blocks + self._breaks(question, headline)

    def _sentences(self, question: Question, headline: Headline) -> list[list[Run]]:
        if question.type == "single":
            options = self.closed.option_rows(question)
            if not options:
                return []
            self._found(question, "single", "", options)
            return self.prose.single(options) + self._combined(question)
        exclusive = [item for item in question.items if item.exclusive]
        rows = self.closed.rows(question, headline, without=exclusive)
        if not rows:
            return []
        rows = [row for row in rows if row.cell.n >= SMALL_BASE] or rows
        kind = "multiple" if question.type == "multiple" else "grid"
        sentences = self.prose.ranking(kind, headline.label, rows)
        self._found(question, kind, headline.label, rows)
        if headline.against:
            sentences += self._balance(question, headline, headline.against)
        for item in exclusive:
            cell = self.cells.get(item.id, headline.category)
            if cell:
                sentences.append(
                    self.prose.say(
                        "exclusive",
                        share=self.prose.share(cell),
                        item=self.prose.quoted(self.closed.label(question, item.id)),
                    )
                )
        return sentences

    def _index(self, question: Question) -> list[list[Run]]:
        """The mean of a grid's items with its interval, and how well they go together."""
        mean = self.cells.get(question.id, "", "mean")
        alpha = self.cells.get(question.id, "", "alpha")
        if not question.index or mean is None:
            return []
        ends = [self.prose.quoted(self.material.text(question.scale[k].text)) for k in (0, -1)]
        said = [
            self.prose.say(
                "index_mean",
                low=ends[0],
                high=ends[1],
                points=str(len(question.scale)),
                mean=self.prose.to_decimals(mean, 2),
            )
        ]
        if alpha:
            said.append(self.prose.say("index_alpha", alpha=self.prose.to_decimals(alpha, 2)))
        return said

    def _combined(self, question: Question) -> list[list[Run]]:
        groups = [
            Row(self.material.text(group.text), cell)
            for group in question.groups
            if (cell := self.cells.get(question.id, group.id, "combined")) and cell.count
        ]
        return [self.prose.combined(groups)] if groups else []

    def _balance(self, question: Question, lead: Headline, against: Headline) -> list[list[Run]]:
        pairs = [
            (self.closed.label(question, item.id), one, other)
            for item in question.items
            if (one := self.cells.get(item.id, lead.category, "combined"))
            and (other := self.cells.get(item.id, against.category, "combined"))
        ]
        return self.prose.balance(lead.label, against.label, pairs)

    def _found(self, question: Question, kind: str, answer: str, rows: Sequence[Row]) -> None:
        """A sentence for the summary: the surer the largest share, the stronger."""
        top = max(rows, key=lambda row: row.cell.estimate or 0)
        if top.cell.low is None or top.cell.n < SMALLEST_GROUP:
            return
        sentence = self.prose.say(
            f"brief_{kind}",
            share=self.prose.briefly(top.cell),
            item=self.prose.quoted(top.label),
            answer=self.prose.quoted(answer or top.label),
            question=self.prose.quoted(self.closed.text(question)),
        )
        if kind != "single":
            sentence = self.prose.asked(sentence, self.closed.text(question))
        self.findings.append(
            Finding("share", question.theme, top.cell.low, sentence, f"fig-{question.id}")
        )

    # --- Differences between groups -----------------------------------------------------------

    def _breaks(self, question: Question, headline: Headline) -> list[Block]:
        if question.id in self.material.config.breaks:
            breaks = [by for by in self.material.config.breaks if by != question.id]
        else:
            breaks = list(self.material.config.breaks)
        breaks = [by for by in breaks if self.cells.groups(by)]
        sentences: list[list[Run]] = []
        unclear: list[str] = []
        shown: list[Block] = []
        kind = "no_difference"
        for by in breaks:
            tested = self._tested(question, headline, by)
            table = self._break_table(question, headline, by)
            shown.append(self._break_figure(question, by, tested, table) if tested else table)
            if tested is None:
                continue
            if tested:
                sentences.append(self._difference_sentence(question, headline, by, tested))
            else:
                unclear.append(self.break_name(by))
                if self._passed_over(question, headline, by):
                    kind = "no_difference_large"
        if unclear:
            named = self.prose.either(unclear)
            sentences.append(self.prose.vary(kind, breaks=named, minimum=str(SMALLEST_GROUP)))
        return [paragraph(*sentences), *shown] if sentences else shown

    def break_name(self, by: str) -> str:
        """What a break is called inside a sentence."""
        for variable in self.material.config.variables:
            if variable.name == by:
                return lower_first(self.material.text(variable.text) or by)
        for question in self.material.questionnaire:
            if question.id == by:
                return self.language.message(
                    "answer_to", question=self.prose.quoted(self.closed.text(question))
                )
        return by

    def group_label(self, by: str, group: str) -> str:
        """What a group of a break is called."""
        for variable in self.material.config.variables:
            if variable.name == by and group in variable.values:
                return self.material.text(variable.values[group])
        for question in self.material.questionnaire:
            if question.id == by:
                for option in question.options:
                    if option.id == group:
                        return self.material.text(option.text)
        return group

    def _compared(self, question: Question, headline: Headline) -> list[tuple[str, str, str, str]]:
        """Item, category, statistic and label of the shares that groups are compared by."""
        if question.type != "single" or headline.statistic == "combined":
            return [
                (
                    item.id,
                    headline.category,
                    headline.statistic,
                    self.closed.label(question, item.id),
                )
                for item in question.items
            ]
        answers = self.closed.answers(question)
        answers = answers[:1] if len(answers) == 2 else answers
        return [(question.id, category, "share", label) for category, label in answers]

    def _tested(self, question: Question, headline: Headline, by: str) -> list[Found] | None:
        """The differences that hold, largest first.

        None where nothing could be compared, or a test holds for other answers than these.
        """
        found: list[Found] = []
        compared, held = False, False
        for item, category, statistic, label in self._compared(question, headline):
            tested = self.tests.get(item, by)
            compared = compared or tested is not None
            if tested is None or not tested.clear:
                continue
            held = True
            if not self._stands_out(question, tested, category):
                continue
            cells = [
                cell
                for group in self.cells.groups(by)
                if (cell := self.cells.get(item, category, statistic, by, group))
                and cell.n >= SMALLEST_GROUP
            ]
            between = most_apart(tested, cells)
            if between and between.visible:
                found.append(Found(item, category, statistic, label, between))
        if not compared or (held and not found):
            return None
        return sorted(found, key=lambda one: -one.between.estimate)

    def _stands_out(self, question: Question, tested: Verdict, category: str) -> bool:
        """Whether a test that names an answer of a single question names this one."""
        named = {option.id for option in question.answers} & {tested.category, category}
        return question.type != "single" or len(named) < 2

    def _passed_over(self, question: Question, headline: Headline, by: str) -> bool:
        """Whether a group is too small to be compared, and may differ for all we know."""
        return any(
            cell.n < SMALLEST_GROUP
            for item, category, statistic, _ in self._compared(question, headline)
            for group in self.cells.groups(by)
            if (cell := self.cells.get(item, category, statistic, by, group))
        )

    def _difference_sentence(
        self,
        question: Question,
        headline: Headline,
        by: str,
        tested: Sequence[Found],
    ) -> list[Run]:
        label, between = tested[0].label, tested[0].between
        single = question.type == "single"
        answer = headline.label if not single or headline.statistic == "combined" else label
        key = {"single": "difference_answer", "multiple": "difference_item"}.get(
            question.type, "difference_grid"
        )
        sentence = self.prose.vary(
            key,
            by=self.break_name(by),
            one=self.prose.share(between.first),
            other=self.prose.share(between.second),
            group=self.prose.quoted(self.group_label(by, between.first.group)),
            other_group=self.prose.quoted(self.group_label(by, between.second.group)),
            answer=self.prose.quoted(answer),
            item=self.prose.quoted(label),
            p=self._p(between),
        )
        self.findings.append(
            Finding(
                "difference",
                question.theme,
                between.estimate,
                self.prose.asked(sentence, self.closed.text(question)),
                f"fig-{question.id}-{by}",
            )
        )
        return sentence

    def _p(self, between: Difference) -> list[Run]:
        """The test's p-value, with the size of the effect and the base."""
        return self.prose.tested(between.tested)

    def _break_figure(
        self, question: Question, by: str, tested: Sequence[Found], table: Block
    ) -> Block:
        """The shares that clearly differ, a panel for each; of counties a map of the first."""
        labels = [self.group_label(by, group) for group in self.cells.groups(by)]
        shown = tested[: MOST_PANELS if tiles(labels) is None else 1]
        groups = {
            group: [
                self.cells.get(one.item, one.category, one.statistic, by, group) for one in shown
            ]
            for group in self.cells.groups(by)
        }
        # Beside a row there is room for one base.
        one_base = all(len({cell.n for cell in cells if cell}) < 2 for cells in groups.values())
        rows = [
            {
                "label": self.group_label(by, group),
                "n": next((cell.n for cell in cells if cell and one_base), None),
                "values": [
                    drawn(f"{one.item}-{one.category}", cell, self.language)
                    for one, cell in zip(shown, cells, strict=True)
                ],
            }
            for group, cells in groups.items()
        ]
        figure: Block = {
            "type": "figure",
            "id": f"fig-{question.id}-{by}",
            "kind": "panels",
            "number": "",
            "title": table["caption"],
            "caption": table["caption"],
            "description": self._described(by, shown),
            "categories": [
                {"id": f"{one.item}-{one.category}", "label": one.label, "tone": "single"}
                for one in shown
            ],
            "rows": rows,
            "base": self.closed.base_note(question),
            "source": self.closed.source([]),
            "table": table,
        }
        return on_map(figure)

    def _described(self, by: str, shown: Sequence[Found]) -> str:
        """What the figure of a break shows: of each answer, the groups farthest apart."""
        return " ".join(
            plain(
                self.prose.say(
                    "break_described",
                    item=self.prose.quoted(one.label),
                    one=self.prose.share(one.between.first),
                    other=self.prose.share(one.between.second),
                    group=self.prose.quoted(self.group_label(by, one.between.first.group)),
                    other_group=self.prose.quoted(self.group_label(by, one.between.second.group)),
                )
            )
            for one in shown
        )

    def _break_table(self, question: Question, headline: Headline, by: str) -> Block:
        """The compared shares of every group, with intervals and bases."""
        groups = self.cells.groups(by)
        compared = self._compared(question, headline)
        if question.type == "single":
            compared = [
                (question.id, category, "share", label)
                for category, label in self.closed.answers(question)
            ]
        key = {"single": "break_caption", "multiple": "break_caption_chosen"}.get(
            question.type, "break_caption_answer"
        )
        caption = self.language.message(
            key, by=self.break_name(by), answer=self.prose.quoted(headline.label)
        )
        rows, shares = [], []
        for group in groups:
            found = [self.cells.get(item, cat, how, by, group) for item, cat, how, _ in compared]
            withheld = any(self.cells.withheld(item, by, group) for item, *_ in compared)
            if not any(found) and not withheld:
                continue
            printed = [cell for cell in found if cell]
            shares.append(found)
            base = self.prose.bases(printed) if printed else text_run(WITHHELD)
            rows.append(
                {
                    "label": self.group_label(by, group),
                    "combined": False,
                    "cells": [*(percent_cell(cell, self.language) for cell in found), base],
                }
            )
        headings = [self.language.message("col_group"), *(label for *_, label in compared)]
        return self.closed.block(
            f"table-{question.id}-{by}",
            caption,
            [*headings, self.language.message("col_base")],
            rows,
            intervals=True,
            notes=self.closed.sum_notes(shares) if question.type == "single" else (),
        )

    # --- Number questions ---------------------------------------------------------------------

    def _number(self, question: Question) -> list[Block]:
        label, unit = self.closed.text(question), self.material.text(question.unit)
        mean = self.cells.get(question.id, "", "mean")
        median = self.cells.get(question.id, "", "median")
        if mean is None:
            return []
        groups = [
            (f"{self.group_label(by, group)}", by, group)
            for by in self.material.config.breaks
            for group in self.cells.groups(by)
            if self.cells.get(question.id, "", "mean", by, group)
            or self.cells.withheld(question.id, by, group)
        ]
        return [
            paragraph(self.prose.mean(label, mean, median, unit)),
            self.closed.number_table(question, groups),
        ]
