"""Expected spending: R's lm with sandwich and plm (data/r_register), closed forms, simulation."""

import numpy as np
import pandas as pd
import pytest
from support.paths import DATA
from support.register_figures import SIMULATED, simulated

from godegrep.core.errors import Mistake
from godegrep.register.models.expected import estimate, stars
from godegrep.register.models.index import accuracy, index_table, left_out_errors, spread
from godegrep.register.models.model import Model, term_values
from godegrep.register.models.notebook import expected_spending
from godegrep.register.models.wild_bootstrap import Bootstrap, multipliers
from godegrep.study.register_settings import Term

pytestmark = pytest.mark.workflow

PANEL = pd.read_csv(DATA / "r_register/panel.csv", dtype={"municipality": str})
A, B, Y = Term("a", "a"), Term("b", "b"), Term("y", "y")
TERMS = ["constant", "a", "b", "2014", "2015"]
# Printed by tests/data/r_register/panel.R.
POOLED = [-0.937511032247, 0.477627722508, 0.118364511461, 0.131865364866, -0.144778224564]
WEIGHTED = [-0.7038768375237, 0.4578356277686, 0.1082472565484, 0.0936320267566, -0.1275248180874]
SE = {
    "cluster": [
        0.3434235386052,
        0.0478685704404,
        0.0221231575771,
        0.0558873212486,
        0.0601421431715,
    ],
    "hc1": [0.2473331538978, 0.0328660075892, 0.0154836260587, 0.0868057873504, 0.0848185358839],
    "hc3": [0.2583899857204, 0.0343668061043, 0.0161934350410, 0.0902071807181, 0.0878299373059],
}
WEIGHTED_SE = {
    "cluster": [
        0.2454458104778,
        0.0513580710382,
        0.0218178724422,
        0.0453120241898,
        0.0340134226908,
    ],
    "hc3": [0.1762542795625, 0.0385406450058, 0.0158843439360, 0.0881946953740, 0.0851525559365],
}
HC3_P = [4.97789697731e-04, 3.75995959994e-23, 1.69426814754e-10, 0.147663388007, 0.103145820520]


def model(**options):
    return Model(Y, (A, B), **options)


def without(panel, year):
    return panel[panel["year"] != year]


@pytest.mark.parametrize("covariance", SE)
def test_pooled_least_squares_agree_with_r(covariance):
    found = estimate(PANEL, model(covariance=covariance))
    assert found.table["term"].tolist() == TERMS
    assert found.table["estimate"].tolist() == pytest.approx(POOLED, abs=1e-11)
    assert found.table["se"].tolist() == pytest.approx(SE[covariance], abs=1e-10)
    assert found.r2 == pytest.approx(0.75553696974098, abs=1e-13)
    assert found.r2_adjusted == pytest.approx(0.74346472133312, abs=1e-13)


@pytest.mark.parametrize("covariance", WEIGHTED_SE)
def test_weights_by_population_agree_with_r(covariance):
    options = {"weighted": True, "population": "population", "covariance": covariance}
    found = estimate(PANEL, model(**options))
    assert found.table["estimate"].tolist() == pytest.approx(WEIGHTED, abs=1e-11)
    assert found.table["se"].tolist() == pytest.approx(WEIGHTED_SE[covariance], abs=1e-10)
    assert found.r2_adjusted == pytest.approx(0.81032342500503, abs=1e-12)


def test_fixed_effects_agree_with_r():
    found = estimate(PANEL, model(fixed_effects=True)).table.iloc[1:]
    within = [0.2158643283865, 0.0327845305091, 0.1366135142005, -0.1326453407434]
    se = [0.1121344839397, 0.0486843708189, 0.0479076762473, 0.0559012778282]
    assert found["estimate"].tolist() == pytest.approx(within, abs=1e-11)
    assert found["se"].tolist() == pytest.approx(se, abs=1e-10)


