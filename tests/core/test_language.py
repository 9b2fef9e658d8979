import string
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godegrep.core.language import HowMany, Language, catalogue, rounded
from godegrep.core.resources import resource

LANGUAGES = ("nb", "nn", "en")
NB, NN, EN = (Language(code) for code in LANGUAGES)
WORDS = [
    HowMany(0.9, {"nb": "nesten alle", "nn": "nesten alle", "en": "almost all"}),
    HowMany(0.0, {"nb": "noen få", "nn": "nokre få"}),
    HowMany(0.5, {"nb": "de fleste", "nn": "dei fleste", "en": "most"}),
]


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(message):
    return {"": message} if isinstance(message, str) else message


@pytest.mark.parametrize("code", ["nn", "en"])
def test_catalogues_have_the_same_keys_forms_and_placeholders(code):
    expected, other = catalogue("nb"), catalogue(code)
    assert list(expected) == list(other)
    for key, message in expected.items():
        wanted, found = forms(message), forms(other[key])
        assert wanted.keys() == found.keys(), key
        # The singular may leave the number out: «ett kontor».
        for form in wanted.keys() - {"one"}:
            assert placeholders(wanted[form]) == placeholders(found[form]), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalogue_has_no_empty_text(code):
    for key, message in catalogue(code).items():
        assert all(text.strip() or key == "thousands_sign" for text in forms(message).values()), key
        assert set(forms(message)) in ({""}, {"one", "other"}), key


def test_every_catalogue_is_known():
    assert sorted(path.stem for path in resource("locale").iterdir()) == sorted(LANGUAGES)
    with pytest.raises(ValueError, match=r"'da'.*en, nb, nn"):
        Language("da")


@pytest.mark.parametrize(
    ("value", "digits", "nb", "en"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234, 0, "1\u00a0234", "1,234"),
        (1234567.5, 1, "1\u00a0234\u00a0567,5", "1,234,567.5"),
        (-0.016, 3, "−0,016", "−0.016"),
        (-0.2, 0, "0", "0"),
        (0.145, 2, "0,15", "0.15"),
        (2.675, 2, "2,68", "2.68"),
        (0.5, 0, "1", "1"),
        (1.5, 0, "2", "2"),
        (-2.5, 0, "−3", "−3"),
        (0.14499999999999996, 2, "0,15", "0.15"),
        (np.float64(0.145), 2, "0,15", "0.15"),
        (np.int64(2345), 0, "2\u00a0345", "2,345"),
        (Decimal("12.345"), 2, "12,35", "12.35"),
        (4, 1, "4,0", "4.0"),
    ],
)
def test_numbers(value, digits, nb, en):
    assert NB.number(value, digits) == NN.number(value, digits) == nb
    assert EN.number(value, digits) == en


def test_signed_numbers():
    assert [NB.number(v, signed=True) for v in (4, 0, -4, 0.4, -0.4)] == ["+4", "0", "−4", "0", "0"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), np.nan])
def test_what_has_no_value_is_never_printed(value):
    with pytest.raises(ValueError, match="cannot be printed"):
        NB.number(value)
    with pytest.raises(ValueError, match="cannot be printed"):
        NB.percent(value)


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_rounding_is_half_away_from_zero_for_decimals_written_as_floats(thousandths, digits):
    written = Decimal(thousandths).scaleb(-3)
    wanted = written.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert rounded(float(written), digits) == wanted


@given(st.integers(0, 400), st.integers(1, 400))
def test_percent_of_a_count_is_rounded_as_a_person_would(count, base):
    count = min(count, base)
    whole, rest = divmod(count * 100, base)
    wanted = whole + (2 * rest >= base)
    assert EN.percent(count / base) == f"{wanted}%"


def test_percent():
    assert NB.percent(0.62) == "62\u00a0%"
    assert EN.percent(0.62) == "62%"
    assert NB.percent(0.205, 1, words=True) == "20,5\u00a0prosent"
    assert EN.percent(0.62, words=True) == "62\u00a0per cent"
    assert NB.percent(0.145) == "15\u00a0%"


def test_points():
    assert NB.points(0.04) == NN.points(0.04) == "4\u00a0prosentpoeng"
    assert NB.points(-0.045) == "−5\u00a0prosentpoeng"
    assert NB.points(0.04, signed=True) == "+4\u00a0prosentpoeng"
    assert EN.points(-0.01) == "−1\u00a0percentage point"
    assert EN.points(0.012, 1) == "1.2\u00a0percentage points"


