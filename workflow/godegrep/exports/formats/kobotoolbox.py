"""KoboToolbox (and ODK): names or labels as headings, groups before a slash.

Traps: a question of several choices stands as one column of names joined by spaces, as one column
of 0 and 1 a choice (`question/choice`), or as both, which must not be counted twice; answers to
several versions of the form stand in one file, so a choice that an older version did not have is
blank; in repeated groups the other sheets hold more rows than there are respondents.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from godegrep.exports.checkboxes import is_tick_column
from godegrep.exports.delimited_choices import find_choices
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import in_grids, kind_of
from godegrep.exports.layout import Head, Layout, head, register_layout

_NAMES = re.compile(r"[\w.-]+( [\w.-]+)*")
_OWN = {
    *("start", "end", "today", "deviceid", "username", "phonenumber", "simserial"),
    *(
        "subscriberid",
        "audit",
        "__version__",
        "formhub/uuid",
        "meta/instanceid",
        "meta/instancename",
    ),
}
_IDENTIFYING = {"_id", "_uuid", "username", "phonenumber", "deviceid", "meta/instanceid"}


def is_kobo(first: Head) -> bool:
    """Whether the table has Kobo's own columns."""
    return {"_id", "_uuid", "_submission_time"} <= set(first[0])


def read(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers; each was submitted, so each is complete."""
    headings = head(cells)[0]
    table, notes = to_table(headings, cells.iloc[1:])
    names = [str(name) for name in table.columns]
    boxes = _boxes(names, table)
    columns = [_column(name, table[name], boxes) for name in names]
    status = pd.Series("complete", index=table.index, dtype="str")
    return Export("KoboToolbox", table, tuple(in_grids(columns)), status, tuple(notes), (path,))


def _boxes(names: Sequence[str], table: pd.DataFrame) -> Mapping[str, str]:
    """The question of each column that is a box: `question/choice`, all ticks or blank.

    A group of questions is written the same way. It is a question of its own if the file has the
    joined column too, or if two columns or more under it hold ticks and nothing else.
    """
    under: dict[str, list[str]] = {}
    for name in names:
        question, slash, choice = name.rpartition("/")
        if slash and choice:
            under.setdefault(question, []).append(name)
    boxes: dict[str, str] = {}
    for question, members in under.items():
        values = {name: set(table[name]) for name in members}
        ticks = [name for name in members if values[name] <= {"", "0", "1"}]
        only_ticks = len(ticks) == len(members) > 1 and is_tick_column(
            set().union(*values.values())
        )
        if question in names or only_ticks:
            boxes |= dict.fromkeys(ticks, question)
    return boxes


def _column(name: str, values: pd.Series, boxes: Mapping[str, str]) -> ExportColumn:
    label = name.rpartition("/")[2] or name
    if name in _OWN or name.startswith("_"):
        identifying = name in _IDENTIFYING
        return ExportColumn(name, name, kind="identifying" if identifying else "technical")
    if name in boxes:
        stem = boxes[name].rpartition("/")[2]
        return ExportColumn(name, label, boxes[name], stem, "multiple")
    if name in boxes.values():
        return ExportColumn(name, label, name, kind="technical")
    plain = ExportColumn(name, label, name, kind=kind_of(label))
    if plain.kind != "unknown" or not all(_NAMES.fullmatch(v) for v in values.unique() if v):
        return plain
    choices = find_choices(values, (" ",))
    if choices is None:
        return plain
    options = {option: option for option in choices.options}
    return replace(plain, kind="multiple", options=options, separator=" ")


register_layout(Layout("KoboToolbox", is_kobo, read))
