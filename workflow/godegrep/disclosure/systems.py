"""The systems of one wave's tables: an item each, or a family of its codes."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats
from godegrep.disclosure.scenario import Asked, AtLeast, Classes, Scenario
from godegrep.disclosure.system import Equations, Row, System, coefficients

Members = Callable[[str, str], Booleans]
"""The classes, (C,), of a group of a break; of no break, all of them."""


def systems(
    table: pd.DataFrame, scenario: Scenario, at_least: Sequence[AtLeast] = ()
) -> Iterator[System]:
    """The systems of a table's items; categories that stand by themselves have one each.

    `table` has the columns of `tables.parquet`; its rows are known by their position.
    """
    table = table.assign(position=np.arange(len(table)))
    for name, rows in table.groupby("item", sort=False):
        item = str(name)
        if item not in scenario.items:
            continue
        if (rows["statistic"] == "mean").any():
            yield _of_numbers(item, rows[rows["statistic"] == "mean"], scenario)
        elif options := scenario.items[item].options:
            yield _of_answers(item, rows, scenario, options, at_least)
        else:
            yield from _of_families(item, rows, scenario, at_least)


def _of_numbers(item: str, table: pd.DataFrame, scenario: Scenario) -> System:
    """The system of an item whose sums are printed, as means."""
    classes = scenario.classes(item)
    one_sum = [np.ones(1, dtype=np.bool_)] * len(table)
    rows = list(_rows(table, _members(classes), one_sum, _sums(table), scenario, classes))
    return System(item, classes.sizes, classes.groups, Equations.of(rows, False), numbers=True)


def _of_families(
    item: str, table: pd.DataFrame, scenario: Scenario, at_least: Sequence[AtLeast]
) -> Iterator[System]:
    """The systems of categories that stand by themselves: somebody has one, or has it not."""
    for family in scenario.items[item].families(table["category"].unique()):
        rows = table[table["category"].isin(family)]
        answers = tuple(answer for category in family for answer in (category, ""))
        yield _of_answers(item, rows, scenario, answers, at_least)


def _of_answers(
    item: str,
    table: pd.DataFrame,
    scenario: Scenario,
    options: tuple[str, ...],
    at_least: Sequence[AtLeast],
) -> System:
    classes, asked = scenario.classes(item), scenario.items[item]
    members = _members(classes)
    counts = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    chosen = [_chosen(asked, category, options) for category in table["category"]]
    rows = list(_rows(table, members, chosen, counts, scenario, classes))
    return System(
        item=item,
        sizes=classes.sizes,
        groups=classes.groups,
        equations=Equations.of(rows, scenario.weights is not None),
        least=list(_least(item, members, options, at_least)),
        blocks=None if asked.options else _pairs(len(options) // 2),
        order=asked.order(options),
    )


def _rows(
    table: pd.DataFrame,
    members: Members,
    chosen: Sequence[Booleans],
    values: Floats,
    scenario: Scenario,
    classes: Classes,
) -> Iterator[Row]:
    weighted = _sums(table) / scenario.mean_weight
    for k, (position, by, group) in enumerate(
        zip(table["position"], table["break"], table["group"], strict=True)
    ):
        yield Row(
            position=int(position),
            place=f"{by}={group}" if by else "",
            inside=members(by, group),
            chosen=chosen[k],
            value=float(values[k]),
            weights=(classes.least, classes.most),
            weighted=float(weighted[k]),
            total=by == "",
        )


def _sums(table: pd.DataFrame) -> Floats:
    """What each row's estimate adds up to, (R,)."""
    sums: Floats = (table["estimate"] * table["weighted_base"]).to_numpy(dtype=np.float64)
    return sums


def _chosen(asked: Asked, category: str, options: Sequence[str]) -> Booleans:
    """Which of the options, (K,), a category of the table counts."""
    counted = asked.combined.get(category, (category,))
    return np.array([option in counted for option in options], dtype=np.bool_)


def _members(classes: Classes) -> Members:
    @cache
    def members(by: str, group: str) -> Booleans:
        if not by:
            return np.ones(len(classes.sizes), dtype=np.bool_)
        inside: Booleans = (classes.groups[by] == group).to_numpy(dtype=np.bool_)
        return inside

    return members


def _least(
    item: str, members: Members, options: Sequence[str], at_least: Sequence[AtLeast]
) -> Iterator[tuple[AtLeast, Floats]]:
    """What further questions tell of the item, each with its coefficients (C · K,)."""
    for fact in at_least:
        answers = np.array([option in fact.answers for option in options], dtype=np.bool_)
        if fact.item == item and answers.any():
            # Who is in a group of the item's own answers is what nobody knows.
            inside = members("" if fact.by == item else fact.by, fact.group)
            yield fact, coefficients(inside, answers)


def _pairs(number: int) -> Floats:
    """Blocks of two answers each: somebody has a category, or not."""
    return np.repeat(np.eye(number), 2, axis=1).astype(np.float64)