def test_intervals():
    assert NB.interval(57, 67.4) == "57–67"
    assert NB.interval(-3.2, 5, 1) == "−3,2 til 5,0"
    assert EN.interval(-3, -1) == "−3 to −1"
    assert NB.interval(-0.2, 5) == "0–5"
    assert NB.percent_interval(0.565, 0.674) == "57–67"


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0, "p < 0,001"),
        (0.0009, "p < 0,001"),
        (0.001, "p = 0,001"),
        (0.0044, "p = 0,004"),
        (0.03, "p = 0,03"),
        (0.048, "p = 0,048"),
        (0.0499, "p = 0,0499"),
        (0.05, "p = 0,05"),
        (0.51, "p = 0,51"),
        (0.995, "p > 0,99"),
        (1, "p > 0,99"),
    ],
)
def test_p_values(p, text):
    assert NB.p_value(p).replace("\u00a0", " ") == text


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_no_p_value_outside_0_to_1(p):
    with pytest.raises(ValueError, match="not a probability"):
        NB.p_value(p)


def test_count_words():
    assert [NB.count_word(n) for n in (1, 2, 7, 12, 13, 0, 1200)] == [
        *("én", "to", "sju", "tolv", "13", "0", "1\u00a0200")
    ]
    assert (NB.count_word(1, neuter=True), NN.count_word(1, neuter=True)) == ("ett", "eitt")
    assert (NN.count_word(1), EN.count_word(1)) == ("ein", "one")
    assert NB.count_word(2, neuter=True) == "to"


def test_join():
    assert NB.join([]) == ""
    assert NB.join(["a"]) == "a"
    assert NB.join(["a", "b"]) == "a og b"
    assert EN.join(["a", "b", "c"]) == "a, b and c"


def test_dates():
    assert NB.date(date(2017, 5, 3)) == "3.\u00a0mai 2017"
    assert NN.date(date(2021, 12, 24)) == "24.\u00a0desember 2021"
    assert EN.date(date(2017, 5, 3)) == "3\u00a0May 2017"


def test_how_many():
    assert [NB.how_many(count, 10, WORDS) for count in (0, 1, 2, 4, 5, 8, 9, 10)] == [
        *("ingen", "én", "to", "noen få", "de fleste", "de fleste", "nesten alle", "alle")
    ]
    assert NN.how_many(5, 10, WORDS) == "dei fleste"
    assert EN.how_many(3, 10, WORDS) == "noen få"  # the nearest language that the config gives
    assert NB.how_many(1, 1, WORDS) == "én"
    assert NB.how_many(2, 2, WORDS) == "alle"
    for count, base in ((-1, 10), (11, 10)):
        with pytest.raises(ValueError, match="not part of a whole"):
            NB.how_many(count, base, WORDS)
    with pytest.raises(ValueError, match="at_least: 0"):
        NB.how_many(3, 10, WORDS[:1])


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.8, "om lag fire av fem"),
        (0.805, "om lag fire av fem"),
        (0.79, "nær fire av fem"),
        (0.815, "litt over fire av fem"),
        (0.5, "om lag halvparten"),
        (1 / 3, "om lag en tredel"),
        (0.314, "litt over tre av ti"),
        (0.32, "nær en tredel"),
        (0.885, "nær ni av ti"),
        (0.46, None),
        (0.0, None),
        (1.0, None),
    ],
)
def test_fraction_words(share, text):
    assert NB.fraction_words(share) == text


def test_messages():
    assert NB.message("figure_n", n=1234) == "n\u00a0=\u00a01\u00a0234"
    assert NB.message("join_last", first="<b>", last=np.int64(2000)) == "<b> og 2\u00a0000"
    with pytest.raises(KeyError, match="no_such_message"):
        NB.message("no_such_message")
    with pytest.raises(KeyError, match="last"):
        NB.message("join_last", first="a")
    with pytest.raises(KeyError, match="needs n"):
        NB.message("points", number="4")
    with pytest.raises(TypeError, match="first"):
        NB.message("join_last", first=0.5, last="b")
    assert EN.message("points", n=1, number="1") == "1\u00a0percentage point"
    assert EN.message("points", n=2, number="2") == "2\u00a0percentage points"
