"""The sheets of the review workbook about the machine's clusters: what is in them, how many."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from godegrep.coding.clusters import how_stable
from godegrep.coding.workbook.texts import ReviewTexts, short
from godegrep.coding.workbook.write_guide import protect
from godegrep.core.spreadsheet import (
    FONT,
    height_of,
    put,
    put_header,
    put_row,
    set_print,
    set_widths,
)
from godegrep.core.text import words_of
from godegrep.material.material import attributes_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TYPICAL, ATYPICAL = 3, 2
"""At most so many quotes of each kind."""
LONGEST = 250
"""Quotes are cut at so many characters; the sheet for coding has them whole."""

_WIDTHS = (30, 9, 26, 26, 7, 14, 12, 58, 42)
_NUMBERS_WIDTHS = (60, 22, 16, 18, 18, 10)
_NUMBERS = (2, 5, 6)
"""The columns that hold counts."""
_HEADING_ROW = 2


def write_sorting(
    sheet: "Worksheet",
    clusters: pd.DataFrame,
    segments: pd.DataFrame,
    titles: Mapping[str, str],
    texts: ReviewTexts,
) -> None:
    """Fill the sheet, one row a context and cluster, the contexts in the order of `titles`.

    `clusters` and `segments` as in their files; `titles` gives the contexts' texts by id.
    """
    named = attributes_of(segments)
    of_segment = dict(zip(segments["segment"], segments["text"], strict=True))
    _write_about(sheet, texts.about_sorting, _WIDTHS)
    put_header(sheet, _HEADING_ROW, texts.columns_of_sorting)
    rows = _in_order(clusters, named.context, titles, "cluster")
    for position, row in enumerate(rows, start=_HEADING_ROW + 1):
        stability = f"{row['stability']:.2f}".replace(".", texts.decimal)
        values = (
            short(titles[row[named.context]]),
            row["cluster"],
            row["name"],
            ", ".join(row["keywords"]),
            row["segments"],
            row[named.origins],
            f"{stability}\n{texts.stability[how_stable(row['stability'])]}",
            _quotes((of_segment[segment] for segment in row["typical"]), TYPICAL),
            _quotes((of_segment[segment] for segment in row["atypical"]), ATYPICAL),
        )
        _write_cluster(sheet, position, values)
    sheet.freeze_panes = f"D{_HEADING_ROW + 1}"
    end = sheet.cell(_HEADING_ROW + len(rows), len(_WIDTHS))
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{end.coordinate}"
    sheet.sheet_view.zoomScale = 90
    protect(sheet)
    set_print(sheet, header_row=_HEADING_ROW)


def _write_cluster(sheet: "Worksheet", position: int, values: tuple[Any, ...]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Side(style="thin", color="C9D1D6")
    put_row(sheet, position, values)
    for column, cell in enumerate(sheet[position], start=1):
        side = "center" if column in _NUMBERS else "left"
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
        cell.border = Border(bottom=line, left=line, right=line)
    sheet.cell(position, 3).font = Font(name=FONT, bold=True)
    sheet.row_dimensions[position].height = height_of(
        (str(value), width) for value, width in zip(values, _WIDTHS, strict=True)
    )


def write_numbers(
    sheet: "Worksheet", curves: pd.DataFrame, titles: Mapping[str, str], texts: ReviewTexts
) -> None:
    """Fill the sheet for whoever chooses the number of clusters, a row a context and number.

    `curves` as in `cluster_numbers.csv`, with one row at least.
    """
    from openpyxl.formatting.rule import DataBarRule
    from openpyxl.styles import Alignment

    named = attributes_of(curves).context
    first = curves.iloc[0]
    _write_about(
        sheet,
        texts.about_numbers.format(question=first[named], number=first["clusters"]),
        _NUMBERS_WIDTHS,
    )
    put_header(sheet, _HEADING_ROW, texts.columns_of_numbers)
    rows = _in_order(curves, named, titles, "clusters")
    for position, row in enumerate(rows, start=_HEADING_ROW + 1):
        figures = (row["clusters"], row["stability"], row["silhouette"])
        used = texts.yes if row["chosen"] else None
        title = short(titles[row[named]], _NUMBERS_WIDTHS[0])
        put_row(sheet, position, (title, row[named], *figures, used))
        for column in "DE":
            sheet[f"{column}{position}"].number_format = "0.00"
        for column in "CF":
            sheet[f"{column}{position}"].alignment = Alignment(horizontal="center")
    for column in "DE":
        bars = DataBarRule("num", 0, "num", 1, color="FF9DB8C9")
        sheet.conditional_formatting.add(
            f"{column}{_HEADING_ROW + 1}:{column}{_HEADING_ROW + len(rows)}", bars
        )
    sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
    protect(sheet)
    set_print(sheet, header_row=_HEADING_ROW)


def _in_order(
    frame: pd.DataFrame, context: str, titles: Mapping[str, str], then: str
) -> list[dict[Any, Any]]:
    """The rows by their context, in the order of `titles`, and then by another column."""
    order = {name: place for place, name in enumerate(titles)}
    rows = frame.assign(_order=frame[context].map(order)).sort_values(["_order", then])
    return rows.to_dict("records")


def _write_about(sheet: "Worksheet", text: str, widths: tuple[int, ...]) -> None:
    """The first row: what the sheet shows, across all columns."""
    from openpyxl.styles import Alignment

    set_widths(sheet, widths)
    put(sheet.cell(1, 1), text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(widths))
    sheet.row_dimensions[1].height = height_of([(text, sum(widths))])


def _quotes(texts: Iterable[str], most: int) -> str:
    """The first texts, each on a line of its own and none twice in the same words."""
    different: dict[str, str] = {}
    for text in texts:
        different.setdefault(words_of(text), text)
    return "\n".join(f"– {short(text, LONGEST)}" for text in list(different.values())[:most])
