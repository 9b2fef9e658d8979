"""What is withheld, and that it cannot be had by subtraction."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from godegrep import tabulate
from godegrep.disclosure.suppression import suppress
from godegrep.estimation.cells import WITHHELD
from godegrep.study.config import Dominance, Suppression


def table_of(sizes):
    """A yes/no item, in all and in groups of these sizes."""
    kind = pd.CategoricalDtype([f"g{number}" for number in range(len(sizes))])
    groups = pd.Series(np.repeat(kind.categories, sizes), dtype=kind)
    answers = np.where(np.arange(len(groups)) % 3 == 0, "yes", "no")
    frame = pd.DataFrame({"q": answers, "g": groups})
    return tabulate(frame, "q", [None, "g"])


def rule(minimum_base):
    return Suppression(minimum_base, dominance=Dominance(base=1))


def marks(sizes, minimum_base=5):
    table = suppress(table_of(sizes), rule(minimum_base))
    return list(table[table["break"] == "g"].drop_duplicates("group")["suppressed"])


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([10, 20, 30], ["", "", ""]),
        # One small group: the next smallest goes with it.
        ([3, 20, 10], ["base", "", "secondary"]),
        # Two that hold enough between them hide each other.
        ([3, 4, 20], ["base", "base", ""]),
        # Two that hold too few between them do not.
        ([1, 2, 20, 30], ["base", "base", "secondary", ""]),
        # A group without respondents hides nothing.
        ([0, 20, 30], ["base", "", ""]),
        ([0, 3, 20, 30], ["base", "base", "secondary", ""]),
        # Of equals, the first in the table's order.
        ([30, 8, 8, 2], ["", "secondary", "", "base"]),
    ],
)
def test_groups(sizes, expected):
    assert marks(sizes) == expected


def test_a_small_total_takes_everything_with_it():
    table = suppress(table_of([2, 2]), rule(5))
    assert (table["suppressed"] == "base").all()


def test_nothing_withheld_is_left_in_the_row():
    before = table_of([3, 20, 30])
    table = suppress(before, rule(5))
    hidden = table["suppressed"] != ""
    assert hidden.sum() == 4
    assert table.loc[hidden, WITHHELD].isna().all(axis=None)
    pd.testing.assert_frame_equal(table[~hidden], before[~hidden])
    assert (table["n"] == before["n"]).all()
    assert str(table["count"].dtype) == "Int64"


def test_the_argument_is_left_as_it_was():
    before = table_of([3, 20, 30])
    copy = before.copy()
    suppress(before, rule(5))
    pd.testing.assert_frame_equal(before, copy)


def test_marks_that_are_there_stay_and_count():
    table = table_of([10, 20, 30])
    table.loc[table["group"] == "g2", "suppressed"] = "dominance"
    table = suppress(table, rule(5))
    assert list(table.drop_duplicates("group")["suppressed"]) == ["", "secondary", "", "dominance"]


@pytest.mark.workflow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=7).filter(lambda s: sum(s) >= 5))
def test_subtraction_gives_no_small_group(sizes):
    """What the total has beyond the groups shown is nothing, or several groups of enough people."""
    found = marks(sizes)
    hidden = [size for size, mark in zip(sizes, found, strict=True) if mark and size]
    assert not hidden or (len(hidden) >= 2 and sum(hidden) >= 5) or sum(hidden) == sum(sizes)
    assert all(mark for size, mark in zip(sizes, found, strict=True) if size < 5)


def test_suppressed_twice_is_suppressed_once():
    once = suppress(table_of([1, 2, 20, 30]), rule(5))
    pd.testing.assert_frame_equal(once, suppress(once, rule(5)))
