"""The questionnaire: questions with stable ids, and what each wave called and coded them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from godegrep.core.text_by_language import Text, text_by_language
from godegrep.core.vocabulary import ANSWERED, ASKED, DONT_KNOW, NO_ANSWER, NOT_SELECTED, SELECTED


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen.

    `missing` names the kind where it counts as no answer. `own_words` marks the option that
    everything stands for which no other option explains: what respondents wrote themselves.
    """

    id: str
    text: Text
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    code: str = ""
    missing: str = ""
    own_words: bool = False

    def raw(self, wave: str) -> set[str]:
        """The texts that stand for this option in the export of a wave."""
        if wave in self.codes:
            return set(self.codes[wave])
        texts = {" ".join(text.split()) for text in self.text.values()}
        return texts | ({self.code} if self.code else set())


@dataclass(frozen=True)
class Group:
    """Options that a table also shows together, such as «økt litt» and «økt mye» as «økt»."""

    id: str
    text: Text
    options: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """What gets one answer from each respondent: a column of `answers.parquet`.

    `id` is the question's id, followed by a dot and the item's own name in grids and multiple
    questions. `columns` maps wave to the column of that wave's export. `exclusive` marks «ingen av
    disse» in a multiple question, `own_words` the choice that counts as made where a joined column
    holds more than the texts of the choices: what respondents wrote themselves.
    """

    id: str
    text: Text
    columns: Mapping[str, str] = field(default_factory=dict)
    exclusive: bool = False
    own_words: bool = False

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Universe:
    """Who is asked: those who gave one of these answers to that item."""

    item: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Rewording:
    """How a question was put in one wave, where that differs from the questionnaire's text."""

    text: Text
    comparable: bool = False
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A question. `type` is single, multiple, grid, number or open.

    `separator` maps wave to the text that joins several choices in one column, for tools that
    export a multiple question that way; `column` then names that column by wave.

    `base` says who is in the base of its tables: `answered`, `asked` or `complete`; `dont_know`
    whether «vet ikke» is an answer like others (`inside`) or none (`outside`). `index` says that
    the items of a grid measure one thing, so that their mean is tabulated too.
    """

    id: str
    type: str
    theme: str
    text: Text
    items: tuple[Item, ...]
    options: tuple[Option, ...] = ()
    groups: tuple[Group, ...] = ()
    ordered: bool = False
    asked_if: Universe | None = None
    unit: Text = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    column: Mapping[str, str] = field(default_factory=dict)
    separator: Mapping[str, str] = field(default_factory=dict)
    reworded: Mapping[str, Rewording] = field(default_factory=dict)
    base: str = "answered"
    dont_know: str = "outside"
    index: bool = False

    @property
    def scale(self) -> tuple[Option, ...]:
        """The options that say something of the matter, in the order of the questionnaire."""
        return tuple(option for option in self.options if not option.missing)

    @property
    def base_kind(self) -> str:
        """Who is in the base: `answered`, `asked`, `complete`; and `+dont_know` if those are."""
        base = ANSWERED if self.type == "number" and self.base == ASKED else self.base
        return f"{base}+{DONT_KNOW}" if self.answers != self.scale else base

    @property
    def answers(self) -> tuple[Option, ...]:
        """The options that count as answers: the scale, and «vet ikke» where it is inside."""
        inside = ("", "dont_know") if self.dont_know == "inside" else ("",)
        return tuple(option for option in self.options if option.missing in inside)

    @property
    def values(self) -> tuple[str, ...]:
        """What an item of a closed question may hold in the base of its tables, in order."""
        chosen = (
            (SELECTED, NOT_SELECTED)
            if self.type == "multiple"
            else tuple(option.id for option in self.answers)
        )
        return (*chosen, NO_ANSWER) if self.base == "asked" else chosen

    def waves(self) -> set[str]:
        """The waves that asked this question."""
        return set(self.column).union(*(item.columns for item in self.items))

    def has(self, item: Item, wave: str) -> bool:
        """Whether a wave asked a row, or offered a choice.

        A joined column has every choice, but for those that name the joined waves they stand in.
        """
        joined = wave in self.column and not item.columns.keys() & self.column.keys()
        return wave in item.columns or joined

    def wording(self, wave: str) -> Text:
        """The text as it was put in a wave."""
        return self.reworded[wave].text if wave in self.reworded else self.text


@dataclass(frozen=True)
class Theme:
    """A chapter of the report."""

    id: str
    title: Text


@dataclass(frozen=True)
class Comparison:
    """How a question of a wave stands to an earlier one: same, changed, new or gone."""

    question: str
    status: str
    compare: bool
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Questionnaire:
    """All themes and questions of a study, or those of one wave (see `view`)."""

    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def question(self, question_id: str) -> Question:
        """The question with this id; raises KeyError."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def items(self, *types: str) -> list[tuple[Question, Item]]:
        """Each item with its question, all types or only those named."""
        return [
            (question, item)
            for question in self.questions
            if not types or question.type in types
            for item in question.items
        ]

    def among(self, waves: Sequence[str]) -> "Questionnaire":
        """What these waves asked, and nothing that concerns other waves only."""

        def only(mapping: Mapping[str, Any]) -> dict[str, Any]:
            return {wave: mapping[wave] for wave in waves if wave in mapping}

        questions = tuple(
            replace(
                question,
                items=tuple(
                    replace(item, columns=only(item.columns))
                    for item in question.items
                    if any(question.has(item, wave) for wave in waves)
                ),
                options=tuple(
                    replace(option, codes=only(option.codes)) for option in question.options
                ),
                column=only(question.column),
                separator=only(question.separator),
                reworded=only(question.reworded),
            )
            for question in self.questions
            if question.waves().intersection(waves)
        )
        used = {question.theme for question in questions}
        return Questionnaire(tuple(theme for theme in self.themes if theme.id in used), questions)

    def view(self, wave: str) -> "Questionnaire":
        """The questionnaire as one wave put it, in its own wording."""
        asked = self.among([wave])
        return replace(asked, questions=tuple(_as_worded(q, wave) for q in asked.questions))

    def comparisons(self, first: str, second: str) -> list[Comparison]:
        """How each question stands in the second of two waves, set beside the first.

        A question whose wording differs, or that has a `reworded` with the same wording because
        its choices differ, is compared only where `comparable: true` stands there.
        """
        found = []
        for question in self.questions:
            waves = question.waves()
            if first not in waves and second not in waves:
                continue
            if first not in waves:
                found.append(Comparison(question.id, "new", False))
            elif second not in waves:
                found.append(Comparison(question.id, "gone", False))
            elif not _put_alike(question, first, second):
                changes = [question.reworded[w] for w in (first, second) if w in question.reworded]
                found.append(
                    Comparison(
                        question.id,
                        "changed",
                        bool(changes) and all(change.comparable for change in changes),
                        next((change.note for change in changes if change.note), {}),
                    )
                )
            else:
                found.append(Comparison(question.id, "same", True))
        return found


