"""Who answered of those invited: rates in the terms of AAPOR, by what is known of everyone."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from godegrep.questionnaire import Questionnaire
from godegrep.statistics.cells import Part
from godegrep.study import Config

RESPONSE = "response"
ANSWERED_STATUS = ("partial", "complete")
COMPLETE, PARTIAL = 0.8, 0.5
"""The part of the questions put to a respondent that a complete, and a partial, answer covers."""
GIVEN = ("dont_know", "does_not_apply")
"""Reasons for a missing answer that are an answer to the question all the same."""
RATES = {
    "answered": ("complete", "partial", "break_off"),
    "rr1": ("complete",),
    "rr2": ("complete", "partial"),
    "ref1": ("refused", "break_off"),
}
"""Each rate by the dispositions that it counts, of all invited.

`answered` counts whoever is in the tables. The others are AAPOR's (2023, Standard Definitions, 10th
edition) RR1, RR2 and REF1, for a survey of named persons: everyone in the frame is eligible, and
those who never began count as non-contacts.
"""


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
        said = answers[names].notna().to_numpy() | why.isin(GIVEN).to_numpy()
        put = ~why.isin(["not_asked"]).to_numpy()
        asked += put.any(axis=1)
        given += (said & put).any(axis=1)
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


def response(answers: pd.DataFrame, questionnaire: Questionnaire, config: Config) -> Iterator[Part]:
    """The `RATES` of all invited (the rows of `answers`) and by each variable of the frame.

    The clusters are left out: they are many, and each is small. Rows of `tables.parquet`; nothing
    is estimated, so there is no interval.
    """
    found = dispositions(answers, questionnaire)
    counted = pd.DataFrame({name: found.isin(kinds) for name, kinds in RATES.items()})
    yield _rates("", counted.groupby(pd.Series("", answers.index)), [""])
    for variable in config.variables:
        column = f"frame.{variable.name}"
        if column in answers.columns and variable.name != config.cluster:
            groups = groups_of(answers[column], list(variable.values))
            yield _rates(variable.name, counted.groupby(answers[column]), groups)


def groups_of(values: pd.Series, order: list[str]) -> list[str]:
    """The values that occur: first those in `order`, then the others sorted."""
    there = set(values.dropna())
    return [value for value in order if value in there] + sorted(there - set(order))


def _rates(by: str, counted: "pd.api.typing.DataFrameGroupBy", groups: list[str]) -> Part:
    n = counted.size().reindex(groups, fill_value=0).to_numpy().astype(np.intp)
    count = counted.sum().reindex(groups, fill_value=0).to_numpy().astype(np.intp)
    with np.errstate(invalid="ignore"):
        rate = count / n[:, None]
    none = np.full(rate.shape, np.nan)
    return Part(
        question=RESPONSE,
        item=RESPONSE,
        by=by,
        groups=groups,
        rows=[(name, RESPONSE) for name in RATES],
        n=n,
        base=n.astype(np.float64),
        df=np.full(len(n), np.nan),
        count=count,
        estimate=rate,
        se=none,
        low=none,
        high=none,
        deff=none,
    )
