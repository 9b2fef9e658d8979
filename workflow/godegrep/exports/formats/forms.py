"""Google Forms and Microsoft Forms: the question's text as heading, all choices in one field.

Traps: there is no list of choices and no code, only texts; the separator (`, ` in Google's, `;` in
Microsoft's, there after the last choice too) may stand inside a choice; what a person wrote under
«Annet» stands among the choices; Google writes the rows of a grid as `question [row]`; Microsoft
puts times, e-mail and name in front, which are no answers.
"""

import operator
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from godegrep.exports.delimited_choices import find_choices
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import describe
from godegrep.exports.layout import Head, Layout, head, register_layout

_GOOGLE = {"tidsmerke", "tidsstempel", "timestamp", "tidspunkt"}
_MICROSOFT = [
    {"id"},
    {"starttidspunkt", "start time"},
    {"fullføringstidspunkt", "completion time"},
]
_QUIZ = re.compile(r"(poeng|points|tilbakemelding|feedback) ?[-–] ?.*", re.IGNORECASE)


def is_google(first: Head) -> bool:
    """Whether the first heading is Google's time of the answer."""
    return first[0][0].casefold() in _GOOGLE


def is_microsoft(first: Head) -> bool:
    """Whether the first headings are Microsoft's number and times of the answer."""
    headings = [heading.casefold() for heading in first[0][:3]]
    return len(headings) == 3 and all(map(operator.contains, _MICROSOFT, headings))


def read_google(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers of a Google form."""
    return _read(cells, path, "Google Forms", ", ")


def read_microsoft(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers of a Microsoft form."""
    return _read(cells, path, "Microsoft Forms", ";")


def _read(cells: pd.DataFrame, path: Path, tool: str, separator: str) -> Export:
    headings = head(cells)[0]
    table, notes = to_table(headings, cells.iloc[1:])
    described = describe(table.columns, headings)
    columns = tuple(_column(column, table[column.name], separator) for column in described)
    return Export(tool, table, columns, None, tuple(notes), (path,))


def _column(column: ExportColumn, values: pd.Series, separator: str) -> ExportColumn:
    if _QUIZ.fullmatch(column.label):
        return replace(column, kind="technical")
    if column.kind != "unknown" or column.stem:
        return column
    choices = find_choices(values, (separator,))
    if choices is None:
        return column
    options = {option: option for option in choices.options}
    return replace(column, kind="multiple", options=options, separator=separator)


register_layout(Layout("Google Forms", is_google, read_google))
register_layout(Layout("Microsoft Forms", is_microsoft, read_microsoft))
