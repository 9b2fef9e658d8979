"""A first draft of a questionnaire, from what an export tells of itself.

What is found, and how: ticks of one question become a multiple question; rows with a common stem
and the same options a grid; an open column «question - Annet» follows its question. What the tool
does not tell is told from the values. Every guess is named among the decisions, for a person to
confirm.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from godegrep.kinds import infer_kind, split_choices
from godegrep.questionnaire import SELECTED
from godegrep.raw_text import parse_numbers, tidy
from godegrep.readers.export import Export, ExportColumn
from godegrep.wording import (
    heading,
    in_order,
    is_exclusive,
    is_other,
    language_of,
    make_id,
    make_option_id,
    missing_kind,
    scale_family,
)

THEMES = "Themes, the chapters of the report; name and order them"
LARGE_GRID = 5
SCALE_VALUES = 11
_BACKGROUND = re.compile(
    r"\b(kjønn|gender|sex|jente eller gutt|mann eller kvinne|din alder|hvor gammel|age|født|born"
    r"|utdanning(en|a)?|education|sivilstatus|fylke|kommune|bosted|country|i jobb|stilling"
    r"|skole)\b",
    re.IGNORECASE,
)
_HEADINGS = {
    "nb": ("Bakgrunn", "Spørsmål"),
    "nn": ("Bakgrunn", "Spørsmål"),
    "en": ("Background", "Questions"),
}


@dataclass
class Draft:
    """A questionnaire in the form of `questionnaire.yaml`, and what a person must decide."""

    document: dict[str, Any]
    guesses: dict[str, list[str]]
    language: str

    def decisions(self, without: Collection[str] = ()) -> list[str]:
        """A line for each kind of guess; guesses on the questions in `without` are left out."""
        lines = []
        for what, where in self.guesses.items():
            left = [place for place in where if re.split(r"[ .]", place)[0] not in without]
            lines += [f"{what}: {', '.join(left)}."] if left else []
        return lines


@dataclass
class _Drafter:
    """The state of drafting: the ids that are taken, the questions so far, the decisions."""

    export: Export
    wave: str
    language: str
    values: Mapping[str, list[str]]
    known: Sequence[Collection[str]] = ()
    taken: set[str] = field(default_factory=set)
    questions: list[dict[str, Any]] = field(default_factory=list)
    guesses: dict[str, list[str]] = field(default_factory=dict)

    def guess(self, what: str, where: str) -> None:
        """Note a guess, gathered by what it is."""
        self.guesses.setdefault(what, []).append(where)

    def text(self, text: str) -> dict[str, str]:
        """A text in the export's language."""
        return {self.language: text}

    def new_id(self, text: str, fallback: str) -> str:
        """An id that no other question has."""
        name = make_id(text, fallback, self.taken)
        self.taken.add(name)
        return name


def draft(export: Export, wave: str, known: Sequence[Collection[str]] = ()) -> Draft:
    """Draft the questionnaire of a wave from its export.

    Values are looked at only of rows that have started. Identifying and technical columns are left
    out. `known` are the options of closed questions that the study has: a column in which only one
    question's options occur is closed too, however few the answers. `document` passes the schema of
    `questionnaire.yaml`; scales that several questions share stand once.
    """
    table = export.table
    if export.status is not None:
        table = table[export.status != "not_started"]
    values = {
        str(name): [tidy(value) for value in table[name] if value.strip()] for name in table.columns
    }
    columns = [c for c in export.columns if c.kind not in ("identifying", "technical")]
    language = language_of(text for column in columns for text in {column.label, column.stem})
    folded = [{tidy(text).casefold() for text in options} for options in known]
    drafter = _Drafter(export, wave, language, values, folded)
    for group in _groups(columns):
        _draft_group(drafter, group)
    scales = _share_scales(drafter)
    themes = _give_themes(drafter)
    document: dict[str, Any] = {"scales": scales} if scales else {}
    document |= {"themes": themes, "questions": drafter.questions}
    return Draft(document, drafter.guesses, language)


def _groups(columns: Sequence[ExportColumn]) -> Iterator[list[ExportColumn]]:
    """Neighbouring columns of one question: boxes, or rows of a grid with the same options."""

    def key(column: ExportColumn) -> tuple[Any, ...]:
        if column.kind == "open" or not (column.stem or column.kind == "multiple"):
            return ("alone", column.name)
        kind = "multiple" if column.kind == "multiple" else "grid"
        return (kind, column.question, column.stem, tuple(column.options.items()))

    for _, group in groupby(columns, key=key):
        yield list(group)


