"""What people decided, who has which code, the tables of codes, and the quotes."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.sampled import sampled

from godegrep.coding.code_matrix import code_matrix
from godegrep.coding.codes import (
    decided,
    decided_with_text,
    merge_codes,
    merge_remarks,
    published,
    review_frame,
    with_ancestors,
)
from godegrep.coding.quotes import choose_quotes, released
from godegrep.core.files import write_parquet
from godegrep.study.codebook import codebook_from_dict
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.codes import code_tables

CODEBOOK = codebook_from_dict(
    {
        "codes": [
            {"id": "help", "name": "Hjelp", "definition": "Hjelp."},
            {"id": "course", "name": "Kurs", "definition": "Kurs.", "parent": "help"},
            {"id": "youth", "name": "Unge", "definition": "Unge.", "questions": ["other"]},
            {"id": "money", "name": "Økonomi", "definition": "Penger."},
        ]
    }
)


def review(coder: str, **codes: str | list[str] | None) -> pd.DataFrame:
    """One coder's decisions by segment; None is a remark without a decision."""
    return review_frame(
        {"segment": segment, "code": code, "coder": coder, "memo": "", "new_code": ""}
        | {"quote": code is None, "hide": False}
        for segment, given in codes.items()
        for code in (given if isinstance(given, list) else [given])
    )


def suggestions(*segments: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (s, 1, rank, code, 1 / rank)
            for s in segments
            for rank, code in ((1, "help"), (2, "money"))
        ],
        columns=["segment", "cluster", "rank", "code", "score"],
    )


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["segment"], frame["code"], strict=True))


# --- Merging -------------------------------------------------------------------------------------


def test_each_coder_is_kept_and_people_replace_suggestions() -> None:
    codes = merge_codes(
        [review("kari", a=["help", "course"], b=None), review("ola", a="money")],
        suggestions("a", "b"),
    )
    assert codes.columns.tolist() == ["segment", "code", "coder", "source", "score"]
    assert codes.drop(columns="score").to_numpy().tolist() == [
        ["a", "course", "kari", "human"],
        ["a", "help", "kari", "human"],
        ["a", "money", "ola", "human"],
        ["b", "help", "", "suggestion"],
        ["b", "money", "", "suggestion"],
    ]
    assert codes["score"].isna().tolist() == [True] * 3 + [False] * 2


def test_merging_does_not_depend_on_order_and_survives_a_file(tmp_path: Path) -> None:
    reviews = [review("kari", a="help", b=""), review("ola", a="money")]
    first = merge_codes(reviews, suggestions("a", "b", "c"))
    write_parquet(pd.concat(reviews[::-1]), tmp_path / "decisions.parquet")
    stored = pd.read_parquet(tmp_path / "decisions.parquet")
    second = merge_codes([stored], suggestions("c", "b", "a"))
    pd.testing.assert_frame_equal(first, second)


def test_nobody_has_coded_and_there_are_no_suggestions() -> None:
    without_codebook = suggestions("a")[:1].assign(rank=0, code="")
    for codes in (merge_codes([]), merge_codes([], without_codebook)):
        assert codes.empty
        assert decided(codes).empty
    assert merge_remarks([]).empty


def test_remarks() -> None:
    found = merge_remarks([review("kari", a=["help", "course"], b=None), review("ola", b="money")])
    assert found[["segment", "coder", "quote"]].to_numpy().tolist() == [["b", "kari", True]]


# --- What counts ---------------------------------------------------------------------------------


def test_a_code_counts_when_half_of_the_coders_gave_it() -> None:
    two = [review("kari", a="help", b=["help", "money"]), review("ola", a="money", b="help")]
    assert pairs(decided(merge_codes(two))) == {
        *(("a", "help"), ("a", "money")),
        *(("b", "help"), ("b", "money")),
    }
    three = [*two, review("per", a="money", b="")]
    assert pairs(decided(merge_codes(three))) == {("a", "money"), ("b", "help")}


