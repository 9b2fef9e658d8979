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

from godegrep.coding.refi.sources import Source, sources_of
from godegrep.core.text import clean
from godegrep.core.text_by_language import in_language
from godegrep.material.material import Material, place_of
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


Coding = tuple[str, str, str, str]
"""A segment; `code`, `sign` or `new`; a code's or sign's id, or a new code's name; the user."""
Note = tuple[str, str, str]
"""A segment, the user, the text."""


def project_file(
    title: str,
    material: Material,
    decisions: pd.DataFrame,
    suggestions: pd.DataFrame,
    codebook: Codebook,
    language: str,
) -> bytes:
    """A material with all codings as a .qdpx file, a source a context.

    `decisions` and `suggestions` are as in docs/data.md. Each coder is a user; the first suggestion
    for a segment that nobody has decided on stands by a user of its own, `MACHINE`. Memos are
    notes.
    """
    codings = [*_of_people(_decided(decisions)), *_of_machine(suggestions, decisions)]
    notes = _notes(decisions)
    sources = sources_of(material)
    root = ET.Element("Project", {"xmlns": PROJECT, "name": title, "origin": "godegrep"})
    _add_users(root, sorted({user for *_, user in codings} | {user for _, user, _ in notes}))
    proposed = sorted({name for _, kind, name, _ in codings if kind == "new"})
    _add_codes(ET.SubElement(root, "CodeBook"), codebook, language, signs=True, proposed=proposed)
    titles = {name: in_language(text, language) for name, text in material.titles.items()}
    _add_sources(root, sources, titles, codings, notes)
    _add_notes(root, notes)
    ET.SubElement(root, "Description").text = f"{VERSION} {codebook.version}"
    files = {f"Sources/{_file(source)}": source.text.encode("utf-8") for source in sources}
    return _zip({"project.qde": _xml(root), **files})


def _decided(decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions that say anything but a memo."""
    return decisions[
        decisions["code"].notna()
        | decisions[["quote", "hide"]].any(axis=1)
        | decisions["new_code"].ne("")
    ]


def _of_machine(suggestions: pd.DataFrame, decisions: pd.DataFrame) -> list[Coding]:
    """The first suggestion for each segment that nobody has decided on."""
    first = suggestions[(suggestions["rank"] == 1) & (suggestions["code"] != "")]
    first = first[~first["segment"].isin(_decided(decisions)["segment"])]
    return [
        (str(segment), "code", str(code), MACHINE)
        for segment, code in zip(first["segment"], first["code"], strict=True)
    ]


def _notes(decisions: pd.DataFrame) -> list[Note]:
    noted = decisions[decisions["memo"].ne("")].drop_duplicates(["segment", "coder"])
    return list(zip(noted["segment"], noted["coder"], noted["memo"].map(clean), strict=True))


def _file(source: Source) -> str:
    return f"{guid('source', source.context)}.txt"


def _add_users(root: ET.Element, users: Sequence[str]) -> None:
    if users:
        people = ET.SubElement(root, "Users")
        for user in users:
            ET.SubElement(people, "User", {"guid": guid("user", user), "name": user})


def _add_sources(
    root: ET.Element,
    sources: Sequence[Source],
    titles: Mapping[str, str],
    codings: Sequence[Coding],
    notes: Sequence[Note],
) -> None:
    """The texts, each with its selections; `titles` says what each context is called."""
    if not sources:
        return
    parent = ET.SubElement(root, "Sources")
    for source in sources:
        element = ET.SubElement(
            parent,
            "TextSource",
            {
                "guid": guid("source", source.context),
                "name": source.context,
                "plainTextPath": f"internal://{_file(source)}",
            },
        )
        ET.SubElement(element, "Description").text = titles[source.context]
        _add_selections(element, source, codings, notes)


def _add_notes(root: ET.Element, notes: Sequence[Note]) -> None:
    if not notes:
        return
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


def _of_people(decisions: pd.DataFrame) -> list[Coding]:
    """Each code and sign that a person gave a segment, once."""
    codings: dict[Coding, None] = {}
    for row in decisions.to_dict("records"):
        given = []
        if not pd.isna(row["code"]):
            given.append(("code", row["code"]) if row["code"] else ("sign", NO_CODE))
        given += [("sign", sign) for sign in (QUOTE, HIDE) if row[sign]]
        if row["new_code"]:
            given.append(("new", clean(row["new_code"])))
        for kind, name in given:
            codings[row["segment"], kind, name, row["coder"]] = None
    return list(codings)


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

    def add(element: ET.Element, children: Sequence[Code]) -> None:
        for code in children:
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
    parent: ET.Element, source: Source, codings: Sequence[Coding], notes: Sequence[Note]
) -> None:
    """A selection for each segment of the source that carries a coding or a note."""
    by_segment: dict[str, list[Coding]] = {}
    for coding in codings:
        by_segment.setdefault(coding[0], []).append(coding)
    noted: dict[str, list[str]] = {}
    for segment, user, _ in notes:
        noted.setdefault(segment, []).append(guid("note", f"{segment}/{user}"))
    for start, end, segment in _selected(source, by_segment.keys() | noted.keys()):
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
        for coding in by_segment.get(segment, []):
            _add_coding(selection, coding)
        for note in sorted(noted.get(segment, [])):
            ET.SubElement(selection, "NoteRef", {"targetGUID": note})


def _selected(source: Source, segments: Iterable[str]) -> list[tuple[int, int, str]]:
    """Where segments of the source start and end in it, in order."""
    places = []
    for segment in segments:
        place = place_of(segment)
        if place.context == source.context and place.origin in source.starts:
            at = source.starts[place.origin]
            places.append((at + place.start, at + place.end, segment))
    return sorted(places)


def _add_coding(selection: ET.Element, coding: Coding) -> None:
    segment, kind, name, user = coding
    element = ET.SubElement(
        selection,
        "Coding",
        {
            "guid": guid("coding", f"{segment}/{kind}/{name}/{user}"),
            "creatingUser": guid("user", user),
        },
    )
    ET.SubElement(element, "CodeRef", {"targetGUID": guid(kind, name)})


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    content: Any = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return bytes(content) + b"\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return content.getvalue()
