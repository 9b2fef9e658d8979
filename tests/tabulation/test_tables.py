"""All tables of a wave, from answers that can be counted by hand."""

from dataclasses import replace

import numpy as np
import pytest
from support import report_results
from support.sampled import sampled
from support.survey import ANSWERS, CONFIG, QUESTIONNAIRE

from godegrep.estimation.cells import TYPES
from godegrep.estimation.estimates import tabulate
from godegrep.sampling.design import Design
from godegrep.study.config import Suppression, Weights
from godegrep.tabulation.tables import tables

TABLE = tables(sampled(ANSWERS, QUESTIONNAIRE, CONFIG), QUESTIONNAIRE, CONFIG, "2017")
ALL = TABLE[TABLE["break"] == ""]


def cell(name, table=TABLE):
    return table.set_index("cell").loc[f"2017/{name}"]


def test_columns_types_and_ids():
    assert {name: str(kind) for name, kind in TABLE.dtypes.items()} == TYPES
    assert TABLE["cell"].is_unique
    assert (TABLE["wave"] == "2017").all()


def test_rows_follow_the_questionnaire_then_the_breaks():
    assert list(dict.fromkeys(TABLE["item"])) == [
        "response",
        *("needed", "use.plan", "tools.a", "tools.b", "staff", "why"),
    ]
    plan = TABLE[TABLE["item"] == "use.plan"]
    assert list(dict.fromkeys(zip(plan["break"], plan["group"], strict=True))) == [
        ("", ""),
        ("size", "small"),
        ("size", "large"),
        ("needed", "yes"),
        ("needed", "no"),
    ]
    assert list(plan["category"][:4]) == ["often", "seldom", "never", "at_all"]
    assert list(plan["statistic"][:4]) == ["share", "share", "share", "combined"]


def test_a_question_is_not_broken_down_by_itself():
    assert set(TABLE[TABLE["item"] == "needed"]["break"]) == {"", "size"}


def test_response_rates():
    assert cell("response/answered/response")["estimate"] == 0.6
    north = cell("response/answered/response@region=nord")
    invited = ANSWERS["frame.region"] == "nord"
    assert north["n"] == invited.sum()
    assert north["count"] == (invited & (ANSWERS.index < 60)).sum()
    assert np.isnan([north["se"], north["low"], north["high"], north["df"]]).all()
    rates = TABLE[(TABLE["item"] == "response") & (TABLE["break"] == "size")]
    rates = rates[rates["category"] == "answered"]
    assert list(rates["group"]) == ["small", "large"]
    assert rates["n"].sum() == 100


def test_bases_and_counts():
    answered = ANSWERS[:60]
    assert cell("needed/yes/share")["n"] == answered["needed"].notna().sum()
    assert cell("needed/yes/share")["count"] == (answered["needed"] == "yes").sum()
    assert not TABLE["category"].isin(["dont_know", "not_selected", "silent"]).any()
    assert cell("tools.b/selected/share")["estimate"] == 0
    why = cell("why/answered/share")
    assert why["n"] == (answered["needed"] == "yes").sum()
    assert why["count"] == answered["why"].notna().sum()
    assert cell("staff//mean")["estimate"] == pytest.approx(answered["staff"].mean())
    assert cell("staff//mean")["n"] == answered["staff"].notna().sum()
    assert cell("staff//median@size=small")["estimate"] == 8


def test_a_group_of_options_has_its_own_variance():
    answered = ANSWERS[:60].copy()
    answered["N"] = answered["frame.region"].map(ANSWERS["frame.region"].value_counts())
    answered["use"] = answered["use.plan"].isin(["often", "seldom"])
    design = Design(strata="frame.region", population="N")
    by_hand = tabulate(answered, "use", "frame.size", design).query("category == 'True'")
    ours = TABLE[(TABLE["category"] == "at_all") & (TABLE["break"] == "size")]
    for name in ("n", "count", "estimate", "se", "low", "high", "df"):
        expected = by_hand.set_index("group")[name]
        assert ours.set_index("group")[name].to_dict() == pytest.approx(expected.to_dict())


def test_without_a_frame_there_is_no_finite_population():
    bare = ANSWERS.drop(columns=["frame.region", "frame.size"])
    table = tables(sampled(bare, QUESTIONNAIRE, CONFIG), QUESTIONNAIRE, CONFIG, "2017")
    row, answered = cell("needed/yes/share", table), ANSWERS[:60]
    p, n = row["estimate"], row["n"]
    # The 60 are the sample, the n who chose an option a domain of it.
    assert row["se"] == pytest.approx(np.sqrt(60 / 59 * p * (1 - p) / n))
    assert set(table["break"]) == {"", "needed"}
    assert len(answered) == cell("response/answered/response", table)["count"]


def test_weights_by_response_bring_the_strata_back_to_their_part_of_the_frame():
    config = replace(CONFIG, design=replace(CONFIG.design, weights=Weights("response")))
    of_wave = sampled(ANSWERS, QUESTIONNAIRE, config)
    weights = of_wave.rows.groupby("frame.region")["design.start_weight"].sum()
    assert weights.to_dict() == pytest.approx(ANSWERS["frame.region"].value_counts().to_dict())
    table = tables(of_wave, QUESTIONNAIRE, config, "2017")
    assert cell("tools.a/selected/share", table)["weighted_base"] == pytest.approx(100)


def test_a_stratum_with_a_single_answer_does_not_stop_the_run():
    answers = ANSWERS.copy()
    answers.loc[[0, 70, 71], "frame.region"] = "øst"
    wave = sampled(answers, QUESTIONNAIRE, CONFIG)
    row = cell("needed/yes/share", tables(wave, QUESTIONNAIRE, CONFIG, "2017"))
    assert row["low"] < row["estimate"] < row["high"]


def test_a_wave_without_answers_gives_empty_bases():
    nobody = ANSWERS.assign(status="not_started")
    table = tables(sampled(nobody, QUESTIONNAIRE, CONFIG), QUESTIONNAIRE, CONFIG, "2017")
    assert cell("response/answered/response", table)["estimate"] == 0
    assert (table.loc[table["item"] != "response", "n"] == 0).all()
    assert (table.loc[table["item"] != "response", "suppressed"] == "base").all()


def test_small_bases_are_suppressed():
    config = replace(CONFIG, suppression=Suppression(minimum_base=1000))
    table = tables(sampled(ANSWERS, QUESTIONNAIRE, config), QUESTIONNAIRE, config, "2017")
    assert (table["suppressed"] == "base").all()


def test_the_question_that_leads_to_another_can_be_a_break():
    study = report_results.study(breaks=["need"])
    made = report_results.results(study, read=49)
    tables = made.closed.tables
    split = tables[tables["break"] == "need"]
    assert "which" in set(split["item"])  # asked of those who answered yes
    assert set(split.loc[split["item"] == "trend.a", "group"]) == {"yes", "no"}
