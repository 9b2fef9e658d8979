"""The second round of a review: sheets of coders, of older codebooks, in other formats."""

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from support.review_sheets import (
    ANSWERS,
    CLUSTERS,
    CODEBOOK,
    FIRST,
    GUIDE,
    KEYS,
    LINK,
    NOTHING,
    SECOND,
    SEGMENTS,
    SUGGESTIONS,
    changed,
    rows_of,
    write,
)

from godegrep.coding.codes import choices, decided, disputed, merge_codes, review_frame, settled
from godegrep.coding.workbook.files import coders_of, review_sheets, sheets_to_fill_in
from godegrep.coding.workbook.read import read_review, read_reviews
from godegrep.coding.workbook.rows import rows_to_agree
from godegrep.core.errors import Mistake
from godegrep.core.vocabulary import CONSENSUS
from godegrep.study.codebook import Codebook, codebook_from_dict

pytestmark = pytest.mark.workflow


def codebook(version: int, *codes: str, changes: list[dict[str, Any]] | None = None) -> Codebook:
    return codebook_from_dict(
        {
            "version": version,
            "codes": [{"id": c, "name": f"Navn {c}", "definition": "Noe."} for c in codes],
            "changes": changes or [],
        }
    )


def decision(segment: str, code: str | None, coder: str, **said: Any) -> dict[str, Any]:
    return {"segment": segment, "code": code, "coder": coder, **NOTHING, **said}


BOTH = review_frame(
    [
        decision(FIRST, "close", "kari", memo="Grensetilfelle", quote=True),
        decision(FIRST, "youth", "kari", memo="Grensetilfelle", quote=True),
        decision(SECOND, "", "kari", new_code="Kurs"),
        decision(LINK, None, "kari", hide=True),
        decision(FIRST, "close", "ola"),
        decision(SECOND, "", "ola"),
        decision(GUIDE, "training", "ola"),
    ]
)


def fill(path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """Fill in cells by segment and column."""
    workbook = load_workbook(path, rich_text=True)
    sheet = workbook["Koding"]
    at = {cell.value: cell.row for cell in sheet["P"]}
    for (segment, column), value in cells.items():
        sheet.cell(at[segment], KEYS.index(column) + 1).value = value
    workbook.save(path)
    return path


# --- One coder's sheet ---------------------------------------------------------------------------


def test_a_coders_sheet_has_all_that_the_coder_decided(tmp_path: Path) -> None:
    path = write(tmp_path / "kari.xlsx", decisions=BOTH, coder="kari")
    again = read_review(path, SEGMENTS, CODEBOOK)
    mine = BOTH[BOTH["coder"] == "kari"]
    order = ["segment", "code"]
    pd.testing.assert_frame_equal(
        again.decisions.sort_values(order).reset_index(drop=True),
        mine.sort_values(order).reset_index(drop=True),
    )
    assert again.notes == []


def test_a_coders_sheet_does_not_tell_what_others_chose(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path / "kari.xlsx", decisions=BOTH, coder="kari"))
    # First what nobody has coded, then what others have, last her own.
    assert list(rows) == [LINK, GUIDE, SECOND, FIRST]
    row = {name: cell.value for name, cell in rows[GUIDE].items()}
    assert row["coders"] == "ola"
    shown = " ".join(str(value) for name, value in row.items() if name != "suggestions")
    assert "Kurs" not in shown
    assert "training" not in shown


def test_decisions_without_a_place_stay_in_the_sheet(tmp_path: Path) -> None:
    gone = changed(SECOND, "7/methods/18-30", "En annen setning")
    answers = {**ANSWERS, ("7", "methods"): "Vi ringer alle. 😀 En annen setning."}
    gone.loc[gone["segment"] == "7/methods/18-30", ["start", "end"]] = [18, 34]
    first = fill(write(tmp_path / "kari.xlsx"), {(SECOND, "code_1"): "close"})
    review = read_review(first, gone, CODEBOOK)
    assert review.orphans["segment"].tolist() == [SECOND]
    next_one = write(
        tmp_path / "next/kari.xlsx",
        gone,
        answers,
        clusters=CLUSTERS[:0],
        decisions=review.decisions,
        coder="kari",
        orphans=review.orphans,
    )
    assert "Svaret er endret" in str(rows_of(next_one)[SECOND]["suggestions"].value)
    again = read_review(next_one, gone, CODEBOOK)
    pd.testing.assert_frame_equal(again.orphans, review.orphans)


