"""YAML as its writer meant it, and where each part of it stands."""

import math

import pytest
from ruamel.yaml.error import YAMLError

from godegrep.core.plain_yaml import load, load_with_positions, load_words


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("yes", "no", "on", "off", "True", "y", "2017-05-01", "12:30")),
        *((text, text) for text in ("0123", "00", "0x1F", "1e3", ".", "1.2.3", "=", "a<<b")),
        *(("true", True), ("false", False), ("~", None), ("null", None), ("", None)),
        *(("0", 0), ("7", 7), ("-12", -12), ("+3", 3), ("1_000", 1000), ("0.95", 0.95)),
        *((".5", 0.5), ("1.", 1.0), ("1.0e+3", 1000.0), ("-.inf", -math.inf), ("'7'", "7")),
        *(('"no"', "no"), ("!!str 12", "12")),
    ],
)
def test_a_scalar_is_what_its_writer_meant(written, value):
    found = load(f"a: {written}\n")["a"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_strings_and_words_may_be_all_there_is():
    assert load("2017: 1\nno: 2\n1.5: 3\n") == {"2017": 1, "no": 2, "1.5": 3}
    assert load_words("a: 1\nno: [true, ~]\n") == {"a": "1", "no": ["true", "~"]}


def test_what_is_merged_gives_way():
    text = "base: &b {k: 1, l: 2}\nother: &o {l: 3, m: 4}\nd: {<<: [*b, *o], k: 5}\n"
    assert load(text)["d"] == {"k": 5, "l": 2, "m": 4}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
        ("a: 1\n? [x]\n: 2\n", 2, "a key is one word"),
        ("a: !thing 3\n", 1, "!thing is not known"),
        ("a: !!int x\n", 1, "'x' is no int"),
        ("a: 1\nb: {<<: 3}\n", 2, "<< takes a mapping"),
        ("a: b: c\n", 1, "mapping values are not allowed here"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, problem):
    with pytest.raises(YAMLError) as caught:
        load(text)
    assert caught.value.problem == problem
    assert caught.value.problem_mark.line + 1 == line


def test_each_part_has_its_line_and_an_alias_that_of_its_anchor():
    content, positions = load_with_positions(
        "# remark\na:\n  - &x {id: one}\n  - *x\nb:\n  c: |\n    text\n  d: 2\n"
    )
    assert content["a"] == [{"id": "one"}, {"id": "one"}]
    lines = {place: line for place, (line, _) in positions.items()}
    assert lines == {
        ("a",): 2,
        ("a", 0): 3,
        ("a", 0, "id"): 3,
        ("a", 1): 3,
        ("a", 1, "id"): 3,
        ("b",): 5,
        ("b", "c"): 6,
        ("b", "d"): 8,
    }
    assert positions["a", 0, "id"] == positions["a", 1, "id"]
