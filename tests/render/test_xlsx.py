"""The workbook: numbers that are numbers, texts that stay texts, charts of its own cells."""

import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from support import report_results as made

from godegrep.core.language import Language
from godegrep.core.spreadsheet import LIMIT
from godegrep.document.figures import Figure
from godegrep.document.report import Codebook, CodebookEntry, Report
from godegrep.document.runs import Number, Run, Text
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table
from godegrep.render.xlsx import render
from godegrep.render.xlsx_numbers import bounds, stored
from godegrep.report.wave.compose import compose

pytestmark = pytest.mark.workflow

NB = "\u00a0"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(made.results(language="nb", read=20))


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return render(report, Language("nb"))


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def tables(report: Report) -> list[tuple[Any, Table]]:
    blocks = [block for block in report.blocks if isinstance(block, Figure | Table)]
    pairs = [(block, block if isinstance(block, Table) else block.table) for block in blocks]
    return [(block, table) for block, table in pairs if table]


def number(text: str, value: float | None, statistic: str, below: Number | None = None) -> Number:
    return Number(text, "cell", value, 100, "", None, None, Statistic(statistic), below)


def interval(text: str, low: float, high: float) -> Number:
    return Number(text, "cell", None, 100, "", low, high, Statistic.INTERVAL)


# Printed text, value, statistic → what the cell holds, and how it is shown.
@pytest.mark.parametrize(
    ("run", "value", "shown"),
    [
        (number("12,5", 0.125, "share"), 0.125, "0.0 %"),
        (number(f"62{NB}%", 0.6249, "combined"), 0.6249, "0 %"),
        (number("0,0", 0.0, "share"), 0.0, "0.0 %"),
        (number(f"1{NB}935", 1935, "n"), 1935, "#,##0"),
        (number("28,0", 28.0138, "mean"), 28.0138, "#,##0.0"),
        (number("−1,3", -0.013, "change"), -1.3, '+0.0;"−"0.0;0.0'),
        (number("+4,0", 4.0, "change"), 4.0, '+0.0;"−"0.0;0.0'),
        (number(f"p{NB}={NB}0,07", 0.0655, "p_adjusted"), 0.0655, f'"p{NB}={NB}"0.00'),
        (
            number(f"p{NB}<{NB}0,001", 3e-14, "p_adjusted"),
            3e-14,
            f'[<0.001]"p{NB}<{NB}0,001";"p{NB}={NB}"0.000',
        ),
        (number("111–116", 111, "n"), "111–116", "@"),
        (number("om lag halvparten", 0.5, "fraction"), "om lag halvparten", "@"),
        (Text(":"), ":", "@"),
    ],
)
def test_numbers_are_stored_as_numbers(run: Run, value: Any, shown: str) -> None:
    found = stored(run, NB)
    assert found.value == pytest.approx(value) if isinstance(value, float) else value
    assert found.format == shown


def test_a_change_of_nothing_is_known_by_its_interval() -> None:
    points = interval("−6 til 5", -0.0601, 0.0519)
    low, high = bounds(number("0,0", -0.0002, "change", points), points, NB)
    assert (low.value, high.value) == pytest.approx((-6.01, 5.19))
    years = interval("−0,2 til 0,2", -0.2, 0.2)
    low, high = bounds(number("0,0", 0.0, "change", years), years, NB)
    assert (low.value, high.value) == pytest.approx((-0.2, 0.2))


