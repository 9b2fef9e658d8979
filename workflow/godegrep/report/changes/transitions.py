"""Who moved from which answer to which: what the chapter about changes tells of the panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from godegrep.core.language import WITHHELD
from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.runs import Run, Text, number_run, plain
from godegrep.document.tables import Row, Table, row
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.tables import Tables
from godegrep.report.parts.test_results import TestResults
from godegrep.study.config import Suppression


@dataclass(frozen=True)
class Transitions:
    """The transitions from wave `first` to the wave of `cells`, and their tests.

    `cells` are those of `transitions.parquet`, `test_results` those of `transition_tests.parquet`;
    `rule` says what is withheld.
    """

    first: str
    cells: Cells
    test_results: TestResults
    prose: Prose
    rule: Suppression

    def blocks(
        self, change: Mapping[Any, Any], text: str, answers: Mapping[str, str]
    ) -> list[Block]:
        """A sentence and a folded table of one item; nothing where no row of it may be printed.

        `change` is a row of `trends.parquet` of the item, `text` says what was asked, and `answers`
        maps the answers to their labels.
        """
        item, both = str(change["item"]), int(change["n_both"])
        rows = [self._row(item, answer, answers) for answer in answers]
        hidden = all(run.text == WITHHELD for row in rows for run in row.cells)
        if hidden:
            return []
        names = {"first": self.first, "second": self.cells.wave, "what": self.prose.quoted(text)}
        return [paragraph(self._sentence(item, both, names)), self._table(item, rows, names)]

    def _sentence(self, item: str, both: int, names: Mapping[str, str]) -> list[Run]:
        cell = self.cells.note(item, "", "n_both", both)
        number = number_run(self.prose.language.number(both), cell)
        tested = self.test_results.get(item, self.first)
        if tested is None:
            return self.prose.say("moves_untested", both, number=number, **names)
        key = "moves_clear" if tested.clear else "moves_unclear"
        return self.prose.say(key, both, number=number, test=self.prose.tested(tested), **names)

    def _row(self, item: str, given: str, answers: Mapping[str, str]) -> Row:
        """Where those went who gave one answer; withheld whole, as its shares add up to one."""
        cells = [self.cells.get(item, answer, by=self.first, group=given) for answer in answers]
        shown = [cell for cell in cells if cell]
        if len(shown) < len(cells):
            return row(answers[given], [Text(WITHHELD)] * (len(cells) + 1))
        shares = [self._share(cell) for cell in shown]
        return row(answers[given], [*shares, self.prose.base(shown[0])])

    def _share(self, cell: Cell) -> Run:
        assert cell.estimate is not None
        return number_run(self.prose.language.number(100 * cell.estimate, 1), cell)

    def _table(self, item: str, rows: list[Row], names: Mapping[str, str]) -> Table:
        message = self.prose.language.message
        return Tables(self.prose, self.rule).table(
            f"table-moves-{item}",
            plain(self.prose.fill("moves_caption", **names)),
            [message("col_answer"), *(row.label for row in rows), message("col_base")],
            rows,
            [plain(self.prose.fill("moves_note", **names))],
        )
