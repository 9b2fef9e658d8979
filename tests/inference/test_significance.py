"""Tests of difference against R's `survey`, and against closed forms."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from support.r_figures import DESIGNS, EXPECTED, SRS, STRAT, assert_equal, figures

from godegrep import Design
from godegrep.core.errors import Mistake
from godegrep.estimation.estimates import encode, measure
from godegrep.inference.association import STATISTICS, crosstab, rao_scott
from godegrep.inference.contingency import marginal_homogeneity, pearson
from godegrep.inference.effect_sizes import cohens_d, cohens_h, cramers_v
from godegrep.inference.location import compare_means, compare_ranks, group_means, rank_scores
from godegrep.inference.multiplicity import adjust
from godegrep.sampling.design import sample
from godegrep.tabulation.tests import compare

R = {**EXPECTED, **figures("tests.json")}
NUMERICAL = ("lincom", "saddlepoint")
TWO_WAVES = (
    pd.concat(
        [
            STRAT.assign(strata="A_" + STRAT["stype"], wave="A"),
            SRS.assign(strata="B_all", wave="B"),
        ],
        ignore_index=True,
    ).assign(yes=lambda rows: (rows["sch.wide"] == "Yes") * 1),
    Design(weights="pw", strata="strata", population="fpc"),
)
ALL = {**DESIGNS, "waves_indep": TWO_WAVES}
TABLES = {
    "schwide_compimp": ("sch.wide", "comp.imp"),
    "compimp_stype": ("comp.imp", "stype"),
    **{f"q1_{q}_{by}": (f"q1_{q}", by) for q in "abc" for by in ("size", "region")},
}


def drawn(name):
    frame, design = ALL[name]
    return frame, sample(frame, design)


def table_of(name, first, second):
    frame, rows = drawn(name)
    return crosstab(rows, encode(frame[second]), encode(frame[first]), np.ones(len(frame), bool))


def associations():
    """R's tests of tables by the name of the entry: design, answers, groups, statistic."""
    found = {
        "srs_fpc.chisq2.F": ("srs_fpc", "stype", "sch.wide", "F"),
        "srs_fpc.chisq2.Chisq": ("srs_fpc", "stype", "sch.wide", "Chisq"),
        "strat_fpc.chisq2.F": ("strat_fpc", "sch.wide", "awards", "F"),
        "strat_fpc.chisq2.Chisq": ("strat_fpc", "sch.wide", "awards", "Chisq"),
        "waves_indep.chisq.F": ("waves_indep", "yes", "wave", "F"),
    }
    for name in R:
        design, _, rest = name.partition(".chisq.")
        what, _, statistic = rest.rpartition(".")
        if what in TABLES:
            found[name] = (design, *TABLES[what], statistic)
        elif rest in TABLES:
            found[name] = (design, *TABLES[rest], "F")
    return found


ASSOCIATIONS = associations()
MEANS = {
    **{f"{d}.ttest.api00.schwide": (d, "api00", "sch.wide") for d in list(DESIGNS)[:4]},
    "waves_indep.ttest.prop_schwide": ("waves_indep", "yes", "wave"),
    **{n: (n.split(".")[0], "api00", "comp.imp") for n in R if ".ttest.api00.compimp" in n},
    **{n: (n.split(".")[0], "api00", "stype") for n in R if ".regtest." in n},
}
RANKS = {
    **{n: (n.split(".")[0], "api00", "comp.imp") for n in R if ".ranktest." in n},
    **{n: (n.split(".")[0], "api00", "stype") for n in R if ".kruskal.api00." in n},
    **{n: (n.split(".")[0], n.split(".")[2], "size") for n in R if ".kruskal.q1_" in n},
}


def test_every_test_of_r_is_held():
    tests = {n for n in R if any(part in n for part in ("chisq", "test.", "kruskal", "base."))}
    base = {"base.pearson.region_q1_a", "base.mcnemar_exact", "base.padjust"}
    assert tests == {*ASSOCIATIONS, *MEANS, *RANKS, *base}


