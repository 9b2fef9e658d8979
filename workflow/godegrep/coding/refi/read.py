"""A REFI-QDA project (.qdpx) that comes back from another program, as one coder's decisions.

Programs count places in a text in different ways: in code points, as the standard says, or in the
16-bit units of Windows; with line ends of one sign or of two; with å in one sign or taken apart.
Of these ways the one is taken under which most codings lie on segments as they were sent.
"""

import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pandas as pd

from godegrep.coding.codebook_log import older_codes
from godegrep.coding.refi.sources import Source, find_texts
from godegrep.coding.refi.write import MACHINE, SIGNS, VERSION, guid
from godegrep.core.errors import Mistake
from godegrep.material.material import Place, attributes_of, origins, place_of
from godegrep.study.codebook import Codebook

_SPACE = "{urn:QDA-XML:project:1.0}"
MOST_UNPACKED = 500_000_000
"""Of all files in a project, in bytes."""


class Selection(NamedTuple):
    """A stretch of a source's text with its codings (code, user) and notes, all by their ids."""

    start: int
    end: int
    codings: list[tuple[str, str]]
    notes: list[str]


@dataclass(frozen=True)
class Project:
    """What a project file holds; ids are in capitals and without braces.

    `sources` has each text with its selections, by its id and by its name.
    """

    description: str
    users: Mapping[str, str]
    codes: Mapping[str, str]
    sources: Mapping[str, tuple[str, Sequence[Selection]]]
    notes: Mapping[str, tuple[str, str]]

    def source(self, context: str) -> tuple[str, Sequence[Selection]] | None:
        """The text and the selections of a context, or None where the project has no such text."""
        return self.sources.get(guid("source", context)) or self.sources.get(context)


class Coded(NamedTuple):
    """What a coder gave a segment: ids of codes, names of new codes, signs, and a memo.

    `text` is what is coded. Where it is no segment of today, `segment` is the id that it had.
    """

    segment: str
    text: str
    codes: list[str]
    new_codes: list[str]
    signs: frozenset[str]
    memo: str


def read_project(path: Path) -> Project:
    """Read a .qdpx file; raises Mistake where it is none, or too large."""
    files = _unpacked(path)
    content = files.get("project.qde")
    if content is None or b"<!DOCTYPE" in content:
        raise Mistake(f"{path}: no REFI-QDA project (no project.qde in it). Export it anew.")
    try:
        root = ET.fromstring(content)
        sources = {
            key: (_text_of(source, files), _selections(source))
            for source in root.iter(f"{_SPACE}TextSource")
            for key in (_id(source.get("guid")), source.get("name", "").removesuffix(".txt"))
        }
    except (ET.ParseError, ValueError) as error:
        raise _unreadable(path, error) from None
    return Project(
        root.findtext(f"{_SPACE}Description", ""),
        _names(root, "User"),
        _names(root, "Code"),
        sources,
        {
            _id(note.get("guid")): (
                _id(note.get("creatingUser")),
                note.findtext(f"{_SPACE}PlainTextContent", ""),
            )
            for note in root.iter(f"{_SPACE}Note")
        },
    )