# --- The sheet on which coders agree -------------------------------------------------------------


def test_disputes() -> None:
    found = disputed(BOTH)
    assert found.to_dict("records") == [{"segment": FIRST, "codes": ("youth",)}]


def test_the_sheet_to_agree_in(tmp_path: Path) -> None:
    path = write(tmp_path / "konsensus.xlsx", decisions=BOTH, coder=CONSENSUS)
    sheet = load_workbook(path)["Koding"]
    rows = [dict(zip(KEYS, [cell.value for cell in row], strict=True)) for row in sheet]
    assert rows[0]["suggestions"] == "Slik kodet vi"
    assert [row["segment"] for row in rows[1:]] == [FIRST]
    assert rows[1]["suggestions"] == (
        "kari: Tett oppfølging, Innsats for unge\nola: Tett oppfølging"
    )
    assert rows[1]["nearest"] == "kari: Grensetilfelle"
    assert rows[1]["code_1"] is None
    fill(path, {(FIRST, "code_1"): "Innsats for unge [youth]"})
    agreed = read_review(path, SEGMENTS, CODEBOOK).decisions
    codes = decided(merge_codes([BOTH, agreed]))
    assert codes.loc[codes["segment"] == FIRST, "code"].tolist() == ["youth"]
    # What is agreed on stays in the sheet, behind what is left.
    left = rows_to_agree(SEGMENTS, ["methods", "good"], pd.concat([BOTH, agreed]))
    assert left["segment"].tolist() == [FIRST]


# --- Sheets of an older codebook -----------------------------------------------------------------

OLD = codebook(1, "a", "b", "x", "y")
NEW = codebook(
    *(3, "ab", "x2", "y1", "y2"),
    changes=[
        {"version": 2, "merge": ["a", "b"], "into": "ab"},
        {"version": 2, "rename": "x", "to": "x2"},
        {"version": 3, "split": "y", "into": ["y1", "y2"]},
    ],
)
CELLS = {
    (FIRST, "code_1"): "Navn a [a]",
    (FIRST, "code_2"): "Navn b [b]",
    (SECOND, "code_1"): "Navn x [x]",
    (SECOND, "code_2"): "Navn y [y]",
    (LINK, "code_1"): "Navn y [y]",
    (LINK, "memo"): "Husk",
    (GUIDE, "code_1"): "ingen kode passer [-]",
}


def test_a_sheet_of_an_older_codebook_is_carried_over(tmp_path: Path) -> None:
    path = fill(write(tmp_path / "kari.xlsx", codebook=OLD, decisions=BOTH[:0]), CELLS)
    review = read_review(path, SEGMENTS, NEW)
    given = choices(review.decisions)
    assert {segment: set(codes) for (segment, _), codes in given.items()} == {
        FIRST: {"ab"},
        GUIDE: {""},
    }
    waiting = review.decisions[review.decisions["offered"].ne("")]
    assert {tuple(row) for row in waiting[["segment", "offered"]].to_numpy()} == {
        (SECOND, "y1 y2"),
        (LINK, "y1 y2"),
    }
    assert waiting.loc[waiting["segment"] == SECOND, "code"].tolist() == ["x2"]
    assert any("3 rows were coded with version 1" in note for note in review.notes)
    assert any("a code was split" in note for note in review.notes)
    # The next sheet has them first, with the parts to choose from and what else was given.
    rows = rows_of(
        write(tmp_path / "n/kari.xlsx", codebook=NEW, decisions=review.decisions, coder="kari")
    )
    assert set(list(rows)[:2]) == {SECOND, LINK}
    assert rows[SECOND]["code_1"].value == "Navn x2 [x2]"
    assert "Koden er delt" in str(rows[SECOND]["suggestions"].value)
    assert "Navn y1, Navn y2" in str(rows[SECOND]["suggestions"].value)
    assert rows[LINK]["memo"].value == "Husk"
    # Chosen anew in that sheet, they count.
    path = fill(tmp_path / "n/kari.xlsx", {(SECOND, "code_2"): "y2", (LINK, "code_1"): "y1"})
    again = read_review(path, SEGMENTS, NEW).decisions
    assert len(settled(again)) == len(again) == 5


