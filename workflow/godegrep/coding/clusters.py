"""Clusters of open answers: a first look at what was said, before anyone has coded."""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from godegrep.coding.keywords import distinctive_words
from godegrep.core.text import as_texts, normalise
from godegrep.material.features import SEED, centred, combine, lexical, unit_rows

SMALLEST = 8
"""Fewer different texts than this are one cluster."""
NUMBERS = (3, 4, 6, 10, 15)
"""Of clusters, to choose among: so far apart that a few new answers seldom change the proposal."""
NEIGHBOURS = 15
LARGEST_GRAPH = 5000
"""With more different texts than this the graph of neighbours costs too much time."""
SUBSAMPLES, SUBSAMPLE = 5, 0.8
SILHOUETTE_SAMPLE = 2000
STABLE, DISSOLVED = 0.75, 0.5
"""From the first a cluster can be trusted; below the other it is lost (Hennig 2007, 2008)."""

COLUMNS = {
    "question": "str",
    "cluster": "int64",
    "name": "str",
    "keywords": "object",
    "segments": "int64",
    "respondents": "int64",
    "typical": "object",
    "atypical": "object",
    "stability": "float64",
}


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
    return _Texts(texts, encode(texts)).labels(k)


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


def cluster_segments(
    segments: pd.DataFrame, vectors: np.ndarray, sizes: Mapping[str, int] | None = None
) -> tuple[pd.Series, pd.DataFrame]:
    """Cluster the segments that name a practice, one question at a time.

    Parameters
    ----------
    segments
        As in `segments.parquet`.
    vectors
        One unit row a segment, shape (n, d), in the order of `segments`.
    sizes
        The number of clusters for the questions where the proposed one is not wanted.

    Returns
    -------
    The cluster of each segment of kind `practice` (int64, index: segment), and the frame of
    `clusters.parquet`.
    """
    labels = [pd.Series(dtype="int64")]
    rows: list[dict[str, Any]] = []
    practice = (segments["kind"] == "practice").to_numpy()
    for question in sorted(segments.loc[practice, "question"].unique()):
        chosen = practice & (segments["question"] == question).to_numpy()
        part = segments[chosen]
        texts = _Texts(part["text"].tolist(), vectors[chosen])
        found = texts.labels((sizes or {}).get(question))
        labels.append(pd.Series(found, index=pd.Index(part["segment"]), dtype="int64"))
        rows += _describe(question, part, texts, found)
    joined = pd.concat([part for part in labels if len(part)] or labels)
    joined.index.name, joined.name = "segment", "cluster"
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return joined, frame


