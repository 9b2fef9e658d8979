"""REFI-QDA: codebook (.qdc) and coded answers (.qdpx) for NVivo, MAXQDA, ATLAS.ti and others.

The format: QDA-XML 1.0, Rotterdam Exchange Format Initiative, 2019. Ids are made from names, and no
file holds a date, so that the same codings give the same bytes.
"""

import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from godegrep.coding.refi.sources import Source
from godegrep.core.text import clean
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Code, Codebook

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
MACHINE = "godegrep (forslag)"
"""The user by whom suggestions stand; no coder's sheet can have this name's spelling."""
VERSION = "codebook version"
"""What stands before the number in the project's description."""
NO_CODE, QUOTE, HIDE = "none-fits", "quote", "hide"
SIGNS = {
    NO_CODE: {"nb": "Ingen kode passer", "nn": "Ingen kode passar", "en": "No code fits"},
    QUOTE: {"nb": "God som sitat", "nn": "God som sitat", "en": "Good as a quote"},
    HIDE: {"nb": "Må skjules", "nn": "Må skjulast", "en": "Must be hidden"},
}
"""What a coder decides beside codes, as codes of their own."""

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "godegrep")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def guid(kind: str, name: str) -> str:
    """The id of a code, sign, user, source, selection, coding or note, by its name."""
    return str(uuid.uuid5(_SPACE, f"{kind}/{name}")).upper()


def codebook_file(codebook: Codebook, language: str) -> bytes:
    """The codebook as a .qdc file: codes below their parents, with definition and limits."""
    root = ET.Element("CodeBook", {"xmlns": CODEBOOK, "origin": "godegrep"})
    _add_codes(root, codebook, language, signs=False)
    return _xml(root)


def project_file(
    name: str,
    sources: Iterable[Source],
    titles: Mapping[str, str],
    decisions: pd.DataFrame,
    suggestions: pd.DataFrame,
    codebook: Codebook,
    language: str,
) -> bytes:
    """The answers with all codings as a .qdpx file, a source a question.

    `titles` are the questions' texts; `decisions` and `suggestions` are as in docs/data.md. Each
    coder is a user; the first suggestion for a segment that nobody has decided on stands by a user
    of its own, `MACHINE`. Memos are notes.
    """
    decided = decisions[
        decisions["code"].notna()
        | decisions[["quote", "hide"]].any(axis=1)
        | decisions["new_code"].ne("")
    ]
    first = suggestions[(suggestions["rank"] == 1) & (suggestions["code"] != "")]
    first = first[~first["segment"].isin(decided["segment"])]
    codings = _of_people(decided)
    codings += [
        (str(segment), "code", str(code), MACHINE)
        for segment, code in zip(first["segment"], first["code"], strict=True)
    ]
    noted = decisions[decisions["memo"].ne("")].drop_duplicates(["segment", "coder"])
    notes = list(zip(noted["segment"], noted["coder"], noted["memo"].map(clean), strict=True))
    users = sorted({user for *_, user in codings} | {user for _, user, _ in notes})

    root = ET.Element("Project", {"xmlns": PROJECT, "name": name, "origin": "godegrep"})
    if users:
        people = ET.SubElement(root, "Users")
        for user in users:
            ET.SubElement(people, "User", {"guid": guid("user", user), "name": user})
    proposed = sorted({name for _, kind, name, _ in codings if kind == "new"})
    _add_codes(ET.SubElement(root, "CodeBook"), codebook, language, signs=True, proposed=proposed)
    made = list(sources)
    files = {}
    if made:
        parent = ET.SubElement(root, "Sources")
        for source in made:
            path = f"{guid('source', source.question)}.txt"
            files[f"Sources/{path}"] = source.text.encode("utf-8")
            element = ET.SubElement(
                parent,
                "TextSource",
                {
                    "guid": guid("source", source.question),
                    "name": source.question,
                    "plainTextPath": f"internal://{path}",
                },
            )
            ET.SubElement(element, "Description").text = titles[source.question]
            _add_selections(element, source, codings, notes)
    if notes:
        parent = ET.SubElement(root, "Notes")
        for segment, user, text in notes:
            note = ET.SubElement(
                parent,
                "Note",
                {
                    "guid": guid("note", f"{segment}/{user}"),
                    "name": segment,
                    "creatingUser": guid("user", user),
                },
            )
            ET.SubElement(note, "PlainTextContent").text = text
    ET.SubElement(root, "Description").text = f"{VERSION} {codebook.version}"
    return _zip({"project.qde": _xml(root), **files})


