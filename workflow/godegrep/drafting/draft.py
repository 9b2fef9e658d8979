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

import pandas as pd

from godegrep.answers.ingest import ingest
from godegrep.core.columns import counted
from godegrep.core.ids import make_id
from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.core.vocabulary import SELECTED
from godegrep.drafting.arrange import give_themes, share_scales
from godegrep.drafting.grids import guess_grids
from godegrep.drafting.guesses import (
    GRID,
    JOINED,
    MISSING,
    OTHER,
    OWN_WORDS,
    ROUTING,
    THEMES,
    Draft,
)
from godegrep.drafting.kinds import infer_kind, recurring
from godegrep.drafting.routing import guess_routing
from godegrep.drafting.stems import with_common_stems
from godegrep.drafting.wording import (
    in_order,
    is_exclusive,
    language_of,
    make_option_id,
    missing_kind,
    scale_family,
)
from godegrep.exports.delimited_choices import JoinedChoices, find_choices, split_choices
from godegrep.exports.export import Export, ExportColumn
from godegrep.exports.headings import is_other
from godegrep.study.config import Wave
from godegrep.study.questionnaire import from_dict

SCALE_VALUES = 11
_OTHER = {"nb": "Annet", "nn": "Anna", "en": "Other"}


@dataclass
class _Drafter:
    """The state of drafting: the ids that are taken, the questions so far, the decisions."""

    export: Export
    wave: str
    language: str
    values: Mapping[str, Counter[str]]
    known: Sequence[Collection[str]] = ()
    gathered: Collection[str] = ()
    taken: set[str] = field(default_factory=set)
    questions: list[dict[str, Any]] = field(default_factory=list)
    guesses: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def guess(self, what: str, question: str, detail: str = "") -> None:
        """Note a guess on a question, gathered by what it is."""
        self.guesses.setdefault(what, []).append((question, detail))

    def text(self, text: str) -> dict[str, str]:
        """A text in the export's language."""
        return {self.language: text}

    def new_id(self, text: str, fallback: str) -> str:
        """An id that no other question has."""
        name = make_id(text, fallback, self.taken)
        self.taken.add(name)
        return name


def draft(
    export: Export,
    wave: str,
    known: Sequence[Collection[str]] = (),
    alone: Collection[str] = (),
) -> Draft:
    """Draft the questionnaire of a wave from its export.

    Values are looked at only of rows that have started. Identifying and technical columns are left
    out. `known` are the options of closed questions that the study has: a column in which only one
    question's options occur is closed too, however few the answers. `alone` are texts and columns
    of its single questions, which are no rows of a grid that is guessed. `document` passes the
    schema of `questionnaire.yaml`; scales that several questions share stand once.
    """
    table = export.table
    if export.status is not None:
        table = table[export.status != "not_started"]
    values = {str(name): _tidied(table[name]) for name in table.columns}
    columns = [c for c in export.columns if c.kind not in ("identifying", "technical")]
    columns, gathered = guess_grids(with_common_stems(columns, values), values, alone)
    language = language_of(text for column in columns for text in {column.label, column.stem})
    folded = [{tidy(text).casefold() for text in options} for options in known]
    drafter = _Drafter(export, wave, language, values, folded, gathered)
    for group in _groups(columns):
        _draft_group(drafter, group)
    scales, questions = share_scales(drafter.questions, language)
    themes, questions = give_themes(questions, language)
    drafter.guess(THEMES, ", ".join(theme["id"] for theme in themes))
    document: dict[str, Any] = {"scales": scales} if scales else {}
    document |= {"themes": themes, "questions": questions}
    _route(drafter, document)
    return Draft(document, drafter.guesses, language)


def _tidied(raw: pd.Series) -> Counter[str]:
    """The number of each value of a column that is not blank, in the order of the rows."""
    counts: Counter[str] = Counter()
    for value, count in counted(raw).items():
        counts[tidy(value)] += count
    del counts[""]
    return counts


