"""Filled-in review sheets: what one coder decided, with every slip told and nothing lost."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from godegrep.codes import CONSENSUS, review_frame, to_code
from godegrep.errors import Mistake
from godegrep.questionnaire import in_language
from godegrep.readers.safety import check_workbook
from godegrep.review_sheet import (
    CODE_COLUMNS,
    FILLED_IN,
    HIDDEN,
    MARKS,
    NO_CODE,
    READ,
    checksum,
    comparable,
    headings,
    labelled,
)
from godegrep.review_texts import TEXTS
from godegrep.study import Codebook
from godegrep.writers.workbook import cell_text, unstored

_YES = {"ja", "j", "yes", "y", "x", "1", "true", "sann"}
_NO = {"", "nei", "n", "no", "0", "false", "usann"}
_MOST_COLUMNS = 100
"""Columns further to the right are not looked at."""


class Review(NamedTuple):
    """What one coder's sheet says.

    `decisions` has one row a segment and code: `segment`, `code` ("" where the coder found that
    none fits, missing where there is only a remark), `coder`, `memo`, `quote`, `hide`, `new_code`.
    `orphans` has the same columns, and `text`, for rows whose segment is no longer there; `notes`
    are lines to show.
    """

    decisions: pd.DataFrame
    orphans: pd.DataFrame
    notes: list[str]


class _Row(NamedTuple):
    """A row of the sheet: its number, its texts by column, the columns that hold a formula."""

    number: int
    texts: Mapping[str, str]
    formulas: frozenset[str]


class _Sheet(NamedTuple):
    name: str
    headings: Mapping[str, str]
    rows: list[_Row]


def coder_of(path: Path) -> str:
    """The coder's name: that of the file, without its ending."""
    name = unicodedata.normalize("NFC", path.stem)  # macOS takes å apart
    return CONSENSUS if name.casefold() == CONSENSUS else name


def read_review(path: Path, segments: pd.DataFrame, codebook: Codebook) -> Review:
    """Read one filled-in sheet.

    `segments` is the wave's frame as in `segments.parquet`. Rows that are not there, or are empty,
    count as not coded. A row whose segment is gone is matched to a segment with the same text in
    the same respondent's answer to the same question; what is left is kept apart as `orphans`.

    Raises Mistake with all that is wrong in the sheet: no review sheet, an unknown code, an edited
    answer, a formula, a segment twice, a mark that is neither yes nor no.
    """
    path = Path(path)
    sheet = _read_sheet(path)
    mistakes = list(_mistakes(path, sheet, codebook))
    if mistakes:
        raise Mistake(mistakes)
    filled = [row for row in sheet.rows if _is_filled(row)]
    places = _place(filled, segments)
    kept: list[dict[str, object]] = []
    lost: list[dict[str, object]] = []
    notes = []
    moved = 0
    for row, place in zip(filled, places, strict=True):
        decisions = _decisions(row, place or row.texts["segment"], coder_of(path), codebook)
        (kept if place else lost).extend(decisions)
        moved += place is not None and place != row.texts["segment"]
        if not place:
            for decision in decisions:
                decision["text"] = row.texts["text"]
    in_sheet = {row.texts["segment"] for row in sheet.rows} | {place for place in places if place}
    missing = set(to_code(segments)["segment"]) - in_sheet
    if missing:
        notes.append(
            f"{path}: {len(missing)} segments of this wave are not in the sheet; they count as not "
            "coded by this coder. The newest review.xlsx has them."
        )
    if moved:
        notes.append(f"{path}: {moved} segments have moved within their answers; matched by text.")
    orphaned = [row for row, place in zip(filled, places, strict=True) if not place]
    if orphaned:
        rows = ", ".join(str(row.number) for row in orphaned)
        notes.append(
            f"{path}: sheet {sheet.name!r}, rows {rows}: the answers have changed and these "
            "segments are no longer there; what was decided for them is kept but not used. Code "
            "what took their place in the newest review.xlsx."
        )
    orphans = review_frame(lost).assign(text=pd.Series([r["text"] for r in lost], dtype="str"))
    return Review(review_frame(kept), orphans, notes)


def _read_sheet(path: Path) -> _Sheet:
    """The sheet that has the columns of a review sheet."""
    from openpyxl import load_workbook

    check_workbook(path)
    try:
        workbook = load_workbook(path, read_only=True)
    except (KeyError, ValueError, TypeError) as error:
        raise Mistake(
            f"{path}: cannot be read as a workbook ({type(error).__name__}). "
            "Save it again as .xlsx from Excel or LibreOffice."
        ) from None
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what the file says of its own size may be wrong
            rows = enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1)
            first = [_text(cell.value) for cell in next(rows, (0, ()))[1]]
            if not set(HIDDEN) <= set(first):
                continue
            nearest = _nearest_headings(first)
            expected = {name: nearest[name] for name in READ}
            place = f"{path}: sheet {sheet.title!r}"
            lines = [
                f"{place} has {first.count(heading) or 'no'} columns {heading!r}; expected one, as "
                "in review.xlsx. Copy the heading from there, or delete what is too much."
                for heading in expected.values()
                if first.count(heading) != 1
            ]
            if lines:
                raise Mistake(lines)
            column = {name: first.index(heading) for name, heading in expected.items()}
            found = []
            for number, cells in rows:
                texts = {name: _text(cells[at].value) for name, at in column.items()}
                if any(texts.values()):
                    formulas = {n for n, at in column.items() if cells[at].data_type == "f"}
                    found.append(_Row(number, texts, frozenset(formulas)))
            return _Sheet(sheet.title, expected, found)
    finally:
        workbook.close()
    raise Mistake(
        f"{path}: no review sheet: expected a sheet whose first row has the columns "
        f"{' and '.join(HIDDEN)} (hidden). Fill in a copy of review.xlsx, and keep its columns."
    )


