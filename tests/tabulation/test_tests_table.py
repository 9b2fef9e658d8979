"""The tests of a wave, its response, and the transitions of its panel, in data counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from support import report_results as made
from support.sampled import sampled, sampled_waves
from support.survey import BOTH, CONFIG, QUESTIONNAIRE, made_up

from godegrep.estimation.cells import TYPES as CELL_TYPES
from godegrep.inference.multiplicity import adjust
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.sampling.dispositions import dispositions
from godegrep.tabulation import tests as module
from godegrep.tabulation.response import response
from godegrep.tabulation.tables import tables
from godegrep.tabulation.tests import TYPES
from godegrep.tabulation.transitions import transitions

STUDY = made.study()


def outcomes(frame, study=STUDY):
    questionnaire = study.questionnaire.view(made.WAVE)
    wave = sampled(frame, questionnaire, study.config)
    found = tables(wave, questionnaire, study.config, made.WAVE)
    return module.tests_table(wave, found, questionnaire, study.config, made.WAVE)


def row(table, item, by="size"):
    return table[(table["item"] == item) & (table["break"] == by)].iloc[0]


APART = made.answers(need=("yes", "no") * 40 + ("yes",) * 20)
TESTS = outcomes(APART)


def test_columns_types_and_ids():
    assert {name: str(kind) for name, kind in TESTS.dtypes.items()} == TYPES
    assert TESTS["cell"].is_unique
    assert row(TESTS, "need")["cell"] == "2030/need//test@size"
    assert TESTS[["p", "p_adjusted", "effect", "n"]].notna().all(axis=None)


def test_each_type_of_question_has_its_test():
    kinds = TESTS.set_index("item")["test"].to_dict()
    assert kinds["need"] == kinds["means.x"] == "rao_scott"
    assert kinds["trend.b"] == "ranks"
    assert kinds["cases"] == "means"
    assert kinds["response"] == "pearson"
    assert "which" not in kinds
    # Everyone answered alike: there is nothing to test.
    assert "trend.c" not in kinds


def test_a_table_without_design_is_pearsons_in_a_large_sample():
    counts = pd.crosstab(APART["frame.size"], APART["need"]).to_numpy()
    found = row(TESTS, "need")
    pearson = stats.chi2_contingency(counts, correction=False)
    effect = 2 * np.arcsin(np.sqrt(counts[:, 1] / counts.sum(axis=1)))
    assert abs(found["effect"]) == pytest.approx(abs(effect[1] - effect[0]))
    assert found["p"] < 1e-6
    assert pearson.pvalue < 1e-6
    assert (found["n"], found["groups"]) == (100, 2)
    assert found["category"] == "yes"
    assert (found["group"], found["residual"] > 0) in {("s", True), ("b", False)}


def test_the_finite_population_makes_no_test_surer():
    everyone = APART[APART["status"] == "complete"].reset_index(drop=True)
    assert row(outcomes(everyone), "need")["p"] == pytest.approx(row(TESTS, "need")["p"])


@pytest.mark.parametrize("correction", ["holm", "bh"])
def test_p_is_adjusted_within_the_theme(correction):
    study = made.study(tests={"correction": correction})
    found = outcomes(APART, study)
    assert (found["correction"] == correction).all()
    for family, part in found.groupby("family"):
        assert list(part["p_adjusted"]) == list(adjust(part["p"].to_numpy(), correction)), family
        assert (part["tests"] == len(part)).all()
    assert set(found["family"]) == {"one", "two", "response"}


def test_small_and_withheld_groups_take_no_part():
    few = made.answers(size=("s",) * (101 - SMALLEST_GROUP) + ("b",) * (SMALLEST_GROUP - 1))
    assert set(outcomes(few)["item"]) == {"response"}
    questionnaire = STUDY.questionnaire.view(made.WAVE)
    wave = sampled(APART, questionnaire, STUDY.config)
    found = tables(wave, questionnaire, STUDY.config, made.WAVE)
    found.loc[(found["group"] == "b") & (found["item"] == "need"), "suppressed"] = "base"
    hidden = module.tests_table(wave, found, questionnaire, STUDY.config, made.WAVE)
    assert "need" not in set(hidden["item"])
    assert "means.x" in set(hidden["item"])


def test_who_answered_is_compared_with_who_was_invited():
    frame = made.answers(size=("s",) * 70 + ("b",) * 30, silent=40)
    counts = pd.crosstab(frame["frame.size"], frame["status"]).to_numpy()
    found = row(outcomes(frame), "response")
    expected = stats.chi2_contingency(counts, correction=False)
    assert found["statistic"] == pytest.approx(expected.statistic)
    assert found["p"] == pytest.approx(expected.pvalue)
    assert found["effect"] == pytest.approx(np.sqrt(expected.statistic / 140))
    assert (found["n"], found["category"]) == (140, "answered")


# --- Response ---------------------------------------------------------------------------------


def test_dispositions_go_by_the_part_of_the_questions_answered():
    """Six parts are put to all: three items of a grid, one single, one multiple, one number."""
    frame = made.answers().iloc[[0, 1, 2, 3, 124]].reset_index(drop=True)
    ticks = ["means.x", "means.y", "means.none"]
    frame.loc[1, ["cases", "need"]] = [np.nan, None]  # 4 of 6
    frame.loc[2, ["trend.a", "trend.b", "cases", *ticks]] = None  # 2 of 6
    frame.loc[3, ["trend.a", "cases"]] = [None, np.nan]
    frame.loc[3, "trend.a__why"] = "dont_know"  # an answer all the same: 5 of 6
    questionnaire = STUDY.questionnaire.view(made.WAVE)
    found = dispositions(frame, questionnaire)
    assert list(found) == ["complete", "partial", "break_off", "complete", "not_started"]
    frame.loc[2, "trend.a__why"] = "not_asked"
    frame.loc[2, "trend.b__why"] = "not_asked"  # now 2 of 4
    assert dispositions(frame, questionnaire)[2] == "partial"
    frame["status"] = ["refused", *frame["status"][1:]]
    assert dispositions(frame, questionnaire)[0] == "refused"


def test_rates_are_of_all_invited():
    frame = made.answers(silent=100)
    frame.loc[:9, ["need", "cases"]] = [None, np.nan]
    frame.loc[10:14, ["trend.a", "trend.b", "trend.c", "cases"]] = [None, None, None, np.nan]
    frame.loc[100:119, "status"] = "refused"
    questionnaire = STUDY.questionnaire.view(made.WAVE)
    wave = sampled(frame, questionnaire, STUDY.config)
    found = tables(wave, questionnaire, STUDY.config, made.WAVE)
    rates = found[(found["item"] == "response") & (found["break"] == "")].set_index("category")
    assert rates["count"].to_dict() == {"answered": 100, "rr1": 85, "rr2": 95, "ref1": 25}
    assert (rates["n"] == 200).all()
    assert rates.loc["rr1", "estimate"] == 0.425


def test_clusters_have_no_response_rates_of_their_own():
    frame = made.answers(silent=4)
    for cluster, breaks in (("", {"", "size"}), ("size", {""})):
        config = replace(STUDY.config, design=replace(STUDY.config.design, clusters=cluster))
        wave = sampled(frame, STUDY.questionnaire, config)
        assert {part.by for part in response(wave, STUDY.questionnaire, config)} == breaks


# --- Transitions ------------------------------------------------------------------------------

WAVES = {"2017": made_up(), "2021": made_up(60, seed=2).assign(new="yes", new__why=None)}
SAMPLED = sampled_waves(WAVES, BOTH, CONFIG)
MOVES, MOVED = transitions(SAMPLED, BOTH, CONFIG)


def panel(item):
    answered = ["partial", "complete"]
    first, second = (wave[wave["status"].isin(answered)] for wave in WAVES.values())
    both = first.merge(second, on="respondent")[[f"{item}_x", f"{item}_y"]].dropna()
    return both.set_axis(["first", "second"], axis=1)


def test_transitions_have_the_columns_of_tables_and_tests():
    assert {name: str(kind) for name, kind in MOVES.dtypes.items()} == CELL_TYPES
    assert {name: str(kind) for name, kind in MOVED.dtypes.items()} == TYPES
    assert set(MOVES["break"]) == {"2017"}
    assert set(MOVES["item"]) == {"use.plan", "tools.a"}


def test_transitions_count_who_moved_from_which_answer_to_which():
    both = panel("use.plan")
    rows = MOVES[(MOVES["item"] == "use.plan") & (MOVES["suppressed"] == "")]
    assert len(rows)
    for _, one in rows[rows["statistic"] == "share"].iterrows():
        group = both[both["first"] == one["group"]]
        assert one["n"] == len(group)
        assert one["count"] == (group["second"] == one["category"]).sum()
        assert one["estimate"] == pytest.approx(one["count"] / one["n"])
        assert one["cell"] == f"2021/use.plan/{one['category']}/share@2017={one['group']}"


def test_the_panel_is_tested_beside_its_table():
    both = panel("tools.a")
    there = ((both["first"] == "selected") & (both["second"] != "selected")).sum()
    back = ((both["first"] != "selected") & (both["second"] == "selected")).sum()
    found = row(MOVED, "tools.a", "2017")
    assert found["test"] == "mcnemar"
    assert found["statistic"] == there
    assert found["p"] == pytest.approx(stats.binomtest(int(there), int(there + back)).pvalue)
    assert found["effect"] == pytest.approx(abs(there - back) / len(both))
    assert found["n"] == len(both)


def test_a_wave_without_names_has_no_panel():
    waves = tuple(replace(wave, respondent="") for wave in CONFIG.waves)
    moves, moved = transitions(SAMPLED, BOTH, replace(CONFIG, waves=waves))
    assert (moves["n"] == 0).all()
    assert moved.empty
    assert QUESTIONNAIRE is not BOTH
