"""The chapters of the report that a theme gets: its questions, closed and open, in their order."""

from collections.abc import Sequence

from godegrep.document.blocks import Block, paragraph
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run, plain
from godegrep.document.statistic import Statistic
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.report.closed.figures import question_figure
from godegrep.report.closed.groups import GroupReport
from godegrep.report.closed.headlines import Headline
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.closed.tables import number_table
from godegrep.report.open.questions import OpenQuestions
from godegrep.report.parts import sentences as phrased
from godegrep.report.parts.cells import SMALL_BASE, Cells
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.sentences import ItemShare
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Question


class Themes:
    """Writes the theme chapters, and gathers what may stand in the summary."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.language = results.language
        self.cells = cells
        self.prose = prose
        self.closed = ClosedQuestions(results, cells, prose)
        self.open = OpenQuestions(results, cells, prose)
        self.groups = GroupReport(results, cells, prose, self.closed)
        self.findings: list[Finding] = []

    def chapters(self) -> list[Chapter]:
        """A chapter a theme."""
        written = []
        for theme in self.results.questionnaire.themes:
            sections = [
                section(question.id, self._blocks(question))
                for question in self.results.questionnaire
                if question.theme == theme.id
            ]
            title = self.results.text(theme.title) or theme.id
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
        blocks: list[Block] = [question_figure(self.closed, question, description)]
        sentences += self._index(question)
        blocks += [paragraph(*sentences)] if sentences else []
        by_groups, findings = self.groups.blocks(question, headline)
        self.findings += findings
        return blocks + by_groups

    def _sentences(self, question: Question, headline: Headline) -> list[list[Run]]:
        if question.type == "single":
            options = self.closed.option_rows(question)
            if not options:
                return []
            self._note_share(question, "single", "", options)
            return phrased.single(self.prose, options) + self._combined(question)
        exclusive = [item for item in question.items if item.exclusive]
        rows = self.closed.rows(question, headline, without=exclusive)
        if not rows:
            return []
        rows = [row for row in rows if row.cell.n >= SMALL_BASE] or rows
        kind = "multiple" if question.type == "multiple" else "grid"
        sentences = phrased.ranking(self.prose, kind, headline.label, rows)
        self._note_share(question, kind, headline.label, rows)
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
        mean = self.cells.get(question.id, "", Statistic.MEAN)
        alpha = self.cells.get(question.id, "", Statistic.ALPHA)
        if not question.index or mean is None:
            return []
        ends = [self.prose.quoted(self.results.text(question.scale[k].text)) for k in (0, -1)]
        sentences = [
            self.prose.say(
                "index_mean",
                low=ends[0],
                high=ends[1],
                points=str(len(question.scale)),
                mean=self.prose.to_decimals(mean, 2),
            )
        ]
        if alpha:
            sentences.append(self.prose.say("index_alpha", alpha=self.prose.to_decimals(alpha, 2)))
        return sentences

    def _combined(self, question: Question) -> list[list[Run]]:
        groups = [
            ItemShare(self.results.text(group.text), cell)
            for group in question.groups
            if (cell := self.cells.get(question.id, group.id, Statistic.COMBINED)) and cell.count
        ]
        return [phrased.combined(self.prose, groups)] if groups else []

    def _balance(self, question: Question, lead: Headline, against: Headline) -> list[list[Run]]:
        pairs = [
            (self.closed.label(question, item.id), first, second)
            for item in question.items
            if (first := self.cells.get(item.id, lead.category, Statistic.COMBINED))
            and (second := self.cells.get(item.id, against.category, Statistic.COMBINED))
        ]
        return phrased.balance(self.prose, lead.label, against.label, pairs)

    def _note_share(
        self, question: Question, kind: str, answer: str, rows: Sequence[ItemShare]
    ) -> None:
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

    # --- Number questions ---------------------------------------------------------------------

    def _number(self, question: Question) -> list[Block]:
        label, unit = self.closed.text(question), self.results.text(question.unit)
        mean = self.cells.get(question.id, "", Statistic.MEAN)
        median = self.cells.get(question.id, "", Statistic.MEDIAN)
        if mean is None:
            return []
        groups = [
            (f"{self.groups.group_label(by, group)}", by, group)
            for by in self.results.config.breaks
            for group in self.cells.groups(by)
            if self.cells.get(question.id, "", Statistic.MEAN, by, group)
            or self.cells.withheld(question.id, by, group)
        ]
        return [
            paragraph(phrased.mean(self.prose, label, mean, median, unit)),
            number_table(self.closed, question, groups),
        ]
