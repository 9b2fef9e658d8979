"""How a survey tool lays its answers out in one table, whether that table is csv or xlsx.

The formats *csv* and *xlsx* read the cells; a layout knows the tool by the first rows and says what
the columns are. A layout registers itself at the end of its module in `formats/`, as a format does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from godegrep.core.text import tidy
from godegrep.exports.export import Export, to_table
from godegrep.exports.headings import describe

Head = Sequence[Sequence[str]]
"""The first rows of a table, tidied."""
_HEAD = 3


@dataclass(frozen=True)
class Layout:
    """A tool's layout.

    `recognise` looks at the first rows (up to three); it must be quick and must not raise. `read`
    gets all cells as texts, one row a line of the file and the headings among them, and the path,
    beside which the tool's questionnaire may lie. Layouts are asked by name of the tool.
    """

    tool: str
    recognise: Callable[[Head], bool]
    read: Callable[[pd.DataFrame, Path], Export]


_layouts: dict[str, Layout] = {}


def register_layout(layout: Layout) -> None:
    """Make a layout known; a second one of the same name takes the first one's place."""
    _layouts[layout.tool] = layout


def lay_out(cells: pd.DataFrame, path: Path, plain: str) -> Export:
    """The export that the cells are, by the layout that knows them; else a plain table.

    `plain` names what the file is when no survey tool is recognised.
    """
    first = head(cells)
    for _, layout in sorted(_layouts.items()):
        if layout.recognise(first):
            return layout.read(cells, path)
    headings = first[0]
    table, notes = to_table(headings, cells.iloc[1:])
    return Export(plain, table, describe(table.columns, headings), None, tuple(notes), (path,))


def head(cells: pd.DataFrame) -> list[list[str]]:
    """The first rows of the cells, tidied."""
    return [[tidy(cell) for cell in row] for row in cells.head(_HEAD).to_numpy().tolist()]
