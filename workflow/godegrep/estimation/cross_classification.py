"""Sums over the cells of a sample: block by group by category, for many breaks in few passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from godegrep.core.arrays import Floats, Integers, summed
from godegrep.sampling.design import Sample

MOST_CELLS = 8192
"""Blocks times crossed groups of a bundle: with an item's categories this still fits the cache."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The rows of a sample in the B blocks that their variance needs no finer than.

    A block is a stratum or, where the sample has clusters, one of these at the last stage; with a
    calibration, its part in one of the calibration's cells. `codes` (n,) numbers them from 0, and
    `rows` (B,) is a row of each.
    """

    sample: Sample
    codes: Integers
    rows: Integers

    @classmethod
    def of(cls, sample: Sample) -> "Blocks":
        """The blocks of a sample."""
        codes = sample.clusters[-1] if sample.clusters else sample.stratum
        if sample.residuals is not None:
            codes = codes * sample.residuals.size + sample.residuals.cells
        _, rows, codes = np.unique(codes, return_index=True, return_inverse=True)
        return cls(sample, codes, rows)

    @property
    def size(self) -> int:
        """The number of blocks, B."""
        return len(self.rows)

    @cached_property
    def weights(self) -> Floats | None:
        """The weight of each block's rows, (B,), or None where weights vary within a block."""
        weights = self.sample.weights[self.rows]
        return weights if bool((weights[self.codes] == self.sample.weights).all()) else None

    @cached_property
    def squares(self) -> Floats:
        """The squared weights of the rows, (n,)."""
        return np.square(self.sample.weights)

    @cached_property
    def sums(self) -> list[Floats]:
        """The number of rows, Σ w and Σ w² of each block, (B,)."""
        values = (None, self.sample.weights, self.squares)
        return [summed(self.codes, each, self.size) for each in values]


@dataclass(frozen=True, eq=False)
class Bundle:
    """Breaks that are crossed with each other, so that one pass over the rows serves them all.

    `keys` (n,) is the row's cell times the number of blocks plus its block; `cells` is the number
    of cells; `margins` (groups of all its breaks, cells) is 1 where a cell belongs to a group;
    `places` (the same groups) says where each group stands among those of all breaks.
    """

    keys: Integers
    cells: int
    margins: Floats
    places: Integers


def bundles(blocks: Blocks, codes: Sequence[Integers], sizes: Sequence[int]) -> list[Bundle]:
    """Pack breaks into bundles, the largest first, each where it still fits.

    `codes` holds an array (n,) a break that numbers its `sizes` groups from 0; a row with the next
    number is in no group.
    """
    starts = np.concatenate([[0], np.cumsum(sizes)])
    widths = [
        max(size, int(own.max(initial=0)) + 1) for own, size in zip(codes, sizes, strict=True)
    ]
    packed: list[tuple[int, list[int]]] = []
    for number in sorted(range(len(widths)), key=lambda number: -widths[number]):
        width = widths[number]
        for place, (cells, members) in enumerate(packed):
            if cells * width * blocks.size <= MOST_CELLS:
                packed[place] = (cells * width, [*members, number])
                break
        else:
            packed.append((width, [number]))
    return [_bundle(blocks, codes, sizes, widths, starts, members) for _, members in packed]


def _bundle(
    blocks: Blocks,
    codes: Sequence[Integers],
    sizes: Sequence[int],
    widths: Sequence[int],
    starts: Integers,
    members: Sequence[int],
) -> Bundle:
    shape = tuple(widths[number] for number in members)
    cell = np.zeros(len(blocks.codes), dtype=np.intp)
    for number, width in zip(members, shape, strict=True):
        cell = cell * width + codes[number]
    cells = int(np.prod(shape))
    groups = np.unravel_index(np.arange(cells), shape)
    margins = [
        (group == np.arange(sizes[number])[:, None]).astype(np.float64)
        for group, number in zip(groups, members, strict=True)
    ]
    places = [starts[number] + np.arange(sizes[number]) for number in members]
    keys = cell * blocks.size + blocks.codes
    return Bundle(keys, cells, np.vstack(margins), np.concatenate(places))


def sums(
    blocks: Blocks, packed: Sequence[Bundle], item: Integers, size: int
) -> tuple[Floats, Floats, Floats]:
    """Sums of 1, w and w² over block × group × category, each (B, all groups, K).

    `item` (n,) numbers K = `size` categories from 0, the next number being none. A bundle takes one
    pass over the rows for each of the three, and one in all where the weight is the block's.
    """
    groups = sum(len(bundle.places) for bundle in packed)
    known = blocks.weights
    values = [None] if known is not None else [None, blocks.sample.weights, blocks.squares]
    totals = np.empty((len(values), groups, blocks.size, size))
    keys = np.empty_like(item)
    for bundle in packed:
        np.multiply(bundle.keys, size + 1, out=keys)
        keys += item
        shape = (len(bundle.places), blocks.size, size + 1)
        cells = bundle.cells * blocks.size * (size + 1)
        for column, place in zip(values, totals, strict=True):
            crossed = summed(keys, column, cells).reshape(bundle.cells, -1)
            place[bundle.places] = (bundle.margins @ crossed).reshape(shape)[:, :, :-1]
    n, *weighted = np.ascontiguousarray(totals.transpose(0, 2, 1, 3))
    if known is None:
        return n, weighted[0], weighted[1]
    per_block = known[:, None, None]
    return n, n * per_block, n * np.square(per_block)
