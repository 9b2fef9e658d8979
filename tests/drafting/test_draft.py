"""What a draft guesses: routing, own words, joined choices, grids, missing values among numbers."""

import numpy as np
import pandas as pd
import pytest
from support.exports import write_csv

from godegrep.answers.durations import seconds
from godegrep.answers.ingest import ingest
from godegrep.drafting.draft import draft
from godegrep.drafting.guesses import GRID, OTHER, ROUTING
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.headings import describe
from godegrep.exports.read import read_export
from godegrep.study.config import Wave
from godegrep.study.questionnaire import from_dict


def export(columns: dict[str, list[str]]) -> Export:
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    return Export("csv", table, tuple(ExportColumn(name, name) for name in columns))


def questions(made: Export) -> dict[str, dict]:
    return {question["id"]: question for question in draft(made, "1").document["questions"]}


def screened(asked: int, others: int, answered: list[str], text: list[str]) -> Export:
    return export(
        {
            "Har dere tiltak?": ["Ja"] * asked + ["Nei"] * others,
            "Hvor fornøyd er du?": answered,
            "Hvilke tiltak?": text,
            "Har dere en plan?": ["Ja", "Nei"] * ((asked + others) // 2),
        }
    )


WORDS = [f"vi har prøvd nummer {n}" for n in range(60)]


def test_routing_is_guessed_from_who_left_it_blank():
    made = screened(40, 20, ["Bra", "Dårlig"] * 20 + [""] * 20, WORDS[:30] + [""] * 30)
    drafted = draft(made, "1")
    found = {q["id"]: q.get("asked_if") for q in drafted.document["questions"]}
    assert found == {
        "tiltak": None,
        "fornoyd": {"item": "tiltak", "answers": ["yes"]},
        "tiltak_2": {"item": "tiltak", "answers": ["yes"]},
        "plan": None,
    }
    assert drafted.routed == {"fornoyd", "tiltak_2"}
    first = next(line for line in drafted.decisions() if "themes" not in line)
    assert first.startswith(ROUTING)
    assert "fornoyd, tiltak_2 if tiltak is yes" in first


@pytest.mark.parametrize(
    ("asked", "others", "answered", "text"),
    [
        # One who said no answered all the same.
        (40, 20, ["Bra"] * 41 + [""] * 19, WORDS[:41] + [""] * 19),
        # Too few said no.
        (51, 9, ["Bra"] * 51 + [""] * 9, WORDS[:51] + [""] * 9),
        # Few answered; that none of the others did may well be chance.
        (50, 10, ["Bra"] * 20 + [""] * 40, WORDS[:12] + [""] * 48),
    ],
)
def test_routing_is_not_guessed_without_enough_cases(asked, others, answered, text):
    assert not draft(screened(asked, others, answered, text), "1").routed


@pytest.mark.parametrize(
    ("large", "has", "expected"),
    [
        # Of the 40 large ones 20 answered, of the 20 with «Ja» all did.
        (40, 20, {"item": "tiltak", "answers": ["yes"]}),
        # The other way round, though «Har dere tiltak?» stands nearer.
        (20, 24, {"item": "stort_kontoret", "answers": ["stort"]}),
        # Both explain it; the nearer one is taken.
        (20, 20, {"item": "tiltak", "answers": ["yes"]}),
    ],
)
def test_of_several_explanations_the_one_that_leaves_fewest_blank_is_taken(large, has, expected):
    made = export(
        {
            "Hvor stort er kontoret?": ["Stort"] * large + ["Lite"] * (60 - large),
            "Har dere tiltak?": ["Ja"] * has + ["Nei"] * (60 - has),
            "Virker det?": ["Bra", "Dårlig"] * 10 + [""] * 40,
        }
    )
    assert questions(made)["virker"]["asked_if"] == expected


def test_what_single_respondents_wrote_counts_as_other_and_is_not_written_down():
    values = ["Kurs"] * 40 + ["Praksis"] * 20 + ["min tante Mette", "noe helt annet", "begge deler"]
    made = export({"Hvilket tiltak bruker dere mest?": values})
    drafted = draft(made, "1")
    (question,) = drafted.document["questions"]
    assert [(o["id"], o.get("own_words")) for o in question["options"]] == [
        *(("kurs", None), ("praksis", None), ("other", True)),
    ]
    assert "Mette" not in str(drafted.document) + str(drafted.decisions())
    view = from_dict(drafted.document).view("1")
    answers, unknown = ingest(made, None, view, Wave("1", "a.csv"), str)
    assert unknown.empty
    assert answers[question["id"]].value_counts().to_dict() == {
        **{"kurs": 40, "praksis": 20, "other": 3}
    }


def test_joined_choices_become_one_question_and_own_words_one_choice():
    sums = [
        "kurs, praksis",
        "praksis",
        "kurs",
        "praksis, lønn",
        "kurs, lønn",
        "kurs, praksis, lønn",
    ]
    made = export({"Hvilke tiltak bruker dere?": [*sums * 5, "kurs, noe jeg fant på"]})
    (question,) = questions(made).values()
    assert question["separator"] == {"1": ", "}
    assert [item["id"] for item in question["items"]] == ["kurs", "praksis", "lonn", "other"]
    view = from_dict({"themes": [], "questions": [question]}).view("1")
    answers, unknown = ingest(made, None, view, Wave("1", "a.csv"), str)
    assert unknown.empty
    ticked = (answers.filter(regex=r"^tiltak\w*\.[a-z]+$") == "selected").sum()
    assert list(ticked) == [21, 20, 15, 1]


@pytest.mark.parametrize(
    "heading", ["{} (om fem år)", "Om fem år: {}", "Hvor viktig er dette? {}", "Om fem år - {}"]
)
def test_neighbours_with_a_common_stem_are_a_grid(heading):
    columns = {heading.format(name): ["1", "2", "3", "4"] * 10 for name in ("React", "Vue", "Lit")}
    made = export({**columns, heading.format("Navn"): ["en fri tekst"] * 39 + ["en til"]})
    grid = next(iter(questions(made).values()))
    assert grid["type"] == "grid"
    assert [item["text"] for item in grid["items"]] == [
        {"nb": name} for name in ("React", "Vue", "Lit")
    ]


def test_two_neighbours_or_other_scales_are_no_grid():
    two = {f"Om fem år: {name}": ["1", "2", "3"] * 10 for name in ("React", "Vue")}
    other = {"Om fem år: Lit": ["Ja", "Nei", "Ja"] * 10}
    assert {q["type"] for q in questions(export({**two, **other})).values()} == {"single"}


def test_a_number_may_have_codes_for_missing_values():
    labels = {"98": "Vet ikke", "99": "Ikke relevant"}
    column = ExportColumn("q7", "Antall ansatte", options=labels, missing=("97", "98", "99"))
    values = [str(n) for n in range(5, 45)] + ["98", "99", "99", "97"]
    table, _ = to_table(["q7"], [[value] for value in values])
    made = Export("SPSS", table, (column,), pd.Series(["complete"] * len(values), dtype="str"))
    (question,) = questions(made).values()
    assert question["type"] == "number"
    assert [(o["code"], o["missing"]) for o in question["options"] if "code" in o] == [
        *((98, "dont_know"), (99, "does_not_apply")),
    ]
    view = from_dict({"themes": [], "questions": [question]}).view("1")
    answers, unknown = ingest(made, None, view, Wave("1", "a.sav"), str)
    assert unknown.empty
    (item,) = [item.id for _, item in view.items()]
    assert answers[item].dropna().tolist() == [float(n) for n in range(5, 45)]
    assert answers[f"{item}__why"].iloc[-4:].tolist() == [
        *("dont_know", "does_not_apply", "does_not_apply", "blank"),
    ]


def test_a_code_of_not_asked_is_no_answer_and_no_sign_of_how_far_one_came():
    text = {
        "id": "q",
        "type": "single",
        "theme": "all",
        "text": "q",
        "columns": {"1": "a"},
        "options": [{"id": "yes", "code": 1}, {"id": "no", "code": -2, "missing": "not_asked"}],
    }
    made = Export(
        "x",
        to_table(["a"], [["1"], ["-2"]])[0],
        (ExportColumn("a"),),
        pd.Series(["complete", "partial"], dtype="str"),
    )
    view = from_dict({"themes": [], "questions": [text]}).view("1")
    answers, _ = ingest(made, None, view, Wave("1", "a"), str)
    assert answers["q__why"].tolist()[1:] == ["not_asked"]


def test_other_specify_follows_its_option():
    made = export(
        {
            "Hvilket tiltak?": ["Kurs"] * 20 + ["Annet"] * 20,
            "Annet, spesifiser": [""] * 20 + WORDS[:20],
        }
    )
    found = questions(made)
    assert found["tiltak_other"]["asked_if"] == {"item": "tiltak", "answers": ["annet"]}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"$answer_time_ms": ["1500", "", "60000"]}, [1.5, np.nan, 60.0]),
        ({"Duration (in seconds)": ["90", "30", "12"]}, [90.0, 30.0, 12.0]),
        (
            {
                "Starttidspunkt": ["01.02.2024 10:00", "13.02.2024 10:00", ""],
                "Fullføringstidspunkt": ["01.02.2024 10:05", "13.02.2024 10:00:30", ""],
            },
            [300.0, 30.0, np.nan],
        ),
        (
            {
                "startdate. Date started": ["2024-02-01 10:00:00", "2024-02-01 10:00:00", ""],
                "submitdate. Date submitted": ["2024-02-01 10:01:00", "", ""],
            },
            [60.0, np.nan, np.nan],
        ),
    ],
)
def test_the_time_that_it_took(columns, expected):
    known = {name: ExportColumn(name, name, kind="technical") for name in columns}
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    found = seconds(Export("x", table, tuple(known.values())))
    assert found is not None
    np.testing.assert_allclose(found.to_numpy(float), expected)


