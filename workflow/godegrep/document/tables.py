"""Tables of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from godegrep.document.runs import Number, Run


class ColumnKind(StrEnum):
    """What a column holds: texts stand to the left and take what room there is."""

    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and whether numbers or texts stand below it."""

    title: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, a run for each column after the labels'; `combined` sums up other rows."""

    label: str
    cells: tuple[Run, ...]
    combined: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column is that of the labels, `notes` are texts below it.

    A page may fold away one that is `collapsed`; paper prints it. `:` is what is withheld, `–` what
    does not exist. The table of a figure bears the figure's number, and stands in no list.
    """

    type: ClassVar[str] = "table"
    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    collapsed: bool
    number: str = ""

    @property
    def has_numbers(self) -> bool:
        """Whether any cell is a number that leads to where it comes from."""
        return any(isinstance(run, Number) for row in self.rows for run in row.cells)


def row(label: str, cells: Sequence[Run], *, combined: bool = False) -> Row:
    """A row of a table."""
    return Row(label, tuple(cells), combined)


def text_column(title: str) -> Column:
    """A column of texts."""
    return Column(title, ColumnKind.TEXT)


def table(
    table_id: str,
    caption: str,
    columns: Sequence[str | Column],
    rows: Sequence[Row],
    notes: Sequence[str] = (),
    *,
    collapsed: bool = True,
) -> Table:
    """A table without its number; columns that are mere headings hold numbers, after the labels."""
    kinds = [ColumnKind.TEXT, *[ColumnKind.NUMBER] * len(columns)]
    typed = [
        Column(column, kind) if isinstance(column, str) else column
        for column, kind in zip(columns, kinds, strict=False)
    ]
    return Table(table_id, caption, tuple(typed), tuple(rows), tuple(notes), collapsed)