def test_p_is_that_of_t_on_what_is_left():
    found = estimate(PANEL, model(covariance="hc3"))
    assert found.table["df"].unique().tolist() == [81]
    assert found.table["p"].tolist() == pytest.approx(HC3_P, rel=1e-9)
    assert found.table["stars"].tolist() == ["***", "***", "***", "", ""]


def test_one_call_gives_all_from_a_panel_of_any_names():
    renamed = PANEL.rename(columns={"municipality": "kommun", "year": "aar"})
    renamed["municipality"] = "a name"
    found = expected_spending(
        renamed.sample(frac=1, random_state=1),
        "y",
        ["a", "b"],
        **{"municipality": "kommun", "year": "aar", "clusters": "kommun"},
        classes={"last": 2014, "high": 105},
    )
    assert found.coefficients["se"].tolist() == pytest.approx(SE["cluster"], abs=1e-10)
    assert found.fit["n"] + len(found.left_out) == len(PANEL)
    own = found.index.pivot(index="municipality", columns="year", values="index")[2014]
    classes = found.classes.set_index("municipality")
    assert (classes["level"] == "high").sum() == (own >= 105).sum() > 0
    with pytest.raises(Mistake, match="no column 'county'"):
        expected_spending(PANEL, "y", ["a"], municipality="county")


def test_stars_are_computed():
    # Annex 1 prints three stars at −0.016 with standard error 0.029, where t is 0.55.
    assert [stars(p) for p in (0.0099, 0.01, 0.0499, 0.05, 0.0999, 0.58)] == [
        *("***", "**", "**", "*", "*", "")
    ]


def test_a_term_may_be_a_power():
    found = term_values(Term("urban", "n", power=1.2), pd.DataFrame({"n": [8, -1, np.nan]}))
    assert found.tolist() == pytest.approx([8**1.2, np.nan, np.nan], nan_ok=True)


# --- The wild bootstrap ---------------------------------------------------------------------


def brute_force(x, y, clusters, weights, term, value):
    """p of the restricted bootstrap-t, each replication estimated anew by statsmodels."""
    from statsmodels.regression.linear_model import OLS

    def t(outcome, around):
        fit = OLS(outcome, x).fit(cov_type="cluster", cov_kwds={"groups": clusters})
        return (fit.params[term] - around) / fit.bse[term]

    others = np.delete(x, term, axis=1)
    shifted = y - value * x[:, term]
    slopes = np.linalg.lstsq(others, shifted, rcond=None)[0]
    fitted = others @ slopes + value * x[:, term]
    observed = abs(t(y, value))
    drawn = [abs(t(fitted + (y - fitted) * row[clusters], value)) for row in weights]
    return (1 + sum(d >= observed * (1 - 1e-9) for d in drawn)) / (1 + len(drawn))


@pytest.mark.parametrize("groups", [6, 20])
def test_the_bootstrap_from_sums_is_the_one_that_estimates_each_time(groups):
    rng = np.random.default_rng(groups)
    clusters = np.arange(120) % groups
    x = np.column_stack(
        [np.ones(120), 1e6 * rng.normal(size=120), rng.normal(size=groups)[clusters]]
    )
    y = 1e-7 * x[:, 1] + rng.normal(size=120) + rng.normal(size=groups)[clusters]
    weights = multipliers(groups, 99, seed=3)
    bootstrap = Bootstrap(x, y, clusters, weights)
    for term in range(3):
        p, low, high = bootstrap.test(term, 0.95)
        assert p == brute_force(x, y, clusters, weights, term, 0.0)
        # The ends of the interval are where the test begins to reject.
        width = high - low
        for end, out in ((low, -1), (high, 1)):
            inside, outside = end - out * 1e-3 * width, end + out * 1e-3 * width
            assert brute_force(x, y, clusters, weights, term, inside) > 0.05 + 1e-9
            assert brute_force(x, y, clusters, weights, term, outside) <= 0.05 + 1e-9