def _unpacked(path: Path) -> dict[str, bytes]:
    """The files in an archive, by their names in small letters."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise Mistake(
                    f"{path}: unpacks to more than {MOST_UNPACKED // 10**6} MB; not read."
                )
            return {member.lower(): archive.read(member) for member in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
        raise _unreadable(path, error) from None


def _selections(source: ET.Element) -> list[Selection]:
    return [
        Selection(
            int(selection.get("startPosition", "")),
            int(selection.get("endPosition", "")),
            [
                (_id(reference.get("targetGUID")), _id(coding.get("creatingUser")))
                for coding in selection.iter(f"{_SPACE}Coding")
                for reference in coding.iter(f"{_SPACE}CodeRef")
            ],
            [_id(note.get("targetGUID")) for note in selection.findall(f"{_SPACE}NoteRef")],
        )
        for selection in source.iter(f"{_SPACE}PlainTextSelection")
    ]


def version_of(project: Project) -> int:
    """The version of the codebook that the project was made with; 1 where it does not say."""
    _, _, number = project.description.partition(VERSION)
    return int(number) if number.strip().isdecimal() else 1


def coded_segments(
    project: Project, segments: pd.DataFrame, codebook: Codebook, coder: str
) -> tuple[list[Coded], list[str]]:
    """What one coder gave each segment, and remarks on places that are no segment as it was sent.

    The coder's are all codings but those of the machine and of other coders by whose names the
    project was written: who corrects in another program is a user of that program's. What lies on
    no segment comes under the id that a segment there would have.
    """
    ids = _Ids(project, codebook, coder)
    named = attributes_of(segments).context
    coded: list[Coded] = []
    remarks = []
    for context, part in segments.groupby(named, sort=False):
        source = project.source(str(context))
        if source is None:
            remarks.append(f"no text of the {named} {context!r} in the project; not coded here.")
            continue
        of_context, loose = _coded_in(str(context), part, *source, ids)
        coded += of_context
        if loose:
            remarks.append(
                f"{named} {context!r}: {loose} codings do not lie on a segment as it was sent; "
                "each was given to the segments that it covers by half or more, or lies in."
            )
    return coded, remarks


def _coded_in(
    context: str,
    segments: pd.DataFrame,
    text: str,
    selections: Sequence[Selection],
    ids: "_Ids",
) -> tuple[list[Coded], int]:
    """What the coder gave the segments of a context, and how many codings lie on none exactly."""
    source = find_texts(context, text, origins(segments).unique())
    places = _places(source, segments)
    mine = [ids.without_others(selection) for selection in selections]
    mine = [selection for selection in mine if selection.codings or selection.notes]
    count = _way_of_counting(text, mine, places)
    coded: dict[str, Coded] = {}
    loose = 0
    for selection in mine:
        start, end = count(selection.start), count(selection.end)
        there = list(_segments_at(start, end, places))
        loose += bool(there) and (start, end) not in places.values()
        for segment in there or [_segment_of(start, end, source)]:
            first, last = places.get(segment, (start, end))
            nothing = Coded(segment, text[first:last], [], [], frozenset(), "")
            coded[segment] = ids.joined(coded.get(segment, nothing), selection)
    return list(coded.values()), loose


class _Ids:
    """What the ids in a project stand for, to one of its coders."""

    def __init__(self, project: Project, codebook: Codebook, coder: str) -> None:
        self.project = project
        self.others = {
            identity
            for identity, name in project.users.items()
            if name == MACHINE or (identity == guid("user", name) and name != coder)
        }
        self.codes, self.signs = _code_ids(project, codebook), _sign_ids(project)

    def without_others(self, selection: Selection) -> Selection:
        """A selection without the codings and notes of other users."""
        author = {note: user for note, (user, _) in self.project.notes.items()}
        return selection._replace(
            codings=[pair for pair in selection.codings if pair[1] not in self.others],
            notes=[n for n in selection.notes if author.get(n, "") not in self.others],
        )

    def joined(self, coded: Coded, selection: Selection) -> Coded:
        """What a segment has been given, with a further selection."""
        codes, new_codes, signs = list(coded.codes), list(coded.new_codes), set(coded.signs)
        for code, _ in selection.codings:
            if code in self.signs:
                signs.add(self.signs[code])
            elif code in self.codes:
                codes.append(self.codes[code])
            else:
                new_codes.append(self.project.codes.get(code, code))
        notes = (self.project.notes.get(note, ("", ""))[1] for note in selection.notes)
        return coded._replace(
            codes=list(dict.fromkeys(codes)),
            new_codes=list(dict.fromkeys(new_codes)),
            signs=frozenset(signs),
            memo="\n".join(filter(None, dict.fromkeys([coded.memo, *notes]))),
        )


def _sign_ids(project: Project) -> dict[str, str]:
    """The signs by the ids of their codes: as sent, or by their names."""
    names = {name.casefold(): sign for sign, names in SIGNS.items() for name in names.values()}
    return {guid("sign", sign): sign for sign in SIGNS} | {
        identity: names[name.casefold()]
        for identity, name in project.codes.items()
        if name.casefold() in names
    }


def _code_ids(project: Project, codebook: Codebook) -> dict[str, str]:
    """The codebook's ids by those of the project: as sent, or by a name that one code has."""
    known = {code.id for code in codebook.codes} | older_codes(version_of(project), codebook)
    ids = {guid("code", code): code for code in known}
    by_name: dict[str, set[str]] = {}
    for code in codebook.codes:
        for name in code.name.values():
            by_name.setdefault(name.casefold(), set()).add(code.id)
    for identity, name in project.codes.items():
        same = by_name.get(name.casefold(), set())
        if identity not in ids and len(same) == 1:
            ids[identity] = next(iter(same))
    return ids


