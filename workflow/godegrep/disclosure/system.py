"""The unknowns of one item, and what the rows of a table say that they add up to.

A reader knows everything that is shown, and beforehand who answered each question and which groups
they belong to, but not what they answered. Respondents of the same groups are alike to that reader:
they make a class. Unknown are the numbers x[c, k] of class c who gave the answer k. Each shown row
is an equation between some of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.disclosure.scenario import AtLeast

MARGIN = 1e-6
"""How closely sums are taken to be known: of weights, in respondents of mean weight, and of numbers
in `System.unit`. As exact ones their rounding would contradict the others; the solver keeps to a
row within a tenth of this."""

Weighed = tuple[Floats, Floats, Floats]
"""What rows say: the part of each class, (R, C), and the least and the most of the sum, (R,)."""


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a table: which classes, (C,), and answers, (K,), it counts, and to how many.

    `position` is its place in the table, and `place` names its group. `value` is its number of
    respondents or, of `numbers`, their sum; NaN where it has none. `weighted` is the sum of their
    weights; `weights` are the least and the most in each class, both (C,). A row for everyone is a
    `total`. A `fixed` row was published before and cannot be withheld now; a `secret` one, once
    withheld, must stay uncertain.
    """

    position: int
    place: str
    inside: Booleans
    chosen: Booleans
    value: float
    weights: tuple[Floats, Floats]
    weighted: float
    total: bool = False
    fixed: bool = False
    secret: bool = True


@dataclass(frozen=True, eq=False)
class Equations:
    """The fields of R rows as arrays, whether or not the rows are shown.

    `positions`, `value`, `total`, `fixed` and `secret` are (R,), `inside` (R, C), `chosen` (R, K).
    `weighed` says what the sums of weights do, from which the printed estimates come: where groups
    weigh differently, it tells them apart.
    """

    positions: Integers
    places: Sequence[str]
    inside: Booleans
    chosen: Booleans
    value: Floats
    total: Booleans
    fixed: Booleans
    secret: Booleans
    weighed: Sequence[Weighed] = ()

    @classmethod
    def of(cls, rows: Sequence[Row], weighed: bool) -> "Equations":
        """The equations of one row or more; with their weights, where these are known to differ."""
        return cls(
            positions=np.array([row.position for row in rows], dtype=np.intp),
            places=[row.place for row in rows],
            inside=np.array([row.inside for row in rows], dtype=np.bool_),
            chosen=np.array([row.chosen for row in rows], dtype=np.bool_),
            value=np.array([row.value for row in rows], dtype=np.float64),
            total=np.array([row.total for row in rows], dtype=np.bool_),
            fixed=np.array([row.fixed for row in rows], dtype=np.bool_),
            secret=np.array([row.secret for row in rows], dtype=np.bool_),
            weighed=_sums_of_weights(rows) if weighed else (),
        )


def _sums_of_weights(rows: Sequence[Row]) -> tuple[Weighed, ...]:
    """What the sums of weights say: one equation with one weight a class, and else two bounds."""
    least, most = (np.array([row.inside * row.weights[end] for row in rows]) for end in (0, 1))
    value = np.array([row.weighted for row in rows], dtype=np.float64)
    low, high, no_end = value - MARGIN, value + MARGIN, np.full(len(value), np.inf)
    if np.allclose(least, most, rtol=1e-9, atol=0):
        return ((least, low, high),)
    return (least, -no_end, high), (most, low, no_end)


@dataclass(frozen=True, eq=False)
class System:
    """One item's unknowns: `sizes` (C,) and K answers; or, of `numbers`, one sum a class, K = 1.

    `groups` has a row a class and a column a break. `least` holds what further questions tell, each
    with its coefficients (C · K,). `blocks`, (B, K), are the answers that exclude each other and
    are all there are; None where they all do. `order`, (M, K), is what is at least 0 in every class
    (`Asked.order`).
    """

    item: str
    sizes: Integers
    groups: pd.DataFrame
    equations: Equations
    numbers: bool = False
    least: Sequence[tuple[AtLeast, Floats]] = ()
    blocks: Floats | None = None
    order: Floats | None = None

    @property
    def answers(self) -> int:
        """The number of answers, K."""
        return self.equations.chosen.shape[1]

    @cached_property
    def unit(self) -> float:
        """What the values are counted in: respondents, or a millionth of the greatest sum."""
        known = self.equations.value[np.isfinite(self.equations.value)]
        return float(np.abs(known).max()) / 1e6 if self.numbers and known.any() else 1.0

    def shown(self, hidden: Booleans) -> Booleans:
        """The equations, (R,), whose rows are not `hidden`, (n,), in the whole table."""
        shown: Booleans = ~hidden[self.equations.positions] & np.isfinite(self.equations.value)
        return shown

    def least_shown(self, hidden: Booleans) -> list[AtLeast]:
        """What further questions tell, but for those whose rows are all `hidden`, (n,)."""
        return [
            fact for fact, _ in self.least if not fact.rows or not hidden[list(fact.rows)].all()
        ]


def coefficients(inside: Booleans, chosen: Booleans) -> Floats:
    """The part of the unknowns, (C · K,), that these classes, (C,), and answers, (K,), have."""
    return np.outer(inside, chosen).astype(np.float64).ravel()