def test_none_fits() -> None:
    assert pairs(decided(merge_codes([review("kari", a="")]))) == {("a", "")}
    scattered = [review("kari", a="help"), review("ola", a="money"), review("per", a="course")]
    assert pairs(decided(merge_codes(scattered))) == {("a", "")}


def test_the_agreed_sheet_counts_alone_for_its_segments() -> None:
    reviews = [
        review("kari", a="help", b="help"),
        review("ola", a="money", b="money"),
        review("konsensus", a="course"),
    ]
    assert pairs(decided(merge_codes(reviews))) == {("a", "course"), ("b", "help"), ("b", "money")}


def test_suggestions_are_never_decisions() -> None:
    assert decided(merge_codes([], suggestions("a"))).empty


def test_published_suggestions_count_where_nobody_has_decided() -> None:
    codes = merge_codes([review("kari", a="course", b="")], suggestions("a", "b", "c"), True)
    counting = codes[codes["coder"] != ""]
    assert counting[["segment", "code", "coder", "source"]].to_numpy().tolist() == [
        ["a", "course", "kari", "human"],
        ["b", "", "kari", "human"],
        ["c", "help", "maskin", "suggestion"],
    ]
    assert pairs(decided(codes)) == {("a", "course"), ("b", ""), ("c", "help")}
    assert published(codes) == {"c"}
    assert codes.loc[codes["segment"] == "c", "code"].tolist() == ["help", "money"]


def test_what_there_is_to_learn_from_names_the_wave() -> None:
    parts = [
        pd.DataFrame({"segment": ["a", "b"], "text": [f"a {year}", f"b {year}"]})
        for year in (2017, 2021, 2025)
    ]
    given = [
        review("kari", a=["help", "money"]),
        review("kari", a=""),
        review("ola", a="money", b=None),
    ]
    found = decided_with_text(given, parts)
    assert found.to_numpy().tolist() == [
        ["a@-2", "a 2017", "help"],
        ["a@-2", "a 2017", "money"],
        ["a", "a 2025", "money"],
    ]
    assert decided_with_text([], []).columns.tolist() == ["segment", "text", "code"]


def test_ancestors() -> None:
    assert with_ancestors(CODEBOOK)["course"] == ("course", "help")
    assert with_ancestors(CODEBOOK)["money"] == ("money",)


# --- Who has which code --------------------------------------------------------------------------

SEGMENTS = pd.DataFrame(
    [
        ("a", "1", "q", "practice"),
        ("b", "1", "q", "practice"),
        ("c", "2", "q", "practice"),
        ("d", "2", "q", "practice"),
        ("e", "3", "q", "none"),
        ("f", "4", "q", "practice"),
        ("g", "4", "other", "practice"),
    ],
    columns=["segment", "respondent", "question", "kind"],
)
ANSWERS = pd.DataFrame(
    {"respondent": list("12345"), "q": ["svar", "svar", "ingen", "svar", None]}, index=list("vwxyz")
)
CODES = merge_codes([review("kari", a="course", b="", c="money", f="money", g="youth")])


def test_matrix() -> None:
    matrix = code_matrix("q", ANSWERS, SEGMENTS, CODES, CODEBOOK)
    yes, no, nan = "selected", "not_selected", None
    # Respondent 2 has a part that nobody has coded, 3 said nothing to code, 5 did not answer.
    assert {code: [v if v == v else None for v in matrix[code]] for code in matrix} == {
        "help": [yes, nan, no, no, nan],  # from course, below it
        "course": [yes, nan, no, no, nan],
        "money": [no, nan, no, yes, nan],
    }
    assert matrix.index.tolist() == ANSWERS.index.tolist()


def test_a_code_from_outside_the_codebook_is_shown() -> None:
    codes = merge_codes([review("kari", f="youth"), review("ola", f="gone")])
    matrix = code_matrix("q", ANSWERS, SEGMENTS, codes, CODEBOOK)
    assert matrix.columns.tolist() == ["help", "course", "money", "gone", "youth"]


