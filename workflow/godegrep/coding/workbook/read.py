"""Filled-in review sheets: what one coder decided, with every mistake told and nothing lost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from godegrep.coding.codebook_log import carry_forward
from godegrep.coding.codes import review_frame, to_code
from godegrep.coding.refi.read import Coded, coded_segments, read_project, version_of
from godegrep.coding.refi.write import NO_CODE as NONE_FITS
from godegrep.coding.workbook.cells import Sheet, sheets_of
from godegrep.coding.workbook.files import PROJECT, coder_of
from godegrep.coding.workbook.layout import (
    CODE_COLUMNS,
    FILLED_IN,
    KEYS,
    MARKS,
    NO_CODE,
    READ,
    VERSION,
    checksum,
    comparable,
    headings,
)
from godegrep.coding.workbook.places import places
from godegrep.coding.workbook.texts import LANGUAGES
from godegrep.coding.workbook.written_codes import Given, code_of, unknown_codes
from godegrep.core.errors import Mistake
from godegrep.material.material import contexts
from godegrep.study.codebook import Codebook

_YES = {"ja", "j", "yes", "y", "x", "1", "true", "sann"}
_NO = {"", "nei", "n", "no", "0", "false", "usann"}


class Review(NamedTuple):
    """What one coder's sheet says.

    `decisions` has one row a segment and code: `segment`, `code` ("" where the coder found that
    none fits, missing where there is only a remark), `coder`, `memo`, `quote`, `hide`, `new_code`,
    `offered` (after a split, the codes among which the coder is to choose; see `codes.settled`).
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
    version: int


class _Sheet(NamedTuple):
    name: str
    headings: Mapping[str, str]
    rows: list[_Row]
    narrow: bool = False
    remarks: tuple[str, ...] = ()


