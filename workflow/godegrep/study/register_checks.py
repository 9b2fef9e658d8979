"""What is wrong with `register` in config.yaml that the schema cannot tell."""

from collections.abc import Iterator, Mapping
from typing import Any

from godegrep.geography.municipalities import number_message
from godegrep.study.study import Study

_AT = "config.yaml: register"
_CLOSED = ("single", "multiple", "grid")


def register_violations(register: Mapping[str, Any], study: Study) -> Iterator[str]:
    """A line for each name that the study does not have, and each part that lacks another."""
    for code in register.get("shown", ()):
        if why := number_message(code, register["year"]):
            yield f"{_AT}.shown: {why}"
    if "practice" in register:
        yield from _practice_violations(register, study)
    variables = [variable.name for variable in study.config.frame.variables]
    for name in register.get("sheets", {}).get("beside", ()):
        if name not in variables:
            yield (
                f"{_AT}.sheets.beside: {name} is no variable of the frame; there are: "
                f"{', '.join(variables) or 'none'}."
            )


def _practice_violations(register: Mapping[str, Any], study: Study) -> Iterator[str]:
    practice = register["practice"]
    if "population" not in register.get("expected", {}):
        yield (
            f"{_AT}.practice: it needs expected: with a population, by which the indices of an "
            "office's municipalities are averaged."
        )
    waves = {wave.name: wave for wave in study.config.waves}
    for wave in practice["years"]:
        if wave not in waves:
            yield f"{_AT}.practice.years: there is no wave {wave}; there are: {', '.join(waves)}."
        elif not waves[wave].frame:
            yield (
                f"{_AT}.practice.years: the wave {wave} has no frame, so that nobody knows the "
                "municipality of an office. Give it a frame, or take it out here."
            )
    closed = [question.id for question in study.questionnaire if question.type in _CLOSED]
    for name in practice["questions"]:
        if name not in closed:
            yield (
                f"{_AT}.practice.questions: {name} is no closed question; there are: "
                f"{', '.join(closed)}."
            )
