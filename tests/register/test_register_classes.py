"""Classes of spending, and which municipalities to visit."""

import pandas as pd
import pytest
from support.paths import SHARED

from godegrep.core.errors import Mistake
from godegrep.register.models.classes import Thresholds, choose_cases, classify, size_groups

# The indices of annex 2 and the labels of table 6-1, Proba-rapport 2017-08: 2012, 2016.
TABLE_6_1 = {
    "0104": (102, 103, "middle", "none"),
    "0106": (101, 102, "middle", "none"),
    "0231": (86, 70, "low", "decrease"),
    "0402": (129, 156, "high", "increase"),
    "0704": (125, 135, "high", "increase"),
    "1502": (208, 117, "high", "decrease"),
    "1804": (143, 121, "high", "decrease"),
    "1865": (149, 106, "middle", "decrease"),
    "1902": (77, 82, "low", "increase"),
}
REFERENCE = SHARED / "reference"


def indices(table):
    """(municipality, first, last) as a long frame for 2012 and 2016."""
    cells = [
        (code, year, value)
        for code, first, last in table
        for year, value in ((2012, first), (2016, last))
    ]
    return pd.DataFrame(cells, columns=["municipality", "year", "index"])


def check_table_6_1(found):
    found = found.set_index("municipality")
    assert {
        code: tuple(found.loc[code, ["index_first", "index_last", "level", "change"]])
        for code in TABLE_6_1
    } == TABLE_6_1


def test_table_6_1_of_the_published_study():
    table = [(code, first, last) for code, (first, last, *_) in TABLE_6_1.items()]
    check_table_6_1(classify(indices(table), Thresholds(2012, 2016)))


@pytest.mark.skipif(not REFERENCE.exists(), reason="the published annex of ../shared is not here")
def test_table_6_1_from_the_whole_annex():
    annex = pd.read_csv(REFERENCE / "published-index-annex2.csv", dtype={"code": str})
    annex["municipality"] = annex["code"].str.zfill(4)
    long = annex.melt("municipality", [str(y) for y in range(2012, 2017)], "year", "index")
    long["year"] = long["year"].astype(int)
    found = classify(long, Thresholds(2012, 2016))
    assert len(found) == 424
    check_table_6_1(found)


def test_limits_are_inside_and_missing_years_have_no_class():
    found = classify(
        indices(
            [("a", 100, 110), ("b", 95, 90), ("c", 100, 104.9), ("d", None, 200), ("e", 90, None)]
        ),
        Thresholds(2012, 2016),
    ).set_index("municipality")
    assert found["level"].fillna("").tolist() == ["high", "low", "middle", "high", ""]
    assert found["change"].fillna("").tolist() == ["increase", "decrease", "none", "", ""]
    wide = classify(indices([("a", 100, 110)]), Thresholds(2012, 2016, 120, 80, 20))
    assert wide.loc[0, ["level", "change"]].tolist() == ["middle", "none"]


def test_a_year_without_an_index_is_told():
    with pytest.raises(Mistake, match="an index for 2017; there are: 2012, 2016"):
        classify(indices([("a", 100, 110)]), Thresholds(2012, 2017))


def test_size_groups():
    found = size_groups(pd.Series([4999, 5000, 19999, 20000, None]), [5000, 20000])
    assert found.astype("float").fillna(-1).tolist() == [0, 1, 1, 2, -1]


def test_cases_are_the_extremes_of_each_size_and_none_twice():
    table = [
        *(("a", 100, 150), ("b", 150, 150), ("c", 100, 140), ("d", 100, 50), ("e", 60, 50)),
        *(("f", 100, 100), ("g", 100, 106), ("h", 300, 300)),
    ]
    size = pd.Series(dict.fromkeys("abcdef", 0) | {"g": 1})
    classes = classify(indices(table), Thresholds(2012, 2016))
    found = choose_cases(classes, size, 1)
    assert list(found.itertuples(index=False, name=None)) == [
        ("a", 0, "high", 1),
        ("d", 0, "low", 1),
        ("c", 0, "increase", 1),
        ("e", 0, "decrease", 1),
        ("g", 1, "increase", 1),
    ]
    again = choose_cases(classes.sample(frac=1, random_state=1), size, 1)
    pd.testing.assert_frame_equal(found, again)
    assert set(choose_cases(classes, size, 2)["municipality"]) == set("abcdeg")
