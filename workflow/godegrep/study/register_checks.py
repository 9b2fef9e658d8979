"""What is wrong with `register` in config.yaml that the schema cannot tell."""

from collections.abc import Iterator

from godegrep.geography.municipalities import number_message
from godegrep.study.checks import there_are
from godegrep.study.register_settings import PracticeSettings, RegisterSettings
from godegrep.study.study import Study
from godegrep.study.yaml import Violation

_CLOSED = ("single", "multiple", "grid")


def register_violations(register: RegisterSettings, study: Study) -> Iterator[Violation]:
    """The names that the study does not have, and the parts that lack another."""
    for place, code in enumerate(register.shown):
        if why := number_message(code, register.year):
            yield ("register", "shown", place), f"register.shown: {why}"
    if register.practice:
        yield from _practice_violations(register, register.practice, study)
    variables = [variable.name for variable in study.config.frame.variables]
    for place, name in enumerate(register.sheets.beside or ()):
        if name not in variables:
            yield (
                ("register", "sheets", "beside", place),
                f"register.sheets.beside: {name} is no variable of the frame; "
                f"{there_are(variables)}",
            )


def _practice_violations(
    register: RegisterSettings, practice: PracticeSettings, study: Study
) -> Iterator[Violation]:
    if not (register.expected and register.expected.population):
        yield (
            ("register", "practice"),
            "register.practice: it needs expected: with a population, by which the indices of an "
            "office's municipalities are averaged.",
        )
    waves = {wave.name: wave for wave in study.config.waves}
    for name in practice.years:
        text = (
            f"there is no wave {name}; {there_are(waves)}"
            if name not in waves
            else f"the wave {name} has no frame, so that nobody knows the municipality of an "
            "office. Give it a frame, or take it out here."
            if not waves[name].frame
            else ""
        )
        if text:
            yield ("register", "practice", "years", name), f"register.practice.years: {text}"
    closed = [question.id for question in study.questionnaire if question.type in _CLOSED]
    for place, name in enumerate(practice.questions):
        if name not in closed:
            yield (
                ("register", "practice", "questions", place),
                f"register.practice.questions: {name} is no closed question; {there_are(closed)}",
            )
