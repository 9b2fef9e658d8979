"""What a reader could work out about the rows that a table withholds, by linear programming.

The least and the largest sum of a withheld row's unknowns under the equations of the shown rows,
the unknowns not being held to whole numbers, are all that can be known of it (Fischetti and Salazar
2001, Management Science 47, on cell suppression).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.disclosure.linear_program import Optimum, Program
from godegrep.disclosure.scenario import AtLeast
from godegrep.disclosure.system import MARGIN, System, Weighed, coefficients
from godegrep.disclosure.targets import Target, needed, targets
from godegrep.study.config import Suppression

SLACK = 1e-6


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


@dataclass(frozen=True, eq=False)
class Exposure:
    """A withheld number that the shown rows fix between too narrow bounds."""

    target: Target
    bounds: Bounds


class Attack:
    """The attack on one system, which remembers what it has solved.

    Answers, (C · K,), that agree with all that was shown still do when less is shown: they spare a
    linear program where they lie far enough apart.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self._possible: list[Floats] = []
        self._widths_before: dict[bytes, float] = {}

    def exposures(self, hidden: Booleans, rule: Suppression) -> Iterator[Exposure]:
        """The withheld numbers that the shown rows, those not `hidden`, fix too closely.

        `hidden` (n,) are the rows of the whole table. Those that are added while this runs count
        for what comes after them.
        """
        shown = self.system.shown(hidden)
        for target in list(targets(self.system, shown, rule.minimum_base)):
            while exposure := self._expose(target, hidden, rule):
                before = int(hidden.sum())
                yield exposure
                if int(hidden.sum()) == before:
                    break

    def _expose(self, target: Target, hidden: Booleans, rule: Suppression) -> Exposure | None:
        shown, minimum = self.system.shown(hidden), rule.minimum_count
        if self._is_safe(target, shown, minimum):
            return None
        bounds = self.bounds(target, shown, self.system.least_shown(hidden))
        enough = needed(self.system, target, shown, minimum, bounds.high)
        if self.system.equations.fixed.any() and not bounds.width >= enough - SLACK:
            enough = min(enough, self._width_before(target, shown))
        if np.isinf(bounds.high) or bounds.width >= enough - SLACK:
            return None
        return Exposure(target, bounds)

    def _is_safe(self, target: Target, shown: Booleans, minimum_count: int) -> bool:
        """Whether no program need be solved: what is known to be possible lies far enough apart."""
        if self.system.numbers:
            return False
        enough = needed(self.system, target, shown, minimum_count, 0.0) - SLACK
        return enough <= 0 or self._spread(target) >= enough

    def _spread(self, target: Target) -> float:
        """How far apart the answers that are known to be possible put a target."""
        if not self._possible:
            return 0.0
        sums = np.array(self._possible) @ coefficients(target.inside, target.chosen)
        return float(np.ptp(sums))

    def bounds(self, target: Target, shown: Booleans, least: Sequence[AtLeast]) -> Bounds:
        """What a target can be, given the shown rows, (R,), and those of `system.least` that hold.

        Answers to further questions may contradict the filter in faulty data; they are then left
        out. Raises ValueError where the rows themselves contradict each other.
        """
        goal = coefficients(target.inside, target.chosen)
        try:
            low, high = self._ends(goal, self._holding(shown, least))
        except ValueError:
            low, high = self._ends(goal, self._holding(shown, ()))
        ends = [end for end in (low, high) if end is not None]
        self._possible += [end.at for end in ends]
        return Bounds(
            -np.inf if low is None else low.value * self.system.unit,
            np.inf if high is None else -high.value * self.system.unit,
            *self._basis(ends),
        )

    def _basis(self, ends: Sequence[Optimum]) -> tuple[Integers, list[AtLeast]]:
        """The numbers of the rows, and the further questions, that these optima rest on."""
        rests_on = np.zeros(self._program.rows, dtype=np.bool_)
        for end in ends:
            rests_on |= end.rests_on
        rows, least = len(self.system.equations.value), self.system.least
        of_rows = rests_on[: self._sums * rows].reshape(-1, rows).any(axis=0)
        of_questions = rests_on[len(rests_on) - len(least) :]
        questions = [fact for (fact, _), holds in zip(least, of_questions, strict=True) if holds]
        return np.flatnonzero(of_rows), questions

    def _width_before(self, target: Target, shown: Booleans) -> float:
        """How far apart the fixed rows that are shown, (R,), leave a target by themselves.

        They are always the same ones. The answers found here may contradict the other rows: they
        are none of those known to be possible.
        """
        goal = coefficients(target.inside, target.chosen)
        if goal.tobytes() not in self._widths_before:
            fixed = shown & self.system.equations.fixed
            low, high = self._ends(goal, self._holding(fixed, ()))
            width = np.inf if low is None or high is None else -high.value - low.value
            self._widths_before[goal.tobytes()] = width
        return self._widths_before[goal.tobytes()]

    @property
    def _sums(self) -> int:
        """How many of the program's rows each row of the system has: its number, and weights."""
        return 1 + len(self.system.equations.weighed)

    def _holding(self, shown: Booleans, least: Sequence[AtLeast]) -> Booleans:
        """The program's rows that hold where these rows are shown, and these questions tell."""
        rows = np.tile(shown, self._sums)
        questions = np.array([fact in least for fact, _ in self.system.least], dtype=np.bool_)
        always = np.ones(self._program.rows - len(rows) - len(questions), dtype=np.bool_)
        return np.concatenate([rows, always, questions])

    def _ends(self, goal: Floats, holding: Booleans) -> tuple[Optimum | None, Optimum | None]:
        self._program.hold(holding)
        return self._program.least(goal), self._program.least(-goal)

    @cached_property
    def _program(self) -> Program:
        """All rows, their weighted sums, the sizes of the classes, and what questions tell."""
        parts = [*_sums(self.system), *_always(self.system), *_least(self.system)]
        left, lows, highs = zip(*parts, strict=True)
        return Program(np.vstack(left), np.concatenate(lows), np.concatenate(highs))


def _sums(system: System) -> Iterator[Weighed]:
    """What the rows say of numbers, or sums, and of weights, as parts of the unknowns."""
    rows, margin = system.equations, MARGIN if system.numbers else 0.0
    value, inside = rows.value / system.unit, rows.inside.astype(np.float64)
    for of_classes, low, high in [(inside, value - margin, value + margin), *rows.weighed]:
        products: Floats = of_classes[:, :, None] * rows.chosen[:, None, :]
        yield products.reshape(len(inside), -1), low, high


def _always(system: System) -> Iterator[Weighed]:
    """What a reader knows whatever is shown: how many each class has, and what is never less."""
    classes = np.eye(len(system.sizes))
    if not system.numbers:
        blocks = np.ones((1, system.answers)) if system.blocks is None else system.blocks
        sizes = np.repeat(system.sizes.astype(np.float64), len(blocks))
        yield np.kron(classes, blocks).astype(np.float64), sizes, sizes
    if system.order is not None and len(system.order):
        order = np.kron(classes, system.order).astype(np.float64)
        yield order, np.zeros(len(order)), np.full(len(order), np.inf)


def _least(system: System) -> Iterator[Weighed]:
    """What further questions tell, the last rows of the program."""
    if system.least:
        least = np.array([fact.n for fact, _ in system.least], dtype=np.float64)
        left = np.array([part for _, part in system.least])
        yield left, least, np.full(len(left), np.inf)
