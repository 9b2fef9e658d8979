"""The review sheet there and back: what a person fills in arrives, and every slip is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from support.review_sheets import (
    ANSWERS,
    CLUSTERS,
    CODEBOOK,
    DECISIONS,
    FIRST,
    FORMULA,
    GUIDE,
    KEYS,
    LINK,
    SECOND,
    SEGMENTS,
    SUGGESTIONS,
    changed,
    rows_of,
    write,
)

from godegrep.coding.codes import merge_codes, merge_remarks
from godegrep.coding.workbook.files import coder_of, review_sheets
from godegrep.coding.workbook.layout import COLUMNS, headings
from godegrep.coding.workbook.read import Review, read_review
from godegrep.core.errors import Mistake


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    return write(tmp_path / "review.xlsx")


@pytest.fixture
def filled(blank: Path) -> Callable[..., Path]:
    """Fill in cells by (segment or row, column) and save under a coder's name."""

    def fill(cells: dict[tuple[str | int, str], Any], coder: str = "kari") -> Path:
        workbook = load_workbook(blank, rich_text=True)
        sheet = workbook["Koding"]
        rows: dict[str | int, int] = {cell.value: cell.row for cell in sheet["P"]}
        for (place, column), value in cells.items():
            row = rows[place] if isinstance(place, str) else place
            sheet.cell(row, KEYS.index(column) + 1).value = value
        path = blank.with_name(f"{coder}.xlsx")
        workbook.save(path)
        return path

    return fill


def read(path: Path, segments: pd.DataFrame = SEGMENTS) -> Review:
    return read_review(path, segments, CODEBOOK)


def lines(path: Path) -> list[str]:
    with pytest.raises(Mistake) as caught:
        read(path)
    for line in caught.value.lines:
        assert line.startswith(str(path))
        assert not any(answer.strip() in line for answer in ANSWERS.values())
    return caught.value.lines


# --- What the person sees ------------------------------------------------------------------------


def test_rows_in_the_order_of_the_suggestions_and_those_done_last(blank: Path) -> None:
    assert list(rows_of(blank)) == [LINK, SECOND, GUIDE, FIRST]


def test_a_row(blank: Path) -> None:
    row = {name: cell.value for name, cell in rows_of(blank)[SECOND].items()}
    before, marked = row["answer"]
    assert (str(before), str(marked)) == ("Vi ringer alle. 😀 ", "Og vi har kurs hver mandag.")
    assert marked.font.b
    assert row["context"] == "Hva gjør dere?"
    assert row["cluster"] == 1
    assert row["text"] == "Og vi har kurs hver mandag."
    assert row["suggestions"] == (
        "1. Tett oppfølging – sterkt (0,71): ringer, alle\n2. Innsats for unge – middels (0,30)"
    )
    assert row["nearest"] == "Vi ringer alle. → Tett oppfølging"
    assert row["coders"] is None
    assert rows_of(blank)[FIRST]["coders"].value == "ola"


def test_an_answer_that_looks_like_a_formula_is_text(blank: Path) -> None:
    row = rows_of(blank)[LINK]
    for name in ("answer", "text"):
        assert str(row[name].value) == FORMULA
        assert row[name].data_type == "s"
        assert row[name].quotePrefix


def test_only_the_cells_to_fill_in_are_unlocked(blank: Path) -> None:
    sheet = load_workbook(blank)["Koding"]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["P"].hidden
    assert sheet.column_dimensions["Q"].hidden
    unlocked = {name for name, cell in rows_of(blank)[FIRST].items() if not cell.protection.locked}
    assert unlocked == {"code_1", "code_2", "code_3", "new_code", "memo", "quote", "hide"}


def test_lists_offer_the_codes_of_the_question(blank: Path) -> None:
    workbook = load_workbook(blank)
    lists = workbook["Lister"]

    def offered(segment: str) -> list[str]:
        cell = rows_of(blank)[segment]["code_2"].coordinate
        found = [v for v in workbook["Koding"].data_validations.dataValidation if cell in v.sqref]
        assert len(found) == 1
        assert not found[0].formula1.startswith("=")
        sheet, _, place = found[0].formula1.partition("!")
        return [cell.value for (cell,) in workbook[sheet][place.replace("$", "")]]

    common = ["Tett oppfølging [close]", "Innsats for unge [youth]"]
    assert offered(FIRST) == [*common, "ingen kode passer [-]"]
    assert offered(LINK) == [*common, "Kurs [training]", "ingen kode passer [-]"]
    assert lists.sheet_state == "hidden"


