"""Sums over the cells of a sample: stratum by group by category, for many breaks in few passes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from godegrep.arrays import Floats, Integers
from godegrep.design import Sample

MOST_CELLS = 4096
"""Strata times crossed groups of a bundle: with an item's categories this still fits the cache."""


def summed(keys: Integers, values: Floats | None, size: int) -> Floats:
    """Sums of the rows' values, or their number, over cells numbered from 0, (size,)."""
    return np.bincount(keys, values, size).astype(np.float64, copy=False)


@dataclass(frozen=True, eq=False)
class Bundle:
    """Breaks that are crossed with each other, so that one pass over the rows serves them all.

    `keys` (n,) is the row's cell times the number of strata plus its stratum; `cells` is the number
    of cells; `margins` (groups of all its breaks, cells) is 1 where a cell belongs to a group;
    `places` (the same groups) says where each group stands among those of all breaks.
    """

    keys: Integers
    cells: int
    margins: Floats
    places: Integers


def bundles(sample: Sample, codes: Sequence[Integers], sizes: Sequence[int]) -> list[Bundle]:
    """Pack breaks into bundles, the largest first, each where it still fits.

    `codes` holds an array (n,) a break that numbers its `sizes` groups from 0; a row with the next
    number is in no group.
    """
    starts = np.concatenate([[0], np.cumsum(sizes)])
    packed: list[tuple[int, list[int]]] = []
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        width = sizes[number] + 1
        for place, (cells, members) in enumerate(packed):
            if cells * width * sample.strata <= MOST_CELLS:
                packed[place] = (cells * width, [*members, number])
                break
        else:
            packed.append((width, [number]))
    return [_bundle(sample, codes, sizes, starts, members) for _, members in packed]


def _bundle(
    sample: Sample,
    codes: Sequence[Integers],
    sizes: Sequence[int],
    starts: Integers,
    members: Sequence[int],
) -> Bundle:
    shape = tuple(sizes[number] + 1 for number in members)
    cell = np.zeros(len(sample.stratum), dtype=np.intp)
    for number, width in zip(members, shape, strict=True):
        cell = cell * width + codes[number]
    cells = int(np.prod(shape))
    groups = np.unravel_index(np.arange(cells), shape)
    margins = [
        (group == np.arange(width - 1)[:, None]).astype(np.float64)
        for group, width in zip(groups, shape, strict=True)
    ]
    places = [starts[number] + np.arange(sizes[number]) for number in members]
    keys = cell * sample.strata + sample.stratum
    return Bundle(keys, cells, np.vstack(margins), np.concatenate(places))


def sums(
    sample: Sample, packed: Sequence[Bundle], item: Integers, size: int
) -> tuple[Floats, Floats, Floats]:
    """Sums of 1, w and w² over stratum × group × category, each (H, all groups, K).

    `item` (n,) numbers K = `size` categories from 0, the next number being none. A bundle takes one
    pass over the rows for each of the three, and one in all where the weight is the stratum's.
    """
    groups = sum(len(bundle.places) for bundle in packed)
    known = sample.stratum_weights
    values = [None] if known is not None else [None, sample.weights, sample.squares]
    found = [np.empty((groups, sample.strata, size)) for _ in values]
    for bundle in packed:
        keys = bundle.keys * (size + 1) + item
        shape = (len(bundle.places), sample.strata, size + 1)
        cells = bundle.cells * sample.strata * (size + 1)
        for column, array in zip(values, found, strict=True):
            crossed = summed(keys, column, cells).reshape(bundle.cells, cells // bundle.cells)
            margin = (bundle.margins @ crossed).reshape(shape)
            array[bundle.places] = margin[:, :, :-1]
    n, *weighted = (np.ascontiguousarray(array.transpose(1, 0, 2)) for array in found)
    if known is None:
        return n, weighted[0], weighted[1]
    per_stratum = known[:, None, None]
    return n, n * per_stratum, n * np.square(per_stratum)