def curve(
    segments: pd.DataFrame, vectors: np.ndarray, sizes: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """How well each number of clusters would do, by question: for the choice of another.

    Takes what `cluster_segments` takes. Returns one row a question and number of clusters:
    `question`, `clusters`, `stability` (mean over segments of their clusters', 0 to 1),
    `silhouette` (mean, by cosine, −1 to 1; Rousseeuw 1987, J. Comput. Appl. Math. 20) and `chosen`
    (whether it is the number in use). No rows for a question with too few different texts.
    """
    from sklearn.metrics import silhouette_score

    rows = []
    practice = (segments["kind"] == "practice").to_numpy()
    for question in sorted(segments.loc[practice, "question"].unique()):
        mine = practice & (segments["question"] == question).to_numpy()
        texts = _Texts(segments.loc[mine, "text"].tolist(), vectors[mine])
        n = len(texts.different)
        used = (sizes or {}).get(question) or propose_k(n)
        for number in sorted({*NUMBERS, used} if n >= SMALLEST else ()):
            labels = texts.labels(number)
            if not 1 < len(set(labels.tolist())) < n:
                continue
            stability = texts.stability(labels)
            silhouette = silhouette_score(
                texts.rows[texts.place],
                labels,
                metric="cosine",
                sample_size=min(len(labels), SILHOUETTE_SAMPLE),
                random_state=SEED,
            )
            mean = float(np.mean([stability[label] for label in labels.tolist()]))
            rows.append((question, number, mean, float(silhouette), number == used))
    return pd.DataFrame(rows, columns=["question", "clusters", "stability", "silhouette", "chosen"])


class _Texts:
    """Texts in an order of their own, each once, with what they are compared by.

    `rows` has one unit row a different text; `place` says which of them each text is.
    """

    def __init__(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        keys = [normalise(text) for text in texts]
        self.different = sorted(set(keys))
        number = {key: position for position, key in enumerate(self.different)}
        self.place = np.array([number[key] for key in keys], dtype=int)
        first = {key: position for position, key in reversed(list(enumerate(keys)))}
        self.rows = _rows(self.different, vectors[[first[key] for key in self.different]])

    def labels(self, k: int | None = None) -> np.ndarray:
        """One label a text, 1 for the largest cluster, ties by the order of the texts."""
        if not len(self.place):
            return np.zeros(0, dtype=np.int64)
        found = partition(self.rows, k or propose_k(len(self.different)))[self.place]
        first = {label: int(self.place[found == label].min()) for label in set(found.tolist())}
        size = Counter(found.tolist())
        order = sorted(first, key=lambda label: (-size[label], first[label]))
        number = {label: position for position, label in enumerate(order, start=1)}
        return np.array([number[label] for label in found.tolist()], dtype=np.int64)

    def stability(self, labels: np.ndarray) -> dict[int, float]:
        """How well each cluster is found again in subsamples of 80 %: mean best Jaccard.

        Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52(1); see `how_stable`.
        """
        own = np.zeros(len(self.different), dtype=int)
        own[self.place] = labels
        k, n = int(labels.max()), len(own)
        generator = np.random.default_rng(SEED)
        found: dict[int, list[float]] = {label: [] for label in range(1, k + 1)}
        for _ in range(SUBSAMPLES if k > 1 else 0):
            drawn = np.sort(generator.choice(n, size=max(k, round(SUBSAMPLE * n)), replace=False))
            again = partition(self.rows[drawn], k)
            for label, values in found.items():
                mine = own[drawn] == label
                if mine.any():
                    values.append(
                        max(
                            (mine & (again == other)).sum() / (mine | (again == other)).sum()
                            for other in np.unique(again[mine])
                        )
                    )
        return {label: float(np.mean(values or [1.0])) for label, values in found.items()}


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
    n = len(rows)
    k = min(k, n)
    if k < 2:
        return np.zeros(n, dtype=int)
    if k == n:
        return np.arange(n)
    from sklearn.cluster import BisectingKMeans, SpectralClustering
    from sklearn.neighbors import kneighbors_graph

    if n > LARGEST_GRAPH:
        return BisectingKMeans(k, random_state=SEED).fit_predict(rows)
    graph = kneighbors_graph(rows, min(NEIGHBOURS, n - 1), mode="distance")
    # Squared distance of unit rows is 2 − 2 cosine; the floor keeps a lonely text in the graph.
    graph.data = np.clip(1 - graph.data**2 / 2, 1e-6, 1)
    spectral = SpectralClustering(
        k, affinity="precomputed", assign_labels="cluster_qr", random_state=SEED
    )
    with warnings.catch_warnings():
        # Groups of answers that share no neighbour are what we look for.
        warnings.filterwarnings("ignore", message="Graph is not fully connected")
        return spectral.fit_predict(graph.maximum(graph.T))


def _describe(
    question: str, segments: pd.DataFrame, texts: _Texts, labels: np.ndarray
) -> list[dict[str, Any]]:
    rows = texts.rows[texts.place]
    stability = texts.stability(labels)
    keywords = distinctive_words(segments["text"], segments["language"], labels)
    described = []
    for label in range(1, int(labels.max()) + 1):
        members = segments[labels == label]
        typical, atypical = _examples(members, rows[labels == label])
        described.append(
            {
                "question": question,
                "cluster": label,
                "name": ", ".join(keywords[label][:3]),
                "keywords": keywords[label],
                "segments": len(members),
                "respondents": members["respondent"].nunique(),
                "typical": typical,
                "atypical": atypical,
                "stability": stability[label],
            }
        )
    return described


def _examples(
    members: pd.DataFrame, rows: np.ndarray, typical: int = 5, atypical: int = 3
) -> tuple[list[str], list[str]]:
    """The segments nearest to the middle and farthest from it, one a respondent."""
    closeness = np.round(rows @ unit_rows(rows.mean(axis=0, keepdims=True))[0], 9)
    near = members.assign(closeness=closeness).sort_values(
        ["closeness", "segment"], ascending=[False, True]
    )
    one_each = near.drop_duplicates("respondent")["segment"].tolist()
    return one_each[:typical], one_each[typical:][::-1][:atypical]
