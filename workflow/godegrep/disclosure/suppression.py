"""Rows that would tell too much about few respondents, and those that would give them away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Integers
from godegrep.core.vocabulary import SHARES
from godegrep.disclosure.attack import SLACK, Bounds, System, Target, systems
from godegrep.disclosure.scenario import AtLeast, Known
from godegrep.estimation.cells import WITHHELD
from godegrep.study.config import Suppression

BASE, COUNT, DOMINANCE, SECONDARY = "base", "count", "dominance", "secondary"
PLACE = ["wave", "item", "break", "group"]
ANSWERED = "answered"
"""Whether people answered is not what they answered: of that, only small bases are withheld."""


@dataclass(frozen=True, eq=False)
class Exposed:
    """A withheld number of an item that the shown rows fix between too narrow bounds."""

    item: str
    target: Target
    bounds: Bounds


def suppress(
    table: pd.DataFrame,
    rule: Suppression,
    known: Sequence[Known] = (),
    at_least: Sequence[AtLeast] = (),
) -> pd.DataFrame:
    """Mark what the rule withholds, and then `secondary` what would give that away.

    `table` has the columns of `tables.parquet`; `known` says who answered what, which every reader
    is taken to know, and `at_least` what other tables tell of these items. Marks that are there
    already stay. First, of each break with a group withheld,
    the next smallest groups are withheld too, until there are at least two that hold `minimum_base`
    respondents between them. Then, until an attack finds nothing (see `exposed`), the smallest of
    the rows that it rests on is withheld: with its whole group where a whole group was found, else
    alone. An index goes with its items.

    Returns a new frame in which marked rows have no `count`, `estimate`, `se`, `low` and `high`.
    """
    marks = primary(table, rule)
    marks = _next_groups(table, marks, rule.minimum_base)
    found = [system for one in known for system in systems(table, one, at_least)]
    marks = _closed([system for system in found if not system.numbers], table, marks, rule)
    marks = _with_items(table, marks)
    marks = _closed([system for system in found if system.numbers], table, marks, rule)
    return _marked(table, marks)


def close(table: pd.DataFrame, rule: Suppression, attacked: Sequence[System]) -> pd.DataFrame:
    """Mark what would give away, in these systems, the rows of a table that are withheld already.

    Rows that are fixed in their system stay as they are. Returns a new frame, as `suppress` does.
    """
    return _marked(table, _closed(attacked, table, table["suppressed"], rule))


def _marked(table: pd.DataFrame, marks: pd.Series) -> pd.DataFrame:
    table = table.copy()
    table["suppressed"] = marks
    table[WITHHELD] = table[WITHHELD].mask(marks != "")
    return table


def primary(table: pd.DataFrame, rule: Suppression) -> pd.Series:
    """The reason why each row must be withheld for its own sake, or an empty text."""
    marks = table["suppressed"].copy()
    count, n = table["count"].astype("Float64").fillna(0), table["n"]
    shares = table["statistic"].isin(SHARES) & (table["category"] != ANSWERED)
    few = ((count > 0) & (count < rule.minimum_count)) | (
        (count < n) & (n - count < rule.minimum_count)
    )
    dominant = (
        shares
        & (table["statistic"] == "share")
        & (n < rule.dominance.base)
        & (count >= rule.dominance.share * n)
    )
    places = [table[name] for name in PLACE]
    dominant = dominant.groupby(places, sort=False).transform("any")
    for reason, marked in (
        (BASE, n < rule.minimum_base),
        (DOMINANCE, dominant),
        (COUNT, shares & few),
    ):
        marks = marks.mask((marks == "") & marked.astype(bool), reason)
    return marks


def _with_items(table: pd.DataFrame, marks: pd.Series) -> pd.Series:
    """The marks, and those of an index wherever an answer to one of its items is withheld.

    The mean of the items, with all other answers, would give that one.
    """
    place = [table[name] for name in ("wave", "question", "break", "group")]
    hidden = ((marks != "") & (table["n"] > 0)).groupby(place, sort=False).transform("any")
    index = table["statistic"].isin(["mean", "alpha"])
    index &= ~table["item"].isin(table.loc[table["statistic"] == "share", "item"])
    return marks.mask((marks == "") & index & hidden, SECONDARY)


def _next_groups(table: pd.DataFrame, marks: pd.Series, minimum_base: int) -> pd.Series:
    """The marks, and those of further groups where too few are withheld in a break."""
    groups = (
        table.assign(withheld=marks != "")[table["break"] != ""]
        .groupby(PLACE, sort=False)
        .agg(n=("n", "max"), withheld=("withheld", "all"))
        .query("n > 0")
    )
    touched = groups.groupby(PLACE[:-1], sort=False)["withheld"].transform("any")
    further = [
        place
        for _, of_break in groups[touched].groupby(PLACE[:-1], sort=False)
        for place in _further(of_break, minimum_base)
    ]
    secondary = pd.MultiIndex.from_frame(table[PLACE]).isin(further)
    return marks.mask(secondary & (marks == ""), SECONDARY)


def _further(groups: pd.DataFrame, minimum_base: int) -> list[tuple[str, ...]]:
    """The groups of one break to withhold besides those withheld, by `PLACE`."""
    hidden, shown = groups[groups["withheld"]], groups[~groups["withheld"]]
    number, respondents = len(hidden), int(hidden["n"].sum())
    further: list[tuple[str, ...]] = []
    for group, n in shown["n"].sort_values(kind="stable").items():
        if number >= 2 and respondents >= minimum_base:
            break
        further.append(cast(tuple[str, ...], group))
        number, respondents = number + 1, respondents + int(n)
    return further


def _shown(system: System, hidden: Booleans) -> Booleans:
    shown: Booleans = ~hidden[system.rows] & np.isfinite(system.value)
    return shown


def _told(system: System, hidden: Booleans) -> list[AtLeast]:
    """What further questions tell, but for those whose rows are withheld."""
    return [f for f, _ in system.least if not f.rows or not hidden[list(f.rows)].all()]


def exposed(system: System, hidden: Booleans, rule: Suppression) -> Iterator[Exposed]:
    """The withheld numbers of an item that the shown rows, those not `hidden`, fix too closely.

    `hidden` (n,) are the rows of the whole table. Those that are added while this runs count for
    what comes after them.
    """
    for target in list(system.targets(_shown(system, hidden), rule.minimum_base)):
        while one := _expose(system, target, hidden, rule):
            before = int(hidden.sum())
            yield one
            if int(hidden.sum()) == before:
                break


def _expose(system: System, target: Target, hidden: Booleans, rule: Suppression) -> Exposed | None:
    shown = _shown(system, hidden)
    if not system.numbers:
        enough = system.needed(target, shown, rule.minimum_count, 0.0) - SLACK
        if enough <= 0 or system.spread(target) >= enough:
            return None
    bounds = system.bounds(target, shown, _told(system, hidden))
    needed = system.needed(target, shown, rule.minimum_count, bounds.high)
    if system.fixed.any() and not bounds.width >= needed - SLACK:
        needed = min(needed, system.width_before(target, shown))
    if np.isinf(bounds.high) or bounds.width >= needed - SLACK:
        return None
    return Exposed(system.item, target, bounds)


def _closed(
    known: Sequence[System], table: pd.DataFrame, marks: pd.Series, rule: Suppression
) -> pd.Series:
    """The marks, and those of further rows, until nothing is exposed."""
    hidden = (marks != "").to_numpy(dtype=np.bool_, copy=True)
    places: Integers = table.groupby(PLACE, sort=False).ngroup().to_numpy().astype(np.intp)
    items = table["item"].to_numpy(dtype=object)
    waiting = {system.item for system in known}
    while waiting:
        now, waiting = waiting, set()
        for system in known:
            if system.item in now:
                for one in exposed(system, hidden, rule):
                    rows = _to_withhold(system, one, places, hidden)
                    hidden[rows] = True
                    waiting |= set(items[rows])
    return marks.mask((marks == "") & hidden, SECONDARY)


def _to_withhold(system: System, found: Exposed, places: Integers, hidden: Booleans) -> list[int]:
    """The rows of the whole table that an exposed number costs; `places` numbers their groups.

    They are those of the further question that it rests on, or the smallest of the rows, those of
    groups before those of all.
    """
    for fact in found.bounds.questions:
        if fact.rows:
            return list(fact.rows)
    shown = _shown(system, hidden) & ~system.fixed
    resting = found.bounds.rows[shown[found.bounds.rows]]
    if not len(resting):
        resting = np.flatnonzero(shown)
    if not len(resting):
        return []

    def cost(row: int) -> tuple[bool, bool, float, int]:
        return bool(system.total[row]), system.value[row] == 0, float(system.value[row]), row

    chosen = min(map(int, resting), key=cost)
    row = int(system.rows[chosen])
    in_part = any(
        there and place == found.target.place
        for there, place in zip(shown, system.places, strict=True)
    )
    if not system.numbers and (system.total[chosen] or in_part):
        return [row]
    return [int(position) for position in np.flatnonzero((places == places[row]) & ~hidden)]
