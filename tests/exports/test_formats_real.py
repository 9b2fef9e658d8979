"""The readers on real files of others, which lie beside the repository; skipped where they do not.

The authors of `rse_survey` published their own tables of the same answers: the counts are theirs.
"""

import csv
from collections import Counter

import pytest
from support.paths import SHARED

from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.detect import read_here
from godegrep.exports.export import Export, ExportColumn

pytestmark = pytest.mark.workflow

SHARED_FILES = SHARED / "data"
RSE = SHARED_FILES / "rse_survey" / "analysis" / "2017" / "uk"
NOT_PUBLISHED = {"disa1", "socio4", "socio5", "currentEmp2"}
"""Tables of answers that the authors took out of the published data, to protect respondents."""
NUMBERS = {"currentEmp11", "proj1can", "soft1can", "train2"}
"""Files that list one number a respondent, not counts."""


def read(path: str) -> Export:
    if not (SHARED_FILES / path).exists():
        pytest.skip(f"../shared/data/{path} is not here")
    return read_here(SHARED_FILES / path)


def counts(export: Export, column: ExportColumn) -> dict[str, int]:
    return dict(Counter(tidy(value) for value in export.table[column.name] if value))


def blanks(export: Export, column: ExportColumn) -> int:
    return int((export.table[column.name] == "").sum())


def published(name: str) -> list[list[str]]:
    with (RSE / "output" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))


def tables(kind: str) -> list[str]:
    """The published tables of counts, by their shape: single, yes_no, boxes or grid."""
    if not RSE.exists():
        return []
    found = []
    for file in sorted((RSE / "output").glob("*.csv")):
        if file.stem.startswith("(") or file.stem.endswith("[PERC]") or file.stem in NUMBERS:
            continue
        header = published(file.stem)[0]
        if set(header[1:]) <= {"Yes", "No", ""}:
            shape = "yes_no"
        elif len(header) > 2:
            shape = "grid"
        else:
            shape = "boxes" if header[1] == "Count" else "single"
        if shape == kind and file.stem not in NOT_PUBLISHED:
            found.append(file.stem)
    return found


@pytest.fixture(scope="module")
def rse() -> Export:
    return read("rse_survey/analysis/2017/uk/data/public_data.csv")


def test_all_single_choice_tables_of_the_authors_come_out(rse):
    names = tables("single")
    assert len(names) == 15
    for name in names:
        [column] = [column for column in rse.columns if column.question == name]
        want = {tidy(option): count for option, count in published(name)[1:]}
        unanswered = want.pop("", "0")
        assert counts(rse, column) == {k: int(float(v)) for k, v in want.items() if v}, name
        assert blanks(rse, column) == 253 - sum(counts(rse, column).values())
        assert int(float(unanswered or 0)) in (0, blanks(rse, column)), name


def test_all_yes_no_tables_of_the_authors_come_out(rse):
    names = tables("yes_no")
    assert len(names) == 11
    for name in names:
        header, *rows = published(name)
        for row in rows:
            text = tidy(row[0]).partition(". ")[2] or tidy(row[0])
            [column] = [c for c in rse.columns if (c.stem or c.label).startswith(text)]
            pairs = zip(header[1:], row[1:], strict=True)
            want = {answer: int(count) for answer, count in pairs if answer}
            assert counts(rse, column) == want, name


def test_all_grids_of_the_authors_come_out(rse):
    names = tables("grid")
    assert len(names) == 9
    for name in names:
        header, *rows = published(name)
        for place, item in enumerate(header[1:], start=1):
            want = {tidy(row[0]): int(float(row[place])) for row in rows if row[0] and row[place]}
            same = [c for c in rse.columns if tidy(item) in (c.label, c.stem)]
            assert want in [counts(rse, column) for column in same], (name, item)


def test_all_tick_boxes_of_the_authors_come_out(rse):
    names = tables("boxes")
    assert len(names) == 7
    for name in names:
        boxes = {c.label: c for c in rse.columns if c.question == name}
        assert {column.kind for column in boxes.values()} == {"multiple"}
        for option, count in published(name)[1:]:
            assert counts(rse, boxes[tidy(option)]).get("Yes", 0) == int(count), (name, option)


def test_the_numbers_of_the_authors_come_out(rse):
    for name in NUMBERS:
        [column] = [column for column in rse.columns if column.question == name]
        _, *rows = published(name)
        assert rse.table[column.name].to_list() == [row[1] for row in rows], name


def test_the_other_limesurvey_waves():
    for path, rows in {"2017/de": 325, "2018": 997}.items():
        export = read(f"rse_survey/analysis/{path}/data/public_data.csv")
        assert (export.tool, len(export.table)) == ("LimeSurvey", rows)
    assert len(read("rse_survey/analysis/2016/uk/data/public_data.csv").table) == 273


