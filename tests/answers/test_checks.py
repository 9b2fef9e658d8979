"""Checking answers: every problem told once, with its weight, place and count."""

import pandas as pd

from godegrep.answers.checks import check
from godegrep.answers.ingest import UNKNOWN_COLUMNS
from godegrep.answers.problems import PROBLEM_COLUMNS, fatal, lines
from godegrep.core.plain_yaml import load
from godegrep.study.questionnaire import from_dict

QUESTIONNAIRE = """
themes: [{id: all, title: Alt}]
questions:
  - id: screen
    type: single
    theme: all
    text: Har dere tiltak?
    options: [{id: yes, text: Ja, code: 1}, {id: no, text: Nei, code: 2}]
    columns: {"1": a}
  - id: which
    type: open
    theme: all
    text: Hvilke?
    columns: {"1": b}
    asked_if: {item: screen, answers: [yes]}
  - id: staff
    type: number
    theme: all
    text: Årsverk
    columns: {"1": c}
    minimum: 0
    maximum: 100
  - id: grid
    type: grid
    theme: all
    text: Hvor enig?
    options: [{id: low, text: Uenig}, {id: high, text: Enig}]
    items: [ROWS]
  - id: means
    type: multiple
    theme: all
    text: Tiltak
    items:
      - {id: course, text: Kurs, columns: {"1": d}}
      - {id: none, text: Ingen, columns: {"1": e}, exclusive: true}
"""
ROWS = ", ".join(f'{{id: r{n}, text: r{n}, columns: {{"1": g{n}}}}}' for n in range(5))
VIEW = from_dict(load(QUESTIONNAIRE.replace("ROWS", ROWS))).view("1")
NOTHING = pd.DataFrame(columns=UNKNOWN_COLUMNS)


def answers(**changed: list[object]) -> pd.DataFrame:
    """Four respondents without a problem, but for the columns given."""
    columns: dict[str, list[object]] = {
        "screen": ["yes", "no", "yes", "no"],
        "which": ["x", None, "y", None],
        "staff": [1.0, 2.0, 3.0, 4.0],
        **{f"grid.r{n}": ["low", "high", "low", "high"] for n in range(4)},
        "grid.r4": ["high", "low", "high", "low"],
        "means.course": ["selected", "not_selected", "selected", "selected"],
        "means.none": ["not_selected", "selected", "not_selected", "not_selected"],
        **changed,
    }
    frame = pd.DataFrame({"respondent": list("ABCD"), "status": ["complete"] * 4})
    for name, values in columns.items():
        frame[name] = pd.Series(values, dtype="float64" if name == "staff" else "str")
        why = frame[name].isna().map({True: "blank", False: None})
        frame[f"{name}__why"] = why.astype("str")
    return frame.assign(**{"export.row": pd.Series([1, 2, 3, 4], dtype="Int64")})


def found(frame: pd.DataFrame, unknown: pd.DataFrame = NOTHING) -> list[dict[str, object]]:
    checked, problems = check(frame, unknown, VIEW, "1", "svar.csv")
    pd.testing.assert_frame_equal(checked, frame)
    assert list(problems.columns) == PROBLEM_COLUMNS
    return problems.to_dict("records")


def test_no_problem():
    assert found(answers()) == []


def test_unknown_codes_are_fatal_and_counted():
    unknown = pd.DataFrame(
        [
            ["screen", "a", 3, "9", "unreadable"],
            ["screen", "a", 17, "9", "unreadable"],
            ["staff", "c", 4, "mye", "unreadable"],
        ],
        columns=UNKNOWN_COLUMNS,
    )
    problems = pd.DataFrame(found(answers(), unknown))
    assert list(problems["severity"]) == ["fatal", "fatal"]
    assert list(problems["count"]) == [2, 1]
    assert list(problems["row"]) == ["rows 3, 17 below the headings", "row 4 below the headings"]
    first, second = fatal(problems)
    assert first.startswith(
        "wave 1, svar.csv, screen, column a, rows 3, 17 below the headings: "
        "unknown code: '9', 2 times; "
        "expected one of '1', 'Ja', '2', 'Nei'."
    )
    assert "not a number: 'mye', once; expected a number." in second


def test_out_of_bounds():
    (problem,) = found(answers(staff=[-1.0, 100.0, 250.5, 0.0])[:3].pipe(lambda f: f.drop(index=0)))
    assert (problem["value"], problem["row"], problem["severity"]) == (
        *("250.5", "row 3 below the headings"),
        "serious",
    )
    low, _ = found(answers(staff=[-1.0, 100.0, 250.5, 0.0]))
    assert (low["value"], low["expected"]) == ("-1", "at least 0 and at most 100")


def test_answers_against_the_routing():
    (problem,) = found(answers(which=["x", "y", "z", None]))
    assert (problem["kind"], problem["count"], problem["row"]) == (
        *("answered against the routing", 1),
        "row 2 below the headings",
    )


def test_exclusive_with_others():
    (problem,) = found(answers(**{"means.none": ["selected"] * 2 + ["not_selected"] * 2}))
    assert (problem["item"], problem["count"], problem["severity"]) == ("means.none", 1, "serious")


