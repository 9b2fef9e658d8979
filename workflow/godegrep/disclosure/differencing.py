"""What the tables of two waves, and the moves between them, tell together of the withheld answers.

Whoever answered an item both times has a pair of answers, (given then, given now); a reader knows
who that is. The unknowns are the numbers of each class with each pair. Who answered one time only
has a pair too, of which no table counts the other half.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.core.vocabulary import SHARES
from godegrep.disclosure.attack import System, Weighed, sums_of_weights
from godegrep.disclosure.scenario import Asked, Known, ends, weighing_alike


@dataclass(frozen=True, eq=False)
class Answered:
    """The respondents of one wave, (n,) with unique names, and what is known of them beforehand."""

    wave: str
    respondents: pd.Series
    known: Known


def systems_of_transitions(
    table: pd.DataFrame, first: Answered, second: Answered
) -> Iterator[System]:
    """The systems of the items whose moves are tabulated.

    `table` holds the tables of both waves and, the break being the first wave, the moves; its rows
    are known by their position, which is its index. Only those of the moves can be withheld now:
    the waves' own tables stand as they are. Of each answer given before, the base that is printed
    is a row too. Each break is a system of its own: pairs of answers in crossed breaks are too many
    unknowns.
    """
    moved = (table["wave"] == second.wave) & (table["break"] == first.wave)
    shares = table["statistic"].isin(SHARES)
    items = table.loc[moved & (table["suppressed"] == ""), "item"].unique()
    names = pd.Index(pd.unique(pd.concat([first.respondents, second.respondents])))
    waves = (first, second)
    for by in dict.fromkeys([*first.known.groups, *second.known.groups]) or [""]:
        halves = [_Half.of(one, by, names) for one in waves]
        here = shares & (moved | table["break"].isin(["", by]))
        for item, rows in table[here & table["item"].isin(items)].groupby("item", sort=False):
            if all(one.known.items[str(item)].options for one in waves):
                yield _system(str(item), by, rows, waves, halves)


@dataclass(frozen=True, eq=False)
class _Part:
    """One wave's half of the pairs: of each class whether it answered, its group and weights.

    The arrays are (C,); a group is the code of its label among `labels`, or -1, and the weights are
    the least and the most in the class.
    """

    asked: Asked
    inside: Booleans
    groups: Integers
    labels: Mapping[str, int]
    weights: tuple[Floats, Floats]

    def members(self, group: str) -> Booleans:
        """The classes with an answer, of this group, or of all where it has no name."""
        if not group:
            return self.inside
        there: Booleans = self.inside & (self.groups == self.labels.get(group, len(self.labels)))
        return there

    def chosen(self, category: str) -> Booleans:
        options = self.asked.combined.get(category, (category,))
        return np.array([option in options for option in self.asked.options])


@dataclass(frozen=True, eq=False)
class _Half:
    """Of whoever stands in either wave, (n,), what one wave knows.

    `at` are their rows there, or -1; the weight of whoever is not there is 0, and `weighing`
    numbers those that weigh alike (`knowledge.weighing_alike`).
    """

    known: Known
    at: Integers
    groups: Integers
    labels: Mapping[str, int]
    weights: Floats
    weighing: Integers

    @classmethod
    def of(cls, one: Answered, by: str, names: pd.Index) -> "_Half":
        """A wave's half, by the groups of a break."""
        at = pd.Index(one.respondents).get_indexer(names)
        frame, weights = one.known.groups, one.known.relative_weights
        known = frame[by] if by in frame else pd.Series(None, frame.index, dtype=object)
        codes, uniques = pd.factorize(known)
        labels = {str(label): code for code, label in enumerate(uniques)}
        weighing = weighing_alike(weights, codes.astype(np.intp))
        there = [np.append(values, -1)[at] for values in (codes, weighing)]
        return cls(one.known, at, there[0], labels, np.append(weights, 0.0)[at], there[1])

    def inside(self, item: str) -> Booleans:
        """Who answered the item, (n,)."""
        answered: Booleans = np.append(self.known.items[item].base, False)[self.at]
        return answered


