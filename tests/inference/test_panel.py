"""The change between two waves, with and without respondents in common."""

import math

import numpy as np
import pandas as pd
import pytest
from support.by_hand import variance_by_hand
from support.r_figures import DESIGNS, STRAT

from godegrep import Design, change, tabulate
from godegrep.core.errors import Mistake
from godegrep.estimation.intervals import clopper_pearson


def two_waves(seed, kept=40):
    """80 and 70 rows of 400 offices in 4 strata; `kept` answer both times, some moved stratum."""
    rng = np.random.default_rng(seed)
    offices = rng.permutation(400)
    ids = [offices[:80], np.concatenate([offices[:kept], offices[80 : 150 - kept]])]
    mood = rng.normal(size=400)
    waves = []
    for shift, office in zip((0, 0.5), ids, strict=True):
        frame = pd.DataFrame({"office": office, "stratum": office % 4, "N": 100})
        frame["w"] = 1.0 + office % 3
        frame["y"] = 10 + 2 * mood[office] + shift + rng.normal(size=len(office))
        frame["q"] = np.where(frame["y"] > 10, "yes", "no")
        frame.loc[rng.random(len(office)) < 0.1, ["y", "q"]] = [np.nan, None]
        waves.append(frame)
    return waves


def by_hand(first, second, values, units=("stratum", "office", "N")):
    """Difference of weighted means and its variance, unit by unit; `values` makes y of a frame."""
    rows, z, means = [], [], []
    for sign, frame in ((-1, first), (1, second)):
        y, inside = values(frame), frame["y"].notna()
        w = frame["w"].where(inside, 0.0)
        mean = (w * y.fillna(0)).sum() / w.sum()
        means.append(mean)
        z += list(sign * w * (y.fillna(0) - mean) / w.sum())
        rows += list(zip(*(frame[name] for name in units), strict=True))
    return means[1] - means[0], variance_by_hand(rows, means, z)


@pytest.mark.parametrize("kept", [0, 40])
def test_agrees_with_the_formula_unit_by_unit(kept):
    first, second = two_waves(1, kept)
    design = Design("w", "stratum", None, "N")
    mean = change(first, second, "y", "office", design, "mean").iloc[0]
    estimate, variance = by_hand(first, second, lambda frame: frame["y"])
    assert mean["estimate"] == pytest.approx(estimate, rel=1e-12)
    assert mean["se"] ** 2 == pytest.approx(variance, rel=1e-9)
    shares = change(first, second, "q", "office", design).set_index("category")
    estimate, variance = by_hand(first, second, lambda frame: (frame["q"] == "yes") * 1.0)
    assert shares.loc["yes", "estimate"] == pytest.approx(estimate, rel=1e-12)
    assert shares.loc["yes", "se"] ** 2 == pytest.approx(variance, rel=1e-9)
    assert shares.loc["no", "estimate"] == pytest.approx(-estimate, rel=1e-12)


def test_the_same_respondents_twice_give_the_variance_of_their_differences():
    rng = np.random.default_rng(2)
    first = pd.DataFrame({"id": range(30), "y": rng.normal(size=30), "N": 50})
    second = first.assign(y=first["y"] + rng.normal(0.3, 0.2, 30)).sample(frac=1, random_state=1)
    row = change(first, second, "y", "id", Design(population="N"), "mean").iloc[0]
    difference = second.sort_values("id")["y"].to_numpy() - first["y"]
    assert row["estimate"] == pytest.approx(difference.mean())
    assert row["se"] == pytest.approx(math.sqrt(0.4 * difference.var(ddof=1) / 30))
    assert (row["df"], row["n_both"]) == (29, 30)


def test_the_real_panel_of_schools():
    """The two standard errors that R gives for it, as its notes print them: 2.05, and 13.70."""
    first = STRAT.assign(y=STRAT["api99"])
    second = STRAT.assign(y=STRAT["api00"])
    design = DESIGNS["strat_fpc"][1]
    panel = change(first, second, "y", "cds", design, "mean").iloc[0]
    assert round(panel["se"], 2) == 2.05
    growth = STRAT.assign(y=STRAT["api00"] - STRAT["api99"])
    as_one = tabulate(growth, "y", design=design, statistic="mean").iloc[0]
    for name in ("estimate", "se", "low", "high", "df"):
        assert panel[name] == pytest.approx(as_one[name])
    apart = [
        tabulate(wave, "y", design=design, statistic="mean")["se"][0] for wave in (first, second)
    ]
    assert round(math.hypot(*apart), 2) == 13.70