def test_a_silent_tool_tells_no_time():
    assert seconds(export({"Når begynte du?": ["i fjor", "nå"]})) is None


def test_limesurveys_field_for_other_is_a_choice_and_an_open_question_tied_to_it(tmp_path):
    stem = "Hvilke tiltak bruker dere?"
    headings = ["id. Svar-ID", "submitdate. Dato innsendt", "lastpage. Siste side"]
    headings += [
        f"Q2[{code}]. {stem} [{text}]"
        for code, text in (("SQ1", "Kurs"), ("SQ2", "Praksis"), ("other", "Annet"))
    ]
    rows = [
        [
            *(str(number), "2024-02-01", "3", "YN"[number % 2], "YN"[number % 3 > 0]),
            f"ringte dem {number} ganger" if number % 4 == 0 else "",
        ]
        for number in range(40)
    ]
    export = read_export(write_csv(tmp_path / "a.csv", [headings, *rows]))
    means, other = draft(export, "1").document["questions"]
    assert [item["id"] for item in means["items"]] == ["kurs", "praksis", "annet"]
    assert other["id"] == f"{means['id']}_other"
    assert other["asked_if"] == {"item": f"{means['id']}.annet", "answers": ["selected"]}
    view = from_dict(
        {
            "themes": [{"id": "x", "title": "x"}],
            "questions": [{**question, "theme": "x"} for question in (means, other)],
        }
    ).view("1")
    answers, unknown = ingest(export, None, view, Wave("1", "a.csv"), str)
    assert unknown.empty
    assert (answers[f"{means['id']}.annet"] == "selected").sum() == 10
    assert answers[other["id"]].notna().sum() == 10
    assert (answers[f"{other['id']}__why"] == "not_asked").sum() == 30


