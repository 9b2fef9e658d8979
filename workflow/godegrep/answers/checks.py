"""Checking a wave's answers: everything that looks wrong, in one table, the gravest first."""

from collections.abc import Iterator

import pandas as pd

from godegrep.answers.problems import (
    FATAL,
    NOTE,
    SERIOUS,
    SHOWN,
    Problem,
    as_table,
    column_of,
    listed,
)
from godegrep.answers.respondent_checks import check_respondents
from godegrep.answers.respondent_ids import BLANK_ID, DOUBLE_ID, STRANGE_ID
from godegrep.core.vocabulary import SELECTED
from godegrep.study.questionnaire import Item, Question, Questionnaire

MANY_BLANKS = 0.2
"""A share of blanks among those who reached an item, above which it is mentioned."""
_SENTINELS = {-1, -2, -7, -8, -9, -99, -999, 98, 99, 998, 999, 9998, 9999, 99999, 999999}
"""Numbers that questionnaires use for «vet ikke» and the like."""
_OFTEN = 3


def check(
    answers: pd.DataFrame,
    unknown: pd.DataFrame,
    questionnaire: Questionnaire,
    wave: str,
    file: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The checked answers, and all problems sorted by severity.

    `answers` and `unknown` are what `ingest` gives, `questionnaire` is the wave's view, `file` the
    export to name. Answers are never changed here: what is `serious` is for a person to decide, and
    what is `fatal` must stop the run (see `problems.fatal`). `row` names rows of the export, the
    first answer being 1. The columns of the problems are in `docs/data.md`.
    """
    problems = [
        *_misnamed(unknown),
        *_unknown_values(unknown[unknown["why"] == "unreadable"], questionnaire, wave),
        *_out_of_bounds(answers, questionnaire, wave),
        *_codes_among_numbers(answers, questionnaire, wave),
        *_against_routing(answers, questionnaire),
        *_exclusive_with_others(answers, questionnaire, wave),
        *check_respondents(answers, questionnaire),
        *_of_who_never_started(unknown[unknown["why"] == "not_started"]),
        *_blanks(answers, questionnaire),
    ]
    sheets = answers["export.sheet"].dropna() if "export.sheet" in answers else ()
    return answers.copy(), as_table(problems, wave, file, next(iter(sheets), ""))


def _misnamed(unknown: pd.DataFrame) -> Iterator[Problem]:
    """Rows that name no respondent, the same one, or one who was not invited."""
    for value, rows in unknown[unknown["why"] == DOUBLE_ID].groupby("value", sort=False):
        yield Problem(
            severity=FATAL,
            kind="respondent twice",
            column=str(rows["column"].iloc[0]),
            row=listed(rows["row"]),
            value=str(value),
            count=len(rows),
            expected="one row of each respondent",
            action="Delete all but one.",
        )
    for why, kind, expected, action in (
        (BLANK_ID, "no respondent", "the id of a respondent", "Fill it in, or delete the row."),
        (
            STRANGE_ID,
            "not in the frame",
            "respondents of the wave's frame",
            "Correct the id, or add it to the frame.",
        ),
    ):
        rows = unknown[unknown["why"] == why]
        if len(rows):
            values = [value for value in rows["value"].unique() if value]
            yield Problem(
                severity=FATAL,
                kind=kind,
                column=str(rows["column"].iloc[0]),
                row=listed(rows["row"]),
                value=", ".join(values[:SHOWN]) + (", …" if len(values) > SHOWN else ""),
                count=len(rows),
                expected=expected,
                action=action,
            )


def _unknown_values(
    unknown: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[Problem]:
    for question, item in questionnaire.items():
        rows = unknown[unknown["item"] == item.id]
        for value in rows["value"].value_counts().sort_index(kind="stable").index:
            in_rows = rows.loc[rows["value"] == value, "row"]
            yield _unknown_value(question, item, wave, str(value), in_rows)


def _unknown_value(
    question: Question, item: Item, wave: str, value: str, rows: pd.Series
) -> Problem:
    return Problem(
        severity=FATAL,
        kind="not a number" if question.type == "number" else "unknown code",
        item=item.id,
        column=column_of(question, item, wave),
        row=listed(rows),
        value=value,
        count=len(rows),
        expected=_expected(question, wave),
        action=(
            "Correct the value in the export, or say in study/questionnaire.yaml what it stands "
            "for (`codes` of an option)."
        ),
    )


def _expected(question: Question, wave: str) -> str:
    codes = [code for option in question.options for code in sorted(option.raw(wave))]
    if question.type == "number":
        return "a number" + (f" or {', '.join(codes)}" if codes else "")
    if question.type == "multiple" and wave in question.columns:
        return "the texts of the choices"
    if question.type == "multiple":
        return "a tick (such as 1, Y, Ja) or none (0, N, Nei)"
    shown = ", ".join(repr(code) for code in codes[:SHOWN])
    return f"one of {shown}" + (", …" if len(codes) > SHOWN else "")


def _out_of_bounds(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[Problem]:
    for question, item in questionnaire.items("number"):
        values = answers[item.id]
        low, high = question.minimum, question.maximum
        outside = pd.Series(False, index=values.index)
        bounds = []
        if low is not None:
            outside |= values < low
            bounds.append(f"at least {low:g}")
        if high is not None:
            outside |= values > high
            bounds.append(f"at most {high:g}")
        for value, equal in values[outside].groupby(values[outside]):
            yield Problem(
                severity=SERIOUS,
                kind="out of bounds",
                item=item.id,
                column=column_of(question, item, wave),
                row=listed(answers.loc[equal.index, "export.row"]),
                value=f"{value:.15g}",
                count=len(equal),
                expected=" and ".join(bounds),
                action="Correct the value in the export, or the bounds in the questionnaire.",
            )


def _codes_among_numbers(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[Problem]:
    """Numbers such as 99 that several gave and that lie far from all other answers."""
    for question, item in questionnaire.items("number"):
        values = answers[item.id].dropna()
        others = values[~values.isin(_SENTINELS)]
        low, high = others.min(), others.max()
        for value in sorted(set(values) - set(others)):
            count = int((values == value).sum())
            far = value < 0 <= low or value > max(2 * high, 20)
            if far and count >= _OFTEN:
                rows = answers.loc[values.index[values == value], "export.row"]
                yield Problem(
                    severity=SERIOUS,
                    kind="code among numbers",
                    item=item.id,
                    column=column_of(question, item, wave),
                    row=listed(rows),
                    value=f"{value:.15g}",
                    count=count,
                    expected=f"numbers like the others, {low:g} to {high:g}",
                    action=(
                        "If it means «vet ikke» or the like, give the question an option with "
                        "this code and `missing`."
                    ),
                )


def _answered(question: Question, answers: pd.DataFrame) -> pd.Series:
    """Whether a respondent gave any answer to a question; unticked boxes are none."""
    given = answers[[item.id for item in question.items]]
    if question.type == "multiple":
        return (given == SELECTED).any(axis=1)
    return given.notna().any(axis=1)


def _against_routing(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    for question in questionnaire:
        universe = question.asked_if
        if universe is None or universe.item not in answers:
            continue
        met = answers[universe.item].isin(universe.answers)
        against = answers[_answered(question, answers) & ~met]
        if len(against):
            wanted = " or ".join(universe.answers)
            yield Problem(
                severity=SERIOUS,
                kind="answered against the routing",
                item=question.id,
                row=listed(against["export.row"]),
                count=len(against),
                expected=f"answers only from those with {universe.item} = {wanted}",
                action="Correct `asked_if` in the questionnaire if the guess is wrong.",
            )


def _exclusive_with_others(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[Problem]:
    for question, item in questionnaire.items("multiple"):
        if not item.exclusive:
            continue
        others = [other.id for other in question.items if other.id != item.id]
        both = answers[answers[item.id].eq(SELECTED) & (answers[others] == SELECTED).any(axis=1)]
        if len(both):
            yield Problem(
                severity=SERIOUS,
                kind="exclusive choice with others",
                item=item.id,
                column=column_of(question, item, wave),
                row=listed(both["export.row"]),
                count=len(both),
                expected="this choice alone",
                action="Decide which of the choices to keep, and correct the export.",
            )


def _of_who_never_started(values: pd.DataFrame) -> Iterator[Problem]:
    """Status and answers contradict each other, or something was known beforehand."""
    for (item, column), answers in values.groupby(["item", "column"], sort=False):
        yield Problem(
            severity=NOTE,
            kind="values of who never started",
            item=str(item),
            column=str(column),
            row=listed(answers["row"]),
            count=len(answers),
            expected="no answers from those with the status not started",
            action="Left out. If they did answer, check the status in the survey tool.",
        )


def _blanks(answers: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Problem]:
    for question in questionnaire:
        items = [item.id for item in question.items]
        blank = int((answers[[f"{item}__why" for item in items]] == "blank").sum().sum())
        answered = answers[items].notna().sum()
        silent = [item for item in items if not answered[item]]
        if silent:
            yield Problem(
                severity=NOTE,
                kind="nobody answered",
                item=", ".join(silent) if len(silent) < len(items) else question.id,
                count=len(silent),
                expected="an answer from somebody",
                action="Check that this is the right column.",
            )
        reached = int(answered.sum()) + blank
        if question.type != "open" and len(silent) < len(items) and blank > MANY_BLANKS * reached:
            yield Problem(
                severity=NOTE,
                kind="many blanks",
                item=question.id,
                count=blank,
                expected=f"at most {MANY_BLANKS:.0%} of the {reached} who reached it",
                action="If only some were asked, say who with `asked_if` in the questionnaire.",
            )
