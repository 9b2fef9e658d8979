"""An office's answers beside its municipality's index: the join, and what is told of it."""

import numpy as np
import pandas as pd
import pytest
from support.register_figures import QUESTIONS, material

from godegrep.core.errors import Mistake
from godegrep.register.offices import join
from godegrep.register.practice import in_fifths, practice_table
from godegrep.sampling.design import Design

INDEX = pd.DataFrame(
    {"municipality": ["0301", "3101", "3103", "5501"], "index": [90.0, 120.0, 100.0, np.nan]}
)
PEOPLE = pd.Series({"0301": 700_000, "3101": 30_000, "3103": 10_000, "5501": 77_000})


def offices(*codes):
    return pd.DataFrame({"respondent": [f"K{i}" for i in range(len(codes))], "municipality": codes})


def test_offices_get_the_index_of_their_municipalities_whatever_the_year_of_the_number():
    found = join(offices("0301", "3101, 3103", "0101", "0104 0136"), INDEX, PEOPLE, 2024).offices
    # Halden was 0101; Moss and Rygge were 0104 and 0136 until they merged in 2020.
    assert found["index"].tolist() == [90.0, 115.0, 120.0, 100.0]
    assert found["municipalities"].tolist() == [1, 2, 1, 1]
    # The office of both Halden and Moss ties the offices of either together.
    assert found["cluster"].nunique() == 2
    assert found["offices"].tolist() == [1, 3, 3, 3]


def test_why_an_office_has_no_index_is_told():
    found = join(offices("", "9999", "5501", "0301 5501", None, "0301"), INDEX, PEOPLE, 2024)
    assert found.offices["why"].tolist() == [
        *("no_municipality", "unknown_municipality", "no_index", "no_index", "no_municipality", "")
    ]
    told = found.told()
    assert (told["offices"], told["joined"], told["no_index"]) == (6, 1, 2)


def test_several_offices_of_a_municipality_are_told_and_clustered():
    told = join(offices("0301", "0301", "0301", "3101"), INDEX, PEOPLE, 2024).told()
    assert (told["joined"], told["clusters"], told["shared_municipality"]) == (4, 2, 3)


def made(rows, joined):
    return practice_table(rows, joined, QUESTIONS, ["duty", "ways"], Design(), "2017")


def test_the_difference_is_that_of_the_means_with_clusters():
    rows, joined = material()
    table = made(rows, joined)
    first = table.iloc[0]
    assert table["category"].tolist() == ["yes", "selected", "selected"]
    index = joined.offices["index"]
    yes, no = index[rows["duty"] == "yes"], index[rows["duty"] == "no"]
    assert first["estimate"] == pytest.approx(yes.mean() - no.mean())
    assert (first["n_with"], first["n_without"]) == (len(yes), len(no))
    # The rank-biserial correlation is P(with > without) − P(without > with).
    signs = np.sign(np.subtract.outer(yes.to_numpy(), no.to_numpy()))
    assert first["effect"] == pytest.approx(signs.mean())
    # The cluster-robust interval, by hand: sums of the influence over pairs of offices.
    influence = np.where(rows["duty"] == "yes", (index - yes.mean()) / len(yes), 0)
    influence -= np.where(rows["duty"] == "no", (index - no.mean()) / len(no), 0)
    sums = influence.reshape(-1, 2).sum(axis=1)
    se = np.sqrt(np.square(sums - sums.mean()).sum() * 100 / 99)
    half = (first["high"] - first["low"]) / 2
    # 100 clusters, of which 4 answered «vet ikke» throughout.
    from scipy.stats import t

    assert half / se == pytest.approx(t.ppf(0.975, 98), abs=0.02)


def test_the_strata_of_the_design_count_and_a_cluster_has_one():
    rows, joined = material()
    offices = joined.offices
    # Strata that explain most of the index; the first cluster has an office in each.
    level = offices.groupby("cluster")["index"].transform("mean")
    rows["region"] = np.where(level > level.median(), "high", "low")
    rows.loc[0, "region"] = "low" if rows.loc[1, "region"] == "high" else "high"
    table = practice_table(rows, joined, QUESTIONS, ["duty"], Design(strata="region"), "2017")
    alike = made(rows, joined)
    assert table["estimate"].iloc[0] == pytest.approx(alike["estimate"].iloc[0])
    index = offices["index"]
    influence = np.zeros(len(rows))
    for answer, sign in (("yes", 1), ("no", -1)):
        own = rows["duty"] == answer
        influence += np.where(own, sign * (index - index[own].mean()) / own.sum(), 0)
    clusters = pd.DataFrame({"sum": influence, "cluster": offices["cluster"]})
    clusters["region"] = rows["region"].groupby(offices["cluster"]).transform("min")
    sums = clusters.groupby(["region", "cluster"])["sum"].sum()
    variance = sums.groupby("region").agg(lambda own: len(own) * own.var(ddof=1)).sum()
    half = (table["high"] - table["low"]).iloc[0] / 2
    assert half / np.sqrt(variance) == pytest.approx(1.985, abs=0.03)
    assert half != pytest.approx((alike["high"] - alike["low"]).iloc[0] / 2, rel=1e-3)


def test_p_is_adjusted_over_all_that_was_tried():
    table = made(*material())
    assert table["tests"].tolist() == [2, 2, 2]
    tested = table[table["why"] == ""]
    low = tested["p"].argmin()
    assert tested["p_adjusted"].iloc[low] == pytest.approx(min(1, 2 * tested["p"].iloc[low]))


def test_nothing_is_told_of_few_offices():
    rare = made(*material()).iloc[2]
    assert rare["why"] == "too_few"
    assert (rare["n_with"], rare["n_without"]) == (0, 0)
    assert np.isnan(rare[["estimate", "low", "p", "effect"]].to_numpy(dtype=float)).all()


@pytest.mark.workflow
def test_where_nothing_differs_few_tests_find_anything():
    found = [made(*material(gap=0.0, seed=seed)).loc[0, "p"] < 0.05 for seed in range(60)]
    assert sum(found) <= 8


def test_the_scatters_points_are_groups_of_offices():
    rows, joined = material()
    points = in_fifths(rows, joined, "duty", ["yes"], ["no"], smallest=5)
    assert points["part"].tolist() == [1, 2, 3, 4, 5]
    assert points["n"].sum() == 192
    assert points["index"].is_monotonic_increasing
    withheld = points["share"].isna()
    assert not withheld.all()
    clear = rows.assign(duty=np.where(joined.offices["index"] < 75, "yes", "no"))
    points = in_fifths(clear, joined, "duty", ["yes"], ["no"], smallest=5)
    assert points["share"].iloc[-1:].isna().all()


def test_questions_that_are_not_there_are_named():
    with pytest.raises(Mistake, match="questions: dutty is not a closed question of 2017"):
        practice_table(*material(), QUESTIONS, ["dutty", "ways"], Design(), "2017")
