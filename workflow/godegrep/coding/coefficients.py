"""Coefficients of agreement between coders: percent, Cohen's κ, Krippendorff's α, Gwet's AC1.

Every coefficient takes `ratings` of shape (units, coders), whole numbers from 0, and −1 where a
coder has not coded the unit; and `times` of shape (draws, units), how often each draw of a
bootstrap takes each unit. It returns one value a draw, and without `times` the one of all units
taken once. NaN stands where the coefficient is not defined.

References: Cohen (1960), «A coefficient of agreement for nominal scales», Educational and
Psychological Measurement 20(1); Light (1971), «Measures of response agreement for qualitative
data», Psychological Bulletin 76(5); Krippendorff (2011), «Computing Krippendorff's
alpha-reliability», University of Pennsylvania; Gwet (2008), «Computing inter-rater reliability and
its variance in the presence of high agreement», British Journal of Mathematical and Statistical
Psychology 61(1); Passonneau (2006), «Measuring agreement on set-valued items (MASI)», LREC.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from godegrep.core.arrays import Floats

Ratings = np.ndarray[Any, np.dtype[np.intp]]


def _counts(ratings: Ratings) -> Floats:
    """How many coders gave each value to each unit, (units, values)."""
    counts = np.zeros((len(ratings), int(ratings.max(initial=-1)) + 1))
    units, coders = np.nonzero(ratings >= 0)
    np.add.at(counts, (units, ratings[units, coders]), 1)
    return counts


def _times(times: Floats | None, units: int) -> Floats:
    return np.ones((1, units)) if times is None else times


def _ratio(above: Floats, below: Floats) -> Floats:
    """The quotient, NaN where there is nothing to divide by."""
    empty = np.isclose(below, 0, atol=1e-12)
    return np.where(empty, np.nan, above / np.where(empty, 1, below))


def percent(ratings: Ratings, times: Floats | None = None) -> Floats:
    """Of all pairs of coders on all units, the share (0 to 1) that agree."""
    counts, times = _counts(ratings), _times(times, len(ratings))
    coders = counts.sum(axis=1)
    return _ratio(times @ (counts * (counts - 1)).sum(axis=1), times @ (coders * (coders - 1)))


def cohen_kappa(first: Ratings, second: Ratings, times: Floats | None = None) -> Floats:
    """Cohen's κ of two coders, each (units,): (observed − expected) / (1 − expected) agreement.

    Expected agreement comes from each coder's own distribution. NaN where both gave one and the
    same value throughout, since chance alone then agrees.
    """
    both = (first >= 0) & (second >= 0)
    times = _times(times, len(first))[:, both]
    first, second = first[both], second[both]
    values = np.arange(int(max(first.max(initial=-1), second.max(initial=-1))) + 1)
    total = times.sum(axis=1)
    observed = _ratio(times @ (first == second), total)
    gave = times @ (first[:, None] == values)
    expected = _ratio((gave * (times @ (second[:, None] == values))).sum(axis=1), total**2)
    return _ratio(observed - expected, 1 - expected)


def kappa(ratings: Ratings, times: Floats | None = None) -> Floats:
    """Cohen's κ; with more than two coders the mean over their pairs (Light 1971).

    Pairs of coders without a unit in common, or without variation, are left out.
    """
    pairs = list(combinations(range(ratings.shape[1]), 2))
    values = np.array([cohen_kappa(ratings[:, a], ratings[:, b], times) for a, b in pairs])
    known = ~np.isnan(values)
    return _ratio(np.where(known, values, 0).sum(axis=0), known.sum(axis=0).astype(float))


def krippendorff_alpha(
    ratings: Ratings, times: Floats | None = None, distance: Floats | None = None
) -> Floats:
    """Krippendorff's α: 1 − observed / expected disagreement, for any number of coders and gaps.

    With n_uc coders giving value c to unit u, m_u coders of the unit, n_c = Σ_u n_uc, n = Σ_c n_c
    (units with m_u ≥ 2 alone) and δ_ck the disagreement between two values:
    D_o = Σ_u Σ_ck n_uc n_uk δ_ck / (m_u − 1) / n and D_e = Σ_ck n_c n_k δ_ck / n(n − 1).
    `distance` is δ, (values, values); without it two values are the same or not (nominal).
    """
    counts = _counts(ratings)
    coders = counts.sum(axis=1)
    counts = np.where(coders[:, None] >= 2, counts, 0)
    apart = 1 - np.eye(counts.shape[1]) if distance is None else distance
    times = _times(times, len(ratings))
    within = ((counts @ apart) * counts).sum(axis=1) / np.maximum(coders - 1, 1)
    given = times @ counts
    total = given.sum(axis=1)
    observed = _ratio(times @ within, total)
    expected = _ratio(((given @ apart) * given).sum(axis=1), total * (total - 1))
    return 1 - _ratio(observed, expected)


def gwet_ac1(ratings: Ratings, times: Floats | None = None) -> Floats:
    """Gwet's AC1 (2008, 2014): chance agreement from how evenly the values are used.

    With m_u coders of unit u, pa is the mean over units with m_u ≥ 2 of the share of pairs that
    agree, π_c the mean over units with m_u ≥ 1 of the share of coders who gave c, and
    pe = Σ_c π_c (1 − π_c) / (q − 1) with q values in use; AC1 = (pa − pe) / (1 − pe). Unlike κ it
    does not fall where one value is common.
    """
    counts, times = _counts(ratings), _times(times, len(ratings))
    coders = counts.sum(axis=1)
    rated, paired = (coders >= 1).astype(float), (coders >= 2).astype(float)
    pairs = np.maximum(coders * (coders - 1), 1)
    agree = _ratio(times @ ((counts * (counts - 1)).sum(axis=1) / pairs), times @ paired)
    shares = counts / np.maximum(coders, 1)[:, None]
    used = _ratio(times @ shares, (times @ rated)[:, None])
    values = counts.shape[1]
    if values < 2:
        return np.full(len(times), np.nan)
    chance = (used * (1 - used)).sum(axis=1) / (values - 1)
    return _ratio(agree - chance, 1 - chance)


def masi_distance(sets: Sequence[frozenset[str]]) -> Floats:
    """How far sets of codes are apart, (sets, sets): 1 − Jaccard × monotonicity (Passonneau 2006).

    Jaccard is the share of codes that two sets have in common; monotonicity is 1 for equal sets,
    2/3 where one holds the other, 1/3 where both have codes of their own beside common ones, and 0
    where nothing is common. Two empty sets are equal.
    """

    def likeness(a: frozenset[str], b: frozenset[str]) -> float:
        if a == b:
            return 1.0
        common = len(a & b)
        monotone = 2 / 3 if a <= b or b <= a else 1 / 3
        return common / len(a | b) * monotone if common else 0.0

    return np.array([[1 - likeness(a, b) for b in sets] for a in sets]).reshape(
        len(sets), len(sets)
    )


def drawn(groups: np.ndarray, draws: int, seed: int) -> Floats:
    """Bootstrap draws, (draws, units): whole groups of units, as many as there are, put back.

    `groups` gives each unit's group, (units,): the parts of one answer come and go together.
    """
    names, place = np.unique(groups, return_inverse=True)
    number = len(names)
    generator = np.random.default_rng(seed)
    taken = generator.multinomial(number, np.full(number, 1 / number), size=draws)
    return taken[:, place].astype(float)


def percentile_interval(values: Floats, level: float) -> tuple[float, float]:
    """The middle part of the draws (Efron 1979); NaN where fewer than half are defined."""
    known = values[~np.isnan(values)]
    if 2 * len(known) < len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