def _parts(item: str, by: str, halves: Sequence[_Half]) -> tuple[list[_Part], Integers]:
    """Both waves' parts of an item, and the number of respondents in each class, (C,).

    Whoever's answer to the item itself is the break is no wiser for it.
    """
    inside = [half.inside(item) for half in halves]
    groups = [np.full_like(half.groups, -1) if by == item else half.groups for half in halves]
    anyone = inside[0] | inside[1]
    alike = np.column_stack([*inside, *groups, *(half.weighing for half in halves)])[anyone]
    classes, numbers, sizes = np.unique(alike, axis=0, return_inverse=True, return_counts=True)
    parts = [
        _Part(
            half.known.items[item],
            classes[:, k] > 0,
            classes[:, 2 + k].astype(np.intp),
            half.labels,
            ends(half.weights[anyone], numbers),
        )
        for k, half in enumerate(halves)
    ]
    return parts, sizes.astype(np.intp)


def _system(
    item: str, by: str, table: pd.DataFrame, waves: Sequence[Answered], halves: Sequence[_Half]
) -> System:
    (before, after), sizes = _parts(item, by, halves)
    first, second = (one.wave for one in waves)
    any_then = np.ones(len(before.asked.options), dtype=bool)
    any_now = np.ones(len(after.asked.options), dtype=bool)
    same = (np.ones(len(sizes)), np.ones(len(sizes)))
    positions = table.index.to_numpy()
    scales = [1.0 if one.known.weights is None else one.known.weights.mean() for one in waves]
    sums = (table["estimate"] * table["weighted_base"]).to_numpy(dtype=np.float64)
    counts = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    columns = [table[name].tolist() for name in ("wave", "break", "group", "category", "n")]
    rows: list[tuple[Any, ...]] = []
    for k, (wave, of, group, category, n) in enumerate(zip(*columns, strict=True)):
        place = f"{of}={group}" if of else ""
        if of == first and wave == second:
            inside, then = before.inside & after.inside, before.chosen(group)
            pairs = np.outer(then, after.chosen(category))
            told = (counts[k], after.weights, sums[k] / scales[1], False, True)
            rows.append((positions[k], place, inside, pairs, *told))
            base = float(n) if np.isfinite(counts[k]) else np.nan
            pairs = np.outer(then, any_now)
            rows.append((positions[k], place, inside, pairs, base, same, base, False, False))
        else:
            part, scale = (before, scales[0]) if wave == first else (after, scales[1])
            inside, chosen = part.members(group), part.chosen(category)
            pairs = np.outer(chosen, any_now) if wave == first else np.outer(any_then, chosen)
            told = (counts[k], part.weights, sums[k] / scale, True, True)
            rows.append((positions[k], f"{wave} {place}", inside, pairs, *told))
    at, places, insides, chosens, values, weights, sums_of, fixed, secret = zip(*rows, strict=True)
    weighed: tuple[Weighed, ...] = ()
    if any(one.known.weights is not None for one in waves):
        least, most = (np.array(insides) * np.array(end) for end in zip(*weights, strict=True))
        weighed = sums_of_weights(least, most, np.array(sums_of))
    return System(
        item=item,
        rows=np.array(at),
        places=places,
        inside=np.array(insides),
        chosen=np.array([pairs.ravel() for pairs in chosens]),
        value=np.array(values),
        sizes=sizes,
        groups=pd.DataFrame(index=range(len(sizes))),
        numbers=False,
        least=(),
        total=np.zeros(len(rows), dtype=bool),
        fixed=np.array(fixed),
        secret=np.array(secret),
        weighed=weighed,
    )


def few_once(first: Answered, second: Answered, items: Sequence[str], minimum: int) -> set[str]:
    """The items that some, but fewer than `minimum`, answered one time only.

    The totals of both waves less the moves would give their answers.
    """
    found = set()
    for item in items:
        then, now = (set(one.respondents[one.known.items[item].base]) for one in (first, second))
        if any(0 < len(once) < minimum for once in (then - now, now - then)):
            found.add(item)
    return found