def test_counts_of_the_bases():
    first, second = two_waves(3)
    row = change(first, second, "q", "office").iloc[0]
    ids = [set(wave.dropna(subset="q")["office"]) for wave in (first, second)]
    assert (row["n_first"], row["n_second"]) == (len(ids[0]), len(ids[1]))
    assert row["n_both"] == len(ids[0] & ids[1])


def test_a_respondent_who_moves_stays_in_the_first_stratum():
    first, second = two_waves(4)
    moved = second.copy()
    moved.loc[moved["office"] == first["office"][0], "stratum"] = (first["stratum"][0] + 1) % 4
    design = Design("w", "stratum", None, "N")
    before, after = (change(first, wave, "q", "office", design) for wave in (second, moved))
    pd.testing.assert_frame_equal(before, after)


def test_a_population_that_grew_counts_as_the_larger():
    first, second = two_waves(5)
    design = Design("w", "stratum", None, "N")
    grown = [first, second.assign(N=120)], [first.assign(N=120), second.assign(N=120)]
    one, other = (change(*waves, "q", "office", design) for waves in grown)
    pd.testing.assert_frame_equal(one, other)


def test_a_category_that_nobody_chose_keeps_an_interval():
    """With a share of 0 in both waves the interval joins the waves' own upper ends."""
    kind = pd.CategoricalDtype(["no", "yes"])
    first = pd.DataFrame({"id": range(20), "q": pd.Series(["no"] * 20, dtype=kind)})
    second = first.assign(id=first["id"] + 100)
    row = change(first, second, "q", "id").set_index("category").loc["yes"]
    high = clopper_pearson(np.array(0.0), np.array(20.0), 0.95)[1]
    assert (row["estimate"], row["se"], row["p"]) == (0, 0, 1)
    assert (row["low"], row["high"]) == (pytest.approx(-high), pytest.approx(high))


@pytest.mark.parametrize("chosen", range(1, 12))
def test_p_and_interval_agree_where_one_wave_has_none(chosen):
    first = pd.DataFrame({"id": range(20), "q": "no"})
    second = pd.DataFrame({"id": range(50, 70), "q": ["yes"] * chosen + ["no"] * (20 - chosen)})
    row = change(first, second, "q", "id").set_index("category").loc["yes"]
    assert row["low"] <= row["estimate"] == chosen / 20 <= row["high"]
    assert (row["p"] < 0.05) == (row["low"] > 0)


@pytest.mark.parametrize("weights", [None, "w"])
def test_where_nobody_changed_their_answer_some_outside_the_sample_may_have(weights):
    first, _ = two_waves(1)
    first = first.dropna(subset="q")
    table = change(first, first, "q", "office", Design(weights))
    n = tabulate(first, "q", design=Design(weights))["n"][0]
    size = n if weights is None else first["w"].sum() ** 2 / (first["w"] ** 2).sum()
    end = 1 - 0.025 ** (1 / size)
    assert table["se"].max() < 1e-12
    assert table["p"].isna().all()
    assert table["low"].tolist() == pytest.approx([-end, -end])
    assert table["high"].tolist() == pytest.approx([end, end])


def test_a_census_twice_leaves_nothing_to_chance():
    first = pd.DataFrame({"id": range(4), "q": list("aabb"), "y": [1.0, 2, 3, 4], "N": 4})
    second = first.assign(q=list("abbb"), y=[2.0, 2, 3, 4])
    for item, statistic in (("q", "share"), ("y", "mean")):
        table = change(first, second, item, "id", Design(population="N"), statistic)
        assert (table["se"] == 0).all()
        assert (table["low"] == table["estimate"]).all()
        assert (table["high"] == table["estimate"]).all()
        assert table["p"].isna().all()
    assert list(table["estimate"]) == [0.25]


def test_mistakes():
    frame = pd.DataFrame({"id": [1, 2, 2], "q": ["a", "b", "b"], "N": 3})
    once = frame.drop_duplicates()
    with pytest.raises(Mistake, match="Respondent 2 stands twice in the second frame"):
        change(once, frame, "q", "id")
    with pytest.raises(Mistake, match="1 rows of the first frame have no respondent"):
        change(once.assign(id=[1, None]), once, "q", "id")
    with pytest.raises(Mistake, match="no column 'office'"):
        change(once, once, "q", "office")
    with pytest.raises(Mistake, match="4 units answered in either wave, but column 'N' gives 3"):
        change(once, once.assign(id=[3, 4]), "q", "id", Design(population="N"))
    with pytest.raises(Mistake, match="one of: share, mean"):
        change(once, once, "q", "id", statistic="median")
