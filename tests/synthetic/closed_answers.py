"""Answers to the closed questions: how many is given, who follows from the office."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

from chance import normal, pick, uniform
from offices import Office

from godegrep.core.vocabulary import SELECTED
from godegrep.study.questionnaire import Item, Option, Question

KEPT, FRESH = 0.65, 0.6
COMPLETE_2017 = 232
BLANKS_2021 = 3
USUAL_CASELOAD = {"under_5000": 19, "from_5000": 31, "from_20000": 43, "from_50000": 52}
CASELOAD_CHANGE = {"2017": 1.0, "2021": 0.94}
CASELOAD_RANGE = (4, 150)
NO_CASELOAD = 0.11


def _score(office: Office, item: str, wave: str, drivers: Mapping[str, Any]) -> float:
    """How strongly the office leans towards the item's first option."""
    pulls = drivers.get(item, drivers.get(item.partition(".")[0], {}))
    pulled = sum(pull * office.trait(name) for name, pull in pulls.items())
    return pulled + KEPT * normal("kept", office.id, item) + FRESH * normal(wave, office.id, item)


def _counts(
    item: str, options: Sequence[Option], asked: int, wave: str, targets: Mapping[str, Any]
) -> list[int]:
    """How many choose each option: as given for 2017, drawn for 2021."""
    given: list[int] = targets["counts"].get(item, [])
    if wave == "2017":
        if sum(given) > asked:
            raise ValueError(f"{item}: {sum(given)} answers wanted, {asked} asked")
        return given
    weights = dict(enumerate(targets["proportions_2021"].get(item, given)))
    drawn = Counter(pick(weights, wave, item, place) for place in range(asked - BLANKS_2021))
    return [drawn[place] for place in range(len(options))]


def closed(
    question: Question,
    item: Item,
    asked: Sequence[Office],
    wave: str,
    targets: Mapping[str, Any],
) -> dict[str, str]:
    """The option chosen by each office that answers, by its id."""
    counts = _counts(item.id, question.options, len(asked), wave, targets)
    numbers = dict(zip([option.id for option in question.options], counts, strict=True))
    missing = {option.id: numbers.pop(option.id) for option in question.options if option.missing}
    unsure = sorted(
        asked, key=lambda o: normal("unsure", o.id) + normal("unsure", wave, o.id, item.id)
    )
    chosen: dict[str, str] = {}
    for option, number in missing.items():
        chosen |= {unsure.pop().id: option for _ in range(number)}
    leaning = sorted(
        unsure[-sum(numbers.values()) :],
        key=lambda office: _score(office, item.id, wave, targets["drivers"]),
    )
    for option, number in numbers.items():
        chosen |= {leaning.pop().id: option for _ in range(number)}
    return chosen


def multiple(
    question: Question, asked: Sequence[Office], wave: str, targets: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """What is ticked, by item and office: everyone ticks something, «ingen av disse» alone.

    The counts are those of 2017, and are kept in proportion in 2021. Who does not tick the first
    item ticks the second.
    """
    share = len(asked) / COMPLETE_2017

    def number(item: Item) -> int:
        return round(targets["counts"][item.id][0] * share)

    def leaning(item: Item, offices: Sequence[Office]) -> list[Office]:
        return sorted(
            offices, key=lambda o: _score(o, item.id, wave, targets["drivers"]), reverse=True
        )

    exclusive = next(item for item in question.items if item.exclusive)
    nothing = leaning(exclusive, asked)[: number(exclusive)]
    open_to = [office for office in asked if office not in nothing]
    ticked = {exclusive.id: {office.id: SELECTED for office in nothing}}
    first, second, *others = [item for item in question.items if not item.exclusive]
    using = leaning(first, open_to)
    ticked[first.id] = {office.id: SELECTED for office in using[: number(first)]}
    forced = using[number(first) :]
    willing = forced + leaning(second, [office for office in open_to if office not in forced])
    ticked[second.id] = {office.id: SELECTED for office in willing[: number(second)]}
    for item in others:
        chosen = leaning(item, open_to)[: number(item)]
        ticked[item.id] = {office.id: SELECTED for office in chosen}
    return ticked


def caseloads(asked: Sequence[Office], wave: str) -> dict[str, str]:
    """Recipients per counsellor: log-normal round what is usual for the size; tens are popular."""
    answers = {}
    for office in asked:
        if uniform("no caseload", wave, office.id) < NO_CASELOAD:
            continue
        noise = 0.3 * normal("caseload", office.id) + 0.15 * normal("caseload", wave, office.id)
        number = exp(log(USUAL_CASELOAD[office.size] * CASELOAD_CHANGE[wave]) + noise)
        step = 5 if number > 20 and uniform("rounded", wave, office.id) < 0.8 else 1
        low, high = CASELOAD_RANGE
        answers[office.id] = str(min(max(round(number / step) * step, low), high))
    return answers
