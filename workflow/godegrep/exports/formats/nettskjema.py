"""Nettskjema: the report as csv, and the codebook as JSON if it lies in the same folder.

Traps: a heading is an id such as `checkbox.events` or `radio_matrix.grants`, and without the
codebook nobody knows its text; a box is 0 or 1, also where the question was left; whole numbers are
written `77.0`; a grid of boxes is several multiple questions; a code may be negative, and is then
an option as good as any.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from godegrep.core.text import tidy
from godegrep.exports.checkboxes import is_tick_column
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import kind_of
from godegrep.exports.layout import Head, Layout, head, register_layout

_LARGEST = 20_000_000
_SINGLE = {"RADIO", "SELECT"}
_OPEN = {"QUESTION", "TEXT_AREA"}
_NOT_ANSWERS = {"ATTACHMENT", "SIGNATURE"}
_PERSONAL = {"EMAIL", "NAME", "PHONE", "NATIONAL_ID_NUMBER", "USERNAME", "ID_NUMBER"}


def is_nettskjema(first: Head) -> bool:
    """Whether the table has Nettskjema's own columns."""
    return "$submission_id" in first[0]


def read(cells: pd.DataFrame, path: Path) -> Export:
    """Read the report; every answer in it was submitted, so each is complete."""
    headings = head(cells)[0]
    table, notes = to_table(headings, cells.iloc[1:])
    codebook, elements = _codebook(path.parent, headings)
    if codebook is None:
        notes.append(
            "there is no codebook beside the report, so texts and options are unknown. Put the "
            "JSON of the codebook in the same folder and read it again."
        )
    described = {column.name: column for element in elements for column in _columns(element)}
    with_boxes = _with_boxes(table)
    columns = tuple(
        described.get(str(name)) or _undescribed(str(name), with_boxes) for name in table.columns
    )
    status = pd.Series("complete", index=table.index, dtype="str")
    files = (path,) if codebook is None else (path, codebook)
    return Export("Nettskjema", table, columns, status, tuple(notes), files)


def _codebook(folder: Path, headings: Iterable[str]) -> tuple[Path | None, list[dict[str, Any]]]:
    """The codebook in a folder that knows most of the headings, and its elements."""
    wanted = {heading.partition(".")[0] for heading in headings}
    best: tuple[int, Path | None, list[dict[str, Any]]] = (0, None, [])
    for file in sorted(folder.glob("*.json")):
        elements = _elements(file)
        known = len({element.get("externalElementId") for element in elements} & wanted)
        if known > best[0]:
            best = (known, file, elements)
    return best[1], best[2]


def _elements(file: Path) -> list[dict[str, Any]]:
    """The elements of a codebook; none where the file is something else."""
    if file.stat().st_size > _LARGEST:
        return []
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return []
    if isinstance(content, dict):
        content = content.get("elements", [])
    if not isinstance(content, list):
        return []
    return [element for element in content if _is_element(element)]


def _is_element(element: object) -> bool:
    """Whether a part of the JSON is an element with rows and options as a codebook has them."""
    if not isinstance(element, dict) or not isinstance(element.get("elementType"), str):
        return False
    parts = [element.get("answerOptions") or [], element.get("subElements") or []]
    texts = [element, *(part for some in parts if isinstance(some, list) for part in some)]
    return all(isinstance(some, list) for some in parts) and all(
        isinstance(part, dict)
        and isinstance(part.get("text") or "", str)
        and not isinstance(part.get("externalElementId"), list | dict)
        for part in texts
    )


def _columns(element: Mapping[str, Any]) -> Iterator[ExportColumn]:
    """The columns of an element, as the report names them."""
    name = str(element.get("externalElementId") or "")
    kind = element["elementType"]
    text = tidy(element.get("text") or name)
    options = {
        str(option.get("externalAnswerOptionId")): tidy(option.get("text") or "")
        for option in element.get("answerOptions") or ()
    }
    rows = [
        (str(row.get("externalElementId")), tidy(row.get("text") or ""))
        for row in element.get("subElements") or ()
    ]
    if kind == "CHECKBOX":
        yield from _boxes(name, text, options)
    elif kind == "MATRIX_CHECKBOX":
        for row, row_text in rows:
            yield from _boxes(f"{name}.{row}", f"{text} – {row_text}", options)
    elif kind == "MATRIX_RADIO":
        for row, row_text in rows:
            yield ExportColumn(f"{name}.{row}", row_text, name, text, "single", options)
    elif kind in _SINGLE:
        yield ExportColumn(name, text, name, "", "single", options)
    elif kind in ("NUMBER", "LINEAR_SCALE"):
        yield ExportColumn(name, text, name, "", "number")
    elif kind in _OPEN:
        yield ExportColumn(name, text, name, "", "open")
    elif kind in _NOT_ANSWERS:
        yield ExportColumn(name, text, name, "", "technical")
    elif kind in _PERSONAL:
        yield ExportColumn(name, text, name, "", "identifying")
    elif kind == "DATE":
        yield ExportColumn(name, text, name)


def _boxes(question: str, text: str, options: Mapping[str, str]) -> Iterator[ExportColumn]:
    for code, option in options.items():
        yield ExportColumn(f"{question}.{code}", option, question, text, "multiple")


def _with_boxes(table: pd.DataFrame) -> set[str]:
    """The questions of which all columns `question.option` hold zeros and ones.

    A box that nobody ticked is known by the others of its question.
    """
    values: dict[str, set[str]] = {}
    for name in table.columns:
        values.setdefault(name.rpartition(".")[0], set()).update(table[name].unique())
    return {
        question
        for question, of_question in values.items()
        if question and is_tick_column(of_question)
    }


def _undescribed(name: str, with_boxes: set[str]) -> ExportColumn:
    """A column of which no codebook tells; `question.option` of zeros and ones is a box."""
    if name.startswith("$"):
        return ExportColumn(name, name, kind="identifying" if "id" in name else "technical")
    question, _, row = name.rpartition(".")
    kind = kind_of(name)
    if not question or kind != "unknown":
        return ExportColumn(name, name, name, kind=kind)
    kind = "multiple" if question in with_boxes else "unknown"
    return ExportColumn(name, row, question, question, kind)


register_layout(Layout("Nettskjema", is_nettskjema, read))
