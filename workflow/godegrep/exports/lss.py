"""LimeSurvey's questionnaire as it lies in an `.lss` file: texts, rows and options by code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from godegrep.core.errors import Mistake
from godegrep.core.text import tidy

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LARGEST = 50_000_000
_PIECE = 1 << 16
_DEEPEST, _MOST_ELEMENTS = 20, 1_000_000
_KINDS = {
    **dict.fromkeys("LO!5YGFABCEH1I", "single"),
    **dict.fromkeys("MP", "multiple"),
    **dict.fromkeys("NK", "number"),
    **dict.fromkeys("STUQ;", "open"),
    **dict.fromkeys("X*|", "technical"),
}
_YES_NO = {language: {"Y": "Ja", "N": "Nei"} for language in ("nb", "nn", "no")}
"""What LimeSurvey itself writes for yes and no, by language; in English for the others."""


@dataclass(frozen=True)
class LssQuestion:
    """A question: its text, kind (as in `ExportColumn`), the texts of its rows and its options.

    `second` are the options of the second scale, where an array has two.
    """

    code: str
    text: str
    kind: str
    rows: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    second: Mapping[str, str] = field(default_factory=dict)


def read_lss(path: Path) -> dict[str, LssQuestion]:
    """The questions of a survey by code; raises Mistake for a broken or unsafe file."""
    document = _parsed(path)
    language = document.findtext("languages/language") or ""
    subquestions = _rows(document, "subquestions", language, "qid", "title")
    texts = {row["qid"]: row for row in _rows(document, "question_l10ns", language, "qid")}
    options = _options(document, language)
    yes_no = _YES_NO.get(language, {"Y": "Yes", "N": "No"})
    questions = {}
    for row in _rows(document, "questions", language, "qid", "title"):
        questions[row["title"]] = LssQuestion(
            code=row["title"],
            text=_plain(_question(row, texts)),
            kind=_KINDS.get(row.get("type", ""), "unknown"),
            rows={
                part["title"]: _plain(_question(part, texts))
                for part in subquestions
                if part.get("parent_qid") == row["qid"]
            },
            options=options.get((row["qid"], False), yes_no if row.get("type") == "Y" else {}),
            second=options.get((row["qid"], True), {}),
        )
    return questions


def _parsed(path: Path) -> "Element":
    from xml.etree import ElementTree

    class Builder(ElementTree.TreeBuilder):
        """Builds no document that is deeper or larger than surveys are."""

        depth = number = 0

        def start(self, tag: Any, attrs: Any, /) -> Any:
            self.depth += 1
            self.number += 1
            if self.depth > _DEEPEST or self.number > _MOST_ELEMENTS:
                raise ValueError("deeper or larger than a survey")
            return super().start(tag, attrs)

        def end(self, tag: str, /) -> Any:
            self.depth -= 1
            return super().end(tag)

    content = path.read_bytes()
    if len(content) > _LARGEST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Mistake(f"{path}: not a survey structure of LimeSurvey; not read.")
    try:
        parser = ElementTree.XMLParser(target=Builder())
        for start in range(0, len(content), _PIECE):  # so that it stops soon after a mistake
            parser.feed(content[start : start + _PIECE])
        return parser.close()
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # or an unknown encoding
        raise Mistake(f"{path}: broken XML ({error}). Export the survey structure again.") from None


def _options(document: "Element", language: str) -> dict[tuple[str, bool], dict[str, str]]:
    """The texts of the options by code, by question and whether they are of the second scale."""
    texts = {row["aid"]: row for row in _rows(document, "answer_l10ns", language, "aid")}
    options: dict[tuple[str, bool], dict[str, str]] = {}
    for row in sorted(_rows(document, "answers", language, "qid", "code"), key=_place):
        text = row.get("answer") or texts.get(row.get("aid", ""), {}).get("answer", "")
        scale = row["qid"], row.get("scale_id", "0") == "1"
        options.setdefault(scale, {})[row["code"]] = _plain(text)
    return options


def _rows(document: "Element", section: str, language: str, *needed: str) -> list[dict[str, str]]:
    """The rows of a section that have what is needed, those of other languages left out."""
    rows = [
        {field.tag: field.text or "" for field in row}
        for row in document.iterfind(f"{section}/rows/row")
    ]
    return [
        row
        for row in rows
        if row.get("language", language) == language and row.keys() >= set(needed)
    ]


def _place(row: Mapping[str, str]) -> tuple[int, str]:
    place = row.get("sortorder", "")
    return (int(place) if place.isdecimal() else 0, row.get("code", ""))


def _question(row: Mapping[str, str], texts: Mapping[str, Mapping[str, str]]) -> str:
    return row.get("question") or texts.get(row["qid"], {}).get("question", "")


def _plain(text: str) -> str:
    """A text without its HTML."""
    return tidy(unescape(re.sub(r"<[^<>]*>", " ", text)))
