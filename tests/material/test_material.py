"""Material of another kind than answers goes through the whole coding stage as it stands."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from openpyxl import load_workbook

from godegrep.coding.agreement import agreement
from godegrep.coding.clusters import Clustering
from godegrep.coding.codebook_draft import draft_codes, remarks
from godegrep.coding.codes import merge_codes, review_frame
from godegrep.coding.held_out import held_out
from godegrep.coding.quotes import choose_quotes, released
from godegrep.coding.refi.write import project_file
from godegrep.coding.saturation import saturation
from godegrep.coding.state import CodingState, read_state
from godegrep.coding.suggestions import spaces, suggest_codes
from godegrep.coding.workbook.read import read_review
from godegrep.coding.workbook.write import write_workbook
from godegrep.core.files import write_csv, write_parquet
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material import material as kinds
from godegrep.material.encoders import encode
from godegrep.material.files import read_material, write_description
from godegrep.material.material import ANSWERS, Attributes, Material, Place, place_of
from godegrep.study.codebook import codebook_from_dict

INTERVIEWS = Attributes("document", "topic", ("speaker",))
SAID = ["Tett oppfølging av unge", "Vilkår om aktivitet", "Hjelp til bolig", "Jobbklubb hver uke"]
BOOK = codebook_from_dict(
    {
        "codes": [
            {"id": "close", "name": "Tett", "definition": "Tett oppfølging av unge."},
            {"id": "rules", "name": "Vilkår", "definition": "Vilkår og aktivitet."},
            {"id": "other", "name": "Annet", "definition": "Annet.", "questions": ["elsewhere"]},
        ]
    }
)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", (ANSWERS, INTERVIEWS))


def interviews() -> Material:
    """Six documents of four sentences each, about one topic."""
    rows, texts = [], {}
    for number in range(6):
        document, text = f"intervju-{number}", ""
        for sentence in (f"{part} {number % 3}." for part in SAID):
            place = Place(document, "hjelp", len(text), len(text) + len(sentence))
            speaker = "leder" if number % 2 else "ansatt"
            rows.append((str(place), document, "hjelp", speaker, *place[2:], sentence))
            text += sentence + "\n"
        texts[document, "hjelp"] = text
    columns = ["segment", "document", "topic", "speaker", "start", "end", "text"]
    segments = pd.DataFrame(rows, columns=columns).assign(kind="practice", language="nb")
    return Material("intervjuer", segments, texts, {"hjelp": {"nb": "Om hjelp"}})


@cache
def state() -> CodingState:
    """What the machine makes of the interviews and their two coders' decisions."""
    segments = interviews().segments
    given = decisions()
    vectors = encode(segments["text"].tolist(), "tfidf")
    clustering = Clustering(segments, vectors, {"hjelp": 4})
    space = spaces(lambda texts: encode(texts, "tfidf"))
    labels = clustering.labels()
    texts = dict(zip(segments["segment"], segments["text"], strict=True))
    coded = given[["segment", "code"]].assign(text=given["segment"].map(texts))
    suggestions = held_out(
        lambda part, known: suggest_codes(part, labels, BOOK.codes, known, space), segments, coded
    )
    none = review_frame().assign(text="")
    return CodingState(BOOK, suggestions, clustering.table(), clustering.curve(), given, none, [])


def decisions() -> pd.DataFrame:
    """Two coders, who differ on what is said of housing."""
    ids = interviews().segments["segment"].tolist()
    nothing = {"memo": "", "new_code": "", "quote": False, "hide": False}
    return review_frame(
        {**nothing, "segment": segment, "coder": coder, "code": code}
        for coder, housing in (("kari", "close"), ("ola", "rules"))
        for segment, code in zip(ids[:12], ["close", "rules", housing, "close"] * 3, strict=True)
    )


def test_the_columns_of_segments_are_those_of_their_kind() -> None:
    named = ["segment", "document", "topic", "speaker", "start", "end", "text", "kind", "language"]
    assert list(INTERVIEWS.columns) == named
    assert place_of("a/b/q1/3-9") == Place("a/b", "q1", 3, 9)
    assert str(Place("a/b", "q1", 3, 9)) == "a/b/q1/3-9"
    with pytest.raises(ValueError, match="no known kind"):
        kinds.attributes_of(pd.DataFrame({"segment": [], "text": []}))


