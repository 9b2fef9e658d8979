"""Agreement, held against published examples and closed forms."""

import math

import numpy as np
import pandas as pd
import pytest

from godegrep.agreement import agreement, cohen_kappa, kappa, krippendorff_alpha, percent


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
        assert math.isnan(krippendorff_alpha(nothing))
        assert math.isnan(kappa(nothing))
    assert percent(ratings("aaaa", "aaaa")) == 1
    assert math.isnan(percent(ratings("ab..", "..ab")))


def test_systematic_disagreement_is_below_zero() -> None:
    assert krippendorff_alpha(ratings("abab", "baba")) < 0
    assert kappa(ratings("abab", "baba")) == pytest.approx(-1)


def codes_of(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(s, code, coder, "human" if coder else "suggestion", 0.5) for s, code, coder in rows],
        columns=["segment", "code", "coder", "source", "score"],
    )


SEGMENTS = pd.DataFrame(
    {"segment": [f"s{k}" for k in range(6)], "question": ["q1"] * 4 + ["q2"] * 2}
)


def test_by_question_and_code() -> None:
    codes = codes_of(
        *[("s0", "x", "kari"), ("s0", "x", "ola")],
        *[("s1", "x", "kari"), ("s1", "y", "kari"), ("s1", "x", "ola")],
        *[("s2", "", "kari"), ("s2", "y", "ola")],
        *[("s3", "x", "kari"), ("s3", "x", "konsensus"), ("s3", "y", "")],
        *[("s4", "y", "kari"), ("s5", "y", "ola")],
    )
    found = agreement(codes, SEGMENTS).set_index(["question", "code"])
    assert list(found.index) == [("q1", ""), ("q1", "x"), ("q1", "y")]
    assert set(found["coders"]) == {2}
    assert set(found["segments"]) == {3}
    assert found.loc[("q1", ""), "percent"] == pytest.approx(1 / 3)
    assert found.loc[("q1", "x"), "percent"] == 1
    # y: kari gives it to s1, ola to s2: agreement on s0 alone.
    assert found.loc[("q1", "y"), "percent"] == pytest.approx(1 / 3)
    assert found.loc[("q1", "y"), "kappa"] == pytest.approx((1 / 3 - 5 / 9) / (4 / 9))


def test_one_coder_has_no_agreement() -> None:
    found = agreement(codes_of(("s0", "x", "kari")), SEGMENTS)
    assert found.empty
    assert agreement(codes_of(), SEGMENTS).columns.tolist() == found.columns.tolist()
