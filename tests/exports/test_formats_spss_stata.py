"""SPSS and Stata files, written with pyreadstat, and by byte what it cannot write; read back."""

import struct
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.sampled import sampled

from godegrep.answers.checks import check
from godegrep.answers.ingest import ingest
from godegrep.answers.problems import fatal
from godegrep.core.errors import Mistake
from godegrep.drafting.draft import draft
from godegrep.exports.detect import read_here
from godegrep.exports.export import Export
from godegrep.exports.formats.spss_stata import _told_apart
from godegrep.exports.formats.workbook import cell_text, number_texts
from godegrep.exports.read import read_export
from godegrep.sampling.frame import read_frame
from godegrep.study.config import FrameSettings, Variable, Wave, config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tables import tables

FRAME = pd.DataFrame(
    {
        "size": [1.0, 2.0, 9.0, np.nan],
        "agree_1": [1.0, 2.0, 8.0, 2.0],
        "agree_2": [2.0, 2.0, 9.0, 1.0],
        "staff": [2.5, 12.0, -1.0, 40.0],
        "words": ["NA", "Blåbær", "", "None"],
        "day": [date(2024, 2, 1)] * 4,
        "moment": [pd.Timestamp("2024-02-01 10:05")] * 4,
    }
)
LABELS = {
    "size": {1: "Lite", 2: "Stort", 9: "Vet ikke"},
    "agree_1": {1: "Enig", 2: "Uenig", 8: "Vet ikke", 9: "Ikke aktuelt"},
    "agree_2": {1: "Enig", 2: "Uenig", 8: "Vet ikke", 9: "Ikke aktuelt"},
}
TEXTS = [
    *("Hvor stort?", "Hvor enig er du? - Vi har nok tid", "Hvor enig er du? - Vi har nok folk"),
    *("Antall ansatte", "Hva har virket?", "Dato", "Tid"),
]
MISSING = {
    "size": [9],
    "agree_1": [{"lo": 8, "hi": 9}],
    "agree_2": [{"lo": 8, "hi": 9}],
    "staff": [{"lo": -9, "hi": -1}],
}


def sav(path: Path) -> Path:
    pyreadstat.write_sav(
        FRAME,
        path,
        column_labels=TEXTS,
        variable_value_labels=LABELS,
        missing_ranges=MISSING,
        variable_measure={"staff": "scale"},
        compress=path.suffix == ".zsav",
    )
    return path


@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_spss(tmp_path, ending):
    export = read_here(sav(tmp_path / f"svar.{ending}"))
    assert export.tool == "SPSS"
    assert export.table.to_dict("list") == {
        "size": ["1", "2", "9", ""],
        "agree_1": ["1", "2", "8", "2"],
        "agree_2": ["2", "2", "9", "1"],
        "staff": ["2.5", "12", "-1", "40"],
        "words": ["NA", "Blåbær", "", "None"],
        "day": ["2024-02-01"] * 4,
        "moment": ["2024-02-01 10:05:00"] * 4,
    }
    size = export.column("size")
    assert (size.kind, size.label, size.missing) == ("single", "Hvor stort?", ("9",))
    assert size.options == {"1": "Lite", "2": "Stort", "9": "Vet ikke"}
    row = export.column("agree_2")
    assert (row.stem, row.label, row.missing) == ("Hvor enig er du?", "Vi har nok folk", ("8", "9"))
    assert (export.column("staff").kind, export.column("staff").missing) == ("number", ("-1",))


@pytest.mark.parametrize("times", [1, 10])
def test_stata_keeps_the_kinds_of_missing_apart(tmp_path, times):
    frame = pd.DataFrame({"x": [1.0, "a", "b", np.nan], "s": ["a", "NA", "", "ø"]})
    frame = pd.concat([frame] * times, ignore_index=True)
    pyreadstat.write_dta(
        frame,
        tmp_path / "svar.dta",
        column_labels=["Hvor stort?", "Ord"],
        variable_value_labels={"x": {1: "Lite", "a": "Vet ikke", "b": "Ikke aktuelt"}},
        missing_user_values={"x": ["a", "b"]},
    )
    export = read_here(tmp_path / "svar.dta")
    assert export.tool == "Stata"
    assert export.table["x"].tolist() == ["1", ".a", ".b", ""] * times
    assert export.table["s"].tolist() == ["a", "NA", "", "ø"] * times
    column = export.column("x")
    assert (column.kind, set(column.missing)) == ("single", {".a", ".b"})
    assert column.options == {"1": "Lite", ".a": "Vet ikke", ".b": "Ikke aktuelt"}


