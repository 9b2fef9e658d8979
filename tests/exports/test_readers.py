"""Reading exports: the formats, what is found in them, and what is refused as unclear."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from support.exports import (
    ANSWERS,
    limesurvey_csv,
    surveyxact_csv,
    surveyxact_xlsx,
    write_csv,
)
from support.paths import SHARED

from godegrep.core.errors import Mistake
from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.detect import formats, read_here
from godegrep.exports.export import Export, to_table
from godegrep.exports.formats.delimited import careful_cells, decode, quick_cells
from godegrep.exports.formats.workbook import cell_text
from godegrep.exports.headings import is_identifying
from godegrep.exports.read import read_export
from godegrep.exports.registry import Format, register

SHARED_FILES = SHARED / "data"


def refused(path: Path) -> str:
    with pytest.raises(Mistake) as caught:
        read_export(path)
    return "\n".join(caught.value.lines)


def test_surveyxact_workbook(tmp_path):
    registry = read_export(surveyxact_xlsx(tmp_path / "svar.xlsx"))
    assert registry.tool == "SurveyXact"
    assert len(registry.table) == len(ANSWERS)
    assert list(registry.status) == [
        *("complete", "complete", "complete", "partial"),
        *("not_started", "not_started", "refused"),
    ]
    assert list(registry.table["s_1"]) == ["1", "2", "2", "1", "", "", "1"]
    assert registry.table["s_5"][1] == "None"
    names = [column.name for column in registry.columns]
    assert names.index("s_4") == names.index("s_3_3") + 1
    box = registry.column("s_3_1")
    assert (box.kind, box.label, box.stem) == ("multiple", "Kurs", "Hvilke tiltak bruker dere?")
    row = registry.column("s_2_2")
    assert (row.stem, row.label, row.kind) == ("Hvor enig er du?", "Vi har nok folk", "single")
    assert row.options["2"] == "Uenig"
    assert registry.column("stato_4").kind == "technical"
    assert registry.column("s_5").kind == "open"


@pytest.mark.parametrize(
    ("delimiter", "encoding", "identifying"),
    [(";", "cp1252", False), (",", "cp1252", True), ("\t", "utf-16", False)],
)
def test_surveyxact_csv_is_the_same(tmp_path, delimiter, encoding, identifying):
    folder = surveyxact_csv(tmp_path / "csv", delimiter, encoding, identifying)
    workbook = read_export(surveyxact_xlsx(tmp_path / "svar.xlsx"))
    for path in (folder, folder / "dataset.csv"):
        registry = read_export(path)
        assert registry.tool == "SurveyXact"
        assert registry.table[list(workbook.table.columns)].equals(workbook.table)
        assert registry.status.equals(workbook.status)
        answers = [c for c in registry.columns if c.kind != "identifying"]
        assert answers == list(workbook.columns)
        assert registry.files[0].name == "dataset.csv"
        assert len(registry.columns) - len(answers) == (5 if identifying else 0)


def test_the_real_surveyxact_variants_agree():
    folder = SHARED_FILES / "surveyxact"
    if not folder.exists():
        pytest.skip("../shared/data/surveyxact is not here")
    first = read_export(folder / "ex_survey2.xlsx")
    assert first.status.value_counts().to_dict() == {
        "not_started": 574,
        "complete": 340,
        "partial": 85,
    }
    for name in ("comma_ansi", "semicolon_ansi", "tab_utf16"):
        other = read_export(folder / f"ex_survey2_{name}")
        assert other.table[list(first.table.columns)].equals(first.table)
        assert other.status.equals(first.status)
        answers = [c for c in other.columns if c.kind != "identifying"]
        # The delimited variants have the names of the schools, the workbook has not.
        assert [c for c in answers if c.name != "b_1_1"] == [
            c for c in first.columns if c.name != "b_1_1"
        ]


def test_limesurvey(tmp_path):
    registry = read_export(limesurvey_csv(tmp_path / "svar.csv"))
    assert registry.tool == "LimeSurvey"
    assert list(registry.status) == ["complete", "complete", "partial", "not_started"]
    kinds = {column.name.partition(".")[0]: column.kind for column in registry.columns}
    assert kinds["id"] == kinds["kontornr"] == "identifying"
    assert kinds["submitdate"] == kinds["lastpage"] == "technical"
    assert kinds["Q3[SQ1]"] == "multiple"
    assert kinds["Q3[other]"] == "open"
    row = registry.column("Q2[SQ2]. Hvor enig er du? [Vi har nok folk]")
    assert (row.question, row.stem, row.label) == ("Q2", "Hvor enig er du?", "Vi har nok folk")


def test_plain_workbook(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Kjønn", "Alder", "Kjønn", None])
    sheet.append(["Kvinne", 34, "NA", 2.5])
    sheet.append([None, None, None, None])
    sheet.append(["Mann", 51.0, None, True])
    workbook.save(tmp_path / "svar.xlsx")
    registry = read_export(tmp_path / "svar.xlsx")
    assert list(registry.table.columns) == ["Kjønn", "Alder", "Kjønn (2)", "column_4"]
    assert registry.table.to_numpy().tolist() == [
        ["Kvinne", "34", "NA", "2.5"],
        ["Mann", "51", "", "TRUE"],
    ]
    assert len(registry.notes) == 2
    assert registry.status is None


@pytest.mark.parametrize("delimiter", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_plain_csv(tmp_path, delimiter, encoding):
    lines = [
        ["Hva er bra?", "Blåbær", "n"],
        ['Først;så, "slik"\tog\nslik | sånn', "null", "1,5"],
        ["None", "NA", ""],
    ]
    registry = read_export(write_csv(tmp_path / "a.csv", lines, encoding, delimiter))
    assert list(registry.table.columns) == lines[0]
    assert registry.table.to_numpy().tolist() == [
        [cell.replace("\r\n", "\n") for cell in line] for line in lines[1:]
    ]


def test_uneven_rows_are_all_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a;b;c\n1;2;3\n1;2\n\n1;2;3;;\n1;2;3;4\n", encoding="utf-8")
    lines = refused(path).splitlines()
    assert len(lines) == 2
    assert "row 2 (line 3): 2 fields, 3 were expected" in lines[0]
    assert "row 4 (line 6): 4 fields" in lines[1]


def test_a_mixed_encoding_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\nblå;1\n".encode() + "blå;2\n".encode("cp1252"))
    assert "line 2" in refused(path)


def test_nul_bytes_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n1;2\n1;\x00\n")
    assert "line 3: a NUL byte" in refused(path)


@settings(max_examples=300, deadline=None)
@given(st.text('a;b"\n\r å', max_size=14), st.text('a;b"\n\r å', max_size=14))
def test_the_quick_way_of_reading_cells_finds_what_the_careful_one_does(head, rest):
    text = f"{head}\n{rest}"
    quick = quick_cells(text, ";")
    if quick is not None:
        careful = careful_cells(text, ";", Path("a.csv"))
        assert quick.to_numpy().tolist() == careful.to_numpy().tolist()


def test_the_quick_way_is_taken_for_ordinary_tables():
    text = 'a;b\n1;"to; ""tre""\nfire"\n\n;NA\n'
    quick = quick_cells(text, ";")
    assert quick is not None
    assert quick.to_numpy().tolist() == [["a", "b"], ["1", 'to; "tre"\nfire'], ["", "NA"]]
    assert quick_cells("a;b\n1\n", ";") is None


# Found by mutating files at random.
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_cut_in_the_middle_of_a_letter_is_refused(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\nblå;1\n".encode(encoding)[:-1])
    assert "broken utf-16" in refused(path)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_every_text_survives_utf8(text):
    assert decode(text.encode("utf-8"), Path("a.csv")) == text


def test_no_such_file_and_empty_files(tmp_path):
    assert "no such file" in refused(tmp_path / "svar.xlsx")
    for name in ("svar.csv", "svar.xlsx"):
        (tmp_path / name).touch()
        assert "empty" in refused(tmp_path / name)
    (tmp_path / "svar.pdf").write_bytes(b"%PDF")
    assert "not a known format" in refused(tmp_path / "svar.pdf")
    (tmp_path / "blank.csv").write_text("\n\n")
    assert "the file is empty" in refused(tmp_path / "blank.csv")


def test_cell_text():
    assert [cell_text(value) for value in (1.0, 0.1 + 0.2, 1e20, -3.5, None, "NA")] == [
        *("1", "0.3", "1e+20", "-3.5", "", "NA"),
    ]


def test_a_new_format_registers_itself(tmp_path):
    def read(path: Path) -> Export:
        return Export("Prøve", to_table(["a"], [["1"]])[0], ())

    path = tmp_path / "svar.prøve"
    path.write_text("x")
    register(Format("Prøve", lambda path: path.suffix == ".prøve", read))
    try:
        assert read_export(path).tool == "Prøve"
    finally:
        from godegrep.exports import registry

        del registry.known_formats["Prøve"]
    assert {entry.tool for entry in formats()} >= {"SurveyXact", "SPSS", "Stata", "csv", "xlsx"}


def test_identifying_headings():
    for heading in (
        "id",
        "orgnr",
        "forn",
        "ettern",
        "email",
        "E-post",
        "Navn:",
        "kontornr",
        "token",
        "IP-adresse",
        "IP Address",
        "Respondent-ID",
    ):
        assert is_identifying(heading), heading
    for heading in ("s_1", "Hva er navnet på tiltaket?", "ideer", "Skole"):
        assert not is_identifying(heading), heading


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["600\u00a0000,00\u00a0kr", "2,5"], {"600\u00a0000,00\u00a0kr": 600000, "2,5": 2.5}),
        (["2.5", "1,234.5", "1,234"], {"2.5": 2.5, "1,234.5": 1234.5, "1,234": 1234}),
        (["1.234,5", "1.234"], {"1.234,5": 1234.5, "1.234": 1234}),
        (["1.234"], {"1.234": 1.234}),
        (["1,234"], {}),
        (["1 234", "12 %", "−3", "kr 5,-"], {"1 234": 1234, "12 %": 12, "−3": -3, "kr 5,-": 5}),
        (["2,5", "2.5"], {"2,5": 2.5, "2.5": 2.5}),
        (["ca. 5", "5-6", "to", "", "1 23", "12.34.5"], {}),
    ],
)
def test_numbers(values, expected):
    assert parse_numbers(values) == expected


def test_tidy():
    assert tidy(" Bla\u030a\u200b \r\n ba\u0308r\u00a0 ") == "Blå bär"


_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(
        lambda t: t.replace(microsecond=0, second=30)  # midnight is a day
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).filter(
        lambda text: not text.startswith("=")
    ),
)


@pytest.mark.workflow
@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=8))
def test_what_a_workbook_holds_is_read_back(tmp_path_factory, rows):
    """Each cell has the text of its value; rows in which nothing stands are left out."""
    path = tmp_path_factory.mktemp("xlsx") / "svar.xlsx"
    workbook = Workbook()
    for row in [("a", "b", "c"), *rows]:
        workbook.active.append(row)
    workbook.save(path)
    wanted = [[cell_text(float(v) if type(v) is int else v) for v in row] for row in rows]
    assert read_here(path).table.to_numpy().tolist() == [row for row in wanted if any(row)]