def _route(drafter: _Drafter, document: Mapping[str, Any]) -> None:
    """Add the routing that the blanks tell of; texts are not kept, so none needs masking."""
    view = from_dict(document).view(drafter.wave)
    answers, _ = ingest(drafter.export, None, view, Wave(drafter.wave, ""), lambda text: text)
    guessed = guess_routing(view, answers)
    for question in document["questions"]:
        universe = guessed.get(question["id"])
        if universe:
            question["asked_if"] = {"item": universe.item, "answers": list(universe.answers)}
            wanted = " or ".join(universe.answers)
            drafter.guess(ROUTING, question["id"], f" if {universe.item} is {wanted}")


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
    counts: Counter[str] = Counter()
    for column in group:
        counts.update(drafter.values[column.name])
    kind, separator = first.kind, first.separator
    if kind == "unknown":
        kind, separator = infer_kind(_answers(counts, first), first.stem or first.label)
        texts = {value.casefold() for value in counts}
        only_missing = set(first.options) <= set(_missing_values(first))
        if kind == "empty" and counts:
            kind = "single"
        labelled = bool(first.options) and not (kind == "number" and only_missing)
        as_before = kind == "open" and any(texts <= set(known) for known in drafter.known)
        if labelled or as_before:
            kind = "single"
    if kind == "multiple" and not separator:
        _draft_boxes(drafter, group)
    elif kind in ("multiple", "open") and len(group) > 1:
        for column in group:  # which may be of different kinds
            _draft_group(drafter, [column])
    elif kind == "multiple":
        _draft_joined(drafter, first, counts, separator)
    elif kind == "single" and len(group) > 1:
        _draft_grid(drafter, group, counts)
    elif kind == "single":
        _draft_single(drafter, first, counts)
    elif kind in ("open", "number"):
        for column in group:
            _draft_plain(drafter, column, kind)
    else:
        reasons = {
            "empty": "left out, since they are empty",
            "date": "left out, dates",
            "row": "left out, numbers of the rows",
        }
        for column in group:
            drafter.guess(f"Columns {reasons[kind]}", column.name)


def _missing_values(column: ExportColumn) -> list[str]:
    """The raw values that stand for no answer: the file says so, or their label does."""
    labelled = [value for value, text in column.options.items() if missing_kind(text)]
    return list(dict.fromkeys([*column.missing, *labelled]))


def _answers(counts: Counter[str], column: ExportColumn) -> Counter[str]:
    missing = set(_missing_values(column))
    return Counter({value: count for value, count in counts.items() if value not in missing})


def _group_id(drafter: _Drafter, group: list[ExportColumn], text: str) -> str:
    """An id for the question of several columns; that they are one may be a guess."""
    question_id = drafter.new_id(text, group[0].question or group[0].name)
    if group[0].name in drafter.gathered:
        drafter.guess(GRID, question_id)
    return question_id


def _draft_boxes(drafter: _Drafter, group: list[ExportColumn]) -> None:
    text = group[0].stem or group[0].question or group[0].label
    question_id = _group_id(drafter, group, text)
    items = _items(drafter, group)
    _mark_exclusive(drafter, question_id, items)
    drafter.questions.append(
        {"id": question_id, "type": "multiple", "text": drafter.text(text), "items": items}
    )


