"""Estimates against closed forms and a plain second reckoning."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.by_hand import variance_by_hand
from support.r_figures import DESIGNS, STRAT

from godegrep import Design, tabulate
from godegrep.core.errors import Mistake
from godegrep.estimation import breaks as module
from godegrep.estimation.cells import TYPES


def made_up(seed, rows=60):
    """A clustered, stratified sample with gaps; every stratum has several clusters."""
    rng = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(12), rng.integers(0, 12, rows - 12)])
    return pd.DataFrame(
        {
            "cluster": cluster,
            "stratum": cluster % 3,
            "row": np.arange(rows),
            "size": rng.choice(["a", "b"], rows),
            "weight": rng.uniform(0.5, 3, rows),
            "answer": pd.Series(rng.choice(["x", "y", "z"], rows)).mask(rng.random(rows) < 0.15),
            "number": pd.Series(rng.normal(10, 3, rows)).mask(rng.random(rows) < 0.15),
            "clusters": 9,
            "rows": 500,
        }
    )


@pytest.mark.parametrize("unit", ["cluster", "row"])
@pytest.mark.parametrize("statistic", ["share", "mean", "total"])
def test_agrees_with_the_formula_unit_by_unit(unit, statistic):
    frame = made_up(1)
    population = {"cluster": "clusters", "row": "rows"}[unit]
    design = Design("weight", "stratum", "cluster" if unit == "cluster" else None, population)
    rows = list(zip(frame["stratum"], frame[unit], frame[population], strict=True))
    item = "answer" if statistic == "share" else "number"
    table = tabulate(frame, item, "size", design, statistic)
    assert len(table) == (6 if statistic == "share" else 2)
    for _, row in table.iterrows():
        inside = (frame["size"] == row["group"]) & frame[item].notna()
        w = frame["weight"].where(inside, 0.0)
        y = (frame[item] == row["category"]) * 1.0 if statistic == "share" else frame[item]
        y = y.where(inside, 0.0)
        estimate = (w * y).sum() / (1 if statistic == "total" else w.sum())
        z = w * y if statistic == "total" else w * (y - estimate) / w.sum()
        assert row["estimate"] == pytest.approx(estimate, rel=1e-12)
        assert row["se"] ** 2 == pytest.approx(variance_by_hand(rows, estimate, z), rel=1e-9)
        units = frame.loc[inside, unit].nunique() - frame.loc[inside, "stratum"].nunique()
        assert row["df"] == units


def test_rows_that_are_clusters_of_their_own_change_nothing():
    frame = made_up(2)
    for statistic, item in (("share", "answer"), ("mean", "number"), ("median", "number")):
        plain, clustered = (
            tabulate(frame, item, [None, "size"], Design("weight", "stratum", unit), statistic)
            for unit in (None, "row")
        )
        pd.testing.assert_frame_equal(plain, clustered, rtol=1e-12)


def test_equal_clusters_give_the_variance_of_their_means():
    frame = pd.DataFrame({"cluster": np.repeat(np.arange(8), 5)})
    frame["y"] = np.random.default_rng(3).normal(size=40) + frame["cluster"]
    row = tabulate(frame, "y", design=Design(clusters="cluster"), statistic="mean").iloc[0]
    means = frame.groupby("cluster")["y"].mean()
    assert row["se"] == pytest.approx(math.sqrt(means.var(ddof=1) / 8))
    assert row["df"] == 7


def test_a_simple_random_sample_has_the_textbook_variance():
    answers = pd.DataFrame({"q": ["yes"] * 30 + ["no"] * 70, "N": 400})
    row = tabulate(answers, "q", design=Design(population="N")).iloc[1]
    assert row["category"] == "yes"
    assert row["se"] == pytest.approx(math.sqrt((1 - 100 / 400) * 0.3 * 0.7 / 99))


def test_columns_and_types_are_those_of_tables_parquet():
    table = tabulate(STRAT, ["sch.wide", "stype"], ["comp.imp", "awards"])
    assert {name: str(kind) for name, kind in table.dtypes.items()} == TYPES
    assert table["cell"].is_unique
    assert table["cell"][0] == "/sch.wide/No/share@comp.imp=No"
    assert list(dict.fromkeys(zip(table["item"], table["break"], strict=True))) == [
        ("sch.wide", "comp.imp"),
        ("sch.wide", "awards"),
        ("stype", "comp.imp"),
        ("stype", "awards"),
    ]


def test_the_order_of_a_categorical_column_is_kept_with_what_nobody_chose():
    kind = pd.CategoricalDtype(["often", "now and then", "never"])
    frame = pd.DataFrame({"q": pd.Series(["never", "often", "never"], dtype=kind)})
    table = tabulate(frame, "q")
    assert list(table["category"]) == ["often", "now and then", "never"]
    assert list(table["count"]) == [1, 0, 2]


def test_numbers_with_gaps_keep_the_names_of_whole_numbers():
    frame = pd.DataFrame({"q": [1.0, 2.0, np.nan, 2.0], "tick": [True, False, True, True]})
    assert list(tabulate(frame, "q")["category"]) == ["1", "2"]
    assert list(tabulate(frame, "tick")["category"]) == ["False", "True"]


def test_missing_answers_and_groups_are_outside_the_base():
    frame = pd.DataFrame({"q": ["a", None, "b", "a"], "g": ["x", "x", None, "y"]})
    assert list(tabulate(frame, "q")["n"]) == [3, 3]
    by = tabulate(frame, "q", "g")
    assert list(by["n"]) == [1, 1, 1, 1]
    assert list(by["count"]) == [1, 0, 1, 0]


def test_totals_of_categories_add_to_the_weights():
    table = tabulate(STRAT, "sch.wide", design=DESIGNS["strat_fpc"][1], statistic="total")
    shares = tabulate(STRAT, "sch.wide", design=DESIGNS["strat_fpc"][1])
    assert table["estimate"].sum() == pytest.approx(STRAT["pw"].sum())
    # The strata give the sum of the weights, so that a total is a share times a constant.
    assert np.allclose(table["se"], shares["se"] * STRAT["pw"].sum())
    assert list(table["count"]) == list(shares["count"])


def test_when_everyone_answered_nothing_is_left_to_chance():
    frame = pd.DataFrame({"q": ["a", "a", "b"], "y": [1.0, 2.0, 4.0], "N": 3, "g": list("xyy")})
    for item, statistic in (("q", "share"), ("y", "mean"), ("y", "median")):
        table = tabulate(frame, item, [None, "g"], Design(population="N"), statistic)
        assert (table["se"] == 0).all()
        assert (table["low"] == table["estimate"]).all()
        assert (table["high"] == table["estimate"]).all()


def test_a_share_of_nothing_has_clopper_and_pearsons_interval():
    """Closed form for 0 of n: high = 1 − (α/2)^(1/n)."""
    kind = pd.CategoricalDtype(["no", "yes"])
    frame = pd.DataFrame({"q": pd.Series(["no"] * 20, dtype=kind), "w": 2.5, "N": 40})
    table = tabulate(frame, "q", design=Design("w"))
    assert list(table["low"]) == pytest.approx([0.025 ** (1 / 20), 0])
    assert list(table["high"]) == pytest.approx([1, 1 - 0.025 ** (1 / 20)])


def test_a_share_of_nothing_in_a_finite_population():
    """The upper end is the number of marked units that a draw misses altogether with α/2."""
    kind = pd.CategoricalDtype(["no", "yes"])
    n, population = 243, 453
    frame = pd.DataFrame({"q": pd.Series(["no"] * n, dtype=kind), "N": population})
    high = tabulate(frame, "q", design=Design(population="N"))["high"][1]
    missed = [math.comb(population - marked, n) / math.comb(population, n) for marked in range(20)]
    surely_too_many = next(marked for marked, chance in enumerate(missed) if chance < 0.025)
    assert surely_too_many - 1 <= high * population <= surely_too_many


def test_unequal_weights_shrink_the_effective_base():
    kind = pd.CategoricalDtype(["no", "yes"])
    frame = pd.DataFrame({"q": pd.Series(["no"] * 4, dtype=kind), "w": [1.0, 1.0, 1.0, 5.0]})
    high = tabulate(frame, "q", design=Design("w"))["high"][1]
    assert high == pytest.approx(1 - 0.025 ** (28 / 64))


def test_a_base_under_five_has_clopper_and_pearsons_interval():
    """Closed form for 1 of 2: both ends from the square root of 1 − α/2."""
    row = tabulate(pd.DataFrame({"q": ["a", "b"]}), "q").iloc[0]
    end = math.sqrt(0.975)
    assert (row["low"], row["high"]) == (pytest.approx(1 - end), pytest.approx(end))


def test_the_level_is_that_of_the_intervals():
    """With one degree of freedom, t at 90 % is the tangent of 81 degrees."""
    frame = pd.DataFrame({"y": [1.0, 3.0]})
    row = tabulate(frame, "y", design=Design(level=0.9), statistic="mean").iloc[0]
    assert row["high"] == pytest.approx(2 + math.tan(math.radians(81)))


def test_a_single_answer_gives_no_interval_of_a_mean():
    frame = pd.DataFrame({"y": [3.0, 5.0, 7.0], "g": ["a", "b", "b"]})
    first = tabulate(frame, "y", "g", statistic="mean").iloc[0]
    assert first["estimate"] == 3
    assert np.isnan([first["se"], first["low"], first["high"]]).all()


def test_an_empty_group_has_a_base_of_none():
    kind = pd.CategoricalDtype(["a", "b"])
    frame = pd.DataFrame({"q": ["x", "y"], "y": [1.0, 2.0], "g": pd.Series(["a", "a"], dtype=kind)})
    for item, statistic in (("q", "share"), ("y", "mean"), ("y", "total"), ("y", "median")):
        empty = tabulate(frame, item, "g", statistic=statistic).query("group == 'b'")
        assert (empty["n"] == 0).all()
        assert empty[["se", "low", "high"]].isna().all(axis=None)


def test_lonely_strata():
    frame = pd.DataFrame({"y": [1.0, 2.0, 4.0, 9.0], "h": list("aaab"), "N": [10, 10, 10, 5]})
    with pytest.raises(Mistake, match=r"single unit answered in these strata.*: b"):
        tabulate(frame, "y", design=Design(strata="h"), statistic="mean")
    adjusted = Design(strata="h", population="N", lonely="adjust")
    row = tabulate(frame, "y", design=adjusted, statistic="mean").iloc[0]
    # By hand: influence (y − 4)/4; stratum a about its own mean, b about 0, the mean of all.
    z = (frame["y"] - 4) / 4
    by_hand = 0.7 * 3 / 2 * ((z[:3] - z[:3].mean()) ** 2).sum() + 0.8 * z[3] ** 2
    assert row["se"] == pytest.approx(math.sqrt(by_hand))
    whole = frame.assign(N=[10, 10, 10, 1])
    row = tabulate(whole, "y", design=Design(strata="h", population="N"), statistic="mean").iloc[0]
    assert row["se"] == pytest.approx(math.sqrt(0.7 * 3 / 2 * ((z[:3] - z[:3].mean()) ** 2).sum()))


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (Design(weights="wt"), "no column 'wt'; there are: y, w, h, N, c"),
        (Design(weights="w"), "'w' .weights.: 1 rows have no number of 0 or more .rows 1."),
        (Design(strata="h"), "'h' .strata.: 1 rows are empty .rows 3."),
        (Design(population="N"), "population. varies within stratum"),
        (Design(strata="c", clusters="y"), "clusters lie in several strata: a"),
    ],
)
def test_mistakes_in_the_design(design, message):
    frame = pd.DataFrame(
        {"y": list("aabb"), "w": [1, -2, 1, 1], "h": [1, 1, 2, None], "N": [9, 9, 8, 9]}
    ).assign(c=[1, 2, 3, 3])
    with pytest.raises(Mistake, match=message):
        tabulate(frame, "y", design=design)


def test_other_mistakes():
    frame = pd.DataFrame({"q": ["a", "b"], "N": 1})
    with pytest.raises(Mistake, match="no column 'r'"):
        tabulate(frame, ["q", "r"])
    with pytest.raises(Mistake, match="does not hold numbers"):
        tabulate(frame, "q", statistic="mean")
    with pytest.raises(Mistake, match="infinite"):
        tabulate(frame.assign(q=[1.0, np.inf]), "q", statistic="mean")
    with pytest.raises(Mistake, match=r"gives 1 units in stratum \(all\), but 2 are in the sample"):
        tabulate(frame, "q", design=Design(population="N"))
    with pytest.raises(Mistake, match="one of: share, mean, total, median"):
        tabulate(frame, "q", statistic="mode")
    with pytest.raises(Mistake, match="between 0 and 1"):
        Design(level=95)


samples = st.integers(0, 10_000).map(lambda seed: made_up(seed, rows=36))
designs = st.sampled_from(
    [
        Design(),
        Design("weight"),
        Design("weight", "stratum"),
        Design("weight", "stratum", None, "rows"),
        Design("weight", "stratum", "cluster", "clusters"),
    ]
)
FIGURES = ["estimate", "se", "low", "high", "df"]


@settings(max_examples=20, deadline=None)
@given(samples, designs)
def test_shares_add_to_one_within_intervals(frame, design):
    table = tabulate(frame, "answer", [None, "size"], design)
    assert np.allclose(table.groupby(["break", "group"])["estimate"].sum(), 1)
    inside = (table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])
    assert inside.all()
    assert ((table["low"] >= 0) & (table["high"] <= 1)).all()
    assert (table.groupby(["break", "group"])["count"].sum().to_numpy() > 0).all()


@pytest.mark.workflow
@settings(max_examples=20, deadline=None)
@given(samples, designs, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame, design, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    for item, statistic in (("answer", "share"), ("number", "mean"), ("number", "median")):
        first = tabulate(frame, item, [None, "size"], design, statistic)
        second = tabulate(frame.iloc[order], item, [None, "size"], design, statistic)
        pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-12)


@pytest.mark.workflow
@settings(max_examples=20, deadline=None)
@given(samples, designs)
def test_doubling_the_weights_changes_nothing(frame, design):
    twice = frame.assign(weight=2 * frame["weight"])
    for item, statistic in (("answer", "share"), ("number", "mean"), ("number", "median")):
        first = tabulate(frame, item, "size", design, statistic)
        second = tabulate(twice, item, "size", design, statistic)
        pd.testing.assert_frame_equal(first[FIGURES], second[FIGURES], rtol=1e-9, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(samples, designs, st.permutations(["x", "y", "z"]))
def test_other_names_of_the_categories_only_reorder_them(frame, design, names):
    renamed = frame.assign(answer=frame["answer"].map(dict(zip("xyz", names, strict=True))))
    first = tabulate(frame, "answer", "size", design)
    second = tabulate(renamed, "answer", "size", design)
    first["category"] = first["category"].map(dict(zip("xyz", names, strict=True)))
    first = first.sort_values(["group", "category"], ignore_index=True)
    pd.testing.assert_frame_equal(first[FIGURES], second[FIGURES], rtol=1e-9, atol=1e-12)


def test_nobody_gives_an_empty_table():
    nobody = pd.DataFrame({"a": pd.Series([], dtype="str")})
    assert list(tabulate(nobody, "a")) == list(TYPES)
    assert tabulate(nobody, "a").empty


@pytest.mark.parametrize("name", ["strat_fpc", "clus2_fpc", "rake_strat", "rake_clus2", "nav_zero"])
def test_shares_row_by_row_are_those_of_the_sums_over_blocks(name, monkeypatch):
    frame, design = DESIGNS[name]
    items, breaks = {
        True: (["q1_a", "q1_b"], [None, "region", "size"]),
        False: (["stype", "comp.imp"], [None, "sch.wide", "stype"]),
    }[name.startswith("nav")]
    quick = tabulate(frame, items, breaks, design)
    monkeypatch.setattr(module, "MOST_SUMS", 0)
    slow = tabulate(frame, items, breaks, design)
    # A raked margin has no variance, but for rounding, and then a huge effective n.
    pd.testing.assert_frame_equal(
        quick.drop(columns="effective_n"), slow.drop(columns="effective_n"), rtol=1e-9, atol=1e-12
    )


def test_breaks_that_are_too_large_together_are_made_apart(monkeypatch):
    frame = made_up(4)
    design = Design("weight", "stratum", "cluster", "clusters")
    together = tabulate(frame, "answer", ["size", "stratum"], design)
    monkeypatch.setattr(module, "MOST_SUMS", 12 * 3 * 4)
    pd.testing.assert_frame_equal(
        together, tabulate(frame, "answer", ["size", "stratum"], design), rtol=1e-12
    )