def test_statas_numbers_of_single_precision_are_those_that_were_meant(tmp_path):
    frame = pd.DataFrame({"x": np.array([0.1, 2.5, np.nan, 1234567] * 10, dtype="float32")})
    frame.to_stata(tmp_path / "svar.dta", write_index=False)
    assert (
        read_here(tmp_path / "svar.dta").table["x"].tolist() == ["0.1", "2.5", "", "1234567"] * 10
    )


def with_set(path: Path, definition: str, frame: pd.DataFrame, labels: dict) -> Export:
    """An SPSS file with a multiple-response set, which pyreadstat reads and cannot write.

    A set is a line of an extension record (type 7, subtype 7), before the end of the dictionary.
    """
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    content = path.read_bytes()
    line = definition.encode() + b"\n"
    end = content.index(struct.pack("<ii", 999, 0))
    record = struct.pack("<iiii", 7, 7, 1, len(line)) + line
    path.write_bytes(content[:end] + record + content[end:])
    return read_here(path)


def test_a_set_of_boxes_knows_what_is_ticked(tmp_path):
    frame = pd.DataFrame({"a": [2.0, 1.0], "b": [1.0, 2.0]})
    labels = {"a": {1: "No", 2: "Yes"}, "b": {1: "No", 2: "Yes"}}
    export = with_set(tmp_path / "a.sav", "$means=D1 2 13 Which means? a b", frame, labels)
    box = export.column("a")
    assert (box.kind, box.question, box.stem) == ("multiple", "means", "Which means?")
    assert box.options == {"2": "selected", "1": "not selected"}


def test_a_set_of_categories_is_joined_by_code(tmp_path):
    labels = {name: {1: "Course", 2: "Praxis", 3: "Mentor"} for name in "ab"}
    frame = pd.DataFrame({"a": [1.0, 3.0, np.nan], "b": [2.0, np.nan, np.nan]})
    export = with_set(tmp_path / "a.sav", "$means=C 13 Which means? a b", frame, labels)
    joined = export.column("$means")
    assert export.table["$means"].to_list() == ["1;2", "3", ""]
    assert (joined.kind, joined.separator, joined.options) == (
        "multiple",
        ";",
        {"1": "Course", "2": "Praxis", "3": "Mentor"},
    )
    assert [export.column(name).kind for name in "ab"] == ["technical", "technical"]


def test_a_set_in_which_a_code_stands_twice_in_a_row_is_a_grid(tmp_path):
    labels = {name: {1: "Agree", 2: "Disagree"} for name in "ab"}
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, 1.0]})
    export = with_set(tmp_path / "a.sav", "$views=C 5 Views a b", frame, labels)
    assert list(export.table.columns) == ["a", "b"]
    assert [(export.column(n).kind, export.column(n).stem) for n in "ab"] == [
        ("single", "Views")
    ] * 2


def test_text_cut_in_the_middle_of_a_letter(tmp_path):
    path = sav(tmp_path / "svar.sav")
    content = path.read_bytes()
    assert content.count("Blåbær".encode()) == 1
    path.write_bytes(content.replace("Blåbær".encode(), b"Bl\xc3b\xc3\xa6rr"))
    export = read_here(path)
    assert export.table["words"][1] == "Blbærr"
    assert export.table["words"][0] == "NA"
    assert "middle of a letter" in export.notes[0]


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_what_is_broken_is_told(tmp_path, ending):
    path = tmp_path / f"svar.{ending}"
    path.write_bytes(sav(tmp_path / "hel.sav").read_bytes()[:200])
    with pytest.raises(Mistake, match="truncated, damaged"):
        read_here(path)


def test_a_file_that_ends_its_reader_is_told(tmp_path):
    path = sav(tmp_path / "svar.sav")
    content = path.read_bytes()
    record = struct.pack("<iii", 4, 1, 1)  # value labels of one variable, the first
    assert record in content
    path.write_bytes(content.replace(record, struct.pack("<iii", 4, 0x5E0001, 1)))
    with pytest.raises(Mistake, match="damaged"):
        read_export(path)


_VALUES = st.one_of(
    st.integers(-(10**9), 10**9).map(float),
    st.floats(-1e6, 1e6).map(lambda value: round(value, 4) + 0.0),
    st.just(np.nan),
)
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60).map(
    str.rstrip
)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(_VALUES, _WORDS), min_size=1, max_size=20), st.sampled_from(["sav", "dta"])
)
def test_what_is_written_is_read_back(rows, ending):
    frame = pd.DataFrame(rows, columns=["number", "words"])
    write = pyreadstat.write_sav if ending == "sav" else pyreadstat.write_dta
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"svar.{ending}"
        write(frame, str(path))
        table = read_here(path).table
    assert table["words"].to_list() == frame["words"].to_list()
    wanted = ["" if np.isnan(value) else cell_text(value) for value in frame["number"]]
    assert table["number"].to_list() == wanted