AGREE = ["Helt uenig", "Uenig", "Enig", "Helt enig"]
STATEMENTS = ["Vi har nok tid", "Vi har nok folk", "Ledelsen støtter oss"]


def answered(headings: list[str], options: list[str], shift: int = 1) -> dict[str, list[str]]:
    """Forty answers under each heading, not the same in all."""
    return {
        heading: [options[(row + shift * place) % len(options)] for row in range(40)]
        for place, heading in enumerate(headings)
    }


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (answered(["x_1", "x_2", "x_3"], ["1", "2", "3", "4", "5"]), "x"),
        (answered(["q5a", "q5b", "q5c"], ["Ja", "Nei"]), "q5"),
        (
            answered(["miljo/trivsel", "miljo/ro", "miljo/orden"], ["enig", "helt_enig", "uenig"]),
            "miljo",
        ),
        (answered(STATEMENTS, AGREE), "Vi har nok tid … Ledelsen støtter oss"),
        (answered(STATEMENTS, [*AGREE, "Vet ikke"]), "Vi har nok tid … Ledelsen støtter oss"),
    ],
)
def test_rows_without_a_common_text_are_a_grid_by_their_names_or_their_scale(columns, text):
    around = (
        answered(["Kjønn"], ["Mann", "Kvinne"]) | columns | answered(["Bosted"], ["By", "Land"])
    )
    drafted = draft(export(around), "1")
    _, grid, _ = drafted.document["questions"]
    assert (grid["type"], grid["text"]) == ("grid", {drafted.language: text})
    assert [item["columns"]["1"] for item in grid["items"]] == list(columns)
    assert [question for question, _ in drafted.guesses[GRID]] == [grid["id"]]


