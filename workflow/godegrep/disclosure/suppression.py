"""Rows that would tell too much about few respondents, and those that would give them away."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Integers
from godegrep.core.vocabulary import SHARES
from godegrep.disclosure.attack import Attack, Exposure
from godegrep.disclosure.scenario import AtLeast, Scenario
from godegrep.disclosure.system import System
from godegrep.disclosure.systems import systems
from godegrep.estimation.cells import WITHHELD
from godegrep.study.config import Suppression

BASE, COUNT, DOMINANCE, SECONDARY = "base", "count", "dominance", "secondary"
PLACE = ["wave", "item", "break", "group"]
ANSWERED = "answered"
"""Whether people answered is not what they answered: of that, only small bases are withheld."""


def suppress(
    table: pd.DataFrame,
    rule: Suppression,
    scenarios: Sequence[Scenario] = (),
    at_least: Sequence[AtLeast] = (),
) -> pd.DataFrame:
    """Mark what the rule withholds, and then `secondary` what would give that away.

    `table` has the columns of `tables.parquet`; `scenarios` say who answered what, which every
    reader is taken to know, and `at_least` what other tables tell of these items. Marks that are
    there already stay. First, of each break with a group withheld, the next smallest groups are
    withheld too, until there are at least two that hold `minimum_base` respondents between them.
    Then, until an attack finds nothing (`Attack.exposures`), the smallest of the rows that it rests
    on is withheld: with its whole group where a whole group was found, else alone. An index is
    withheld with its items.

    Returns a new frame in which marked rows have no `count`, `estimate`, `se`, `low` and `high`.
    """
    marks = primary(table, rule)
    marks = _next_groups(table, marks, rule.minimum_base)
    attacked = [s for scenario in scenarios for s in systems(table, scenario, at_least)]
    marks = _closed([system for system in attacked if not system.numbers], table, marks, rule)
    marks = _with_items(table, marks)
    marks = _closed([system for system in attacked if system.numbers], table, marks, rule)
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


def _closed(
    attacked: Sequence[System], table: pd.DataFrame, marks: pd.Series, rule: Suppression
) -> pd.Series:
    """The marks, and those of further rows, until nothing is exposed."""
    attacks = list(map(Attack, attacked))
    hidden = (marks != "").to_numpy(dtype=np.bool_, copy=True)
    places: Integers = table.groupby(PLACE, sort=False).ngroup().to_numpy().astype(np.intp)
    items = table["item"].to_numpy(dtype=object)
    waiting = {system.item for system in attacked}
    while waiting:
        now, waiting = waiting, set()
        for attack in attacks:
            if attack.system.item in now:
                for exposure in attack.exposures(hidden, rule):
                    rows = _to_withhold(attack.system, exposure, places, hidden)
                    hidden[rows] = True
                    waiting |= set(items[rows])
    return marks.mask((marks == "") & hidden, SECONDARY)


def _to_withhold(
    system: System, exposure: Exposure, places: Integers, hidden: Booleans
) -> list[int]:
    """The rows of the whole table that an exposure costs; `places` numbers their groups.

    They are those of the further question that it rests on, or else the smallest row: alone where
    it counts everyone, or where something of the exposed group is shown; else with its whole group.
    """
    for fact in exposure.bounds.questions:
        if fact.rows:
            return list(fact.rows)
    rows = system.equations
    removable = system.shown(hidden) & ~rows.fixed
    chosen = _smallest(system, exposure, removable)
    if chosen is None:
        return []
    row, place = int(rows.positions[chosen]), exposure.target.place
    in_group = any(rows.places[k] == place for k in map(int, np.flatnonzero(removable)))
    if not system.numbers and (rows.total[chosen] or in_group):
        return [row]
    return [int(position) for position in np.flatnonzero((places == places[row]) & ~hidden)]


def _smallest(system: System, exposure: Exposure, removable: Booleans) -> int | None:
    """The smallest of the removable rows, (R,), those of groups before those of all.

    It is one that the exposure rests on, where there is any.
    """
    rows = system.equations
    resting = exposure.bounds.rows[removable[exposure.bounds.rows]]
    if not len(resting):
        resting = np.flatnonzero(removable)

    def cost(row: int) -> tuple[bool, bool, float, int]:
        return bool(rows.total[row]), rows.value[row] == 0, float(rows.value[row]), row

    return min(map(int, resting), key=cost, default=None)
