"""Clusters of a material's segments: a first look at what was said, before anyone has coded."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import log, sqrt
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from godegrep.coding.codes import to_code
from godegrep.coding.keywords import distinctive_words
from godegrep.coding.partition import Texts
from godegrep.core.text import as_texts
from godegrep.material.features import unit_rows
from godegrep.material.material import Attributes, attributes_of, contexts, origins

SMALLEST = 8
"""Fewer different texts than this are one cluster."""
NUMBERS = (3, 4, 6, 10, 15)
"""Of clusters, to choose among: so far apart that a few new answers seldom change the proposal."""
STABLE, DISSOLVED = 0.75, 0.5
"""From the first a cluster can be trusted; below the other it is lost (Hennig 2007, 2008)."""


def cluster(texts: Sequence[str], k: int | None = None) -> np.ndarray:
    """Cluster texts by meaning and wording.

    `k` is the number of clusters, never more than there are different texts; without it `propose_k`
    decides. Returns one label a text (ints, 1 is the largest cluster), the same for any order of
    the texts, equal texts together and no text left out. Raises ValueError where `k` is no whole
    number from one on, and TypeError where something is no text.
    """
    from godegrep.material.encoders import encode

    texts = as_texts(texts, "texts")
    if k is not None and (not isinstance(k, Integral) or k < 1):
        raise ValueError(f"the number of clusters must be a whole number from 1 on, not {k!r}")
    return _labels(Texts(texts, encode(texts)), k)


def _labels(texts: Texts, k: int | None) -> np.ndarray:
    return texts.labels(k or propose_k(len(texts.different)))


def propose_k(n: int) -> int:
    """The one of `NUMBERS` nearest (by ratio) to √(n/2), for n different texts to begin with."""
    if n < SMALLEST:
        return 1
    return min(NUMBERS, key=lambda number: abs(log(number / sqrt(n / 2))))


def how_stable(stability: float) -> str:
    """A `stability` in `clusters.parquet` (0 to 1) as `stable`, `less_stable` or `unstable`.

    It is judged with two decimals, as it is printed, so that word and number agree.
    """
    stability = round(stability, 2)
    if stability >= STABLE:
        return "stable"
    return "less_stable" if stability >= DISSOLVED else "unstable"


class Clustering:
    """The clusters of the segments that name a practice, one context (question) at a time.

    Parameters
    ----------
    segments
        As in `segments.parquet`.
    vectors
        One unit row a segment, shape (n, d), in the order of `segments`.
    sizes
        The number of clusters for the contexts where the proposed one is not wanted.
    """

    def __init__(
        self,
        segments: pd.DataFrame,
        vectors: np.ndarray,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.named = attributes_of(segments)
        self._contexts = []
        for name in sorted(contexts(to_code(segments)).unique()):
            mine = (segments["kind"].eq("practice") & contexts(segments).eq(name)).to_numpy()
            context = _Context(name, segments[mine], vectors[mine], (sizes or {}).get(name))
            self._contexts.append(context)

    def labels(self) -> pd.Series:
        """The cluster of each segment of kind `practice` (int64, index: segment)."""
        labels = [context.labels for context in self._contexts]
        joined = pd.concat(labels or [pd.Series(dtype="int64")])
        joined.index.name, joined.name = "segment", "cluster"
        return joined

    def table(self) -> pd.DataFrame:
        """What is in the clusters: the frame of `clusters.parquet`."""
        rows = [row for context in self._contexts for row in context.described()]
        types = columns_of(self.named)
        return pd.DataFrame(rows, columns=list(types)).astype(types)

    def curve(self) -> pd.DataFrame:
        """How well each number of clusters would do, by context: for the choice of another.

        One row a context and number of clusters: the context, `clusters`, `stability` (mean over
        segments of their clusters', 0 to 1), `silhouette` (mean, by cosine, −1 to 1; Rousseeuw
        1987, J. Comput. Appl. Math. 20) and `chosen` (whether it is the number in use). No rows for
        a context with too few different texts.
        """
        columns = [self.named.context, "clusters", "stability", "silhouette", "chosen"]
        rows = [(context.name, *row) for context in self._contexts for row in context.curve()]
        return pd.DataFrame(rows, columns=columns)


def columns_of(named: Attributes) -> dict[str, str]:
    """The columns of `clusters.parquet` with their types."""
    return {
        named.context: "str",
        "cluster": "int64",
        "name": "str",
        "keywords": "object",
        "segments": "int64",
        named.origins: "int64",
        "typical": "object",
        "atypical": "object",
        "stability": "float64",
    }


class _Context:
    """The segments of one context that name a practice, and the number of clusters in use."""

    def __init__(
        self, name: str, segments: pd.DataFrame, vectors: np.ndarray, size: int | None
    ) -> None:
        self.name, self.segments = name, segments
        self.texts = Texts(segments["text"].tolist(), vectors)
        self.size = size or propose_k(len(self.texts.different))

    @cached_property
    def labels(self) -> pd.Series:
        index = pd.Index(self.segments["segment"])
        return pd.Series(self.texts.labels(self.size), index=index, dtype="int64")

    def described(self) -> list[dict[str, Any]]:
        """The rows of `clusters.parquet`."""
        named, labels = attributes_of(self.segments), self.texts.labels(self.size)
        rows = self.texts.rows[self.texts.place]
        stability = self.texts.stability(self.size)
        keywords = distinctive_words(self.segments["text"], self.segments["language"], labels)
        described = []
        for label in range(1, int(labels.max()) + 1):
            members = self.segments[labels == label]
            typical, atypical = _examples(members, rows[labels == label])
            described.append(
                {
                    named.context: self.name,
                    "cluster": label,
                    "name": ", ".join(keywords[label][:3]),
                    "keywords": keywords[label],
                    "segments": len(members),
                    named.origins: origins(members).nunique(),
                    "typical": typical,
                    "atypical": atypical,
                    "stability": stability[label],
                }
            )
        return described

    def curve(self) -> list[tuple[int, float, float, bool]]:
        """By number of clusters: mean stability, mean silhouette, and whether it is in use."""
        n = len(self.texts.different)
        rows = []
        for number in sorted({*NUMBERS, self.size} if n >= SMALLEST else ()):
            labels = self.texts.labels(number).tolist()
            if 1 < len(set(labels)) < n:
                stability = self.texts.stability(number)
                mean = float(np.mean([stability[label] for label in labels]))
                rows.append((number, mean, self.texts.silhouette(number), number == self.size))
        return rows


def _examples(
    members: pd.DataFrame, rows: np.ndarray, typical: int = 5, atypical: int = 3
) -> tuple[list[str], list[str]]:
    """The segments nearest to the middle and farthest from it, one an origin."""
    closeness = np.round(rows @ unit_rows(rows.mean(axis=0, keepdims=True))[0], 9)
    near = members.assign(closeness=closeness, origin=origins(members)).sort_values(
        ["closeness", "segment"], ascending=[False, True]
    )
    one_each = near.drop_duplicates("origin")["segment"].tolist()
    return one_each[:typical], one_each[typical:][::-1][:atypical]
