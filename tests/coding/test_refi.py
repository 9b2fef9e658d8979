"""Codings go to other programs and come back, and nothing is shifted by a letter."""

import io
import unicodedata
import zipfile
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import SHARED

from godegrep.coding.codes import review_frame
from godegrep.coding.refi.sources import find_texts, join_texts
from godegrep.coding.refi.write import MACHINE, codebook_file, guid, project_file
from godegrep.coding.workbook.read import read_review
from godegrep.core.errors import Mistake
from godegrep.material.material import Material
from godegrep.study.codebook import Code, Codebook

SPACE = "{urn:QDA-XML:project:1.0}"

BOOK = Codebook(
    version=1,
    codes=(
        Code("work", {"nb": "Arbeid"}, {"nb": "Arbeid er målet."}),
        Code("close", {"nb": "Tett oppfølging"}, {"nb": "Ofte kontakt."}, parent="work"),
        Code("youth", {"nb": "Ungdom"}, {"nb": "De under 30."}, include={"nb": "OT"}),
    ),
)
ANSWERS = {
    "1001": "Vi følger tett på 👍🏽\nog snakker ofte på telefon. Får ungdom i jobb.",
    "1002": "Åpen dør – hver dag",
    "1003": "[1004]\nRask avklaring",
}
PARTS = [
    ("1001", 0, 20, "Vi følger tett på 👍🏽"),
    ("1001", 21, 50, "og snakker ofte på telefon."),
    ("1002", 0, 19, "Åpen dør – hver dag"),
    ("1003", 7, 21, "Rask avklaring"),
]


def segments():
    rows = []
    for respondent, start, end, _ in PARTS:
        text = ANSWERS[respondent][start:end].rstrip()
        rows.append(
            {
                "segment": f"{respondent}/good/{start}-{start + len(text)}",
                "respondent": respondent,
                "question": "good",
                "start": start,
                "end": start + len(text),
                "text": text,
                "kind": "practice",
            }
        )
    return pd.DataFrame(rows)


IDS = list(segments()["segment"])


def decisions():
    said = {"memo": "", "quote": False, "hide": False, "new_code": ""}
    return review_frame(
        [
            {**said, "segment": IDS[0], "code": "close", "coder": "kari", "quote": True},
            {**said, "segment": IDS[0], "code": "youth", "coder": "kari", "quote": True},
            {**said, "segment": IDS[1], "code": "", "coder": "kari", "memo": "Spør Ola & co <3"},
            {**said, "segment": IDS[2], "code": "", "coder": "kari", "new_code": "Åpent hus"},
            {**said, "segment": IDS[0], "code": "work", "coder": "ola", "hide": True},
        ]
    )


def suggestions():
    return pd.DataFrame(
        {"segment": [IDS[0], IDS[3], IDS[3]], "rank": [1, 1, 2], "code": ["work", "youth", "work"]}
    )


def material():
    texts = {(respondent, "good"): answer for respondent, answer in ANSWERS.items()}
    return Material("2030", segments(), texts, {"good": {"nb": "Hva er et godt grep?"}})


def project(codebook=BOOK):
    return project_file("Prøve 2030", material(), decisions(), suggestions(), codebook, "nb")