def test_kode24_in_three_formats():
    first = read("kode24/2021_data.csv").table
    [pay] = [name for name in first if "grunnlønn?" in name]
    numbers = parse_numbers(first[pay])
    assert numbers["600\u00a0000,00 kr"] == 600_000
    assert len(numbers) == first[pay].nunique()
    [years] = [name for name in first if "formell utdannelse" in name]
    assert parse_numbers(first[years])["2,5"] == 2.5
    second = read("kode24/2022_processed.json")
    assert second.table.shape == (1203, 10)
    assert (second.table["hasBonus"] == "TRUE").sum() == 615
    assert second.table["domain"].str.contains("ledelse/administrativt").sum() == 49
    assert read("kode24/2024_lonnstall.xlsx").table.shape == (2682, 8)


def test_nettskjema():
    export = read("nettskjema/plain/ns_get_data_original.csv")
    assert export.tool == "Nettskjema"
    assert export.column("checkbox.events").label == "Event sign-ups"
    assert export.column("radio").options == {"1": "Very happy!", "-1": "Very unhappy!"}
    assert [column.kind for column in export.columns].count("multiple") == 13
    grid = export.column("radio_matrix.grants")
    assert (grid.stem, grid.kind) == ("In the last month I have", "single")
    assert parse_numbers(export.table["number_integer"])["77.0"] == 77
    unknown = [column.name for column in export.columns if column.kind == "unknown"]
    assert unknown == ["date", "time", "datetime"]


@pytest.mark.parametrize("name", ["sample", "sample_legacy"])
def test_qualtrics(name):
    export = read(f"qualtrics_samples/{name}.csv")
    assert (export.tool, len(export.table)) == ("Qualtrics", 1)
    assert list(export.status) == ["complete"]
    assert export.column("Q1").label == "This is a multiple choice question."
    assert export.table["Q2"][0] == "Hello World!"
    assert {column.name for column in export.columns if column.kind == "unknown"} == {"Q1", "Q2"}


def test_surveymonkey():
    export = read("star-wars/StarWars.csv")
    assert (export.tool, export.table.shape) == ("SurveyMonkey", (1186, 38))
    boxes = [column for column in export.columns if column.kind == "multiple"]
    assert [column.label[:22] for column in boxes[:2]] == [
        "Star Wars: Episode I T",
        "Star Wars: Episode II ",
    ]
    assert [(export.table[c.name] != "").sum() for c in boxes] == [673, 571, 550, 607, 758, 738]
    [han] = [column for column in export.columns if column.label == "Han Solo"]
    assert han.stem.startswith("Please state whether you view")
    assert not any("\ufffd" in column.label for column in export.columns)


def test_three_columns_of_one_name():
    export = read("state_of_frontend_no/sof_redacted.csv")
    same = [column for column in export.columns if column.label == "Frontend teknologi"]
    assert [(export.table[c.name] == "React").sum() for c in same] == [160, 164, 101]
    grid = [column for column in export.columns if column.stem == "om fem år"]
    assert len(grid) == 15


def test_user_missing_values_of_spss_stay_apart():
    export = read("sav_samples/pyreadstat/sample_missing.sav")
    assert export.column("myord").missing == ("-1", "-3")
    assert export.column("myord").options["-1"] == "missing"
    assert export.column("mynum").missing == ("-1", "2500")
    assert read("sav_samples/pyreadstat/missing_char.sav").column("mychar").missing == ("Z",)
    every = read("sav_samples/pyreadstat/simple_alltypes.sav")
    assert every.column("z").missing == ("999", "-9")
    assert every.table["str"][3] == "NA"
    assert list(every.table["quarter"].unique()) == ["2014-10-01", "2015-01-01"]
    assert every.table["y"].to_list() == [
        *("2000-01-01", "2000-01-02", "1950-12-24", "1776-07-04", "", "")
    ]
    sets = {column.name: column.stem for column in every.columns if column.kind == "multiple"}
    assert sets == dict.fromkeys(["bool1", "bool2", "bool3"], "My multiple response set")


def test_tagged_missing_values_of_stata_stay_apart():
    column = read("sav_samples/haven/tagged-na-double.dta").column("x")
    assert set(column.missing) == {".a", ".h", ".z"}
    assert column.options == {".a": "apple", ".z": ".zebra"}
    export = read("sav_samples/pyreadstat/missing_test.dta")
    assert export.table.iloc[0].to_list() == [*(".a", ".b", ".c", ".x", ".y", ".z"), "", "", "1"]


def test_the_other_samples_of_spss_and_stata():
    folder = SHARED_FILES / "sav_samples"
    if not folder.exists():
        pytest.skip("../shared/data/sav_samples is not here")
    for path in sorted(folder.glob("*/*")):
        export = read_here(path)
        assert len(export.table) > 0
        assert len(export.columns) == export.table.shape[1]
    umlauts = read("sav_samples/haven/umlauts.sav").column("var1")
    assert (umlauts.label, umlauts.options["2"]) == ("This is an ä-umlaut", "the ü umlaut")
    assert read("sav_samples/haven/datetime.sav").table["time"].to_list() == [
        "12:11:10",
        "15:59:20",
    ]