@pytest.mark.parametrize("name", sorted(ASSOCIATIONS))
def test_tables_agree_with_r(name):
    design, first, second, statistic = ASSOCIATIONS[name]
    outcome = rao_scott(table_of(design, first, second), statistic)
    expected = R[name]
    assert_equal(outcome.statistic, expected["statistic"])
    degrees = [d for d in (outcome.df, outcome.df_residual) if not np.isnan(d)]
    if statistic not in NUMERICAL:
        assert degrees == pytest.approx(expected["parameter"], rel=1e-6)
    assert_equal(outcome.p, expected["p_value"], 1e-4 if statistic in NUMERICAL else 1e-6)


@pytest.mark.parametrize("name", sorted(MEANS))
def test_means_agree_with_r(name):
    design, item, by = MEANS[name]
    frame, rows = drawn(design)
    found = group_means(rows, encode(frame[by]), measure(frame[item]))
    outcome = compare_means(rows, encode(frame[by]), measure(frame[item]))
    expected = R[name]
    assert_equal(outcome.p, expected["p_value"])
    if "ddf" in expected:
        assert_equal(outcome.statistic, expected["statistic"])
        assert (outcome.df, outcome.df_residual) == (expected["df"], expected["ddf"])
    else:
        assert_equal(outcome.statistic, expected["statistic"] ** 2)
        assert (outcome.df, outcome.df_residual) == (1, expected["df"])
        ends = dict(zip(("estimate", "lci", "uci"), found.difference(), strict=True))
        assert_equal(ends, expected)


def ranks_of_r(values, weights):
    """R's ranks: those of tied rows are the plain mean of their places, in the order of rows."""
    order = np.argsort(values, kind="stable")
    places = np.empty(len(values))
    places[order] = np.cumsum(weights[order]) - weights[order] / 2
    return pd.Series(places).groupby(values).transform("mean").to_numpy() / weights.sum()


@pytest.mark.parametrize("name", sorted(RANKS))
def test_ranks_agree_with_r(name):
    design, item, by = RANKS[name]
    frame, rows = drawn(design)
    values = measure(frame[item])
    kept = np.isfinite(values)
    scores = np.full(len(values), np.nan)
    scores[kept] = ranks_of_r(values[kept], rows.weights[kept])
    found = group_means(rows, encode(frame[by]), scores)
    statistic, df, df_residual, p = found.wald()
    expected = R[name]
    assert_equal(p, expected["p_value"])
    if ".ranktest." in name:
        assert_equal(statistic, expected["statistic"] ** 2)
        assert df_residual == expected["df"]
        assert_equal(found.means[1] - found.means[0], expected["estimate"])
    else:
        assert_equal(df * statistic, expected["statistic"])
        assert df == expected["df"]
    if np.ptp(rows.weights) < 1e-9:
        ours = compare_ranks(rows, encode(frame[by]), values)
        assert_equal(ours.p, expected["p_value"])


def test_ranks_do_not_depend_on_the_order_of_the_rows():
    frame = STRAT.assign(level=(STRAT["api00"] // 100).astype(float))
    found = [
        compare_ranks(
            sample(rows, Design("pw", "stype")), encode(rows["comp.imp"]), measure(rows["level"])
        ).p
        for rows in (frame, frame.sample(frac=1, random_state=1))
    ]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_rank_scores_are_the_part_below_and_half_of_the_part_beside():
    scores = rank_scores(np.array([2.0, 1, 2, np.nan, 3]), np.array([1.0, 2, 3, 9, 4]))
    assert scores == pytest.approx([0.4, 0.1, 0.4, np.nan, 0.8], nan_ok=True)


def test_pearson_agrees_with_r():
    expected = R["base.pearson.region_q1_a"]
    counts = pd.crosstab(DESIGNS["nav_srs"][0]["region"], DESIGNS["nav_srs"][0]["q1_a"])
    found = pearson(counts.to_numpy())
    assert_equal(found.statistic, expected["statistic"])
    assert found.df == expected["df"]
    assert_equal(found.p, expected["p_value"])
    for region, residuals in expected["stdres"].items():
        row = found.residuals[counts.index.get_loc(region)]
        assert row == pytest.approx(residuals, rel=1e-6)


def test_pearson_leaves_out_what_is_empty():
    found = pearson(np.array([[5, 0, 3], [0, 0, 0], [2, 0, 6]]))
    assert found.df == 1
    assert found.statistic == pytest.approx(16 * (30 - 6) ** 2 / (8 * 8 * 7 * 9))
    assert np.isnan(found.residuals[1]).all()
    assert np.isnan(found.residuals[:, 1]).all()
    assert pearson(np.array([[5, 0], [3, 0]])) is None


def test_adjusted_residuals_of_a_large_simple_sample_near_habermans():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"g": rng.integers(0, 3, 4000), "y": rng.integers(0, 4, 4000)})
    ours = crosstab(
        sample(frame), encode(frame["g"]), encode(frame["y"]), np.ones(4000, bool)
    ).adjusted_residuals()
    classical = pearson(pd.crosstab(frame["g"], frame["y"]).to_numpy()).residuals
    assert ours.to_numpy() == pytest.approx(classical, abs=0.05)
    assert list(ours.index) == ["0", "1", "2"]