def _places(source: Source, segments: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Where each segment stands in a source's text; without those that are not there as they are.

    A text that has been edited, or was sent before the answers were read anew, shifts nothing.
    """
    places = {}
    for segment, text in zip(segments["segment"], segments["text"], strict=True):
        place = place_of(segment)
        if place.origin in source.starts:
            at = source.starts[place.origin]
            if source.text[at + place.start : at + place.end] == text:
                places[segment] = (at + place.start, at + place.end)
    return places


def _segment_of(start: int, end: int, source: Source) -> str:
    """The id that a segment here would have, of the text that it stands in."""
    before = {name: at for name, at in source.starts.items() if at <= start}
    origin = max(before, key=before.__getitem__, default="")
    at = before.get(origin, 0)
    return str(Place(origin, source.context, start - at, end - at))


def _way_of_counting(
    text: str, selections: Sequence[Selection], places: Mapping[str, tuple[int, int]]
) -> Callable[[int], int]:
    """From a program's count to code points: the way that most often meets segments."""
    exact = set(places.values())

    def hits(way: Callable[[int], int]) -> int:
        return sum((way(place.start), way(place.end)) in exact for place in selections)

    ways = [_table(text, *way) for way in product((False, True), repeat=4)]
    return max(ways, key=hits)


def _table(
    text: str, marked: bool, decomposed: bool, double: bool, wide: bool
) -> Callable[[int], int]:
    """From counts to places in a text.

    Where `marked`, a byte order mark counts as the first sign; where `decomposed`, å counts as two
    signs; where `double`, a line end does; where `wide`, a letter beyond the 16-bit plane does.
    """
    counts = [int(marked)]
    for letter in text:
        signs = unicodedata.normalize("NFD", letter) if decomposed else letter
        size = sum(1 + (wide and ord(sign) > 0xFFFF) for sign in signs)
        counts.append(counts[-1] + size + (double and letter == "\n"))
    places = {count: place for place, count in enumerate(counts)}
    return lambda count: places.get(count, places.get(count - 1, len(text)))


def _segments_at(start: int, end: int, places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """The segments that a place covers by half or more, or that it lies in by half or more."""
    for segment, (first, last) in places.items():
        shared = min(end, last) - max(start, first)
        if shared > 0 and 2 * shared >= min(last - first, end - start):
            yield segment


def _names(root: ET.Element, kind: str) -> dict[str, str]:
    return {
        _id(element.get("guid")): element.get("name", "")
        for element in root.iter(f"{_SPACE}{kind}")
    }


def _id(text: str | None) -> str:
    return (text or "").strip().strip("{}").upper()


def _text_of(source: ET.Element, files: Mapping[str, bytes]) -> str:
    """A source's text, from the project or from the file that it names, with line feeds."""
    inside = source.findtext(f"{_SPACE}PlainTextContent")
    if inside is None:
        name = source.get("plainTextPath", "").rpartition("//")[2].rpartition("/")[2]
        inside = files.get(f"sources/{name}".lower(), b"").decode("utf-8-sig", "replace")
    text = inside.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _unreadable(path: Path, error: Exception) -> Mistake:
    return Mistake(
        f"{path}: cannot be read as a REFI-QDA project ({type(error).__name__}). Export it anew."
    )
