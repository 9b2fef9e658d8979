"""How codes change from one wave to the next, and whether their meaning drifts."""

import numpy as np
import pandas as pd
import pytest
from support.sampled import sampled

from godegrep.coding.codes import merge_codes, review_frame
from godegrep.coding.drift import FEWEST, drift
from godegrep.inference.panel import change
from godegrep.sampling.design import Design
from godegrep.study.codebook import codebook_from_dict
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.code_changes import code_changes

FIRST, SECOND = "2030", "2034"
BOOK = codebook_from_dict(
    {"codes": [{"id": c, "name": c, "definition": c} for c in ("close", "work", "other", "youth")]}
)


def questionnaire(reworded=None):
    return from_dict(
        {
            "themes": [],
            "questions": [
                {
                    "id": "good",
                    "type": "open",
                    "theme": "",
                    "text": "Hva er bra?",
                    "columns": {FIRST: "a", SECOND: "b"},
                    "reworded": reworded or {},
                }
            ],
        }
    )


def config(**settings):
    waves = {name: {"export": "x.csv", "respondent": "id"} for name in (FIRST, SECOND)}
    return config_from_dict({"title": "T", "waves": waves, **settings})


def wave(given):
    """`given` maps a respondent to the codes of the answer, each of a segment with its own text."""
    parts = [
        (who, f"{who}/good/{10 * place}-{10 * place + 4}", code, text)
        for who, pairs in given.items()
        for place, (code, text) in enumerate(pairs.items())
    ]
    segments = pd.DataFrame(
        [{"segment": one, "respondent": who, "text": text} for who, one, _, text in parts]
    ).assign(question="good", kind="practice")
    said = {"memo": "", "new_code": "", "quote": False, "hide": False, "coder": "kari"}
    rows = [{**said, "segment": one, "code": code} for _, one, code, _ in parts]
    answers = pd.DataFrame({"respondent": list(given), "status": "complete", "good": "ord"})
    answers["good__why"] = None
    return answers, segments, merge_codes([review_frame(rows)])


def waves():
    """40 and 30 respondents, 20 of them the same; «close» means something else the second time."""
    random = np.random.default_rng(3)

    def codes(number, likely, meaning):
        given = {"": "a0"}
        given |= {code: f"a{number % 7}" for code, p in likely.items() if random.random() < p}
        return given | ({"close": f"{meaning}{number % 7}"} if "close" in given else {})

    likely = {"close": 0.6, "work": 0.5, "other": 0.6}
    first = {f"r{i}": codes(i, likely, "a") for i in range(40)}
    second = {f"r{i}": codes(i, {**likely, "close": 0.8}, "b") for i in range(20, 50)}
    return {FIRST: wave(first), SECOND: wave(second)}


def meanings(texts):
    """Texts that begin with b lie far from those that begin with a."""
    return np.array(
        [[1.0, 0.01 * int(t[1:]), 0] if t[0] == "a" else [0, 0.01 * int(t[1:]), 1.0] for t in texts]
    )


def made(given=None, asked=None, **settings):
    chosen, asked = config(**settings), asked or questionnaire()
    coded = {
        wave: (sampled(answers, asked, chosen), *parts)
        for wave, (answers, *parts) in (given or waves()).items()
    }
    found = code_changes(coded, asked, BOOK, chosen, meanings)
    return found.set_index("category")


def test_the_change_of_a_code_is_that_of_a_closed_answer_with_those_who_answered_twice_counted():
    given = waves()
    frames = []
    for answers, _, codes in given.values():
        has = set(codes.loc[codes["code"] == "close", "segment"])
        one = answers[["respondent"]].copy()
        one["close"] = one["respondent"].isin({segment.split("/")[0] for segment in has})
        frames.append(one)
    expected = change(*frames, "close", "respondent", Design()).set_index("category").loc["True"]
    found = made(given).loc["close"]
    for name in ("estimate_first", "estimate_second", "estimate", "se", "low", "high", "p"):
        assert found[name] == pytest.approx(expected[name]), name
    assert (found["n_first"], found["n_second"], found["n_both"]) == (40, 30, 20)
    assert found["cell_second"] == "2034/good/close/share"
    assert found["status"] == "same"


def test_a_code_that_means_something_else_is_said_to_drift_and_no_other():
    found = made()
    assert found.loc["close", "drifts"]
    assert not found.loc[["work", "other"], "drifts"].any()
    assert found.loc["close", "distance"] == pytest.approx(2**0.5, abs=0.1)
    assert pd.isna(found.loc["youth", "distance"])  # nobody has it


def test_questions_that_are_put_otherwise_are_not_compared():
    changed = {SECOND: {"text": {"nb": "Noe annet?"}, "comparable": False}}
    assert made(asked=questionnaire(changed)).empty


def test_a_wave_that_nobody_has_coded_is_not_compared():
    given = waves()
    answers, segments, codes = given[SECOND]
    assert made({**given, SECOND: (answers, segments, codes.iloc[:0])}).empty


def test_a_small_base_is_withheld():
    found = made(suppression={"minimum_base": 31}).loc["close"]
    assert found["suppressed"] == "base"
    assert found[["estimate", "estimate_first", "p", "p_adjusted"]].isna().all()


def moved(vectors, later, has, people=None):
    ids = pd.Series(people if people is not None else range(len(vectors))).astype(str)
    return drift(np.asarray(vectors, float), np.asarray(later), ids, has).set_index("code")


def test_what_all_codes_share_is_no_drift():
    random = np.random.default_rng(1)
    later = np.arange(60) % 2 == 1
    has = {"a": np.arange(60) < 20, "b": (np.arange(60) >= 20) & (np.arange(60) < 40)}
    has["c"] = ~has["a"] & ~has["b"]
    vectors = random.normal(size=(60, 4)) * 0.1 + np.outer(later, [1, 0, 0, 0])
    together = moved(vectors, later, has)
    assert (together["p"] > 0.05).all()
    vectors[has["a"] & later] += [0, 1, 0, 0]
    alone = moved(vectors, later, has)
    assert alone.loc["a", "p"] < 0.01
    assert alone.loc["a", "distance"] == pytest.approx(1, abs=0.15)


def test_the_distance_is_that_of_the_means_where_there_is_one_code():
    vectors = [[0, 0]] * 5 + [[3, 4]] * 5
    later = [False] * 5 + [True] * 5
    found = moved(vectors, later, {"a": np.ones(10, bool)}).loc["a"]
    assert found["distance"] == pytest.approx(5)
    # 2 of the 252 ways to divide ten in two halves give it.
    assert found["p"] == pytest.approx(2 / 252, abs=0.006)
    assert (found["segments_first"], found["segments_second"]) == (5, 5)


def test_the_segments_of_one_respondent_stay_together():
    vectors = np.repeat([[0.0], [1.0]], 10, axis=0)
    later = np.repeat([False, True], 10)
    one_each = moved(vectors, later, {"a": np.ones(20, bool)})
    in_pairs = moved(vectors, later, {"a": np.ones(20, bool)}, np.repeat(range(10), 2))
    assert one_each.loc["a", "p"] < in_pairs.loc["a", "p"] < 0.05


def test_few_segments_are_not_compared():
    few = FEWEST - 1
    vectors, later = np.ones((few + 9, 2)), [False] * few + [True] * 9
    assert (
        moved(vectors, later, {"a": np.ones(few + 9, bool)})
        .loc["a", ["distance", "p"]]
        .isna()
        .all()
    )
