"""Which answer the sentences about a question are about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from godegrep.core.vocabulary import SELECTED
from godegrep.document.statistic import Statistic
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Group, Option, Question

RARE = 0.1
"""Ends of a scale that fewer choose, taken over the items, say little of a question."""


@dataclass(frozen=True)
class Headline:
    """The answer that the sentences about a question are about.

    `statistic` is `share`, or `combined` for a group of options; `against` is the opposite group.
    """

    category: str
    label: str
    statistic: Statistic
    options: tuple[str, ...] = ()
    against: "Headline | None" = None


def headline(question: Question, results: WaveResults, cells: Cells) -> Headline:
    """The commonest among the groups of options and the ends of the scale that are in none.

    Without groups or a scale it is the commonest option, or the first of two.
    """
    if question.type == "multiple":
        return Headline(SELECTED, "", Statistic.SHARE)
    choices = _choices(question, results)
    if all(_mean(question, choice, cells) < RARE for choice in choices):
        choices = [_of_option(option, results) for option in question.answers]
    ranked = sorted(choices, key=lambda choice: -_mean(question, choice, cells))
    groups = {choice.statistic for choice in choices} == {Statistic.COMBINED}
    if len(choices) == 2 and groups:
        return replace(ranked[0], against=ranked[1])
    return ranked[0]


def _choices(question: Question, results: WaveResults) -> Sequence[Headline]:
    grouped = {option for group in question.groups for option in group.options}
    ends = [question.scale[0], question.scale[-1]] if question.ordered else []
    choices = [_of_group(group, results) for group in question.groups]
    choices += [_of_option(option, results) for option in ends if option.id not in grouped]
    if not choices and len(question.answers) == 2:
        return [_of_option(question.answers[0], results)]
    return choices


def _of_group(group: Group, results: WaveResults) -> Headline:
    return Headline(group.id, results.text(group.text), Statistic.COMBINED, group.options)


def _of_option(option: Option, results: WaveResults) -> Headline:
    return Headline(option.id, results.text(option.text), Statistic.SHARE, (option.id,))


def _mean(question: Question, choice: Headline, cells: Cells) -> float:
    """The mean of an answer's shares over the items."""
    shares = [
        cell.estimate or 0
        for item in question.items
        if (cell := cells.get(item.id, choice.category, choice.statistic))
    ]
    return sum(shares) / len(shares) if shares else 0.0
