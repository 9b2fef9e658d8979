import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godegrep.segments import COLUMNS, kind, language, segment_answers
from godegrep.units import cut

GOLD = Path(__file__).parent / "open" / "units.txt"


def units(answer: str) -> list[str]:
    return [answer[start:end] for start, end in cut(answer)]


def words_before(answer: str, positions: list[int]) -> set[int]:
    """Cuts by the number of words before them: list numbers and `og` belong to no unit."""
    marks = re.compile(r"(?m)(?<!\w)(?:\d|[a-c])[.)]|\bog\s*$")
    return {len(re.findall(r"\w+", marks.sub("", answer[:position]))) for position in positions}


def test_cuts_of_the_gold_set() -> None:
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    marked = "\n".join(line for line in lines if not line.startswith("#")).strip().split("\n\n")
    right = found = wanted = 0
    wrong = []
    for answer in marked:
        plain = answer.replace("¦", "")
        parts = answer.split("¦")
        gold = words_before(plain, [len("".join(parts[:n])) for n in range(1, len(parts))])
        got = words_before(plain, [start for start, _ in cut(plain)][1:])
        right, found, wanted = right + len(gold & got), found + len(got), wanted + len(gold)
        if gold != got:
            wrong.append(units(plain))
    assert len(marked) >= 60
    assert right / found >= 0.95, wrong
    assert right / wanted >= 0.9, wrong


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Jf. § 18. Det virket.", ["Jf. § 18.", "Det virket."]),
        ("1. Tett oppfølging 2. Vilkår", ["Tett oppfølging", "Vilkår"]),
        ("- møter\n– kurs\n• jobbklubb", ["møter", "kurs", "jobbklubb"]),
        ("Tett oppfølging, raske vedtak og kurs", ["Tett oppfølging", "raske vedtak", "kurs"]),
        ("Tiltak:\n- kurs\n- møter", ["Tiltak:\n- kurs", "møter"]),
        ("Samarbeid med skole, barnevern og helse", ["Samarbeid med skole, barnevern og helse"]),
        ("-", ["-"]),
        (" ? ", ["?"]),
        ("", []),
        (" \n ", []),
        ("😀 Bra! Raske vedtak", ["😀 Bra!", "Raske vedtak"]),
    ],
)
def test_cut(answer: str, expected: list[str]) -> None:
    assert units(answer) == expected


def test_the_frame_of_segments() -> None:
    answers = pd.DataFrame(
        {
            "respondent": ["1001", "1002", "1003", "1004"],
            "question": "methods",
            "text": ["Tett oppfølging. Jobbklubb!", None, "Se over", "  "],
        }
    )
    frame = segment_answers(answers)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["segment"].tolist() == [
        "1001/methods/0-16",
        "1001/methods/17-27",
        "1003/methods/0-7",
    ]
    assert frame["text"].tolist() == ["Tett oppfølging.", "Jobbklubb!", "Se over"]
    assert frame["kind"].tolist() == ["practice", "practice", "reference"]
    empty = segment_answers(answers.iloc[:0])
    assert empty.dtypes.equals(frame.dtypes)


@given(st.text(st.sampled_from("abÅø .,;:!?\n-–•12()ogsamtVi§«»\u00a0é😀")))
def test_units_are_in_order_apart_and_hold_all_words(answer: str) -> None:
    spans = cut(answer)
    assert bool(spans) == bool(answer.strip())
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(answer)
        assert answer[start:end] == answer[start:end].strip()
        position = end
    assert spans == cut(answer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "none") for text in ("Ingen", "vet ikke", "-", "?", "Nei.", "N/A", "Veit ikkje")),
        *((text, "none") for text in ("Nei, ikke noe spesielt.", "Har ingen kommentar", "xx")),
        *((text, "none") for text in ("Kommer ikke på noe nå", "Don't know", "Vet ikke helt")),
        *((text, "reference") for text in ("se over", "Som nevnt over", "Samme som over")),
        *(
            (text, "reference")
            for text in ("Se svar på spørsmål 12", "sjå førre svar", "Nei, se over")
        ),
        *((text, "practice") for text in ("Jobbklubb", "Ingen tvang", "Ikke nok ressurser")),
        *((text, "practice") for text in ("Oppfølging over tid", "Som nevnt har vi jobbklubb")),
    ],
)
def test_kind(text: str, expected: str) -> None:
    assert kind(text) == expected


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Vi følger opp de unge som ikke møter", "", "nb"),
        ("Vi følgjer opp dei unge som ikkje møter", "", "nn"),
        ("We call those who do not show up", "", "en"),
        ("Tett oppfølging", "", "nb"),
        ("Tett oppfølging", "Tett oppfølging. Det er ikkje noko nytt.", "nn"),
    ],
)
def test_language(text: str, answer: str, expected: str) -> None:
    assert language(text, answer) == expected
