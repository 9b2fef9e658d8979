"""How well coders agree: percent, Cohen's κ, Krippendorff's α.

Every coefficient takes ratings of shape (units, coders): whole numbers from 0, and −1 where a coder
has not coded the unit. All are nominal: two codes are the same or they are not.

References: Cohen (1960), «A coefficient of agreement for nominal scales», Educational and
Psychological Measurement 20(1); Light (1971), «Measures of response agreement for qualitative
data», Psychological Bulletin 76(5); Krippendorff (2011), «Computing Krippendorff's
alpha-reliability», University of Pennsylvania.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from godegrep.codes import CONSENSUS, HUMAN

Ratings = np.ndarray[Any, np.dtype[np.intp]]
Counts = np.ndarray[Any, np.dtype[np.float64]]

COLUMNS = ("question", "code", "coders", "segments", "percent", "kappa", "alpha")


def value_counts(ratings: Ratings) -> Counts:
    """How many coders gave each value to each unit, (units, values), where two or more coded it.

    Units that one coder or none has coded say nothing of agreement.
    """
    paired = ratings[(ratings >= 0).sum(axis=1) >= 2]
    values = int(ratings.max(initial=-1)) + 1
    counts = np.zeros((len(paired), values))
    units, coders = np.nonzero(paired >= 0)
    np.add.at(counts, (units, paired[units, coders]), 1)
    return counts


def percent(ratings: Ratings) -> float:
    """Of all pairs of coders on all units, the share (0 to 1) that agree; NaN without a pair."""
    counts = value_counts(ratings)
    coders = counts.sum(axis=1)
    pairs = (coders * (coders - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def cohen_kappa(first: Ratings, second: Ratings) -> float:
    """Cohen's κ of two coders, each (units,): (observed − expected) / (1 − expected) agreement.

    Expected agreement comes from each coder's own distribution. NaN where both gave one and the
    same value throughout, since chance alone then agrees.
    """
    both = (first >= 0) & (second >= 0)
    if not both.any():
        return float("nan")
    size = int(max(first.max(), second.max())) + 1
    table = np.zeros((size, size))
    np.add.at(table, (first[both], second[both]), 1 / both.sum())
    expected = float(table.sum(axis=0) @ table.sum(axis=1))
    if np.isclose(expected, 1, rtol=0, atol=1e-12):
        return float("nan")
    return float((np.trace(table) - expected) / (1 - expected))


def kappa(ratings: Ratings) -> float:
    """Cohen's κ; with more than two coders the mean over their pairs (Light 1971).

    Pairs of coders without a unit in common, or without variation, are left out.
    """
    pairs = combinations(range(ratings.shape[1]), 2)
    values = np.array([cohen_kappa(ratings[:, a], ratings[:, b]) for a, b in pairs])
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def krippendorff_alpha(ratings: Ratings) -> float:
    """Krippendorff's α: 1 − observed / expected disagreement, for any number of coders and gaps.

    With n_uc coders giving value c to unit u, m_u coders of the unit, n_c = Σ_u n_uc and
    n = Σ_c n_c (units with m_u ≥ 2 alone): D_o = Σ_u (m_u² − Σ_c n_uc²) / (m_u − 1) / n and
    D_e = (n² − Σ_c n_c²) / n(n − 1). NaN where one value is given throughout.
    """
    counts = value_counts(ratings)
    coders = counts.sum(axis=1)
    total = coders.sum()
    expected = (total**2 - (counts.sum(axis=0) ** 2).sum()) / (total * (total - 1) or 1)
    if expected == 0:
        return float("nan")
    observed = ((coders**2 - (counts**2).sum(axis=1)) / (coders - 1)).sum() / total
    return float(1 - observed / expected)


def agreement(codes: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Agreement by question and by code: the columns of `agreement.csv`.

    `codes` is as in `codes.parquet`; people's codes alone are compared, and the agreed sheet
    (`konsensus`) is left out. The row with an empty `code` takes all codes that a coder gave a
    segment as one value, so two coders agree only where they gave exactly the same; the row of a
    code is about giving it or not. `coders` and `segments` count those who have segments in common
    and the segments that two or more have coded. Questions without such segments have no rows.
    """
    human = codes[(codes["source"] == HUMAN) & (codes["coder"] != CONSENSUS)]
    human = human.merge(segments[["segment", "question"]], on="segment")
    sets = human.groupby(["question", "segment", "coder"])["code"].agg(frozenset)
    rows: list[dict[str, object]] = []
    for question, given in sets.groupby(level="question"):
        table = given.droplevel("question").unstack("coder")
        table = table[table.notna().sum(axis=1) >= 2].dropna(axis=1, how="all")
        rows.extend({"question": question, **row} for row in _rows(table))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    counts = dict.fromkeys(("coders", "segments"), "int64")
    measures = dict.fromkeys(("percent", "kappa", "alpha"), "float64")
    return frame.astype({"question": "str", "code": "str", **counts, **measures})


def _rows(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """`table` holds a set of codes for each segment (row) and coder (column), or nothing."""
    if table.empty:
        return
    cells = [[None if cell != cell else cell for cell in row] for row in table.to_numpy()]
    given = {cell for row in cells for cell in row if cell is not None}
    number = {cell: k for k, cell in enumerate(sorted(given, key=sorted))}
    codes = sorted({code for cell in given for code in cell} - {""})
    whole = np.array([[-1 if c is None else number[c] for c in row] for row in cells], np.intp)
    by_code = [
        np.array([[-1 if c is None else int(code in c) for c in row] for row in cells], np.intp)
        for code in codes
    ]
    for code, ratings in zip(["", *codes], [whole, *by_code], strict=True):
        yield {
            "code": code,
            "coders": ratings.shape[1],
            "segments": ratings.shape[0],
            "percent": percent(ratings),
            "kappa": kappa(ratings),
            "alpha": krippendorff_alpha(ratings),
        }
