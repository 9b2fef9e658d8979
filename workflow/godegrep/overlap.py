"""What the tables of two waves, and the moves between them, tell together of the withheld answers.

Whoever answered an item both times has a pair of answers, (given then, given now); a reader knows
who that is. The unknowns are the numbers of each class with each pair. Who answered one time only
has a pair too, of which no table counts the other half.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from godegrep.arrays import Booleans, Floats, Integers
from godegrep.attack import WEIGHT, Asked, Known, System


@dataclass(frozen=True, eq=False)
class Answered:
    """The respondents of one wave, (n,) with unique names, and what is known of them beforehand."""

    wave: str
    respondents: pd.Series
    known: Known


def systems_of_moves(table: pd.DataFrame, first: Answered, second: Answered) -> Iterator[System]:
    """The systems of the items whose moves are tabulated.

    `table` holds the tables of both waves and, the break being the first wave, the moves; its rows
    are known by their position. Only those of the moves can be withheld now: the waves' own tables
    stand as they are. Of each answer given before, the base that is printed is a row too. Each
    break is a system of its own: pairs of answers in crossed breaks are too many unknowns.
    """
    moved = (table["wave"] == second.wave) & (table["break"] == first.wave)
    shares = table["statistic"].isin(["share", "combined"])
    positions = np.arange(len(table))
    breaks = dict.fromkeys([*first.known.groups, *second.known.groups]) or {"": None}
    for item in table.loc[moved & (table["suppressed"] == ""), "item"].unique():
        if all(one.known.items[item].options for one in (first, second)):
            for by in breaks:
                here = moved | table["break"].isin(["", by])
                rows = ((table["item"] == item) & shares & here).to_numpy()
                halves = _one_break(first, by), _one_break(second, by)
                yield _system(str(item), table[rows], positions[rows], *halves)


def _one_break(one: Answered, by: str) -> Answered:
    groups = one.known.groups[[name for name in one.known.groups if name == by]]
    return replace(one, known=replace(one.known, groups=groups))


@dataclass(frozen=True, eq=False)
class _Part:
    """One wave's half of the pairs: of each class whether it answered, its groups and weights."""

    asked: Asked
    inside: Booleans
    groups: pd.DataFrame
    weights: Floats

    def members(self, by: str, group: str) -> Booleans:
        nobody = np.zeros(len(self.inside), dtype=bool)
        return self._of_group.get((by, group), nobody) if by else self.inside

    @cached_property
    def _of_group(self) -> dict[tuple[str, str], Booleans]:
        return {
            (by, group): self.inside & (self.groups[by] == group).to_numpy(dtype=bool)
            for by in self.groups
            for group in self.groups[by].dropna().unique()
        }

    def chosen(self, category: str) -> Booleans:
        options = self.asked.combined.get(category, (category,))
        return np.array([option in options for option in self.asked.options])


def _system(
    item: str, table: pd.DataFrame, positions: Integers, first: Answered, second: Answered
) -> System:
    before, after, sizes = _parts(item, first, second)
    any_then = np.ones(len(before.asked.options), dtype=bool)
    any_now = np.ones(len(after.asked.options), dtype=bool)
    rows: list[tuple[Any, ...]] = []
    scales = [
        1.0 if one.known.weights is None else one.known.weights.mean() for one in (first, second)
    ]
    sums = (table["estimate"] * table["weighted_base"]).to_numpy(dtype=np.float64)
    counts = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    columns = [table[name] for name in ("wave", "break", "group", "category", "n")]
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
            inside, chosen = part.members(by, group), part.chosen(category)
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


def _parts(item: str, first: Answered, second: Answered) -> tuple[_Part, _Part, Integers]:
    """Both waves' halves, and the number of respondents in each class, (C,)."""
    halves = [_of_wave(item, one).add_prefix(f"{k} ") for k, one in enumerate((first, second))]
    both = halves[0].join(halves[1], how="outer")
    for k in range(2):
        both[f"{k} inside"] = both[f"{k} inside"].eq(True)
        both[f"{k} {WEIGHT}"] = both[f"{k} {WEIGHT}"].fillna(0.0)
    both = both[both["0 inside"] | both["1 inside"]]
    alike = both.groupby(list(both), sort=False, dropna=False)
    sizes = alike.size().to_numpy().astype(np.intp)
    classes = both[~alike.ngroup().duplicated()]
    parts = []
    for k, one in enumerate((first, second)):
        own = classes[[name for name in classes if str(name).startswith(f"{k} ")]]
        own = own.set_axis([str(name)[2:] for name in own], axis=1)
        inside = own["inside"].to_numpy(dtype=bool)
        weights = own[WEIGHT].to_numpy(dtype=np.float64)
        parts.append(_Part(one.known.items[item], inside, own, weights))
    return parts[0], parts[1], sizes


def _of_wave(item: str, one: Answered) -> pd.DataFrame:
    weights = one.known.weights
    return (
        one.known.groups.drop(columns=item, errors="ignore")
        .assign(
            inside=one.known.items[item].base,
            **{WEIGHT: 1.0 if weights is None else weights / weights.mean()},
        )
        .set_axis(one.respondents.to_numpy())
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
