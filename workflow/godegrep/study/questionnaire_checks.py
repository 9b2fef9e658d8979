"""What a schema cannot say of a questionnaire; each mistake where it was written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from godegrep.core.plain_yaml import Place
from godegrep.core.schema import read
from godegrep.study.checks import there_are
from godegrep.study.paths import CONFIG
from godegrep.study.questionnaire import Group, Option, Question, Questionnaire, Scale
from godegrep.study.yaml import Violation


@dataclass(frozen=True)
class _Choices:
    """Options with their groups: those of a scale, or a question's own.

    `name` says whose they are; `waves` are those that offer them.
    """

    name: str
    options_at: Place
    groups_at: Place
    options: Sequence[Option]
    groups: Sequence[Group]
    waves: set[str]


def questionnaire_violations(
    document: Mapping[str, Any], questionnaire: Questionnaire, waves: Iterable[str]
) -> Iterator[Violation]:
    """What does not fit within the questionnaire, or with the waves of the config.

    `document` is the content of the file that `questionnaire` was read from.
    """
    for place, name in _repeated(question.id for question in questionnaire):
        yield (
            ("questions", place),
            f"the question id {name} is used twice; every id must be its own.",
        )
    for place, question in enumerate(questionnaire):
        here, written = ("questions", place), document["questions"][place]
        violations = (
            *_reference_violations(question, written, document, questionnaire),
            *_wave_violations(question, written, set(waves)),
            *_universe_violations(question, questionnaire),
            *_index_violations(question),
        )
        for inner, text in violations:
            yield (*here, *inner), f"{question.id}: {text}"
    for choices in _all_choices(document, questionnaire):
        yield from _choice_violations(choices, set(waves))
    for wave in sorted(waves):
        yield from _column_violations(questionnaire, wave)


def _repeated(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The names that stand several times, each once, and where it stands for the second time."""
    seen: list[str] = []
    for place, name in enumerate(names):
        if seen.count(name) == 1:
            yield place, name
        seen.append(name)


def _reference_violations(
    question: Question,
    written: Mapping[str, Any],
    document: Mapping[str, Any],
    questionnaire: Questionnaire,
) -> Iterator[Violation]:
    scales, scale = document.get("scales", {}), written.get("scale")
    if scale is not None and scale not in scales:
        yield ("scale",), f"the scale {scale} does not exist; {there_are(scales)}"
    themes = {theme.id for theme in questionnaire.themes}
    if question.theme not in themes:
        yield ("theme",), f"the theme {question.theme} does not exist; {there_are(themes)}"
    for place, name in _repeated(item.id for item in question.items):
        yield ("items", place), f"the item {name} stands twice."


def _wave_violations(
    question: Question, written: Mapping[str, Any], waves: set[str]
) -> Iterator[Violation]:
    for wave in sorted(question.waves() | set(question.reworded)):
        if wave not in waves:
            yield (
                _where_named(written, wave),
                f"the wave {wave} is not in {CONFIG}; {there_are(waves)}",
            )


def _where_named(written: Mapping[str, Any], wave: str) -> Place:
    """Where a question names a wave: at its columns, its wording, or an item's columns."""
    for key in ("columns", "reworded"):
        if wave in written.get(key, {}):
            return key, wave
    return next(
        ("items", place, "columns", wave)
        for place, item in enumerate(written["items"])
        if wave in item.get("columns", {})
    )


def _universe_violations(question: Question, questionnaire: Questionnaire) -> Iterator[Violation]:
    universe = question.asked_if
    if universe is None:
        return
    items = {item.id: other for other, item in questionnaire.items()}
    if universe.item not in items:
        yield (
            ("asked_if", "item"),
            f"asked_if names the item {universe.item}, which does not exist.",
        )
        return
    known = {option.id for option in items[universe.item].options} or {"selected"}
    for answer in sorted(set(universe.answers) - known):
        yield (
            ("asked_if", "answers"),
            f"asked_if names the answer {answer}, which {universe.item} does not have; it has: "
            f"{', '.join(sorted(known))}.",
        )


def _index_violations(question: Question) -> Iterator[Violation]:
    if question.index and (question.type != "grid" or len(question.items) < 2):
        yield ("index",), "an index takes a grid of two items or more; leave `index` out."
    if question.index and not question.ordered:
        yield ("index",), "an index takes a scale with `ordered: true`."


def _all_choices(document: Mapping[str, Any], questionnaire: Questionnaire) -> Iterator[_Choices]:
    pairs = list(zip(questionnaire, document["questions"], strict=True))
    for name, written in document.get("scales", {}).items():
        scale, here = read(Scale, {"name": name, **written}), ("scales", name)
        waves = {
            wave
            for question, asked in pairs
            if asked.get("scale") == name and "options" not in asked
            for wave in question.waves()
        }
        places = (*here, "options"), (*here, "groups")
        yield _Choices(f"scales.{name}", *places, scale.options, scale.groups, waves)
    for place, (question, asked) in enumerate(pairs):
        if "options" in asked or "groups" in asked:
            waves = question.waves() if "options" in asked else set()
            places = ("questions", place, "options"), ("questions", place, "groups")
            yield _Choices(question.id, *places, question.options, question.groups, waves)


def _choice_violations(choices: _Choices, waves: set[str]) -> Iterator[Violation]:
    for place, name in _repeated(option.id for option in choices.options):
        yield (*choices.options_at, place), f"{choices.name}: the option {name} stands twice."
    known = {option.id for option in choices.options}
    for place, group in enumerate(choices.groups):
        for name in sorted(set(group.options) - known):
            yield (
                (*choices.groups_at, place),
                f"{choices.name}: the group {group.id} names the unknown option {name}.",
            )
    for wave in sorted(choices.waves & waves):
        codes = [
            (place, code)
            for place, option in enumerate(choices.options)
            for code in sorted(option.raw(wave))
        ]
        for which, code in _repeated(code for _, code in codes):
            yield (
                (*choices.options_at, codes[which][0]),
                f"{choices.name}: the code {code!r} stands for several options in wave {wave}; "
                "give each option codes of its own.",
            )


def _column_violations(questionnaire: Questionnaire, wave: str) -> Iterator[Violation]:
    columns = [
        (("questions", place, *inner), column)
        for place, question in enumerate(questionnaire)
        for inner, column in _columns(question, wave)
    ]
    for which, column in _repeated(column for _, column in columns):
        yield columns[which][0], f"the column {column!r} of wave {wave} is used by several items."


def _columns(question: Question, wave: str) -> Iterator[tuple[Place, str]]:
    """The columns that a question takes for itself.

    In a joined column the items name choices; own words may be an open answer too.
    """
    if wave in question.columns:
        yield ("columns", wave), question.columns[wave]
        return
    for place, item in enumerate(question.items):
        if wave in item.columns and not item.own_words:
            inner = () if item.id == question.id else ("items", place)
            yield (*inner, "columns", wave), item.columns[wave]