@given(st.lists(st.floats(allow_nan=False) | st.integers(-(10**16), 10**16).map(float)))
@example([0.0, -0.0, 1e-5, 0.1 + 0.2, 1e10, 12345678901.0, 9999999999.5, 1e15, 1e16])
def test_many_numbers_have_the_texts_of_each(numbers):
    array = np.array(numbers, dtype="float64")
    assert number_texts(array).to_pylist() == [cell_text(number) for number in numbers]


def test_the_missing_kinds_of_an_spss_file_come_through_to_the_base_of_a_table(tmp_path):
    """Of seven two say yes; one no, doesn't know, refuses, leaves it blank, was not asked."""
    table = pd.DataFrame(
        {
            "bruker": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0] * 10,
            "virker": [1.0, 1.0, 2.0, 8.0, 9.0, np.nan, np.nan] * 10,
        }
    )
    pyreadstat.write_sav(
        table,
        tmp_path / "svar.sav",
        column_labels=["Bruker dere kurs?", "Virker kursene?"],
        variable_value_labels={
            "bruker": {1: "Ja", 2: "Nei"},
            "virker": {1: "Ja", 2: "Nei", 8: "Vet ikke", 9: "Ønsker ikke å svare"},
        },
        missing_ranges={"virker": [{"lo": 8, "hi": 9}]},
    )
    export = read_export(tmp_path / "svar.sav")
    drafted = draft(export, "2024").document
    uses, works = drafted["questions"]
    works["asked_if"] = {"item": uses["id"], "answers": [uses["options"][0]["id"]]}
    view = from_dict(drafted).view("2024")
    answers, unknown = ingest(export, None, view, Wave("2024", "svar.sav"), str)
    checked, problems = check(answers, unknown, view, "2024", "svar.sav")
    assert not fatal(problems)
    whys = checked[f"{works['id']}__why"]
    assert whys[3:7].tolist() == ["dont_know", "refused", "blank", "not_asked"]
    assert whys[:3].isna().all()

    def base(**settings: str) -> tuple[int, int]:
        """How many the share of yes is of, and how many said yes."""
        config = config_from_dict({"title": "T", "waves": {"2024": {"export": "svar.sav"}}})
        document = {**drafted, "questions": [uses, works | settings]}
        asked = from_dict(document).view("2024")
        found = tables(sampled(checked, asked, config), asked, config, "2024").query(
            f"item == '{works['id']}' and category == 'yes' and statistic == 'share'"
        )
        return int(found["n"].iloc[0]), int(found["count"].iloc[0])

    assert base(base="answered", dont_know="outside") == (30, 20)
    assert base(base="answered", dont_know="inside") == (40, 20)
    assert base(base="asked", dont_know="inside") == (60, 20)


@given(st.lists(st.sampled_from([-129.0, -128.0, -0.0, 0.0, 1.0, 2.5, 127.0, 128.0, np.nan])))
def test_numbers_are_told_apart_as_pandas_does(numbers):
    array = np.array(numbers, dtype="float64")
    places, different = _told_apart(array)
    assert len(different) == len(set(array[~np.isnan(array)]))
    back = np.append(different.astype("float64"), np.nan)[places]
    np.testing.assert_array_equal(back, array)


def test_a_column_of_few_numbers_and_one_of_many_are_both_ingested(tmp_path):
    """Few different numbers are kept once each; a file of either sort may be a wave or a frame."""
    frame = pd.DataFrame({"id": np.arange(40.0), "size": [1.0, 2.0, 9.0, np.nan] * 10})
    labels = {"size": {1: "Lite", 2: "Stort", 9: "Vet ikke"}}
    pyreadstat.write_sav(frame, tmp_path / "a.sav", variable_value_labels=labels)
    export = read_export(tmp_path / "a.sav")
    assert [str(kind) for kind in export.table.dtypes] == ["str", "category"]
    view = from_dict(draft(export, "2024").document).view("2024")
    known = FrameSettings("id", variables=(Variable("size"),))
    invited = read_frame(tmp_path / "a.sav", known)
    wave = Wave("2024", "a.sav", "id", "a.sav")
    answers, unknown = ingest(export, invited, view, wave, str)
    assert unknown.empty
    assert [str(kind) for kind in invited.dtypes] == ["str", "str"]
    assert answers["frame.size"].tolist() == ["1", "2", "9", ""] * 10
    assert answers["size"].fillna("").tolist() == ["lite", "stort", "", ""] * 10
    assert answers["size__why"].fillna("").tolist() == ["", "", "dont_know", "not_reached"] * 10
