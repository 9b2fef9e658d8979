"""How long the questionnaire took each respondent, from what the survey tool notes of the time."""

import re

import pandas as pd

from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.export import Export

_LENGTHS = (
    (re.compile(r"\$answer_time_ms", re.IGNORECASE), 0.001),
    (re.compile(r"(total ?time|interviewtime|duration( \(in seconds\))?)", re.IGNORECASE), 1.0),
)
_START = re.compile(
    r"start ?(date|time)|starttidspunkt|date started|startdato|\$started|_?start", re.IGNORECASE
)
_END = re.compile(
    r"(end|submit) ?(date|time)|fullføringstidspunkt|completion time|date submitted"
    r"|innsendingsdato|_?end",
    re.IGNORECASE,
)
_CODE = re.compile(r"^\w+(?:\. |\._\.)")
_READABLE = 0.8
"""The share of the filled-in values that must be readable before a column is believed."""


def seconds(export: Export) -> pd.Series | None:
    """The seconds that each row of an export took, null where unknown; None if the tool is silent.

    A column with the length itself comes first, then the time between start and end.
    """
    for pattern, unit in _LENGTHS:
        for name in _columns(export, pattern):
            values = export.table[name]
            length = values.map(parse_numbers(values.unique())).astype("float64") * unit
            if _is_readable(length, values):
                return length
    for first in _columns(export, _START):
        for last in _columns(export, _END):
            starts, ends = (_times(export.table[name]) for name in (first, last))
            length = (ends - starts).dt.total_seconds()
            if _is_readable(length, export.table[last]) and not (length < 0).any():
                return length
    return None


def _columns(export: Export, pattern: re.Pattern[str]) -> list[str]:
    """The columns that are not answers and are headed so, by code or by text."""
    return [
        column.name
        for column in export.columns
        if column.kind in ("technical", "unknown")
        for heading in [tidy(column.name)]
        if pattern.fullmatch(_CODE.sub("", heading)) or pattern.fullmatch(heading)
    ]


def _times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values, errors="coerce", format="mixed", dayfirst=True)


def _is_readable(length: pd.Series, values: pd.Series) -> bool:
    filled = values.str.strip().ne("")
    return bool(filled.any()) and bool(length[filled].notna().mean() >= _READABLE)
