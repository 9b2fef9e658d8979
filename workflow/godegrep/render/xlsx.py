"""The tables of a report as a workbook: real numbers, their intervals and cells, and charts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING

from godegrep.core import spreadsheet as book
from godegrep.core.language import Language
from godegrep.document.figures import Figure, FigureKind
from godegrep.document.report import Report
from godegrep.document.runs import Number, plain
from godegrep.document.statistic import SHARES
from godegrep.document.tables import Row, Table
from godegrep.render.docx_template import LOCALES
from godegrep.render.xlsx_charts import Data, chart_of, described
from godegrep.render.xlsx_numbers import Stored, bounds, stored

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_HEADER = 5
"""The row of a table's headings; above it stand its title, the banner and the way back."""
_LABELS, _NUMBERS, _GAP, _CELLS = 46, 13, 3, 60
"""Widths of columns, in characters."""
_CM_PER_LETTER, _ROWS_PER_CM = 0.19, 1.9
_OF_TITLES = 0.75
"""How many letters of a title take the room of one in a column's width."""
_NARROWEST = 12
"""Of charts, in cm."""
_ONE_PAGE = 60
"""So many rows are printed on one page."""
_CODE_WIDTHS: Mapping[str, float] = {
    "name": 30,
    "definition": 60,
    "include": 45,
    "exclude": 45,
    "parent": 24,
    "id": 24,
}
_NUMBER_WIDTHS: Mapping[str, float] = {
    "number": 9,
    "text": 22,
    "value": 12,
    "n": 9,
    "low": 12,
    "high": 12,
    "cell": 62,
    "place": 50,
}
_INTERVAL_NOTES = ("interval_note", "interval_note_mean")
_LONG = 20
"""Characters of the longest text that stands to the right, as numbers do."""
_QUIET = "56616C"
_NEVER = datetime(1980, 1, 1)


def render(report: Report, language: Language) -> bytes:
    """Draw the tables of a report as an xlsx file."""
    return _Writer(report, language).file()


