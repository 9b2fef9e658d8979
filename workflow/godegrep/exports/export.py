"""An export in one shape, whatever the tool."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

STATUSES = ("not_started", "partial", "complete", "refused")
KINDS = ("single", "multiple", "number", "open", "identifying", "technical", "unknown")


@dataclass(frozen=True)
class ExportColumn:
    """What the tool knows of one column.

    `label` is the column's own text, `stem` the text that it shares with the other rows of its
    grid or the other boxes of its question, and `question` the tool's name for that question.
    `options` maps a raw value to its text. `kind` is one of `KINDS`; `unknown` where the tool does
    not tell. `missing` are the raw values that the file itself declares to be no answers (99 «Vet
    ikke», Stata's `.a`), each apart; which kind of missing they are, their texts in `options` tell.
    `separator` is what joins the choices of a multiple question that stands in one column; its
    `options` are then those choices, as far as the tool tells.
    """

    name: str
    label: str = ""
    question: str = ""
    stem: str = ""
    kind: str = "unknown"
    options: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    separator: str = ""


@dataclass(frozen=True)
class Export:
    """The export of a survey tool.

    `table` has one row an answer and one column a column of the export; all values are texts as
    they stood, an empty text where nothing stood, and a column may be categorical. `columns`
    describes the same columns in the order in which they were asked, as far as the tool tells.
    `status` gives each row's status (one of `STATUSES`), or is None when the tool does not tell.
    `notes` are remarks for the researcher. `files` are the files that were read, the one to name in
    `config.yaml` first, and `sheet` the sheet of a workbook that holds the answers.
    """

    tool: str
    table: pd.DataFrame
    columns: tuple[ExportColumn, ...]
    status: pd.Series | None = None
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    sheet: str = ""

    def column(self, name: str) -> ExportColumn:
        """The description of a column; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def unique_names(headings: Sequence[str]) -> tuple[list[str], list[str]]:
    """Column names of which none is empty or stands twice, and notes on those that were changed.

    The second of two equal headings gets the suffix `` (2)``; an empty one is called `column_5`
    after its place.
    """
    names: list[str] = []
    notes = []
    taken = set(headings)
    seen: Counter[str] = Counter()
    for place, heading in enumerate(headings, start=1):
        seen[heading] += 1
        name = heading or f"column_{place}"
        if heading and seen[heading] > 1:
            number = seen[heading]
            while (name := f"{heading} ({number})") in taken:
                number += 1
            notes.append(
                f"column {place}: the heading {heading!r} occurs twice; called {name!r} here."
            )
        elif not heading:
            notes.append(f"column {place}: no heading; called {name!r} here.")
        taken.add(name)
        names.append(name)
    return names, notes


def to_table(
    headings: Sequence[str], rows: pd.DataFrame | Iterable[Sequence[str]]
) -> tuple[pd.DataFrame, list[str]]:
    """A table of texts with unique column names, and notes on headings that were changed."""
    names, notes = unique_names(headings)
    cells = rows if isinstance(rows, pd.DataFrame) else list(rows)
    table = pd.DataFrame(cells, columns=range(len(names)), dtype="str")
    return table.set_axis(names, axis=1).reset_index(drop=True), notes
