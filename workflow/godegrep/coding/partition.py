"""Texts divided into groups, and how well each group is found again."""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from godegrep.core.text import normalise
from godegrep.material.features import SEED, centred, combine, lexical

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NEIGHBOURS = 15
LARGEST_GRAPH = 5000
"""With more different texts than this the graph of neighbours costs too much time."""
SUBSAMPLES, SUBSAMPLE = 5, 0.8
SILHOUETTE_SAMPLE = 2000


class Texts:
    """Texts in an order of their own, each once, with what they are compared by.

    `vectors` has one unit row a text, shape (n, d). `rows` has one unit row a different text;
    `place` says which of them each text is.
    """

    def __init__(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        keys = [normalise(text) for text in texts]
        self.different = sorted(set(keys))
        number = {key: position for position, key in enumerate(self.different)}
        self.place = np.array([number[key] for key in keys], dtype=int)
        first = {key: position for position, key in reversed(list(enumerate(keys)))}
        self.rows = _rows(self.different, vectors[[first[key] for key in self.different]])
        self._whole, self._subsamples = Rows(self.rows), _Subsamples(self.rows)
        self._labels: dict[int, np.ndarray] = {}
        self._stability: dict[int, Mapping[int, float]] = {}

    def labels(self, k: int) -> np.ndarray:
        """One label a text, 1 for the largest of k groups, ties by the order of the texts."""
        if k not in self._labels:
            self._labels[k] = self._by_size(self._whole.divided(k)[self.place])
        return self._labels[k]

    def _by_size(self, groups: np.ndarray) -> np.ndarray:
        size = Counter(groups.tolist())
        first = {group: int(self.place[groups == group].min()) for group in size}
        order = sorted(first, key=lambda group: (-size[group], first[group]))
        number = {group: position for position, group in enumerate(order, start=1)}
        return np.array([number[group] for group in groups.tolist()], dtype=np.int64)

    def stability(self, k: int) -> Mapping[int, float]:
        """How well each of k groups is found again in subsamples of 80 %: mean best Jaccard.

        Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52(1).
        """
        if k not in self._stability:
            of_different = np.zeros(len(self.different), dtype=int)
            of_different[self.place] = self.labels(k)
            self._stability[k] = self._subsamples.stability(of_different)
        return self._stability[k]

    def silhouette(self, k: int) -> float:
        """The mean silhouette of k groups by cosine, −1 to 1 (Rousseeuw 1987)."""
        from sklearn.metrics import silhouette_score

        labels = self.labels(k)
        return float(
            silhouette_score(
                self.rows[self.place],
                labels,
                metric="cosine",
                sample_size=min(len(labels), SILHOUETTE_SAMPLE),
                random_state=SEED,
            )
        )


class _Subsamples:
    """Draws of 80 % of the rows, by which one sees whether groups are found again."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows = rows
        self._drawn: dict[int, list[tuple[np.ndarray, Rows]]] = {}

    def stability(self, labels: np.ndarray) -> Mapping[int, float]:
        """By label, how well its rows are found again; `labels` (n,) from 1."""
        k = int(labels.max())
        likeness: dict[int, list[float]] = {label: [] for label in range(1, k + 1)}
        for drawn, rows in self._draws(k) if k > 1 else ():
            again = rows.divided(k)
            for label, values in likeness.items():
                mine = labels[drawn] == label
                if mine.any():
                    values.append(_best_jaccard(mine, again))
        return {label: float(np.mean(values or [1.0])) for label, values in likeness.items()}

    def _draws(self, k: int) -> list[tuple[np.ndarray, "Rows"]]:
        """Which rows are drawn each time, and these; alike for all k that they are enough for."""
        n = len(self.rows)
        size = max(k, round(SUBSAMPLE * n))
        if size not in self._drawn:
            generator = np.random.default_rng(SEED)
            draws = [np.sort(generator.choice(n, size, replace=False)) for _ in range(SUBSAMPLES)]
            self._drawn[size] = [(drawn, Rows(self.rows[drawn])) for drawn in draws]
        return self._drawn[size]


def _best_jaccard(mine: np.ndarray, groups: np.ndarray) -> float:
    """How much the group that is most like `mine` is like it, 0 to 1."""
    return max(
        (mine & (groups == group)).sum() / (mine | (groups == group)).sum()
        for group in np.unique(groups[mine])
    )


def _rows(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Meaning .7, words .15, letters .15: the weights that did best on a published report."""
    if not texts:
        return np.zeros((0, 1))
    return combine(
        (centred(vectors), 0.7),
        (lexical(texts, "word", 100), 0.15),
        (lexical(texts, "char", 100), 0.15),
    )


def partition(rows: np.ndarray, k: int) -> np.ndarray:
    """Divide unit rows of shape (n, d) into at most k groups; labels from 0, shape (n,).

    Spectral clustering of the graph that joins each row with its nearest neighbours (von Luxburg
    2007; assignment by pivoted QR, Damle, Minden & Ying 2019), which needs no random start. Over
    `LARGEST_GRAPH` rows, bisecting k-means.
    """
    return Rows(rows).divided(k)


class Rows:
    """Unit rows of shape (n, d) that are divided more than once: their graph is made once."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows = rows

    def divided(self, k: int) -> np.ndarray:
        """The labels of at most k groups; see `partition`."""
        n = len(self.rows)
        k = min(k, n)
        if k < 2:
            return np.zeros(n, dtype=int)
        if k == n:
            return np.arange(n)
        from sklearn.cluster import BisectingKMeans, SpectralClustering

        if n > LARGEST_GRAPH:
            return BisectingKMeans(k, random_state=SEED).fit_predict(self.rows)
        spectral = SpectralClustering(
            k, affinity="precomputed", assign_labels="cluster_qr", random_state=SEED
        )
        with warnings.catch_warnings():
            # Groups of answers that share no neighbour are what we look for.
            warnings.filterwarnings("ignore", message="Graph is not fully connected")
            return spectral.fit_predict(self._graph)

    @cached_property
    def _graph(self) -> "csr_matrix":
        """How like its nearest neighbours each row is, (n, n), symmetric."""
        from sklearn.neighbors import kneighbors_graph

        graph = kneighbors_graph(self.rows, min(NEIGHBOURS, len(self.rows) - 1), mode="distance")
        # Squared distance of unit rows is 2 − 2 cosine; the floor keeps a lonely text in the graph.
        graph.data = np.clip(1 - graph.data**2 / 2, 1e-6, 1)
        return graph.maximum(graph.T)