Coding = tuple[str, str, str, str]
"""A segment; `code`, `sign` or `new`; a code's or sign's id, or a new code's name; the user."""


def _of_people(decisions: pd.DataFrame) -> list[Coding]:
    """Each code and sign that a person gave a segment, once."""
    found: dict[Coding, None] = {}
    for row in decisions.to_dict("records"):
        given = []
        if not pd.isna(row["code"]):
            given.append(("code", row["code"]) if row["code"] else ("sign", NO_CODE))
        given += [("sign", sign) for sign in (QUOTE, HIDE) if row[sign]]
        if row["new_code"]:
            given.append(("new", clean(row["new_code"])))
        for kind, name in given:
            found[row["segment"], kind, name, row["coder"]] = None
    return list(found)


def _add_codes(
    parent: ET.Element,
    codebook: Codebook,
    language: str,
    signs: bool,
    proposed: Sequence[str] = (),
) -> None:
    """The codes below their parents, and after them the signs and what coders proposed."""
    codes = ET.SubElement(parent, "Codes")
    below: dict[str | None, list[Code]] = {}
    for code in codebook.codes:
        below.setdefault(code.parent or None, []).append(code)

    def add(element: ET.Element, own: Sequence[Code]) -> None:
        for code in own:
            child = _code(element, guid("code", code.id), in_language(code.name, language))
            limits = [in_language(code.definition, language)]
            limits += [in_language(text, language) for text in (code.include, code.exclude) if text]
            ET.SubElement(child, "Description").text = "\n\n".join(filter(None, limits))
            add(child, below.get(code.id, []))

    add(codes, below.get(None, []))
    for sign, names in SIGNS.items() if signs else ():
        _code(codes, guid("sign", sign), names[language])
    for name in proposed:
        _code(codes, guid("new", name), name)


def _code(parent: ET.Element, identity: str, name: str) -> ET.Element:
    return ET.SubElement(parent, "Code", {"guid": identity, "name": name, "isCodable": "true"})


def _add_selections(
    parent: ET.Element,
    source: Source,
    codings: Sequence[Coding],
    notes: Sequence[tuple[str, str, str]],
) -> None:
    """A selection for each segment of the source that carries a coding or a note."""
    by_segment: dict[str, list[Coding]] = {}
    for coding in codings:
        by_segment.setdefault(coding[0], []).append(coding)
    noted: dict[str, list[str]] = {}
    for segment, user, _ in notes:
        noted.setdefault(segment, []).append(guid("note", f"{segment}/{user}"))
    places = []
    for segment in by_segment.keys() | noted.keys():
        respondent, question, start, end = parts_of(segment)
        if question == source.question and respondent in source.starts:
            at = source.starts[respondent]
            places.append((at + start, at + end, segment))
    for start, end, segment in sorted(places):
        selection = ET.SubElement(
            parent,
            "PlainTextSelection",
            {
                "guid": guid("selection", segment),
                "name": source.text[start:end].replace("\n", " ")[:100],
                "startPosition": str(start),
                "endPosition": str(end),
            },
        )
        for _, kind, name, user in by_segment.get(segment, []):
            element = ET.SubElement(
                selection,
                "Coding",
                {
                    "guid": guid("coding", f"{segment}/{kind}/{name}/{user}"),
                    "creatingUser": guid("user", user),
                },
            )
            ET.SubElement(element, "CodeRef", {"targetGUID": guid(kind, name)})
        for note in sorted(noted.get(segment, [])):
            ET.SubElement(selection, "NoteRef", {"targetGUID": note})


def parts_of(segment: str) -> tuple[str, str, int, int]:
    """The respondent, question, start and end in a segment's id; see docs/data.md."""
    respondent, question, place = segment.rsplit("/", 2)
    start, end = place.split("-")
    return respondent, question, int(start), int(end)


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    made: Any = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return bytes(made) + b"\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return made.getvalue()
