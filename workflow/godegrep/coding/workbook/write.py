"""The review workbook: one row a segment, with suggestions to weigh and cells to fill in.

Two hidden columns hold the segment's id and a checksum, by which `workbook.read` knows
the answer again and sees whether it has been edited.
"""

import os
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from godegrep.coding.state import CodingState
from godegrep.coding.workbook.content import Content, content_of
from godegrep.coding.workbook.layout import (
    CODE_COLUMNS,
    COLUMNS,
    FILLED_IN,
    FIRST_ROW,
    HEADING_ROW,
    HIDDEN,
    MARKS,
    NO_CODE,
    VERSION,
    checksum,
    label,
    letter,
)
from godegrep.coding.workbook.texts import review_texts, short
from godegrep.coding.workbook.write_clusters import write_numbers, write_sorting
from godegrep.coding.workbook.write_guide import protect, write_codebook, write_guide
from godegrep.core.spreadsheet import (
    FONT,
    FORMULA_STARTS,
    LIMIT,
    cell_text,
    height_of,
    put,
    put_header,
    save,
    set_print,
    set_widths,
    stored,
)
from godegrep.material.material import Material, contexts, place_of
from godegrep.study.codebook import Codebook

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

CONTEXT = 2_000
"""How many characters of a long answer are shown on each side of the segment."""

_WIDTHS: Mapping[str, float] = {
    "number": 5,
    "context": 24,
    "cluster": 8,
    "answer": 52,
    "text": 36,
    "suggestions": 38,
    "nearest": 32,
    "code_1": 26,
    "code_2": 20,
    "code_3": 20,
    "new_code": 18,
    "memo": 24,
    "quote": 8,
    "hide": 8,
    "coders": 12,
}


def write_workbook(
    path: str | os.PathLike[str],
    material: Material,
    state: CodingState,
    coder: str = "",
    language: str = "nb",
) -> None:
    """Write a review workbook: «Les meg», «Koding», «Grovsortering», «Antall grupper», «Kodebok».

    `coder` is whose it is: it holds what that coder has decided. Empty for one that is nobody's
    yet; `CONSENSUS` for the one in which coders agree on what they coded differently.

    Raises ValueError where a segment is not the part of its text that its offsets say.
    """
    from openpyxl import Workbook

    content = content_of(material, state, coder, language)
    texts, titles = content.texts, content.titles
    workbook = Workbook()
    guide = workbook.active
    assert guide is not None
    guide.title = texts.guide
    coding = workbook.create_sheet(texts.coding)
    sorting = workbook.create_sheet(texts.sorting)
    if len(state.curves):
        write_numbers(workbook.create_sheet(texts.numbers), state.curves, titles, texts)
    book = workbook.create_sheet(texts.codebook)
    lists = workbook.create_sheet(texts.lists)
    lists.sheet_state = "hidden"
    _write_coding(coding, content, state.codebook.version)
    _add_lists(coding, lists, content.rows, state.codebook, language)
    write_sorting(sorting, state.clusters, material.segments, titles, texts)
    write_codebook(book, state.codebook, titles, language, texts)
    write_guide(guide, content, material, not state.codebook.codes)
    save(workbook, path)


def _put_marked(cell: "Cell | MergedCell", answer: str, start: int, end: int) -> str:
    """Show the answer with the characters from start to end standing out; return what is shown."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles.colors import Color

    segment = cell_text(answer[start:end], LIMIT - 2 * len("[…] "))
    context = min(CONTEXT, (LIMIT - len(segment)) // 5)  # so little that any characters fit
    before = cell_text(answer[max(0, start - context) : start])
    after = cell_text(answer[end : end + context])
    if start > context:
        before = "[…] " + before
    if len(answer) - end > context:
        after += " […]"
    font = InlineFont(b=True, color=Color("FF9C2F00"), sz=11, rFont=FONT)
    strong = TextBlock(font, stored(segment))
    parts: list[str | TextBlock] = [stored(before), strong, stored(after)]
    cell.value = CellRichText([part for part in parts if part])
    cell.data_type = "s"
    shown = before + segment + after
    if shown.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    return shown


def _write_coding(sheet: "Worksheet", content: Content, version: int) -> None:
    """Fill the sheet for coding; `version` is the codebook's."""
    put_header(sheet, HEADING_ROW, list(content.headings.values()))
    sheet.row_dimensions[HEADING_ROW].height = 32
    set_widths(sheet, [*_WIDTHS.values(), *([10] * len(HIDDEN))])
    for name in content.hidden:
        sheet.column_dimensions[letter(name)].hidden = True
    rows = pd.concat([content.rows, content.gone], ignore_index=True)
    for number, row in enumerate(rows.to_dict("records"), start=1):
        position = FIRST_ROW + number - 1
        put(sheet[f"{letter('number')}{position}"], number)
        put(sheet[f"{letter(VERSION)}{position}"], version)
        _write_segment(sheet, position, row, content)
    _dress(sheet, len(rows))
    _finish(sheet, len(rows))


