"""The sheets of the review workbook that explain: «Les meg» and the codebook."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from godegrep.coding.codes import CONSENSUS, to_code
from godegrep.coding.workbook.layout import CODE_COLUMNS, FIRST_ROW, label, letter
from godegrep.coding.workbook.texts import ReviewTexts
from godegrep.core.spreadsheet import (
    FONT,
    height_of,
    put,
    put_header,
    put_row,
    set_print,
    set_widths,
)
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Codebook
from godegrep.study.config import Wave

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


ABOUT_THE_MACHINE = ("cluster", "suggestions", "nearest", "coders")
"""The columns that say something else, or nothing, in the sheet on which coders agree."""

_GUIDE_WIDTHS = (26, 60, 14, 12, 12, 16)
_CODEBOOK_WIDTHS = (34, 52, 36, 36, 26, 48, 46)


def protect(sheet: "Worksheet") -> None:
    """Lock what is not to be filled in, without a password; filters and widths stay free."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)


def short(text: str, length: int = 90) -> str:
    """The text on one line, cut with «…» where it is longer than that many characters."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def write_codebook(
    sheet: "Worksheet",
    codebook: Codebook,
    names: Mapping[str, str],
    language: str,
    texts: ReviewTexts,
) -> None:
    """Fill the sheet of definitions, one row a code; `names` gives the questions' texts by id.

    Columns in which nothing stands are left out.
    """
    from openpyxl.styles import Alignment, Font

    by_id = {code.id: code for code in codebook.codes}
    rows = [
        (
            label(code, language),
            in_language(code.definition, language),
            in_language(code.include, language),
            in_language(code.exclude, language),
            in_language(by_id[code.parent].name, language) if code.parent in by_id else "",
            "\n".join(f"– {example}" for example in code.examples),
            "\n".join(f"– {short(names[q], 60)}" for q in code.questions if q in names),
        )
        for code in codebook.codes
    ]
    kept = [k for k in range(len(_CODEBOOK_WIDTHS)) if k < 2 or any(row[k] for row in rows)]
    widths = [_CODEBOOK_WIDTHS[k] for k in kept]
    put_header(sheet, 1, [texts.columns_of_codebook[k] for k in kept])
    set_widths(sheet, widths)
    for position, row in enumerate(rows, start=2):
        values = [row[k] for k in kept]
        put_row(sheet, position, (value or None for value in values))
        for cell in sheet[position]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(position, 1).font = Font(name=FONT, bold=True)
        sheet.row_dimensions[position].height = height_of(zip(values, widths, strict=True))
    sheet.freeze_panes = "B2"
    protect(sheet)
    set_print(sheet, header_row=1)


def write_guide(
    sheet: "Worksheet",
    segments: pd.DataFrame,
    names: Mapping[str, str],
    done: Collection[str],
    wave: Wave,
    texts: ReviewTexts,
    rows: int,
    coder: str = "",
    empty_codebook: bool = False,
) -> None:
    """Fill the first sheet: what to do, how far the coding has come, what the columns mean.

    `done` holds the segments that are coded; `rows` counts the rows to fill in; `coder` is whose
    sheet it is, if anyone's.
    """
    from openpyxl.styles import Alignment, Font

    def heading(row: int, text: str, size: int = 13, color: str = "000000") -> None:
        cell = put(sheet.cell(row, 1), text)
        cell.font = Font(name=FONT, bold=True, size=size, color=color)
        sheet.row_dimensions[row].height = size + 8

    set_widths(sheet, _GUIDE_WIDTHS)
    title, steps = _title_and_steps(texts, coder, empty_codebook)
    heading(1, title.format(wave=wave.name, coder=coder), size=16)
    if wave.synthetic:
        heading(2, texts.synthetic, size=11, color="9C2F00")
    row = 4
    filling = {
        "wave": wave.name,
        "coding": texts.coding,
        "sorting": texts.sorting,
        "codebook": texts.codebook,
        "no_code": texts.no_code,
        "coder": coder,
    }
    for number, step in enumerate(steps, start=1):
        _paragraph(sheet, row, f"{number}. {step.format(**filling)}", 1)
        row += 1
    heading(row + 1, texts.progress_title)
    row = _write_progress(sheet, row + 2, segments, names, done, texts)
    if rows:
        column = letter(CODE_COLUMNS[0])
        put(sheet.cell(row, 1), texts.own)
        # The one formula in the workbook: it counts while the coder fills in.
        filled = f"{texts.coding}!{column}{FIRST_ROW}:{column}{FIRST_ROW + rows - 1}"
        sheet.cell(row, 3).value = f"=COUNTA({filled})"
        row += 1
    heading(row + 1, texts.columns_title)
    row += 2
    for column, (title, explanation) in texts.columns.items():
        if explanation and (coder != CONSENSUS or column not in ABOUT_THE_MACHINE):
            name = put(sheet.cell(row, 1), title)
            name.font, name.alignment = Font(name=FONT, bold=True), Alignment(vertical="top")
            _paragraph(sheet, row, explanation, 2)
            row += 1
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    set_print(sheet)
    sheet.page_setup.fitToHeight = 1


def _title_and_steps(
    texts: ReviewTexts, coder: str, empty_codebook: bool
) -> tuple[str, Sequence[str]]:
    if coder == CONSENSUS:
        return texts.meeting_title, texts.meeting_steps
    title, steps = texts.title, texts.steps
    if coder:
        title, steps = texts.own_title, (texts.own_step, *steps[1:])
    return title, (*((texts.empty_codebook,) if empty_codebook else ()), *steps)


def _paragraph(sheet: "Worksheet", row: int, text: str, column: int) -> None:
    """A text from this column to the last, wrapped."""
    from openpyxl.styles import Alignment

    cell = put(sheet.cell(row, column), text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    last = len(_GUIDE_WIDTHS)
    sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=last)
    across = sum(_GUIDE_WIDTHS[column - 1 :])
    sheet.row_dimensions[row].height = height_of([(text, across)])


def _write_progress(
    sheet: "Worksheet",
    row: int,
    segments: pd.DataFrame,
    names: Mapping[str, str],
    done: Collection[str],
    texts: ReviewTexts,
) -> int:
    """Count segments by question: in all, coded, left, not for coding. Returns the next row."""
    from openpyxl.styles import Alignment, Font

    first, *headings = texts.progress
    put_header(sheet, row, (first, "", *headings))
    for cell in sheet[row][2 : 2 + len(headings)]:
        cell.alignment = Alignment(horizontal="right")
    coded = segments["segment"].isin(set(done))
    practice = segments["segment"].isin(to_code(segments)["segment"])
    counted = [(text, segments["question"] == question) for question, text in names.items()]
    counted.append((texts.all_questions, segments["question"].isin(names)))
    for text, mine in counted:
        row += 1
        total, ready = int((mine & practice).sum()), int((mine & practice & coded).sum())
        counts = (total, ready, total - ready, int((mine & ~practice).sum()))
        put_row(sheet, row, (text, None, *counts))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = height_of([(text, sum(_GUIDE_WIDTHS[:2]))])
        for cell in sheet[row]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[row]:
        cell.font = Font(name=FONT, bold=True)
    _paragraph(sheet, row + 1, texts.left_out, 1)
    return row + 2
