"""What every workbook needs: texts that stay texts, one look, equal bytes for equal content."""

import io
import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from godegrep.core.files import stable_zip, write_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.worksheet import Worksheet

LIMIT = 32_767
"""How many characters (UTF-16 units) a cell of Excel holds."""

FORMULA_STARTS = ("=", "+", "-", "@")
"""What Excel takes for the beginning of a formula when somebody edits a cell."""

FONT = "Calibri"
HEADER_FILL, HEADER_INK = "1F3A4D", "FFFFFF"

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def cell_text(text: str, limit: int = LIMIT) -> str:
    """The text as a cell can hold it.

    Line ends become line feeds; characters that XML forbids become «�», so that one sees that
    something stood there; a text over the limit is cut, and ends with the number of characters
    that are left out.
    """
    text = _NOT_IN_XML.sub("\ufffd", _LINE_END.sub("\n", text))
    if _width(text) <= limit:
        return text
    room = limit - len(" […] (+)") - len(str(len(text)))
    kept = text[:room]
    while _width(kept) > room:  # characters outside the basic plane count twice
        kept = kept[: -((_width(kept) - room + 1) // 2)]
    return f"{kept} […] (+{len(text) - len(kept)})"


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def stored(text: str) -> str:
    """The text as the file stores it: a literal `_x0041_` would otherwise be read as «A»."""
    return _ESCAPE.sub("_x005F_", text)


def unstored(text: str) -> str:
    """The reverse of `stored`; Excel stores a pasted carriage return in the same way."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def put(cell: "Cell | MergedCell", value: Any) -> "Cell":
    """Set the value of a cell: a number, or a text that never becomes a formula.

    None and NaN leave the cell empty. Raises TypeError for a cell that lies under a merged one.
    """
    from openpyxl.cell import Cell

    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is hidden under a merged cell")
    if value is None or value != value:
        return cell
    if not isinstance(value, str):
        cell.value = value.item() if hasattr(value, "item") else value
        return cell
    cell.value = stored(cell_text(value))
    cell.data_type = "s"
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def put_row(sheet: "Worksheet", row: int, values: Iterable[Any], first_column: int = 1) -> None:
    """Set the cells of a row from left to right, see `put`."""
    for column, value in enumerate(values, start=first_column):
        put(sheet.cell(row, column), value)


# openpyxl compares each look that a cell is given with those it knows, field by field; the same
# object it knows at once, and a workbook takes a quarter less time.
@cache
def font(**look: Any) -> "Font":
    """A font of the family of our workbooks."""
    from openpyxl.styles import Font

    return Font(name=FONT, **look)


@cache
def alignment(**sides: Any) -> "Alignment":
    """How a text stands in its cell."""
    from openpyxl.styles import Alignment

    return Alignment(**sides)


def put_header(sheet: "Worksheet", row: int, headings: Sequence[str]) -> None:
    """Set a row of column headings: white on dark, wrapped."""
    from openpyxl.styles import PatternFill

    put_row(sheet, row, headings)
    fill = PatternFill("solid", fgColor=HEADER_FILL)
    for cell in sheet[row][: len(headings)]:
        cell.font = font(bold=True, color=HEADER_INK)
        cell.fill = fill
        cell.alignment = alignment(wrap_text=True, vertical="center")


def set_widths(sheet: "Worksheet", widths: Sequence[float]) -> None:
    """Set the widths of the columns from the first on, in characters."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_print(sheet: "Worksheet", header_row: int | None = None) -> None:
    """Print on A4 across, all columns on one page, the header row on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "&A – &P / &N"
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"


def height_of(texts_and_widths: Iterable[tuple[str, float]], line: float = 15) -> float:
    """The height in points of a row whose wrapped texts stand in columns of these widths.

    Excel and LibreOffice set the height of a row themselves only when somebody edits it.
    """
    lines = 1
    for text, width in texts_and_widths:
        wrapped = sum(max(1, -(-len(part) // max(1, int(width)))) for part in text.split("\n"))
        lines = max(lines, wrapped)
    return min(409, line * lines + 3)  # 409 points is the greatest height that Excel knows


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """A name for a sheet: without forbidden characters, at most 31 long, not among those taken."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title)
    base = " ".join(allowed.split()).strip("'")[:31].strip(" '") or "-"
    used = {name.casefold() for name in taken}
    name, number = base, 1
    while name.casefold() in used or name.casefold() == "history":  # the latter is Excel's own
        number += 1
        name = f"{base[: 31 - len(str(number)) - 1]} {number}"
    return name


def to_bytes(workbook: "Workbook") -> bytes:
    """The xlsx file of a workbook, the same bytes for the same content."""
    output = io.BytesIO()
    workbook.save(output)
    return stable_zip(output.getvalue())


def save(workbook: "Workbook", path: str | os.PathLike[str]) -> None:
    """Write a workbook to a file in one step."""
    write_bytes(to_bytes(workbook), path)