def test_a_code_of_the_old_codebook_in_a_new_sheet_is_told(tmp_path: Path) -> None:
    path = fill(write(tmp_path / "kari.xlsx", codebook=NEW), {(FIRST, "code_1"): "a"})
    with pytest.raises(Mistake, match="'a' is no code of the codebook"):
        read_review(path, SEGMENTS, NEW)


def test_a_sheet_of_a_newer_codebook_is_told(tmp_path: Path) -> None:
    path = fill(write(tmp_path / "kari.xlsx", codebook=NEW), {(FIRST, "code_1"): "ab"})
    with pytest.raises(Mistake, match="version 3 of the codebook"):
        read_review(path, SEGMENTS, OLD)


def test_a_sheet_without_the_version_is_of_the_first(tmp_path: Path) -> None:
    path = fill(write(tmp_path / "kari.xlsx", codebook=OLD), CELLS)
    workbook = load_workbook(path, rich_text=True)
    workbook["Koding"].delete_cols(KEYS.index("codebook") + 1)
    workbook.save(path)
    assert "ab" in set(read_review(path, SEGMENTS, NEW).decisions["code"])


# --- Other formats -------------------------------------------------------------------------------

FILLED = {
    (FIRST, "code_1"): "Tett oppfølging [close]",
    (FIRST, "memo"): "Ærlig «sitat»; med semikolon,\nog linjeskift",
    (FIRST, "quote"): "ja",
    (GUIDE, "code_1"): "ingen kode passer [-]",
    (SECOND, "code_1"): "youth",
    (LINK, "code_1"): "close",
}


def as_csv(source: Path, target: Path, encoding: str, delimiter: str = ";") -> Path:
    """What Excel saves of the sheet for coding; letters that the encoding lacks become «?»."""
    rows = load_workbook(source)["Koding"].iter_rows(values_only=True)
    with target.open("w", encoding=encoding, errors="replace", newline="") as handle:
        writer = csv.writer(handle, delimiter=delimiter)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return target


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("cp1252", ";"), ("latin-1", ";"), ("utf-8-sig", ";"), ("utf-8", ","), ("utf-16", "\t")],
)
def test_csv_is_read_like_the_workbook(tmp_path: Path, encoding: str, delimiter: str) -> None:
    source = fill(write(tmp_path / "kari.xlsx"), FILLED)
    if encoding == "latin-1":  # which knows no guillemet in a memo less than Windows does
        source = fill(source, {(FIRST, "memo"): "Ærlig"})
    expected = read_review(source, SEGMENTS, CODEBOOK).decisions
    path = as_csv(source, tmp_path / "kari.csv", encoding, delimiter)
    review = read_review(path, SEGMENTS, CODEBOOK)
    pd.testing.assert_frame_equal(review.decisions, expected)


def test_csv_that_lacks_a_letter_of_a_segment_still_finds_it(tmp_path: Path) -> None:
    segment = "7/methods/0-17"
    segments = changed(FIRST, segment, "Vi ringer alle. 😀")
    segments.loc[segments["segment"] == segment, "end"] = 17
    suggestions = SUGGESTIONS.replace(FIRST, segment)
    clusters = CLUSTERS.assign(typical=[[], [], []])
    before = write(tmp_path / "kari.xlsx", segments, suggestions=suggestions, clusters=clusters)
    path = as_csv(fill(before, {(segment, "code_1"): "close"}), tmp_path / "kari.csv", "cp1252")
    review = read_review(path, segments, CODEBOOK)
    assert review.decisions["segment"].tolist() == [segment]
    assert review.notes == []


def test_an_edited_answer_in_csv_is_told(tmp_path: Path) -> None:
    source = fill(write(tmp_path / "kari.xlsx"), {**FILLED, (SECOND, "text"): "Noe annet"})
    with pytest.raises(Mistake, match="edited"):
        read_review(as_csv(source, tmp_path / "kari.csv", "cp1252"), SEGMENTS, CODEBOOK)


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")


def converted(source: Path, ending: str) -> Path:
    profile = f"-env:UserInstallation=file://{source.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", ending, source.name]
    subprocess.run(command, cwd=source.parent, check=True, capture_output=True)
    return source.with_suffix(f".{ending}")


