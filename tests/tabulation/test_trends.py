"""The changes between a study's waves."""

from dataclasses import replace

import numpy as np
import pytest
from support.sampled import sampled, sampled_waves
from support.survey import BOTH, CONFIG, made_up

from godegrep import Design, change
from godegrep.study.config import Suppression, Wave, Weights
from godegrep.study.questionnaire import from_dict, to_dict
from godegrep.tabulation.tables import tables
from godegrep.tabulation.trends import TYPES, trends

WAVES = {"2017": made_up(), "2021": made_up(50, seed=2).assign(new="yes", new__why=None)}


def changes(waves, questionnaire, config):
    return trends(sampled_waves(waves, questionnaire, config), questionnaire, config)


CHANGES = changes(WAVES, BOTH, CONFIG)


def test_columns_and_types():
    assert {name: str(kind) for name, kind in CHANGES.dtypes.items()} == TYPES


def test_what_is_compared_and_what_is_not():
    status = CHANGES.drop_duplicates("item").set_index("item")["status"].to_dict()
    assert status == {
        "needed": "changed",
        "use.plan": "same",
        "tools.a": "same",
        "tools.b": "gone",
        "staff": "same",
        "why": "gone",
        "new": "new",
    }
    bare = CHANGES[CHANGES["item"].isin(["needed", "tools.b", "why", "new"])]
    assert len(bare) == 4
    assert bare[["estimate", "se", "low", "high", "p", "n_first", "n_both"]].isna().all(axis=None)
    assert (bare[["category", "statistic", "cell_first", "suppressed"]] == "").all(axis=None)
    rows = CHANGES[CHANGES["item"] == "use.plan"]
    assert list(rows["category"]) == ["often", "seldom", "never", "at_all"]
    assert list(CHANGES[CHANGES["item"] == "staff"]["statistic"]) == ["mean"]


def test_estimates_stand_in_the_waves_tables():
    for wave, cell, estimate, n in (
        ("2017", "cell_first", "estimate_first", "n_first"),
        ("2021", "cell_second", "estimate_second", "n_second"),
    ):
        of_wave = sampled(WAVES[wave], BOTH, CONFIG)
        table = tables(of_wave, BOTH.view(wave), CONFIG, wave).set_index("cell")
        compared = CHANGES[CHANGES["n_first"].notna()].set_index(cell)
        printed = table.loc[compared.index]
        assert compared[estimate].to_numpy() == pytest.approx(printed["estimate"].to_numpy())
        assert list(compared[n]) == list(printed["n"])


def test_the_same_as_change():
    samples = [wave[wave["status"].isin(["partial", "complete"])] for wave in WAVES.values()]
    expected = change(*samples, "use.plan", "respondent", Design(strata="frame.region"))
    made = changes(
        WAVES, BOTH, replace(CONFIG, design=replace(CONFIG.design, finite_population=False))
    )
    ours = made[(made["item"] == "use.plan") & (CHANGES["statistic"] == "share")]
    for name in ("estimate", "se", "low", "high", "p", "n_first", "n_second", "n_both"):
        by_name = expected.set_index("category")[name].to_dict()
        assert ours.set_index("category")[name].astype(float).to_dict() == pytest.approx(by_name)


def test_the_same_respondents_make_a_finite_population_count():
    answered = made_up(60, seed=1)
    values = answered["use.plan"].to_numpy(copy=True)
    values[:60] = np.random.default_rng(4).permutation(values[:60])
    again = answered.assign(**{"use.plan": values})
    all_same = changes({"2017": answered, "2021": again}, BOTH, CONFIG)
    infinite = replace(CONFIG, design=replace(CONFIG.design, finite_population=False))
    without = changes({"2017": answered, "2021": again}, BOTH, infinite)
    rows = all_same["item"] == "use.plan"
    assert (all_same.loc[rows, "se"] < without.loc[rows, "se"]).all()
    # Other respondents as well, half of those invited: less than without a population.
    partly = changes(WAVES, BOTH, infinite).set_index("cell_second")["se"]
    known = CHANGES.set_index("cell_second")["se"].dropna()
    assert (known < partly[known.index]).all()