# --- Tables --------------------------------------------------------------------------------------

QUESTIONNAIRE = from_dict(
    {
        "themes": [{"id": "t", "title": "Tema"}],
        "questions": [
            {"id": "q", "type": "open", "theme": "t", "text": "Hva?", "columns": {"2017": "q"}},
            {"id": "other", "type": "open", "theme": "t", "text": "Og?", "columns": {"2017": "o"}},
        ],
    }
)
CONFIG = {
    "title": "Prøve",
    "waves": {"2017": {"export": "x.csv"}},
    "frame": {"respondent": "id", "variables": {"size": {}}},
    "design": {"strata": [], "finite_population": True},
    "breaks": ["size"],
    "suppression": {"minimum_base": 5},
}


def study_of(rows: int, with_code: int, silent: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and segments: `rows` answered, the first `with_code` of them have the code money."""
    n = rows + silent
    answers = pd.DataFrame(
        {
            "respondent": [f"{k:03}" for k in range(n)],
            "status": ["complete"] * rows + ["not_started"] * silent,
            "frame.size": ["small" if k % 10 else "large" for k in range(n)],
            "q": ["svar"] * rows + [None] * silent,
            "other": [None] * n,
        }
    )
    segments = pd.DataFrame(
        {
            "segment": [f"{k:03}/q/0-4" for k in range(rows)],
            "respondent": answers["respondent"][:rows],
            "question": "q",
            "kind": "practice",
        }
    )
    return answers, segments


def tabulated(codes, segments, answers, config) -> pd.DataFrame:
    wave = sampled(answers, QUESTIONNAIRE, config)
    return code_tables(codes, segments, wave, QUESTIONNAIRE, CODEBOOK, config, "2017")


def test_tables_have_the_closed_form_of_a_finite_population() -> None:
    answers, segments = study_of(rows=40, with_code=10, silent=60)
    given = {s: "money" if k < 10 else "" for k, s in enumerate(segments["segment"])}
    codes = merge_codes([review("kari", **given)], suggestions())
    config = config_from_dict(CONFIG)
    table = tabulated(codes, segments, answers, config)
    assert set(table["question"]) == {"q"}  # nobody has coded the other question
    money = table.set_index("cell").loc["2017/q/money/share"]
    assert (money["n"], money["count"], money["category"]) == (40, 10, "money")
    assert money["estimate"] == pytest.approx(0.25)
    # Cochran (1977), Sampling Techniques, 3.8: v(p) = (1 − n/N) p q / (n − 1).
    assert money["se"] == pytest.approx(math.sqrt((1 - 40 / 100) * 0.25 * 0.75 / 39))
    assert table.set_index("cell").loc["2017/q/help/share", "count"] == 0


def test_breaks_and_suppression() -> None:
    answers, segments = study_of(rows=40, with_code=10, silent=0)
    given = {s: "money" if k < 10 else "" for k, s in enumerate(segments["segment"])}
    codes = merge_codes([review("kari", **given)])
    config = config_from_dict(CONFIG)
    table = tabulated(codes, segments, answers, config)
    large = table.set_index("cell").loc["2017/q/money/share@size=large"]
    assert large["n"] == 4
    assert large["suppressed"] != ""
    assert pd.isna(large["count"])
    assert np.isnan(large["estimate"])


def test_what_is_not_coded_is_outside_the_base() -> None:
    answers, segments = study_of(rows=40, with_code=10, silent=0)
    given = {s: "money" if k < 10 else "" for k, s in enumerate(segments["segment"][:20])}
    codes = merge_codes([review("kari", **given)], suggestions(*segments["segment"]))
    config = config_from_dict(CONFIG)
    table = tabulated(codes, segments, answers, config)
    money = table.set_index("cell").loc["2017/q/money/share"]
    assert (money["n"], money["count"], money["estimate"]) == (20, 10, 0.5)


def test_suggestions_alone_give_no_table() -> None:
    answers, segments = study_of(rows=40, with_code=10, silent=0)
    codes = merge_codes([], suggestions(*segments["segment"]))
    config = config_from_dict(CONFIG)
    assert tabulated(codes, segments, answers, config).empty


# --- Quotes --------------------------------------------------------------------------------------


def candidates(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["group", "segment", "respondent", "text"])


def release(*segments: str, good: tuple[str, ...] = ()) -> pd.DataFrame:
    return pd.DataFrame({"segment": segments, "preferred": [s in good for s in segments]})


def test_released_is_read_by_a_person_and_hidden_by_nobody() -> None:
    segments = pd.DataFrame({"segment": list("abcde")})
    codes = merge_codes([review("kari", a="help", b="", c="help")], suggestions("d"))
    remarks = pd.DataFrame(
        [("a", "ola", True, False), ("c", "kari", True, False), ("c", "ola", False, True)],
        columns=["segment", "coder", "quote", "hide"],
    )
    found = released(segments, codes, remarks)
    assert found.to_numpy().tolist() == [["a", True], ["b", False]]


def test_only_released_segments_are_quoted() -> None:
    frame = candidates(("x", "a", "1", "en"), ("x", "b", "2", "to"))
    assert choose_quotes(frame, release("b"))["segment"].tolist() == ["b"]
    assert choose_quotes(frame, release()).empty


def test_good_quotes_come_first() -> None:
    frame = candidates(*[("x", s, s, f"like lang {s}") for s in "abc"])
    assert choose_quotes(frame, release(*"abc", good=("c",)))["segment"].tolist() == ["c", "a"]


def test_quotes_are_spread_over_respondents() -> None:
    frame = candidates(
        *[("x", "a", "1", "en"), ("x", "b", "1", "to"), ("x", "c", "2", "vi")],
        *[("y", "d", "1", "en"), ("y", "e", "3", "to")],
    )
    chosen = choose_quotes(frame, release(*"abcde"), per_group=2)
    # In x nobody twice; in y first the one who is not quoted yet.
    assert chosen["segment"].tolist() == ["a", "c", "e", "d"]


def test_no_segment_is_quoted_under_two_codes() -> None:
    frame = candidates(("x", "a", "1", "tekst"), ("y", "a", "1", "tekst"), ("y", "b", "2", "tekst"))
    assert choose_quotes(frame, release(*"ab"))[["group", "segment"]].to_numpy().tolist() == [
        ["x", "a"],
        ["y", "b"],
    ]


def test_the_same_words_are_not_quoted_twice_in_a_group() -> None:
    frame = candidates(
        *[("x", "a", "1", "Tett oppfølging."), ("x", "b", "2", "tett  oppfølging")],
        *[("x", "c", "3", "Noe helt annet som er langt"), ("y", "d", "4", "Tett oppfølging")],
    )
    chosen = choose_quotes(frame, release(*"abcd"), per_group=3)
    assert chosen["segment"].tolist() == ["a", "c", "d"]


def test_neither_the_shortest_nor_the_longest() -> None:
    frame = candidates(
        ("x", "a", "1", "kurs"), ("x", "b", "2", "o" * 90), ("x", "c", "3", "o" * 40)
    )
    assert choose_quotes(frame, release(*"abc"), 1)["segment"].tolist() == ["c"]


def test_quotes_do_not_depend_on_the_order_of_the_answers() -> None:
    rng = np.random.default_rng(0)
    frame = candidates(
        *[
            (str(rng.integers(3)), f"s{k:02}", str(rng.integers(8)), f"{k} " * rng.integers(2, 9))
            for k in range(40)
        ]
    )
    free = release(*frame["segment"][::2], good=tuple(frame["segment"][::5]))
    chosen = choose_quotes(frame, free)
    again = choose_quotes(frame.sample(frac=1, random_state=3), free.sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(chosen, again)
