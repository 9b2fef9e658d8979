"""Grids whose rows have no text in common: neighbours that are answered on one and the same scale.

Some exports tell no more of a grid than its rows: `trivsel_1`, `trivsel_2`, … in a plain table,
`group/row` in KoboToolbox, the bare statements in Microsoft Forms. What is found here is a guess,
and a careful one: two single questions made rows of one grid would be lost among them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from godegrep.core.text import tidy
from godegrep.drafting.kinds import MOST_OPTIONS, infer_kind
from godegrep.drafting.wording import missing_kind, scale_family
from godegrep.exports.checkboxes import says_ticked
from godegrep.exports.export import ExportColumn

_LEAST = 3
"""The number of rows from which neighbours are a grid."""
_ALIKE = 0.5
"""The share of their values that two rows without labels must have in common."""
_NUMBERED = re.compile(r"(.*[^\W_])(?:[_.-]\d+|(?<=\d)[a-z])", re.IGNORECASE)
_GROUPED = re.compile(r"(.+)/[^/]+")
_QUESTION = re.compile(r".*\?|\w*\d\w*[.:)] .*")
"""Put as a question, or with a number of its own before the text."""


def guess_grids(
    columns: Sequence[ExportColumn],
    values: Mapping[str, Counter[str]],
    alone: Collection[str] = (),
) -> tuple[list[ExportColumn], set[str]]:
    """The columns, those that seem to be rows of a grid with a stem; and the names of these.

    `values` counts each column's answers that are not blank. Rows are at least three neighbours
    with the same options. None of them is put as a question, none has a number of its own before
    the text, of none the tool says to which question it belongs, and none is among `alone` (labels
    or names of single questions). They make a grid

    - if their names are numbered, `x_1` or `q5a`, and no other column's name begins so, as it would
      where a tool numbers all its columns;
    - if they are the whole of a group, `group/row`, and the options a scale in words;
    - if they are statements, more than mere names, and the options a scale in words.

    Where the options say «valgt» and «ikke valgt», the rows are boxes to tick.
    """
    apart = {tidy(text).casefold() for text in alone}
    arranged, guessed = list(columns), set()
    for start in (_number_start, _group_start, _nothing):
        starts = [start(column) for column in arranged]
        place = 0
        while place < len(arranged):
            run = _run(arranged, starts, values, apart, place)
            whole = start is _nothing or starts.count(starts[place]) == len(run)
            worded = start is _number_start or _is_scale_in_words(run, values)
            if len(run) >= _LEAST and whole and worded:
                stem = starts[place] or f"{run[0].label} … {run[-1].label}"
                arranged[place : place + len(run)] = [_row(column, stem) for column in run]
                guessed |= {column.name for column in run}
            place += max(1, len(run))
    return arranged, guessed


def _number_start(column: ExportColumn) -> str | None:
    match = _NUMBERED.fullmatch(column.name)
    return match[1] if match else None


def _group_start(column: ExportColumn) -> str | None:
    match = _GROUPED.fullmatch(column.name)
    return match[1] if match else None


def _nothing(column: ExportColumn) -> str | None:
    """What statements begin with in common: an empty text, but nothing if it is a mere name."""
    return "" if len(column.label.split()) > 1 else None


def _run(
    columns: Sequence[ExportColumn],
    starts: Sequence[str | None],
    values: Mapping[str, Counter[str]],
    apart: Set[str],
    place: int,
) -> list[ExportColumn]:
    """The neighbours from a place on that begin alike and have the same options."""
    run: list[ExportColumn] = []
    seen: set[str] = set()
    for column, start in zip(columns[place:], starts[place:], strict=True):
        alike = start == starts[place] and (not run or column.options == run[0].options)
        if start is None or not alike or not _may_be_row(column, values, apart):
            break
        options = _options(column, values)
        if run and len(options & seen) < _ALIKE * len(options | seen):
            break
        run.append(column)
        seen |= options
    return run


def _may_be_row(column: ExportColumn, values: Mapping[str, Counter[str]], apart: Set[str]) -> bool:
    if column.stem or column.kind not in ("unknown", "single"):
        return False
    if column.question not in ("", column.name) or _QUESTION.fullmatch(column.label):
        return False
    if not apart.isdisjoint({tidy(column.label).casefold(), tidy(column.name).casefold()}):
        return False
    answered = values[column.name]
    few = 0 < len(answered) <= MOST_OPTIONS
    return few and infer_kind(answered, column.label)[0] == "single"


def _options(column: ExportColumn, values: Mapping[str, Counter[str]]) -> set[str]:
    """The options with labels, or else the values; without those that stand for no answer."""
    texts = column.options or {value: value for value in values[column.name]}
    return {
        text
        for value, text in texts.items()
        if value not in column.missing and not missing_kind(text)
    }


def _is_scale_in_words(run: Iterable[ExportColumn], values: Mapping[str, Counter[str]]) -> bool:
    """Whether the options are those of a scale; names such as `helt_enig` are read as words."""
    texts = set().union(*(_options(column, values) for column in run))
    return scale_family([text.replace("_", " ") for text in sorted(texts)]) not in ("", "number")


def _row(column: ExportColumn, stem: str) -> ExportColumn:
    kind = "multiple" if says_ticked(column.options.values(), column.label) else column.kind
    return replace(column, stem=stem, question=stem, kind=kind)