def read_reviews(
    paths: Iterable[Path], segments: pd.DataFrame, codebook: Codebook
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Read all sheets of a material: decisions, orphans and notes of all coders, see `Review`.

    Raises Mistake with what is wrong in any of them.
    """
    sheets, mistakes = [], []
    for path in paths:
        try:
            sheets.append((path, _sheet_in(path, segments, codebook)))
        except Mistake as mistake:
            mistakes += mistake.lines
    mistakes += _told(sheets, segments, codebook)
    if mistakes:
        raise Mistake(mistakes)
    reviews = [_review(path, sheet, segments, codebook) for path, sheet in sheets]
    empty = review_frame()
    return (
        pd.concat([empty, *(review.decisions for review in reviews)], ignore_index=True),
        pd.concat(
            [empty.assign(text=""), *(review.orphans for review in reviews)], ignore_index=True
        ),
        [note for review in reviews for note in review.notes],
    )


def read_review(path: Path, segments: pd.DataFrame, codebook: Codebook) -> Review:
    """Read one filled-in sheet.

    `segments` is the material's frame as in `segments.parquet`. Rows that are not there, or are
    empty, count as not coded. A row whose segment is gone is matched to a segment with the same
    text of the same origin and context; what is left is kept apart as `orphans`.

    Codes of an older codebook are carried over (`codebook_log.carry_forward`); where a code was
    split, the row's decisions wait with the parts as `offered`.

    Raises Mistake with all that is wrong in the sheet: no review sheet, an unknown code, an edited
    answer, a formula, a segment twice, a mark that is neither yes nor no, a newer codebook.
    """
    path = Path(path)
    sheet = _sheet_in(path, segments, codebook)
    if mistakes := _told([(path, sheet)], segments, codebook):
        raise Mistake(mistakes)
    return _review(path, sheet, segments, codebook)


def sheet_mistakes(paths: Iterable[Path], codebook: Codebook) -> list[str]:
    """What of the sheets can be told before there are segments: what is no sheet, unknown codes.

    Projects of other programs are not looked into.
    """
    sheets, mistakes = [], []
    for path in paths:
        try:
            sheets += [] if path.suffix.lower() == PROJECT else [(path, _read_sheet(path))]
        except Mistake as mistake:
            mistakes += mistake.lines
    return [*mistakes, *unknown_codes(_given(sheets), codebook)]


def _sheet_in(path: Path, segments: pd.DataFrame, codebook: Codebook) -> _Sheet:
    if path.suffix.lower() == PROJECT:
        return _of_project(path, segments, codebook)
    return _read_sheet(path)


def _told(
    sheets: Sequence[tuple[Path, _Sheet]], segments: pd.DataFrame, codebook: Codebook
) -> list[str]:
    """All that is wrong in the sheets, a code that is gone being told once for all of them."""
    mistakes = unknown_codes(_given(sheets), codebook)
    for path, sheet in sheets:
        mistakes += _mistakes(path, sheet, segments, codebook)
    return mistakes


def _given(sheets: Sequence[tuple[Path, _Sheet]]) -> Iterator[Given]:
    """The codes that the sheets have, and where."""
    for path, sheet in sheets:
        for row in sheet.rows:
            for column in CODE_COLUMNS:
                if row.texts[column] and row.texts["segment"] and column not in row.formulas:
                    place = f"{path}: sheet {sheet.name!r}"
                    heading = sheet.headings[column]
                    yield Given(place, row.number, heading, row.texts[column], row.version)


def _review(path: Path, sheet: _Sheet, segments: pd.DataFrame, codebook: Codebook) -> Review:
    filled = [row for row in sheet.rows if _is_filled(row)]
    spelt = _narrow if sheet.narrow else comparable
    today = places([row.texts for row in filled], segments, spelt)
    kept: list[dict[str, object]] = []
    lost: list[dict[str, object]] = []
    for row, place in zip(filled, today, strict=True):
        decisions = _decisions(row, place or row.texts["segment"], coder_of(path), codebook)
        if place:
            kept += decisions
        else:
            lost += [{**decision, "text": row.texts["text"]} for decision in decisions]
    notes = [
        *(f"{path}: {remark}" for remark in sheet.remarks),
        *_missing(path, sheet, segments, today),
        *_moved(path, sheet, filled, today),
        *_carried_over(path, sheet, codebook),
    ]
    orphans = review_frame(lost).assign(text=pd.Series([r["text"] for r in lost], dtype="str"))
    return Review(review_frame(kept), orphans, notes)


def _missing(
    path: Path, sheet: _Sheet, segments: pd.DataFrame, today: Sequence[str | None]
) -> Iterator[str]:
    """What a sheet does not have of what is to be coded."""
    in_sheet = {row.texts["segment"] for row in sheet.rows} | {place for place in today if place}
    missing = set(to_code(segments)["segment"]) - in_sheet
    if missing:
        yield (
            f"{path}: {len(missing)} segments are not in the sheet; they count as not coded by "
            "this coder. The coder's newest sheet has them: results/…/review/"
            f"{coder_of(path)}.xlsx."
        )


def _moved(
    path: Path, sheet: _Sheet, filled: Sequence[_Row], today: Sequence[str | None]
) -> Iterator[str]:
    """What has become of the segments of filled-in rows since the sheet was made."""
    there = list(zip(filled, today, strict=True))
    moved = sum(place not in (None, row.texts["segment"]) for row, place in there)
    if moved:
        yield f"{path}: {moved} segments have moved within their answers; matched by text."
    orphaned = [row for row, place in there if not place]
    if orphaned:
        rows = ", ".join(str(row.number) for row in orphaned)
        yield (
            f"{path}: sheet {sheet.name!r}, rows {rows}: the answers have changed and these "
            "segments are no longer there; what was decided for them is kept but not used. Code "
            "what took their place in the coder's newest sheet under results."
        )


def _read_sheet(path: Path) -> _Sheet:
    """The sheet that has the columns of a review sheet."""
    for sheet in sheets_of(path):
        if sheet.rows and set(KEYS) <= set(sheet.rows[0]):
            return _of_cells(path, sheet)
    raise Mistake(
        f"{path}: no review sheet: expected a sheet whose first row has the columns "
        f"{' and '.join(KEYS)} (hidden). Fill in a copy of review.xlsx, and keep its columns; "
        "csv is to be saved from the sheet for coding."
    )


def _of_cells(path: Path, sheet: Sheet) -> _Sheet:
    """The rows of a sheet by its headings. Raises Mistake where a heading is not there once."""
    first = sheet.rows[0]
    nearest = _nearest_headings(first)
    expected = {name: nearest[name] for name in READ}
    lines = [
        f"{path}: sheet {sheet.name!r} has {first.count(heading) or 'no'} columns {heading!r}; "
        "expected one, as in review.xlsx. Copy the heading from there, or delete what is too much."
        for heading in expected.values()
        if first.count(heading) != 1
    ]
    if lines:
        raise Mistake(lines)
    column = {name: first.index(heading) for name, heading in expected.items()}
    version = first.index(VERSION) if VERSION in first else None
    rows = []
    for at, cells in enumerate(sheet.rows[1:], start=1):
        texts = {name: cells[place] for name, place in column.items()}
        if any(texts.values()):
            formulas = {name for name, place in column.items() if (at, place) in sheet.formulas}
            cell = cells[version] if version is not None else ""
            number = int(cell) if cell.isdecimal() else 1
            rows.append(_Row(at + 1, texts, frozenset(formulas), number))
    return _Sheet(sheet.name, expected, rows, sheet.narrow)


def _of_project(path: Path, segments: pd.DataFrame, codebook: Codebook) -> _Sheet:
    """A project of another program as the rows of a review sheet, one a segment to be coded."""
    project = read_project(path)
    names = list(contexts(segments).unique())
    if not any(project.source(name) for name in names):
        raise Mistake(
            f"{path}: none of the project's texts is one that was sent; expected texts by the "
            f"names {', '.join(names)}. Code in the project that stands in "
            "results/…/export/codes.qdpx, and export it under the same names."
        )
    coded, remarks = coded_segments(project, segments, codebook, coder_of(path))
    crowded = [segment.segment for segment in coded if len(segment.codes) > len(CODE_COLUMNS)]
    if crowded:
        raise Mistake(
            f"{path}: more than {len(CODE_COLUMNS)} codes on segments {', '.join(crowded)}; "
            f"expected {len(CODE_COLUMNS)} at most. Take away those that matter least."
        )
    known = to_code(segments)
    given = {
        segment: Coded(segment, text, [], [], frozenset(), "")
        for segment, text in zip(known["segment"], known["text"], strict=True)
    }
    given |= {segment.segment: segment for segment in coded}
    version = version_of(project)
    rows = [
        _Row(number, _texts(segment), frozenset(), version)
        for number, segment in enumerate(given.values(), 1)
    ]
    return _Sheet(path.name, headings("nb"), rows, remarks=tuple(remarks))


def _texts(coded: Coded) -> dict[str, str]:
    """What another program says of a segment, by the columns of a review sheet."""
    codes = coded.codes or ([NO_CODE] if NONE_FITS in coded.signs else [])
    return {
        **dict.fromkeys(READ, ""),
        **dict(zip(CODE_COLUMNS, codes, strict=False)),
        "segment": coded.segment,
        "text": coded.text,
        "check": checksum(coded.segment, "", coded.text),
        "new_code": "; ".join(coded.new_codes),
        "memo": coded.memo,
        **{mark: "ja" for mark in MARKS if mark in coded.signs},
    }


def _nearest_headings(row: list[str]) -> dict[str, str]:
    """The headings of the language that the sheet is in."""
    return max(map(headings, LANGUAGES), key=lambda known: len(set(known.values()) & set(row)))


def _is_filled(row: _Row) -> bool:
    return any(row.texts[name] for name in FILLED_IN)


def _mistakes(
    path: Path, sheet: _Sheet, segments: pd.DataFrame, codebook: Codebook
) -> Iterator[str]:
    newest = max((row.version for row in sheet.rows), default=1)
    if newest > codebook.version:
        yield (
            f"{path}: sheet {sheet.name!r} was made with version {newest} of the codebook, but "
            f"`version` in codebook.yaml is {codebook.version}. Put back the newer codebook, or "
            f"raise its version to {newest}."
        )
    first_row: dict[str, int] = {}
    texts = dict(zip(segments["segment"], segments["text"], strict=True))
    for row in sheet.rows:
        segment = row.texts["segment"]
        before = first_row.setdefault(segment, row.number)
        twice = before if segment and before != row.number else None
        for column, text in _of_row(row, sheet.narrow, twice, texts.get(segment, "\n")):
            heading = sheet.headings[column]
            yield f"{path}: sheet {sheet.name!r}, row {row.number}, column {heading!r}: {text}"


def _of_row(row: _Row, narrow: bool, twice: int | None, text: str) -> Iterator[tuple[str, str]]:
    """What is wrong in a row, by column.

    `twice` is the row before that is about the same segment, `text` the segment's text today.
    """
    segment = row.texts["segment"]
    for column in sorted(row.formulas):
        yield column, "a formula; expected plain text. Write or choose the value."
    if not segment:
        if _is_filled(row):
            yield (
                KEYS[0],
                "empty, so nobody knows which answer the row is about. "
                "Move what you wrote to the answer's own row in a copy of review.xlsx.",
            )
        return
    if twice:
        yield (
            KEYS[0],
            f"the same segment as in row {twice}; expected once. Delete one of the rows.",
        )
    if _is_edited(row, narrow, text):
        yield (
            "text",
            "this text, or the answer beside it, has been edited or the row mixed up with another; "
            "expected as in review.xlsx. Copy the answer, the text and the hidden columns of "
            f"segment {segment} from there.",
        )
    for column in MARKS:
        if row.texts[column].casefold() not in _YES | _NO and column not in row.formulas:
            yield column, f"{row.texts[column]!r}; expected ja (yes) or an empty cell."


def _is_edited(row: _Row, narrow: bool, text: str) -> bool:
    """Whether the answer or the segment's text is no longer what its checksum was made of."""
    if row.formulas & {"answer", "text"}:
        return False
    if narrow and _narrow(row.texts["text"]) == _narrow(text):
        return False
    seen = checksum(row.texts["segment"], row.texts["answer"], row.texts["text"])
    return row.texts["check"] != seen


def _narrow(text: str) -> str:
    """A text without the letters that csv in the encoding of Windows loses, or has as «?»."""
    return comparable(text).encode("cp1252", "ignore").decode("cp1252").replace("?", "")


def _carried_over(path: Path, sheet: _Sheet, codebook: Codebook) -> Iterator[str]:
    """What the log of the codebook did to the codings of a sheet."""
    old = [row for row in sheet.rows if row.version < codebook.version and _is_filled(row)]
    carried = [(row, carry_forward(_chosen(row, codebook), row.version, codebook)) for row in old]
    changed = [row for row, now in carried if set(now.codes) != set(_chosen(row, codebook))]
    if changed:
        versions = ", ".join(map(str, sorted({row.version for row in changed})))
        yield (
            f"{path}: {len(changed)} rows were coded with version {versions} of the codebook and "
            f"are carried over to version {codebook.version}."
        )
    waiting = [row for row, now in carried if now.offered]
    if waiting:
        rows = ", ".join(str(row.number) for row in waiting)
        yield (
            f"{path}: sheet {sheet.name!r}, rows {rows}: a code was split since. They count as not "
            "coded before this coder has chosen again; they stand first in the coder's newest "
            "sheet under results."
        )


def _chosen(row: _Row, codebook: Codebook) -> list[str]:
    """The codes of a row in the order of its columns, as the sheet's own codebook had them."""
    codes = (code_of(row.texts[name], codebook, row.version) for name in CODE_COLUMNS)
    return list(dict.fromkeys(code for code in codes if code))


def _decisions(row: _Row, segment: str, coder: str, codebook: Codebook) -> list[dict[str, object]]:
    """One mapping a code. A proposal for a new code alone means that none of those there fits."""
    now = carry_forward(_chosen(row, codebook), row.version, codebook)
    codes: list[str | None] = [*sorted(now.codes)]
    if not codes:
        none_fits = any(row.texts[name] for name in CODE_COLUMNS) or row.texts["new_code"]
        codes = [""] if none_fits and not now.offered else [None]
    notes = {name: row.texts[name] for name in ("memo", "new_code")}
    marks = {name: row.texts[name].casefold() in _YES for name in MARKS}
    return [
        {
            "segment": segment,
            "code": code,
            "coder": coder,
            "offered": " ".join(now.offered),
            **notes,
            **marks,
        }
        for code in codes
    ]
