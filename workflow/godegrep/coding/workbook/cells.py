"""The cells of a filled-in review sheet, whether it was saved as .xlsx, .ods or csv."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from godegrep.coding.workbook.files import READ
from godegrep.core.errors import Mistake
from godegrep.core.spreadsheet import unstored
from godegrep.core.untrusted_files import check_workbook
from godegrep.exports.formats.delimited import read_cells

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_COLUMNS = 100
"""Columns further to the right are not looked at."""
MOST_ROWS = 200_000
"""Of an .ods sheet, whose rows may be repeated by a number."""


class Sheet(NamedTuple):
    """The texts of a sheet, row by row from its first, and where formulas stand (row, column).

    `narrow` says that the file cannot hold all letters: csv in the encoding of Windows.
    """

    name: str
    rows: list[list[str]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    narrow: bool = False


def sheets_of(path: Path) -> Iterator[Sheet]:
    """The sheets of a file, places counted from 0; raises Mistake for a file that cannot be read.

    A file of values (csv) has one sheet, and its formulas are gone: what they gave stands there.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        yield _delimited(path)
    elif ending == ".ods":
        yield from _open_document(path)
    elif ending == ".xlsx":
        yield from _workbook(path)
    else:
        raise Mistake(
            f"{path}: a file of this kind is not read. Save it as {', '.join(READ[:-1])} or "
            f"{READ[-1]}, and take this one out of the folder."
        )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unstored(str(value)).strip()


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    check_workbook(path)
    try:
        workbook = load_workbook(path, read_only=True)
    except (KeyError, ValueError, TypeError) as error:
        raise _unreadable(path, error) from None
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what the file says of its own size may be wrong
            rows, formulas = [], set()
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS)):
                rows.append([_text(cell.value) for cell in cells])
                formulas |= {(number, at) for at, cell in enumerate(cells) if cell.data_type == "f"}
            yield Sheet(sheet.title, rows, frozenset(formulas))
    finally:
        workbook.close()


def _open_document(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    check_workbook(path, "content.xml")
    formulas = _formulas(path)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                rows = [
                    [_text(value) for value in row[:MOST_COLUMNS]]
                    for row in sheet.to_python(skip_empty_area=False)
                ]
                yield Sheet(name, rows, frozenset(formulas.get(name, ())))
    except CalamineError as error:
        raise _unreadable(path, error) from None


def _formulas(path: Path) -> dict[str, set[tuple[int, int]]]:
    """Where formulas stand in an .ods file, by sheet: the reader of values does not say.

    Raises Mistake where filled rows are repeated beyond `MOST_ROWS`: a few bytes may ask for more
    memory than there is.
    """
    import zipfile
    from xml.etree.ElementTree import ParseError, iterparse

    formulas: dict[str, set[tuple[int, int]]] = {}
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            for sheet, row, column in _formula_cells(path, iterparse(content, ("start", "end"))):
                formulas.setdefault(sheet, set()).add((row, column))
    except (ParseError, ValueError) as error:
        raise _unreadable(path, error) from None
    return formulas


def _formula_cells(
    path: Path, events: Iterable[tuple[str, "Element"]]
) -> Iterator[tuple[str, int, int]]:
    """The sheet, row and column of each formula."""
    space = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    sheet, row, column = "", 0, 0
    for event, element in events:
        repeated = int(element.get(f"{space}number-columns-repeated", 1))
        if event == "start" and element.tag == f"{space}table":
            sheet, row = str(element.get(f"{space}name")), 0
        elif event == "start" and element.tag == f"{space}table-row":
            column = 0
        elif event == "end" and element.tag == f"{space}table-cell":
            if element.get(f"{space}formula"):
                yield sheet, row, column
            column += repeated
        elif event == "end" and element.tag == f"{space}covered-table-cell":
            column += repeated
        elif event == "end" and element.tag == f"{space}table-row":
            times = int(element.get(f"{space}number-rows-repeated", 1))
            if times > MOST_ROWS and any(element.itertext()):
                raise Mistake(
                    f"{path}: sheet {sheet!r} repeats a row {times:,} times; not a review sheet. "
                    "Fill in a copy of review.xlsx."
                )
            row += times
            element.clear()


def _delimited(path: Path) -> Sheet:
    cells = read_cells(path)
    rows = [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in cells.to_numpy().tolist()]
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return Sheet(path.name, rows, narrow=True)
    return Sheet(path.name, rows)


def _unreadable(path: Path, error: Exception) -> Mistake:
    return Mistake(
        f"{path}: cannot be read as a workbook ({type(error).__name__}). "
        "Save it again as .xlsx from Excel or LibreOffice."
    )