class _Writer:
    """Writes one report's workbook."""

    def __init__(self, report: Report, language: Language) -> None:
        from openpyxl import Workbook

        self.report, self.language, self.word = report, language, language.message
        self.workbook = Workbook()
        self.descriptions: list[str] = []
        self.thousands = language.message("thousands_sign")

    def file(self) -> bytes:
        """The bytes of the finished workbook."""
        index = self.workbook.active
        assert index is not None
        index.title = book.sheet_name(self.word("page_contents"))
        entries = [
            (block.number, table.caption, self._table(block, table))
            for block, table in self._tables()
        ]
        if self.report.codebook.codes:
            entries.append(("", self.word("xlsx_codebook"), self._codebook()))
        entries.append(("", self.word("page_numbers", file="numbers.csv"), self._numbers()))
        self._index(index, entries)
        self._describe()
        return described(book.to_bytes(self.workbook), self.descriptions)

    def _tables(self) -> Iterator[tuple[Figure | Table, Table]]:
        """Each table with the block that it stands in: itself, or its figure."""
        for block in self.report.blocks:
            if isinstance(block, Table):
                yield block, block
            elif isinstance(block, Figure) and block.table:
                yield block, block.table

    def _describe(self) -> None:
        """The workbook's properties: of the report, and of nobody who made it."""
        about = self.workbook.properties
        about.title, about.subject = self.report.title, self.report.subtitle
        about.creator, about.lastModifiedBy = self.report.institute, None
        about.language = LOCALES[self.language.code]
        about.created = about.modified = _NEVER

    # --- Sheets -------------------------------------------------------------------------------

    def _sheet(self, name: str, title: str) -> "Worksheet":
        """A sheet with its title, the banner, and a link to the index."""
        sheet = self.workbook.create_sheet(book.sheet_name(name, self.workbook.sheetnames))
        _title(sheet, 1, title)
        self._banner(sheet, 2)
        self._link(sheet.cell(3, 1), self.workbook.sheetnames[0], self.word("xlsx_back"))
        return sheet

    def _index(self, sheet: "Worksheet", entries: Sequence[tuple[str, str, str]]) -> None:
        report = self.report
        _title(sheet, 1, report.title, size=18)
        self._banner(sheet, 3)
        lines = [report.subtitle, report.institute, report.date]
        book.put(sheet.cell(2, 1), " · ".join(filter(None, lines)))
        book.put_header(sheet, _HEADER, [self.word("xlsx_sheet"), self.word("xlsx_content")])
        for row, (number, caption, name) in enumerate(entries, _HEADER + 1):
            self._link(sheet.cell(row, 1), name, number or name)
            _wrap(book.put(sheet.cell(row, 2), caption))
            sheet.row_dimensions[row].height = book.height_of([(caption, 110)])
        book.set_widths(sheet, [22, 110])
        sheet.freeze_panes = f"A{_HEADER + 1}"
        book.set_print(sheet, _HEADER)

    def _table(self, block: Figure | Table, table: Table) -> str:
        """A sheet for a table, and its chart; returns the sheet's name."""
        figure = block if isinstance(block, Figure) else None
        sheet = self._sheet(block.number, f"{block.number} {table.caption}")
        self._put_table(sheet, table)
        widths = _widths(table)
        room = sum(widths)
        _across(sheet, 1, len(table.columns), room * _OF_TITLES, line=18)
        widths += self._intervals(sheet, table, len(widths) + 2)
        widths += self._trace(sheet, table, len(widths) + 2)
        book.set_widths(sheet, widths)
        sheet.freeze_panes = f"B{_HEADER + 1}"
        book.set_print(sheet, _HEADER)
        notes = _HEADER + len(table.rows) + 2
        end = self._notes(sheet, notes, figure, table)
        for row in range(notes, end):
            _across(sheet, row, len(table.columns), room)
        end += self._chart(sheet, figure, table, end)
        # On paper, the table and its chart; what stands to the right is for the screen.
        sheet.print_area = f"A1:{sheet.cell(end, len(table.columns)).coordinate}"
        if end <= _ONE_PAGE:
            sheet.page_setup.fitToHeight = 1
        return sheet.title

    def _put_table(self, sheet: "Worksheet", table: Table) -> None:
        """The headings and the rows."""
        titles = [column.title for column in table.columns]
        book.put_header(sheet, _HEADER, titles)
        for heading in sheet[_HEADER][1:]:
            heading.alignment = book.alignment(
                wrap_text=True, vertical="center", horizontal="right"
            )
        for place, row in enumerate(table.rows, _HEADER + 1):
            _wrap(book.put(sheet.cell(place, 1), row.label), italic=row.combined)
            for column, run in enumerate(row.cells, 2):
                _store(sheet.cell(place, column), stored(run, self.thousands), row.combined)
            sheet.row_dimensions[place].height = book.height_of([(row.label, _LABELS)])
        sheet.row_dimensions[_HEADER].height = book.height_of(
            zip(titles, (width - 3 for width in _widths(table)), strict=True)
        )

    def _chart(self, sheet: "Worksheet", figure: Figure | None, table: Table, row: int) -> int:
        """Draw the chart of a table below it, where it has one; returns how many rows it takes."""
        statistics = {run.statistic for run in _numbers(table)}
        change = figure is not None and figure.kind == FigureKind.CHANGE
        data = Data(sheet, _HEADER, len(table.rows), bool(statistics & SHARES) and not change)
        chart = chart_of(figure, table, data, LOCALES[self.language.code])
        if chart is None:
            return 0
        chart.width = max(round(_CM_PER_LETTER * sum(_widths(table))), _NARROWEST)
        sheet.add_chart(chart, f"A{row + 1}")
        self.descriptions.append(figure.description if figure else table.caption)
        return round(chart.height * _ROWS_PER_CM) + 2

    def _intervals(self, sheet: "Worksheet", table: Table, first: int) -> list[float]:
        """The intervals to the right of the table; returns the widths of the columns."""
        columns = [
            column
            for column in range(1, len(table.columns))
            if any(_interval(row, column) for row in table.rows)
        ]
        if not columns:
            return []
        heading = self.word("xlsx_intervals", level=self.report.level)
        book.put(sheet.cell(_HEADER - 1, first), heading)
        names = [
            self.word(key, column=table.columns[column].title)
            for column in columns
            for key in ("xlsx_low", "xlsx_high")
        ]
        for place, column in enumerate(columns):
            for row, line in enumerate(table.rows, _HEADER + 1):
                if ends := _interval(line, column):
                    for side, end in enumerate(bounds(*ends, self.thousands)):
                        _store(sheet.cell(row, first + 2 * place + side), end)
        _put_header(sheet, first, names)
        return [_GAP, *[_NUMBERS] * len(names)]

    def _trace(self, sheet: "Worksheet", table: Table, first: int) -> list[float]:
        """The cells that the numbers come from; returns the widths of the columns."""
        columns = [
            column
            for column in range(1, len(table.columns))
            if any(_cell(row, column) for row in table.rows)
        ]
        if not columns:
            return []
        book.put(sheet.cell(_HEADER - 1, first), self.word("xlsx_cells"))
        _put_header(sheet, first, [table.columns[column].title for column in columns])
        for row, line in enumerate(table.rows, _HEADER + 1):
            book.put_row(sheet, row, [_cell(line, column) for column in columns], first)
        return [_GAP, *[_CELLS] * len(columns)]

    def _notes(self, sheet: "Worksheet", row: int, figure: Figure | None, table: Table) -> int:
        """Base, source and notes below the table; returns the row after them."""
        # Here the intervals stand beside the table and not below its numbers.
        elsewhere = {self.word(key, level=self.report.level) for key in _INTERVAL_NOTES}
        lines = [note for note in table.notes if note not in elsewhere]
        if figure is not None:
            lines += [figure.base, plain(figure.source), figure.description]
        for line in filter(None, lines):
            for piece in _pieces(line):
                book.put(sheet.cell(row, 1), piece).font = book.font(color=_QUIET, size=10)
                row += 1
        return row

    def _codebook(self) -> str:
        codebook = self.report.codebook
        title = f"{self.word('xlsx_codebook')} ({codebook.version})"
        sheet = self._sheet(self.word("xlsx_codebook"), title)
        book.put_header(sheet, _HEADER, [self.word(f"xlsx_code_{key}") for key in _CODE_WIDTHS])
        names = {code.id: code.name for code in codebook.codes}
        row = _HEADER + 1
        for code in codebook.codes:
            parent = names.get(code.parent, code.parent)
            texts = [code.name, code.definition, code.include, code.exclude, parent, code.id]
            row = self._code(sheet, row, texts)
        book.set_widths(sheet, list(_CODE_WIDTHS.values()))
        sheet.freeze_panes = f"B{_HEADER + 1}"
        book.set_print(sheet, _HEADER)
        return sheet.title

    def _code(self, sheet: "Worksheet", row: int, texts: Sequence[str]) -> int:
        """The rows of a code, more than one where a text is too long; returns the row after."""
        columns = [_pieces(text) or [""] for text in texts]
        for line in zip_longest(*columns, fillvalue=""):
            for column, text in enumerate(line, 1):
                if text:
                    _wrap(book.put(sheet.cell(row, column), text))
            widths = zip(line, _CODE_WIDTHS.values(), strict=True)
            sheet.row_dimensions[row].height = book.height_of(widths)
            row += 1
        return row

    def _numbers(self) -> str:
        """All numbers of the report, as `numbers.csv` has them."""
        sheet = self._sheet(
            self.word("xlsx_numbers"), self.word("page_numbers", file="numbers.csv")
        )
        book.put_header(sheet, _HEADER, [self.word(f"xlsx_number_{key}") for key in _NUMBER_WIDTHS])
        values = attrgetter(*_NUMBER_WIDTHS)
        for row, number in enumerate(self.report.numbers, _HEADER + 1):
            book.put_row(sheet, row, list(values(number)))
        book.set_widths(sheet, list(_NUMBER_WIDTHS.values()))
        sheet.freeze_panes = f"A{_HEADER + 1}"
        sheet.auto_filter.ref = f"A{_HEADER}:H{_HEADER + len(self.report.numbers)}"
        book.set_print(sheet, _HEADER)
        return sheet.title

    def _banner(self, sheet: "Worksheet", row: int) -> None:
        from openpyxl.styles import PatternFill

        if self.report.banner:
            cell = book.put(sheet.cell(row, 1), self.report.banner)
            cell.font = book.font(bold=True, color="4A3200")
            for column in range(1, 5):
                sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFF3D6")

    def _link(self, place: "Cell | MergedCell", sheet: str, text: str) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        quoted = sheet.replace("'", "''")
        cell = book.put(place, text)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", display=text)
        cell.font = book.font(color="17486F", underline="single")
        cell.alignment = book.alignment(vertical="top")