def _draft_joined(
    drafter: _Drafter, column: ExportColumn, counts: Counter[str], separator: str
) -> None:
    """A multiple question in one column, its choices as the tool tells them or the answers show."""
    shown = find_choices(counts, (separator,)) or JoinedChoices(separator)
    options = dict(column.options) or {text: text for text in shown.options}
    question_id, text = _named(drafter, column)
    items: list[dict[str, Any]] = []
    for value, label in options.items():
        item = {
            "id": _item_id(label, f"choice_{len(items) + 1}", items),
            "text": drafter.text(label),
        }
        items.append(item | ({} if value == label else {"columns": {drafter.wave: value}}))
    _mark_exclusive(drafter, question_id, items)
    own_words = sum(
        count for value, count in counts.items() if split_choices(value, options, separator)[1]
    )
    if own_words:
        _add_own_words(drafter, items)
        drafter.guess(OWN_WORDS, question_id, f" ({own_words} answers)")
    drafter.questions.append(
        {
            "id": question_id,
            "type": "multiple",
            "text": drafter.text(text),
            "columns": {drafter.wave: column.name},
            "separator": {drafter.wave: separator},
            "items": items,
        }
    )
    glued = f"; taken for one: {', '.join(f'«{t}»' for t in shown.glued)}" if shown.glued else ""
    drafter.guess(JOINED, question_id, f" ({len(options)} choices{glued})")


def _mark_exclusive(drafter: _Drafter, question_id: str, items: Iterable[dict[str, Any]]) -> None:
    for item in items:
        if is_exclusive(text := item["text"][drafter.language]):
            item["exclusive"] = True
            drafter.guess("Choices taken as exclusive", question_id, f" «{text}»")


def _add_own_words(drafter: _Drafter, rows: list[dict[str, Any]]) -> None:
    """Mark «annet» as what own words count as; add it where the form has no such choice."""
    other = next((row for row in rows if is_other(row["text"][drafter.language])), None)
    if other is None:
        name = make_id(_OTHER["en"], "other", {row["id"] for row in rows})
        other = {"id": name, "text": drafter.text(_OTHER[drafter.language])}
        rows.append(other)
    other["own_words"] = True


def _named(drafter: _Drafter, column: ExportColumn) -> tuple[str, str]:
    """An id and the text of a question of one column."""
    label = column.label
    numbered = re.fullmatch(r"(.+) \(\d+\)", label)
    if numbered and label == column.name and numbered[1] in drafter.export.table:
        label = numbered[1]  # the number only tells equal headings apart
    question_id = drafter.new_id(label, column.name)
    return question_id, f"{column.stem} – {label}" if column.stem else label


