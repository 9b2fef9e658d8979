"""Exports of LimeSurvey, with codes, full texts, or both as headings, and short or long answers.

A heading is `code`, `code[row]` or `code[row][scale]`, or the question's text with the row's text
in brackets, or the code, a separator and the text. `submitdate` and `lastpage` tell who finished.
The questionnaire (`.lss`), if it lies in the same folder, tells texts, rows and options.

Traps: a box is «Y» or blank, also for those who never came so far; «Other» is a row of its own;
short answers are codes such as `A1`, whose texts only the `.lss` has; a heading may hold brackets
of its own; the comments on boxes stand between them, and the two scales of an array take turns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pandas as pd

from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.checkboxes import is_tick_column
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import is_identifying, is_other
from godegrep.exports.layout import Head, Layout, head, register_layout
from godegrep.exports.lss import LssQuestion, read_lss

_CODE = r"(?P<code>[A-Za-z][A-Za-z0-9_]*)(?:\[(?P<row>[^\]]+)\])?(?:\[(?P<scale>[^\]]+)\])?"
_HEADING = re.compile(_CODE + r"(?:(?:\. |\._\.)(?P<text>.*))?")
_ROW_TEXT = re.compile(r"(?P<stem>.*?)\s*\[(?P<label>[^\[\]]*)\]")
_SCALED = re.compile(r"(?P<stem>.*?)\s*\[(?P<label>[^\[\]]*)\]\s*\[(?P<scale>[^\[\]]*)\]")
_COMMENT = "comment"
_META = {
    "id": ("id", "response id", "svar-id"),
    "submitdate": ("submitdate", "date submitted", "innsendingsdato", "dato innsendt"),
    "lastpage": ("lastpage", "last page", "siste side"),
    "startlanguage": ("startlanguage", "start language", "startspråk"),
}
_TECHNICAL = ("seed", "startdate", "datestamp", "date started", "date last action", "refurl")
_OTHER = "-oth-"
"""The code of «other» in short answers, which the questionnaire does not list."""
_BEFORE = re.compile(r"(\w+)(?:\. |\._\.)")


def _meta(heading: str) -> str:
    """Which of LimeSurvey's own columns a heading is, by code, text or both; or an empty text."""
    bare = _BEFORE.sub("", heading, count=1).casefold().rstrip(".")
    code = heading.partition(".")[0].casefold()
    for name, headings in _META.items():
        if bare in headings or code == name:
            return name
    return ""


def is_limesurvey(first: Head) -> bool:
    """Whether a table has LimeSurvey's own columns, or headings such as `Q1[SQ001]`."""
    headings = first[0]
    metadata = {_meta(heading) for heading in headings} - {""}
    if "submitdate" in metadata and ("lastpage" in metadata or "startlanguage" in metadata):
        return True
    matches = [_HEADING.fullmatch(heading) for heading in headings]
    return (
        len(headings) > 2
        and sum(match is not None for match in matches) > 0.8 * len(headings)
        and any(match is not None and match["row"] for match in matches)
    )


def read(cells: pd.DataFrame, path: Path) -> Export:
    """Read the answers, described by the questionnaire beside them if there is one."""
    table, notes = to_table(head(cells)[0], cells.iloc[1:])
    comments = _comments(map(str, table.columns))
    headings_of = Counter(_code_of(str(name)) for name in table.columns)
    values: dict[str, set[str]] = {}
    for name in table.columns:
        if name not in comments:
            values.setdefault(_code_of(str(name)), set()).update(table[name].unique())
    ticks = {code for code, of_question in values.items() if is_tick_column(of_question)}
    columns = [_column(str(name), headings_of, ticks, comments) for name in table.columns]
    structure, questions = _structure(path.parent, columns)
    columns = _arranged(_described(c, questions, table[c.name]) for c in columns)
    files = (path, structure) if structure else (path,)
    return Export("LimeSurvey", table, tuple(columns), _status(table), tuple(notes), files)


def _arranged(columns: Iterable[ExportColumn]) -> list[ExportColumn]:
    """The boxes of a question before the comments on them, and an array's rows scale by scale."""
    arranged: list[ExportColumn] = []
    for _, group in groupby(columns, key=lambda column: column.question or column.name):
        scaled = [(_scale(column.name), column) for column in group]
        order = list(dict.fromkeys(scale for scale, _ in scaled))
        arranged += sorted(
            (
                replace(c, stem=f"{c.stem} – {scale}", question=f"{c.question} {scale}")
                if scale and c.kind != "open"
                else c
                for scale, c in scaled
            ),
            key=lambda column: (column.kind == "open", order.index(_scale(column.name))),
        )
    return arranged


def _scale(name: str) -> str:
    """Which of an array's scales a column is of, by its text or else its code; mostly none."""
    match = _HEADING.fullmatch(name)
    if match and match["scale"] == _COMMENT:
        return ""
    scaled = _SCALED.fullmatch(tidy((match["text"] if match else name) or ""))
    if scaled or match is None:
        return scaled["scale"] if scaled else ""
    return match["scale"] or ""


def _structure(
    folder: Path, columns: list[ExportColumn]
) -> tuple[Path | None, dict[str, LssQuestion]]:
    """The questionnaire in the folder that knows most of the questions, by code and by text."""
    wanted = {column.question for column in columns} | {column.label for column in columns}
    best: tuple[int, Path | None, dict[str, LssQuestion]] = (0, None, {})
    for file in sorted(folder.glob("*.lss")):
        questions = read_lss(file)
        by_text = {question.text: question for question in questions.values()}
        known = {**by_text, **questions}
        if (hits := len(wanted & known.keys())) > best[0]:
            best = (hits, file, known)
    return best[1], best[2]


