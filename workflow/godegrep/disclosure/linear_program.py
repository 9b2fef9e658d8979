"""Linear programs that are solved again and again with other goals and fewer rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from godegrep.core.arrays import Booleans, Floats

TOUCHED = 1e-6
MOST_STEPS = 5000
"""A solution that takes more steps from the last one is going round in a circle."""
NO_LIMIT = 2**31 - 1
CHOOSE = 0


@dataclass(frozen=True, eq=False)
class Optimum:
    """The least value of a goal, the unknowns there, (X,), and the rows it rests on, (R,)."""

    value: float
    at: Floats
    rests_on: Booleans


class Program:
    """Unknowns of 0 or more under rows of which some hold and others do not.

    `coefficients` (R, X); a row says that its sum lies between `low` and `high`, both (R,). Each
    solution starts from the last one, which mostly is only a few steps away: that makes it many
    times faster than a new start.
    """

    def __init__(self, coefficients: Floats, low: Floats, high: Floats) -> None:
        self._low, self._high = low, high
        self._holding = np.ones(len(low), dtype=np.bool_)
        self._columns = np.arange(coefficients.shape[1], dtype=np.int32)
        self._solver = _solver(coefficients, low, high)

    @property
    def rows(self) -> int:
        """The number of rows, R."""
        return len(self._low)

    def hold(self, rows: Booleans) -> None:
        """Let these rows hold, (R,), and no others."""
        for row in np.flatnonzero(rows != self._holding):
            ends = (self._low[row], self._high[row]) if rows[row] else (-np.inf, np.inf)
            self._solver.changeRowBounds(int(row), *ends)
        self._holding = rows.copy()

    def least(self, goal: Floats) -> Optimum | None:
        """The least that a goal, (X,), can be; None where it has no bound.

        Raises ValueError where the rows contradict each other, and RuntimeError where the solver
        finds no answer: neither says anything of what the goal can be.
        """
        from highspy import HighsModelStatus

        self._solver.changeColsCost(len(goal), self._columns, goal)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in (HighsModelStatus.kOptimal, HighsModelStatus.kUnbounded):
            status = self._from_anew()
        if status == HighsModelStatus.kUnbounded:
            return None
        if status == HighsModelStatus.kInfeasible:
            raise ValueError("The rows contradict each other.")
        if status != HighsModelStatus.kOptimal:
            raise RuntimeError(f"A linear program has no answer: {status}.")
        found = self._solver.getSolution()
        return Optimum(
            self._solver.getInfo().objective_function_value,
            np.array(found.col_value),
            np.abs(np.array(found.row_dual)) > TOUCHED,
        )

    def _from_anew(self) -> Any:
        """The status of a solution that does not start from the last one."""
        self._solver.clearSolver()
        for name, value in (("presolve", "on"), ("simplex_iteration_limit", NO_LIMIT)):
            self._solver.setOptionValue(name, value)
        self._solver.run()
        for name, value in (("presolve", "off"), ("simplex_iteration_limit", MOST_STEPS)):
            self._solver.setOptionValue(name, value)
        return self._solver.getModelStatus()


def in_span(target: Booleans, shown: Sequence[Booleans | Floats]) -> bool:
    """Whether a group is a sum of multiples of the sums, (C,), that are shown."""
    if not shown:
        return False
    matrix = np.array(shown, dtype=np.float64).T
    solution = np.linalg.lstsq(matrix, target.astype(np.float64), rcond=None)[0]
    return bool(np.allclose(matrix @ solution, target, atol=TOUCHED))


def _solver(coefficients: Floats, low: Floats, high: Floats) -> Any:
    import highspy

    solver = highspy.Highs()
    # Starting from the last solution is quicker than presolving, and one thread is enough.
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_iteration_limit", MOST_STEPS)
    # By default the dual simplex goes on even where only the goal is new, which the last solution
    # still fits: the primal one is then three times as quick.
    solver.setOptionValue("simplex_strategy", CHOOSE)
    rows, columns = coefficients.shape
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rows, columns
    program.col_cost_ = np.zeros(columns)
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.full(columns, np.inf)
    program.row_lower_, program.row_upper_ = low, high
    at = np.nonzero(coefficients)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.append(0, np.cumsum(np.bincount(at[0], minlength=rows)))
    program.a_matrix_.index_ = at[1]
    program.a_matrix_.value_ = coefficients[at]
    solver.passModel(program)
    return solver
