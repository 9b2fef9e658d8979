"""SurveyMonkey: two header rows, the question in the first, the choice or row in the second.

Traps: the question stands over its first column only, and the next are blank; «Response» in the
second row is no choice; a ticked box holds the choice's own text; the field for «other» stands
among the boxes; the files are often in Latin-1, with byte rubbish in a heading.
"""

import re
from itertools import groupby
from pathlib import Path

import pandas as pd

from godegrep.core.numbers import parse_numbers
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import kind_of
from godegrep.exports.layout import Head, Layout, head, register_layout

_FIRST = {"respondentid", "respondent id", "respondent-id", "respondent_id"}
_SINGLE = {"response", "svar", "respons"}
_OPEN = {"open-ended response", "åpent svar", "open-ended respons", "fritekstsvar"}
_OTHER = re.compile(r"(other|annet|anna|andre)\b.*(specify|spesifiser|angi)", re.IGNORECASE)
_OWN = {
    *("collectorid", "collector id", "startdate", "start date", "enddate", "end date"),
    *("ip address", "email address", "first name", "last name", "custom data", "custom data 1"),
}


def is_surveymonkey(first: Head) -> bool:
    """Whether the table begins with the respondent's id and has a second row of headings."""
    return (
        len(first) > 1
        and first[0][0].casefold() in _FIRST
        and first[1][0] == ""
        and any(cell.casefold() in _SINGLE | _OPEN for cell in first[1])
    )


def read(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers; `question [choice]` names a column that stands under a shared question."""
    first, second, *_ = head(cells)
    questions = _carried_on(first)
    alone = {place for place, _ in enumerate(questions) if questions.count(questions[place]) == 1}
    headings = [
        question if place in alone else f"{question} [{choice}]"
        for place, (question, choice) in enumerate(zip(questions, second, strict=True))
    ]
    table, notes = to_table([h.replace("\ufffd", "").strip() for h in headings], cells.iloc[2:])
    parts = list(zip(table.columns, questions, second, strict=True))
    columns: list[ExportColumn] = []
    for question, group in groupby(parts, key=lambda part: part[1]):
        members = [(str(name), choice) for name, _, choice in group]
        if len(members) == 1:
            columns.append(_alone(*members[0], table))
        else:
            columns += _shared(question.replace("\ufffd", "").strip(), members, table)
    return Export("SurveyMonkey", table, tuple(columns), None, tuple(notes), (path,))


def _carried_on(first: list[str]) -> list[str]:
    """The question of each column: that over it, or else that to the left."""
    questions: list[str] = []
    for heading in first:
        questions.append(heading or (questions[-1] if questions else ""))
    return questions


def _alone(name: str, choice: str, table: pd.DataFrame) -> ExportColumn:
    kind = kind_of(name)
    if name.casefold() in _FIRST:
        kind = "identifying"
    elif name.casefold() in _OWN and kind == "unknown":
        kind = "technical"
    elif choice.casefold() in _OPEN:
        # A field for a number stands under the same heading.
        used = set(table[name]) - {""}
        kind = "number" if used and len(parse_numbers(used)) == len(used) else "open"
    return ExportColumn(name, name, kind=kind)


def _shared(
    question: str, members: list[tuple[str, str]], table: pd.DataFrame
) -> list[ExportColumn]:
    """The columns under one question: boxes if each holds its own choice and nothing else."""
    rows = [(name, choice) for name, choice in members if not _is_open(choice)]
    ticks = [set(map(_bare, table[name])) <= {"", _bare(choice)} for name, choice in rows]
    kind = "multiple" if len(rows) > 1 and all(ticks) else "unknown"
    columns = []
    for name, choice in members:
        if _is_open(choice):
            columns.append(ExportColumn(name, choice, question, question, "open"))
        elif choice.casefold() in _SINGLE:
            columns.append(ExportColumn(name, question, question))
        else:
            columns.append(ExportColumn(name, choice, question, question, kind))
    return columns


def _is_open(choice: str) -> bool:
    return choice.casefold() in _OPEN or bool(_OTHER.match(choice))


def _bare(text: str) -> str:
    return " ".join(text.split())


register_layout(Layout("SurveyMonkey", is_surveymonkey, read))