def test_the_guide_counts_and_says_that_data_are_synthetic(blank: Path) -> None:
    cells = [[cell.value for cell in row] for row in load_workbook(blank)["Les meg"]]
    assert any("Syntetiske data" in str(row[0]) for row in cells)
    assert any("study/waves/2017/review/" in str(row[0]) for row in cells)
    counts = {row[0]: row[2:] for row in cells}
    assert counts["Hva gjør dere?"] == [3, 1, 2, 1]
    assert counts["Hva er godt?"] == [1, 0, 1, 1]
    assert counts["Alle"] == [4, 1, 3, 2]


def test_the_codebook_leaves_out_empty_columns(blank: Path) -> None:
    rows = [[cell.value for cell in row] for row in load_workbook(blank)["Kodebok"]]
    assert rows[0] == ["Kode", "Definisjon", "Hører under", "Gjelder spørsmålene"]
    assert rows[2] == ["Innsats for unge [youth]", "Unge.", "Tett oppfølging", None]


def test_the_numbers_of_clusters_to_choose_among_are_shown(blank: Path) -> None:
    about, headings, *rows = load_workbook(blank)["Antall grupper"].iter_rows(values_only=True)
    assert "open: {clusters: {methods: 3}}" in about[0]
    assert headings[1:] == ("id", "Antall grupper", "Stabilitet", "Atskilthet", "I bruk")
    assert rows == [
        ("Hva gjør dere?", "methods", 3, 0.71, 0.1234, "ja"),
        ("Hva gjør dere?", "methods", 4, 0.5, 0.2, None),
    ]


def test_the_first_sorting(blank: Path) -> None:
    rows = [[cell.value for cell in row] for row in load_workbook(blank)["Grovsortering"]]
    assert "før noen har lest og kodet dem" in str(rows[0][0])
    assert rows[2:] == [
        [
            *("Hva gjør dere?", 1, "veileder, alle", "veileder, alle, fast", 2, 2),
            *("0,40\nustabil", "– Vi ringer alle.\n– Fast veileder, for alle _x005F_x0041_", None),
        ],
        [
            *("Hva gjør dere?", 2, "kurs", "kurs, mandag", 1, 1, "0,62\nnoe ustabil"),
            *("– Og vi har kurs hver mandag.", None),
        ],
        ["Hva er godt?", 1, "her", "her", 1, 1, "1,00\nstabil", f"– {FORMULA}", None],
    ]


