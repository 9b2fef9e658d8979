"""The questionnaire: questions with stable ids, and what each wave called and coded them.

The types are the source of the schema and the defaults of `questionnaire.yaml`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Literal

from godegrep.core.schema import ByName, Form, read, schema_of, stored
from godegrep.core.text_by_language import Text
from godegrep.core.vocabulary import ANSWERED, ASKED, DONT_KNOW, NO_ANSWER, NOT_SELECTED, SELECTED
from godegrep.study.forms import Id

ByWave = Mapping[str, str]


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(str(part) for part in value)
    return (str(value),)


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    id: Id
    text: Text = field(default_factory=dict)
    codes: Annotated[
        Mapping[
            str,
            Annotated[tuple[str, ...], Form({"type": ["string", "number", "array"]}, _strings)],
        ],
        "What stands for the option in a wave's export.",
    ] = field(default_factory=dict)
    code: Annotated[
        str,
        Form({"type": ["string", "number"]}, str),
        "What stands for the option in the exports.",
    ] = ""
    missing: Annotated[
        Literal["", "dont_know", "does_not_apply", "refused", "not_asked", "blank"],
        "Counts as no answer, of this kind; not_asked and blank for codes by which an export "
        "itself says so.",
    ] = ""
    own_words: Annotated[
        bool,
        "Stands for every answer that no other option explains: what respondents wrote themselves.",
    ] = False

    @classmethod
    def written(cls, written: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its id is its text where none is written."""
        return {"text": written["id"], **written}

    def raw(self, wave: str) -> set[str]:
        """The texts that stand for this option in the export of a wave."""
        if wave in self.codes:
            return set(self.codes[wave])
        texts = {" ".join(text.split()) for text in self.text.values()}
        return texts | ({self.code} if self.code else set())


@dataclass(frozen=True)
class Group:
    """Options that a table also shows together, such as «økt litt» and «økt mye» as «økt»."""

    id: Id
    text: Text
    options: Annotated[tuple[str, ...], {"minItems": 1}]


@dataclass(frozen=True)
class Item:
    """What gets one answer from each respondent: a column of `answers.parquet`.

    `id` is the question's id, followed by a dot and the item's own name in grids and multiple
    questions. `columns` maps wave to the column of that wave's export.
    """

    id: Id
    text: Text
    columns: ByWave = field(default_factory=dict)
    exclusive: Annotated[
        bool, "Cannot be chosen together with others, such as «ingen av disse»."
    ] = False
    own_words: Annotated[
        bool,
        "Counts as chosen where a joined column holds more than the texts of the choices, or where "
        "its own column holds any text: what respondents wrote themselves.",
    ] = False

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Universe:
    """Who is asked: those who gave one of these answers to that item."""

    item: str
    answers: Annotated[tuple[str, ...], {"minItems": 1}]


@dataclass(frozen=True)
class Rewording:
    """How a question was put in one wave, where that differs from the questionnaire's text."""

    text: Text
    comparable: Annotated[
        bool, "The answers may be compared with those of other waves all the same."
    ] = False
    note: Text = field(default_factory=dict)


Options = Annotated[tuple[Option, ...], {"minItems": 1}]
Groups = Annotated[tuple[Group, ...], "Options that tables also show together."]


@dataclass(frozen=True)
class Scale:
    """Options that several questions share."""

    name: Id
    options: Options
    groups: Groups = ()
    ordered: bool = False


_NO_ITEMS = {"not": {}, "description": "A question of this type has no items."}


