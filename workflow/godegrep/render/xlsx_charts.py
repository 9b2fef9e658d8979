"""Excel's own charts of the tables: drawn from the cells, so that a person can edit them."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import quoteattr

from godegrep.core.files import stable_zip
from godegrep.document.figures import Figure, FigureKind, Value
from godegrep.document.runs import Number
from godegrep.document.tables import Table
from godegrep.figures.palette import PALETTE, ink_on
from godegrep.render.docx_parts import legible

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase
    from openpyxl.chart.series import Series
    from openpyxl.chart.text import RichText
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_LINES = 12
"""A chart with more lines than that is not read by anybody."""


class Data(NamedTuple):
    """Where the cells of a table block stand on its sheet: row of the headings, rows, shares."""

    sheet: "Worksheet"
    header: int
    rows: int
    percent: bool


class _Run(NamedTuple):
    """A series: its cells in one row or column, the cell of its name, its colour."""

    name: tuple[int, int]
    first: tuple[int, int]
    last: tuple[int, int]
    colour: str


def chart_of(figure: Figure | None, table: Table, data: Data, language: str) -> "ChartBase | None":
    """The chart for a table, or None where none would say anything.

    Bars that fill 100 % for a scale asked about several items, bars side by side for all other
    figures, and lines where the columns of a table are waves.
    """
    if figure is None or figure.kind == FigureKind.LINES:
        return _lines(table, data, language)
    runs = list(_columns(figure, table, data))
    if not runs:
        return None
    stacked = figure.kind in (FigureKind.STACKED, FigureKind.DIVERGING) and len(runs) > 1
    return _bars(figure.caption, runs, data, language, stacked)


def described(content: bytes, descriptions: Sequence[str]) -> bytes:
    """The xlsx file with a description of each chart for screen readers, in the order of sheets."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w") as target,
    ):
        for name in source.namelist():
            member = source.read(name)
            if match := re.fullmatch(r"xl/drawings/drawing(\d+)\.xml", name):
                description = legible(descriptions[int(match[1]) - 1])
                named = f'name="Chart 1" descr={quoteattr(description)}'
                member = member.replace(b'name="Chart 1"', named.encode(), 1)
            target.writestr(name, member)
    return stable_zip(output.getvalue())


def _columns(figure: Figure, table: Table, data: Data) -> Iterator[_Run]:
    """The columns of the table that hold the figure's values, found by their cells.

    Rows that sum up others end the column. A figure of one row stands in its table on end: its
    categories are rows there, and the one column of shares is drawn.
    """
    tones = {category.id: category.tone for category in figure.categories}
    if figure.kind == FigureKind.PANELS:  # which stand in one plot here
        tones = {name: f"kind{place}" for place, name in enumerate(tones, 1)}
    places: dict[str, int] = {}
    for row in figure.rows:
        for value in row.values:
            column = _column_of(value, table)
            if column:
                places.setdefault(value.category, column)
    last = len(list(takewhile(lambda row: not row.combined, table.rows)))
    if not places or not last:
        return
    on_end = len(set(places.values())) == 1
    for category, column in list(places.items())[: 1 if on_end else None]:
        tone = "single" if on_end else tones[category]
        yield _Run(
            (data.header, column),
            (data.header + 1, column),
            (data.header + last, column),
            PALETTE[tone].light,
        )


def _column_of(value: Value, table: Table) -> int | None:
    """The column (1 is that of the labels) with the value that the figure draws."""
    if not value.cell or value.value is None:
        return None
    drawn = (value.cell, value.value)
    for row in table.rows:
        for column, run in enumerate(row.cells, 2):
            if isinstance(run, Number) and (run.cell, run.value) == drawn:
                return column
    return None


def _lines(table: Table, data: Data, language: str) -> "ChartBase | None":
    """Lines over the waves, one an answer, where the table's first columns are waves."""
    waves = list(
        takewhile(
            lambda column: all(
                not isinstance(run, Number) or run.cell.split("/")[0] == table.columns[column].title
                for run in (row.cells[column - 1] for row in table.rows)
            ),
            range(1, len(table.columns)),
        )
    )
    if len(waves) < 2 or not 0 < len(table.rows) <= _MOST_LINES:
        return None
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.marker import Marker

    chart = LineChart()
    kinds = [tone.light for name, tone in PALETTE.items() if name.startswith("kind")]
    last = waves[-1] + 1
    for place in range(len(table.rows)):
        row = data.header + 1 + place
        series = _series(data, _Run((row, 1), (row, 2), (row, last), kinds[place % len(kinds)]))
        series.graphicalProperties.line.solidFill = kinds[place % len(kinds)][1:]
        series.graphicalProperties.line.width = 28_575  # 2.25 points
        series.marker = Marker("circle")
        series.smooth = False
        chart.series.append(series)
    chart.set_categories(
        Reference(data.sheet, min_col=2, max_col=last, min_row=data.header, max_row=data.header)
    )
    chart.height = 9.0
    return _finished(chart, table.caption, data, language)


def _bars(
    title: str, runs: Sequence[_Run], data: Data, language: str, stacked: bool
) -> "ChartBase":
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type = "bar"
    chart.grouping = "percentStacked" if stacked else "clustered"
    chart.overlap = 100 if stacked else None
    chart.gapWidth = 45
    for run in runs:
        series = _series(data, run)
        _label(series, data, ink_on(run.colour) if stacked else PALETTE["ink"].light)
        chart.series.append(series)
    first, last = runs[0].first[0], runs[0].last[0]
    chart.set_categories(Reference(data.sheet, min_col=1, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"  # beside the bars, also where these go below zero
    if data.percent:
        chart.y_axis.scaling.min = 0
    bars = (last - first + 1) * (1 if stacked else len(runs))
    chart.height = min(4.5 + 0.75 * bars, 24)
    return _finished(chart, title, data, language)


def _series(data: Data, run: _Run) -> "Series":
    from openpyxl.chart import Reference, Series
    from openpyxl.chart.data_source import StrRef
    from openpyxl.chart.series import SeriesLabel

    def reference(first: tuple[int, int], last: tuple[int, int]) -> Reference:
        return Reference(
            data.sheet, min_row=first[0], min_col=first[1], max_row=last[0], max_col=last[1]
        )

    series = Series(reference(run.first, run.last))
    series.tx = SeriesLabel(strRef=StrRef(str(reference(run.name, run.name))))
    series.graphicalProperties.solidFill = run.colour[1:]
    series.graphicalProperties.line.solidFill = run.colour[1:]
    return series


def _label(series: "Series", data: Data, ink: str) -> None:
    from openpyxl.chart.label import DataLabelList

    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = "0 %" if data.percent else "0"
    labels.txPr = _letters(ink, 900)
    series.dLbls = labels


def _finished(chart: Any, title: str, data: Data, language: str) -> Any:
    """The chart with title, axes and legend in the report's language."""
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun

    letters = CharacterProperties(lang=language, sz=1200, b=True)
    run = RegularTextRun(rPr=letters, t=title)
    chart.title = Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)
    chart.y_axis.number_format = "0 %" if data.percent else "General"
    chart.y_axis.majorGridlines.spPr = _line(PALETTE["grid"].light)
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _letters(PALETTE["ink"].light, 900)
    if len(chart.series) > 1:
        chart.legend.position = "b"
        chart.legend.overlay = False
    else:
        chart.legend = None
    return chart


def _line(colour: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill=colour[1:]))


def _letters(colour: str, size: int) -> "RichText":
    """Letters in a colour; the size in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

    letters = CharacterProperties(sz=size, solidFill=colour[1:])
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])
