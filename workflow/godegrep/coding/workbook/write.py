"""The review workbook: one row a segment, with suggestions to weigh and cells to fill in.

Two hidden columns hold the segment's id and a checksum, by which `godegrep.readers.review` knows
the answer again and sees whether it has been edited.
"""

import os
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from godegrep.coding.codes import CONSENSUS, choices, settled
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
    headings,
    label,
    letter,
)
from godegrep.coding.workbook.rows import (
    Beside,
    codings,
    filled_in,
    rows_to_agree,
    rows_to_code,
    rows_without_place,
    suggested,
)
from godegrep.coding.workbook.texts import review_texts
from godegrep.coding.workbook.write_clusters import write_numbers, write_sorting
from godegrep.coding.workbook.write_guide import protect, short, write_codebook, write_guide
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
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Codebook
from godegrep.study.config import Wave
from godegrep.study.questionnaire import Questionnaire

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

CONTEXT = 2_000
"""How many characters of a long answer are shown on each side of the segment."""

_WIDTHS: Mapping[str, float] = {
    "number": 5,
    "question": 24,
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


def write_review(
    path: str | os.PathLike[str],
    segments: pd.DataFrame,
    answers: Mapping[tuple[str, str], str],
    questionnaire: Questionnaire,
    codebook: Codebook,
    suggestions: pd.DataFrame,
    clusters: pd.DataFrame,
    curves: pd.DataFrame,
    decisions: pd.DataFrame,
    wave: Wave,
    language: str,
    coded: pd.DataFrame,
    orphans: pd.DataFrame,
    coder: str = "",
) -> None:
    """Write a review workbook: «Les meg», «Koding», «Grovsortering», «Antall grupper», «Kodebok».

    Parameters
    ----------
    segments, suggestions, clusters, curves
        Frames as in `segments.parquet`, `suggestions.parquet`, `clusters.parquet` and
        `cluster_numbers.csv` of the wave.
    answers
        The masked answer by respondent and question.
    decisions, orphans
        What people have decided so far in this wave, as in their files.
    coded
        The coded segments that may be shown as examples; see `codes.decided_with_text`.
    coder
        Whose sheet it is: it holds what that coder has decided. Empty for a sheet that is nobody's
        yet; `codes.CONSENSUS` for the one in which coders agree on what they coded differently.

    Raises ValueError where a segment is not the part of its answer that its offsets say.
    """
    from openpyxl import Workbook

    texts = review_texts(language)
    names = {q.id: in_language(q.text, language) for q in questionnaire if q.type == "open"}
    own = decisions[decisions["coder"] == coder]
    titles = headings(language)
    if coder == CONSENSUS:
        rows = rows_to_agree(segments, names, decisions)
        counted = segments[segments["segment"].isin(rows["segment"])]
        names_counted = {
            name: text for name, text in names.items() if name in set(rows["question"])
        }
        beside = codings(decisions, codebook, language)
        titles |= {"suggestions": texts.codings, "nearest": texts.memos}
        hidden: tuple[str, ...] = ("cluster", "coders", *HIDDEN)
    else:
        rows = rows_to_code(segments, suggestions, decisions, coder)
        examples = _examples(coded, codebook, language)
        beside = suggested(suggestions, codebook, examples, own, language)
        counted, names_counted, hidden = segments, names, HIDDEN
    rows = _with_answers(rows, answers)
    gone = rows_without_place(orphans, coder)
    beside |= dict.fromkeys(gone["segment"], (texts.orphan, ""))
    coders = _coders(decisions)

    workbook = Workbook()
    guide = workbook.active
    assert guide is not None
    guide.title = texts.guide
    coding = workbook.create_sheet(texts.coding)
    sorting = workbook.create_sheet(texts.sorting)
    if len(curves):
        write_numbers(workbook.create_sheet(texts.numbers), curves, names, texts)
    book = workbook.create_sheet(texts.codebook)
    lists = workbook.create_sheet(texts.lists)
    lists.sheet_state = "hidden"

    both = pd.concat([rows, gone], ignore_index=True)
    own_cells = filled_in(pd.concat([own, orphans[orphans["coder"] == coder]]), codebook, language)
    _write_coding(coding, both, names, beside, own_cells, coders, titles, hidden, codebook.version)
    _add_lists(coding, lists, rows, codebook, language)
    write_sorting(sorting, clusters, segments, names, texts)
    write_codebook(book, codebook, names, language, texts)
    done = settled(own)["segment"] if coder else coders
    write_guide(
        guide, counted, names_counted, set(done), wave, texts, len(rows), coder, not codebook.codes
    )
    save(workbook, path)


def _with_answers(rows: pd.DataFrame, answers: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """The rows with the whole `answer` of each segment."""
    places = zip(rows["respondent"], rows["question"], strict=True)
    with_answer = rows.assign(answer=pd.Series([answers[p] for p in places], rows.index, "str"))
    for row in with_answer.to_dict("records"):
        if row["answer"][row["start"] : row["end"]] != row["text"]:
            raise ValueError(f"segment {row['segment']} is not where its offsets say in the answer")
    return with_answer


def _examples(coded: pd.DataFrame, codebook: Codebook, language: str) -> dict[str, str]:
    """What a reviewer sees of a coded segment, by its id: «text → name of the code, …»."""
    names = {code.id: in_language(code.name, language) for code in codebook.codes}
    shown: dict[str, str] = {}
    for segment, text, code in coded[["segment", "text", "code"]].itertuples(index=False):
        begun = f"{shown[segment]}," if segment in shown else f"{short(text, 250)} →"
        shown[segment] = f"{begun} {names.get(code, code)}"
    return shown


def _coders(decisions: pd.DataFrame) -> dict[str, list[str]]:
    """Who has coded each segment."""
    coders: dict[str, list[str]] = {}
    for segment, coder in sorted(choices(decisions).index):
        coders.setdefault(segment, []).append(coder)
    return coders


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


def _write_coding(
    sheet: "Worksheet",
    rows: pd.DataFrame,
    names: Mapping[str, str],
    beside: Beside,
    filled: Mapping[str, Mapping[str, str]],
    coders: Mapping[str, list[str]],
    titles: Mapping[str, str],
    hidden: tuple[str, ...],
    version: int,
) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    put_header(sheet, HEADING_ROW, list(titles.values()))
    sheet.row_dimensions[HEADING_ROW].height = 32
    set_widths(sheet, [*_WIDTHS.values(), *([10] * len(HIDDEN))])
    for name in hidden:
        sheet.column_dimensions[letter(name)].hidden = True

    for number, row in enumerate(rows.to_dict("records"), start=1):
        segment = row["segment"]
        proposal, example = beside.get(segment, ("", ""))
        shown = {
            "segment": segment,
            "question": short(names.get(row["question"], row["question"])),
            "text": cell_text(row["text"]),
            "suggestions": proposal,
            "nearest": example,
            "coders": ", ".join(coders.get(segment, [])),
            **filled.get(segment, {}),
        }
        position = FIRST_ROW + number - 1
        put(sheet[f"{letter('number')}{position}"], number)
        put(sheet[f"{letter(VERSION)}{position}"], version)
        if not pd.isna(row["cluster"]):
            put(sheet[f"{letter('cluster')}{position}"], row["cluster"])
        place = sheet[f"{letter('answer')}{position}"]
        shown["answer"] = _put_marked(place, row["answer"], row["start"], row["end"])
        shown["check"] = checksum(segment, shown["answer"], shown["text"])
        for name, text in shown.items():
            if name != "answer" and text:
                put(sheet[f"{letter(name)}{position}"], text)
        sheet.row_dimensions[position].height = height_of(
            # A little under the width, because bold letters are wider.
            (shown[name], 0.95 * width)
            for name, width in _WIDTHS.items()
            if name in shown
        )
    _dress(sheet, len(rows))

    last = FIRST_ROW + len(rows) - 1
    sheet.freeze_panes = f"{letter('question')}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{letter(COLUMNS[-1])}{max(last, HEADING_ROW)}"
    sheet.sheet_view.zoomScale = 90
    if len(rows):
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
    """Drop-downs: each row offers the codes that apply to its question."""
    from openpyxl.utils import absolute_coordinate

    texts = review_texts(language)
    first, last = letter(CODE_COLUMNS[0]), letter(CODE_COLUMNS[-1])
    ranges: dict[tuple[str, ...], list[str]] = {}
    row = FIRST_ROW
    for question, block in groupby(rows["question"]):
        offered = tuple(
            label(code, language)
            for code in codebook.codes
            if not code.questions or question in code.questions
        )
        end = row + len(list(block)) - 1
        ranges.setdefault(offered, []).append(f"{first}{row}:{last}{end}")
        row = end + 1
    for column, (offered, cells) in enumerate(ranges.items(), start=1):
        listed = (*offered, f"{texts.no_code} [{NO_CODE}]")
        for position, text in enumerate(listed, start=1):
            put(lists.cell(position, column), text)
        ends = (lists.cell(position, column).coordinate for position in (1, len(listed)))
        source = f"{lists.title}!{absolute_coordinate(':'.join(ends))}"
        for part in range(0, len(cells), 100):  # how many ranges Excel takes is not documented
            _offer(sheet, cells[part : part + 100], source, texts.unknown_code)
    if len(rows):
        marks = f"{letter(MARKS[0])}{FIRST_ROW}:{letter(MARKS[-1])}{row - 1}"
        _offer(sheet, [marks], f'"{texts.yes}"', texts.unknown_mark)


def _offer(sheet: "Worksheet", cells: list[str], source: str, otherwise: str) -> None:
    """Let the cells take only what the source lists; say `otherwise` to other things."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=source, sqref=" ".join(cells), allow_blank=True)
    choice.errorTitle, choice.error, choice.showErrorMessage = sheet.title, otherwise, True
    sheet.add_data_validation(choice)
