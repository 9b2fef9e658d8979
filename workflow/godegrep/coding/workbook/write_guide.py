"""The sheets of the review workbook that explain: «Les meg» and the codebook."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from godegrep.coding.codes import to_code
from godegrep.coding.workbook.content import Content
from godegrep.coding.workbook.layout import CODE_COLUMNS, FIRST_ROW, label, letter
from godegrep.coding.workbook.texts import ReviewTexts, short
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
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import Material, contexts
from godegrep.study.codebook import Codebook

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


def write_codebook(
    sheet: "Worksheet",
    codebook: Codebook,
    titles: Mapping[str, str],
    language: str,
    texts: ReviewTexts,
) -> None:
    """Fill the sheet of definitions, one row a code; `titles` gives the contexts' texts by id.

    Columns in which nothing stands are left out.
    """
    from openpyxl.styles import Alignment, Font

    rows = _code_rows(codebook, titles, language)
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


def _code_rows(
    codebook: Codebook, titles: Mapping[str, str], language: str
) -> list[tuple[str, ...]]:
    by_id = {code.id: code for code in codebook.codes}
    return [
        (
            label(code, language),
            in_language(code.definition, language),
            in_language(code.include, language),
            in_language(code.exclude, language),
            in_language(by_id[code.parent].name, language) if code.parent in by_id else "",
            "\n".join(f"– {example}" for example in code.examples),
            "\n".join(f"– {short(titles[name], 60)}" for name in code.questions if name in titles),
        )
        for code in codebook.codes
    ]


def write_guide(
    sheet: "Worksheet", content: Content, material: Material, empty_codebook: bool
) -> None:
    """Fill the first sheet: what to do, how far the coding has come, what the columns mean."""
    texts, coder = content.texts, content.coder
    set_widths(sheet, _GUIDE_WIDTHS)
    title, steps = _title_and_steps(texts, coder, empty_codebook)
    filling = {
        "material": material.name,
        "coding": texts.coding,
        "sorting": texts.sorting,
        "codebook": texts.codebook,
        "no_code": texts.no_code,
        "coder": coder,
    }
    _heading(sheet, 1, title.format(**filling), size=16)
    if material.synthetic:
        _heading(sheet, 2, texts.synthetic, size=11, color="9C2F00")
    row = 4
    for number, step in enumerate(steps, start=1):
        _paragraph(sheet, row, f"{number}. {step.format(**filling)}", 1)
        row += 1
    _heading(sheet, row + 1, texts.progress_title)
    row = _write_progress(sheet, row + 2, content)
    if len(content.rows):
        _write_count(sheet, row, content)
        row += 1
    _heading(sheet, row + 1, texts.columns_title)
    _write_columns(sheet, row + 2, texts, meeting=coder == CONSENSUS)
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    set_print(sheet)
    sheet.page_setup.fitToHeight = 1


def _write_count(sheet: "Worksheet", row: int, content: Content) -> None:
    """The one formula in the workbook: it counts while the coder fills in."""
    column = letter(CODE_COLUMNS[0])
    put(sheet.cell(row, 1), content.texts.filled_rows)
    cells = f"{column}{FIRST_ROW}:{column}{FIRST_ROW + len(content.rows) - 1}"
    sheet.cell(row, 3).value = f"=COUNTA({content.texts.coding}!{cells})"


def _write_columns(sheet: "Worksheet", row: int, texts: ReviewTexts, meeting: bool) -> None:
    """What the columns of the sheet for coding mean."""
    from openpyxl.styles import Alignment, Font

    for column, (title, explanation) in texts.columns.items():
        if explanation and not (meeting and column in ABOUT_THE_MACHINE):
            name = put(sheet.cell(row, 1), title)
            name.font, name.alignment = Font(name=FONT, bold=True), Alignment(vertical="top")
            _paragraph(sheet, row, explanation, 2)
            row += 1


def _title_and_steps(
    texts: ReviewTexts, coder: str, empty_codebook: bool
) -> tuple[str, Sequence[str]]:
    if coder == CONSENSUS:
        return texts.meeting_title, texts.meeting_steps
    title, steps = texts.title, texts.steps
    if coder:
        title, steps = texts.coder_title, (texts.coder_step, *steps[1:])
    return title, (*((texts.empty_codebook,) if empty_codebook else ()), *steps)


def _heading(
    sheet: "Worksheet", row: int, text: str, size: int = 13, color: str = "000000"
) -> None:
    from openpyxl.styles import Font

    cell = put(sheet.cell(row, 1), text)
    cell.font = Font(name=FONT, bold=True, size=size, color=color)
    sheet.row_dimensions[row].height = size + 8


def _paragraph(sheet: "Worksheet", row: int, text: str, column: int) -> None:
    """A text from this column to the last, wrapped."""
    from openpyxl.styles import Alignment

    cell = put(sheet.cell(row, column), text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    last = len(_GUIDE_WIDTHS)
    sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=last)
    across = sum(_GUIDE_WIDTHS[column - 1 :])
    sheet.row_dimensions[row].height = height_of([(text, across)])


def _write_progress(sheet: "Worksheet", row: int, content: Content) -> int:
    """Count segments by context: in all, coded, left, not for coding. Returns the next row."""
    from openpyxl.styles import Alignment, Font

    first, *headings = content.texts.progress
    put_header(sheet, row, (first, "", *headings))
    for cell in sheet[row][2 : 2 + len(headings)]:
        cell.alignment = Alignment(horizontal="right")
    for title, counts in _progress(content):
        row += 1
        put_row(sheet, row, (title, None, *counts))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = height_of([(title, sum(_GUIDE_WIDTHS[:2]))])
        for cell in sheet[row]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[row]:
        cell.font = Font(name=FONT, bold=True)
    _paragraph(sheet, row + 1, content.texts.left_out, 1)
    return row + 2


def _progress(content: Content) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """The counts of each context, and of all."""
    segments, titles = content.counted, content.counted_titles
    coded = segments["segment"].isin(content.done)
    practice = segments["segment"].isin(to_code(segments)["segment"])
    named = contexts(segments)
    counted = [(title, named == name) for name, title in titles.items()]
    counted.append((content.texts.all_questions, named.isin(titles)))
    for title, mine in counted:
        total, ready = int((mine & practice).sum()), int((mine & practice & coded).sum())
        yield title, (total, ready, total - ready, int((mine & ~practice).sum()))