def test_clusters_suggestions_and_a_draft_are_about_documents_and_topics() -> None:
    material = interviews()
    made = state()
    assert set(made.clusters["topic"]) == {"hjelp"}
    assert made.clusters["documents"].max() == 6
    assert set(made.curves["topic"]) == {"hjelp"}
    assert set(made.suggestions["code"]) == {"close", "rules"}
    assert set(made.suggestions["segment"]) == set(material.segments["segment"])
    first = draft_codes(made.clusters, material.segments)[0]
    assert first["questions"] == ["hjelp"]
    assert "from 6 documents" in next(remarks(made.clusters))


def test_agreement_saturation_and_quotes_are_about_documents() -> None:
    material = interviews()
    given = decisions()
    codes = merge_codes([given])
    suggestions = state().suggestions
    found = agreement(codes, suggestions, material.segments)
    whole = found[(found["between"] == "people") & (found["code"] == "")]
    assert whole["topic"].tolist() == ["", "hjelp"]
    assert whole["documents"].tolist() == [3, 3]
    assert whole["percent"].tolist() == [0.75, 0.75]
    curve = saturation(codes, material.segments, BOOK, 0.95)
    assert curve[["topic", "answers"]].to_numpy().tolist() == [["hjelp", n] for n in (1, 2, 3)]
    may = released(material.segments, codes, given)
    quotes = choose_quotes(material.segments.assign(group="close"), may, per_group=3)
    assert quotes["document"].is_unique
    assert len(quotes) == 3


@pytest.mark.parametrize("coder", ["", "kari", CONSENSUS])
def test_a_coder_s_workbook_comes_back_with_what_the_coder_decided(
    coder: str, tmp_path: Path
) -> None:
    material = interviews()
    given = decisions()
    path = tmp_path / f"{coder or 'ny'}.xlsx"
    write_workbook(path, material, state(), coder)
    rows = list(load_workbook(path)["Koding"].iter_rows(values_only=True))
    assert {row[1] for row in rows[1:]} == {"Om hjelp"}
    assert len(rows) - 1 == (3 if coder == CONSENSUS else 24)
    back = read_review(path, material.segments, BOOK).decisions
    mine = given[given["coder"] == coder]
    assert sorted(zip(back["segment"], back["code"], strict=True)) == sorted(
        zip(mine["segment"], mine["code"], strict=True)
    )


def test_a_project_goes_to_another_program_and_comes_back(tmp_path: Path) -> None:
    material = interviews()
    given = decisions()
    suggestions = state().suggestions
    path = tmp_path / "ola.qdpx"
    path.write_bytes(project_file("Prøve", material, given, suggestions, BOOK, "nb"))
    review = read_review(path, material.segments, BOOK)
    mine = given[given["coder"] == "ola"]
    assert set(zip(review.decisions["segment"], review.decisions["code"], strict=True)) == set(
        zip(mine["segment"], mine["code"], strict=True)
    )
    assert not review.notes


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    material = interviews()
    given = decisions()
    made = state()
    names = ("segments", "texts", "suggestions", "clusters", "decisions", "orphans")
    files = SimpleNamespace(
        **{name: str(tmp_path / f"{name}.parquet") for name in names},
        material=str(tmp_path / "material.json"),
        curves=str(tmp_path / "curves.csv"),
        codebook=[],
        earlier_segments=[],
        earlier_decisions=[],
    )
    texts = [(*place, text) for place, text in material.texts.items()]
    write_parquet(material.segments, files.segments)
    write_parquet(pd.DataFrame(texts, columns=["document", "topic", "text"]), files.texts)
    write_description("intervjuer", material.titles, False, files.material)
    for name in names[2:]:
        write_parquet(getattr(made, name), getattr(files, name))
    write_csv(made.curves, files.curves)
    again = read_material(files)
    assert (again.name, again.texts, again.titles) == (
        "intervjuer",
        material.texts,
        material.titles,
    )
    pd.testing.assert_frame_equal(again.segments, material.segments)
    read = read_state(files)
    assert read.decisions.equals(given)
    assert read.curves["topic"].tolist() == made.curves["topic"].tolist()
