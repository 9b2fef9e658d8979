"""A review sheet of a few segments, written and filled in."""

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from godegrep.coding.codes import review_frame
from godegrep.coding.state import CodingState
from godegrep.coding.workbook.write import write_workbook
from godegrep.material.material import Material
from godegrep.study.codebook import Codebook, codebook_from_dict

TITLES = {"methods": {"nb": "Hva gjør dere?"}, "good": {"nb": "Hva er godt?"}}
CODEBOOK = codebook_from_dict(
    {
        "codes": [
            {"id": "close", "name": "Tett oppfølging", "definition": "Hyppig kontakt."},
            {"id": "youth", "name": "Innsats for unge", "definition": "Unge.", "parent": "close"},
            {"id": "training", "name": "Kurs", "definition": "Kurs.", "questions": ["good"]},
        ]
    }
)
FORMULA = '=HYPERLINK("http://example.org";"her")'
ANSWERS = {
    ("7", "methods"): "Vi ringer alle. 😀 Og vi har kurs hver mandag.",
    ("7", "good"): FORMULA,
    ("a/b", "methods"): "  Fast veileder,\r\nfor alle _x0041_ ",
    ("9", "methods"): "Vet ikke",
    ("9", "good"): "se over",
}
PARTS = [
    ("7", "methods", 0, 15, "practice"),
    ("7", "methods", 18, 45, "practice"),
    ("7", "good", 0, len(FORMULA), "practice"),
    ("a/b", "methods", 2, 34, "practice"),
    ("9", "methods", 0, 8, "none"),
    ("9", "good", 0, 7, "reference"),
]
SEGMENTS = pd.DataFrame(
    [
        (f"{r}/{q}/{s}-{e}", r, q, s, e, ANSWERS[r, q][s:e], kind, "nb")
        for r, q, s, e, kind in PARTS
    ],
    columns=["segment", "respondent", "question", "start", "end", "text", "kind", "language"],
)
FIRST, SECOND, LINK, GUIDE = SEGMENTS["segment"][:4]
SUGGESTIONS = pd.DataFrame(
    [
        (segment, 1, rank, code, score, f"{FIRST}@-1", "ringer, alle" if rank == 1 else "", order)
        for order, segment in enumerate([LINK, SECOND, GUIDE, FIRST])
        for rank, (code, score) in enumerate(zip(["close", "youth"], [0.71, 0.3], strict=True), 1)
    ],
    columns=["segment", "cluster", "rank", "code", "score", "nearest", "words", "order"],
)
CLUSTERS = pd.DataFrame(
    {
        "question": ["good", "methods", "methods"],
        "cluster": [1, 2, 1],
        "name": ["her", "kurs", "veileder, alle"],
        "keywords": [["her"], ["kurs", "mandag"], ["veileder", "alle", "fast"]],
        "segments": [1, 1, 2],
        "respondents": [1, 1, 2],
        "typical": [[LINK], [SECOND], [FIRST, GUIDE]],
        "atypical": [[], [], []],
        "stability": [1.0, 0.62, 0.4],
    }
)
CURVES = pd.DataFrame(
    [("methods", 3, 0.71, 0.1234, True), ("methods", 4, 0.5, 0.2, False)],
    columns=["question", "clusters", "stability", "silhouette", "chosen"],
)
NOTHING = {"memo": "", "new_code": "", "quote": False, "hide": False}
DECISIONS = review_frame([{"segment": FIRST, "code": "close", "coder": "ola", **NOTHING}])
NO_ORPHANS = review_frame().assign(text="")
KEYS = [
    *("number", "context", "cluster", "answer", "text", "suggestions", "nearest"),
    *("code_1", "code_2", "code_3", "new_code", "memo", "quote", "hide", "coders"),
    *("segment", "check", "codebook"),
]
HEADINGS = [
    *("Nr.", "Spørsmål", "Gruppe", "Svaret", "Det som skal kodes", "Forslag"),
    "Liknende, alt kodet",
    *("Kode 1", "Kode 2", "Kode 3", "Ny kode", "Notat", "God som sitat", "Må skjules", "Kodet av"),
    *("segment", "check", "codebook"),
]


def write(
    path: Path,
    segments: pd.DataFrame = SEGMENTS,
    answers: dict[tuple[str, str], str] = ANSWERS,
    suggestions: pd.DataFrame = SUGGESTIONS,
    clusters: pd.DataFrame = CLUSTERS,
    decisions: pd.DataFrame = DECISIONS,
    language: str = "nb",
    coder: str = "",
    orphans: pd.DataFrame = NO_ORPHANS,
    codebook: Codebook = CODEBOOK,
) -> Path:
    """Write a review sheet of all this, and return its path."""
    material = Material("2017", segments, answers, TITLES, synthetic=True)
    earlier = [(DECISIONS, SEGMENTS)]
    state = CodingState(codebook, suggestions, clusters, CURVES, decisions, orphans, earlier)
    write_workbook(path, material, state, coder, language)
    return path


def rows_of(path: Path) -> dict[str, dict[str, Any]]:
    """The cells of each row by their keys, a row a segment."""
    sheet = load_workbook(path, rich_text=True)["Koding"]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    return {
        row[KEYS.index("segment")].value: dict(zip(KEYS, row, strict=True))
        for row in sheet.iter_rows(min_row=2)
    }


def changed(segment: str, new_id: str, text: str) -> pd.DataFrame:
    """The segments after one of them has got another place and text."""
    moved = SEGMENTS.copy()
    at = moved["segment"] == segment
    moved.loc[at, ["segment", "text"]] = [new_id, text]
    return moved