def _put_alike(question: Question, first: str, second: str) -> bool:
    """Whether two waves put a question in the same words, and neither is marked as other."""
    marked = any(
        question.reworded[wave].text == question.text
        for wave in (first, second)
        if wave in question.reworded
    )
    return not marked and question.wording(first) == question.wording(second)


def _as_worded(question: Question, wave: str) -> Question:
    text = question.wording(wave)
    items = tuple(
        replace(item, text=text) if item.id == question.id else item for item in question.items
    )
    return replace(question, text=text, items=items)


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(str(part) for part in value)
    return (str(value),)


def _option(value: Mapping[str, Any]) -> Option:
    return Option(
        id=str(value["id"]),
        text=text_by_language(value.get("text", value["id"])),
        codes={str(wave): _strings(codes) for wave, codes in value.get("codes", {}).items()},
        code=str(value.get("code", "")),
        missing=str(value.get("missing", "")),
        own_words=bool(value.get("own_words", False)),
    )


def _group(value: Mapping[str, Any]) -> Group:
    return Group(str(value["id"]), text_by_language(value["text"]), _strings(value["options"]))


def _mapping(value: Mapping[Any, Any] | None) -> dict[str, str]:
    return {str(key): str(part) for key, part in (value or {}).items()}


def _items(value: Mapping[str, Any]) -> tuple[Item, ...]:
    if "items" not in value:
        return (
            Item(str(value["id"]), text_by_language(value["text"]), _mapping(value.get("columns"))),
        )
    return tuple(
        Item(
            f"{value['id']}.{item['id']}",
            text_by_language(item.get("text", item["id"])),
            _mapping(item.get("columns")),
            bool(item.get("exclusive", False)),
            bool(item.get("own_words", False)),
        )
        for item in value["items"]
    )


