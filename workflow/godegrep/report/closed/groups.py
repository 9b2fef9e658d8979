"""How groups of respondents differ in what they answered: sentences, figures and tables."""

from collections.abc import Sequence
from typing import NamedTuple

from godegrep.core.language import WITHHELD
from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot, Wording, figure
from godegrep.document.runs import Run, Text, plain
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row
from godegrep.geography.counties import tiles
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.report.closed.headlines import Headline
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.closed.tables import sum_notes
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Finding, Prose, lower_first
from godegrep.report.parts.shares import drawn, on_map, percent_cell
from godegrep.report.parts.test_results import Difference, TestResult, TestResults, most_apart
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Question

MOST_PANELS = 4
"""A figure of a break shows no more answers than this; its table shows them all."""


class GroupDifference(NamedTuple):
    """A share that clearly differs between groups, and the groups farthest apart."""

    item: str
    category: str
    statistic: Statistic
    label: str
    between: Difference


Compared = tuple[str, str, Statistic, str]
"""Item, category, statistic and label of a share that groups are compared by."""


class GroupReport:
    """Blocks about the differences between groups, for closed questions with answers to choose."""

    def __init__(
        self, results: WaveResults, cells: Cells, prose: Prose, closed: ClosedQuestions
    ) -> None:
        self.results = results
        self.language = results.language
        self.cells = cells
        self.prose = prose
        self.closed = closed
        self.tests = TestResults(results.closed.tests, prose.level)

    def blocks(self, question: Question, headline: Headline) -> tuple[list[Block], list[Finding]]:
        """Sentences, figures and tables by the breaks, and what may stand in the summary."""
        sentences: list[list[Run]] = []
        unclear: list[str] = []
        shown: list[Block] = []
        findings: list[Finding] = []
        kind = "no_difference"
        for by in self.results.config.breaks:
            if by == question.id or not self.cells.groups(by):
                continue
            tested = self._tested(question, headline, by)
            table = self._break_table(question, headline, by)
            shown.append(self._break_figure(question, by, tested, table) if tested else table)
            if tested is None:
                continue
            if tested:
                sentence = self._difference_sentence(question, headline, by, tested[0])
                sentences.append(sentence)
                findings.append(
                    Finding(
                        "difference",
                        question.theme,
                        tested[0].between.estimate,
                        self.prose.asked(sentence, self.closed.text(question)),
                        f"fig-{question.id}-{by}",
                    )
                )
            else:
                unclear.append(self.break_name(by))
                if self._passed_over(question, headline, by):
                    kind = "no_difference_large"
        if unclear:
            named = self.prose.either(unclear)
            sentences.append(self.prose.vary(kind, breaks=named, minimum=str(SMALLEST_GROUP)))
        return [*([paragraph(*sentences)] if sentences else []), *shown], findings

    def break_name(self, by: str) -> str:
        """What a break is called inside a sentence."""
        for variable in self.results.config.frame.variables:
            if variable.name == by:
                return lower_first(self.results.text(variable.text) or by)
        for question in self.results.questionnaire:
            if question.id == by:
                return self.language.message(
                    "answer_to", question=self.prose.quoted(self.closed.text(question))
                )
        return by

    def group_label(self, by: str, group: str) -> str:
        """What a group of a break is called."""
        for variable in self.results.config.frame.variables:
            if variable.name == by and group in variable.values:
                return self.results.text(variable.values[group])
        for question in self.results.questionnaire:
            if question.id == by:
                for option in question.options:
                    if option.id == group:
                        return self.results.text(option.text)
        return group

    def _compared(self, question: Question, headline: Headline) -> list[Compared]:
        """Item, category, statistic and label of the shares that groups are compared by."""
        if question.type != "single" or headline.statistic == Statistic.COMBINED:
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
        return [(question.id, category, Statistic.SHARE, label) for category, label in answers]

    def _tested(
        self, question: Question, headline: Headline, by: str
    ) -> list[GroupDifference] | None:
        """The differences that hold, largest first.

        None where nothing could be compared, or a test holds for other answers than these.
        """
        differences: list[GroupDifference] = []
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
                differences.append(GroupDifference(item, category, statistic, label, between))
        if not compared or (held and not differences):
            return None
        return sorted(differences, key=lambda difference: -difference.between.estimate)

    def _stands_out(self, question: Question, tested: TestResult, category: str) -> bool:
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
        self, question: Question, headline: Headline, by: str, difference: GroupDifference
    ) -> list[Run]:
        label, between = difference.label, difference.between
        single = question.type == "single"
        answer = headline.label if not single or headline.statistic == Statistic.COMBINED else label
        key = {"single": "difference_answer", "multiple": "difference_item"}.get(
            question.type, "difference_grid"
        )
        return self.prose.vary(
            key,
            by=self.break_name(by),
            **self._far_apart(by, between),
            answer=self.prose.quoted(answer),
            item=self.prose.quoted(label),
            p=self.prose.tested(between.tested),
        )

    def _break_figure(
        self, question: Question, by: str, differences: Sequence[GroupDifference], table: Table
    ) -> Figure:
        """The shares that clearly differ: a panel for each, in it a bar for every group.

        Where the groups are counties, it is a map of the one that differs most.
        """
        labels = [self.group_label(by, group) for group in self.cells.groups(by)]
        shown = differences[: MOST_PANELS if tiles(labels) is None else 1]
        wording = Wording(
            caption=table.caption,
            description=self._described(by, shown),
            source=self.closed.source([]),
            base=self.closed.base_note(question),
        )
        categories = [Category(_category(share), share.label, "single") for share in shown]
        plot = Plot(FigureKind.PANELS, categories, self._panel_rows(by, shown))
        return on_map(figure(f"fig-{question.id}-{by}", wording, plot, table))

    def _panel_rows(self, by: str, shown: Sequence[GroupDifference]) -> list[FigureRow]:
        """A row a group, with its share in each of the differences."""
        groups = {
            group: [
                self.cells.get(share.item, share.category, share.statistic, by, group)
                for share in shown
            ]
            for group in self.cells.groups(by)
        }
        # Beside a row there is room for one base.
        one_base = all(len({cell.n for cell in cells if cell}) < 2 for cells in groups.values())
        return [
            FigureRow(
                self.group_label(by, group),
                next((cell.n for cell in cells if cell and one_base), None),
                tuple(
                    drawn(_category(share), cell, self.language)
                    for share, cell in zip(shown, cells, strict=True)
                ),
            )
            for group, cells in groups.items()
        ]

    def _described(self, by: str, shown: Sequence[GroupDifference]) -> str:
        """What the figure of a break shows: of each answer, the groups farthest apart."""
        return " ".join(
            plain(
                self.prose.say(
                    "break_described",
                    item=self.prose.quoted(difference.label),
                    **self._far_apart(by, difference.between),
                )
            )
            for difference in shown
        )

    def _far_apart(self, by: str, between: Difference) -> dict[str, str | Run]:
        """Two groups and their shares, as sentences name them."""
        return {
            "one": self.prose.share(between.first),
            "other": self.prose.share(between.second),
            "group": self.prose.quoted(self.group_label(by, between.first.group)),
            "other_group": self.prose.quoted(self.group_label(by, between.second.group)),
        }

    def _break_table(self, question: Question, headline: Headline, by: str) -> Table:
        """The compared shares of every group, with intervals and bases."""
        compared = self._compared(question, headline)
        if question.type == "single":
            compared = [
                (question.id, category, Statistic.SHARE, label)
                for category, label in self.closed.answers(question)
            ]
        rows, shares = self._break_rows(by, compared)
        notes = sum_notes(self.closed, shares) if question.type == "single" else []
        headings = [self.language.message("col_group"), *(label for *_, label in compared)]
        return self.closed.tables.table(
            f"table-{question.id}-{by}",
            self._break_caption(question, headline, by),
            [*headings, self.language.message("col_base")],
            rows,
            [self.closed.tables.interval_note(), *notes],
        )

    def _break_caption(self, question: Question, headline: Headline, by: str) -> str:
        key = {"single": "break_caption", "multiple": "break_caption_chosen"}.get(
            question.type, "break_caption_answer"
        )
        answer = self.prose.quoted(headline.label)
        return self.language.message(key, by=self.break_name(by), answer=answer)

    def _break_rows(
        self, by: str, compared: Sequence[Compared]
    ) -> tuple[list[Row], list[list[Cell | None]]]:
        """A row a group of which anything is known, and the shares of each."""
        rows, shares = [], []
        for group in self.cells.groups(by):
            cells = [self.cells.get(item, cat, how, by, group) for item, cat, how, _ in compared]
            withheld = any(self.cells.withheld(item, by, group) for item, *_ in compared)
            if not any(cells) and not withheld:
                continue
            known = [cell for cell in cells if cell]
            base = self.prose.bases(known) if known else Text(WITHHELD)
            printed = [percent_cell(cell, self.language) for cell in cells]
            rows.append(row(self.group_label(by, group), [*printed, base]))
            shares.append(cells)
        return rows, shares


def _category(difference: GroupDifference) -> str:
    """The category of the figure that a difference is drawn as."""
    return f"{difference.item}-{difference.category}"
