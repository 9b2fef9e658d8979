"""Checking whole respondents: who gave no thought, who stands twice, whose status cannot be.

Nothing here proves anything of anybody. It names the rows that a person should look at before the
answers are used.
"""

from collections.abc import Iterator

import pandas as pd

from godegrep.answers.problems import NOTE, SERIOUS, Problem, listed
from godegrep.core.vocabulary import SELECTED
from godegrep.study.questionnaire import Questionnaire

STRAIGHT_LINE_ITEMS = 5
"""The rows that a grid must have before one and the same answer in all of them is told."""
FAST = 1 / 3
"""A respondent who took less than this share of the median time is told as fast."""
FAST_LEAST = 20
"""The number of known times below which no median is believed."""
ALIKE_LEAST = 10
"""The number of answers that two rows must share, all of them, before they are told as one."""
OWN_WORDS = 30
"""Characters of an open answer that two people hardly write alike by chance."""


def check_respondents(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    """The problems of whole respondents in the answers of a wave, as `ingest` gives them."""
    yield from _status(answers, questionnaire)
    yield from _straight_lines(answers, questionnaire)
    yield from _fast(answers)
    yield from _twice(answers, questionnaire)


def _status(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    items = [item.id for question in questionnaire for item in question.items]
    if not items:
        return
    given = answers[items].notna() & (answers[items] != "not_selected")
    nothing = (answers["status"] == "complete") & ~given.any(axis=1)
    if nothing.any():
        yield Problem(
            severity=SERIOUS,
            kind="complete without an answer",
            row=listed(answers.loc[nothing, "export.row"]),
            count=int(nothing.sum()),
            expected="an answer from those with the status complete",
            action="They count as having answered. Check the status in the survey tool.",
        )
    closed = [item.id for question, item in questionnaire.items() if question.type != "open"]
    whys = answers[[f"{item}__why" for item in closed]]
    whole = ~whys.isin(["blank", "not_reached"]).any(axis=1) & bool(closed)
    broke_off = answers["status"].isin(["partial", "refused"]) & whole
    if broke_off.any():
        yield Problem(
            severity=NOTE,
            kind="broke off with everything answered",
            row=listed(answers.loc[broke_off, "export.row"]),
            count=int(broke_off.sum()),
            expected="something unanswered, since the status is partial or refused",
            action="They may have forgotten to press the last button; their answers are used.",
        )


def _straight_lines(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    full, alike = {}, {}
    for question in questionnaire:
        if question.type != "grid" or len(question.items) < STRAIGHT_LINE_ITEMS:
            continue
        rows = answers[[item.id for item in question.items]]
        full[question.id] = rows.notna().all(axis=1)
        alike[question.id] = full[question.id] & rows.eq(rows.iloc[:, 0], axis=0).all(axis=1)
        if alike[question.id].any():
            yield Problem(
                severity=NOTE,
                kind="straight-lining",
                item=question.id,
                row=listed(answers.loc[alike[question.id], "export.row"]),
                count=int(alike[question.id].sum()),
                expected=f"not the same answer in all {rows.shape[1]} rows of the grid",
                action=f"Of {full[question.id].sum()} who answered every row; read it with care.",
            )
    grids = pd.DataFrame(full).sum(axis=1)
    every = (grids >= 2) & (pd.DataFrame(alike).sum(axis=1) == grids)
    if every.any():
        yield Problem(
            severity=SERIOUS,
            kind="straight-lining in every grid",
            row=listed(answers.loc[every.index[every], "export.row"]),
            count=int(every.sum()),
            expected="different answers in at least one of the grids",
            action="Decide whether these answers were meant; if not, delete the rows.",
        )


def _fast(answers: pd.DataFrame) -> Iterator[Problem]:
    if "export.seconds" not in answers:
        return
    times = answers.loc[answers["status"] == "complete", "export.seconds"].dropna()
    if len(times) < FAST_LEAST:
        return
    median = float(times.median())
    fast = times[times < FAST * median]
    if len(fast):
        yield Problem(
            severity=NOTE,
            kind="answered very fast",
            row=listed(answers.loc[fast.index, "export.row"]),
            value=f"{fast.min():.0f} seconds",
            count=len(fast),
            expected=f"at least a third of the median, which is {median:.0f} seconds",
            action="Check whether their answers make sense.",
        )


def _twice(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Rows of which all answers are the same: those with own words one by one, then the rest."""
    items = [item.id for question in questionnaire for item in question.items]
    wordy = [item.id for _, item in questionnaire.items("open")]
    answered = _number_answered(answers, questionnaire) >= ALIKE_LEAST
    rows = answers.loc[answered, items].astype("str").fillna("")
    longest = answers.loc[answered, wordy].map(len, na_action="ignore").max(axis=1)
    twice = rows[rows.duplicated(keep=False)]
    written = longest.reindex(twice.index) >= OWN_WORDS
    for _, same in twice[written].groupby(items, sort=False):
        yield Problem(
            severity=SERIOUS,
            kind="same answers throughout",
            row=listed(answers.loc[same.index, "export.row"]),
            count=len(same),
            expected="no two rows alike, especially not in their own words",
            action="Delete all but one if they are the same person.",
        )
    if not written.all():
        rest = twice[~written]
        yield Problem(
            severity=NOTE,
            kind="same answers throughout",
            row=listed(answers.loc[rest.sort_values(items, kind="stable").index, "export.row"]),
            count=len(rest),
            expected="no two rows alike",
            action="Two people may well give the same answers where few open questions are asked.",
        )


def _number_answered(answers: pd.DataFrame, questionnaire: Questionnaire) -> pd.Series:
    """How many questions and rows of grids each respondent answered."""
    number = pd.Series(0, index=answers.index)
    for question in questionnaire:
        given = answers[[item.id for item in question.items]]
        if question.type == "multiple":
            number += (given == SELECTED).any(axis=1).astype(int)
        else:
            number += given.notna().sum(axis=1)
    return number