def test_residuals_show_where_a_table_differs():
    frame = pd.DataFrame({"g": np.repeat(["a", "b", "c"], 60)})
    frame["y"] = (["x", "y", "z"] * 20) * 2 + ["z"] * 40 + ["x", "y"] * 10
    table = crosstab(sample(frame), encode(frame["g"]), encode(frame["y"]), np.ones(180, bool))
    assert table.adjusted_residuals().stack().idxmax() == ("c", "z")


def test_answers_outside_the_table_leave_the_sample_its_degrees_of_freedom():
    frame = DESIGNS["nav_srs"][0]
    rows, size, q = sample(frame), encode(frame["size"]), encode(frame["q1_b"])
    everyone = crosstab(rows, size, q, np.ones(len(frame), bool))
    asked = crosstab(rows, size, q, frame["q1_b"].notna().to_numpy())
    assert (everyone.df, asked.df) == (242, 225)
    assert everyone.n == asked.n == 226


def test_effect_sizes():
    assert cramers_v(np.array([[10, 0], [0, 10]])) == pytest.approx(1)
    assert cramers_v(np.array([[6, 3, 3], [4, 2, 2]])) == pytest.approx(0, abs=1e-12)
    # Chi-square of [[10, 20], [20, 10]] is 60/9.
    assert cramers_v(np.array([[10, 20], [20, 10]])) == pytest.approx(np.sqrt(1 / 9))
    assert cohens_h(0.5, 1) == pytest.approx(np.pi / 2)
    assert cohens_h(0.25, 0.25) == 0
    assert cohens_d(1, 3, 4) == 0.5
    assert np.isnan(cohens_d(1, 3, 0))


def test_effects_of_two_groups_have_their_textbook_form():
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"g": ["a"] * 40 + ["b"] * 60, "y": rng.integers(1, 6, 100) * 1.0})
    first, second = (frame.loc[frame["g"] == g, "y"] for g in "ab")
    rows, groups, values = sample(frame), encode(frame["g"]), measure(frame["y"])
    pooled = (39 * first.var() + 59 * second.var()) / 98
    d = compare_means(rows, groups, values)
    assert d.effect_name == "cohen_d"
    assert d.effect == pytest.approx((second.mean() - first.mean()) / np.sqrt(pooled))
    u = stats.mannwhitneyu(second, first).statistic
    r = compare_ranks(rows, groups, values)
    assert r.effect_name == "rank_biserial"
    assert r.effect == pytest.approx(2 * u / (40 * 60) - 1)


def test_effects_of_several_groups_have_their_textbook_form():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"g": np.repeat(list("abc"), 30), "y": rng.integers(1, 6, 90) * 1.0})
    parts = [part for _, part in frame.groupby("g")["y"]]
    rows, groups, values = sample(frame), encode(frame["g"]), measure(frame["y"])
    f = stats.f_oneway(*parts).statistic
    assert compare_means(rows, groups, values).effect == pytest.approx(f * 2 / (f * 2 + 87))
    h = stats.kruskal(*parts).statistic
    ranked = compare_ranks(rows, groups, values)
    assert ranked.effect_name == "epsilon_squared"
    assert ranked.effect == pytest.approx(h / 89)


