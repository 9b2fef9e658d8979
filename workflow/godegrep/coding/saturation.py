"""How many codes have been seen after so many answers."""

import numpy as np
import pandas as pd

from godegrep.coding.codes import codes_by_origin
from godegrep.core.arrays import Booleans, Floats
from godegrep.material.material import attributes_of, contexts
from godegrep.study.codebook import Codebook

ORDERS = 1000
COLUMNS = ["answers", "codes", "new", "low", "high"]


def saturation(
    codes: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook, level: float
) -> pd.DataFrame:
    """The curve of each coded context (open question): `saturation.csv` (docs/data.md)."""
    context = attributes_of(segments).context
    columns = [context, *COLUMNS]
    frames = [pd.DataFrame(columns=columns)]
    for name in contexts(segments).unique():
        has = codes_by_origin(name, segments, codes, codebook).to_numpy(dtype=bool)
        if has.any():
            frames.append(curve(has, level).assign(**{context: name})[columns])
    return pd.concat(frames[1:] or frames, ignore_index=True)


def curve(has: Booleans, level: float = 0.95) -> pd.DataFrame:
    """How many of the codes are seen in t answers, whatever the order in which they are read.

    `has` is (answers, codes). One row a t from 1: `answers` (t), `codes`, the mean over all orders,
    `new`, what the t-th answer adds to it on the average, and `low` and `high`, between which the
    number lies in the middle `level` of `ORDERS` seeded orders.

    The mean is exact, S(t) = Σ [1 − C(T − n, t) / C(T, t)] over the codes, n being the answers with
    the code and T all (Ugland, Gray and Ellingsen 2003, Journal of Animal Ecology 72; Mao Tau of
    Colwell, Mao and Chang 2004, Ecology 85).
    """
    total = len(has)
    counts = has.sum(axis=0)
    seen = counts[counts > 0]
    steps = np.arange(total)[:, None]
    missed = np.cumprod(np.maximum(total - seen - steps, 0) / (total - steps), axis=0)
    mean: Floats = (1 - missed).sum(axis=1)
    low, high = _between(has[:, counts > 0], level)
    return pd.DataFrame(
        {
            "answers": steps[:, 0] + 1,
            "codes": mean,
            "new": np.diff(mean, prepend=0.0),
            "low": low,
            "high": high,
        }
    )


def _between(has: Booleans, level: float) -> tuple[Floats, Floats]:
    random = np.random.default_rng(0)
    steps = np.arange(len(has))
    seen = np.empty((ORDERS, len(has)))
    for order in seen:
        first = has[random.permutation(len(has))].argmax(axis=0)
        order[:] = np.searchsorted(np.sort(first), steps, side="right")
    low, high = np.quantile(seen, [(1 - level) / 2, (1 + level) / 2], axis=0, method="nearest")
    return low, high
