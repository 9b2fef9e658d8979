"""What must stay uncertain: withheld rows, and small groups that subtraction could give."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from godegrep.core.arrays import Booleans, Floats
from godegrep.disclosure.linear_program import in_span
from godegrep.disclosure.system import System

MEAN_WIDTH = 0.1
"""A withheld sum must stay uncertain by this part of the most that it can be (the p % rule)."""


@dataclass(frozen=True, eq=False)
class Target:
    """A sum that must stay uncertain: of the classes in `inside` and the answers in `chosen`.

    `row` is its position in the table; None where no row of the table names it.
    """

    inside: Booleans
    chosen: Booleans
    place: str
    row: int | None = None


def targets(system: System, shown: Booleans, minimum_base: int) -> Iterator[Target]:
    """Withheld rows, and small groups that no table names but that subtraction could give.

    `shown` (R,). The latter are the respondents of no group of a break, and, of two groups of
    different breaks, those in the one and not in the other, or in both.
    """
    yield from _withheld(system, shown)
    if not system.numbers:
        yield from _unnamed(system, shown, minimum_base)


def _withheld(system: System, shown: Booleans) -> Iterator[Target]:
    rows = system.equations
    for number in map(int, np.flatnonzero(~shown & rows.secret)):
        inside = rows.inside[number]
        if system.sizes[inside].sum():
            position = int(rows.positions[number])
            yield Target(inside, rows.chosen[number], rows.places[number], position)


def _unnamed(system: System, shown: Booleans, minimum_base: int) -> Iterator[Target]:
    sums, answers = _shown_sums(system, shown), np.arange(system.answers)
    for name, inside in _small_groups(system, minimum_base):
        if in_span(inside, sums):
            for answer in answers:
                yield Target(inside, answers == answer, name)


def _shown_sums(system: System, shown: Booleans) -> list[Booleans | Floats]:
    """What is added up where something is shown: the classes of a place, (C,), and weights."""
    rows = system.equations
    first = {place: row for row, place in enumerate(rows.places) if shown[row]}.values()
    sums: list[Booleans | Floats] = [rows.inside[row] for row in first]
    for of_classes, low, high in rows.weighed:
        sums += [of_classes[row] for row in first if np.isfinite(high[row] - low[row])]
    return sums


def _small_groups(system: System, minimum_base: int) -> Iterator[tuple[str, Booleans]]:
    """Names and classes, (C,), of the groups that are too small, each set of classes once."""
    named = {inside.tobytes() for _, _, inside in _named_groups(system)}
    for name, inside in _candidates(system):
        if 0 < system.sizes[inside].sum() < minimum_base and inside.tobytes() not in named:
            named.add(inside.tobytes())
            yield name, inside


def _named_groups(system: System) -> list[tuple[str, str, Booleans]]:
    """The break, the name and the classes, (C,), of each group that a table may name."""
    return [
        (str(by), f"{by}={group}", (column == group).to_numpy(dtype=np.bool_))
        for by, column in system.groups.items()
        for group in column.dropna().unique()
    ]


def _candidates(system: System) -> Iterator[tuple[str, Booleans]]:
    """Groups that differences of groups could give: their names and classes, (C,)."""
    for by, column in system.groups.items():
        yield f"{by}: in no group", column.isna().to_numpy(dtype=np.bool_)
    groups = _named_groups(system)
    for by, name, inside in groups:
        for other_break, other, other_inside in groups:
            if by != other_break:
                yield f"{name} without {other}", inside & ~other_inside
                if by < other_break:
                    yield f"{name} and {other}", inside & other_inside


def needed(
    system: System, target: Target, shown: Booleans, minimum_count: int, high: float
) -> float:
    """How wide a target's interval must be.

    For a number of respondents `minimum_count`, or all that the total leaves open where that is
    less: of an answer that nobody gave, nobody in a group can have given it. For a sum a part of
    the most, `high`, that it can be.
    """
    if system.numbers:
        return MEAN_WIDTH * high
    rows = system.equations
    n, everyone = system.sizes[target.inside].sum(), system.sizes.sum()
    low, most = 0.0, float(n)
    same = rows.total & shown & (rows.chosen == target.chosen).all(axis=1)
    if same.any() and n < everyone:
        total = rows.value[same][0]
        low, most = max(0.0, total - (everyone - n)), min(total, float(n))
    return min(float(minimum_count), most - low)
