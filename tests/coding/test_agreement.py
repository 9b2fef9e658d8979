"""Agreement, held against published examples and closed forms."""

import krippendorff
import numpy as np
import pandas as pd
import pytest

from godegrep.coding.agreement import COUNTS, ENOUGH, MACHINE, NUMBERS, PEOPLE, agreement, unproved
from godegrep.coding.coefficients import (
    cohen_kappa,
    drawn,
    gwet_ac1,
    kappa,
    krippendorff_alpha,
    masi_distance,
    percent,
    percentile_interval,
)


def ratings(*coders: str) -> np.ndarray:
    """One text a coder, one character a unit; a dot where the coder has not coded it."""
    values = {value: k for k, value in enumerate(sorted(set("".join(coders)) - {"."}))}
    return np.array([[values.get(cell, -1) for cell in unit] for unit in zip(*coders, strict=True)])


def from_table(table: list[list[int]]) -> np.ndarray:
    """Ratings of two coders from their cross-table."""
    pairs = [
        (a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)
    ]
    return np.array(pairs)


# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": the examples in sections A
# (two observers, binary), B (two observers, nominal) and C (several observers, missing data), and
# the data of the article on the coefficient in Wikipedia, which the `krippendorff` package tests.
PUBLISHED_ALPHA = [
    (("0100000010", "1110010000"), 0.095),
    (("aabbdcccedda", "babbbccceddd"), 0.692),
    (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    (("*****34121133*3", "1*213343*******", "**21344*21133*4"), 0.691),
]


@pytest.mark.parametrize(("coders", "alpha"), PUBLISHED_ALPHA)
def test_alpha_published(coders: tuple[str, ...], alpha: float) -> None:
    given = ratings(*(coder.replace("*", ".") for coder in coders))
    assert krippendorff_alpha(given) == pytest.approx(alpha, abs=0.0005)


def test_kappa_published() -> None:
    # Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, table 18.1:
    # 100 patients, three diagnoses, observed .89, expected .66.
    both = from_table([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert percent(both) == pytest.approx(0.89)
    assert cohen_kappa(both[:, 0], both[:, 1]) == pytest.approx((0.89 - 0.66) / 0.34)


def test_kappa_of_cohen_1960() -> None:
    # Cohen (1960), tables 1 and 2: 200 units, two judges; κ is −.09 and .49.
    first = from_table([[50, 26, 24], [24, 4, 32], [6, 30, 4]])
    assert percent(first) == pytest.approx(0.29)
    assert cohen_kappa(first[:, 0], first[:, 1]) == pytest.approx((0.29 - 0.35) / (1 - 0.35))
    second = from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohen_kappa(second[:, 0], second[:, 1]) == pytest.approx((0.70 - 0.41) / (1 - 0.41))


def test_ac1_published() -> None:
    # The data of four raters in Gwet (2014), Handbook of Inter-Rater Reliability, as the R package
    # irrCAC prints them for `cac.raw4raters`: AC1 .77544, expected agreement .1903212.
    four = ratings("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    assert gwet_ac1(four) == pytest.approx(0.77544, abs=5e-6)
    # Gwet (2008): 118, 5, 2 and 0 of 125 units; κ is −.023 and AC1 .941 at 94.4 % agreement.
    paradox = from_table([[118, 5], [2, 0]])
    assert kappa(paradox) == pytest.approx(-0.0234, abs=5e-5)
    assert gwet_ac1(paradox) == pytest.approx(0.9408, abs=5e-5)


def random_ratings(seed: int, units: int = 40, coders: int = 4, values: int = 5) -> np.ndarray:
    generator = np.random.default_rng(seed)
    given = generator.integers(0, values, (units, 1)).repeat(coders, axis=1)
    noise = generator.random((units, coders)) < 0.4
    given[noise] = generator.integers(0, values, noise.sum())
    given[generator.random((units, coders)) < 0.2] = -1
    return given


SETS = [frozenset(codes) for codes in ("", "a", "b", "ab", "abc")]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_as_the_krippendorff_package_has_it(seed: int) -> None:
    given = random_ratings(seed)
    table = np.where(given < 0, np.nan, given).T
    theirs = krippendorff.alpha(table, level_of_measurement="nominal")
    assert krippendorff_alpha(given) == pytest.approx(theirs)
    distance = masi_distance(SETS)

    def masi(first, second, *_, dtype=np.float64, **__):
        return distance[first.astype(int), second.astype(int)].astype(dtype)

    theirs = krippendorff.alpha(table, level_of_measurement=masi, value_domain=np.arange(5))
    assert krippendorff_alpha(given, distance=distance) == pytest.approx(theirs)


def test_masi_of_the_cases_that_passonneau_tells() -> None:
    distance = masi_distance([*SETS, frozenset("bc")])
    assert np.allclose(distance, distance.T)
    assert np.allclose(np.diag(distance), 0)
    assert distance[1, 2] == 1  # nothing in common
    assert distance[1, 3] == pytest.approx(1 - 1 / 2 * 2 / 3)  # one holds the other
    assert distance[3, 5] == pytest.approx(1 - 1 / 3 * 1 / 3)  # each has codes of its own
    assert distance[0, 1] == 1


def test_bootstrap_of_units_gives_the_binomial_interval() -> None:
    agree = np.repeat([True, False], [75, 25])
    given = np.column_stack([np.zeros(100, int), np.where(agree, 0, 1)])
    times = drawn(np.arange(100), 4000, 1)
    low, high = percentile_interval(percent(given, times), 0.95)
    half = 1.96 * np.sqrt(0.75 * 0.25 / 100)
    assert (low, high) == pytest.approx((0.75 - half, 0.75 + half), abs=0.012)
    # Each unit twice, both with the same respondent, is no more information.
    twice = np.repeat(given, 2, axis=0)
    doubled = percentile_interval(percent(twice, drawn(np.arange(200) // 2, 4000, 1)), 0.95)
    assert doubled == pytest.approx((low, high))


@pytest.mark.parametrize("coefficient", [percent, kappa, krippendorff_alpha, gwet_ac1])
def test_a_draw_is_the_coefficient_of_the_units_it_takes(coefficient) -> None:
    given = random_ratings(1, coders=3)
    times = drawn(np.arange(len(given)), 3, 2)
    for draw, value in zip(times, coefficient(given, times), strict=True):
        taken = np.repeat(given, draw.astype(int), axis=0)
        assert value == pytest.approx(coefficient(taken)[0])


def test_kappa_of_two_by_two_closed_form() -> None:
    a, b, c, d = 20, 5, 10, 15
    both = from_table([[a, b], [c, d]])
    # 2(ad − bc) / ((a+b)(b+d) + (a+c)(c+d)) is kappa of a 2 x 2 table.
    closed = 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d))
    assert kappa(both) == pytest.approx(closed)
    assert closed == pytest.approx(0.4)


def test_alpha_of_two_coders_without_gaps_is_scotts_pi_for_small_samples() -> None:
    # Krippendorff (2011): with two coders and no gaps, 1 − α = (1 − π)(n − 1)/n, n = 2 x units.
    both = from_table([[20, 5], [10, 15]])
    marginal = np.bincount(both.ravel()) / both.size
    expected = float((marginal**2).sum())
    pi = (percent(both) - expected) / (1 - expected)
    n = both.size
    assert 1 - krippendorff_alpha(both) == pytest.approx((1 - pi) * (n - 1) / n)


def test_kappa_of_three_coders_is_the_mean_of_their_pairs() -> None:
    three = ratings("aabbccab", "aabbccbb", "abbbcaab")
    pairs = [cohen_kappa(three[:, i], three[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert kappa(three) == pytest.approx(sum(pairs) / 3)


def test_percent_counts_pairs() -> None:
    # Three coders: the first unit has 3 of 3 pairs alike, the second 1 of 3, the third 1 of 1.
    assert percent(ratings("aab", "aab", "ab.")) == pytest.approx(5 / 7)


def test_perfect_and_undefined() -> None:
    assert krippendorff_alpha(ratings("abab", "abab")) == 1
    assert kappa(ratings("abab", "abab")) == 1
    for nothing in (ratings("aaaa", "aaaa"), ratings("ab..", "..ab")):
        assert np.isnan(krippendorff_alpha(nothing))
        assert np.isnan(kappa(nothing))
    assert percent(ratings("aaaa", "aaaa")) == 1
    assert np.isnan(percent(ratings("ab..", "..ab")))


def test_systematic_disagreement_is_below_zero() -> None:
    assert krippendorff_alpha(ratings("abab", "baba")) < 0
    assert kappa(ratings("abab", "baba")) == pytest.approx(-1)


def codes_of(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(s, code, coder, "human" if coder else "suggestion", 0.5) for s, code, coder in rows],
        columns=["segment", "code", "coder", "source", "score"],
    )


SEGMENTS = pd.DataFrame(
    {
        "segment": [f"s{k}" for k in range(6)],
        "question": ["q1"] * 4 + ["q2"] * 2,
        "respondent": ["r1", "r1", "r2", "r3", "r4", "r5"],
    }
)
NO_SUGGESTIONS = pd.DataFrame({"segment": [], "rank": [], "code": [], "score": []}).astype(
    {"segment": "str", "code": "str"}
)


def test_by_question_and_code() -> None:
    codes = codes_of(
        *[("s0", "x", "kari"), ("s0", "x", "ola")],
        *[("s1", "x", "kari"), ("s1", "y", "kari"), ("s1", "x", "ola")],
        *[("s2", "", "kari"), ("s2", "y", "ola")],
        *[("s3", "x", "kari"), ("s3", "x", "konsensus"), ("s3", "y", "")],
        *[("s4", "y", "kari"), ("s5", "y", "ola")],
    )
    found = agreement(codes, NO_SUGGESTIONS, SEGMENTS).set_index(["question", "code"])
    assert list(found.index) == [(q, code) for q in ("", "q1") for code in ("", "x", "y")]
    assert set(found["between"]) == {PEOPLE}
    assert set(found["respondents"]) == {2}
    assert set(found["coders"]) == {2}
    assert set(found["segments"]) == {3}
    assert found.loc[("q1", ""), "percent"] == pytest.approx(1 / 3)
    # {x}, {x}; {x, y}, {x}; {}, {y}: alike, half alike and one holds the other, not alike.
    distances = [0, 1 - 1 / 2 * 2 / 3, 1]
    # Of the 15 pairs of the six sets three are {x}, {x}; in four one holds the other; the rest are
    # apart.
    expected = (3 * 0 + 4 * (2 / 3) + 8 * 1) / 15
    alpha = 1 - (sum(distances) / 3) / expected
    assert found.loc[("q1", ""), "alpha_masi"] == pytest.approx(alpha)
    assert found.loc[("q1", "x"), "percent"] == 1
    assert found["given"].tolist() == [3, 2, 2, 3, 2, 2]
    # y: kari gives it to s1, ola to s2: agreement on s0 alone.
    assert found.loc[("q1", "y"), "percent"] == pytest.approx(1 / 3)
    assert found.loc[("q1", "y"), "kappa"] == pytest.approx((1 / 3 - 5 / 9) / (4 / 9))


def test_one_coder_has_no_agreement() -> None:
    found = agreement(codes_of(("s0", "x", "kari")), NO_SUGGESTIONS, SEGMENTS)
    assert found.empty
    nothing = agreement(codes_of(), NO_SUGGESTIONS, SEGMENTS)
    assert nothing.columns.tolist() == found.columns.tolist()
    counts = [name.replace("origins", "respondents") for name in COUNTS]
    assert nothing.columns.tolist() == ["question", "code", "between", *counts, *NUMBERS]


def test_the_machine_against_what_people_decided() -> None:
    codes = codes_of(
        *[("s0", "x", "kari"), ("s1", "x", "kari"), ("s2", "y", "kari"), ("s3", "", "kari")],
        # Of two coders one is enough, and what they agreed on counts alone.
        *[("s1", "y", "ola"), ("s2", "x", "konsensus")],
    )
    first = {"s0": "x", "s1": "y", "s2": "y", "s3": "x", "s4": "x"}
    suggestions = pd.DataFrame(
        [
            (segment, rank, code, 0.5)
            for segment, top in first.items()
            for rank, code in ((1, top), (2, "z"))
        ],
        columns=["segment", "rank", "code", "score"],
    )
    found = agreement(codes, suggestions, SEGMENTS)
    machine = found[found["between"] == MACHINE].set_index(["question", "code"])
    assert set(machine["segments"]) == {4}
    assert machine.loc[("", ""), "precision"] == pytest.approx(2 / 4)
    # The machine says x of s0 and s3, people of s0, s1 and s2.
    assert machine.loc[("", "x"), "precision"] == pytest.approx(1 / 2)
    assert machine.loc[("", "x"), "recall"] == pytest.approx(1 / 3)
    assert machine.loc[("", "y"), "precision"] == pytest.approx(1 / 2)
    assert "z" not in machine.index.get_level_values("code")
    low, high = machine.loc[("", "x"), ["alpha_low", "alpha_high"]]
    assert low <= machine.loc[("", "x"), "alpha"] <= high


@pytest.mark.parametrize(("held", "lines"), [(ENOUGH, 0), (ENOUGH - 1, 1)])
def test_suggestions_are_published_only_where_it_is_known_how_often_they_are_right(
    held: int, lines: int
) -> None:
    parts = [f"{n}/q/0-1" for n in range(held + 1)]
    segments = pd.DataFrame({"segment": parts, "question": "q", "respondent": parts})
    first = pd.DataFrame({"segment": parts, "code": "a", "rank": 1, "score": 0.5})
    codes = pd.DataFrame({"segment": parts, "code": "a", "coder": "kari", "source": "human"})
    codes.loc[held, ["coder", "source"]] = ["maskin", "suggestion"]
    said = unproved(agreement(codes, first, segments), codes, segments)
    assert len(said) == lines
    assert all(f"question q, people have coded {held} segments" in line for line in said)