def _widths(table: Table) -> list[float]:
    """The widths of a table's columns, in characters."""
    long = any(len(run.text) > _LONG for row in table.rows for run in row.cells)
    numbers = (max(_NUMBERS, _longest_word(column.title)) for column in table.columns[1:])
    return [_LABELS, *(_CELLS if long else width for width in numbers)]


def _numbers(table: Table) -> list[Number]:
    return [run for row in table.rows for run in row.cells if isinstance(run, Number)]


def _interval(row: Row, column: int) -> tuple[Number, Number] | None:
    """A number and the interval below it, where there is one; the first column is the labels'."""
    run = row.cells[column - 1]
    return (run, run.below) if isinstance(run, Number) and run.below else None


def _cell(row: Row, column: int) -> str | None:
    """The cell that a number comes from."""
    run = row.cells[column - 1]
    return run.cell if isinstance(run, Number) else None


def _title(sheet: "Worksheet", row: int, text: str, size: int = 13) -> None:
    book.put(sheet.cell(row, 1), text).font = book.font(bold=True, size=size)


def _across(sheet: "Worksheet", row: int, columns: int, room: float, line: float = 15) -> None:
    """Let the text of a row take lines across the table: what stands out of it is not printed."""
    cell = sheet.cell(row, 1)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    cell.alignment = book.alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = book.height_of([(str(cell.value), room)], line)


