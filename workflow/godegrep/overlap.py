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

from godegrep.arrays import Booleans, Floats, Integers
from godegrep.attack import Asked, Known, System


@dataclass(frozen=True, eq=False)
class Answered:
    """The respondents of one wave, (n,) with unique names, and what is known of them beforehand."""

    wave: str
    respondents: pd.Series
    known: Known


def systems_of_moves(table: pd.DataFrame, first: Answered, second: Answered) -> Iterator[System]:
    """The systems of the items whose moves are tabulated.

    `table` holds the tables of both waves and, the break being the first wave, the moves; its rows
    are known by their position, which is its index. Only those of the moves can be withheld now:
    the waves' own tables stand as they are. Of each answer given before, the base that is printed
    is a row too. Each break is a system of its own: pairs of answers in crossed breaks are too many
    unknowns.
    """
    moved = (table["wave"] == second.wave) & (table["break"] == first.wave)
    shares = table["statistic"].isin(["share", "combined"])
    items = table.loc[moved & (table["suppressed"] == ""), "item"].unique()
    for by in dict.fromkeys([*first.known.groups, *second.known.groups]) or [""]:
        everyone = _Everyone.of(first, second, by)
        here = shares & (moved | table["break"].isin(["", by]))
        for item, rows in table[here & table["item"].isin(items)].groupby("item", sort=False):
            if all(one.known.items[str(item)].options for one in (first, second)):
                yield _system(str(item), rows, first, second, everyone)


@dataclass(frozen=True, eq=False)
class _Part:
    """One wave's half of the pairs: of each class whether it answered, its group and weight.

    The arrays are (C,); a group is the code of its label among `labels`, or -1.
    """

    asked: Asked
    inside: Booleans
    groups: Integers
    labels: Mapping[str, int]
    weights: Floats

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
class _Everyone:
    """Whoever stands in either wave, (n,): their rows there, or -1, groups in a break and weights.

    Each tuple holds the two waves.
    """

    by: str
    at: tuple[Integers, Integers]
    groups: tuple[Integers, Integers]
    labels: tuple[Mapping[str, int], Mapping[str, int]]
    weights: tuple[Floats, Floats]

    @classmethod
    def of(cls, first: Answered, second: Answered, by: str) -> "_Everyone":
        """Both waves' respondents."""
        names = pd.unique(pd.concat([first.respondents, second.respondents]))
        at, groups, labels, weights = [], [], [], []
        for one in (first, second):
            rows = pd.Index(one.respondents).get_indexer(pd.Index(names))
            there = rows >= 0
            frame, weighing = one.known.groups, one.known.weights
            known = frame[by] if by in frame else pd.Series(None, frame.index, dtype=object)
            codes, uniques = pd.factorize(known)
            weight = np.ones(len(codes)) if weighing is None else weighing / weighing.mean()
            at.append(rows)
            groups.append(np.where(there, np.append(codes, -1)[rows], -1))
            labels.append({str(label): code for code, label in enumerate(uniques)})
            weights.append(np.where(there, np.append(weight, 0.0)[rows], 0.0))
        return cls(by, *(tuple(pair) for pair in (at, groups, labels, weights)))

    def parts(self, item: str, first: Answered, second: Answered) -> tuple[_Part, _Part, Integers]:
        """Both waves' halves of an item, and the number of respondents in each class, (C,).

        Whoever's answer to the item itself is the break is no wiser for it.
        """
        asked = first.known.items[item], second.known.items[item]
        inside = [np.append(one.base, False)[at] for one, at in zip(asked, self.at, strict=True)]
        groups = [np.full_like(g, -1) if self.by == item else g for g in self.groups]
        alike = np.column_stack([*inside, *groups, *self.weights])[inside[0] | inside[1]]
        classes, sizes = np.unique(alike, axis=0, return_counts=True)
        before, after = (
            _Part(
                asked[k],
                classes[:, k] > 0,
                classes[:, 2 + k].astype(np.intp),
                self.labels[k],
                classes[:, 4 + k],
            )
            for k in range(2)
        )
        return before, after, sizes.astype(np.intp)


def _system(
    item: str, table: pd.DataFrame, first: Answered, second: Answered, everyone: _Everyone
) -> System:
    before, after, sizes = everyone.parts(item, first, second)
    any_then = np.ones(len(before.asked.options), dtype=bool)
    any_now = np.ones(len(after.asked.options), dtype=bool)
    positions = table.index.to_numpy()
    rows: list[tuple[Any, ...]] = []
    scales = [
        1.0 if one.known.weights is None else one.known.weights.mean() for one in (first, second)
    ]
    sums = (table["estimate"] * table["weighted_base"]).to_numpy(dtype=np.float64)
    counts = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    columns = [table[name].tolist() for name in ("wave", "break", "group", "category", "n")]
    for k, (wave, by, group, category, n) in enumerate(zip(*columns, strict=True)):
        place = f"{by}={group}" if by else ""
        if by == first.wave and wave == second.wave:
            inside, then = before.inside & after.inside, before.chosen(group)
            pairs = np.outer(then, after.chosen(category))
            told = (counts[k], inside * after.weights, sums[k] / scales[1], False, True)
            rows.append((positions[k], place, inside, pairs, *told))
            base = float(n) if np.isfinite(counts[k]) else np.nan
            alike = (base, inside.astype(np.float64), base, False, False)
            rows.append((positions[k], place, inside, np.outer(then, any_now), *alike))
        else:
            part = before if wave == first.wave else after
            scale = scales[0] if wave == first.wave else scales[1]
            inside, chosen = part.members(group), part.chosen(category)
            pairs = np.outer(chosen, any_now) if wave == first.wave else np.outer(any_then, chosen)
            told = (counts[k], inside * part.weights, sums[k] / scale, True, True)
            rows.append((positions[k], f"{wave} {place}", inside, pairs, *told))
    at, places, insides, chosens, values, weighted, sums_of, fixed, secret = zip(*rows, strict=True)
    apart = any(one.known.weights is not None for one in (first, second))
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
        weighted=np.array(weighted) if apart else None,
        weighted_value=np.array(sums_of) if apart else None,
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
