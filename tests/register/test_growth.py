"""What growth comes from: the published report's tables 3-1 and 3-2, and closed forms."""

import numpy as np
import pandas as pd
import pytest
from support.register_figures import PANEL

from godegrep.core.errors import Mistake
from godegrep.core.schema import read
from godegrep.register.models.growth import (
    base_amounts,
    beside_base_amount,
    contributions,
    index_series,
    kitagawa,
)
from godegrep.register.models.growth_table import Measure, growth_table, measures_of
from godegrep.study.register_settings import GrowthSettings

# Proba-rapport 2017-08, table 3-1: per cent of recipients 2016, growth 2012–16, contribution.
TABLE_3_1 = {
    "single men": (39.4, 12.0, 35.2),
    "single women": (22.4, 10.9, 18.4),
    "single with children": (13.3, 8.3, 8.5),
    "couples without children": (13.1, 22.5, 20.1),
    "couples with children": (11.8, 21.8, 17.7),
}
TOTAL_GROWTH = 13.6
# Table 3-2: index of 2013–2016, and the share of 2016.
TABLE_3_2 = {
    "immigrants": ([100.0, 108.6, 118.2, 130.4], 42.9),
    "born here to immigrants": ([100.0, 108.1, 120.5, 128.8], 1.3),
    "others": ([100.0, 101.1, 97.9, 94.8], 55.0),
}


def contribution_of_shares(shares, growths, growth):
    """Each group's part of the growth of all, from shares at the end and growth: 0.12 is 12 %."""
    return (shares - shares / (1 + growths)) / (1 - 1 / (1 + growth))


def test_the_published_shares_and_growths_give_the_published_contributions():
    shares, growths, printed = np.array(list(TABLE_3_1.values())).T
    found = 100 * contribution_of_shares(shares / 100, growths / 100, TOTAL_GROWTH / 100)
    # To 0.1: what is printed is rounded, and 13.6 is too.
    assert found == pytest.approx(printed, abs=0.1)


def test_contributions_of_numbers_are_those_of_shares():
    first, last = pd.Series({"a": 80, "b": 120, "c": 0}), pd.Series({"b": 110, "a": 130, "c": 10})
    found = contributions(first, last).set_index("group")
    assert found["contribution"].to_dict() == pytest.approx({"a": 1.0, "b": -0.2, "c": 0.2})
    assert np.isnan(found.loc["c", "growth"])
    known = found.loc[["a", "b"]]
    again = contribution_of_shares(known["share"], known["growth"], 250 / 200 - 1)
    assert again.to_numpy() == pytest.approx(known["contribution"].to_numpy())


def test_no_growth_has_no_contributions():
    found = contributions(pd.Series({"a": 1, "b": 2}), pd.Series({"a": 2, "b": 1}))
    assert found["contribution"].isna().all()


def test_groups_must_be_in_both_years():
    with pytest.raises(Mistake, match="not in both years: b, c"):
        contributions(pd.Series({"a": 1, "b": 2}), pd.Series({"a": 2, "c": 1}))


def test_numbers_behind_table_3_2_give_its_index_and_shares():
    total = 100_000
    rows = [
        (group, 2013 + i, share / 100 * total * value / index[-1])
        for group, (index, share) in TABLE_3_2.items()
        for i, value in enumerate(index)
    ]
    found = index_series(pd.DataFrame(rows, columns=["group", "year", "count"]), 2013)
    for group, (index, share) in TABLE_3_2.items():
        own = found[found["group"] == group]
        assert own["index"].round(1).tolist() == index
        # The printed shares add up to 99.2.
        assert 100 * own["share"].iloc[-1] == pytest.approx(share / 0.992, abs=0.05)


def test_an_index_needs_its_first_year():
    counts = pd.DataFrame({"group": ["a", "b", "b"], "year": [2013, 2014, 2015], "count": 1})
    with pytest.raises(Mistake, match="'b' has no number in 2013"):
        index_series(counts, 2013)


def test_kitagawas_split_by_hand():
    # 0.5·10 + 0.5·20 = 15 → 0.25·12 + 0.75·26 = 22.5.
    first = pd.DataFrame({"group": ["a", "b"], "count": [50, 50], "rate": [10.0, 20.0]})
    last = pd.DataFrame({"group": ["b", "a"], "count": [75, 25], "rate": [26.0, 12.0]})
    found = kitagawa(first, last)
    assert (found.first, found.last, found.fixed) == (15.0, 22.5, 19.0)
    assert (found.level, found.composition, found.interaction) == (4.0, 2.5, 1.0)


def test_kitagawas_parts_add_up():
    rng = np.random.default_rng(4)
    years = [
        pd.DataFrame(
            {"group": range(9), "count": rng.integers(1, 99, 9), "rate": rng.normal(9, 2, 9)}
        )
        for _ in range(2)
    ]
    found = kitagawa(*years)
    parts = found.level + found.composition + found.interaction
    assert parts == pytest.approx(found.change, abs=1e-12)
    # With the composition held fixed, only the level changes.
    assert found.fixed - found.first == pytest.approx(found.level, abs=1e-12)


def test_the_basic_amount_grew_by_13_per_cent_from_2012_to_2016():
    amounts = base_amounts()
    # NAV prints these means: 58 139, 81 153, 91 740 and 122 225 kroner.
    assert amounts[[2004, 2012, 2016, 2024]].round().tolist() == [58139, 81153, 91740, 122225]
    found = beside_base_amount(pd.Series({2012: 100.0, 2016: 119.2}))
    last = found.iloc[-1]
    assert round(100 * last["base_growth"]) == 13
    assert last["excess"] == pytest.approx(1.192 / (91740 / 81153) - 1, abs=1e-4)


def test_a_year_without_a_basic_amount_is_named():
    with pytest.raises(Mistake, match="G of 1999 "):
        beside_base_amount(pd.Series({1999: 1.0, 2016: 2.0}))


def test_the_table_sums_municipalities_that_have_all_figures():
    measure = Measure("family", {}, ("couples", "singles"), ("paid_couples", "paid_singles"))
    table = growth_table(PANEL, [measure], 2012, 2016)
    assert table["municipalities"].unique().tolist() == [2]
    value = table.set_index(["group", "year", "statistic"])["value"]
    assert value["", 2012, "count"] == 100
    assert value["couples", 2016, "index"] == 125
    assert value["singles", 2016, "contribution"] == 0.5
    assert value["", 2016, "growth"] == pytest.approx(0.2)
    # 700 / 100 and 1170 / 120; couples 10 → 15, singles 5 → 6.
    assert value["", 2012, "mean"] == 7
    assert value["", 2016, "mean"] == 9.75
    assert value["", 2016, "fixed"] == pytest.approx(0.4 * 15 + 0.6 * 6)
    parts = [value["", 2016, name] for name in ("level", "composition", "interaction")]
    assert sum(parts) == pytest.approx(2.75)


def test_growth_without_whole_municipalities_is_a_mistake():
    gone = PANEL.assign(couples=np.nan)
    with pytest.raises(Mistake, match="family: no municipality has all of couples, singles"):
        growth_table(gone, [Measure("family", {}, ("couples", "singles"))], 2012, 2016)
    written = {"id": "f", "text": "F", "groups": [{"count": "a", "amount": "b"}, {"count": "c"}]}
    with pytest.raises(Mistake, match="1 groups have no amount"):
        measures_of([read(GrowthSettings, written)])
