"""Choices joined in one column: found from the answers, and taken apart again."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import SHARED

from godegrep.exports.delimited_choices import find_choices, parts_of, split_choices
from godegrep.exports.read import read_export

KODE24 = SHARED / "data" / "kode24" / "2021_data.csv"
OPTIONS = ["kurs (a, b osv.)", "praksis", "lønn, delvis dekket", "mentor", "ingen"]


def answers_of(options: list[str], separator: str, number: int = 200) -> list[str]:
    chance = random.Random(1)
    return [
        separator.join([o for o in options if chance.random() < 0.5] or options[-1:])
        for _ in range(number)
    ]


@pytest.mark.parametrize("separator", [", ", ";", "|"])
def test_options_are_found_whole_and_in_order(separator):
    answers = answers_of(OPTIONS, separator)
    found = find_choices(answers)
    assert found is not None
    assert found.separator == separator
    assert list(found.options) == OPTIONS
    for option in OPTIONS:
        assert found.options[option] == sum(option in answer for answer in answers)
    assert found.other == 0
    assert found.glued == (("lønn, delvis dekket",) if separator == ", " else ())


def test_the_respondents_own_words_are_no_options():
    answers = answers_of(OPTIONS, ", ")
    answers[0] = "praksis, noe helt annet, og mer til"
    answers[1] = "bare mitt eget"
    found = find_choices(answers)
    assert found is not None
    assert list(found.options) == OPTIONS
    assert found.other == 2
    assert split_choices(answers[0], found.options, ", ") == (
        ["praksis"],
        "noe helt annet, og mer til",
    )
    assert split_choices(answers[1], found.options, ", ") == ([], "bare mitt eget")


def test_a_microsoft_forms_value_ends_with_the_separator():
    answers = [f"{answer};" for answer in answers_of(["A", "B", "C"], ";")]
    found = find_choices(answers)
    assert found is not None
    assert list(found.options) == ["A", "B", "C"]
    assert split_choices("A;C;", found.options, ";") == (["A", "C"], "")


@pytest.mark.parametrize(
    "values",
    [
        ["in-house, privat sektor"] * 40 + ["in-house, offentlig"] * 20 + ["konsulent"] * 40,
        ["in-house"] * 60 + ["in-house, startup"] * 20 + ["konsulent"] * 40,
        ["Ja", "Nei", "Vet ikke"] * 30,
        [f"Vi prøver, nummer {n}, å følge opp tett" for n in range(50)],
        ["600 000,00 kr", "650 000,00 kr", "700 000,00 kr", "2,5"] * 20,
        ["a, b"] * 2,
        [],
    ],
)
def test_single_answers_with_a_comma_are_not_joined_choices(values):
    assert find_choices(values) is None


def test_parentheses_that_do_not_close_hide_no_choice():
    assert parts_of("kurs (a, b), lønn", ", ") == ["kurs (a, b)", "lønn"]
    assert parts_of("trist :(, lønn", ", ") == ["trist :(", "lønn"]
    assert parts_of("glad :), lønn (a, b)", ", ") == ["glad :)", "lønn (a, b)"]


def test_the_longest_option_is_taken():
    options = ["Ja", "Ja, delvis", "Nei"]
    assert split_choices("Ja, delvis, Nei", options, ", ") == (["Ja, delvis", "Nei"], "")
    assert split_choices("Ja, Nei", options, ", ") == (["Ja", "Nei"], "")
    assert split_choices("Jada, Nei", options, ", ") == (["Nei"], "Jada")


@given(st.lists(st.sampled_from(OPTIONS), unique=True), st.sampled_from([", ", ";", "|"]))
def test_what_is_joined_comes_apart_again(chosen, separator):
    assert split_choices(separator.join(chosen), OPTIONS, separator) == (chosen, "")


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_value_comes_apart(value, options):
    found, _ = split_choices(value, [o for o in options if o.strip()], ", ")
    assert set(found) <= set(options)


def test_kode24():
    if not KODE24.exists():
        pytest.skip("../shared/data/kode24 is not here")
    table = read_export(KODE24).table
    found = {name: choices for name in table if (choices := find_choices(table[name]))}
    [(name, choices)] = found.items()
    assert "hvilke goder" in name
    assert choices.options["fleksible arbeidstider"] == 1177
    assert choices.options["faglige aktiviteter (konferanser, kurs, fagdager osv.)"] == 837
    assert len(choices.options) == 10
    split = [split_choices(value, choices.options, choices.separator) for value in table[name]]
    assert Counter(option for options, _ in split for option in options) == choices.options
    assert sum(rest != "" for _, rest in split) == choices.other
