"""What a reader could work out about the rows that a table withholds, by linear programming.

The reader knows everything that is shown, and beforehand who answered each question and which
groups they belong to, but not what they answered. Respondents of the same groups are alike to that
reader: they make a class. Unknown are the numbers x[c, k] of class c who gave the answer k. Each
shown row says what some of them add up to; the least and the largest sum of a withheld row's own
under these equations, x not being held to whole numbers, are all that can be known of it (Fischetti
and Salazar 2001, Management Science 47, on cell suppression).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.disclosure.linear_program import Optimum, Program, in_span
from godegrep.disclosure.scenario import AtLeast, Known

SLACK = 1e-6
MARGIN = 1e-6
"""How closely sums are taken to be known: of weights, in respondents of mean weight, and of numbers
in `System._unit`. As exact ones their rounding would contradict the others; the solver keeps to a
row within a tenth of this."""
MEAN_WIDTH = 0.1
"""A withheld sum must stay uncertain by this part of the most that it can be (the p % rule)."""


Weighed = tuple[Floats, Floats, Floats]
"""What rows tell: the part of each class, (R, C), and the least and the most of the sum, (R,)."""


def sums_of_weights(least: Floats, most: Floats, value: Floats) -> tuple[Weighed, ...]:
    """What the sums of weights, (R,), tell where classes weigh from `least` to `most`, (R, C).

    With the same weight throughout a class it is one equation, and else two bounds.
    """
    low, high, no_end = value - MARGIN, value + MARGIN, np.full(len(value), np.inf)
    if np.allclose(least, most, rtol=1e-9, atol=0):
        return ((least, low, high),)
    return (least, -no_end, high), (most, low, no_end)


@dataclass(frozen=True, eq=False)
class Target:
    """A sum that must stay uncertain: of the classes in `inside` and the answers in `chosen`."""

    inside: Booleans
    chosen: Booleans
    place: str
    row: int | None = None


@dataclass(frozen=True, eq=False)
class System:
    """One item's unknowns: `sizes` (C,) and K answers; or, of `numbers`, one sum a class, K = 1.

    Rows of the table are known by their position: `rows` (R,), with the classes `inside` (R, C) and
    the answers `chosen` (R, K) that they count. `value` (R,) is what they say, whether or not it is
    shown. `weighed` says the same of the sum of weights, from which the printed estimates come:
    where groups weigh differently, it tells them apart. `fixed`
    (R,) are rows that were published before and cannot be withheld now, `secret` (R,) those that,
    once withheld, must stay uncertain. `least` holds what further questions tell, each with its
    coefficients (C · K,).

    `blocks`, (B, K), are the answers that exclude each other and are all there are; None where they
    all do. `order`, (M, K), is what is at least 0 in every class (`Asked.order`).

    `possible` gathers answers, (C · K,), that agree with all that was shown. They still do when
    less is shown, and spare a linear program where they lie far enough apart. So does `widths`,
    which holds what `width_before` found.
    """

    item: str
    rows: Integers
    places: Sequence[str]
    inside: Booleans
    chosen: Booleans
    value: Floats
    sizes: Integers
    groups: pd.DataFrame
    numbers: bool
    least: Sequence[tuple[AtLeast, Floats]]
    total: Booleans
    fixed: Booleans
    secret: Booleans
    weighed: Sequence[Weighed] = ()
    blocks: Floats | None = None
    order: Floats | None = None
    possible: list[Floats] = field(default_factory=list)
    widths: dict[bytes, float] = field(default_factory=dict)

    def coefficients(self, inside: Booleans | Floats, chosen: Booleans) -> Floats:
        """A row's part of the unknowns, (C · K,)."""
        return np.outer(inside, chosen).astype(np.float64).ravel()

    def targets(self, shown: Booleans, minimum_base: int) -> Iterator[Target]:
        """Withheld rows, and small groups that no table names but that subtraction could give.

        `shown` (R,). The latter are the respondents of no group of a break, and, of two groups of
        different breaks, those in the one and not in the other, or in both.
        """
        for number in map(int, np.flatnonzero(~shown & self.secret)):
            if self.sizes[self.inside[number]].sum():
                yield Target(
                    self.inside[number],
                    self.chosen[number],
                    self.places[number],
                    int(self.rows[number]),
                )
        if not self.numbers:
            places = self._shown_places(shown)
            for name, inside in self._implied(minimum_base):
                if in_span(inside, places):
                    for k in range(self.chosen.shape[1]):
                        yield Target(inside, np.arange(self.chosen.shape[1]) == k, name)

    def _shown_places(self, shown: Booleans) -> list[Booleans | Floats]:
        """What is added up where something is shown: the classes of a place, (C,), and weights."""
        first = {place: row for row, place in enumerate(self.places) if shown[row]}.values()
        sums: list[Booleans | Floats] = [self.inside[row] for row in first]
        for of_classes, low, high in self.weighed:
            sums += [of_classes[row] for row in first if np.isfinite(high[row] - low[row])]
        return sums

    def _implied(self, minimum_base: int) -> Iterator[tuple[str, Booleans]]:
        groups = {
            place: (by, inside)
            for by in self.groups
            for place, inside in (
                (f"{by}={group}", (self.groups[by] == group).to_numpy())
                for group in self.groups[by].dropna().unique()
            )
        }
        candidates = {f"{by}: in no group": self.groups[by].isna().to_numpy() for by in self.groups}
        for one, (by, inside) in groups.items():
            for other, (of, other_inside) in groups.items():
                if by != of:
                    candidates[f"{one} without {other}"] = inside & ~other_inside
                    if str(by) < str(of):
                        candidates[f"{one} and {other}"] = inside & other_inside
        named = {inside.tobytes() for _, inside in groups.values()}
        for name, inside in candidates.items():
            if 0 < self.sizes[inside].sum() < minimum_base and inside.tobytes() not in named:
                named.add(inside.tobytes())
                yield name, inside

    def needed(self, target: Target, shown: Booleans, minimum_count: int, high: float) -> float:
        """How wide a target's interval must be.

        For a number of respondents `minimum_count`, or all that the total leaves open where that is
        less: of an answer that nobody gave, nobody in a group can have given it. For a sum a part
        of the most, `high`, that it can be.
        """
        if self.numbers:
            return MEAN_WIDTH * high
        n, everyone = self.sizes[target.inside].sum(), self.sizes.sum()
        low, most = 0.0, float(n)
        same = self.total & shown & (self.chosen == target.chosen).all(axis=1)
        if same.any() and n < everyone:
            total = self.value[same][0]
            low, most = max(0.0, total - (everyone - n)), min(total, float(n))
        return min(float(minimum_count), most - low)

    def spread(self, target: Target) -> float:
        """How far apart the answers that are known to be possible put a target."""
        if not self.possible:
            return 0.0
        sums = np.array(self.possible) @ self.coefficients(target.inside, target.chosen)
        return float(np.ptp(sums))

    @cached_property
    def _unit(self) -> float:
        """What the program counts in: respondents, or a millionth of the greatest sum."""
        known = self.value[np.isfinite(self.value)]
        return float(np.abs(known).max()) / 1e6 if self.numbers and known.any() else 1.0

    @cached_property
    def _program(self) -> Program:
        """All rows, their weighted sums, the sizes of the classes, and what questions tell."""
        value, margin = self.value / self._unit, MARGIN if self.numbers else 0.0
        inside: Floats = self.inside.astype(np.float64)
        sums = [(inside, value - margin, value + margin), *self.weighed]
        parts: list[Weighed] = [
            (self._rows(of_classes), low, high) for of_classes, low, high in sums
        ]
        classes = np.eye(len(self.sizes))
        if not self.numbers:
            blocks = np.ones((1, self.chosen.shape[1])) if self.blocks is None else self.blocks
            sizes = np.repeat(self.sizes.astype(np.float64), len(blocks))
            parts.append((np.kron(classes, blocks).astype(np.float64), sizes, sizes))
        if self.order is not None and len(self.order):
            order = np.kron(classes, self.order).astype(np.float64)
            parts.append((order, np.zeros(len(order)), np.full(len(order), np.inf)))
        if self.least:
            at_least = np.array([fact.n for fact, _ in self.least], dtype=np.float64)
            told = np.array([coefficients for _, coefficients in self.least])
            parts.append((told, at_least, np.full(len(told), np.inf)))
        coefficients, lows, highs = zip(*parts, strict=True)
        return Program(np.vstack(coefficients), np.concatenate(lows), np.concatenate(highs))

    def _rows(self, inside: Floats) -> Floats:
        """The rows' parts of the unknowns, (R, C · K)."""
        products: Floats = inside[:, :, None] * self.chosen[:, None, :]
        return products.reshape(len(inside), -1)

    def bounds(self, target: Target, shown: Booleans, least: Sequence[AtLeast]) -> "Bounds":
        """What a target can be, given the shown rows, (R,), and those of `self.least` that hold.

        Answers to further questions may contradict the filter in faulty data; they are then left
        out. Raises ValueError where the rows themselves contradict each other.
        """
        goal = self.coefficients(target.inside, target.chosen)
        try:
            low, high = self._ends(goal, self._holding(shown, least))
        except ValueError:
            low, high = self._ends(goal, self._holding(shown, ()))
        rests_on = np.zeros(self._program.rows, dtype=np.bool_)
        for end in (low, high):
            if end is not None:
                self.possible.append(end.at)
                rests_on |= end.rests_on
        sums = (1 + len(self.weighed)) * len(shown)
        on_questions = rests_on[len(rests_on) - len(self.least) :]
        return Bounds(
            low=-np.inf if low is None else low.value * self._unit,
            high=np.inf if high is None else -high.value * self._unit,
            rows=np.flatnonzero(rests_on[:sums].reshape(-1, len(shown)).any(axis=0)),
            questions=[
                fact for (fact, _), there in zip(self.least, on_questions, strict=True) if there
            ],
        )

    def width_before(self, target: Target, shown: Booleans) -> float:
        """How far apart the fixed rows that are shown, (R,), leave a target by themselves.

        They are always the same ones. The answers found here may contradict the other rows: they
        are none of `possible`.
        """
        goal = self.coefficients(target.inside, target.chosen)
        if goal.tobytes() not in self.widths:
            low, high = self._ends(goal, self._holding(shown & self.fixed, ()))
            width = np.inf if low is None or high is None else -high.value - low.value
            self.widths[goal.tobytes()] = width
        return self.widths[goal.tobytes()]

    def _holding(self, shown: Booleans, least: Sequence[AtLeast]) -> Booleans:
        """The program's rows that hold where these rows are shown, and these questions tell."""
        rows = np.tile(shown, 1 + len(self.weighed))
        questions = np.array([fact in least for fact, _ in self.least], dtype=np.bool_)
        always = np.ones(self._program.rows - len(rows) - len(questions), dtype=np.bool_)
        return np.concatenate([rows, always, questions])

    def _ends(self, goal: Floats, holding: Booleans) -> tuple[Optimum | None, Optimum | None]:
        self._program.hold(holding)
        return self._program.least(goal), self._program.least(-goal)


