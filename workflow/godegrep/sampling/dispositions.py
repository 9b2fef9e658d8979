"""What became of each unit that was invited."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from godegrep.core.vocabulary import ANSWERED_STATUS
from godegrep.study.questionnaire import Questionnaire

COMPLETE, PARTIAL = 0.8, 0.5
"""The part of the questions put to a respondent that a complete, and a partial, answer covers."""
GIVEN = ("dont_know", "does_not_apply")
"""Reasons for a missing answer that are an answer to the question all the same."""


def dispositions(answers: pd.DataFrame, questionnaire: Questionnaire) -> pd.Series:
    """What became of each invitation: complete, partial, break_off, refused or not_started.

    Of those whose status is partial or complete, those who answered at least `COMPLETE` of the
    closed questions put to them are complete, those with at least `PARTIAL` partial, and all others
    broke off, whatever the survey tool calls them: tools call an answer complete when the last page
    was sent, also with nothing on it. A multiple question is one question, each item of a grid
    another; «don't know» is an answer. Where there are no closed questions the status stands.
    """
    given, asked = np.zeros(len(answers)), np.zeros(len(answers))
    for names in _units(questionnaire, answers):
        why = answers[[f"{name}__why" for name in names]]
        replied = answers[names].notna().to_numpy() | why.isin(GIVEN).to_numpy()
        put = ~why.isin(["not_asked"]).to_numpy()
        asked += put.any(axis=1)
        given += (replied & put).any(axis=1)
    status = answers["status"].astype("str")
    answered = status.isin(ANSWERED_STATUS) & (asked > 0)
    part = pd.Series(given / np.maximum(asked, 1), answers.index)
    return (
        status.mask(answered & (part >= COMPLETE), "complete")
        .mask(answered & (part < COMPLETE), "partial")
        .mask(answered & (part < PARTIAL), "break_off")
    )


def _units(questionnaire: Questionnaire, answers: pd.DataFrame) -> Iterator[list[str]]:
    """The items of each closed question, or of each part of one that is answered by itself."""
    for question in questionnaire:
        names = [item.id for item in question.items if item.id in answers.columns]
        if question.type == "multiple":
            yield names
        elif question.type != "open":
            yield from ([name] for name in names)