@needs_office
@pytest.mark.workflow
def test_libreoffice_there_and_back(tmp_path: Path) -> None:
    source = fill(write(tmp_path / "kari.xlsx"), FILLED)
    expected = read_review(source, SEGMENTS, CODEBOOK)
    ods = converted(source, "ods")
    found = read_review(ods, SEGMENTS, CODEBOOK)
    pd.testing.assert_frame_equal(found.decisions, expected.decisions)
    assert found.notes == expected.notes
    source.unlink()
    pd.testing.assert_frame_equal(
        read_review(converted(ods, "xlsx"), SEGMENTS, CODEBOOK).decisions, expected.decisions
    )


TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def as_ods(source: Path, target: Path, formula: tuple[str, str] | None = None) -> Path:
    """An .ods file with the cells of the sheet for coding, and a formula in one of them."""
    from xml.sax.saxutils import escape

    rows = []
    for row in load_workbook(source)["Koding"].iter_rows(values_only=True):
        cells = []
        for name, value in zip(KEYS, row, strict=True):
            shown = "".join(f"<text:p>{escape(p)}</text:p>" for p in str(value).split("\n"))
            kind = ' office:value-type="string"'
            if formula == (row[KEYS.index("segment")], name):
                kind += ' table:formula="of:=&quot;close&quot;"'
            empty = value is None and "formula" not in kind
            cells.append(
                "<table:table-cell/>"
                if empty
                else f"<table:table-cell{kind}>{shown}</table:table-cell>"
            )
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" '
        f'xmlns:text="{TEXT}" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Koding">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target


def test_ods_is_read_like_the_workbook(tmp_path: Path) -> None:
    source = fill(write(tmp_path / "kari.xlsx"), FILLED)
    expected = read_review(source, SEGMENTS, CODEBOOK).decisions
    found = read_review(as_ods(source, tmp_path / "kari.ods"), SEGMENTS, CODEBOOK)
    pd.testing.assert_frame_equal(found.decisions, expected)


def test_a_formula_in_ods_is_told(tmp_path: Path) -> None:
    source = fill(write(tmp_path / "kari.xlsx"), FILLED)
    path = as_ods(source, tmp_path / "kari.ods", formula=(FIRST, "code_2"))
    with pytest.raises(Mistake, match=r"row 5, column 'Kode 2': a formula") as caught:
        read_review(path, SEGMENTS, CODEBOOK)
    assert len(caught.value.lines) == 1


def test_a_workbook_of_another_kind_is_told(tmp_path: Path) -> None:
    source = write(tmp_path / "kari.xlsx")
    for name in ("kari.ods", "kari.xls", "kari.numbers"):
        other = tmp_path / name
        shutil.copy(source, other)
        with pytest.raises(Mistake, match=str(other)):
            read_review(other, SEGMENTS, CODEBOOK)


# --- The folder ----------------------------------------------------------------------------------


def test_all_sheets_are_told_of_at_once(tmp_path: Path) -> None:
    fill(write(tmp_path / "kari.xlsx"), {(FIRST, "code_1"): "nothing"})
    fill(write(tmp_path / "ola.xlsx"), {(FIRST, "quote"): "kanskje"})
    with pytest.raises(Mistake) as caught:
        read_reviews(review_sheets(tmp_path), SEGMENTS, CODEBOOK)
    assert [Path(line.partition(":")[0]).name for line in caught.value.lines] == [
        "kari.xlsx",
        "ola.xlsx",
    ]


def test_who_is_given_a_sheet(tmp_path: Path) -> None:
    assert sheets_to_fill_in(tmp_path) == ["review.xlsx"]
    (tmp_path / "kari.ods").touch()
    assert sheets_to_fill_in(tmp_path) == ["review.xlsx", "review/kari.xlsx"]
    (tmp_path / "Ola Nordmann.csv").touch()
    assert sheets_to_fill_in(tmp_path)[1:] == [
        f"review/{name}.xlsx" for name in ("Ola Nordmann", "kari", CONSENSUS)
    ]


def test_two_sheets_of_one_coder_and_odd_names_are_told(tmp_path: Path) -> None:
    for name in ("kari.ods", "Kari.xlsx", "per{wave}.xlsx"):
        (tmp_path / name).touch()
    with pytest.raises(Mistake) as caught:
        coders_of(tmp_path)
    told = "\n".join(caught.value.lines)
    assert "several sheets of one coder" in told
    assert "per{wave}.xlsx" in told
    assert len(caught.value.lines) == 2