@dataclass(frozen=True, eq=False)
class Bounds:
    """The least and the most that a target can be, and what that rests on.

    `rows` numbers the system's rows; `questions` are the further questions.
    """

    low: float
    high: float
    rows: Integers
    questions: Sequence[AtLeast]

    @property
    def width(self) -> float:
        """How far the two lie apart."""
        return self.high - self.low


def systems(
    table: pd.DataFrame, known: Known, at_least: Sequence[AtLeast] = ()
) -> Iterator[System]:
    """The systems of a table's items; categories that stand by themselves have one each.

    `table` has the columns of `tables.parquet`; its rows are known by their position.
    """
    positions = pd.Series(np.arange(len(table)), table.index)
    for item, rows in positions.groupby(table["item"], sort=False):
        if item not in known.items:
            continue
        own, asked = table.loc[rows.index], known.items[str(item)]
        if (own["statistic"] == "mean").any():
            chosen = own["statistic"] == "mean"
            yield _system(str(item), own[chosen], rows[chosen], known, None, ())
        elif asked.options:
            yield _system(str(item), own, rows, known, asked.options, at_least)
        else:
            for family in asked.families(own["category"].unique()):
                part = own[own["category"].isin(family)]
                answers = tuple(answer for one in family for answer in (one, ""))
                yield _system(str(item), part, rows[part.index], known, answers, at_least)


