"""What a schema cannot say of a study: names that must be found, colours that must be legible."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from godegrep.core.contrast import contrast
from godegrep.study.config import Config
from godegrep.study.paths import CONFIG, QUESTIONNAIRE
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.study import Study

GROUND = "#f4f6f8"
"""The darkest ground that the institute's colours stand on in a report."""
LEGIBLE = 4.5
"""The least contrast of text with its ground (WCAG 2.1, level AA)."""


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def questionnaire_violations(
    document: Mapping[str, Any], questionnaire: Questionnaire, waves: set[str]
) -> Iterator[str]:
    """What does not fit within the questionnaire, and with the waves of the config, a line each."""
    shown = QUESTIONNAIRE
    for name in _twice(question.id for question in questionnaire):
        yield f"{shown}: the question id {name} is used twice; every id must be its own."
    themes = {theme.id for theme in questionnaire.themes}
    scales = set(document.get("scales", {}))
    raw = {str(question["id"]): question for question in document["questions"]}
    items = {item.id: question for question, item in questionnaire.items()}
    for question in questionnaire:
        where = f"{shown}: {question.id}"
        scale = raw[question.id].get("scale")
        if scale is not None and scale not in scales:
            yield f"{where}: the scale {scale} does not exist; there are: {_listed(scales)}."
        if question.theme not in themes:
            yield (
                f"{where}: the theme {question.theme} does not exist; there are: {_listed(themes)}."
            )
        for name in _twice(item.id for item in question.items):
            yield f"{where}: the item {name} stands twice."
        options = {option.id for option in question.options}
        for name in _twice(option.id for option in question.options):
            yield f"{where}: the option {name} stands twice."
        for group in question.groups:
            for name in sorted(set(group.options) - options):
                yield f"{where}: the group {group.id} names the unknown option {name}."
        for wave in sorted(question.waves() | set(question.reworded)):
            if wave not in waves:
                yield f"{where}: the wave {wave} is not in {CONFIG}; there are: {_listed(waves)}."
                continue
            codes = [code for option in question.options for code in option.raw(wave)]
            for code in _twice(codes):
                yield (
                    f"{where}: the code {code!r} stands for several options in wave {wave}; "
                    "give each option codes of its own."
                )
        asked_if = question.asked_if
        if asked_if and asked_if.item not in items:
            yield f"{where}: asked_if names the item {asked_if.item}, which does not exist."
        elif asked_if:
            known = {option.id for option in items[asked_if.item].options} or {"selected"}
            for answer in sorted(set(asked_if.answers) - known):
                yield (
                    f"{where}: asked_if names the answer {answer}, which {asked_if.item} does not "
                    f"have; it has: {_listed(known)}."
                )
    for wave in sorted(waves):
        columns = [
            column
            for question in questionnaire
            for column in (
                # In a joined column the items name choices; own words may be an open answer too.
                *(
                    [question.column[wave]]
                    if wave in question.column
                    else (
                        item.columns[wave]
                        for item in question.items
                        if wave in item.columns and not item.own_words
                    )
                ),
            )
        ]
        for column in _twice(columns):
            yield f"{shown}: the column {column!r} of wave {wave} is used by several items."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _cover_violations(config: Config) -> Iterator[str]:
    if config.report.date:
        try:
            date.fromisoformat(config.report.date)
        except ValueError:
            yield f"{CONFIG}: date: {config.report.date} is no day; write it as 2017-08-31."
    for name, colour in vars(config.report.colours).items():
        if contrast(colour, GROUND) < LEGIBLE:
            yield (
                f"{CONFIG}: colours.{name}: {colour} is too light to be read on white; "
                "take a darker one."
            )


def study_violations(study: Study) -> Iterator[str]:
    """What does not fit between config and questionnaire, a line each."""
    config, questionnaire = study.config, study.questionnaire
    yield from _cover_violations(config)
    variables = {variable.name for variable in config.frame.variables}
    singles = {question.id for question in questionnaire if question.type == "single"}
    for name in config.design.strata:
        if name not in variables:
            yield (
                f"{CONFIG}: design.strata: {name} is not a variable of the frame; "
                f"there are: {_listed(variables)}."
            )
    named = [
        ("weights." + config.design.weights.kind, name) for name in config.design.weights.names
    ]
    if config.design.weights.kind == "column":
        named = []
    if config.design.clusters:
        named.append(("clusters", config.design.clusters))
    for place, name in named:
        if name not in variables:
            yield (
                f"{CONFIG}: design.{place}: {name} is not a variable of the frame; "
                f"there are: {_listed(variables)}."
            )
    if config.design.weights.kind not in ("none", "column"):
        for wave in config.waves:
            if not wave.frame:
                yield (
                    f"{CONFIG}: design.weights: wave {wave.name} has no frame, so that "
                    "nobody knows what its answers should weigh; give it one, or weights: none."
                )
    for question in questionnaire:
        if question.index and (question.type != "grid" or len(question.items) < 2):
            yield (
                f"{QUESTIONNAIRE}: {question.id}: an index takes a grid of two items or more; "
                "leave `index` out."
            )
        if question.index and not question.ordered:
            yield f"{QUESTIONNAIRE}: {question.id}: an index takes a scale with `ordered: true`."
    for name in config.breaks:
        if name not in variables | singles:
            yield (
                f"{CONFIG}: breaks: {name} is neither a variable of the frame "
                f"({_listed(variables)}) nor a single question ({_listed(singles)})."
            )
    scaled = {q.id for q in questionnaire if q.ordered and q.type in ("single", "grid")}
    for name in config.report.figures.diverging:
        if name not in scaled:
            yield (
                f"{CONFIG}: figures.diverging: {name} is no question on a scale with "
                f"`ordered: true`; there are: {_listed(scaled)}."
            )
    if any(wave.frame for wave in config.waves) and not config.frame.respondent:
        yield f"{CONFIG}: frame.respondent must name the frame's column of respondents."
    opens = {question.id for question in questionnaire if question.type == "open"}
    for name in config.open.clusters:
        if name not in opens:
            yield (
                f"{CONFIG}: open.clusters: {name} is not an open question; "
                f"there are: {_listed(opens)}."
            )
    for wave in config.waves:
        if not any(wave.name in question.waves() for question in questionnaire):
            yield (
                f"{QUESTIONNAIRE}: no question has a column for wave {wave.name}; "
                f"`godegrep new-wave {wave.name} EXPORT` drafts them."
            )