def _longest_word(heading: str) -> float:
    """The width that a heading asks for, set bold."""
    return min(max(map(len, heading.split()), default=0) * 1.15 + 2, _CELLS / 2)


def _put_header(sheet: "Worksheet", first: int, names: Sequence[str]) -> None:
    """Headings of a block beside the table: quieter than the table's own."""
    from openpyxl.styles import Border, Side

    for column, name in enumerate(names, first):
        cell = _wrap(book.put(sheet.cell(_HEADER, column), name))
        cell.font = book.font(bold=True)
        cell.border = Border(bottom=Side("medium", color=book.HEADER_FILL))


def _store(place: "Cell | MergedCell", value: Stored, italic: bool = False) -> None:
    cell = book.put(place, value.value)
    cell.number_format = value.format
    if italic:
        cell.font = book.font(italic=True)
    long = isinstance(value.value, str) and len(value.value) > _LONG
    cell.alignment = book.alignment(horizontal=None if long else "right", vertical="top")


def _wrap(cell: "Cell", italic: bool = False) -> "Cell":
    cell.alignment = book.alignment(wrap_text=True, vertical="top")
    if italic:
        cell.font = book.font(italic=True)
    return cell


def _pieces(text: str) -> list[str]:
    """The text in pieces that a cell holds; each stands below the one before."""
    # Counted in characters, of which some take two of a cell's places.
    half = book.LIMIT // 2
    if len(text.encode("utf-16-le")) // 2 <= book.LIMIT:
        return [text] if text else []
    return [text[start : start + half] for start in range(0, len(text), half)]
