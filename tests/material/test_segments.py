import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import DATA

from godegrep.material.segments import COLUMNS, kind, language, segment_answers
from godegrep.material.units import cut

OPEN = DATA / "open"


def units(answer: str) -> list[str]:
    return [answer[start:end] for start, end in cut(answer)]


def gold(name: str) -> list[str]:
    lines = (OPEN / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#")).strip().split("\n\n")


def words_before(answer: str, positions: list[int]) -> set[int]:
    """Cuts by the number of words before them: list numbers and `og` belong to no unit."""
    marks = re.compile(r"(?m)(?<!\w)(?:\d{1,2}|[a-h]|i{1,3})[.)](?=\s|$)|\b(?:og|samt|and)\s*$")
    return {len(re.findall(r"\w+", marks.sub("", answer[:position]))) for position in positions}


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [("units.txt", 0.95, 0.9), ("units_held_out.txt", 0.88, 0.75)],
    ids=["tuned", "held out"],
)
def test_cuts_of_the_gold_set(name: str, precision: float, recall: float) -> None:
    right = found = wanted = 0
    for answer in gold(name):
        plain = answer.replace("¦", "")
        parts = answer.split("¦")
        marked = words_before(plain, [len("".join(parts[:n])) for n in range(1, len(parts))])
        got = words_before(plain, [start for start, _ in cut(plain)][1:])
        right, found, wanted = right + len(marked & got), found + len(got), wanted + len(marked)
    assert len(gold(name)) > 100
    assert right / found >= precision
    assert right / wanted >= recall


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Jf. § 18. Det virket.", ["Jf. § 18.", "Det virket."]),
        ("1. Tett oppfølging 2. Vilkår", ["Tett oppfølging", "Vilkår"]),
        ("- møter\n– kurs\n• jobbklubb", ["møter", "kurs", "jobbklubb"]),
        ("Tett oppfølging, raske vedtak og kurs", ["Tett oppfølging", "raske vedtak", "kurs"]),
        ("Tiltak:\n- kurs\n- møter", ["Tiltak:\n- kurs", "møter"]),
        ("Samarbeid med skole, barnevern og helse", ["Samarbeid med skole, barnevern og helse"]),
        ("Kurs jf. § 20 a. Det virket.", ["Kurs jf. § 20 a.", "Det virket."]),
        ("Fra 1. mai, ca. kl. 9, bl.a. for unge.", ["Fra 1. mai, ca. kl. 9, bl.a. for unge."]),
        ("Vi ringer, og det virker", ["Vi ringer, og det virker"]),
        (
            "Vi har laget maler og vi ser at færre klager",
            ["Vi har laget maler og vi ser at færre klager"],
        ),
        ("Vi har kurs og vi bruker vilkår", ["Vi har kurs", "vi bruker vilkår"]),
        ("DigiSos + nye maler + kortere vedtak", ["DigiSos", "nye maler", "kortere vedtak"]),
        ("kurs - møter - jobbklubb", ["kurs", "møter", "jobbklubb"]),
        ("Vi har – som eneste kontor – en klubb", ["Vi har – som eneste kontor – en klubb"]),
        ("i) kurs ii) møter", ["kurs", "møter"]),
        ("--> kurs\n--> møter", ["kurs", "møter"]),
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


@given(st.text(st.sampled_from("abÅø .,;:!?\n-–•12()ogsamtVi§«»\u00a0é😀+/>")))
def test_units_are_in_order_apart_and_hold_all_words(answer: str) -> None:
    spans = cut(answer)
    assert bool(spans) == bool(answer.strip())
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(answer)
        assert answer[start:end] == answer[start:end].strip()
        position = end
    assert spans == cut(answer)


KINDS = {
    "none": """ingen; Ingen kommentar; ingenting; ingen spesielle; vet ikke; Veit ikkje; vetikke
        nei; NEI; Nei takk; Nei, ingenting; .; -; --; ...; ?; x; xx; 0; n.a.; N/A; ikke aktuelt
        Har ikke noe
        Ikke relevant; ikke noe å tilføye; Har ikke noe å legge til; kan ikke svare på dette; tja
        Husker ikke; Vanskelig å svare på; ingen formening; Nei, ikke noe spesielt.; Vet ikke helt
        Nei, ikke som jeg kommer på i farten; Kommer ikke på noe nå; ikkje noko spesielt; ubesvart
        No comment; Don't know; do not know; not applicable; Intet spesielt; Ikke foreløpig; 😀
        Nei, egentlig ikke; vet ikke, jeg er ny i jobben""",
    "reference": """se over; Se over.; SE OVER; se ovenfor; Se forrige svar; som nevnt; Som sagt
        Som nevnt tidligere; Samme som over; samme svar; se spm. 4; Se svar på spørsmål 3 og 4
        sjå førre svar; Sjå ovanfor; det samme som over; jf. forrige svar; Viser til tidligere svar
        Har svart på dette; Dette er nevnt over; see above; same as above; Nei, se over; idem
        Se svar på spørsmål 12; se punkt 2; Se sp. 5""",
    "practice": """Jobbklubb; bolig; mer tid; Ingen tvang; Ikke nok ressurser; ingen ventetid
        Nei til sanksjoner; Se hele familien; Vi ser over alle saker; Oppfølging over tid
        Som nevnt har vi jobbklubb; Samme veileder hele veien; Svar innen to dager; Raske svar
        Vet ikke hva vi skulle gjort uten jobbklubben; Andre tiltak; Tidligere innsats; bra""",
}


@pytest.mark.parametrize("expected", KINDS)
def test_kind(expected: str) -> None:
    texts = re.split(r";|\n", KINDS[expected])
    assert {text.strip(): kind(text.strip()) for text in texts} == {
        text.strip(): expected for text in texts
    }


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Vi følger opp de unge som ikke møter", "", "nb"),
        ("Vi følgjer opp dei unge som ikkje møter", "", "nn"),
        ("We call those who do not show up", "", "en"),
        ("Tett oppfølging", "", "nb"),
        ("Tett oppfølging", "Tett oppfølging. Det er ikkje noko nytt.", "nn"),
        ("Tydelege krav", "", "nn"),
        ("Gjeldsrådgjevar", "", "nn"),
        ("Samarbeid med skulen", "", "nn"),
        ("Gjeldsrådgiver", "", "nb"),
        ("Is i magen", "", "nb"),
        ("KVP", "", "nb"),
        ("Job club", "", "en"),
        ("Early intervention", "", "en"),
    ],
)
def test_language(text: str, answer: str, expected: str) -> None:
    assert language(text, answer) == expected