def test_webbs_points_have_mean_0_and_variance_1():
    drawn = multipliers(8, 50_000, seed=1)
    assert len(np.unique(drawn)) == 6
    assert len(np.unique(multipliers(13, 99, seed=1))) == 2
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert np.square(drawn).mean() == pytest.approx(1, abs=0.01)


def test_few_clusters_are_bootstrapped_and_too_few_refused():
    panel = PANEL.assign(size=pd.qcut(PANEL["population"], 7, labels=False))
    found = estimate(panel, model(clusters="size"))
    assert (found.clusters, found.bootstrapped) == (7, True)
    assert estimate(panel, model(clusters="size")).table.equals(found.table)
    with pytest.raises(Mistake, match="'size' has 3 groups with data, too few"):
        estimate(panel.assign(size=panel["size"] // 3), model(clusters="size"))


# --- The index and its uncertainty ----------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"fixed_effects": True}, {"weighted": True}])
def test_what_is_left_out_is_estimated_without_it(options):
    chosen = model(population="population", covariance="cluster", **options)
    errors = left_out_errors(estimate(PANEL, chosen))
    for place in ("1000", "1009", "1017"):
        rest = estimate(PANEL[PANEL["municipality"] != place], chosen)
        seen = estimate(PANEL, chosen).observed
        own = (seen.rows["municipality"] == place).to_numpy()
        alone = seen.y[own] - seen.x[own] @ rest.coefficients
        assert errors[own] == pytest.approx(alone, abs=1e-9)


def test_the_index_is_actual_over_expected():
    found = estimate(PANEL, model(population="population"))
    table = index_table(found)
    assert table["index"].to_numpy() == pytest.approx(100 * table["actual"] / table["expected"])
    inside = table["index"].between(table["low"], table["high"])
    assert inside.all()
    # A shrunken index lies between the index and 100.
    between = (table["shrunk"] - 100) / (table["index"] - 100)
    assert between.to_numpy() == pytest.approx(table["kept"].to_numpy())
    assert table["kept"].between(0, 1).all()


def test_no_index_where_no_spending_is_expected():
    panel = pd.concat([PANEL, PANEL.iloc[[0]].assign(municipality="9", a=-5.0, y=1.0)])
    table = index_table(estimate(panel, model()))
    row = table[table["municipality"] == "9"].iloc[0]
    assert np.isnan(row["index"])
    assert row["why"] == "expected_not_positive"


def test_the_order_of_rows_makes_no_difference():
    chosen = model(population="population")
    mixed = PANEL.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        index_table(estimate(mixed, chosen)), index_table(estimate(PANEL, chosen))
    )


ANNEX_1 = {
    "constant": -2.45,
    "disabled": 0.276,
    "urbanity": -2.05e-07,
    "need": 0.153,
    "adults": 0.073,
    "immigrants": 0.137,
    "refugees": 0.787,
    "school": -0.016,
    "2013": -0.012,
    "2014": 0.092,
    "2015": 0.022,
    "2016": 0.121,
}


def test_the_annexs_coefficients_are_found_again():
    found = estimate(simulated(np.random.default_rng(11)), SIMULATED)
    assert found.observed.n == 1935
    table = found.table.set_index("term")
    far = (table["estimate"] - pd.Series(ANNEX_1)) / table["se"]
    assert far.abs().max() < 3.5
    parts = spread(found)
    assert parts.between == pytest.approx(0.45**2, rel=0.2)
    assert parts.level == pytest.approx(0.01, abs=0.005)
    assert parts.per_person == pytest.approx(300, rel=0.2)
    off = accuracy(found)
    assert off["rmse"] < off["rmse_out"]
    assert off["r2_out"] < found.r2


@pytest.mark.workflow
def test_intervals_cover_what_they_say():
    rng = np.random.default_rng(2)
    truth = pd.Series(ANNEX_1)
    inside, usual, shrunk, rounds = np.zeros(len(truth)), [], [], 300
    index, small, wild = [], [], 0
    for seed in range(rounds):
        panel = simulated(rng)
        found = estimate(panel, SIMULATED)
        table = found.table.set_index("term")
        inside += ((table["low"] <= truth) & (truth <= table["high"])).to_numpy()
        seen = found.observed
        drawn = Bootstrap(seen.x, seen.y, seen.clusters, multipliers(387, 399, seed))
        _, low, high = drawn.test(2, 0.95)
        wild += low <= truth["urbanity"] <= high
        made = index_table(found).merge(panel, on=["municipality", "year"])
        made = made[made["index"].notna()]
        index.append(made["true"].between(made["low"], made["high"]).mean())
        least = made[made["population"] < 2000]
        small.append(least["true"].between(least["low"], least["high"]).mean())
        usual.append(made["index"].between(made["usual_low"], made["usual_high"]).mean())
        shrunk.append(made["true"].between(made["shrunk_low"], made["shrunk_high"]).mean())
        assert (made["shrunk"] - made["true"]).abs().median() < (
            (made["index"] - made["true"]).abs().median()
        )
    coverage = inside / rounds
    for covered in (coverage.mean(), *map(np.mean, (index, small, usual, shrunk))):
        assert 0.93 <= covered <= 0.97
    # 300 rounds: the standard error of a single coverage is 0.013. Urbanity is carried by a few
    # large municipalities, which standard errors by clusters take too lightly and the wild
    # bootstrap does not.
    others = coverage[truth.index != "urbanity"]
    assert ((others > 0.91) & (others < 0.985)).all()
    assert 0.93 <= wild / rounds <= 0.97


# --- Mistakes --------------------------------------------------------------------------------


def test_flat_regressors_are_named():
    with pytest.raises(Mistake, match="'a' has the same value in all rows"):
        estimate(PANEL.assign(a=4.0), model())
    with pytest.raises(Mistake, match="'c' is a combination of 'a', 'b'"):
        estimate(PANEL.assign(c=2 * PANEL["a"] - PANEL["b"]), Model(Y, (A, B, Term("c", "c"))))
    with pytest.raises(Mistake, match="'a' says nothing beyond the effects of the years"):
        estimate(PANEL.assign(a=(PANEL["year"] - 2000.0)), model())
    still = PANEL.assign(a=PANEL.groupby("municipality")["a"].transform("mean"))
    estimate(still, model())
    with pytest.raises(Mistake, match="'a' says nothing beyond the effects of the years and mun"):
        estimate(still, model(fixed_effects=True))


def test_missing_years_are_named_all_at_once():
    gone = without(PANEL, 2014).assign(b=lambda frame: frame["b"].where(frame["year"] != 2015))
    with pytest.raises(Mistake) as raised:
        estimate(gone, model(years=(2013, 2014, 2015)))
    assert [line[:40] for line in raised.value.lines] == [
        "The panel has no rows of 2014; add the y",
        "'b' has no value for any municipality in",
    ]


def test_rows_that_miss_something_are_told():
    panel = PANEL.assign(a=PANEL["a"].where(PANEL.index != 4), b=PANEL["b"].where(PANEL.index > 4))
    found = estimate(panel, model())
    assert found.observed.left_out["missing"].tolist() == ["b", "b", "b", "b", "a b"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            {"covariance": "hc2"},
            "covariance is 'hc2'; it should be one of: cluster, hc1, hc3, wild",
        ),
        ({"weighted": True}, "weighted: true needs population"),
        (
            {"fixed_effects": True, "covariance": "hc3"},
            "hc3 is not consistent with fixed_effects",
        ),
    ],
)
def test_settings_that_do_not_go_together(options, line):
    with pytest.raises(Mistake, match=line):
        model(**options)


def test_a_municipality_stands_once_a_year():
    with pytest.raises(Mistake, match="1000 has more than one row for 2013"):
        estimate(pd.concat([PANEL, PANEL.iloc[:1]]), model())
    with pytest.raises(Mistake, match="no variable 'c'"):
        estimate(PANEL, Model(Y, (Term("c", "c"),)))
