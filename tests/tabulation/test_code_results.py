"""What the codes tell besides who has them: by segments, together, and how soon all were seen."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from support.sampled import sampled

from godegrep.coding.codes import merge_codes, review_frame
from godegrep.coding.saturation import curve, saturation
from godegrep.study.codebook import codebook_from_dict
from godegrep.study.config import Suppression, config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.co_occurrence import co_occurrence, codes_by_group
from godegrep.tabulation.codes import code_tables
from godegrep.tabulation.segments import segment_tables

BOOK = codebook_from_dict(
    {
        "codes": [
            {"id": "help", "name": "Hjelp", "definition": "x"},
            {"id": "course", "name": "Kurs", "definition": "x", "parent": "help"},
            {"id": "money", "name": "Penger", "definition": "x"},
            {"id": "youth", "name": "Unge", "definition": "x"},
        ]
    }
)
ASKED = from_dict(
    {
        "themes": [],
        "questions": [
            {
                "id": "good",
                "type": "open",
                "theme": "",
                "text": "Hva er bra?",
                "columns": {"2030": "a"},
            },
            {
                "id": "needed",
                "type": "single",
                "theme": "",
                "text": "Trengs det?",
                "options": [{"id": "yes", "text": "Ja"}, {"id": "no", "text": "Nei"}],
                "columns": {"2030": "b"},
            },
        ],
    }
)
GIVEN = {
    "a": [["course"], ["money"]],
    "b": [["help", "money"], ["help"], [""]],
    "c": [["money"]],
    "d": [[""], ["youth"]],
    "e": [["course"], ["course"]],
    "f": [[]],  # nobody has coded it
    "g": [["help"]],
    "h": [["money"], ["money", "course"]],
}
COUNTS = {"a": (1, 2), "b": (2, 3), "c": (0, 1), "d": (0, 2), "e": (2, 2), "g": (1, 1), "h": (1, 2)}
"""Segments with «help», or «course» below it, and all segments, of those coded in full."""

OPEN_RULE = {"minimum_base": 1, "dominance": {"base": 1}}


def config(**settings):
    return config_from_dict({"title": "T", "waves": {}, "suppression": OPEN_RULE, **settings})


def coded(given=GIVEN):
    segments, rows = [], []
    for respondent, parts in given.items():
        for number, codes in enumerate(parts):
            segment = f"{respondent}/good/{10 * number}-{10 * number + 4}"
            place = {"segment": segment, "respondent": respondent, "question": "good"}
            segments.append({**place, "kind": "practice", "text": "ord"})
            said = {"memo": "", "new_code": "", "quote": False, "hide": False, "coder": "kari"}
            rows += [{**said, "segment": segment, "code": code} for code in codes]
    answers = pd.DataFrame({"respondent": list(given), "status": "complete", "good": "ord"})
    answers["frame.region"] = ["north" if name < "d" else "south" for name in given]
    answers["needed"] = ["yes" if name in "abe" else "no" for name in given]
    for item in ("good", "needed"):
        answers[f"{item}__why"] = None
    return merge_codes([review_frame(rows)]), pd.DataFrame(segments), answers, ASKED, BOOK


def in_sample(made, chosen):
    """The same with the wave as a sample."""
    codes, segments, answers, asked, book = made
    return codes, segments, sampled(answers, asked, chosen), asked, book


def by_segment(settings=None):
    made = in_sample(coded(), chosen := config(**(settings or {})))
    tables = code_tables(*made, chosen, "2030")
    return segment_tables(*made, chosen, "2030", tables)


def row(table, category, by="", group=""):
    here = (table["category"] == category) & (table["break"] == by) & (table["group"] == group)
    assert here.sum() == 1
    return table[here].iloc[0]


def test_the_share_of_segments_is_a_ratio_over_respondents_by_its_closed_form():
    found = row(by_segment(), "help")
    y, m = np.array(list(COUNTS.values())).T
    ratio = y.sum() / m.sum()
    # Cochran 1977, Sampling Techniques, 6.10; of 8 invited 8 answered, 7 of them coded in full.
    away = np.append(y - ratio * m, 0) / m.sum()
    variance = 8 / 7 * (away**2).sum()
    assert (found["count"], found["n"]) == (y.sum(), m.sum())
    assert found["estimate"] == pytest.approx(ratio)
    finite = by_segment({"design": {"finite_population": False}})
    assert row(finite, "help")["se"] == pytest.approx(variance**0.5)
    assert 0 < row(finite, "help")["low"] < ratio < row(finite, "help")["high"] < 1


def test_segments_have_the_breaks_of_the_respondents_and_what_is_withheld_there_is_withheld():
    shown = by_segment({"breaks": ["region", "needed"]})
    assert row(shown, "help", "region", "north")["n"] == 6
    assert row(shown, "help", "needed", "yes")["count"] == 5
    hidden = by_segment({"breaks": ["needed"], "suppression": {**OPEN_RULE, "minimum_base": 4}})
    cell = row(hidden, "help", "needed", "yes")
    assert cell["suppressed"]
    assert pd.isna(cell[["estimate", "count"]]).all()
    assert row(hidden, "help", "needed", "no")["suppressed"]  # or it would give the other away
    assert not row(hidden, "help")["suppressed"]


def test_codes_can_be_crossed_with_the_answers_to_a_closed_question():
    chosen = config(breaks=["needed"])
    table = code_tables(*in_sample(coded(), chosen), chosen, "2030")
    assert row(table, "help", "needed", "yes")["estimate"] == 1
    cell = row(table, "help", "needed", "no")
    assert (cell["count"], cell["n"], cell["cell"]) == (2, 4, "2030/good/help/share@needed=no")


def test_pairs_of_codes_are_counted_by_respondents_and_by_segments():
    made = co_occurrence(*coded(), Suppression(1)).set_index(["first", "second"])
    assert ("help", "course") not in made.index  # a course is help by definition
    pair = made.loc[("help", "money")]
    assert (pair["n"], pair["first_count"], pair["second_count"], pair["both"]) == (7, 5, 4, 3)
    assert pair["jaccard"] == pytest.approx(3 / 6)
    assert pair["expected"] == pytest.approx(5 * 4 / 7)
    assert (pair["segments"], pair["segments_jaccard"]) == (2, pytest.approx(2 / 10))
    assert made.loc[("money", "youth"), "both"] == 0


@pytest.mark.parametrize(
    ("rule", "reason"), [(Suppression(8), "base"), (Suppression(1, 4), "count")]
)
def test_a_pair_of_too_few_is_withheld(rule, reason):
    made = co_occurrence(*coded(), rule).set_index(["first", "second"])
    pair = made.loc[("help", "money")]
    assert pair["suppressed"] == reason
    assert pair[["both", "jaccard", "first_count", "segments"]].isna().all()


def test_groups_are_cases_too():
    made = codes_by_group(*coded()).set_index(["variable", "group"])
    assert list(made.loc[("region", "north"), ["respondents", "good.help", "good.money"]]) == [
        3,
        2,
        3,
    ]
    assert list(made.loc[("region", "south"), ["respondents", "good.help", "good.youth"]]) == [
        4,
        3,
        1,
    ]


def test_the_curve_of_saturation_is_the_mean_over_all_orders():
    has = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0]], bool)
    orders = [
        np.cumsum(has[list(o)], axis=0).astype(bool).sum(axis=1) for o in permutations(range(5))
    ]
    found = curve(has)
    assert found["codes"].tolist() == pytest.approx(np.mean(orders, axis=0).tolist())
    assert found["new"].sum() == pytest.approx(3)
    assert (found["low"] <= found["codes"]).all()
    assert (found["codes"] <= found["high"]).all()
    low, high = np.quantile(orders, [0.025, 0.975], axis=0, method="nearest")
    assert np.abs(found[["low", "high"]].to_numpy().T - [low, high]).max() <= 1
    assert found.equals(curve(has))


def test_saturation_is_of_answers_that_are_coded_in_full_in_whatever_order_they_come():
    codes, segments, *_, book = coded()
    found = saturation(codes, segments, book, 0.95)
    assert found["answers"].tolist() == list(range(1, 8))
    assert found["codes"].iloc[-1] == 4
    assert found["codes"].iloc[0] == pytest.approx(
        (5 + 4 + 1 + 3) / 7
    )  # help, money, youth, course
    turned = saturation(codes, segments[::-1], book, 0.95)
    assert turned["codes"].tolist() == pytest.approx(found["codes"].tolist())


def test_nothing_coded_gives_empty_tables():
    codes, *rest = coded()
    nothing = codes.iloc[:0]
    assert co_occurrence(nothing, *rest, Suppression()).empty
    assert saturation(nothing, rest[0], rest[-1], 0.95).empty
    _, *rest = in_sample(coded(), config())
    tables = code_tables(nothing, *rest, config(), "2030")
    assert segment_tables(nothing, *rest, config(), "2030", tables).empty
