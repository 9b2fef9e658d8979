"""Whether what is coded alike in two materials, such as two waves, is also alike in meaning."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats

FEWEST = 5
"""A code's meaning is compared from so many origins, such as respondents, in each material."""
ORDERS = 1999


def drift(
    vectors: Floats, later: Booleans, origins: pd.Series, has: Mapping[str, Booleans]
) -> pd.DataFrame:
    """How far each code's centre has moved between two materials, beyond what all codes have.

    `vectors` (n, d) are those of the segments of both, `later` (n,) tells the second one's,
    `origins` whom each comes from, and `has` maps a code to its segments, (n,). Returns, a row a
    code: `code`, `segments_first`, `segments_second`, `distance` and `p`.

    The distance is |m₂ − m₁ − δ|, m being the mean vector of the code's segments in a material and
    δ the median of m₂ − m₁ over the codes, number by number: what most codes share, such as another
    way of asking, is no drift of one. With fewer than three codes nobody can tell that, and δ is 0.
    p is the part of `ORDERS` seeded random divisions of the code's segments into two that give as
    large a distance (Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular
    Biology 9, for the count); an origin's segments of a material stay together. Both are missing
    where fewer than `FEWEST` origins have the code in a material.
    """
    enough = [
        code
        for code, mine in has.items()
        if min(origins[mine & (later == second)].nunique() for second in (False, True)) >= FEWEST
    ]
    common = _common_move(vectors, later, [has[code] for code in enough])
    rows = []
    for code, mine in has.items():
        sizes = [int((mine & (later == second)).sum()) for second in (False, True)]
        distance = p = np.nan
        if code in enough:
            moved_back = vectors[mine] - np.outer(later[mine], common)
            distance, p = _test(moved_back, later[mine], origins[mine].reset_index(drop=True))
        rows.append((code, *sizes, distance, p))
    columns = ["code", "segments_first", "segments_second", "distance", "p"]
    return pd.DataFrame(rows, columns=columns)


def _common_move(vectors: Floats, later: Booleans, codes: Sequence[Booleans]) -> Floats:
    """What most codes have moved, (d,); 0 where they are too few to tell."""
    if len(codes) < 3:
        return np.zeros(vectors.shape[1])
    moves = [
        vectors[mine & later].mean(axis=0) - vectors[mine & ~later].mean(axis=0) for mine in codes
    ]
    return np.asarray(np.median(moves, axis=0))


def _test(vectors: Floats, later: Booleans, origins: pd.Series) -> tuple[float, float]:
    """The distance between the two means, and how seldom chance makes it as large."""
    block, _ = pd.factorize(origins.astype(str) + np.where(later, "/2", "/1"))
    number = int(block.max()) + 1
    sums = np.zeros((number, vectors.shape[1]))
    np.add.at(sums, block, vectors)
    sizes = np.bincount(block, minlength=number).astype(np.float64)
    second = np.zeros(number, dtype=bool)
    second[block[later]] = True
    random = np.random.default_rng(0)
    chosen = np.stack([second, *(random.permutation(second) for _ in range(ORDERS))])
    inside = chosen @ sizes
    of_second = (chosen @ sums) / inside[:, None]
    of_first = (sums.sum(axis=0) - chosen @ sums) / (sizes.sum() - inside)[:, None]
    distances = np.linalg.norm(of_second - of_first, axis=1)
    as_large = int((distances[1:] >= distances[0] - 1e-9).sum())
    return float(distances[0]), (1 + as_large) / (1 + ORDERS)
