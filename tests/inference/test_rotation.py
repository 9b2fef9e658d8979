"""The variance of a change between two samples of one finite population."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from godegrep import Calibration, Design, change
from godegrep.inference.overlapping_samples import OverlappingSamples
from godegrep.inference.panel import pair
from godegrep.sampling.design import sample

DESIGN = Design(strata="stratum", population="N")


def overlap(first, second, frames=None):
    strata = pd.concat([first, second]).drop_duplicates("unit").set_index("unit")["stratum"]
    halves = sample(first, DESIGN), sample(second, DESIGN)
    return OverlappingSamples.of(halves, "unit", frames or [strata, strata])


def waves(units_then, units_now, seed=1, strata=3, n=60):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"unit": range(n), "stratum": np.arange(n) % strata, "N": n // strata})
    frame["then"] = rng.normal(size=n)
    frame["now"] = 0.7 * frame["then"] + rng.normal(size=n)
    return (
        frame,
        frame.loc[units_then].assign(y=frame["then"]),
        frame.loc[units_now].assign(y=frame["now"]),
    )


def influence(*halves):
    return np.concatenate([(half["y"] - half["y"].mean()) / len(half) for half in halves])


def test_the_covariance_that_the_formula_has_is_that_of_all_pairs_of_samples():
    """All samples of 3 and 3 out of 5 units with 2 in common: (n12/(n1 n2) − 1/N) S12."""
    y1, y2 = np.array([1.0, 4, 2, 7, 3]), np.array([2.0, 3, 5, 9, 1])
    pairs = [
        (y1[list(a)].mean(), y2[list(b)].mean())
        for a in combinations(range(5), 3)
        for b in combinations(range(5), 3)
        if len(set(a) & set(b)) == 2
    ]
    every = np.cov(np.array(pairs).T, ddof=0)[0, 1]
    assert every == pytest.approx((2 / 9 - 1 / 5) * np.cov(y1, y2)[0, 1])


def test_the_formula_stratum_by_stratum():
    frame, first, second = waves(range(30), range(15, 51))
    expected = 0.0
    for (_, one), (_, other) in zip(
        first.groupby("stratum"), second.groupby("stratum"), strict=True
    ):
        z1, z2 = one["y"] / len(first), other["y"] / len(second)
        both = one["unit"][one["unit"].isin(other["unit"])]
        r = np.corrcoef(frame.loc[both, "then"], frame.loc[both, "now"])[0, 1]
        for z in (z1, z2):
            expected += len(z) * (1 - len(z) / 20) * z.var()
        factor = len(both) - len(z1) * len(z2) / 20
        expected -= 2 * factor * r * z1.std() * z2.std()
    strata = frame.set_index("unit")["stratum"]
    found = overlap(first, second, [strata, strata]).variance(influence(first, second))
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_same_respondents_twice_are_as_r_has_them():
    frame, first, second = waves(range(30), range(30))
    strata = frame.set_index("unit")["stratum"]
    found = overlap(first, second, [strata, strata]).variance(influence(first, second))
    stacked = change(first, second, "y", "unit", DESIGN, "mean")["se"][0] ** 2
    assert found == pytest.approx(stacked, rel=1e-9)
    differences = frame.loc[:29, "now"] - frame.loc[:29, "then"]
    within = differences.groupby(frame["stratum"]).var().mean()
    assert found == pytest.approx((1 - 10 / 20) * within / 30, rel=1e-9)


def away(drawn):
    return drawn.frame["y"] - np.average(drawn.frame["y"], weights=drawn.weights)


@pytest.mark.parametrize("method", ["rake", "linear"])
def test_calibrated_weights_count_by_their_residuals_as_r_has_them(method):
    frame, first, second = waves(range(30), range(30))
    kinds = np.where(np.arange(60) % 7 < 3, "a", "b")
    margins = {"kind": {"a": 26, "b": 34}, "stratum": dict.fromkeys(range(3), 20)}
    design = replace(DESIGN, calibration=Calibration(method, margins))
    first, second = (half.assign(kind=kinds[half["unit"]]) for half in (first, second))
    halves = sample(first, design), sample(second, design)
    strata = frame.set_index("unit")["stratum"]
    values = np.concatenate([one.weights * away(one) / one.weights.sum() for one in halves])
    found = OverlappingSamples.of(halves, "unit", [strata, strata]).variance(values)
    stacked = change(first, second, "y", "unit", design, "mean")["se"][0] ** 2
    assert found == pytest.approx(stacked, rel=1e-9)


def test_everyone_answering_twice_leaves_nothing_to_chance():
    _, first, second = waves(range(60), range(60))
    assert overlap(first, second).variance(influence(first, second)) == pytest.approx(0, abs=1e-12)


def test_none_in_common_is_never_taken_for_independent():
    """Halves that exclude each other: together they are everyone, and the change is less sure."""
    frame, first, second = waves(range(30), range(30, 60))
    strata = frame.set_index("unit")["stratum"]
    found = overlap(first, second, [strata, strata])
    values = influence(first, second)
    alone = (
        found.variance(values * (np.arange(60) < 30)),
        found.variance(values * (np.arange(60) >= 30)),
    )
    assert found.variance(values) > sum(alone)


def test_units_of_one_frame_only_have_no_covariance():
    frame, first, second = waves(range(30), range(15, 45))
    apart = [
        frame.set_index("unit")["stratum"].loc[:29],
        frame.set_index("unit")["stratum"].loc[30:],
    ]
    found = overlap(first, second, apart)
    values = influence(first, second)
    alone = (
        found.variance(values * (np.arange(60) < 30)),
        found.variance(values * (np.arange(60) >= 30)),
    )
    assert found.variance(values) == pytest.approx(sum(alone), rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_no_variance_is_less_than_none(seed):
    rng = np.random.default_rng(seed)
    ids = [rng.choice(60, size, replace=False) for size in rng.integers(6, 60, 2)]
    frame, first, second = waves(*map(sorted, ids), seed=seed)
    first, second = (half.assign(y=(half["y"] > 1.2) * 1.0) for half in (first, second))
    strata = frame.set_index("unit")["stratum"]
    found = overlap(first, second, [strata, strata])
    assert found.variance(influence(first, second)) >= 0
    panel = pair([sample(first), sample(second)], "unit")
    assert panel.mean(np.append(first["y"], second["y"]))["se"][0] >= 0
