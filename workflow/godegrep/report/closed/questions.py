"""The closed questions of a wave, as its report prints them: texts, answers, shares, notes."""

from collections.abc import Sequence

from godegrep.core.vocabulary import ASKED, DONT_KNOW, NO_ANSWER, SELECTED
from godegrep.document.cell import Cell
from godegrep.document.runs import Run, Text
from godegrep.document.statistic import Statistic
from godegrep.report.closed.headlines import Headline, headline
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.sentences import ItemShare
from godegrep.report.parts.tables import Tables
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Item, Question


class ClosedQuestions:
    """The closed questions of one report; `tables` makes tables of them."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.language = results.language
        self.cells = cells
        self.prose = prose
        self.tables = Tables(prose, results.config.suppression)

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

    # --- Shares -------------------------------------------------------------------------------

    def headline(self, question: Question) -> Headline:
        """The answer that the sentences about a question are about."""
        return headline(question, self.results, self.cells)

    def bases(self, question: Question) -> list[Cell]:
        """One printable cell an item, for its base; empty where nobody, or too few, answered."""
        cells = [self._any_cell(item) for item in question.items]
        return [cell for cell in cells if cell and cell.n]

    def _any_cell(self, item: Item) -> Cell | None:
        for category in self.cells.categories(item.id):
            for statistic in (Statistic.SHARE, Statistic.MEAN):
                if cell := self.cells.get(item.id, category, statistic):
                    return cell
        return None

    def rows(
        self, question: Question, headline: Headline, without: Sequence[Item] = ()
    ) -> list[ItemShare]:
        """The headline's share for each item that may be printed, some items left out."""
        return [
            ItemShare(self.label(question, item.id), cell)
            for item in question.items
            if item not in without
            and (cell := self.cells.get(item.id, headline.category, headline.statistic))
        ]

    def option_rows(self, question: Question) -> list[ItemShare]:
        """The share of each option of a single question."""
        return [
            ItemShare(label, cell)
            for category, label in self.answers(question)
            if (cell := self.cells.get(question.id, category))
        ]

    # --- Notes below figures and tables -------------------------------------------------------

    def base_note(self, question: Question) -> str:
        """Who the shares are of: those asked, who of them counts, and the answers left out."""
        base = question.base_kind.removesuffix(f"+{DONT_KNOW}")
        notes = [self.language.message(f"base_{base}")]
        if question.asked_if:
            notes.append(self._universe(question))
        left_out = [
            self.prose.quoted(self.results.text(option.text))
            for option in question.options
            if option not in question.answers
        ]
        if left_out:
            notes.append(self.language.message("left_out", answers=self.language.join(left_out)))
        if question.type == "multiple":
            notes.append(self.language.message("several_answers"))
        return " ".join(notes)

    def _universe(self, question: Question) -> str:
        """Who was asked: those who gave certain answers to another question."""
        assert question.asked_if
        asked = {item.id: (other, item) for other, item in self.results.questionnaire.items()}
        if question.asked_if.item not in asked:
            return self.language.message("asked_some")
        other, item = asked[question.asked_if.item]
        chosen = [
            self.prose.quoted(self.results.text(option.text))
            for option in other.options
            if option.id in question.asked_if.answers
        ]
        text = self.text(other)
        if other.type in ("grid", "multiple"):
            text = self.results.text(item.text) or text
        if not chosen:
            return self.language.message("asked_if_chosen", question=text)
        answers = self.language.join(chosen)
        return self.language.message("asked_if", answers=answers, question=text)

    def source(self, cells: Sequence[Cell]) -> list[Run]:
        """«Kilde: spørreundersøkelse 2017. Syntetiske svar. n = 223–231»."""
        runs: list[Run] = [Text(self.language.message("source", wave=self.results.wave))]
        if self.results.synthetic:
            runs.append(Text(" " + self.language.message("synthetic_short")))
        if cells:
            runs += [Text(" "), *self.prose.fill("n_equals", base=self.prose.bases(cells))]
            runs.append(Text("."))
        return runs