def test_a_cluster_shows_few_quotes_and_none_twice(tmp_path: Path) -> None:
    said = ["Kurs.", "kurs", "Tett", "Ofte", "Sjelden", "Ringer", "Møter"]
    segments = pd.DataFrame(
        [
            (f"{i}/methods/0-{len(text)}", str(i), "methods", 0, len(text), text, "practice", "nb")
            for i, text in enumerate(said)
        ],
        columns=SEGMENTS.columns,
    )
    ids = segments["segment"].tolist()
    one = CLUSTERS[2:].assign(typical=[ids[:5]], atypical=[ids[4:]])
    answers = {(str(i), "methods"): text for i, text in enumerate(said)}
    path = write(tmp_path / "r.xlsx", segments, answers, SUGGESTIONS[:0], one, DECISIONS[:0])
    row = load_workbook(path)["Grovsortering"][3]
    assert [cell.value for cell in row][7:] == ["– Kurs.\n– Tett\n– Ofte", "– Sjelden\n– Ringer"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_language_gives_a_sheet_that_can_be_read(language: str, tmp_path: Path) -> None:
    assert read(write(tmp_path / "kari.xlsx", language=language)).decisions.empty


def test_equal_input_equal_bytes(blank: Path, tmp_path: Path) -> None:
    shuffled = SEGMENTS.sample(frac=1, random_state=1)
    again = write(tmp_path / "again.xlsx", segments=shuffled, suggestions=SUGGESTIONS[::-1])
    assert again.read_bytes() == blank.read_bytes()


def test_nothing_to_code(tmp_path: Path) -> None:
    nothing = SEGMENTS[SEGMENTS["kind"] != "practice"]
    none = (SUGGESTIONS[:0], CLUSTERS[:0], DECISIONS[:0])
    path = write(tmp_path / "kari.xlsx", nothing, ANSWERS, *none)
    assert read(path, nothing).decisions.empty


def test_a_segment_that_is_not_where_it_says_is_a_fault(tmp_path: Path) -> None:
    wrong = SEGMENTS.assign(start=SEGMENTS["start"] + 1)
    with pytest.raises(ValueError, match="offsets"):
        write(tmp_path / "review.xlsx", wrong)


def test_a_very_long_answer_is_shown_around_the_segment(tmp_path: Path) -> None:
    text = "Midt i teksten."
    answer = "å" * 50_000 + text + "😀" * 50_000
    place = (50_000, 50_000 + len(text))
    segments = pd.DataFrame(
        [("1/methods/50000-50015", "1", "methods", *place, text, "practice", "nb")],
        columns=SEGMENTS.columns,
    )
    answers = {("1", "methods"): answer}
    none = (SUGGESTIONS[:0], CLUSTERS[:0], DECISIONS[:0])
    path = write(tmp_path / "kari.xlsx", segments, answers, *none)
    shown = str(rows_of(path)["1/methods/50000-50015"]["answer"].value)
    assert shown.startswith("[…] ååå")
    assert shown.endswith("😀😀 […]")
    assert text in shown
    assert read(path, segments).notes == []


# --- What comes back -----------------------------------------------------------------------------


def test_an_empty_sheet_is_nothing_coded(filled: Callable[..., Path]) -> None:
    review = read(filled({}))
    assert review.decisions.empty
    assert review.orphans.empty
    assert review.notes == []


def test_what_is_filled_in_arrives(filled: Callable[..., Path]) -> None:
    path = filled(
        {
            (FIRST, "code_1"): "Tett oppfølging [close]",
            (FIRST, "code_3"): "Innsats for unge [youth]",
            (FIRST, "memo"): "=ikke formel"[1:],
            (FIRST, "quote"): "ja",
            (SECOND, "code_1"): "ingen kode passer [-]",
            (LINK, "hide"): "JA",
            (GUIDE, "new_code"): "Faste veiledere",
        }
    )
    found = read(path).decisions
    told = {(s, c) for s, c in zip(found["segment"], found["code"].fillna("?"), strict=True)}
    assert told == {(FIRST, "close"), (FIRST, "youth"), (SECOND, ""), (LINK, "?"), (GUIDE, "")}
    assert set(found["coder"]) == {"kari"}
    first = found[found["segment"] == FIRST]
    assert first["memo"].tolist() == ["ikke formel"] * 2
    assert first["quote"].tolist() == [True, True]
    assert found.loc[found["segment"] == LINK, "hide"].tolist() == [True]
    assert found.loc[found["segment"] == GUIDE, "new_code"].tolist() == ["Faste veiledere"]


@pytest.mark.parametrize(
    "value", ["close", "CLOSE", "tett OPPFØLGING", "Gammelt navn [close]", " [close] "]
)
def test_ways_to_name_a_code(filled: Callable[..., Path], value: str) -> None:
    assert read(filled({(FIRST, "code_1"): value})).decisions["code"].tolist() == ["close"]


def test_the_same_code_twice_in_a_row_counts_once(filled: Callable[..., Path]) -> None:
    path = filled({(FIRST, "code_1"): "close", (FIRST, "code_2"): "close"})
    assert read(path).decisions["code"].tolist() == ["close"]


def test_all_mistakes_at_once_with_their_places(filled: Callable[..., Path]) -> None:
    path = filled(
        {
            (FIRST, "code_1"): "Tett oppfolging [clos]",
            (SECOND, "text"): "Noe annet",
            (GUIDE, "code_2"): "=A1",
            (LINK, "quote"): "kanskje",
            (LINK, "code_3"): 12,
        }
    )
    told = lines(path)
    assert len(told) == 5
    row = {segment: cells["segment"].row for segment, cells in rows_of(path).items()}

    def about(segment: str, heading: str) -> str:
        begin = f"{path}: sheet 'Koding', row {row[segment]}, column '{heading}'"
        found = [line for line in told if line.startswith(begin)]
        assert len(found) == 1
        return found[0]

    unknown = about(FIRST, "Kode 1")
    assert "[clos]" in unknown
    assert "Did you mean [close]?" in unknown
    assert "one of: close, youth, training" in unknown
    assert "edited" in about(SECOND, "Det som skal kodes")
    assert "formula" in about(GUIDE, "Kode 2")
    assert "kanskje" in about(LINK, "God som sitat")
    assert "'12'" in about(LINK, "Kode 3")


def test_an_edited_answer_is_told(filled: Callable[..., Path]) -> None:
    assert "edited" in lines(filled({(FIRST, "answer"): "Vi ringer ingen."}))[0]


def test_a_row_mixed_up_with_another_is_told(filled: Callable[..., Path]) -> None:
    told = lines(filled({(FIRST, "segment"): "8/methods/0-15"}))
    assert "edited" in told[0]


def test_white_space_alone_is_no_edit(filled: Callable[..., Path]) -> None:
    path = filled({(FIRST, "text"): " Vi ringer  alle.\n", (FIRST, "code_1"): "close"})
    assert read(path).decisions["segment"].tolist() == [FIRST]


def test_a_duplicate_row_is_told(filled: Callable[..., Path], blank: Path) -> None:
    row = {name: cell.value for name, cell in rows_of(blank)[FIRST].items()}
    told = lines(filled({(50, name): value for name, value in row.items()}))
    assert len(told) == 1
    assert "row 50" in told[0]
    assert "the same segment as in row 5" in told[0]


def test_a_row_without_its_segment_is_told_where_something_is_written(
    filled: Callable[..., Path],
) -> None:
    assert "nobody knows" in lines(filled({(50, "code_1"): "close"}))[0]
    assert read(filled({(50, "suggestions"): "kladd"})).decisions.empty


def test_a_file_that_is_no_review_sheet(tmp_path: Path) -> None:
    path = tmp_path / "kari.xlsx"
    workbook = Workbook()
    workbook.active["A1"] = "segment"
    workbook.save(path)
    assert "no review sheet" in lines(path)[0]
    path.write_text("ikke et regneark")
    assert "kari.xlsx" in lines(path)[0]


def test_a_column_gone_is_told(filled: Callable[..., Path]) -> None:
    assert "has no columns 'Notat'" in lines(filled({(1, "memo"): "annet"}))[0]


def test_columns_that_only_show_may_be_missing(filled: Callable[..., Path]) -> None:
    path = filled({(FIRST, "code_1"): "close"})
    workbook = load_workbook(path, rich_text=True)
    for name in ("coders", "nearest", "cluster"):
        workbook["Koding"].delete_cols(KEYS.index(name) + 1)
    workbook.save(path)
    assert read(path).decisions["code"].tolist() == ["close"]


def test_missing_rows_count_as_not_coded(filled: Callable[..., Path]) -> None:
    new = pd.DataFrame(
        [("8/good/0-3", "8", "good", 0, 3, "Ny.", "practice", "nb")], columns=SEGMENTS.columns
    )
    review = read(filled({(FIRST, "code_1"): "close"}), pd.concat([SEGMENTS, new]))
    assert review.decisions["segment"].tolist() == [FIRST]
    assert len(review.notes) == 1
    assert "1 segments" in review.notes[0]


def test_a_segment_that_has_moved_is_found_by_its_text(filled: Callable[..., Path]) -> None:
    moved = changed(SECOND, "7/methods/20-47", "Og vi har kurs hver mandag.")
    review = read(filled({(SECOND, "code_1"): "close"}), moved)
    assert review.decisions["segment"].tolist() == ["7/methods/20-47"]
    assert review.orphans.empty
    assert "1 segments have moved" in review.notes[-1]


@pytest.mark.parametrize("new_id", ["7/methods/18-45", "8/methods/18-45"])
def test_a_segment_that_is_gone_is_kept_apart(filled: Callable[..., Path], new_id: str) -> None:
    # Another text at the same place, or the same text from another respondent.
    text = "En annen setning." if new_id == SECOND else "Og vi har kurs hver mandag."
    review = read(filled({(SECOND, "code_1"): "close"}), changed(SECOND, new_id, text))
    assert review.decisions.empty
    assert review.orphans["segment"].tolist() == [SECOND]
    assert review.orphans["code"].tolist() == ["close"]
    assert review.orphans["text"].tolist() == ["Og vi har kurs hver mandag."]
    assert "no longer there" in review.notes[-1]


def test_coders_and_sheets(tmp_path: Path) -> None:
    for name in ("ola.xlsx", "kari.xlsx", "~$kari.xlsx", ".skjult.xlsx", "notat.docx"):
        (tmp_path / name).touch()
    assert [path.name for path in review_sheets(tmp_path)] == ["kari.xlsx", "ola.xlsx"]
    assert coder_of(Path("A\u030asa.xlsx")) == "Åsa"
    assert coder_of(Path("Konsensus.xlsx")) == "konsensus"


def test_a_persons_decision_replaces_the_suggestions(filled: Callable[..., Path]) -> None:
    review = read(filled({(FIRST, "code_1"): "youth", (LINK, "hide"): "ja"}))
    codes = merge_codes([review.decisions], SUGGESTIONS)
    assert codes.loc[
        codes["segment"] == FIRST, ["code", "coder", "source"]
    ].to_numpy().tolist() == [["youth", "kari", "human"]]
    # A remark alone is no decision on the codes.
    assert codes.loc[codes["segment"] == LINK, "source"].tolist() == ["suggestion"] * 2
    assert merge_remarks([review.decisions])["segment"].tolist() == [LINK]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_headings_tell_the_columns_apart(language: str) -> None:
    found = headings(language)
    assert list(found) == list(COLUMNS) == KEYS
    assert len(set(found.values())) == len(KEYS)
