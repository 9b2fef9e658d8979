import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godegrep.core.text import clean, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Tett oppfo\u0308lging pa\u030a kontoret", "Tett oppfölging på kontoret"),
        ("null\u200bbredde\u200d og \ufeffmerke", "nullbredde og merke"),
        ("\u202eretning\u202c", "retning"),
        ("mellom\u00a0rom\u2009her", "mellom rom her"),
        ("myk\u00adbindestrek", "mykbindestrek"),
        ("før\x00etter", "føretter"),
        ("ensom \ud83d surrogat", "ensom  surrogat"),
        ("par \ud83d\ude00 her", "par \U0001f600 her"),
        ("linje\r\nskift\rher\u2028og her", "linje\nskift\nher\nog her"),
        ("fane\tblir", "fane\tblir"),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_normalise_tidies_spaces_and_keeps_lines() -> None:
    assert normalise("  Tett \t oppfølging \r\n\r\n  - faste   møter  \n") == (
        "Tett oppfølging\n- faste møter"
    )
    assert normalise(" \u200b\n ") == ""


@given(st.text(st.characters(codec=None)))
def test_normalising_twice_is_normalising_once_and_always_encodes(text: str) -> None:
    for function in (clean, normalise):
        once = function(text)
        assert function(once) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode("utf-8")