@pytest.mark.workflow
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_sheet_a_table_with_links_both_ways(language: str) -> None:
    report = compose(made.results(language=language, read=20))
    workbook = opened(render(report, Language(language)))
    index, *sheets = workbook.worksheets
    targets = [row[0].hyperlink.location for row in index.iter_rows(min_row=6)]
    assert targets == [f"'{sheet.title}'!A1" for sheet in sheets]
    for sheet, (block, table) in zip(sheets, tables(report), strict=False):
        assert sheet.title == block.number.replace(NB, " ")
        assert table.caption in sheet["A1"].value
        assert sheet["A2"].value == report.banner
        assert sheet["A3"].hyperlink.location == f"'{index.title}'!A1"
        headings = [cell.value for cell in sheet[5][: len(table.columns)]]
        assert headings == [column.title for column in table.columns]
        assert sheet.freeze_panes == "B6"
        assert sheet.print_title_rows == "$5:$5"
    assert workbook.properties.language == {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[language]
    assert len({sheet.title.lower() for sheet in sheets}) == len(sheets)


def test_shares_intervals_and_cells_stand_beside_each_other(report: Report, content: bytes) -> None:
    workbook = opened(content)
    seen = 0
    for block, table in tables(report):
        sheet = workbook[block.number.replace(NB, " ")]
        for place, row in enumerate(table.rows, 6):
            texts = {cell.value for cell in sheet[place] if isinstance(cell.value, str)}
            # Excel keeps 15 digits.
            values = {round(c.value, 12) for c in sheet[place] if isinstance(c.value, float | int)}
            for run in row.cells:
                if run.type == "number" and run.statistic == "share":
                    assert round(run.value, 12) in values
                    assert run.cell in texts
                    seen += 1
                    if run.below:
                        ends = (run.below.low, run.below.high)
                        assert {round(end, 12) for end in ends if end is not None} <= values
    assert seen > 20


def test_what_is_withheld_has_a_sign_and_no_number(report: Report) -> None:
    few = made.edited(report, withhold)
    block, _ = next((b, t) for b, t in tables(few) if b.type == "figure")
    sheet = opened(render(few, Language("nb")))[block.number.replace(NB, " ")]
    assert {cell.value for cell in sheet[6][1:] if cell.value is not None} == {":"}


def withhold(content: dict[str, Any]) -> None:
    """Let the first row of the first figure, and of its table, be of too few."""
    figure = next(
        block
        for chapter in content["chapters"]
        for section in chapter["sections"]
        for block in section["blocks"]
        if block["type"] == "figure"
    )
    row = figure["table"]["rows"][0]
    row["cells"] = [{"type": "text", "text": ":"} for _ in row["cells"]]
    values = figure["rows"][0]["values"]
    values[:] = [{"category": value["category"], "suppressed": True} for value in values]


def test_no_text_comes_alive(report: Report) -> None:
    starts = ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    codes = tuple(CodebookEntry(start, start, start, "", "", "") for start in starts)
    changed = replace(report, codebook=Codebook(1, codes), title="=1+1")
    content = render(changed, Language("nb"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)
    workbook = opened(content)
    assert workbook.worksheets[0]["A1"].value == "=1+1"
    for start, row in zip(starts, workbook["Kodebok"].iter_rows(min_row=6), strict=True):
        for cell in (row[0], row[1], row[5]):
            assert cell.data_type == "s"
            assert cell.value.strip() == start.strip()


def test_a_long_text_goes_on_in_the_next_row(report: Report) -> None:
    long = "æøå 🙂 " * (LIMIT // 3)
    codebook = Codebook(1, (CodebookEntry("a", "Navn", long, "", "", ""),))
    workbook = opened(render(replace(report, codebook=codebook), Language("nb")))
    pieces = [row[1].value for row in workbook["Kodebok"].iter_rows(min_row=6)]
    assert "".join(filter(None, pieces)) == long
    assert all(len(piece.encode("utf-16-le")) // 2 <= LIMIT for piece in pieces if piece)


def test_charts_draw_from_the_cells(report: Report, content: bytes) -> None:
    figures = [block for block, _ in tables(report) if block.type == "figure" and block.categories]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [
            ET.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/charts/chart")
        ]
        drawings = [
            ET.fromstring(archive.read(f"xl/drawings/drawing{number}.xml"))
            for number in range(1, len(charts) + 1)
        ]
    said = [
        element.get("descr") for d in drawings for element in d.iter() if "descr" in element.attrib
    ]
    assert said == [block.description for block in figures]
    assert len(charts) == len(figures)
    kinds = [chart.find(f".//{CHART}grouping").get("val") for chart in charts]  # type: ignore[union-attr]
    grids = [b for b in figures if b.kind == "stacked" and len(b.rows) > 1]
    assert kinds.count("percentStacked") == len(grids)
    workbook = opened(content)
    for chart in charts:
        for series in chart.iter(f"{CHART}ser"):
            reference = series.find(f"{CHART}val//{CHART}f")
            assert reference is not None
            name, cells = str(reference.text).rsplit("!", 1)
            area = workbook[name.strip("'")][cells.replace("$", "")]
            values = [cell.value for row in area for cell in row]
            assert all(isinstance(value, float | int) for value in values)


def test_nobody_is_named_and_nothing_hidden(report: Report, content: bytes) -> None:
    workbook = opened(content)
    assert workbook.properties.creator in ("", None, report.institute)
    assert workbook.properties.lastModifiedBy is None
    assert {sheet.sheet_state for sheet in workbook.worksheets} == {"visible"}
    hidden = [d for s in workbook.worksheets for d in s.column_dimensions.values() if d.hidden]
    assert not hidden


def test_the_same_report_gives_the_same_bytes(report: Report, content: bytes) -> None:
    assert render(report, Language("nb")) == content