def _write_segment(
    sheet: "Worksheet", position: int, row: Mapping[Any, Any], content: Content
) -> None:
    """One row: a segment, what stands beside it, and what the coder has filled in."""
    shown = _shown(row, content)
    if not pd.isna(row["cluster"]):
        put(sheet[f"{letter('cluster')}{position}"], row["cluster"])
    place = sheet[f"{letter('answer')}{position}"]
    shown["answer"] = _put_marked(place, row["answer"], row["start"], row["end"])
    shown["check"] = checksum(row["segment"], shown["answer"], shown["text"])
    for name, text in shown.items():
        if name != "answer" and text:
            put(sheet[f"{letter(name)}{position}"], text)
    sheet.row_dimensions[position].height = height_of(
        # A little under the width, because bold letters are wider.
        (shown[name], 0.95 * width)
        for name, width in _WIDTHS.items()
        if name in shown
    )


def _shown(row: Mapping[Any, Any], content: Content) -> dict[str, str]:
    """The texts of a row by column."""
    segment = row["segment"]
    context = place_of(segment).context
    proposal, example = content.beside.get(segment, ("", ""))
    return {
        "segment": segment,
        "context": short(content.titles.get(context, context)),
        "text": cell_text(row["text"]),
        "suggestions": proposal,
        "nearest": example,
        "coders": ", ".join(content.coders.get(segment, [])),
        **content.filled.get(segment, {}),
    }


def _finish(sheet: "Worksheet", rows: int) -> None:
    """Panes, filter, the colour of what is done, protection, print."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    last = FIRST_ROW + rows - 1
    sheet.freeze_panes = f"{letter('context')}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{letter(COLUMNS[-1])}{max(last, HEADING_ROW)}"
    sheet.sheet_view.zoomScale = 90
    if rows:
        done = PatternFill("solid", bgColor="CDE8CF")
        rule = FormulaRule(formula=[f'${letter("code_1")}{FIRST_ROW}<>""'], fill=done)
        sheet.conditional_formatting.add(
            f"{letter('number')}{FIRST_ROW}:{letter('number')}{last}", rule
        )
    protect(sheet)
    set_print(sheet, header_row=HEADING_ROW)


def _dress(sheet: "Worksheet", rows: int) -> None:
    """Wrap and frame the rows of segments; colour and unlock the cells to fill in."""
    from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side

    wrapped = Alignment(wrap_text=True, vertical="top")
    centred = Alignment(horizontal="center", vertical="top")
    unlocked = Protection(locked=False)
    to_fill = PatternFill("solid", fgColor="FFF8DC")
    line = Side(style="thin", color="C9D1D6")
    border = Border(bottom=line, left=line, right=line)
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        for column, name in enumerate(COLUMNS, start=1):
            cell = sheet.cell(row, column)
            cell.alignment = centred if name == "cluster" else wrapped
            cell.border = border
            if name in FILLED_IN:
                cell.fill, cell.protection = to_fill, unlocked


def _add_lists(
    sheet: "Worksheet", lists: "Worksheet", rows: pd.DataFrame, codebook: Codebook, language: str
) -> None:
    """Drop-downs: each row offers the codes that apply to its context."""
    from openpyxl.utils import absolute_coordinate

    texts = review_texts(language)
    ranges = _ranges(rows, codebook, language)
    for column, (offered, cells) in enumerate(ranges.items(), start=1):
        listed = (*offered, f"{texts.no_code} [{NO_CODE}]")
        for position, text in enumerate(listed, start=1):
            put(lists.cell(position, column), text)
        ends = (lists.cell(position, column).coordinate for position in (1, len(listed)))
        source = f"{lists.title}!{absolute_coordinate(':'.join(ends))}"
        for part in range(0, len(cells), 100):  # how many ranges Excel takes is not documented
            _offer(sheet, cells[part : part + 100], source, texts.unknown_code)
    if len(rows):
        marks = f"{letter(MARKS[0])}{FIRST_ROW}:{letter(MARKS[-1])}{FIRST_ROW + len(rows) - 1}"
        _offer(sheet, [marks], f'"{texts.yes}"', texts.unknown_mark)


def _ranges(
    rows: pd.DataFrame, codebook: Codebook, language: str
) -> dict[tuple[str, ...], list[str]]:
    """By the codes that are offered, the ranges of cells that offer them."""
    first, last = letter(CODE_COLUMNS[0]), letter(CODE_COLUMNS[-1])
    ranges: dict[tuple[str, ...], list[str]] = {}
    row = FIRST_ROW
    for context, block in groupby(contexts(rows)):
        offered = tuple(
            label(code, language)
            for code in codebook.codes
            if not code.questions or context in code.questions
        )
        end = row + len(list(block)) - 1
        ranges.setdefault(offered, []).append(f"{first}{row}:{last}{end}")
        row = end + 1
    return ranges


def _offer(sheet: "Worksheet", cells: list[str], source: str, otherwise: str) -> None:
    """Let the cells take only what the source lists; say `otherwise` to other things."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=source, sqref=" ".join(cells), allow_blank=True)
    choice.errorTitle, choice.error, choice.showErrorMessage = sheet.title, otherwise, True
    sheet.add_data_validation(choice)
