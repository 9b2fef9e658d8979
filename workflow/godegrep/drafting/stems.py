"""Grids in exports that have one heading a row: neighbours with a common stem and one scale."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from godegrep.core.text import tidy
from godegrep.drafting.kinds import infer_kind
from godegrep.drafting.wording import missing_kind
from godegrep.exports.export import ExportColumn

_LEAST = 3
"""The number of neighbours with a common stem from which they are a grid."""
_BEFORE = re.compile(
    r"(?P<stem>.{8,}?[^\s:–-])(?:\s*(?::| [-–]) +|(?<=\?)(?: +|\.))(?P<label>\S.*)"
)
_AFTER = re.compile(r"(?P<label>.*\S)\s*\((?P<stem>[^()]{4,})\)")


def with_common_stems(
    columns: Sequence[ExportColumn], values: Mapping[str, Counter[str]]
) -> list[ExportColumn]:
    """Columns of which the headings have a stem in common, with that stem and a label of their own.

    `values` counts each column's answers that are not blank. A heading may be «stem: row»,
    «stem – row», «stem? row», «stem?.row» or «row (stem)»; at least three neighbours that share
    the stem and are answered on one scale count. Other columns are returned as they are.
    """
    arranged = list(columns)
    for pattern in (_BEFORE, _AFTER):
        place = 0
        while place < len(arranged):
            run = _run(arranged[place:], pattern, values)
            if len(run) >= _LEAST:
                arranged[place : place + len(run)] = run
            place += max(1, len(run))
    return arranged


def _run(
    columns: Sequence[ExportColumn], pattern: re.Pattern[str], values: Mapping[str, Counter[str]]
) -> list[ExportColumn]:
    """The first columns that share a stem, as rows of a grid."""
    run: list[ExportColumn] = []
    scale: set[str] = set()
    for column in columns:
        match = pattern.fullmatch(column.label)
        if column.stem or column.kind not in ("unknown", "single") or not match:
            break
        stem = tidy(match["stem"])
        options = set(column.options) or set(values[column.name])
        if run and (stem != run[0].stem or not _one_scale(scale, options)):
            break
        if infer_kind(values[column.name], column.label)[0] != "single":
            break
        scale |= options
        run.append(replace(column, label=match["label"], stem=stem, question=stem))
    return run


def _one_scale(scale: set[str], options: set[str]) -> bool:
    """Whether most values are those of the rows before: some may not have been given yet."""
    first, second = ({value for value in v if not missing_kind(value)} for v in (scale, options))
    return len(first & second) >= 0.5 * max(1, min(len(first), len(second)))