def _described(
    column: ExportColumn, questions: Mapping[str, LssQuestion], values: pd.Series
) -> ExportColumn:
    """A column with what the questionnaire knows of it."""
    if column.kind in ("identifying", "technical", "open"):
        return column
    question = questions.get(column.question) or questions.get(column.stem or column.label)
    if question is None:
        other = {_OTHER: "Other"} if values.eq(_OTHER).any() else {}
        return replace(column, options=other)
    if question.rows and not column.stem and column.question == question.code:
        row = _HEADING.fullmatch(column.name)
        label = question.rows.get((row and row["row"]) or "", column.label)
        column = replace(column, stem=question.text, label=label)
    elif question.rows:
        label = question.rows.get(column.label, column.label)
        column = replace(column, stem=question.text, label=label)
    elif not column.stem:
        column = replace(column, label=question.text)
    if question.kind == "multiple":
        return replace(column, kind="multiple")
    used = set(values.unique())
    kind = "single" if question.options else question.kind
    if kind == "number" and len(parse_numbers(used)) < len(used - {""}):
        kind = "unknown"  # A slider may be exported by the texts at its ends.
    return replace(column, kind=kind, options=_options(question, column.name, used))


def _options(question: LssQuestion, name: str, used: set[str]) -> dict[str, str]:
    """The options by what stands in the column: codes in short answers, texts in long ones.

    Of an array with two scales those of the one scale that fits, or that the heading names; none
    where neither is so.
    """
    scales = [question.options, question.second] if question.second else [question.options]
    fit = [fitting for options in scales if (fitting := _fitting(options, used))]
    if len(fit) < 2:
        return fit[0] if fit else {}
    match = _HEADING.fullmatch(name)
    place = {"1": 0, "2": 1}.get(match["scale"] if match else "")
    return {} if place is None else fit[place]


def _fitting(options: Mapping[str, str], used: set[str]) -> dict[str, str]:
    texts = {text: text for text in options.values()}
    if used <= {"", _OTHER, *options}:
        return {**options, **({_OTHER: "Other"} if _OTHER in used else {})}
    return texts if used & texts.keys() else {}


def _code_of(name: str) -> str:
    """The question that a column is a row or a box of; an empty text for other columns.

    Its code, or where the headings are texts alone, its text.
    """
    match = _HEADING.fullmatch(name)
    if match:
        return match["code"] if match["row"] not in (None, "other", "comment") else ""
    with_row = _ROW_TEXT.fullmatch(tidy(name))
    return with_row["stem"] if with_row and not is_other(with_row["label"]) else ""


def _comments(names: Iterable[str]) -> set[str]:
    """The columns that hold a comment on a box: `Q1[a][comment]`, or `Q1[acomment]` beside `Q1[a]`.

    Where the headings are texts alone, `question [box][Comment]`.
    """
    comments, boxes = set(), set()
    for name in names:
        match = _HEADING.fullmatch(name)
        text = _SCALED.fullmatch(tidy(name)) if match is None else None
        if match and match["row"]:
            boxes.add((match["code"], match["row"]))
            of = match["code"], match["row"].removesuffix(_COMMENT)
            if match["scale"] == _COMMENT or (match["row"] != of[1] and of in boxes):
                comments.add(name)
        elif text and text["scale"].casefold() in (_COMMENT, "kommentar"):
            comments.add(name)
    return comments


def _column(
    name: str, headings_of: Counter[str], ticks: set[str], comments: set[str]
) -> ExportColumn:
    """A column; `ticks` are the questions of which all boxes hold ticks and nothing else."""
    if _meta(name) or _BEFORE.sub("", name, count=1).casefold() in _TECHNICAL:
        kind = "identifying" if _meta(name) == "id" else "technical"
        return ExportColumn(name, name, kind=kind)
    if is_identifying(name):
        return ExportColumn(name, name, kind="identifying")
    match = _HEADING.fullmatch(name)
    code, row, text = (match["code"], match["row"] or "", match["text"]) if match else ("", "", "")
    full = tidy(text or ("" if match else name))
    with_row = _SCALED.fullmatch(full) or _ROW_TEXT.fullmatch(full)
    stem, label = (with_row["stem"], with_row["label"]) if with_row else (full or code, "")
    if not row and not with_row:
        return ExportColumn(name, full or name, code)
    if name in comments:
        label = label or row.removesuffix(_COMMENT)
        comment = label if label.casefold().endswith(_COMMENT) else f"{label} – {_COMMENT}"
        return ExportColumn(name, comment, code or stem, stem, "open")
    if row in ("other", _COMMENT) or (not match and stem in ticks and is_other(label)):
        return ExportColumn(name, label or "Other", code or stem, stem, "open")
    if headings_of[code] == 1 and not label:
        return ExportColumn(name, stem or name, code or stem)
    kind = "multiple" if (code or stem) in ticks else "unknown"
    return ExportColumn(name, label or row, code or stem, stem, kind)


def _status(table: pd.DataFrame) -> pd.Series | None:
    """Complete with a date of submission; else partial, or not started on page 0."""
    columns = {meta: str(name) for name in table.columns if (meta := _meta(str(name)))}
    if "submitdate" not in columns:
        return None
    status = pd.Series("partial", index=table.index, dtype="str")
    if "lastpage" in columns:
        status[table[columns["lastpage"]].isin(["", "0", "-1"])] = "not_started"
    status[table[columns["submitdate"]].str.strip().ne("")] = "complete"
    return status


register_layout(Layout("LimeSurvey", is_limesurvey, read))