def taken_apart(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return ET.fromstring(files["project.qde"]), files


def put_together(root, files, path):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            made = ET.tostring(root) if name == "project.qde" else content
            archive.writestr(name, made)
    return path


def read(path, codebook=BOOK):
    return read_review(path, segments(), codebook)


def said(review):
    """What stands in a coder's decisions, as plain tuples."""
    frame = review.decisions.fillna({"code": "?"})
    columns = ["segment", "code", "memo", "quote", "hide", "new_code"]
    return sorted(frame[columns].itertuples(index=False, name=None))


def own(coder):
    frame = decisions()
    columns = ["segment", "code", "memo", "quote", "hide", "new_code"]
    return sorted(frame.loc[frame["coder"] == coder, columns].itertuples(index=False, name=None))


@pytest.mark.parametrize("coder", ["kari", "ola"])
def test_what_went_out_comes_back_for_each_coder(coder, tmp_path):
    path = tmp_path / f"{coder}.qdpx"
    path.write_bytes(project())
    review = read(path)
    assert said(review) == own(coder)
    assert set(review.decisions["coder"]) == {coder}
    assert not review.notes
    assert review.orphans.empty


def test_every_selection_holds_its_segment_and_coders_and_machine_are_told_apart():
    root, files = taken_apart(project())
    source = next(root.iter(f"{SPACE}TextSource"))
    name = source.get("plainTextPath").removeprefix("internal://")
    text = files[f"Sources/{name}"].decode()
    users = {user.get("guid"): user.get("name") for user in root.iter(f"{SPACE}User")}
    found = set()
    for selection in source.iter(f"{SPACE}PlainTextSelection"):
        chosen = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
        found |= {(chosen, users[c.get("creatingUser")]) for c in selection.iter(f"{SPACE}Coding")}
    texts = list(segments()["text"])
    assert found == {
        (texts[0], "kari"),
        (texts[0], "ola"),
        (texts[1], "kari"),
        (texts[2], "kari"),
        (texts[3], MACHINE),
    }
    assert len(list(root.iter(f"{SPACE}TextSource"))) == 1


def test_the_same_codings_give_the_same_bytes():
    assert project() == project()


def wide(text, place):
    return len(text[:place].encode("utf-16-le")) // 2


def double(text, place):
    return place + text[:place].count("\n")


def marked(text, place):
    return place + 1


def decomposed(text, place):
    return len(unicodedata.normalize("NFD", text[:place]))


@pytest.mark.parametrize("count", [wide, double, marked, decomposed])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_other_ways_of_counting_letters_shift_nothing(count, ends, tmp_path):
    root, files = taken_apart(project())
    (name,) = [name for name in files if name.startswith("Sources/")]
    text = files[name].decode()
    for selection in root.iter(f"{SPACE}PlainTextSelection"):
        for side in ("startPosition", "endPosition"):
            selection.set(side, str(count(text, int(selection.get(side)))))
    files[name] = b"\xef\xbb\xbf" + text.replace("\n", ends).encode()
    review = read(put_together(root, files, tmp_path / "kari.qdpx"))
    assert said(review) == own("kari")
    assert not review.notes


def test_codings_corrected_elsewhere_by_a_user_of_the_other_program(tmp_path):
    root, files = taken_apart(project())
    users = root.find(f"{SPACE}Users")
    ET.SubElement(users, f"{SPACE}User", {"guid": "{" + guid("x", "x").lower() + "}", "name": "KH"})
    codes = next(root.iter(f"{SPACE}Codes"))
    ET.SubElement(
        codes, f"{SPACE}Code", {"guid": guid("x", "new"), "name": "Kurs", "isCodable": "true"}
    )
    first = next(root.iter(f"{SPACE}PlainTextSelection"))
    for coding in list(first.findall(f"{SPACE}Coding")):
        if coding.find(f"{SPACE}CodeRef").get("targetGUID") == guid("code", "youth"):
            first.remove(coding)
    for name in (guid("code", "work"), guid("x", "new")):
        coding = ET.SubElement(
            first, f"{SPACE}Coding", {"guid": guid("y", name), "creatingUser": guid("x", "x")}
        )
        ET.SubElement(coding, f"{SPACE}CodeRef", {"targetGUID": name})
    review = read(put_together(root, files, tmp_path / "kari.qdpx"))
    mine = review.decisions[review.decisions["segment"] == IDS[0]]
    assert set(mine["code"]) == {"close", "work"}
    assert set(mine["new_code"]) == {"Kurs"}


def test_a_selection_that_lies_loosely_goes_to_the_segments_it_covers(tmp_path):
    root, files = taken_apart(project())
    first = next(root.iter(f"{SPACE}PlainTextSelection"))
    first.set("endPosition", str(int(first.get("endPosition")) + 28))  # over the next one too
    review = read(put_together(root, files, tmp_path / "ola.qdpx"))
    assert set(review.decisions["segment"]) == {IDS[0], IDS[1]}
    assert any("do not lie on a segment" in note for note in review.notes)


def test_codes_of_an_older_codebook_are_carried_over(tmp_path):
    from godegrep.study.codebook import CodeChange

    path = tmp_path / "ola.qdpx"
    path.write_bytes(project())
    newer = Codebook(
        version=2,
        codes=(Code("job", {"nb": "Jobb"}, {"nb": "x"}), *BOOK.codes[1:]),
        changes=(CodeChange(2, "rename", ("work",), ("job",)),),
    )
    review = read(path, newer)
    assert list(review.decisions["code"]) == ["job"]
    assert any("carried over" in note for note in review.notes)


def test_a_file_that_is_no_project_is_one_plain_line(tmp_path):
    path = tmp_path / "kari.qdpx"
    path.write_bytes(b"no zip")
    with pytest.raises(Mistake, match="cannot be read as a REFI-QDA project"):
        read(path)
    put_together(ET.Element("x"), {"other.xml": b""}, path)
    with pytest.raises(Mistake, match="no REFI-QDA project"):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(Mistake, match="no REFI-QDA project"):
        read(path)


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        ("Project.xsd", lambda: ET.tostring(taken_apart(project())[0])),
        ("Codebook-mrt2019.xsd", lambda: codebook_file(BOOK, "nb")),
    ],
)
def test_the_files_are_valid_against_the_published_schemas(schema, made):
    etree = pytest.importorskip("lxml.etree")
    path = SHARED / "data" / "refi" / schema
    if not path.exists():
        pytest.skip("the published schemas are not here")
    etree.XMLSchema(etree.parse(str(path))).assertValid(etree.fromstring(made()))


