"""What headings alone tell of columns, in tools that export question texts as headings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from godegrep.core.text import tidy
from godegrep.exports.export import ExportColumn

_IDENTIFYING = re.compile(
    r"(resp(ondent)?|user|bruker|response|submission)?[-_]?\s?(id|token|nøkkel|key)"
    r"|\$?submission_id|org\.?(anisasjons)?\s?(nr|nummer)|kontor(nr|nummer)|skole(nr|nummer)"
    r"|(for|etter|full(t )?)?\s?navn|forn|ettern|(first|last|sur|full)?\s?name"
    r"|e[-_ ]?(post|mail)( ?adr(esse|ess)?)?|email address|tlf|telefon(nummer)?|mobil(nummer)?"
    r"|phone( number)?|f[øo]dselsnummer|fnr|personnummer|ip[-_ ]?add?r(esse|ess)?",
    re.IGNORECASE,
)


def is_identifying(heading: str) -> bool:
    """Whether a heading is one for ids, names, e-mail addresses and the like."""
    return bool(_IDENTIFYING.fullmatch(heading.strip().rstrip(":*").strip()))


_OTHER = re.compile(r"(annet|anna|andre|noe annet|noko anna|other)\b", re.IGNORECASE)


def is_other(text: str) -> bool:
    """Whether an option is «Annet, spesifiser» or the like."""
    return bool(_OTHER.match(tidy(text)))


_GRIDS = (
    # «question [row]» (Google Forms, LimeSurvey), «question - row» (Qualtrics, SurveyXact),
    # «row (question)»; how many neighbours must share the question.
    (re.compile(r"(?P<stem>.*\S)\s*\[(?P<label>[^\[\]]+)\]"), 2),
    (re.compile(r"(?P<stem>.*\S)\s+[-–]\s+(?P<label>\S.*?)"), 2),
    (re.compile(r"(?P<label>[^()]*\S)\s*\((?P<stem>[^()]+)\)"), 4),
)
_TECHNICAL = re.compile(
    r"(\$created|\$answer_time_ms|tids(stempel|merke)|timestamp|time ?stamp"
    r"|(start|end|submit)[ _]?date|(start|slutt)dato|start|end|starttidspunkt|fullføringstidspunkt"
    r"|(tidspunkt for )?siste endring|(start|completion|last modified) time|last ?page"
    r"|start ?language|seed|date (started|last action|submitted)|interviewtime|language|språk"
    r"|collector ?id|total points|totalt antall poeng|quiz feedback)",
    re.IGNORECASE,
)


def describe(names: Iterable[str], headings: Iterable[str]) -> tuple[ExportColumn, ...]:
    """Columns as their headings describe them; `names` are the columns' own, each only once."""
    columns = [
        ExportColumn(name, heading or name, kind=kind_of(heading))
        for name, heading in zip(names, headings, strict=True)
    ]
    return tuple(in_grids(columns))


def in_grids(columns: Iterable[ExportColumn]) -> list[ExportColumn]:
    """The columns, neighbours that share a question and its options made rows of one grid."""
    grouped = list(columns)
    for pattern, least in _GRIDS:
        in_order: list[ExportColumn] = []
        for stem, group in groupby(grouped, key=lambda column: _stem(column, pattern)):
            members = list(group)
            if stem and len(members) >= least and len({c.label for c in members}) == len(members):
                in_order += [_row(column, stem[0], pattern) for column in members]
            else:
                in_order += members
        grouped = in_order
    return grouped


def _stem(column: ExportColumn, pattern: re.Pattern[str]) -> tuple[str, Sequence[object]] | None:
    """What a column has in common with the rows of its grid, if it may be one."""
    match = pattern.fullmatch(column.label)
    if match is None or column.stem or column.kind in ("identifying", "technical"):
        return None
    return match["stem"], tuple(column.options.items())


def _row(column: ExportColumn, stem: str, pattern: re.Pattern[str]) -> ExportColumn:
    match = pattern.fullmatch(column.label)
    label = match["label"].strip() if match else column.label
    return replace(column, label=label, question=stem, stem=stem)


def kind_of(heading: str) -> str:
    """identifying, technical, or unknown, from a heading."""
    if is_identifying(heading):
        return "identifying"
    return "technical" if _TECHNICAL.fullmatch(heading.strip()) else "unknown"