def test_rows_that_only_have_numbers_are_not_the_same_people():
    nameless = replace(CONFIG, waves=(Wave("2017", "a.csv"), Wave("2021", "b.csv", "id")))
    rows = changes(WAVES, BOTH, nameless)
    assert set(rows["n_both"].dropna()) == {0}
    assert CHANGES["n_both"].max() > 0


def test_small_bases_are_suppressed():
    rows = changes(WAVES, BOTH, replace(CONFIG, suppression=Suppression(minimum_base=51)))
    compared = rows[rows["n_first"].notna()]
    assert (compared["suppressed"] == "base").all()
    assert compared[["estimate_first", "estimate", "se", "low", "high", "p"]].isna().all(axis=None)
    assert (rows.loc[rows["n_first"].isna(), "suppressed"] == "").all()


def test_a_single_wave_has_no_trends():
    rows = changes({"2017": WAVES["2017"]}, BOTH, CONFIG)
    assert rows.empty
    assert {name: str(kind) for name, kind in rows.dtypes.items()} == TYPES


def test_only_waves_that_follow_each_other_are_compared():
    three = {**WAVES, "2023": WAVES["2021"]}
    document = to_dict(BOTH)
    for question in document["questions"]:
        if "2021" in question.get("columns", {}):
            question["columns"]["2023"] = "x"
    rows = changes(three, from_dict(document), CONFIG)
    pairs = set(zip(rows["first"], rows["second"], strict=True))
    assert pairs == {("2017", "2021"), ("2021", "2023")}


def test_an_index_changes_as_the_mean_of_its_items():
    """By hand: both waves' means over those who answered all items, and R's way for the rest."""
    document = to_dict(BOTH)
    (use,) = (question for question in document["questions"] if question["id"] == "use")
    plan = use["items"][0]
    use["items"] = [plan, {"id": "time", "text": "time", "columns": dict(plan["columns"])}]
    use["index"] = True
    questionnaire = from_dict(document)
    rng = np.random.default_rng(3)
    points = {"often": 1.0, "seldom": 2.0, "never": 3.0}
    waves, samples = {}, []
    for name, wave in WAVES.items():
        moved = wave["use.plan"].where(rng.random(len(wave)) < 0.7, "never")
        wave = wave.assign(**{"use.time": moved.where(wave["use.plan"].notna())})
        wave["use.time__why"] = wave["use.plan__why"]
        wave.loc[wave.index[5], "use.time"] = None
        waves[name] = wave
        both = wave[["use.plan", "use.time"]].apply(lambda column: column.map(points))
        index = both.astype(float).mean(axis=1, skipna=False)
        samples.append(wave.assign(index=index)[wave["status"].isin(["partial", "complete"])])
    infinite = replace(CONFIG, design=replace(CONFIG.design, finite_population=False))
    made = changes(waves, questionnaire, infinite)
    (row,) = made[made["item"] == "use"].to_dict("records")
    design = Design(strata="frame.region")
    (expected,) = change(*samples, "index", "respondent", design, "mean").to_dict("records")
    assert row["statistic"] == "mean"
    assert row["estimate"] == pytest.approx(samples[1]["index"].mean() - samples[0]["index"].mean())
    assert row["n_first"] == samples[0]["index"].notna().sum()
    for name in ("estimate", "se", "low", "high", "p", "n_second", "n_both"):
        assert row[name] == pytest.approx(expected[name])
    # One item asked in one wave only: there is nothing alike to compare.
    use["items"][1]["columns"].pop("2017")
    made = changes(waves, from_dict(document), infinite)
    assert not (made["item"] == "use").any()


@pytest.mark.workflow
@pytest.mark.parametrize("kind", ["poststratify", "rake", "calibrate"])
def test_calibrated_waves_of_a_finite_population_have_their_changes(kind):
    """The weights of a stratum are the same in it: the change is that of the strata's shares."""
    made = changes(
        WAVES,
        BOTH,
        replace(CONFIG, design=replace(CONFIG.design, weights=Weights(kind, ("region",)))),
    )
    plain = changes(
        WAVES, BOTH, replace(CONFIG, design=replace(CONFIG.design, weights=Weights("response")))
    )
    asked = made["item"] == "use.plan"
    for name in ("estimate", "se"):
        by_strata = plain.loc[asked, name].to_numpy()
        assert made.loc[asked, name].to_numpy() == pytest.approx(by_strata, rel=1e-9)
