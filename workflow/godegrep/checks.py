"""Checking a wave's answers: everything that looks wrong, in one table, the gravest first."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pandas as pd

from godegrep.questionnaire import SELECTED, Item, Question, Questionnaire

FATAL, SERIOUS, NOTE = "fatal", "serious", "note"
MANY_BLANKS = 0.2
"""A share of blanks among those who reached an item, above which it is mentioned."""
STRAIGHT_LINE_ITEMS = 5
_SHOWN = 10


@dataclass(frozen=True)
class _Problem:
    """One row of `problems.csv`; `docs/data.md` describes the columns."""

    weight: str
    wave: str
    kind: str
    item: str
    column: str = ""
    row: str = ""
    value: str = ""
    count: int = 0
    expected: str = ""
    action: str = ""


PROBLEM_COLUMNS = list(_Problem.__dataclass_fields__)


def check(
    answers: pd.DataFrame, unknown: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The checked answers, and the problems sorted by weight.

    `answers` and `unknown` are what `ingest` gives, `questionnaire` is the wave's view. Answers are
    never changed here: what is `serious` is for a person to decide, and what is `fatal` must stop
    the run (see `fatal`). `row` names rows of the export, or respondents where the problem concerns
    several columns at once. The columns of the problems are in `docs/data.md`.
    """
    problems = [
        *_unknown_values(unknown, questionnaire, wave),
        *_out_of_bounds(answers, questionnaire, wave),
        *_against_routing(answers, questionnaire, wave),
        *_exclusive_with_others(answers, questionnaire, wave),
        *_straight_lines(answers, questionnaire, wave),
        *_blanks(answers, questionnaire, wave),
    ]
    problems.sort(key=lambda problem: [FATAL, SERIOUS, NOTE].index(problem.weight))
    table = pd.DataFrame([asdict(problem) for problem in problems], columns=PROBLEM_COLUMNS)
    return answers.copy(), table.astype({"count": "int64"})


def fatal(problems: pd.DataFrame) -> list[str]:
    """A plain line for each problem that must stop the run."""
    return lines(problems[problems["weight"] == FATAL])


def lines(problems: pd.DataFrame) -> list[str]:
    """A plain line for each problem, as a person at a terminal reads it."""
    found = []
    for row in problems.to_dict("records"):
        problem = _Problem(**{str(name): value for name, value in row.items()})
        column = f"column {problem.column}" if problem.column else ""
        place = filter(None, (f"wave {problem.wave}", problem.item, column, problem.row))
        said = f"{problem.value!r}, " if problem.value else ""
        times = "once" if problem.count == 1 else f"{problem.count} times"
        found.append(
            f"{', '.join(map(str, place))}: {problem.kind}: {said}{times}; "
            f"expected {problem.expected}. {problem.action}"
        )
    return found


def _listed(values: pd.Series, singular: str) -> str:
    """`row 3` or `rows 3, 17, …`."""
    texts = [str(value) for value in values]
    shown = ", ".join(texts[:_SHOWN]) + (", …" if len(texts) > _SHOWN else "")
    return f"{singular} {shown}" if len(texts) == 1 else f"{singular}s {shown}"


def _column(question: Question, item: Item, wave: str) -> str:
    return question.column.get(wave) or item.columns.get(wave, "")


