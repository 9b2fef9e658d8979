"""All tables of a wave, from answers that can be counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import report_results

from godegrep.estimation.cells import TYPES
from godegrep.estimation.estimates import tabulate
from godegrep.sampling.design import Design
from godegrep.sampling.sample import respondents
from godegrep.study.config import Suppression, Weights, config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tables import tables

QUESTIONNAIRE = from_dict(
    {
        "themes": [{"id": "t", "title": "Tema"}],
        "questions": [
            {
                "id": "needed",
                "type": "single",
                "theme": "t",
                "text": "Behov?",
                "options": [
                    {"id": "yes", "text": "Ja"},
                    {"id": "no", "text": "Nei"},
                    {"id": "dont_know", "text": "Vet ikke", "missing": "dont_know"},
                ],
                "columns": {"2017": "q1"},
            },
            {
                "id": "use",
                "type": "grid",
                "theme": "t",
                "text": "Hvor ofte?",
                "options": [{"id": name, "text": name} for name in ("often", "seldom", "never")],
                "groups": [{"id": "at_all", "text": "Bruker", "options": ["often", "seldom"]}],
                "items": [{"id": "plan", "columns": {"2017": "q2"}}],
            },
            {
                "id": "tools",
                "type": "multiple",
                "theme": "t",
                "text": "Hvilke?",
                "items": [
                    {"id": "a", "columns": {"2017": "q3a"}},
                    {"id": "b", "columns": {"2017": "q3b"}},
                ],
            },
            {
                "id": "staff",
                "type": "number",
                "theme": "t",
                "text": "Ansatte",
                "columns": {"2017": "q4"},
            },
            {
                "id": "why",
                "type": "open",
                "theme": "t",
                "text": "Hvorfor?",
                "columns": {"2017": "q5"},
            },
        ],
    }
)
CONFIG = config_from_dict(
    {
        "title": "Prøve",
        "waves": {"2017": {"export": "x.csv", "respondent": "id"}},
        "frame": {
            "respondent": "id",
            "variables": {
                "region": {"text": "Landsdel"},
                "size": {"text": "Størrelse", "values": {"small": "Liten", "large": "Stor"}},
            },
        },
        "design": {"strata": ["region"], "weights": "none", "finite_population": True},
        "breaks": ["size", "needed"],
        "suppression": {"minimum_base": 1},
    }
)


def made_up(answered=60, invited=100, seed=1):
    """Answers of `invited` offices in two regions and two sizes; the first `answered` answered."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"respondent": [f"k{number:03}" for number in range(invited)]})
    frame["status"] = (
        ["complete"] * (answered - 5) + ["partial"] * 5 + ["not_started"] * (invited - answered)
    )
    frame["frame.region"] = rng.choice(["nord", "sør"], invited)
    frame["frame.size"] = rng.choice(["large", "small"], invited)
    here = np.arange(invited) < answered
    for column, values in {
        "needed": ["yes", "no", None],
        "use.plan": ["often", "seldom", "never"],
        "tools.a": ["selected", "not_selected"],
        "tools.b": ["not_selected"],
        "staff": [3.0, 8.0, 20.0, np.nan],
        "why": ["fordi", None],
    }.items():
        frame[column] = pd.Series(rng.choice(np.array(values, object), invited)).where(here)
    frame["staff"] = frame["staff"].astype(float)
    for item in ("needed", "use.plan", "tools.a", "tools.b", "staff", "why"):
        frame[f"{item}__why"] = np.where(frame[item].isna(), "blank", None)
    asked = frame["needed"] == "yes"
    frame.loc[~asked, "why"] = None
    frame.loc[~asked, "why__why"] = "not_asked"
    return frame


ANSWERS = made_up()
TABLE = tables(ANSWERS, QUESTIONNAIRE, CONFIG, "2017")
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
    table = tables(bare, QUESTIONNAIRE, CONFIG, "2017")
    row, answered = cell("needed/yes/share", table), ANSWERS[:60]
    p, n = row["estimate"], row["n"]
    # The 60 are the sample, the n who chose an option a domain of it.
    assert row["se"] == pytest.approx(np.sqrt(60 / 59 * p * (1 - p) / n))
    assert set(table["break"]) == {"", "needed"}
    assert len(answered) == cell("response/answered/response", table)["count"]


def test_weights_by_response_bring_the_strata_back_to_their_part_of_the_frame():
    config = replace(CONFIG, weights=Weights("response"))
    weights = (
        respondents(ANSWERS, QUESTIONNAIRE, config).groupby("frame.region")["design.weight"].sum()
    )
    assert weights.to_dict() == pytest.approx(ANSWERS["frame.region"].value_counts().to_dict())
    table = tables(ANSWERS, QUESTIONNAIRE, config, "2017")
    assert cell("tools.a/selected/share", table)["weighted_base"] == pytest.approx(100)


def test_a_stratum_with_a_single_answer_does_not_stop_the_run():
    answers = ANSWERS.copy()
    answers.loc[[0, 70, 71], "frame.region"] = "øst"
    row = cell("needed/yes/share", tables(answers, QUESTIONNAIRE, CONFIG, "2017"))
    assert row["low"] < row["estimate"] < row["high"]


def test_a_wave_without_answers_gives_empty_bases():
    nobody = ANSWERS.assign(status="not_started")
    table = tables(nobody, QUESTIONNAIRE, CONFIG, "2017")
    assert cell("response/answered/response", table)["estimate"] == 0
    assert (table.loc[table["item"] != "response", "n"] == 0).all()
    assert (table.loc[table["item"] != "response", "suppressed"] == "base").all()


def test_small_bases_are_suppressed():
    table = tables(
        ANSWERS, QUESTIONNAIRE, replace(CONFIG, suppression=Suppression(minimum_base=1000)), "2017"
    )
    assert (table["suppressed"] == "base").all()


def test_the_question_that_leads_to_another_can_be_a_break():
    study = report_results.study(breaks=["need"])
    made = report_results.results(study, read=49)
    tables = made.closed.tables
    split = tables[tables["break"] == "need"]
    assert "which" in set(split["item"])  # asked of those who answered yes
    assert set(split.loc[split["item"] == "trend.a", "group"]) == {"yes", "no"}
