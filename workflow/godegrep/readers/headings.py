"""What headings alone tell of columns, in tools that export question texts as headings."""

import re
from collections import Counter
from collections.abc import Iterable

from godegrep.readers.export import ExportColumn, is_identifying

_ROW = re.compile(r"(?P<stem>.*\S)\s*\[(?P<label>[^\[\]]+)\]")
_TECHNICAL = re.compile(
    r"(\$created|\$answer_time_ms|tidsstempel|timestamp|time ?stamp|(start|end|submit)[ _]?date"
    r"|starttidspunkt|fullføringstidspunkt|(start|completion) time|last ?page|start ?language|seed"
    r"|date (started|last action|submitted)|interviewtime|language|språk|collectorid)",
    re.IGNORECASE,
)


def describe(headings: Iterable[str]) -> tuple[ExportColumn, ...]:
    """Columns as their headings describe them.

    `question [row]` is taken for a row of a grid where several headings share the question.
    """
    headings = list(headings)
    stems = Counter(
        match["stem"] for heading in headings if (match := _ROW.fullmatch(heading)) is not None
    )
    columns = []
    for heading in headings:
        match = _ROW.fullmatch(heading)
        if match and stems[match["stem"]] > 1:
            stem = match["stem"]
            columns.append(ExportColumn(heading, match["label"].strip(), stem, stem))
        else:
            columns.append(ExportColumn(heading, heading, kind=kind_of(heading)))
    return tuple(columns)


def kind_of(heading: str) -> str:
    """identifying, technical, or unknown, from a heading."""
    if is_identifying(heading):
        return "identifying"
    return "technical" if _TECHNICAL.fullmatch(heading.strip()) else "unknown"
