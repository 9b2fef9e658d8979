"""What expected spending is predicted from, as the study says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.core.errors import Mistake
from godegrep.study.register_settings import Covariance, Expected, Term

COVARIANCES = get_args(Covariance)
MUNICIPALITY, YEAR = "municipality", "year"


def term_values(term: Term, panel: pd.DataFrame) -> Floats:
    """A term's value in each row, (n,); NaN where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result = panel[term.variable].to_numpy(dtype=np.float64) ** term.power
    return np.where(np.isfinite(result), result, np.nan)


@dataclass(frozen=True)
class Model(Expected):
    """Pooled least squares of `outcome` on `regressors` with an effect of each year.

    `years` are those that must be there, the first being the reference; without them, all of the
    panel. `covariance` is one of `COVARIANCES`: `cluster` and `wild` (a bootstrap of p-values and
    intervals) take `clusters`, a column of the panel. `population`, a column with the number of
    inhabitants, lets small places have larger chance variation, and `weighted` weights by it.
    With `fixed_effects` each municipality has a level of its own, and only what varies within
    municipalities tells of the regressors.

    Raises Mistake for settings that do not go together.
    """

    level: float = 0.95

    def __post_init__(self) -> None:
        lines = []
        if self.covariance not in COVARIANCES:
            known = ", ".join(COVARIANCES)
            lines.append(f"covariance is {self.covariance!r}; it should be one of: {known}.")
        if self.weighted and not self.population:
            lines.append(
                "weighted: true needs population: the variable with the number of inhabitants."
            )
        if self.fixed_effects and self.covariance in ("hc1", "hc3"):
            lines.append(
                f"covariance: {self.covariance} is not consistent with fixed_effects: true "
                "(Stock and Watson 2008); use cluster or wild."
            )
        names = [term.id for term in self.regressors]
        twice = sorted({name for name in names if names.count(name) > 1})
        lines += [f"The regressor {name!r} occurs twice; each needs its own id." for name in twice]
        if not names:
            lines.append("There are no regressors; name at least one.")
        if lines:
            raise Mistake(lines)

    @property
    def columns(self) -> list[str]:
        """The columns that a panel must have."""
        terms = [term.variable for term in (self.outcome, *self.regressors)]
        grouped = [self.clusters] if self.covariance in ("cluster", "wild") else []
        population = [self.population] if self.population else []
        return list(dict.fromkeys([MUNICIPALITY, YEAR, *terms, *grouped, *population]))


def need_variables(panel: pd.DataFrame, names: Iterable[str], place: str) -> None:
    """Raise Mistake with the names that are no variable of the panel; `place` is in config.yaml."""
    variables = [name for name in map(str, panel.columns) if not name.endswith("__why")]
    lines = [
        f"config.yaml: {place}: there is no variable {name!r}; there are: {', '.join(variables)}."
        for name in names
        if name not in variables
    ]
    if lines:
        raise Mistake(lines)


def model_of(expected: Expected, level: float = 0.95) -> Model:
    """The model of `register: expected:` in config.yaml; see docs/register-statistics.md."""
    return Model(**vars(expected), level=level)