def _items(drafter: _Drafter, group: Iterable[ExportColumn]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for column in group:
        name = _item_id(column.label, column.name, items)
        text = drafter.text(column.label)
        items.append({"id": name, "text": text, "columns": {drafter.wave: column.name}})
    return items


def _item_id(label: str, fallback: str, others: Iterable[Mapping[str, Any]]) -> str:
    choose = make_option_id if missing_kind(label) else make_id
    return choose(label, fallback, {other["id"] for other in others})


def _draft_grid(drafter: _Drafter, group: list[ExportColumn], counts: Counter[str]) -> None:
    text = group[0].stem or group[0].question
    question_id = _group_id(drafter, group, text)
    drafter.questions.append(
        {
            "id": question_id,
            "type": "grid",
            "text": drafter.text(text),
            **_options(drafter, question_id, group[0], counts),
            "items": _items(drafter, group),
        }
    )


def _draft_single(drafter: _Drafter, column: ExportColumn, counts: Counter[str]) -> None:
    question_id, text = _named(drafter, column)
    drafter.questions.append(
        {
            "id": question_id,
            "type": "single",
            "text": drafter.text(text),
            **_options(drafter, question_id, column, counts),
            "columns": {drafter.wave: column.name},
        }
    )


def _options(
    drafter: _Drafter, question_id: str, column: ExportColumn, counts: Counter[str]
) -> dict[str, Any]:
    """The options of a question, from the tool's labels or else from the values that occur."""
    labels, own_words = dict(column.options), False
    if labels:
        for value in in_order(set(counts) - set(labels)):
            labels[value] = value
            drafter.guess("Values without a label, made options", question_id, f" {value!r}")
    else:
        often = recurring(counts)
        once = len(set(counts)) - len(often)
        own_words = once > 0
        labels = {value: value for value in in_order(often) or ["1"]}
        drafter.guess("Options taken from the values, since the export has no labels", question_id)
        if own_words:
            drafter.guess(OWN_WORDS, question_id, f" ({once} answers)")
    options: list[dict[str, Any]] = []
    for value, label in labels.items():
        options.append(_option(drafter, question_id, column, value, tidy(label) or value, options))
    if own_words:
        _add_own_words(drafter, options)
    if all(option.get("missing") for option in options):
        for option in options:
            option.pop("missing", None)
    answers = [option["text"][drafter.language] for option in options if "missing" not in option]
    # Codes without labels, such as those of schools, are names and not amounts.
    family = scale_family(answers) if column.options or len(answers) <= SCALE_VALUES else ""
    if family:
        drafter.guess("Options taken for an ordered scale", question_id)
    return {**({"ordered": True} if family else {}), "options": options}


def _option(
    drafter: _Drafter,
    question_id: str,
    column: ExportColumn,
    value: str,
    text: str,
    others: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """An option of a raw value and its text, missing where the file or the text says so."""
    name = make_option_id(text, f"option_{len(others) + 1}", {other["id"] for other in others})
    option: dict[str, Any] = {"id": name, "text": drafter.text(text)}
    if value != text:
        option["code"] = int(value) if re.fullmatch("0|[1-9][0-9]{0,8}", value) else value
    kind = missing_kind(text)
    if kind:
        option["missing"] = kind
        drafter.guess(MISSING, question_id, f" («{text}»)")
    elif value in column.missing:
        option["missing"] = "blank"
        drafter.guess(
            "Declared missing by the file, which does not say why; taken as blank",
            question_id,
            f" «{text}»",
        )
    return option


def _draft_plain(drafter: _Drafter, column: ExportColumn, kind: str) -> None:
    if kind == "open" and _draft_comment(drafter, column):
        return
    question_id, text = _named(drafter, column)
    question: dict[str, Any] = {
        "id": question_id,
        "type": kind,
        "text": drafter.text(text),
        "columns": {drafter.wave: column.name},
    }
    if kind == "number":
        values = set(drafter.values[column.name])
        others = in_order(values - set(parse_numbers(values)) - set(column.options))
        missing = {value: column.options.get(value, value) for value in _missing_values(column)}
        missing |= {value: value for value in others if missing_kind(value)}
        options: list[dict[str, Any]] = []
        for value, label in missing.items():
            options.append(_option(drafter, question_id, column, value, tidy(label), options))
        if options:
            question["options"] = options
        drafter.guess("Columns taken for numbers", question_id)
    drafter.questions.append(question)


def _draft_comment(drafter: _Drafter, column: ExportColumn) -> bool:
    """An open column «question - Annet», tied to the option of the question that it belongs to."""
    for question in drafter.questions[-1:] if not column.stem else drafter.questions:
        if column.stem and tidy(question["text"][drafter.language]) != column.stem:
            continue
        if not column.stem and not is_other(column.label):
            continue
        if question["type"] not in ("single", "multiple"):
            return False
        rows = question.get("items") or question.get("options") or []
        same = [row for row in rows if row["text"][drafter.language] == column.label]
        other = same or [row for row in rows if is_other(row["text"][drafter.language])]
        if not other and question["type"] == "multiple" and is_other(column.label):
            # Tools such as LimeSurvey have no box for it: what is written there is the tick.
            other = _items(drafter, [column])
            other[0]["own_words"] = True
            rows += other
        if not other:
            if is_other(column.label):
                drafter.guess(OTHER, question["id"])
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
                "text": drafter.text(f"{question['text'][drafter.language]} – {column.label}"),
                "columns": {drafter.wave: column.name},
                "asked_if": universe,
            }
        )
        drafter.guess("Open fields assumed to be asked of those who chose «other» (asked_if)", name)
        return True
    return False
