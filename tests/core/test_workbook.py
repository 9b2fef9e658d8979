"""Workbooks: texts stay texts, nothing is lost without a word."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from godegrep.core.spreadsheet import (
    LIMIT,
    cell_text,
    height_of,
    put,
    put_header,
    save,
    set_print,
    sheet_name,
    stored,
    to_bytes,
    unstored,
)

FORMULAS = ['=HYPERLINK("http://example.org";"her")', "=1+1", "+47 22 22 22 22", "-5", "@SUM(A1)"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_never_a_formula(text: str, tmp_path: Path) -> None:
    workbook = Workbook()
    put(workbook.active["A1"], text)
    save(workbook, tmp_path / "book.xlsx")
    cell = load_workbook(tmp_path / "book.xlsx").active["A1"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.quotePrefix  # or it becomes one as soon as somebody edits the cell


def test_ordinary_texts_and_numbers() -> None:
    sheet = Workbook().active
    assert put(sheet["A1"], "helt vanlig").quotePrefix is False
    assert put(sheet["A2"], 0.25).value == 0.25
    assert put(sheet["A3"], 3).data_type == "n"
    for nothing in (None, float("nan")):
        assert put(sheet["A4"], nothing).value is None


def test_line_ends_and_what_xml_forbids() -> None:
    assert cell_text("en\r\nto\rtre\x0bfire\tfem") == "en\nto\ntre\nfire\tfem"
    assert cell_text("a\x00b\x1bc\ud800d\uffffe") == "a\ufffdb\ufffdc\ufffdd\ufffde"


@pytest.mark.parametrize("letter", ["a", "å", "😀"])
def test_a_long_text_says_that_it_is_cut(letter: str) -> None:
    def units(text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    fits = letter * (LIMIT // units(letter))
    assert cell_text(fits) == fits
    cut = cell_text(letter * 40_000)
    kept, _, rest = cut.partition(" […] (+")
    assert LIMIT - 40 < units(cut) <= LIMIT
    assert len(kept) + int(rest.rstrip(")")) == 40_000


@given(st.text(alphabet="_x0041Fa \n"))
def test_what_looks_like_an_escape_comes_back(text: str) -> None:
    assert unstored(stored(text)) == text


def test_an_escape_that_excel_wrote() -> None:
    assert unstored("en_x000D_\nto") == "en\r\nto"
    assert stored("_x0041_") == "_x005F_x0041_"


def test_equal_content_equal_bytes() -> None:
    def build() -> bytes:
        workbook = Workbook()
        put_header(workbook.active, 1, ["å", "b"])
        set_print(workbook.active, 1)
        return to_bytes(workbook)

    assert build() == build()


def test_sheet_names() -> None:
    assert sheet_name("Tabell 1: hva / hvem?") == "Tabell 1 hva hvem"
    assert sheet_name("'x'") == "x"
    assert sheet_name("") == "-"
    long = "Et langt navn på et spørsmål som ikke får plass"
    first = sheet_name(long)
    second = sheet_name(long, [first.upper()])
    assert len(first) <= 31
    assert len(second) <= 31
    assert second.endswith(" 2")
    workbook = Workbook()
    for name in (first, second, sheet_name("History")):
        workbook.create_sheet(name)
    assert workbook.sheetnames[1:] == [first, second, "History 2"]


def test_height_follows_the_longest_cell() -> None:
    assert height_of([("kort", 20), ("", 5)]) == 18
    assert height_of([("a\nb\nc", 20)]) == 48
    assert height_of([("x" * 45, 20)]) == 48
    assert height_of([("x" * 100_000, 20)]) == 409
