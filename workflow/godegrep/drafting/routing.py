"""Routing guessed from who left a question blank, for a draft that a person reads over.

A question that everyone left blank who did not give certain answers to an earlier one, and that
those who gave them answered, was most likely asked of the latter only.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from godegrep.core.vocabulary import SELECTED
from godegrep.study.questionnaire import Question, Questionnaire, Universe

CASES = 10
"""The least number of respondents on either side of a routing before it is guessed."""
ANSWERED = {"open": 0.3}
ANSWERED_CLOSED = 0.8
"""The least share of those asked who answer."""
CHANCE = 1e-6
"""How likely the blanks may be if all had been asked and answered as often as those who did."""


def guess_routing(questionnaire: Questionnaire, answers: pd.DataFrame) -> dict[str, Universe]:
    """Who seems to be asked each question, by its id; questions asked of all are left out.

    `questionnaire` is a wave's view and `answers` what `ingest` gives for it without any routing.
    Only respondents with the status complete count, since others may have broken off. An earlier
    item explains a question's blanks if nobody answered the question who gave another answer to the
    item, at least `CASES` people on either side, and if most of the others did. Of several such
    items the one after which fewest are left without an answer is taken, and of equals the nearest.
    """
    complete = answers[answers["status"] == "complete"]
    universes: dict[str, Universe] = {}
    earlier: list[_Screening] = []
    for question in questionnaire:
        answered = _answered(question, complete).to_numpy()
        if question.asked_if is None and CASES <= answered.sum() <= len(complete) - CASES:
            least = ANSWERED.get(question.type, ANSWERED_CLOSED)
            for screening in earlier:
                explained = screening.explains(answered)
                if explained and explained[0] >= least:
                    least, universes[question.id] = explained
        earlier += _screenings(question, complete)
    return universes


def _answered(question: Question, answers: pd.DataFrame) -> pd.Series:
    """Whether anything was answered, «vet ikke» included."""
    items = [item.id for item in question.items]
    if question.type == "multiple":
        return (answers[items] == SELECTED).any(axis=1)
    whys = answers[[f"{item}__why" for item in items]]
    return (~whys.isin(["blank", "not_asked", "not_reached"])).any(axis=1)


@dataclass(frozen=True)
class _Screening:
    """An item that routing may hang on: its answers, and each respondent's place among them.

    The place is -1 for whoever gave none that counts. Who said «vet ikke» and was asked all the
    same makes a routing impossible to write down, so such items explain nothing.
    """

    item: str
    values: list[str]
    places: npt.NDArray[np.int64]

    def explains(self, answered: npt.NDArray[np.bool_]) -> tuple[float, Universe] | None:
        """The share of those asked who answered, and who they are; None if nothing is explained."""
        size = np.bincount(self.places + 1, minlength=len(self.values) + 1)
        gave = np.bincount(self.places[answered] + 1, minlength=len(self.values) + 1)
        asking = gave > 0
        inside, outside = size[asking].sum(), size[1:][~asking[1:]].sum()
        if asking[0] or min(inside, outside) < CASES:
            return None
        share = float(gave.sum() / inside)
        if (1 - share) ** int(outside) > CHANCE:
            return None
        wanted = sorted(value for value, asks in zip(self.values, asking[1:], strict=True) if asks)
        return share, Universe(self.item, tuple(wanted))


def _screenings(question: Question, answers: pd.DataFrame) -> list[_Screening]:
    """What of a question routing may hang on: single answers and ticks."""
    if question.type not in ("single", "multiple"):
        return []
    screenings = []
    for item in question.items:
        places, values = pd.factorize(answers[item.id])
        screenings.append(_Screening(item.id, [str(value) for value in values], places))
    return screenings