def _unknown_values(
    unknown: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[_Problem]:
    for question, item in questionnaire.items():
        rows = unknown[unknown["item"] == item.id]
        for value in rows["value"].value_counts().sort_index(kind="stable").index:
            found = rows.loc[rows["value"] == value, "row"]
            yield _unknown_value(question, item, wave, str(value), found)


def _unknown_value(
    question: Question, item: Item, wave: str, value: str, rows: pd.Series
) -> _Problem:
    return _Problem(
        weight=FATAL,
        wave=wave,
        kind="not a number" if question.type == "number" else "unknown code",
        item=item.id,
        column=_column(question, item, wave),
        row=_listed(rows, "row"),
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
    if question.type == "multiple" and wave in question.column:
        return "the texts of the choices"
    if question.type == "multiple":
        return "a tick (such as 1, Y, Ja) or none (0, N, Nei)"
    shown = ", ".join(repr(code) for code in codes[:_SHOWN])
    return f"one of {shown}" + (", …" if len(codes) > _SHOWN else "")


def _out_of_bounds(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[_Problem]:
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
        for value, found in values[outside].groupby(values[outside]):
            yield _Problem(
                weight=SERIOUS,
                wave=wave,
                kind="out of bounds",
                item=item.id,
                column=_column(question, item, wave),
                row=_listed(answers.loc[found.index, "respondent"], "respondent"),
                value=f"{value:.15g}",
                count=len(found),
                expected=" and ".join(bounds),
                action="Correct the value in the export, or the bounds in the questionnaire.",
            )


def _answered(question: Question, answers: pd.DataFrame) -> pd.Series:
    """Whether a respondent gave any answer to a question; unticked boxes are none."""
    given = answers[[item.id for item in question.items]]
    if question.type == "multiple":
        return (given == SELECTED).any(axis=1)
    return given.notna().any(axis=1)


def _against_routing(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[_Problem]:
    for question in questionnaire:
        universe = question.asked_if
        if universe is None or universe.item not in answers:
            continue
        met = answers[universe.item].isin(universe.answers)
        against = answers[_answered(question, answers) & ~met]
        if len(against):
            wanted = " or ".join(universe.answers)
            yield _Problem(
                weight=SERIOUS,
                wave=wave,
                kind="answered against the routing",
                item=question.id,
                row=_listed(against["respondent"], "respondent"),
                count=len(against),
                expected=f"answers only from those with {universe.item} = {wanted}",
                action="Correct `asked_if` in the questionnaire if it is a wrong guess.",
            )


def _exclusive_with_others(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[_Problem]:
    for question, item in questionnaire.items("multiple"):
        if not item.exclusive:
            continue
        others = [other.id for other in question.items if other.id != item.id]
        both = answers[answers[item.id].eq(SELECTED) & (answers[others] == SELECTED).any(axis=1)]
        if len(both):
            yield _Problem(
                weight=SERIOUS,
                wave=wave,
                kind="exclusive choice with others",
                item=item.id,
                column=_column(question, item, wave),
                row=_listed(both["respondent"], "respondent"),
                count=len(both),
                expected="this choice alone",
                action="Decide which of the choices to keep, and correct the export.",
            )


def _straight_lines(
    answers: pd.DataFrame, questionnaire: Questionnaire, wave: str
) -> Iterator[_Problem]:
    for question in questionnaire:
        if question.type != "grid" or len(question.items) < STRAIGHT_LINE_ITEMS:
            continue
        rows = answers[[item.id for item in question.items]]
        full = rows[rows.notna().all(axis=1)]
        alike = full[full.nunique(axis=1) == 1]
        if len(alike):
            yield _Problem(
                weight=NOTE,
                wave=wave,
                kind="straight-lining",
                item=question.id,
                count=len(alike),
                expected=f"not the same answer in all {rows.shape[1]} rows",
                action=f"Of {len(full)} who answered every row; read the grid with care.",
            )


def _blanks(answers: pd.DataFrame, questionnaire: Questionnaire, wave: str) -> Iterator[_Problem]:
    for question in questionnaire:
        items = [item.id for item in question.items]
        blank = int((answers[[f"{item}__why" for item in items]] == "blank").sum().sum())
        answered = answers[items].notna().sum()
        silent = [item for item in items if not answered[item]]
        if silent:
            yield _Problem(
                weight=NOTE,
                wave=wave,
                kind="nobody answered",
                item=", ".join(silent) if len(silent) < len(items) else question.id,
                count=len(silent),
                expected="an answer from somebody",
                action="See whether the column is the right one.",
            )
        reached = int(answered.sum()) + blank
        if question.type != "open" and len(silent) < len(items) and blank > MANY_BLANKS * reached:
            yield _Problem(
                weight=NOTE,
                wave=wave,
                kind="many blanks",
                item=question.id,
                count=blank,
                expected=f"at most {MANY_BLANKS:.0%} of the {reached} answers of who reached it",
                action="If only some were asked, say who with `asked_if` in the questionnaire.",
            )