def test_straight_lining_and_blanks_are_notes():
    problems = found(answers(**{"grid.r4": ["low", "low", None, None], "grid.r3": [None] * 4}))
    assert [(p["kind"], p["item"], p["count"]) for p in problems] == [
        ("nobody answered", "grid.r3", 1),
        ("many blanks", "grid", 6),
    ]
    (problem,) = found(answers(**{"grid.r4": ["low", "low", "low", "low"]}))
    assert [problem[name] for name in ("kind", "count", "severity")] == [
        "straight-lining",
        2,
        "note",
    ]


def test_the_gravest_come_first_and_no_open_answer_is_told():
    unknown = pd.DataFrame([["screen", "a", 3, "9", "unreadable"]], columns=UNKNOWN_COLUMNS)
    frame = answers(which=["x", "hemmelig", "z", None], **{"grid.r4": ["low"] * 4})
    _, problems = check(frame, unknown, VIEW, "1")
    assert list(problems["severity"]) == ["fatal", "serious", "note"]
    assert "hemmelig" not in "\n".join(lines(problems))


def test_codes_among_numbers_are_told_where_they_lie_far_from_the_rest():
    frame = pd.concat([answers(staff=[5.0, 12.0, 99.0, 99.0])] * 2, ignore_index=True)
    problems = [p for p in found(frame) if p["kind"] == "code among numbers"]
    assert [(p["value"], p["count"], p["expected"]) for p in problems] == [
        *(("99", 4, "numbers like the others, 5 to 12"),),
    ]
    near = pd.concat([answers(staff=[5.0, 90.0, 99.0, 99.0])] * 2, ignore_index=True)
    assert not [p for p in found(near) if p["kind"] == "code among numbers"]


def test_a_status_that_contradicts_the_answers():
    frame = answers()
    items = [name for name in frame if f"{name}__why" in frame]
    frame.loc[1, items] = None
    frame.loc[1, [f"{name}__why" for name in items]] = "blank"
    frame.loc[2, "status"] = "partial"
    told = {(p["kind"], p["row"], p["severity"]) for p in found(frame)}
    assert ("complete without an answer", "row 2 below the headings", "serious") in told
    assert ("broke off with everything answered", "row 3 below the headings", "note") in told
    unknown = pd.DataFrame(
        [["screen", "a", 7, "", "not_started"], ["screen", "a", 9, "", "not_started"]],
        columns=UNKNOWN_COLUMNS,
    )
    (problem,) = found(answers(), unknown)
    assert (problem["kind"], problem["row"], problem["severity"]) == (
        *("values of who never started", "rows 7, 9 below the headings", "note"),
    )


TWO_GRIDS = from_dict(
    load(
        QUESTIONNAIRE.replace("ROWS", ROWS)
        + "  - {id: more, type: grid, theme: all, text: Mer, options: [{id: low}, {id: high}], "
        + f"items: [{ROWS.replace('g', 'h')}]}}\n",
    )
).view("1")


def many(rows: int) -> pd.DataFrame:
    """Respondents who differ in their open answers, with two grids answered unevenly."""
    frame = pd.concat([answers()] * rows, ignore_index=True).head(rows)
    for n in range(5):
        frame[f"more.r{n}"] = pd.Series(["low", "high"][n % 2], index=frame.index, dtype="str")
        frame[f"more.r{n}__why"] = pd.Series(None, index=frame.index, dtype="str")
    frame["screen"] = "yes"
    frame["screen__why"] = None
    frame["which"] = [f"vårt eget svar {n}" for n in frame.index]
    frame["which__why"] = None
    frame["export.row"] = pd.Series(range(1, rows + 1), dtype="Int64")
    return frame


def kinds(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    _, problems = check(frame, NOTHING, TWO_GRIDS, "1", "svar.csv")
    return list(problems[["kind", "row", "severity"]].itertuples(index=False, name=None))


def test_straight_lines_in_every_grid_are_serious():
    frame = many(12)
    frame.loc[[2, 5], [f"grid.r{n}" for n in range(5)]] = "low"
    frame.loc[2, [f"more.r{n}" for n in range(5)]] = "high"
    assert kinds(frame) == [
        ("straight-lining in every grid", "row 3 below the headings", "serious"),
        ("straight-lining", "rows 3, 6 below the headings", "note"),
        ("straight-lining", "row 3 below the headings", "note"),
    ]


def test_who_answered_very_fast():
    frame = many(24).assign(**{"export.seconds": [300.0] * 22 + [99.0, 101.0]})
    assert kinds(frame) == [("answered very fast", "row 23 below the headings", "note")]
    assert kinds(frame.head(15).assign(**{"export.seconds": [300.0] * 14 + [1.0]})) == []


def test_two_rows_with_the_same_answers():
    frame = many(8)
    frame.loc[5] = frame.loc[1]
    frame.loc[5, "export.row"] = 6
    assert kinds(frame) == [("same answers throughout", "rows 2, 6 below the headings", "note")]
    frame.loc[[1, 5], "which"] = "Vi har delt kontoret i to, og det har virket godt for alle."
    assert kinds(frame) == [("same answers throughout", "rows 2, 6 below the headings", "serious")]
    frame.loc[5, "which"] = "Noe annet."
    assert kinds(frame) == []


def test_each_problem_names_the_file():
    unknown = pd.DataFrame([["screen", "a", 3, "9", "unreadable"]], columns=UNKNOWN_COLUMNS)
    (problem,) = found(answers(), unknown)
    assert (problem["file"], problem["wave"]) == ("svar.csv", "1")
