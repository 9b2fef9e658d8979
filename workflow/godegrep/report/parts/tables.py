"""Tables of a wave's report, with what is to be said below them."""

from collections.abc import Sequence
from dataclasses import dataclass

from godegrep.core.language import WITHHELD
from godegrep.document.tables import Column, Row, Table, table
from godegrep.report.parts.prose import Prose
from godegrep.study.config import Suppression


@dataclass(frozen=True)
class Tables:
    """Makes tables; `rule` says what is withheld."""

    prose: Prose
    rule: Suppression

    def table(
        self,
        table_id: str,
        caption: str,
        columns: Sequence[str | Column],
        rows: Sequence[Row],
        notes: Sequence[str] = (),
        *,
        collapsed: bool = True,
    ) -> Table:
        """A table, with a note on what is withheld where anything is."""
        hidden = any(run.text == WITHHELD for row in rows for run in row.cells)
        notes = [*notes, self.withheld_note()] if hidden else notes
        return table(table_id, caption, columns, rows, notes, collapsed=collapsed)

    def withheld_note(self) -> str:
        """What is withheld, and why."""
        reasons = self.prose.withheld_where(self.rule)
        return self.prose.language.message("withheld_note", reasons=reasons)

    def interval_note(self) -> str:
        """What stands below the shares."""
        level = self.prose.level_text()
        return self.prose.language.message("interval_note", level=level)