def _question(value: Mapping[str, Any], scales: Mapping[str, Mapping[str, Any]]) -> Question:
    scale = scales.get(str(value.get("scale", "")), {})
    asked_if = value.get("asked_if")
    return Question(
        id=str(value["id"]),
        type=str(value["type"]),
        theme=str(value["theme"]),
        text=text_by_language(value["text"]),
        items=_items(value),
        options=tuple(_option(option) for option in value.get("options", scale.get("options", ()))),
        groups=tuple(_group(group) for group in value.get("groups", scale.get("groups", ()))),
        ordered=bool(value.get("ordered", scale.get("ordered", False))),
        asked_if=(
            Universe(str(asked_if["item"]), _strings(asked_if["answers"])) if asked_if else None
        ),
        unit=text_by_language(value.get("unit")),
        minimum=value.get("minimum"),
        maximum=value.get("maximum"),
        column=_mapping(value.get("columns")) if "items" in value else {},
        separator={str(w): str(text) for w, text in value.get("separator", {}).items()},
        reworded={
            str(wave): Rewording(
                text_by_language(change["text"]),
                bool(change.get("comparable", False)),
                text_by_language(change.get("note")),
            )
            for wave, change in value.get("reworded", {}).items()
        },
        base=str(value.get("base", "answered")),
        dont_know=str(value.get("dont_know", "outside")),
        index=bool(value.get("index", False)),
    )


def from_dict(document: Mapping[str, Any]) -> Questionnaire:
    """Build a questionnaire from the content of `questionnaire.yaml` (already schema-checked)."""
    scales = document.get("scales", {})
    return Questionnaire(
        tuple(Theme(str(t["id"]), text_by_language(t["title"])) for t in document["themes"]),
        tuple(_question(question, scales) for question in document["questions"]),
    )


def to_dict(questionnaire: Questionnaire) -> dict[str, Any]:
    """The reverse of `from_dict`, with every scale written out; safe to store as JSON."""

    def question(q: Question) -> dict[str, Any]:
        own_items = q.type in ("grid", "multiple")
        value: dict[str, Any] = {
            "id": q.id,
            "type": q.type,
            "theme": q.theme,
            "text": dict(q.text),
            "ordered": q.ordered,
            "options": [
                {
                    "id": o.id,
                    "text": dict(o.text),
                    "codes": {wave: list(codes) for wave, codes in o.codes.items()},
                    "code": o.code,
                    "missing": o.missing,
                    "own_words": o.own_words,
                }
                for o in q.options
            ],
            "groups": [
                {"id": g.id, "text": dict(g.text), "options": list(g.options)} for g in q.groups
            ],
            "unit": dict(q.unit),
            "minimum": q.minimum,
            "maximum": q.maximum,
            "columns": dict(q.column if own_items else q.items[0].columns),
            "separator": dict(q.separator),
            "reworded": {
                wave: {"text": dict(r.text), "comparable": r.comparable, "note": dict(r.note)}
                for wave, r in q.reworded.items()
            },
            "base": q.base,
            "dont_know": q.dont_know,
            "index": q.index,
        }
        if own_items:
            value["items"] = [
                {
                    "id": item.name,
                    "text": dict(item.text),
                    "columns": dict(item.columns),
                    "exclusive": item.exclusive,
                    "own_words": item.own_words,
                }
                for item in q.items
            ]
        if q.asked_if:
            value["asked_if"] = {"item": q.asked_if.item, "answers": list(q.asked_if.answers)}
        return value

    return {
        "themes": [{"id": theme.id, "title": dict(theme.title)} for theme in questionnaire.themes],
        "questions": [question(q) for q in questionnaire.questions],
    }
