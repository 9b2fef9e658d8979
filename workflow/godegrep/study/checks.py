"""What a schema cannot say of a study: names that must be found, colours that must be legible."""

from collections.abc import Iterable, Iterator
from datetime import date

from godegrep.core.contrast import contrast
from godegrep.study.config import Config
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.study import Study
from godegrep.study.yaml import Violation

GROUND = "#f4f6f8"
"""The darkest ground that the institute's colours stand on in a report."""
LEGIBLE = 4.5
"""The least contrast of text with its ground (WCAG 2.1, level AA)."""


def config_violations(study: Study) -> Iterator[Violation]:
    """What in `config.yaml` does not fit itself or the questionnaire."""
    config, questionnaire = study.config, study.questionnaire
    yield from _cover_violations(config)
    yield from _word_violations(config)
    yield from _design_violations(config)
    yield from _break_violations(config, questionnaire)
    yield from _diverging_violations(config, questionnaire)
    if any(wave.frame for wave in config.waves) and not config.frame.respondent:
        yield (), "frame.respondent must name the frame's column of respondents."
    opens = {question.id for question in questionnaire if question.type == "open"}
    for name in config.open.clusters:
        if name not in opens:
            where = ("open", "clusters", name)
            yield where, f"open.clusters: {name} is not an open question; {there_are(opens)}"


def wave_violations(study: Study) -> Iterator[Violation]:
    """The waves of `config.yaml` that the questionnaire says nothing of."""
    for wave in study.config.waves:
        if not any(wave.name in question.waves() for question in study.questionnaire):
            yield (
                ("questions",),
                f"no question has a column for wave {wave.name}; "
                f"`godegrep new-wave {wave.name} EXPORT` drafts them.",
            )


def there_are(names: Iterable[str]) -> str:
    """What could have been named, as the end of a line."""
    return f"there are: {', '.join(sorted(names)) or 'none'}."


def _cover_violations(config: Config) -> Iterator[Violation]:
    day = config.report.date
    if day:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield ("date",), f"date: {day} is no day; write it as 2017-08-31."
    for name, colour in vars(config.report.colours).items():
        if contrast(colour, GROUND) < LEGIBLE:
            yield (
                ("colours", name),
                f"colours.{name}: {colour} is too light to be read on white; take a darker one.",
            )


def _word_violations(config: Config) -> Iterator[Violation]:
    """Each share must have a word, the smallest too."""
    least = min(config.report.how_many, key=lambda word: word.at_least)
    if least.at_least > 0:
        yield (
            ("how_many",),
            f"how_many: no word is for less than {least.at_least:g}; write one with at_least: 0, "
            "such as {at_least: 0, text: {nb: noen få}}.",
        )


def _design_violations(config: Config) -> Iterator[Violation]:
    variables = {variable.name for variable in config.frame.variables}
    design = config.design
    named = [("strata", name) for name in design.strata]
    if design.weights.kind != "column":
        named += [(f"weights.{design.weights.kind}", name) for name in design.weights.names]
    if design.clusters:
        named.append(("clusters", design.clusters))
    for place, name in named:
        if name not in variables:
            yield (
                ("design", *place.split(".")),
                f"design.{place}: {name} is not a variable of the frame; {there_are(variables)}",
            )
    if design.weights.kind not in ("none", "column"):
        for wave in config.waves:
            if not wave.frame:
                yield (
                    ("design", "weights"),
                    f"design.weights: wave {wave.name} has no frame, so that nobody knows what its "
                    "answers should weigh; give it one, or weights: none.",
                )


def _break_violations(config: Config, questionnaire: Questionnaire) -> Iterator[Violation]:
    variables = {variable.name for variable in config.frame.variables}
    singles = {question.id for question in questionnaire if question.type == "single"}
    for place, name in enumerate(config.breaks):
        if name not in variables | singles:
            yield (
                ("breaks", place),
                f"breaks: {name} is neither a variable of the frame "
                f"({', '.join(sorted(variables)) or 'none'}) nor a single question "
                f"({', '.join(sorted(singles)) or 'none'}).",
            )


def _diverging_violations(config: Config, questionnaire: Questionnaire) -> Iterator[Violation]:
    scaled = {q.id for q in questionnaire if q.ordered and q.type in ("single", "grid")}
    for place, name in enumerate(config.report.figures.diverging):
        if name not in scaled:
            yield (
                ("figures", "diverging", place),
                f"figures.diverging: {name} is no question on a scale with `ordered: true`; "
                f"{there_are(scaled)}",
            )
