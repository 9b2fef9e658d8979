"""What the tables of two waves, and the transitions between them, tell together of the answers.

Whoever answered an item both times has a pair of answers, (given then, given now); a reader knows
who that is. The unknowns are the numbers of each class with each pair. Who answered one time only
has a pair too, of which no table counts the other half.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.core.vocabulary import SHARES
from godegrep.disclosure.scenario import Asked, Scenario, ends, weighing_alike
from godegrep.disclosure.system import Equations, Row, System


@dataclass(frozen=True, eq=False)
class Answered:
    """The respondents of one wave, (n,) with unique names, and what is known of them beforehand."""

    wave: str
    respondents: pd.Series
    scenario: Scenario


Panel = tuple[Answered, Answered]
"""Two waves, the earlier first, whose respondents are known by the same names."""


def systems_of_transitions(
    table: pd.DataFrame, first: Answered, second: Answered
) -> Iterator[System]:
    """The systems of the items whose transitions are tabulated.

    `table` holds the tables of both waves and, the break being the first wave, the transitions; its
    rows are known by their position, which is its index. Only those of the transitions can be
    withheld now: the waves' own tables stand as they are. Of each answer given before, the base
    that is printed is a row too. Each break is a system of its own: pairs of answers in crossed
    breaks are too many unknowns.
    """
    changed = (table["wave"] == second.wave) & (table["break"] == first.wave)
    shares = table["statistic"].isin(SHARES)
    items = table.loc[changed & (table["suppressed"] == ""), "item"].unique()
    names = pd.Index(pd.unique(pd.concat([first.respondents, second.respondents])))
    for by in dict.fromkeys([*first.scenario.groups, *second.scenario.groups]) or [""]:
        waves = [_WaveOfPanel.of(wave, by, names) for wave in (first, second)]
        here = shares & (changed | table["break"].isin(["", by]))
        for item, rows in table[here & table["item"].isin(items)].groupby("item", sort=False):
            if all(wave.scenario.items[str(item)].options for wave in waves):
                yield _system(str(item), by, rows, waves)


@dataclass(frozen=True, eq=False)
class _WaveOfPanel:
    """What one wave knows of whoever stands in either, (n,).

    `at` are their rows in it, or -1; the weight of whoever is not there is 0, and `weighing`
    numbers those that weigh alike (`scenario.weighing_alike`).
    """

    wave: str
    scenario: Scenario
    at: Integers
    groups: Integers
    labels: Mapping[str, int]
    weights: Floats
    weighing: Integers

    @classmethod
    def of(cls, answered: Answered, by: str, names: pd.Index) -> "_WaveOfPanel":
        """A wave, by the groups of a break."""
        at = pd.Index(answered.respondents).get_indexer(names)
        scenario = answered.scenario
        frame, weights = scenario.groups, scenario.relative_weights
        values = frame[by] if by in frame else pd.Series(None, frame.index, dtype=object)
        codes, uniques = pd.factorize(values)
        labels = {str(label): code for code, label in enumerate(uniques)}
        weighing = weighing_alike(weights, codes.astype(np.intp))
        groups, alike = (np.append(numbers, -1)[at] for numbers in (codes, weighing))
        return cls(answered.wave, scenario, at, groups, labels, np.append(weights, 0.0)[at], alike)

    def answered(self, item: str) -> Booleans:
        """Who answered the item, (n,)."""
        answered: Booleans = np.append(self.scenario.items[item].base, False)[self.at]
        return answered

    def without_groups(self) -> "_WaveOfPanel":
        """The same where nobody's group is known."""
        return replace(self, groups=np.full_like(self.groups, -1))


@dataclass(frozen=True, eq=False)
class _WaveOfItem:
    """One wave's half of the pairs: of each class whether it answered, its group and weights.

    The arrays are (C,); a group is the code of its label among `labels`, or -1, and the weights are
    the least and the most in the class.
    """

    wave: str
    asked: Asked
    inside: Booleans
    groups: Integers
    labels: Mapping[str, int]
    weights: tuple[Floats, Floats]
    mean_weight: float

    def members(self, group: str) -> Booleans:
        """The classes with an answer, of this group, or of all where it has no name."""
        if not group:
            return self.inside
        code = self.labels.get(group, len(self.labels))
        members: Booleans = self.inside & (self.groups == code)
        return members

    def chosen(self, category: str) -> Booleans:
        options = self.asked.combined.get(category, (category,))
        return np.array([option in options for option in self.asked.options])

    @property
    def any_answer(self) -> Booleans:
        return np.ones(len(self.asked.options), dtype=np.bool_)