def _nearest_headings(row: list[str]) -> dict[str, str]:
    """The headings of the language that the sheet is in."""
    return max(map(headings, TEXTS), key=lambda known: len(set(known.values()) & set(row)))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unstored(str(value)).strip()


def _is_filled(row: _Row) -> bool:
    return any(row.texts[name] for name in FILLED_IN)


def _mistakes(path: Path, sheet: _Sheet, codebook: Codebook) -> Iterator[str]:
    first_row: dict[str, int] = {}
    for row in sheet.rows:

        def place(column: str, row: _Row = row) -> str:
            heading = sheet.headings[column]
            return f"{path}: sheet {sheet.name!r}, row {row.number}, column {heading!r}"

        segment = row.texts["segment"]
        for column in sorted(row.formulas):
            yield f"{place(column)}: a formula; expected plain text. Write or choose the value."
        if not segment:
            if _is_filled(row):
                yield (
                    f"{place(HIDDEN[0])}: empty, so nobody knows which answer the row is about. "
                    "Move what you wrote to the answer's own row in a copy of review.xlsx."
                )
            continue
        if segment in first_row:
            yield (
                f"{place(HIDDEN[0])}: the same segment as in row {first_row[segment]}; "
                "expected once. Delete one of the rows."
            )
        first_row.setdefault(segment, row.number)
        seen = checksum(segment, row.texts["answer"], row.texts["text"])
        if row.texts["check"] != seen and not row.formulas & {"answer", "text"}:
            yield (
                f"{place('text')}: this text, or the answer beside it, has been edited or the row "
                "mixed up with another; expected as in review.xlsx. Copy the answer, the text and "
                f"the hidden columns of segment {segment} from there."
            )
        for column in CODE_COLUMNS:
            value = row.texts[column]
            if value and column not in row.formulas and _code(value, codebook) is None:
                yield f"{place(column)}: {_unknown(value, codebook)}"
        for column in MARKS:
            if row.texts[column].casefold() not in _YES | _NO and column not in row.formulas:
                yield f"{place(column)}: {row.texts[column]!r}; expected ja (yes) or an empty cell."


def _unknown(value: str, codebook: Codebook) -> str:
    """What to say of a value that is no code. A very long one may be an answer: not shown."""
    ids = [code.id for code in codebook.codes]
    near = difflib.get_close_matches(labelled(value) or value, ids, n=1)
    hint = f" Did you mean [{near[0]}]?" if near else ""
    shown = repr(value) if len(value) <= 60 else "a long text"
    return (
        f"{shown} is no code of the codebook; expected one of: {', '.join(ids)}.{hint} Choose from "
        "the list, write a new one under the column for new codes, or add it to codebook.yaml."
    )


def _code(value: str, codebook: Codebook) -> str | None:
    """The id of a code, "" for «none fits», None where there is no such code.

    The id in brackets decides; an id or a name that stands alone will do if only one code has it.
    """
    ids = {code.id for code in codebook.codes} | {NO_CODE}
    wanted = labelled(value) or value
    if wanted not in ids:
        name = value.casefold()
        named = [
            code.id
            for code in codebook.codes
            if any(in_language(code.name, lang).casefold() == name for lang in code.name)
        ]
        if len(named) != 1:
            return None
        wanted = named[0]
    return "" if wanted == NO_CODE else wanted


def _decisions(row: _Row, segment: str, coder: str, codebook: Codebook) -> list[dict[str, object]]:
    """One mapping a code. A proposal for a new code alone means that none of those there fits."""
    chosen = {_code(row.texts[name], codebook) for name in CODE_COLUMNS if row.texts[name]}
    codes: list[str | None] = [*sorted(code for code in chosen if code)]
    if not codes:
        codes = [""] if chosen or row.texts["new_code"] else [None]
    said = {name: row.texts[name] for name in ("memo", "new_code")}
    marks = {name: row.texts[name].casefold() in _YES for name in MARKS}
    return [{"segment": segment, "code": code, "coder": coder, **said, **marks} for code in codes]


def _place(rows: Iterable[_Row], segments: pd.DataFrame) -> list[str | None]:
    """The segment that each row is about today; each segment is given to one row at most."""
    rows = list(rows)
    texts = {
        s: comparable(cell_text(t))
        for s, t in zip(segments["segment"], segments["text"], strict=True)
    }
    same = {
        row.texts["segment"]
        for row in rows
        if texts.get(row.texts["segment"]) == comparable(row.texts["text"])
    }
    free: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for segment, text in texts.items():
        if segment not in same:
            answer, start = _answer_and_start(segment)
            free.setdefault((answer, text), []).append((start, segment))
    places: list[str | None] = []
    for row in rows:
        segment = row.texts["segment"]
        if segment in same:
            places.append(segment)
            continue
        answer, start = _answer_and_start(segment)
        there = free.get((answer, comparable(row.texts["text"])), [])
        nearest = min(there, key=lambda found: (abs(found[0] - start), found[0]), default=None)
        if nearest:
            there.remove(nearest)
        places.append(nearest[1] if nearest else None)
    return places


def _answer_and_start(segment: str) -> tuple[str, int]:
    """`{respondent}/{question}` and the start of a segment's id."""
    answer, _, offsets = segment.rpartition("/")
    start = offsets.partition("-")[0]
    return answer, int(start) if start.isdecimal() else 0