LETTERS = st.text(st.sampled_from("aå👍\n[]1 é"), max_size=30)


@given(st.lists(LETTERS, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_answers_are_found_where_they_were_put(answers):
    given_ = {f"id{number}": answer for number, answer in enumerate(answers)}
    source = join_texts("q", given_)
    assert find_texts("q", source.text, given_).starts == source.starts
    for respondent, answer in given_.items():
        at = source.starts[respondent]
        assert source.text[at : at + len(answer)] == answer


def rewritten(path, change):
    """The project after another program has saved it: `change` gets its XML and its files."""
    root, files = taken_apart(project())
    change(root, files)
    return put_together(root, files, path)


def test_a_project_of_something_else_says_what_was_expected(tmp_path):
    def other_names(root, files):
        for source in root.iter(f"{SPACE}TextSource"):
            source.set("name", "Simon.docx")
            source.set("guid", guid("x", "source"))

    with pytest.raises(Mistake, match="none of the project's texts is one that was sent"):
        read(rewritten(tmp_path / "kari.qdpx", other_names))


def test_a_real_project_of_atlas_ti_is_told_apart(tmp_path):
    real = SHARED / "data" / "refi" / "TestProject.qdpx"
    if not real.exists():
        pytest.skip("the published example is not here")
    with pytest.raises(Mistake, match="none of the project's texts"):
        read(real)


def test_texts_inside_the_project_file_are_read(tmp_path):
    def inside(root, files):
        source = next(root.iter(f"{SPACE}TextSource"))
        name = source.attrib.pop("plainTextPath").removeprefix("internal://")
        text = ET.Element(f"{SPACE}PlainTextContent")
        text.text = files.pop(f"Sources/{name}").decode().replace("\n", "\r\n")
        source.insert(1, text)

    assert said(read(rewritten(tmp_path / "kari.qdpx", inside))) == own("kari")


def test_new_ids_by_the_other_program_are_met_by_names(tmp_path):
    def renewed(root, files):
        for element in root.iter():
            for key in ("guid", "targetGUID", "creatingUser"):
                if element.get(key):
                    element.set(key, guid("renewed", element.get(key)))
        for user in root.iter(f"{SPACE}User"):
            if user.get("name") == "ola":
                user.set("name", "kari")

    review = read(rewritten(tmp_path / "kari.qdpx", renewed))
    both = review.decisions[review.decisions["segment"] == IDS[0]]
    assert set(both["code"]) == {"close", "work", "youth"}
    assert both[["quote", "hide"]].all(axis=None)
    assert list(review.decisions.loc[review.decisions["segment"] == IDS[1], "code"]) == [""]
    assert IDS[3] not in set(review.decisions["segment"])  # the machine's alone


def test_an_answer_edited_elsewhere_takes_no_coding_along(tmp_path):
    def edited(root, files):
        (name,) = [name for name in files if name.startswith("Sources/")]
        text = files[name].decode()
        assert text.count("Åpen dør") == 1
        files[name] = text.replace("Åpen dør", "Lukket d").encode()

    review = read(rewritten(tmp_path / "kari.qdpx", edited))
    assert set(review.decisions["segment"]) == {IDS[0], IDS[1]}
    assert list(review.orphans["text"]) == ["Lukket d – hver dag"]
    assert list(review.orphans["segment"]) == [IDS[2]]
    assert any("no longer there" in note for note in review.notes)


def test_a_segment_that_moved_in_its_answer_is_found_by_its_text(tmp_path):
    path = tmp_path / "kari.qdpx"
    path.write_bytes(project())
    later = segments()
    moved = later["segment"] == IDS[1]
    later.loc[moved, "segment"] = "1001/good/31-58"
    review = read_review(path, later, BOOK)
    assert set(review.decisions["segment"]) == {IDS[0], "1001/good/31-58", IDS[2]}
    assert any("moved" in note for note in review.notes)


def test_letters_that_xml_does_not_take_are_left_out(tmp_path):
    said_ = decisions()
    said_["memo"] = "a\x1bb\x00c"
    made = project_file("x", material(), said_, suggestions(), BOOK, "nb")
    root, _ = taken_apart(made)
    notes = list(root.iter(f"{SPACE}Note"))
    assert {note.findtext(f"{SPACE}PlainTextContent") for note in notes} == {"abc"}


@pytest.mark.parametrize("place", ["", "x", "1.5"])
def test_a_place_that_is_no_number_is_a_plain_line(place, tmp_path):
    def broken(root, files):
        next(root.iter(f"{SPACE}PlainTextSelection")).set("startPosition", place)

    with pytest.raises(Mistake, match="cannot be read as a REFI-QDA project"):
        read(rewritten(tmp_path / "kari.qdpx", broken))