def _waves_of_item(
    item: str, by: str, waves: Sequence[_WaveOfPanel]
) -> tuple[list[_WaveOfItem], Integers]:
    """Both waves of an item, and the number of respondents in each class, (C,).

    Whoever's answer to the item itself is the break is no wiser for it.
    """
    if by == item:
        waves = [wave.without_groups() for wave in waves]
    answered = [wave.answered(item) for wave in waves]
    anyone = answered[0] | answered[1]
    alike = [*answered, *(wave.groups for wave in waves), *(wave.weighing for wave in waves)]
    classes, numbers, sizes = np.unique(
        np.column_stack(alike)[anyone], axis=0, return_inverse=True, return_counts=True
    )
    halves = [
        _WaveOfItem(
            wave.wave,
            wave.scenario.items[item],
            classes[:, k] > 0,
            classes[:, 2 + k].astype(np.intp),
            wave.labels,
            ends(wave.weights[anyone], numbers),
            wave.scenario.mean_weight,
        )
        for k, wave in enumerate(waves)
    ]
    return halves, sizes.astype(np.intp)


def _system(item: str, by: str, table: pd.DataFrame, waves: Sequence[_WaveOfPanel]) -> System:
    (before, after), sizes = _waves_of_item(item, by, waves)
    rows = [row for line in _lines(table) for row in _rows_of(line, before, after)]
    weighed = any(wave.scenario.weights is not None for wave in waves)
    return System(item, sizes, pd.DataFrame(index=range(len(sizes))), Equations.of(rows, weighed))


@dataclass(frozen=True)
class _Line:
    """What one row of the table says; `base` is its n, or NaN where its count is withheld."""

    position: int
    wave: str
    by: str
    group: str
    category: str
    count: float
    base: float
    weighted: float

    @property
    def place(self) -> str:
        return f"{self.by}={self.group}" if self.by else ""


def _lines(table: pd.DataFrame) -> Iterator[_Line]:
    counts = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    columns = [table[name] for name in ("wave", "break", "group", "category")]
    bases = table["n"].astype(float).where(np.isfinite(counts))
    sums = (table["estimate"] * table["weighted_base"]).astype(float)
    for values in zip(table.index, *columns, counts, bases, sums, strict=True):
        yield _Line(*values)


def _rows_of(line: _Line, before: _WaveOfItem, after: _WaveOfItem) -> Iterator[Row]:
    """A line's number as a row; of transitions, the number who gave the first answer too."""
    if line.wave == after.wave and line.by == before.wave:
        yield from _of_transition(line, before, after)
    elif line.wave == before.wave:
        yield _of_wave(line, before, np.outer(before.chosen(line.category), after.any_answer))
    else:
        yield _of_wave(line, after, np.outer(before.any_answer, after.chosen(line.category)))


def _of_wave(line: _Line, half: _WaveOfItem, pairs: Booleans) -> Row:
    return Row(
        position=line.position,
        place=f"{line.wave} {line.place}",
        inside=half.members(line.group),
        chosen=pairs.ravel(),
        value=line.count,
        weights=half.weights,
        weighted=line.weighted / half.mean_weight,
        fixed=True,
    )


def _of_transition(line: _Line, before: _WaveOfItem, after: _WaveOfItem) -> Iterator[Row]:
    then = before.chosen(line.group)
    transition = Row(
        position=line.position,
        place=line.place,
        inside=before.inside & after.inside,
        chosen=np.outer(then, after.chosen(line.category)).ravel(),
        value=line.count,
        weights=after.weights,
        weighted=line.weighted / after.mean_weight,
    )
    yield transition
    same = (np.ones(len(before.inside)), np.ones(len(before.inside)))
    yield replace(
        transition,
        chosen=np.outer(then, after.any_answer).ravel(),
        value=line.base,
        weights=same,
        weighted=line.base,
        secret=False,
    )


def few_once(first: Answered, second: Answered, items: Sequence[str], minimum: int) -> set[str]:
    """The items that some, but fewer than `minimum`, answered one time only.

    The totals of both waves less the transitions would give their answers.
    """
    few = set()
    for item in items:
        then, now = (
            set(wave.respondents[wave.scenario.items[item].base]) for wave in (first, second)
        )
        if any(0 < len(once) < minimum for once in (then - now, now - then)):
            few.add(item)
    return few