def _system(
    item: str,
    table: pd.DataFrame,
    positions: pd.Series,
    known: Known,
    options: tuple[str, ...] | None,
    at_least: Sequence[AtLeast],
) -> System:
    classes, asked = known.classes(item), known.items[item]
    sizes, groups = classes.sizes, classes.groups

    @cache
    def members(by: str, group: str) -> Booleans:
        if not by:
            return np.ones(len(sizes), dtype=bool)
        inside: Booleans = (groups[by] == group).to_numpy(dtype=bool)
        return inside

    def within(fact: AtLeast) -> Booleans:
        # Who is in a group of the item's own answers is what nobody knows.
        return members("" if fact.by == item else fact.by, fact.group)

    inside = np.array(
        [members(b, g) for b, g in zip(table["break"], table["group"], strict=True)]
    ).reshape(len(table), len(sizes))
    sums = (table["estimate"] * table["weighted_base"]).to_numpy(dtype=np.float64)
    weighed: tuple[Weighed, ...] = ()
    if options is not None and known.weights is not None:
        told = sums / known.weights.mean()
        weighed = sums_of_weights(inside * classes.least, inside * classes.most, told)
    if options is None:
        chosen = np.ones((len(table), 1), dtype=bool)
        value = sums
    else:
        chosen = np.array(
            [
                [option in asked.combined.get(category, (category,)) for option in options]
                for category in table["category"]
            ]
        )
        value = table["count"].to_numpy(dtype=np.float64, na_value=np.nan)
    least = [
        (
            fact,
            np.outer(within(fact), [o in fact.answers for o in options or ()])
            .astype(np.float64)
            .ravel(),
        )
        for fact in at_least
        if fact.item == item and options and set(fact.answers) & set(options)
    ]
    places = [f"{b}={g}" if b else "" for b, g in zip(table["break"], table["group"], strict=True)]
    return System(
        item=item,
        rows=positions.to_numpy(),
        places=places,
        inside=inside,
        chosen=chosen,
        value=value,
        sizes=sizes,
        groups=groups,
        numbers=options is None,
        least=least,
        total=(table["break"] == "").to_numpy(),
        fixed=np.zeros(len(table), dtype=bool),
        secret=np.ones(len(table), dtype=bool),
        weighed=weighed,
        blocks=_pairs(len(options) // 2) if options and not asked.options else None,
        order=asked.order(options) if options else None,
    )


def _pairs(number: int) -> Floats:
    """Blocks of two answers each: somebody has a category, or not."""
    return np.repeat(np.eye(number), 2, axis=1).astype(np.float64)
