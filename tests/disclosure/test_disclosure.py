"""Attacks on small tables in which subtraction works, and on those that the pipeline makes."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support.example import checked_answers
from support.paths import ROOT
from support.sampled import sampled

from godegrep import tabulate
from godegrep.disclosure.audit import disclosures, printed, withheld_changes, withhold_changes
from godegrep.disclosure.scenario import (
    MOST_WEIGHTS,
    Asked,
    AtLeast,
    Scenario,
    further_questions,
)
from godegrep.disclosure.suppression import suppress
from godegrep.estimation.cells import WITHHELD, WITHHELD_OF_CHANGES
from godegrep.estimation.estimates import encode
from godegrep.report.parts.cells import Cells
from godegrep.sampling.design import Design
from godegrep.study.codebook import Code, Codebook
from godegrep.study.config import Dominance, Suppression
from godegrep.study.read import read_study
from godegrep.tabulation.tables import scenario_of_tables, tables

pytestmark = pytest.mark.workflow

NONE = Suppression(minimum_base=1, dominance=Dominance(base=1))
RULE = Suppression(minimum_base=5, minimum_count=1, dominance=Dominance(base=1))


def study(*counts, breaks=("g",), item="q"):
    """Answers of groups: each of `counts` is (groups, {answer: number})."""
    rows = [
        {**dict(zip(breaks, np.atleast_1d(groups), strict=True)), item: answer}
        for groups, answers in counts
        for answer, number in answers.items()
        for _ in range(number)
    ]
    return pd.DataFrame(rows)


def known_of(frame, *breaks, item="q"):
    options = tuple(sorted(frame[item].dropna().unique()))
    return [Scenario(frame[list(breaks)], {item: Asked(frame[item].notna().to_numpy(), options)})]


def tabled(frame, *breaks, item="q"):
    table = tabulate(frame, item, [None, *breaks])
    table["cell"] = table["cell"].str.lstrip("/")
    return table


def withhold(table, **places):
    """The table with the rows of these groups withheld by hand: `g="a"`, or `g=("a", "yes")`."""
    table = table.copy()
    for by, where in places.items():
        group, *category = np.atleast_1d(where)
        hidden = (table["break"] == by) & (table["group"] == group)
        if category:
            hidden &= table["category"] == category[0]
        table.loc[hidden, "suppressed"] = "by hand"
        table.loc[hidden, WITHHELD] = np.nan
    return table


THREE = study(("a", {"yes": 2, "no": 1}), ("b", {"yes": 9, "no": 8}), ("c", {"yes": 12, "no": 6}))


def test_one_group_withheld_is_had_by_subtraction():
    lines = disclosures(withhold(tabled(THREE, "g"), g="a"), RULE, known_of(THREE, "g"))
    assert [line.split(" is withheld")[0] for line in lines] == [
        "q/no/share@g=a",
        "q/yes/share@g=a",
    ]
    assert "between 1 and 1" in lines[0]
    assert "between 2 and 2" in lines[1]


def test_two_groups_withheld_hide_each_other():
    table = withhold(tabled(THREE, "g"), g="a")
    table = withhold(table, g="b")
    assert disclosures(table, RULE, known_of(THREE, "g")) == []


def test_two_groups_that_agree_do_not_hide_each_other():
    """All of both groups said yes: whoever knows the total knows it."""
    frame = study(("a", {"yes": 3}), ("b", {"yes": 4}), ("c", {"yes": 12, "no": 6}))
    table = withhold(withhold(tabled(frame, "g"), g="a"), g="b")
    assert len(disclosures(table, RULE, known_of(frame, "g"))) == 4
    closed = suppress(tabled(frame, "g"), RULE, known_of(frame, "g"))
    assert disclosures(closed, RULE, known_of(frame, "g")) == []


def test_one_answer_withheld_is_had_from_the_others_and_the_base():
    frame = THREE[THREE["g"] != "a"]
    table = withhold(withhold(tabled(frame, "g"), g=("b", "yes")), g=("c", "yes"))
    lines = disclosures(table, RULE, known_of(frame, "g"))
    assert [line.split(" is withheld")[0] for line in lines] == [
        "q/yes/share@g=b",
        "q/yes/share@g=c",
    ]


def test_a_group_of_options_gives_its_option_away():
    frame = study(
        ("a", {"much": 6, "some": 7, "none": 8, "less": 9}),
        ("b", {"much": 5, "some": 5, "none": 5, "less": 5}),
    )
    table = tabled(frame, "g")
    combined = table[table["category"] == "much"].copy()
    for place, row in combined.iterrows():
        own = table[(table["group"] == row["group"]) & table["category"].isin(["much", "some"])]
        combined.loc[place, ["count", "category", "statistic"]] = (
            own["count"].sum(),
            "more",
            "combined",
        )
    combined["cell"] = combined["cell"].str.replace("much", "more")
    table = pd.concat([table, combined], ignore_index=True)
    known = known_of(frame, "g")
    asked = known[0].items["q"]
    combined = {"more": ("much", "some")}
    known = [Scenario(known[0].groups, {"q": Asked(asked.base, asked.options, combined)})]
    for group in ("a", "b"):
        for category in ("much", "none", "less"):
            table = withhold(table, g=(group, category))
    # «much» is «more» less «some»; «none» and «less» hide each other.
    cells = [line.split(" is withheld")[0] for line in disclosures(table, RULE, known)]
    assert cells == ["q/much/share@g=a", "q/much/share@g=b"]


def test_respondents_of_no_group_are_had_from_the_total():
    frame = study(("b", {"yes": 9, "no": 8}), ("c", {"yes": 12, "no": 6}))
    frame.loc[[0, 20], "g"] = None
    lines = disclosures(tabled(frame, "g"), RULE, known_of(frame, "g"))
    assert lines
    assert "in no group, which no table names" in lines[0]
    closed = suppress(tabled(frame, "g"), RULE, known_of(frame, "g"))
    assert disclosures(closed, RULE, known_of(frame, "g")) == []
    assert (closed["suppressed"] == "secondary").any()


def test_the_difference_of_two_breaks_is_a_small_group():
    """All but two of the district offices lie in Oslo: district less Oslo is those two."""
    frame = study(
        (("oslo", "district"), {"yes": 8, "no": 7}),
        (("west", "district"), {"yes": 1, "no": 1}),
        (("west", "municipal"), {"yes": 9, "no": 8}),
        breaks=("region", "type"),
    )
    table, known = tabled(frame, "region", "type"), known_of(frame, "region", "type")
    lines = disclosures(table, RULE, known)
    assert any("between 1 and 1" in line for line in lines)
    assert disclosures(suppress(table, RULE, known), RULE, known) == []
    # Neither break alone tells anything.
    for by in ("region", "type"):
        assert disclosures(tabled(frame, by), RULE, known_of(frame, by)) == []


def test_who_was_asked_a_further_question_answered_the_filter():
    table = withhold(withhold(tabled(THREE, "g"), g="a"), g="b")
    known = known_of(THREE, "g")
    asked = AtLeast("q", ("yes",), "g", "b", 11)
    # 11 of the 20 in a and b said yes, so that all of them were in b: and b has 17.
    assert disclosures(table, RULE, known, [asked]) != []
    assert disclosures(table, RULE, known, [AtLeast("q", ("yes",), "g", "b", 5)]) == []


def test_a_mean_is_had_by_subtraction_too():
    frame = pd.DataFrame({"q": [3.0, 5, 4, 9, 8, 7, 9, 2, 4, 6, 8, 1, 3, 4, 5, 6]})
    frame["g"] = ["a"] * 3 + ["b"] * 6 + ["c"] * 7
    known = [Scenario(frame[["g"]], {"q": Asked(frame["q"].notna().to_numpy())})]
    table = tabulate(frame, "q", [None, "g"], statistic="mean")
    table["cell"] = table["cell"].str.lstrip("/")
    lines = disclosures(withhold(table, g="a"), RULE, known)
    assert len(lines) == 1
    assert "between 12 and 12" in lines[0]
    assert disclosures(suppress(table, RULE, known), RULE, known) == []


def test_a_withheld_answer_stays_as_uncertain_as_the_smallest_count():
    rule = Suppression(minimum_base=5, minimum_count=3, dominance=Dominance(base=1))
    frame = study(
        ("a", {"yes": 2, "no": 20, "maybe": 15}),
        ("b", {"yes": 8, "no": 9, "maybe": 11}),
        ("c", {"yes": 14, "no": 12, "maybe": 9}),
    )
    table, known = suppress(tabled(frame, "g"), rule, known_of(frame, "g")), known_of(frame, "g")
    first = table[(table["group"] == "a") & (table["category"] == "yes")]
    assert list(first["suppressed"]) == ["count"]
    # A rectangle at the least: two answers in two groups.
    assert (table["suppressed"] != "").sum() >= 4
    assert (table.loc[table["break"] == "", "suppressed"] == "").all()
    assert disclosures(table, rule, known) == []


def test_dominance_withholds_a_small_group_that_agrees():
    rule = Suppression(minimum_base=5, dominance=Dominance(share=0.9, base=10))
    frame = study(
        ("a", {"yes": 9}), ("b", {"yes": 10, "no": 1}), ("c", {"yes": 4, "no": 4}),
        ("d", {"yes": 40, "no": 30}),
    )  # fmt: skip
    table = suppress(tabled(frame, "g"), rule, known_of(frame, "g"))
    reasons = table[table["break"] == "g"].groupby("group")["suppressed"].agg(set)
    assert reasons["a"] == {"dominance"}
    assert reasons["c"] == {"secondary"}
    assert reasons["b"] == reasons["d"] == {""}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_had_of_any_table(seed):
    """Three answers in two crossing breaks, one of small groups, with answers missing at random."""
    rng = np.random.default_rng(seed)
    n = 90
    frame = pd.DataFrame(
        {
            "region": rng.choice(list("abcdef"), n, p=[0.03, 0.05, 0.12, 0.2, 0.25, 0.35]),
            "size": rng.choice(["s", "m", None], n, p=[0.3, 0.67, 0.03]),
            "q": rng.choice(["x", "y", "z", None], n, p=[0.6, 0.25, 0.1, 0.05]),
        }
    )
    rule = Suppression(minimum_count=1 + seed % 3)
    known = known_of(frame, "region", "size")
    table = tabled(frame, "region", "size")
    assert disclosures(table, rule, known) != []
    closed = suppress(table, rule, known)
    assert disclosures(closed, rule, known) == []
    shown = closed[closed["suppressed"] == ""]
    pd.testing.assert_frame_equal(shown, table.loc[shown.index])
    assert len(shown[shown["break"] != ""]) > 0


def test_a_figure_that_stands_in_a_withheld_row_is_told():
    table = tabled(THREE, "g")
    table.loc[table["group"].isin(["a", "b"]), "suppressed"] = "base"
    lines = disclosures(table, RULE, known_of(THREE, "g"))
    assert lines[0] == (
        "q/no/share@g=a is withheld, but its figures are in the table. Run tabulate again."
    )


def test_a_small_base_that_is_shown_is_told():
    assert "q/no/share@g=a must be withheld (base)" in disclosures(tabled(THREE, "g"), RULE, [])[0]


def test_changes_and_printed_numbers_follow_the_tables():
    table = suppress(tabled(THREE, "g"), RULE, known_of(THREE, "g"))
    changes = pd.DataFrame(
        {
            "cell_first": ["q/no/share@g=a", "q/no/share"],
            "cell_second": ["2/q/no/share", "2/q/no/share"],
            "suppressed": ["", ""],
            **dict.fromkeys(WITHHELD_OF_CHANGES, 0.5),
        }
    )
    assert len(withheld_changes(changes, table)) == 1
    closed = withhold_changes(changes, table)
    assert list(closed["suppressed"]) == ["base", ""]
    assert closed.loc[0, WITHHELD_OF_CHANGES].isna().all()
    assert withheld_changes(closed, table) == []
    assert printed(pd.Series(["q/yes/share@g=a", "q/yes/share"]), table) == [
        "q/yes/share@g=a is withheld, but a report or a trend shows it."
    ]


def test_a_study_without_breaks_has_nothing_to_subtract():
    known = known_of(THREE)
    assert disclosures(suppress(tabled(THREE), RULE, known), RULE, known) == []


@pytest.mark.workflow
def test_nothing_is_had_of_the_example_in_small_regions():
    """All background variables as breaks, the smallest region having a handful of offices."""
    study = read_study(ROOT)
    config = replace(study.config, breaks=("region", "size", "type"))
    asked = study.questionnaire.view("2021")
    answers = sampled(checked_answers("2021"), asked, config)
    table = tables(answers, asked, config, "2021")
    known = [scenario_of_tables(answers, asked, config)]
    told = further_questions(table[table["suppressed"] == ""], asked)
    assert disclosures(table, config.suppression, known, told) == []
    assert {"base", "secondary"} <= set(table["suppressed"])
    # The same table with the smallest groups alone withheld gives some of them away.
    opened = tables(answers, asked, replace(config, suppression=NONE), "2021")
    for column in ("suppressed", *WITHHELD):
        opened[column] = opened[column].where(table["suppressed"] != "base", table[column])
    assert any("can be worked out" in line for line in disclosures(opened, RULE, known, told))


def coded(*counts):
    """Codes of groups, `p` above `a` and `b`: each of `counts` is (group, {codes: number})."""
    rows = [
        {"g": group, **{code: "selected" if code in had else "not_selected" for code in "pab"}}
        for group, parts in counts
        for had, number in parts.items()
        for _ in range(number)
    ]
    frame = pd.DataFrame(rows)
    parts = []
    for code in "pab":
        one = tabulate(frame, code, [None, "g"])
        one = one[one["category"] == "selected"].assign(item="open", category=code)
        parts.append(one.assign(cell=[f"open/{code}@{group}" for group in one["group"]]))
    codebook = Codebook(
        1, (Code("p", {}, {}), Code("a", {}, {}, parent="p"), Code("b", {}, {}, parent="p"))
    )
    breaks = [encode(frame["g"])]
    known = Scenario.of_codes(frame[list("pab")], breaks, "open", codebook)
    return pd.concat(parts, ignore_index=True), [known]


def test_the_code_above_gives_the_only_code_below_that_somebody_has():
    """Nobody of w has `b`, and `p` is had through `a` or `b` alone: as many have `a` as `p`."""
    rule = Suppression(minimum_base=5, minimum_count=3, dominance=Dominance(base=1))
    table, known = coded(
        ("v", {"pa": 2, "pb": 5, "": 20}),
        ("w", {"pa": 7, "": 15}),
        ("x", {"pa": 9, "pb": 8, "": 12}),
    )
    hidden = withhold(table, g=("v", "a"))
    hidden = withhold(hidden, g=("w", "a"))
    lines = disclosures(hidden, rule, known)
    assert any("open/a@w is withheld" in line and "between 7 and 7" in line for line in lines)
    closed = suppress(table, rule, known)
    assert disclosures(closed, rule, known) == []
    apart = [Scenario(known[0].groups, {"open": Asked(known[0].items["open"].base)})]
    assert disclosures(hidden, rule, apart) == []


def test_a_code_that_stands_alone_too_is_no_sum_of_those_below():
    rule = Suppression(minimum_base=5, minimum_count=3, dominance=Dominance(base=1))
    table, known = coded(
        ("v", {"pa": 2, "pb": 5, "": 20}), ("w", {"pa": 7, "p": 4, "": 15}), ("x", {"pa": 9, "": 9})
    )
    assert known[0].items["open"].only_above == frozenset()
    hidden = withhold(withhold(table, g=("v", "a")), g=("w", "a"))
    assert disclosures(hidden, rule, known) == []


def weighted(frame, *breaks):
    """The table of a frame with a column `w` of weights, and what is known with those weights."""
    options = tuple(sorted(frame["q"].dropna().unique()))
    table = tabulate(frame, "q", [None, *breaks], design=Design(weights="w"))
    table["cell"] = table["cell"].str.lstrip("/")
    asked = Asked(frame["q"].notna().to_numpy(), options)
    return table, [Scenario(frame[list(breaks)], {"q": asked}, frame["w"].to_numpy())]


def test_weights_tell_withheld_groups_apart():
    """Of 13 in a and b, 8 said yes: their weights 1 and 3 say how many of those were in a."""
    frame = study(
        ("a", {"yes": 2, "no": 4}), ("b", {"yes": 6, "no": 1}), ("c", {"yes": 12, "no": 6})
    )
    frame["w"] = frame["g"].map({"a": 1.0, "b": 3.0, "c": 1.0}) / 7
    table, known = weighted(frame, "g")
    hidden = withhold(withhold(table, g="a"), g="b")
    lines = disclosures(hidden, RULE, known)
    assert any(
        "q/yes/share@g=a is withheld" in line and "between 2 and 2" in line for line in lines
    )
    assert disclosures(hidden, RULE, [replace(known[0], weights=None)]) == []
    assert disclosures(suppress(hidden, RULE, known), RULE, known) == []


def test_a_weight_of_each_ones_own_tells_groups_apart_too():
    """The weights of a lie around 1 and those of b around 3: 8 who said yes weigh 20, not 16."""
    frame = study(
        ("a", {"yes": 2, "no": 4}), ("b", {"yes": 6, "no": 1}), ("c", {"yes": 60, "no": 60})
    )
    rng = np.random.default_rng(4)
    frame["w"] = frame["g"].map({"a": 1.0, "b": 3.0, "c": 1.0}) * rng.uniform(0.97, 1.03, 133)
    table, known = weighted(frame, "g")
    assert len(frame["w"].unique()) > MOST_WEIGHTS
    hidden = withhold(withhold(table, g="a"), g="b")
    lines = disclosures(hidden, replace(RULE, minimum_count=2), known)
    told = next(line for line in lines if "q/yes/share@g=a is withheld" in line)
    low, high = map(float, re.search(r"between (\S+) and (\S+)\. ", told).groups())
    assert 1 < low < 2 < high < 3
    assert disclosures(hidden, RULE, [replace(known[0], weights=None)]) == []
    assert disclosures(suppress(hidden, RULE, known), RULE, known) == []


def test_weights_tell_a_small_group_that_no_table_names():
    """Two of s weigh more than the others of their region: shares of the region alone tell them."""
    frame = study(
        (("x", "s"), {"yes": 1, "no": 1}), (("x", "m"), {"yes": 9, "no": 8}),
        (("y", "s"), {"yes": 7, "no": 9}), (("y", "m"), {"yes": 5, "no": 6}),
        breaks=("region", "size"),
    )  # fmt: skip
    frame["w"] = np.where(frame["size"] == "s", 2.3, 0.9)
    table, known = weighted(frame, "region", "size")
    table = table[table["break"] != "size"].reset_index(drop=True)
    lines = disclosures(table, RULE, known)
    assert lines[0].startswith("q, region=x and size=s, which no table names")
    assert disclosures(table, RULE, [replace(known[0], weights=None)]) == []
    assert disclosures(suppress(table, RULE, known), RULE, known) == []


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_had_of_raked_tables_in_three_breaks(seed):
    rng = np.random.default_rng(seed)
    n = 150
    frame = pd.DataFrame(
        {
            "region": rng.choice(list("abcd"), n, p=[0.1, 0.2, 0.3, 0.4]),
            "size": rng.choice(["s", "m", "l"], n, p=[0.2, 0.35, 0.45]),
            "type": rng.choice(["u", "v"], n, p=[0.25, 0.75]),
            "q": rng.choice(["x", "y", "z", None], n, p=[0.5, 0.25, 0.2, 0.05]),
        }
    )
    # Raking to margins gives weights that are a product of one factor a margin.
    factors = [frame[by].map({g: rng.uniform(0.7, 1.6) for g in frame[by].unique()})
               for by in ("region", "size")]  # fmt: skip
    frame["w"] = factors[0] * factors[1]
    rule = Suppression(minimum_base=5, minimum_count=3)
    table, known = weighted(frame, "region", "size", "type")
    assert disclosures(table, rule, known) != []
    closed = suppress(table, rule, known)
    assert disclosures(closed, rule, known) == []
    assert (closed["suppressed"] == "").any()


def test_large_numbers_do_not_contradict_each_other_by_rounding():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"q": rng.uniform(1e8, 1e9, 60), "w": rng.uniform(0.5, 2, 60)})
    frame["g"], frame["h"] = rng.choice(list("abcd"), 60), rng.choice(list("xyz"), 60)
    frame.loc[frame["g"] == "a", "g"] = np.where(np.arange((frame["g"] == "a").sum()) < 3, "a", "b")
    known = [Scenario(frame[["g", "h"]], {"q": Asked(frame["q"].notna().to_numpy())})]
    table = tabulate(frame, "q", [None, "g", "h"], statistic="mean", design=Design(weights="w"))
    closed = suppress(table, RULE, known)
    assert set(closed["suppressed"]) == {"", "base", "secondary"}
    assert disclosures(closed, RULE, known) == []


def test_rows_that_contradict_each_other_are_a_fault():
    """A weighted share that cannot be: nothing is left out so that the others agree."""
    frame = THREE.assign(w=THREE["g"].map({"a": 1.0, "b": 3.0, "c": 1.0}))
    table, known = weighted(frame, "g")
    table = withhold(withhold(table, g="a"), g="b")
    table.loc[(table["break"] == "") & (table["category"] == "yes"), "estimate"] = 0.01
    with pytest.raises(ValueError, match="contradict"):
        disclosures(table, RULE, known)


def test_the_printed_interval_of_all_tells_not_what_a_withheld_stratum_answered():
    """Of a and b, 6 said yes. The exact ends of the interval of all would say how many of a."""
    sizes = {"a": 6, "b": 7, "c": 230}
    exact, printed_ends = set(), set()
    for of_a in range(7):
        frame = study(
            *(
                (group, {"yes": yes, "no": sizes[group] - yes})
                for group, yes in (("a", of_a), ("b", 6 - of_a), ("c", 80))
            )
        )
        frame["N"] = 2 * frame["g"].map(sizes)
        table = tabulate(frame, "q", design=Design(strata="g", population="N"))
        exact.add(table["low"].round(9)[1])
        cell = Cells("2017", table).get("q", "yes")
        printed_ends.add((cell.low, cell.high))
    assert len(exact) == 7
    assert len(printed_ends) <= 2
