"""Exports of SurveyXact: one workbook of three sheets, or the same three as delimited text.

*Dataset* holds the answers, *Structure* a line a variable (question, variable, Closed or Open,
Single, Multiple or String, text, and of a tick box the choice), *Labels* a line a value, without a
header. Traps: the boxes of those who never started are 0, not blank; the status is one column of
five; texts carry blanks and line breaks at their ends; columns for «Annet: …» stand at the very
end; two questions may have the same name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.formats.delimited import first_row, read_cells
from godegrep.exports.formats.workbook import read_sheets, sheet_names
from godegrep.exports.headings import is_identifying, kind_of
from godegrep.exports.registry import Format, register

SHEETS = ("Dataset", "Structure", "Labels")
STATUS_QUESTION = "statoverall"
STATUS = {
    "Ny": "not_started",
    "Distribuert": "not_started",
    "Noen svar": "partial",
    "Gjennomført": "complete",
    "Frafalt": "refused",
}
_HEADER = (
    *("questionName", "variableName", "questionType", "subType"),
    *("questionText", "choiceValue", "choiceText"),
)
Rows = list[list[str]]


class _Line(NamedTuple):
    """One line of *Structure*, tidied."""

    question: str
    variable: str
    type: str
    subtype: str
    text: str
    choice_value: str
    choice: str


def is_surveyxact(path: Path) -> bool:
    """Whether a path is such a workbook, such a folder, or one of the three files in it."""
    if path.is_dir() or path.suffix.lower() in (".csv", ".txt"):
        files = _three(path)
        return files is not None and first_row(files["structure"])[:2] == list(_HEADER[:2])
    return set(SHEETS) <= set(sheet_names(path))


def _three(path: Path) -> dict[str, Path] | None:
    """The files dataset, structure and labels of a folder, or beside one of them."""
    folder = path if path.is_dir() else path.parent
    files = {
        name.lower(): file
        for name in SHEETS
        for file in sorted(folder.iterdir())
        if file.stem.lower() == name.lower() and file.suffix.lower() in (".csv", ".txt")
    }
    if len(files) < len(SHEETS) or (path.is_file() and path not in files.values()):
        return None
    return files


def read(path: Path) -> Export:
    """Read the export; raises Mistake where its three parts do not fit together."""
    files = None if path.suffix.lower() == ".xlsx" else _three(path)
    if files:
        parts = {name: read_cells(files[name.lower()]) for name in SHEETS}
        paths = tuple(files[name.lower()] for name in SHEETS)
    else:
        parts = read_sheets(path, *SHEETS)
        paths = (path,)
    cells = parts["Dataset"]
    if cells.empty:
        raise Mistake(f"{path}: Dataset is empty. Export the answers again.")
    structure, labels = (parts[name].to_numpy().tolist() for name in ("Structure", "Labels"))
    table, notes = to_table([tidy(heading) for heading in cells.iloc[0]], cells.iloc[1:])
    lines = _lines(structure, path)
    unknown = [line.variable for line in lines if line.variable not in table.columns]
    if unknown:
        raise Mistake(
            f"{path}: Structure names variables that Dataset does not have: {', '.join(unknown)}. "
            "Export all three parts again, at the same time."
        )
    columns = _columns(lines, _options(labels), [str(name) for name in table.columns])
    status, sheet = _status(table, lines), "" if files else "Dataset"
    return Export("SurveyXact", table, columns, status, tuple(notes), paths, sheet)


def _lines(structure: Rows, path: Path) -> list[_Line]:
    header, *rows = structure or [[]]
    if header[: len(_HEADER)] != list(_HEADER):
        raise Mistake(f"{path}: Structure should begin with the headings {', '.join(_HEADER)}.")
    return [_Line(*map(tidy, row[: len(_HEADER)])) for row in rows]


def _options(labels: Rows) -> dict[str, dict[str, str]]:
    options: dict[str, dict[str, str]] = {}
    for variable, value, text, *_ in labels:
        options.setdefault(tidy(variable), {})[tidy(value)] = tidy(text)
    return options


def _status(table: pd.DataFrame, lines: Sequence[_Line]) -> pd.Series | None:
    """The status by row; a row in which no box is ticked has not started."""
    boxes = {
        line.variable: STATUS[line.choice]
        for line in lines
        if line.question == STATUS_QUESTION and line.choice in STATUS
    }
    if not boxes:
        return None
    status = pd.Series("not_started", index=table.index, dtype="str")
    for variable, meaning in boxes.items():
        status[table[variable] == "1"] = meaning
    return status


def _columns(
    lines: Sequence[_Line], options: dict[str, dict[str, str]], headings: Sequence[str]
) -> tuple[ExportColumn, ...]:
    described = list(_described(lines, options))
    known = {column.name for column in described}
    extra = [
        ExportColumn(name, name, kind=kind_of(name).replace("unknown", "technical"))
        for name in headings
        if name not in known
    ]
    return tuple(extra + _comments_in_place(described))


def _described(
    lines: Sequence[_Line], options: dict[str, dict[str, str]]
) -> Iterator[ExportColumn]:
    def shared(line: _Line) -> tuple[str, ...]:
        if line.subtype == "Multiple":
            return (line.type, line.subtype, line.question, line.text)
        return (line.type, line.subtype, line.text.partition(" - ")[0], "")

    for (_, subtype, stem, _), group in groupby(lines, key=shared):
        members = list(group)
        if subtype == "Multiple":
            kind = "technical" if members[0].question == STATUS_QUESTION else "multiple"
            for line in members:
                answers = options.get(line.variable, {})
                yield ExportColumn(
                    line.variable, line.choice, line.question, line.text, kind, answers
                )
            continue
        longer = _stem([line.text for line in members], stem)
        for line in members:
            label = line.text.removeprefix(longer).removeprefix(" - ")
            in_grid = label not in ("", line.text)
            yield ExportColumn(
                name=line.variable,
                label=(label or line.text).removeprefix("- "),
                question=longer if in_grid else line.question,
                stem=longer if in_grid else "",
                kind=_kind(line, label),
                options=options.get(line.variable, {}),
            )


def _stem(texts: Sequence[str], stem: str) -> str:
    """What all texts of a grid have before « - », which may itself stand in the question."""
    while len(texts) > 1:
        longer = {" - ".join(text.split(" - ")[: stem.count(" - ") + 2]) for text in texts}
        if len(longer) > 1 or longer <= set(texts):
            break
        stem = longer.pop()
    return stem


def _kind(line: _Line, label: str) -> str:
    if is_identifying(line.variable) or (line.type == "Open" and is_identifying(label)):
        return "identifying"
    if line.type == "Closed":
        return "single"
    return "open" if line.subtype == "String" else "unknown"


def _comments_in_place(columns: list[ExportColumn]) -> list[ExportColumn]:
    """Each open column «question - Annet: …» moved to after the question that it belongs to."""
    ordered = [column for column in columns if not (column.kind == "open" and column.stem)]
    for comment in columns:
        if comment.kind != "open" or not comment.stem:
            continue
        places = [
            place
            for place, column in enumerate(ordered)
            if comment.stem in (column.stem, column.label)
        ]
        if places:
            ordered.insert(max(places) + 1, replace(comment, question=comment.stem))
        else:
            ordered.append(comment)
    return ordered


register(Format("SurveyXact", is_surveyxact, read))