def _draft_group(drafter: _Drafter, group: list[ExportColumn]) -> None:
    first = group[0]
    found = [value for column in group for value in drafter.values[column.name]]
    kind, separator = first.kind, ""
    if kind == "unknown":
        kind, separator = infer_kind(found, first.stem or first.label)
        texts = {value.casefold() for value in found}
        if first.options or (kind == "open" and any(texts <= set(k) for k in drafter.known)):
            kind = "single"
    if kind == "multiple" and not separator:
        _draft_boxes(drafter, group)
    elif kind == "multiple":
        _draft_joined(drafter, first, found, separator)
    elif kind == "single" and len(group) > 1:
        _draft_grid(drafter, group, found)
    elif kind == "single":
        _draft_single(drafter, first, found)
    elif kind in ("open", "number"):
        for column in group:
            _draft_plain(drafter, column, kind)
    else:
        reasons = {
            "empty": "left out, since nothing stands in them",
            "date": "left out, dates",
            "row": "left out, numbers of the rows",
        }
        for column in group:
            drafter.guess(f"Columns {reasons[kind]}", column.name)


def _draft_boxes(drafter: _Drafter, group: list[ExportColumn]) -> None:
    text = group[0].stem or group[0].question or group[0].label
    question_id = drafter.new_id(text, group[0].question or group[0].name)
    items = _items(drafter, group)
    for item, column in zip(items, group, strict=True):
        if is_exclusive(column.label):
            item["exclusive"] = True
            drafter.guess("Choices taken to stand alone (exclusive)", f"{question_id}.{item['id']}")
    drafter.questions.append(
        {"id": question_id, "type": "multiple", "text": drafter.text(text), "items": items}
    )


def _draft_joined(
    drafter: _Drafter, column: ExportColumn, found: Iterable[str], separator: str
) -> None:
    question_id = drafter.new_id(column.label, column.name)
    counts = Counter(part for value in found for part in split_choices(value, separator))
    items: list[dict[str, Any]] = []
    for part in sorted(counts, key=lambda part: (is_other(part), -counts[part], part)):
        name = make_id(part, f"choice_{len(items) + 1}", {item["id"] for item in items})
        items.append({"id": name, "text": drafter.text(part)})
        if is_exclusive(part):
            items[-1]["exclusive"] = True
    drafter.questions.append(
        {
            "id": question_id,
            "type": "multiple",
            "text": drafter.text(column.label),
            "columns": {drafter.wave: column.name},
            "separator": {drafter.wave: separator},
            "items": items,
        }
    )
    drafter.guess(
        "Columns taken to hold several choices; see that no choice is cut in two", question_id
    )