@dataclass(frozen=True)
class Question:
    """A question.

    A question that is no grid and not multiple has one item, with its own id, text and columns.
    `columns` is then empty; else it names the columns in which several choices are joined.
    """

    id: Id
    type: Literal["single", "multiple", "grid", "number", "open"]
    theme: Id
    text: Text
    items: Annotated[
        tuple[Item, ...],
        {"minItems": 1},
        "The rows of a grid, or the choices of a multiple question.",
    ] = ()
    options: Options = ()
    groups: Groups = ()
    ordered: Annotated[bool, "The options go from one end to the other."] = False
    asked_if: Annotated[
        Universe | None, "Who is asked: those who gave one of these answers to that item."
    ] = None
    unit: Annotated[Text, "The unit of a number."] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    columns: Annotated[ByWave, "The export's column, by wave."] = field(default_factory=dict)
    separator: Annotated[
        ByWave,
        "What joins the choices of a multiple question that a tool exports in one column, by wave.",
    ] = field(default_factory=dict)
    reworded: Annotated[Mapping[str, Rewording], "The waves that put the question differently."] = (
        field(default_factory=dict)
    )
    base: Annotated[
        Literal["answered", "asked", "complete"],
        "Who is in the base of its tables; see tables in config.yaml.",
    ] = "answered"
    dont_know: Annotated[
        Literal["outside", "inside"],
        "Whether «vet ikke» is an answer like others; see tables in config.yaml.",
    ] = "outside"
    index: Annotated[
        bool,
        "The items of a grid measure one thing: the mean of their answers, 1 being the first "
        "option, is tabulated with Cronbach's alpha.",
    ] = False

    SCHEMA: ClassVar = {
        "properties": {
            "scale": schema_of(Annotated[Id, "The name of a scale, in place of options."])
        },
        "allOf": [
            {
                "if": {"properties": {"type": {"enum": ["grid", "multiple"]}}},
                "then": {"required": ["items"]},
                "else": {"properties": {"items": _NO_ITEMS}},
            },
            {
                "if": {"properties": {"type": {"enum": ["single", "grid"]}}},
                "then": {"anyOf": [{"required": ["scale"]}, {"required": ["options"]}]},
            },
        ],
    }

    @classmethod
    def written(cls, written: Mapping[str, Any]) -> Mapping[str, Any]:
        """Items have the question's id before their own, and what has no items is its only one."""
        if "items" in written:
            items = [{**item, "id": f"{written['id']}.{item['id']}"} for item in written["items"]]
            return {**written, "items": items}
        item = {key: written[key] for key in ("id", "text", "columns") if key in written}
        return {**written, "items": [item], "columns": {}}

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
        return set(self.columns).union(*(item.columns for item in self.items))

    def has(self, item: Item, wave: str) -> bool:
        """Whether a wave asked a row, or offered a choice.

        A joined column has every choice, but for those that name the joined waves they stand in.
        """
        joined = wave in self.columns and not item.columns.keys() & self.columns.keys()
        return wave in item.columns or joined

    def wording(self, wave: str) -> Text:
        """The text as it was put in a wave."""
        return self.reworded[wave].text if wave in self.reworded else self.text


@dataclass(frozen=True)
class Theme:
    """A chapter of the report."""

    id: Id
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

    themes: Annotated[tuple[Theme, ...], {"minItems": 1}, "The chapters of the report, in order."]
    questions: Annotated[tuple[Question, ...], {"minItems": 1}]

    SCHEMA: ClassVar = {
        "properties": {
            "scales": schema_of(
                Annotated[
                    tuple[Scale, ...],
                    ByName(names=schema_of(Id)),
                    "Options that several questions share.",
                ]
            )
        }
    }

    @classmethod
    def written(cls, written: Mapping[str, Any]) -> Mapping[str, Any]:
        """Each question has the options, groups and order of its scale, but for its own."""
        scales = written.get("scales") or {}
        questions = [
            {**scales.get(question.get("scale"), {}), **question}
            for question in written["questions"]
        ]
        return {**written, "questions": questions}

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
                columns=only(question.columns),
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


def from_dict(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire from the content of `questionnaire.yaml`, held against its schema."""
    return read(Questionnaire, document)


def to_dict(questionnaire: Questionnaire) -> dict[str, Any]:
    """The reverse of `from_dict`, with every scale written out; safe to store as JSON."""
    document: dict[str, Any] = stored(questionnaire)
    return {**document, "questions": [_written(question) for question in document["questions"]]}


def _written(question: dict[str, Any]) -> dict[str, Any]:
    """The reverse of `Question.written`."""
    if question["type"] in ("grid", "multiple"):
        own = len(question["id"]) + 1
        items = [{**item, "id": item["id"][own:]} for item in question["items"]]
        return {**question, "items": items}
    (item,) = question["items"]
    rest = {key: value for key, value in question.items() if key != "items"}
    return {**rest, "columns": item["columns"]}
