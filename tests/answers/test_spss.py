"""A wave written for SPSS and Stata, read back by pyreadstat: labels, codes, kinds of missing."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.small_study import CONFIG, QUESTIONNAIRE, write_rows

from godegrep.answers.ingest import ingest
from godegrep.answers.spss import Coded as Variable
from godegrep.answers.spss import _below, _named, codebook, coded, fitting, table, write_sav
from godegrep.core.plain_yaml import load_words
from godegrep.core.vocabulary import MISSING_KINDS
from godegrep.exports.read import read_export
from godegrep.study.codebook import Code, Codebook
from godegrep.study.config import Wave, config_from_dict
from godegrep.study.questionnaire import Questionnaire, from_dict

ROWS = [
    ["kontor", "q1", "q2a", "q2b", "q3_1", "q3_2", "q4", "q5"],
    ["K1", "1", "1", "3", "1", "0", "7,5", "Tett oppfølging – «hver uke»"],
    ["K2", "", "2", "2", "0", "1", "-95", ""],
    ["K3", "9", "", "1", "1", "1", "", "vet ikke"],
    ["K4", "", "", "", "0", "0", "", ""],
]

OPEN = "practice.close"


def questionnaire() -> Questionnaire:
    document = load_words(QUESTIONNAIRE)
    for question in document["questions"]:
        if question["type"] == "number":
            del question["minimum"], question["maximum"]
    document["questions"][0]["asked_if"] = {"item": "views.time", "answers": ["agree", "disagree"]}
    document["questions"].insert(0, document["questions"].pop(1))
    return from_dict(document).view("2017")


@pytest.fixture
def wave(tmp_path) -> list[Variable]:
    write_rows(tmp_path / "svar.csv", ROWS)
    export = read_export(tmp_path / "svar.csv")
    answers, unknown = ingest(
        export, None, questionnaire(), Wave("2017", "svar.csv", "kontor"), lambda text: text
    )
    assert unknown.empty
    answers.insert(2, "frame.size", ["small", "large", "small", "large"])
    variables = config_from_dict(load_words(CONFIG)).frame.variables
    codes = pd.DataFrame({"respondent": answers["respondent"], OPEN: [1, None, 0, None]})
    codes[OPEN] = codes[OPEN].astype("Int64")
    book = Codebook(1, (Code("close", {"nb": "Tett oppfølging"}, {"nb": "Ofte."}),))
    return coded(answers, questionnaire(), variables, "nb", codes, book)


def read_back(variables: list[Variable], path: Path) -> tuple[pd.DataFrame, object]:
    write_sav(variables, "Prøveundersøkelsen 2017", path)
    return pyreadstat.read_sav(path, user_missing=True)


def test_spss_finds_the_answers_with_their_labels(wave, tmp_path):
    data, told = read_back(wave, tmp_path / "answers.sav")
    assert told.file_label == "Prøveundersøkelsen 2017"
    assert told.column_names_to_labels["needed"] == "Ser du behov for endringer?"
    assert told.column_names_to_labels["views_time"].endswith("i påstandene? – Vi har nok tid")
    assert told.variable_value_labels["needed"][1] == "Ja"
    assert told.variable_value_labels["channels_phone"][1] == "Valgt"
    assert told.variable_value_labels["frame_size"] == {1: "Liten", 2: "Stor"}
    assert data["respondent"].tolist() == ["K1", "K2", "K3", "K4"]
    assert data["frame_size"].tolist() == [1, 2, 1, 2]
    assert data["views_tools"].tolist()[:3] == [3, 2, 1]
    assert data["channels_office"].tolist()[:3] == [0, 1, 1]
    assert data["staff"].tolist()[:2] == [7.5, -95]
    assert data["practice"].tolist() == ["Tett oppfølging – «hver uke»", "", "vet ikke", ""]
    assert told.variable_measure["staff"] == "scale"
    assert told.variable_measure["needed"] == "nominal"


def test_the_kinds_of_missing_values_are_kept_apart_and_out_of_tables(wave, tmp_path):
    data, told = read_back(wave, tmp_path / "answers.sav")
    labels = told.variable_value_labels
    shown = [labels["needed"][value] for value in data["needed"]]
    assert shown == ["Ja", "Ikke spurt", "Vet ikke", "Ikke kommet så langt"]
    assert labels["views_time"][data["views_time"][2]] == "Ikke besvart"
    assert labels["practice_why"][data["practice_why"][1]] == "Ikke besvart"
    assert pd.isna(data["practice_why"][0])
    # -95 is an answer here, so that the kinds lie below it.
    assert set(told.missing_ranges["staff"][0].values()) == {-906.0, -901.0}
    bare, _ = pyreadstat.read_sav(tmp_path / "answers.sav")
    assert bare["needed"].notna().tolist() == [True, False, False, False]
    assert bare["staff"].notna().tolist() == [True, True, False, False]


def test_stata_users_get_the_same_numbers_and_a_codebook(wave, tmp_path):
    data, _ = read_back(wave, tmp_path / "answers.sav")
    table(wave).to_csv(tmp_path / "a.csv", index=False)
    plain = pd.read_csv(
        tmp_path / "a.csv",
        keep_default_na=False,
        na_values=dict.fromkeys(("practice_why", "practice_close"), ""),
    )
    pd.testing.assert_frame_equal(plain, data, check_dtype=False)
    assert "1.0" not in (tmp_path / "a.csv").read_text()
    book = codebook(wave)
    assert set(book["variable"]) == set(data.columns)
    kinds = book[(book["variable"] == "needed") & (book["missing"] != "")]
    assert set(kinds["missing"]) == set(MISSING_KINDS)
    assert (kinds["value"].astype(int) < 0).all()


def test_our_own_reader_reads_it(wave, tmp_path):
    write_sav(wave, "x", tmp_path / "answers.sav")
    export = read_export(tmp_path / "answers.sav")
    assert export.tool == "SPSS"
    assert export.table["practice"].tolist()[0] == "Tett oppfølging – «hver uke»"
    assert "-93" in export.column("needed").missing


def test_equal_content_gives_equal_bytes(wave, tmp_path):
    for name in ("a.sav", "b.sav"):
        write_sav(wave, "x", tmp_path / name)
    content = (tmp_path / "a.sav").read_bytes()
    assert content == (tmp_path / "b.sav").read_bytes()
    assert content[92:109] == b"01 Jan 8000:00:00"
    assert not list(tmp_path.glob(".*"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40), min_size=1
    )
)
@example(["\N{NO-BREAK SPACE}", " "])
@example(["\N{GRINNING FACE}" * 40])
def test_texts_and_labels_come_back(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("spss") / "a.sav"
    label = (texts[0] * 10).strip()
    labels = dict(enumerate(texts))
    values = pd.Series([text.rstrip(" ") for text in texts], dtype="str")
    numbers = pd.Series(range(len(texts)), dtype="Int64")
    data, told = read_back(
        [
            Variable("a", "a", label, "open", values, {}, {}),
            Variable("b", "b", "", "single", numbers, labels, {}),
        ],
        path,
    )
    assert data["a"].tolist() == values.tolist()
    assert (told.column_names_to_labels["a"] or "") == fitting(label, 256).rstrip()
    shown = told.variable_value_labels.get("b", {})
    # SPSS fills labels up with blanks, and has none that is nothing else.
    assert {
        number: text.rstrip(" ")
        for number, text in enumerate(fitting(text, 120) for text in texts)
        if text.strip(" ")
    } == {int(number): text.rstrip(" ") for number, text in shown.items() if text.strip(" ")}


@given(st.text(max_size=60), st.integers(3, 50))
def test_a_text_is_cut_between_letters(text, most):
    cut = fitting(text.encode("utf-8", "ignore").decode(), most)
    assert len(cut.encode()) <= most


@given(st.lists(st.text("aAæ1_.- ", min_size=1, max_size=70), unique=True, max_size=8))
def test_names_are_those_that_spss_takes(items):
    values = pd.Series([], dtype="Int64")
    named = _named([Variable("", item, "", "single", values, {}, {}) for item in [*items, "or"]])
    names = [variable.name for variable in named]
    assert len({name.lower() for name in names}) == len(names)
    assert all(name[0].isalpha() and name.isascii() and len(name) <= 32 for name in names)
    assert names[-1] == "q_or"


@pytest.mark.parametrize(("lowest", "base"), [(0, -90), (-89, -90), (-90, -900), (-905, -9000)])
def test_missing_kinds_lie_below_the_answers(lowest, base):
    assert _below(lowest) == base


def test_codes_of_open_answers_come_last_and_are_missing_where_nobody_has_coded(wave, tmp_path):
    data, told = read_back(wave, tmp_path / "answers.sav")
    assert told.column_names[-1] == "practice_close"
    assert data["practice_close"].fillna(-1).tolist() == [1, -1, 0, -1]
    assert told.column_names_to_labels["practice_close"].startswith("Tett oppfølging – ")
    assert told.variable_value_labels["practice_close"] == {0: "Nevner ikke", 1: "Nevner"}
    assert "practice_close" not in told.missing_ranges
    rows = codebook(wave).query("variable == 'practice_close'")
    assert list(rows["type"]) == ["code", "code"]