def test_nothing_is_tested_where_nothing_varies():
    frame = pd.DataFrame({"g": ["a"] * 20 + ["b"] * 20, "y": [1.0] * 20 + [1.0, 2.0] * 10})
    rows, groups = sample(frame), encode(frame["g"])
    assert compare_means(rows, groups, measure(frame["y"])) is None
    assert compare_ranks(rows, encode(frame["g"].replace("b", "a")), measure(frame["y"])) is None
    same = crosstab(rows, groups, encode(frame["y"] * 0), np.ones(40, bool))
    assert rao_scott(same) is None
    with pytest.raises(Mistake, match="should be one of: F"):
        rao_scott(same, "likelihood")
    assert len(STATISTICS) == 6


def test_mcnemar_is_exact():
    expected = R["base.mcnemar_exact"]
    frame = DESIGNS["nav_srs"][0]
    counts = pd.crosstab(frame["q1_a"] > 3, frame["q1_c"] > 3).to_numpy()
    found = marginal_homogeneity(counts)
    assert (found.test, found.statistic) == ("mcnemar", expected["statistic"])
    assert_equal(found.p, expected["p_value"])
    assert found.moved == counts[0, 1] + counts[1, 0]
    assert found.net == pytest.approx(abs(counts[0, 1] - counts[1, 0]) / counts.sum())
    assert marginal_homogeneity(np.diag([4, 5])) is None


def test_stuart_and_maxwell_take_the_form_of_fleiss():
    """Three answers: Fleiss (1981, Statistical Methods for Rates and Proportions, 8.2)."""
    counts = np.array([[35, 5, 8], [15, 20, 9], [6, 14, 30]])
    d = counts.sum(axis=1) - counts.sum(axis=0)
    n = (counts + counts.T) / 2
    top = n[1, 2] * d[0] ** 2 + n[0, 2] * d[1] ** 2 + n[0, 1] * d[2] ** 2
    bottom = 2 * (n[0, 1] * n[0, 2] + n[0, 1] * n[1, 2] + n[0, 2] * n[1, 2])
    found = marginal_homogeneity(counts)
    assert found.statistic == pytest.approx(top / bottom)
    assert found.df == 2
    assert found.p == pytest.approx(np.exp(-found.statistic / 2))


def test_rare_answers_are_taken_together():
    counts = np.array([[40, 9, 1, 0], [4, 30, 0, 1], [0, 1, 9, 0], [1, 0, 0, 3]])
    found = marginal_homogeneity(counts)
    joined = np.array([[40, 9, 1], [4, 30, 1], [1, 1, 12]])
    assert found.df == 2
    assert found.statistic == pytest.approx(marginal_homogeneity(joined).statistic)
    assert found.moved == 17
    only = marginal_homogeneity(np.array([[9, 1, 0], [0, 8, 1], [0, 0, 7]]))
    assert only.test == "mcnemar"


@pytest.mark.parametrize("name", ["padjust", "base.padjust"])
def test_adjusted_p_values_are_r_s(name):
    expected = {key.lower(): value for key, value in R[name].items()}
    p = np.array(expected["p"], dtype=float)
    for correction in ("holm", "bh"):
        assert adjust(p, correction) == pytest.approx(
            np.array(expected[correction], dtype=float), rel=1e-9, nan_ok=True
        )


def test_adjustment_of_nothing_and_by_nothing_known():
    assert len(adjust([])) == 0
    with pytest.raises(Mistake, match="holm, bh"):
        adjust([0.1], "bonferroni")


def test_compare_chooses_the_test_by_the_kind_of_column():
    frame = STRAT.assign(
        level=pd.Categorical(
            np.where(STRAT["api00"] > 650, "high", "low"), categories=["low", "high"], ordered=True
        )
    )
    design = Design("pw", "stype", population="fpc")
    found = compare(frame, ["api00", "level", "sch.wide"], "comp.imp", design)
    assert list(found["test"]) == ["means", "ranks", "rao_scott"]
    assert list(found["effect_name"]) == ["cohen_d", "rank_biserial", "cohen_h"]
    assert (found["n"] == 200).all()
    expected = R["strat_fpc.chisq.schwide_compimp.F"]
    assert found["p"].iloc[2] == pytest.approx(expected["p_value"], rel=1e-6)
