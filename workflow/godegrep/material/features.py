"""Texts as rows of numbers: what an encoder says of them, and the words and letters they share."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Literal

import numpy as np

SEED = 0
"""Of every random start in the analysis of texts: equal input gives equal output."""

LATEST = 2000
"""Texts whose words and letters are remembered: some 20 MB."""


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Each row divided by its length; rows of zeros stay zeros. Shape (n, d) in and out."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def centred(vectors: np.ndarray) -> np.ndarray:
    """Unit rows around their mean: embeddings share a direction that says nothing."""
    vectors = vectors.astype(float)
    return unit_rows(vectors - vectors.mean(axis=0)) if len(vectors) > 1 else unit_rows(vectors)


def lexical(
    texts: Sequence[str], unit: Literal["word", "char"], dimensions: int, shared_by: int = 2
) -> np.ndarray:
    """TF-IDF of words, or of three to five letters within words, in few dimensions.

    Only what `shared_by` texts or more have in common counts. Returns unit rows of shape (n, d)
    with d at most `dimensions`; no columns where nothing is left. The order of the texts matters
    in the last digits: sort them first.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=_parts_of(unit), sublinear_tf=True, min_df=shared_by)
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # nothing is shared
        return np.zeros((len(texts), 0))
    dimensions = min(dimensions, weights.shape[0] - 1, weights.shape[1] - 1)
    if dimensions < 1:
        return np.zeros((len(texts), 0))
    return unit_rows(TruncatedSVD(dimensions, random_state=SEED).fit_transform(weights))


@cache
def _parts_of(unit: Literal["word", "char"]) -> Callable[[str], Sequence[str]]:
    """From a text to its words or groups of letters; of the latest texts they are remembered."""
    from sklearn.feature_extraction.text import CountVectorizer

    splitter = (
        CountVectorizer()
        if unit == "word"
        else CountVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    )
    return lru_cache(maxsize=LATEST)(splitter.build_analyzer())


def combine(*parts: tuple[np.ndarray, float]) -> np.ndarray:
    """Unit rows side by side, so that their cosine is the weighted mean of the parts' cosines.

    Each part is rows of shape (n, d_i) and its weight.
    """
    return unit_rows(np.hstack([rows * np.sqrt(weight) for rows, weight in parts]))


def smoothed(rows: np.ndarray, neighbours: int = 5, share: float = 0.3) -> np.ndarray:
    """Unit rows (n, d), each moved towards the mean of its nearest, weighted by their cosine.

    What is known of a few rows then reaches those that are like them (Wu et al. 2019, Simplifying
    graph convolutional networks). `share` is how far, from 0 to 1.
    """
    from sklearn.neighbors import kneighbors_graph

    if len(rows) < 2:
        return rows
    graph = kneighbors_graph(rows, min(neighbours, len(rows) - 1), mode="distance")
    # Squared distance of unit rows is 2 − 2 cosine.
    graph.data = np.clip(1 - graph.data**2 / 2, 0, 1)
    return unit_rows((1 - share) * rows + share * unit_rows(graph @ rows))