def _items(drafter: _Drafter, group: Iterable[ExportColumn]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for column in group:
        choose = make_option_id if missing_kind(column.label) else make_id
        taken = {item["id"] for item in items}
        name = choose(column.label, column.name, taken)
        text = drafter.text(column.label)
        items.append({"id": name, "text": text, "columns": {drafter.wave: column.name}})
    return items


def _draft_grid(drafter: _Drafter, group: list[ExportColumn], found: Iterable[str]) -> None:
    text = group[0].stem or group[0].question
    question_id = drafter.new_id(text, group[0].question or group[0].name)
    drafter.questions.append(
        {
            "id": question_id,
            "type": "grid",
            "text": drafter.text(text),
            **_options(drafter, question_id, group[0].options, found),
            "items": _items(drafter, group),
        }
    )


def _draft_single(drafter: _Drafter, column: ExportColumn, found: Iterable[str]) -> None:
    text = f"{column.stem} – {column.label}" if column.stem else column.label
    question_id = drafter.new_id(column.label, column.name)
    drafter.questions.append(
        {
            "id": question_id,
            "type": "single",
            "text": drafter.text(text),
            **_options(drafter, question_id, column.options, found),
            "columns": {drafter.wave: column.name},
        }
    )


def _options(
    drafter: _Drafter, question_id: str, labels: Mapping[str, str], found: Iterable[str]
) -> dict[str, Any]:
    """The options of a question, from the tool's labels or else from the values that occur."""
    labelled = bool(labels)
    if not labels:
        values = in_order(set(found)) or ["1"]
        labels = {value: value for value in values}
        drafter.guess("Options taken from the values, since the export has no labels", question_id)
    else:
        for value in in_order(set(found) - set(labels)):
            labels = {**labels, value: value}
            drafter.guess("Values without a label, made options", f"{question_id} {value!r}")
    options: list[dict[str, Any]] = []
    for value, label in labels.items():
        text = tidy(label) or value
        name = make_option_id(
            text, f"option_{len(options) + 1}", {option["id"] for option in options}
        )
        option: dict[str, Any] = {"id": name, "text": drafter.text(text)}
        if value != text:
            option["code"] = int(value) if re.fullmatch("0|[1-9][0-9]{0,8}", value) else value
        kind = missing_kind(text)
        if kind:
            option["missing"] = kind
            drafter.guess("Options taken for missing values (`missing`)", f"{question_id} «{text}»")
        options.append(option)
    if all(option.get("missing") for option in options):
        for option in options:
            option.pop("missing", None)
    answers = [option["text"][drafter.language] for option in options if "missing" not in option]
    # Codes without labels, such as those of schools, are names and not amounts.
    family = scale_family(answers) if labelled or len(answers) <= SCALE_VALUES else ""
    if family:
        drafter.guess("Options taken for an ordered scale", question_id)
    return {**({"ordered": True} if family else {}), "options": options}


def _draft_plain(drafter: _Drafter, column: ExportColumn, kind: str) -> None:
    if kind == "open" and column.stem and _draft_comment(drafter, column):
        return
    text = f"{column.stem} – {column.label}" if column.stem else column.label
    question_id = drafter.new_id(column.label, column.name)
    question: dict[str, Any] = {
        "id": question_id,
        "type": kind,
        "text": drafter.text(text),
        "columns": {drafter.wave: column.name},
    }
    if kind == "number":
        values = set(drafter.values[column.name])
        others = in_order(values - set(parse_numbers(values)))
        missing = [value for value in others if missing_kind(value)]
        if missing:
            question["options"] = _missing_options(drafter, missing)
        drafter.guess("Columns taken for numbers", question_id)
    drafter.questions.append(question)


def _missing_options(drafter: _Drafter, values: Iterable[str]) -> list[dict[str, Any]]:
    """What stands for a missing value among numbers, such as «ikke oppgitt»."""
    options: list[dict[str, Any]] = []
    for value in values:
        name = make_option_id(value, "missing", {option["id"] for option in options})
        options.append({"id": name, "text": drafter.text(value), "missing": missing_kind(value)})
    return options


def _draft_comment(drafter: _Drafter, column: ExportColumn) -> bool:
    """An open column «question - Annet», tied to the option of the question that it belongs to."""
    for question in drafter.questions:
        if tidy(question["text"][drafter.language]) != column.stem:
            continue
        rows = question.get("items") if question["type"] == "multiple" else question.get("options")
        same = [row for row in rows or () if row["text"][drafter.language] == column.label]
        other = same or [row for row in rows or () if is_other(row["text"][drafter.language])]
        if not other or question["type"] not in ("single", "multiple"):
            return False
        name = f"{question['id']}_other"
        drafter.taken.add(name)
        if question["type"] == "multiple":
            universe = {"item": f"{question['id']}.{other[0]['id']}", "answers": [SELECTED]}
        else:
            universe = {"item": question["id"], "answers": [other[0]["id"]]}
        drafter.questions.append(
            {
                "id": name,
                "type": "open",
                "text": drafter.text(f"{column.stem} – {column.label}"),
                "columns": {drafter.wave: column.name},
                "asked_if": universe,
            }
        )
        drafter.guess("Open fields taken to be asked of those who chose «other» (asked_if)", name)
        return True
    return False


def _share_scales(drafter: _Drafter) -> dict[str, Any]:
    """Options that several questions have alike become scales; returns them by name."""

    def key(question: Mapping[str, Any]) -> str:
        return repr(question["options"])

    shared = Counter(key(q) for q in drafter.questions if q["type"] in ("single", "grid"))
    scales: dict[str, Any] = {}
    names: dict[str, str] = {}
    for place, question in enumerate(drafter.questions):
        if question["type"] not in ("single", "grid") or shared[key(question)] < 2:
            continue
        if key(question) not in names:
            answers = [o["text"][drafter.language] for o in question["options"]]
            family = scale_family([a for a in answers if not missing_kind(a)])
            names[key(question)] = make_id(family or question["id"], "scale", scales)
            scale: dict[str, Any] = {"ordered": True} if question.get("ordered") else {}
            scales[names[key(question)]] = {**scale, "options": question["options"]}
        name = names[key(question)]
        drafter.questions[place] = {
            part: content
            for old, value in question.items()
            if old != "ordered"
            for part, content in [("scale", name) if old == "options" else (old, value)]
        }
    return scales


def _give_themes(drafter: _Drafter) -> list[dict[str, Any]]:
    """A theme begins at the first question, and at each large grid.

    Background questions have a theme of their own, with the small questions right after them.
    """
    background, general = _HEADINGS[drafter.language]
    themes: list[dict[str, Any]] = []
    names = {"background"}
    in_background = False
    used_background = False

    def begin(text: str) -> str:
        name = make_id(text, "theme", names)
        names.add(name)
        themes.append({"id": name, "title": drafter.text(text)})
        return name

    current = ""
    for question in drafter.questions:
        text = question["text"][drafter.language]
        large = question["type"] == "grid" and len(question["items"]) >= LARGE_GRID
        about = question["type"] in ("single", "number") and bool(_BACKGROUND.search(text))
        in_background = about or (in_background and not large)
        if in_background:
            used_background = True
            question["theme"] = "background"
            continue
        if large or not current:
            current = begin(heading(text) if large else general)
        question["theme"] = current
    if used_background:
        themes.append({"id": "background", "title": drafter.text(background)})
    for place, question in enumerate(drafter.questions):
        start = {"id": question["id"], "type": question["type"], "theme": question["theme"]}
        drafter.questions[place] = start | question
    drafter.guess(THEMES, ", ".join(theme["id"] for theme in themes))
    return themes