@pytest.mark.parametrize(
    "columns",
    [
        # Unrelated neighbours that happen to be answered alike.
        answered(["Har dere en plan", "Eier dere bygget", "Har dere nok folk"], ["Ja", "Nei"]),
        answered(["plan", "bygg", "folk"], ["Ja", "Nei"]),
        answered(["plan", "bygg", "folk"], AGREE),
        # Questions, each put as one.
        answered([f"{text}?" for text in STATEMENTS], AGREE),
        answered([f"sat{n}. {text}" for n, text in enumerate(STATEMENTS)], AGREE),
        # Two are not enough to tell.
        answered(STATEMENTS[:2], AGREE),
        # The tool numbers all its columns.
        answered(["v_1", "v_2", "v_3"], ["1", "2"]) | answered(["v_4"], ["1", "2", "3", "4", "5"]),
        answered(["q1", "q2", "q3"], ["1", "2", "3"]),
        # A group is a page, and «ja» no scale.
        answered(["side/plan", "side/bygg", "side/folk"], ["ja", "nei"]),
        answered(["side/ro", "side/orden", "side/plass"], AGREE)
        | answered(["side/plan"], ["ja", "nei"]),
        # Scales that have little in common.
        answered(["x_1"], AGREE) | answered(["x_2"], ["Ja", "Nei"]) | answered(["x_3"], AGREE),
        answered(STATEMENTS, ["Under 20", "20–39", "40–59", "60 eller mer"]),
    ],
)
def test_single_questions_are_never_made_rows_of_a_grid(columns):
    drafted = draft(export(columns), "1")
    assert {question["type"] for question in drafted.document["questions"]} == {"single"}
    assert GRID not in drafted.guesses


def test_numbered_boxes_with_labels_are_one_question_of_several_choices():
    columns = answered(["s_3_1", "s_3_2", "s_3_3"], ["0", "1"])
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    labels = {"0": "Ikke valgt", "1": "Valgt"}
    described = (
        ExportColumn(name, text, kind="single", options=labels)
        for name, text in zip(columns, ["Kurs", "Praksis", "Annet"], strict=True)
    )
    drafted = draft(Export("SPSS", table, tuple(described)), "1")
    [boxes] = drafted.document["questions"]
    assert boxes["type"] == "multiple"
    assert [item["text"]["nb"] for item in boxes["items"]] == ["Kurs", "Praksis", "Annet"]


def test_columns_with_labels_that_differ_are_no_rows_of_one_grid():
    columns = answered(["q_1", "q_2", "q_3"], ["1", "2"])
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    labels = [{"1": "Ja", "2": "Nei"}, {"1": "Mann", "2": "Kvinne"}, {"1": "Ja", "2": "Nei"}]
    described = (
        ExportColumn(name, name, kind="single", options=options)
        for name, options in zip(columns, labels, strict=True)
    )
    assert GRID not in draft(Export("SPSS", table, tuple(described)), "1").guesses


def test_single_questions_of_the_study_stay_single():
    columns = answered(STATEMENTS, AGREE)
    assert GRID in draft(export(columns), "2").guesses
    for alone in ({STATEMENTS[1].upper()}, {*STATEMENTS}):
        assert GRID not in draft(export(columns), "2", alone=alone).guesses


def test_every_row_of_a_grid_of_boxes_is_a_question_of_its_own():
    """Google's grid of boxes: each row holds joined choices."""
    choices = ["Uke", "Uke, Måned", "Måned", "Måned, År", "Uke, År", "År"]
    columns = answered(["Hva brukes? [Kurs]", "Hva brukes? [Praksis]"], choices)
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    drafted = draft(Export("csv", table, describe(list(columns), list(columns))), "1")
    assert [
        (q["text"]["nb"], q["type"], len(q["items"])) for q in drafted.document["questions"]
    ] == [
        ("Hva brukes? – Kurs", "multiple", 3),
        ("Hva brukes? – Praksis", "multiple", 3),
    ]


def test_other_that_is_no_option_is_told():
    columns = answered(["Rolle"], ["Leder", "Rådgiver", ""])
    columns["Annet, hva?"] = ["", "", "vikar"] * 13 + [""]
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    described = (
        ExportColumn("Rolle", "Rolle"),
        ExportColumn("Annet, hva?", "Annet, hva?", kind="open"),
    )
    drafted = draft(Export("SurveyMonkey", table, described), "1")
    assert drafted.guesses[OTHER] == [("rolle", "")]
