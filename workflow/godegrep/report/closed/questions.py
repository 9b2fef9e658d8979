"""Figures and tables of the closed questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from godegrep.core.language import WITHHELD, rounded
from godegrep.core.vocabulary import ASKED, DONT_KNOW, NO_ANSWER, SELECTED
from godegrep.document.blocks import Block, Cell, Run, number_run, text_run
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, Row, decimals
from godegrep.report.parts.shares import drawn, percent_cell
from godegrep.report.parts.tones import tones as tones_of
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Group, Item, Option, Question

MOST_BARS = 25
"""A figure of bars shows no more than this; its table shows them all."""
RARE = 0.1
"""Ends of a scale that fewer choose, taken over the items, say little of a question."""


@dataclass(frozen=True)
class Headline:
    """The answer that the sentences about a question are about.

    `statistic` is `share`, or `combined` for a group of options; `against` is the opposite group.
    """

    category: str
    label: str
    statistic: str
    options: tuple[str, ...] = ()
    against: "Headline | None" = None


class ClosedQuestions:
    """Blocks for the closed questions of one report."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.language = results.language
        self.cells = cells
        self.prose = prose

    # --- What is printed of a question --------------------------------------------------------

    def answers(self, question: Question) -> list[tuple[str, str]]:
        """The categories of a question and their labels."""
        if question.type == "multiple":
            return [(SELECTED, self.language.message("chosen"))]
        return [(option.id, self.results.text(option.text)) for option in question.answers]

    def categories(self, question: Question) -> list[tuple[str, str]]:
        """What a table of a question shows: its answers, and those without one in the base."""
        if question.base == ASKED and question.type != "multiple":
            silent = (NO_ANSWER, self.language.message("no_answer"))
            return [*self.answers(question), silent]
        return self.answers(question)

    def label(self, question: Question, item_id: str) -> str:
        """The text of an item, or its name where it has none."""
        for item in question.items:
            if item.id == item_id:
                return self.results.text(item.text).strip() or item.name
        raise KeyError(item_id)

    def text(self, question: Question) -> str:
        """The question as it was put, or its id where the export knows no text."""
        return self.results.text(question.text).strip() or question.id

    def bases(self, question: Question) -> list[Cell]:
        """One printable cell an item, for its base; empty where nobody, or too few, answered."""
        first = [
            next(
                (
                    cell
                    for category in self.cells.categories(item.id)
                    for statistic in ("share", "mean")
                    if (cell := self.cells.get(item.id, category, statistic))
                ),
                None,
            )
            for item in question.items
        ]
        return [cell for cell in first if cell and cell.n]

    def headline(self, question: Question) -> Headline:
        """The commonest among the groups of options and the ends of the scale that are in none.

        Without groups or a scale it is the commonest option, or the first of two.
        """
        if question.type == "multiple":
            return Headline(SELECTED, "", "share")

        def of_group(group: Group) -> Headline:
            return Headline(group.id, self.results.text(group.text), "combined", group.options)

        def of_option(option: Option) -> Headline:
            return Headline(option.id, self.results.text(option.text), "share", (option.id,))

        choices = [of_group(group) for group in question.groups]
        grouped = {option for group in question.groups for option in group.options}
        ends = [question.scale[0], question.scale[-1]] if question.ordered else []
        choices += [of_option(option) for option in ends if option.id not in grouped]
        if not choices and len(question.answers) == 2:
            choices = [of_option(question.answers[0])]
        if all(self._mean(question, choice) < RARE for choice in choices):
            choices = [of_option(option) for option in question.answers]
        ranked = sorted(choices, key=lambda choice: -self._mean(question, choice))
        first = ranked[0]
        if len(choices) == 2 and {choice.statistic for choice in choices} == {"combined"}:
            return replace(first, against=ranked[1])
        return first

    def _mean(self, question: Question, choice: Headline) -> float:
        shares = [
            cell.estimate or 0
            for item in question.items
            if (cell := self.cells.get(item.id, choice.category, choice.statistic))
        ]
        return sum(shares) / len(shares) if shares else 0.0

    def rows(
        self, question: Question, headline: Headline, without: Sequence[Item] = ()
    ) -> list[Row]:
        """The headline's share for each item that may be printed, some items left out."""
        return [
            Row(self.label(question, item.id), cell)
            for item in question.items
            if item not in without
            and (cell := self.cells.get(item.id, headline.category, headline.statistic))
        ]

    def option_rows(self, question: Question) -> list[Row]:
        """The share of each option of a single question."""
        return [
            Row(label, cell)
            for category, label in self.answers(question)
            if (cell := self.cells.get(question.id, category))
        ]

    # --- Figures ------------------------------------------------------------------------------

    def figure(self, question: Question, description: str) -> Block:
        """The figure of a single, multiple or grid question, with its table."""
        stacked = question.type == "grid" or question.ordered
        rows = self._stacked_rows(question) if stacked else self._bar_rows(question)
        kind = self._stacked_kind(question, rows) if stacked else "bars"
        return {
            "type": "figure",
            "id": f"fig-{question.id}",
            "kind": kind,
            "number": "",
            "title": self.text(question),
            "caption": self.text(question),
            "description": description,
            "categories": self._categories(question, stacked),
            "rows": rows[:MOST_BARS] if not stacked else rows,
            "base": self.base_note(question),
            "source": self.source(self.bases(question)),
            "table": self.table(question),
        }

    def _categories(self, question: Question, stacked: bool) -> list[dict[str, str]]:
        if not stacked:
            return [{"id": "share", "label": self.language.message("share"), "tone": "single"}]
        tones = tones_of(question.options, question.ordered, question.groups)
        return [
            {"id": category, "label": label, "tone": tones.get(category, "missing")}
            for category, label in self.categories(question)
        ]

    def _stacked_kind(self, question: Question, rows: Sequence[Block]) -> str:
        """Diverging where the config wants it and all is known, as it takes to find the middle."""
        known = all(not value["suppressed"] for row in rows for value in row["values"])
        wanted = question.id in self.results.config.report.figures.diverging
        return "diverging" if wanted and known else "stacked"

    def _stacked_rows(self, question: Question) -> list[Block]:
        headline = self.headline(question)
        rows = []
        for item in question.items:
            cells = [
                (category, self.cells.get(item.id, category))
                for category, _ in self.categories(question)
            ]
            if not any(cell for _, cell in cells):
                continue
            leading = self.cells.get(item.id, headline.category, headline.statistic)
            label = self.label(question, item.id) if question.type == "grid" else ""
            rows.append(
                (
                    -(leading.estimate or 0) if leading else 1.0,
                    {
                        "label": label or self.language.message("all_respondents"),
                        "n": next(cell.n for _, cell in cells if cell),
                        "values": [
                            drawn(category, cell, self.language) for category, cell in cells
                        ],
                    },
                )
            )
        return [row for _, row in sorted(rows, key=lambda row: row[0])]

    def _bar_rows(self, question: Question) -> list[Block]:
        if question.type == "multiple":
            shown = self.rows(question, self.headline(question))
        else:
            shown = self.option_rows(question)
        ranked = sorted(shown, key=lambda row: -(row.cell.estimate or 0))
        return [
            {
                "label": row.label,
                "n": row.cell.n,
                "values": [drawn("share", row.cell, self.language)],
            }
            for row in ranked
        ]

    # --- Notes below figures and tables -------------------------------------------------------

    def base_note(self, question: Question) -> str:
        """Who the shares are of: those asked, who of them counts, and the answers left out."""
        base = question.base_kind.removesuffix(f"+{DONT_KNOW}")
        said = [self.language.message(f"base_{base}")]
        if question.asked_if:
            said.append(self._universe(question))
        left_out = [
            self.results.text(option.text)
            for option in question.options
            if option not in question.answers
        ]
        if left_out:
            quoted = self.language.join([self.prose.quoted(label) for label in left_out])
            said.append(self.language.message("left_out", answers=quoted))
        if question.type == "multiple":
            said.append(self.language.message("several_answers"))
        return " ".join(said)

    def _universe(self, question: Question) -> str:
        assert question.asked_if
        for other, item in self.results.questionnaire.items():
            if item.id == question.asked_if.item:
                chosen = [
                    self.prose.quoted(self.results.text(option.text))
                    for option in other.options
                    if option.id in question.asked_if.answers
                ]
                asked = self.text(other)
                if other.type in ("grid", "multiple"):
                    asked = self.results.text(item.text) or asked
                if chosen:
                    return self.language.message(
                        "asked_if", answers=self.language.join(chosen), question=asked
                    )
                return self.language.message("asked_if_chosen", question=asked)
        return self.language.message("asked_some")

    def source(self, cells: Sequence[Cell]) -> list[Run]:
        """«Kilde: spørreundersøkelse 2017. Syntetiske svar. n = 223–231»."""
        runs = [text_run(self.language.message("source", wave=self.results.wave))]
        if self.results.synthetic:
            runs.append(text_run(" " + self.language.message("synthetic_short")))
        if cells:
            runs += [text_run(" "), *self.prose.fill("n_equals", base=self.prose.bases(cells))]
            runs.append(text_run("."))
        return runs

    # --- Tables -------------------------------------------------------------------------------

    def base_cell(self, cell: Cell | None) -> Run:
        """The base of a row."""
        return self.prose.base(cell) if cell else text_run(WITHHELD)

    def count_cell(self, cell: Cell | None) -> Run:
        """How many respondents gave this answer."""
        if cell is None:
            return text_run(WITHHELD)
        return number_run(self.language.number(cell.count), cell, "count", cell.count)

    def table(self, question: Question) -> Block:
        """All shares of a question with intervals and bases."""
        if question.type == "grid":
            return self._grid_table(question)
        if question.type == "multiple":
            headline = self.headline(question)
            rows = [
                (self.label(question, item.id), self.cells.get(item.id, headline.category), False)
                for item in question.items
            ]
        else:
            rows = [
                (label, self.cells.get(question.id, category), False)
                for category, label in self.categories(question)
            ]
            rows += [
                (self.results.text(g.text), self.cells.get(question.id, g.id, "combined"), True)
                for g in question.groups
            ]
        message = self.language.message
        return self.block(
            f"table-{question.id}",
            self.text(question),
            [
                message("col_answer"),
                message("col_percent"),
                message("col_count"),
                message("col_base"),
            ],
            [
                {
                    "label": label,
                    "combined": combined,
                    "cells": [
                        percent_cell(cell, self.language),
                        self.count_cell(cell),
                        self.base_cell(cell),
                    ],
                }
                for label, cell, combined in rows
            ],
            intervals=True,
            notes=[message("several_answers")]
            if question.type == "multiple"
            else self.sum_notes([[cell for _, cell, combined in rows if not combined]]),
        )

    def sum_notes(self, rows: Sequence[Sequence[Cell | None]]) -> list[str]:
        """What to say below a table whose printed shares do not add to 100 in each of these rows.

        Rows in which something is withheld are passed over: their note says enough.
        """
        apart = Decimal(0)
        for row in rows:
            shares = [cell.estimate for cell in row if cell and cell.estimate is not None]
            if shares and len(shares) == len(row):
                total = sum((rounded(100 * share, 1) for share in shares), Decimal(0))
                apart = max(apart, abs(total - 100))
        return [self.language.message("sum_rounded")] if apart else []

    def _grid_table(self, question: Question) -> Block:
        columns = [(category, label, "share") for category, label in self.categories(question)]
        columns += [(g.id, self.results.text(g.text), "combined") for g in question.groups]
        rows, shares = [], []
        for item in question.items:
            cells = [self.cells.get(item.id, category, how) for category, _, how in columns]
            shares.append(cells[: len(self.categories(question))])
            base = next((cell for cell in cells if cell), None)
            rows.append(
                {
                    "label": self.label(question, item.id),
                    "combined": False,
                    "cells": [
                        *(percent_cell(cell, self.language) for cell in cells),
                        self.base_cell(base),
                    ],
                }
            )
        headings = [self.language.message("col_item"), *(label for _, label, _ in columns)]
        return self.block(
            f"table-{question.id}",
            self.text(question),
            [*headings, self.language.message("col_base")],
            rows,
            intervals=True,
            notes=self.sum_notes(shares),
        )

    def block(
        self,
        block_id: str,
        caption: str,
        columns: Sequence[str],
        rows: Sequence[dict[str, object]],
        *,
        intervals: bool = False,
        collapsed: bool = True,
        notes: Sequence[str] = (),
    ) -> Block:
        """A table; `rows` hold `label`, `combined` and `cells` (a run for each further column)."""
        said = list(notes)
        if intervals:
            said.insert(0, self.language.message("interval_note", level=self.prose.level_text()))
        if any(
            cell["text"] == WITHHELD
            for row in rows
            for cell in row["cells"]  # type: ignore[attr-defined]
        ):
            reasons = self.prose.withheld_where(self.results.config.suppression)
            said.append(self.language.message("withheld_note", reasons=reasons))
        return {
            "type": "table",
            "id": block_id,
            "number": "",
            "caption": caption,
            "columns": list(columns),
            "rows": list(rows),
            "notes": said,
            "collapsed": collapsed,
        }

    def number_table(self, question: Question, groups: Sequence[tuple[str, str, str]]) -> Block:
        """Mean, median and base of a number question; `groups` holds label, break and group."""
        message = self.language.message
        rows = []
        for label, by, group in [(message("all_respondents"), "", ""), *groups]:
            mean = self.cells.get(question.id, "", "mean", by, group)
            median = self.cells.get(question.id, "", "median", by, group)
            rows.append(
                {
                    "label": label,
                    "combined": False,
                    "cells": [self.mean_cell(mean), self.mean_cell(median), self.base_cell(mean)],
                }
            )
        unit = self.results.text(question.unit)
        notes = [self.base_note(question)]
        notes += [message("unit_note", unit=unit)] if unit else []
        return self.block(
            f"table-{question.id}",
            self.text(question),
            [message("col_group"), message("col_mean"), message("col_median"), message("col_base")],
            rows,
            collapsed=False,
            notes=[*notes, message("interval_note_mean", level=self.prose.level_text())],
        )

    def mean_cell(self, cell: Cell | None) -> Run:
        """A mean or median, its interval beside it as a second run under `below`."""
        if cell is None or cell.estimate is None:
            return text_run(WITHHELD)
        digits = decimals(cell.estimate)
        run = number_run(self.language.number(cell.estimate, digits), cell)
        if cell.low is not None and cell.high is not None:
            interval = self.language.interval(cell.low, cell.high, digits)
            run = {**run, "below": number_run(interval, cell, "interval")}
        return run
