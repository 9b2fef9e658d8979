"""The sample of a wave: weights, clusters and bases as the config and the questionnaire ask."""

from dataclasses import replace

import pytest
from support.sampled import sampled
from support.survey import ANSWERS, CONFIG, QUESTIONNAIRE

from godegrep.core.errors import Mistake
from godegrep.inference.panel import pair
from godegrep.sampling.bases import in_bases
from godegrep.study.config import Weights
from godegrep.tabulation.tables import tables


def weighted(kind, *names):
    return replace(CONFIG, design=replace(CONFIG.design, weights=Weights(kind, names)))


def drawn(config, answers=ANSWERS):
    found = sampled(answers, QUESTIONNAIRE, config).sample
    return found.frame, found


def sums(config, by):
    rows, found = drawn(config)
    return rows.assign(w=found.weights).groupby(by)["w"].sum().to_dict()


def question(name, **changes):
    """The questionnaire with one question changed."""
    changed = tuple(replace(q, **changes) if q.id == name else q for q in QUESTIONNAIRE)
    return replace(QUESTIONNAIRE, questions=changed)


def tabled(answers, asked):
    return tables(sampled(answers, asked, CONFIG), asked, CONFIG, "2017")


def rows_of(table, item, by=""):
    return table[(table["item"] == item) & (table["break"] == by)].set_index("category")


@pytest.mark.parametrize("kind", ["rake", "calibrate"])
def test_weights_meet_each_margin_of_everyone_invited(kind):
    config = weighted(kind, "region", "size")
    for by in ("frame.region", "frame.size"):
        assert sums(config, by) == pytest.approx(ANSWERS[by].value_counts().to_dict())


def test_post_stratification_meets_each_combination():
    config, by = weighted("poststratify", "region", "size"), ["frame.region", "frame.size"]
    assert sums(config, by) == pytest.approx(ANSWERS.groupby(by).size().to_dict())
    one = weighted("poststratify", "size")
    assert sums(one, "frame.size") == pytest.approx(ANSWERS["frame.size"].value_counts().to_dict())


def test_a_raked_margin_has_no_variance():
    config = replace(weighted("rake", "size"), breaks=())
    told = ANSWERS["frame.size"].map({"small": "yes", "large": "no"})
    wave = sampled(ANSWERS.assign(needed=told, needed__why=None), QUESTIONNAIRE, config)
    rows = rows_of(tables(wave, QUESTIONNAIRE, config, "2017"), "needed")
    assert rows["se"].to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert rows["estimate"].between(0.01, 0.99).all()


def test_a_combination_that_nobody_answered_in_is_named():
    gone = ANSWERS.copy()
    here = (gone["frame.region"] == "nord") & (gone["frame.size"] == "small")
    gone.loc[here, "status"] = "not_started"
    with pytest.raises(Mistake, match="nobody in the sample is in nord × small"):
        drawn(weighted("poststratify", "region", "size"), gone)


def test_a_weight_that_is_given_is_taken():
    answers = ANSWERS.assign(weight=[float(1 + row % 3) for row in range(len(ANSWERS))])
    rows, found = drawn(weighted("column", "vekt"), answers)
    assert list(found.weights) == list(rows["weight"])


def test_clusters_are_a_stage_of_their_own_where_the_population_is_known():
    answers = ANSWERS.assign(**{"frame.town": [f"t{row % 20:02}" for row in range(100)]})
    config = replace(CONFIG, design=replace(CONFIG.design, strata=(), clusters="town"))
    _, found = drawn(config, answers)
    assert (found.sizes, found.fractions) == (pytest.approx([20]), pytest.approx([1.0]))
    (stage,) = found.later
    assert stage.fractions == pytest.approx([0.6] * 20)
    _, endless = drawn(
        replace(config, design=replace(config.design, finite_population=False)), answers
    )
    assert (endless.sizes, endless.later) == (pytest.approx([20]), ())


def test_two_waves_keep_their_own_calibration():
    config = weighted("rake", "size")
    grown = ANSWERS.copy()
    grown.loc[grown.index[:50], "frame.size"] = "large"
    first, second = (sampled(wave, QUESTIONNAIRE, config).sample for wave in (ANSWERS, grown))
    panel = pair([first, second], "respondent")
    assert list(panel.waves.sample.weights) == [*first.weights, *second.weights]


def test_a_base_of_all_asked_counts_who_gave_no_answer():
    asked = tabled(ANSWERS, question("needed", base="asked"))
    found = rows_of(asked, "needed")
    assert list(found.index) == ["yes", "no", "no_answer"]
    assert (found["n"] == 60).all()
    assert found["count"].sum() == 60
    assert found.loc["no_answer", "count"] == ANSWERS[:60]["needed"].isna().sum()
    assert set(found["base"]) == {"asked"}


def test_a_base_of_complete_answers_leaves_out_the_partial():
    found = rows_of(tabled(ANSWERS, question("needed", base="complete")), "needed")
    assert (found["n"] == ANSWERS[:55]["needed"].notna().sum()).all()
    assert set(found["base"]) == {"complete"}


def test_dont_know_inside_is_an_answer_like_others():
    answers = ANSWERS.copy()
    unsure = answers.index[:60][answers[:60]["needed"].isna()]
    answers.loc[unsure, "needed__why"] = "dont_know"
    inside = question("needed", dont_know="inside")
    found = rows_of(tabled(answers, inside), "needed")
    assert list(found.index) == ["yes", "no", "dont_know"]
    assert found.loc["dont_know", "count"] == len(unsure)
    assert set(found["base"]) == {"answered+dont_know"}
    assert QUESTIONNAIRE.question("needed").base_kind == "answered"


def test_without_a_choice_the_answers_stay_as_they_are():
    assert in_bases(ANSWERS, QUESTIONNAIRE).equals(ANSWERS)


def test_the_index_of_a_grid_has_its_mean_and_alpha():
    grid = QUESTIONNAIRE.question("use")
    plan = grid.items[0]
    items = (plan, replace(plan, id="use.talk"))
    answers = ANSWERS.assign(**{"use.talk": ANSWERS["use.plan"], "use.talk__why": None})
    answers.loc[:20, "use.talk"] = "often"
    table = tabled(answers, question("use", items=items, index=True))
    found = table[(table["item"] == "use") & (table["break"] == "")].set_index("statistic")
    points = answers[:60][["use.plan", "use.talk"]].replace({"often": 1, "seldom": 2, "never": 3})
    points = points.astype(float)
    covariance = points.cov().to_numpy()
    assert found.loc["mean", "estimate"] == pytest.approx(points.mean(axis=1).mean())
    alpha = 2 * (1 - covariance.trace() / covariance.sum())
    assert found.loc["alpha", "estimate"] == pytest.approx(alpha)
    assert found.loc["alpha", "low"] < alpha < found.loc["alpha", "high"]
