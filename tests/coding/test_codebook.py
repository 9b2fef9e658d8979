"""The codebook: carried over by its log, checked, and drafted from clusters."""

from typing import Any

import pandas as pd
import pytest

from godegrep.coding.codebook_draft import draft_codes, remarks
from godegrep.coding.codebook_log import carry_forward, older_codes
from godegrep.core.plain_yaml import load
from godegrep.study.codebook import Codebook, codebook_from_dict
from godegrep.study.codebook_checks import codebook_violations
from godegrep.study.questionnaire import from_dict
from godegrep.study.write import new_codebook

QUESTIONNAIRE = from_dict(
    {
        "themes": [{"id": "t", "title": "Tema"}],
        "questions": [
            {"id": "methods", "type": "open", "theme": "t", "text": "Hva?", "columns": {"1": "a"}},
            {"id": "size", "type": "number", "theme": "t", "text": "N?", "columns": {"1": "b"}},
        ],
    }
)


def codebook(*codes: str | dict[str, Any], version: int = 1, **rest: Any) -> Codebook:
    full = [
        {"id": code, "name": f"Navn {code}", "definition": "Noe."}
        if isinstance(code, str)
        else code
        for code in codes
    ]
    return codebook_from_dict({"version": version, "codes": full, **rest})


CHANGED = codebook(
    *("a", "c", "d", "e", "f"),
    version=4,
    changes=[
        {"version": 2, "merge": ["a", "b"], "into": "a"},
        {"version": 2, "rename": "old", "to": "c"},
        {"version": 3, "split": "x", "into": ["d", "y"]},
        {"version": 4, "split": "y", "into": ["e", "f"]},
    ],
)


@pytest.mark.parametrize(
    ("codes", "version", "kept", "offered"),
    [
        (["b"], 1, {"a"}, set()),
        (["a", "b"], 1, {"a"}, set()),
        (["old", "d"], 1, {"c", "d"}, set()),
        (["a"], 4, {"a"}, set()),
        # A part that was split further offers its parts; what else was given is kept.
        (["x", "b"], 2, {"b"}, {"d", "e", "f"}),
        (["x", "b"], 1, {"a"}, {"d", "e", "f"}),
        (["y"], 3, set(), {"e", "f"}),
        (["unknown"], 1, {"unknown"}, set()),
        ([], 1, set(), set()),
    ],
)
def test_codings_are_carried_over(
    codes: list[str], version: int, kept: set[str], offered: set[str]
) -> None:
    now = carry_forward(codes, version, CHANGED)
    assert set(now.codes) == kept
    assert set(now.offered) == offered


def test_a_chain_of_renames_arrives_at_its_end() -> None:
    book = codebook(
        "c",
        version=3,
        changes=[
            {"version": 2, "rename": "a", "to": "b"},
            {"version": 3, "rename": "b", "to": "c"},
        ],
    )
    assert carry_forward(["a"], 1, book).codes == ("c",)
    assert carry_forward(["b"], 2, book).codes == ("c",)
    assert older_codes(1, book) == {"a", "b"}
    assert older_codes(2, book) == {"b"}
    assert list(codebook_violations(book, QUESTIONNAIRE)) == []


def test_a_sound_log_has_no_violations() -> None:
    assert list(codebook_violations(CHANGED, QUESTIONNAIRE)) == []


def test_every_slip_is_told_at_once() -> None:
    def code(code_id: str, **rest: Any) -> dict[str, Any]:
        return {"id": code_id, "name": code_id.upper(), "definition": "Noe.", **rest}

    book = codebook(
        code("a", parent="b"),
        code("b", parent="a"),
        code("c", parent="c"),
        code("d", parent="gone", questions=["size", "nothing"]),
        code("e"),
        code("e", name="B"),
        version=2,
        changes=[
            {"version": 3, "rename": "old", "to": "a"},
            {"version": 2, "merge": ["a", "z"], "into": "b"},
            {"version": 2, "split": "y", "into": ["d", "q"]},
        ],
    )
    told = "\n".join(text for _, text in codebook_violations(book, QUESTIONNAIRE))
    for violation in (
        "a is its own ancestor: a → b → a",
        "c is its own ancestor: c → c",
        "d: the parent gone is not in the codebook",
        "d: size is not an open question; there are: methods",
        "d: nothing is not an open question",
        "the code e stands 2 times",
        "b and e have the same name",
        "changes[0] (rename old): version 3, but the codebook's `version` is 2",
        "changes[1] (merge a, z): version 2 stands after version 3",
        "changes[2] (split y): version 2 stands after version 3; write the oldest change first",
        "changes[1] (merge a, z): a still stands under `codes`",
        "changes[2] (split y): q does not stand under `codes`",
    ):
        assert violation in told
    assert told.count("ancestor") == 2
    assert len(told.split("\n")) == 12


SEGMENTS = pd.DataFrame(
    {"segment": ["s1", "s2", "s3"], "text": ["Vi ringer  alle.", "Vi ringer alle.", "x" * 300]}
)
CLUSTERS = pd.DataFrame(
    {
        "question": ["methods", "methods", "methods"],
        "cluster": [1, 2, 3],
        "keywords": [["oppfølging", "tett", "år"], ["OPPFØLGING", "tett"], ["ensom"]],
        "segments": [3, 2, 2],
        "respondents": [3, 2, 1],
        "typical": [["s1", "s2", "s3"], [], []],
        "stability": [0.81, 0.5, 1.0],
    }
)


def test_a_draft_has_a_code_a_cluster_of_several_respondents() -> None:
    codes = draft_codes(CLUSTERS, SEGMENTS, taken={"oppfolging_tett_2"})
    assert codes == [
        {
            "id": "oppfolging_tett",
            "name": {"nb": "Oppfølging, tett, år"},
            "definition": {"nb": ""},
            "examples": ["Vi ringer alle."],
            "questions": ["methods"],
        },
        {
            "id": "oppfolging_tett_3",
            "name": {"nb": "OPPFØLGING, tett"},
            "definition": {"nb": ""},
            "examples": [],
            "questions": ["methods"],
        },
    ]


def test_a_draft_is_yaml_that_a_person_can_edit() -> None:
    codes = draft_codes(CLUSTERS, SEGMENTS)
    text = new_codebook(codes, remarks(CLUSTERS), ["Drafted."])
    assert load(text) == {"version": 1, "codes": codes}
    assert text.startswith("# Drafted.\n")
    assert "# methods, group 1: 3 parts of answers from 3 respondents, stability 0.81\n" in text
    assert "\n\n  # methods, group 2" in text
    assert '  - id: oppfolging_tett\n    name: {nb: "Oppfølging, tett, år"}\n' in text
    assert len(text.splitlines()) > 12
