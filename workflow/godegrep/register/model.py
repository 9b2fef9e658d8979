"""What expected spending is predicted from, as the study says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from godegrep.arrays import Floats
from godegrep.errors import Mistake

COVARIANCES = ("cluster", "hc1", "hc3", "wild")
MUNICIPALITY, YEAR = "municipality", "year"


@dataclass(frozen=True)
class Term:
    """A quantity reckoned from the panel: `times` · variable^`power` / `per`.

    «Disabled aged 18–49, per cent of the inhabitants» is `Term("disabled", "disabled",
    per="population", times=100)`, and the urbanity criterion `Term("urbanity", "population",
    power=1.2)`.
    """

    id: str
    variable: str
    per: str = ""
    power: float = 1.0
    times: float = 1.0

    @property
    def columns(self) -> list[str]:
        """The columns of the panel that it takes."""
        return [self.variable, *([self.per] if self.per else [])]

    def values(self, panel: pd.DataFrame) -> Floats:
        """Its value in each row, (n,); NaN where a part is missing or is divided by nothing."""
        parts = [panel[name].to_numpy(dtype=np.float64) for name in self.columns]
        result = self.times * parts[0] ** self.power
        if self.per:
            result = np.divide(
                result, parts[1], out=np.full(len(result), np.nan), where=parts[1] > 0
            )
        return np.where(np.isfinite(result), result, np.nan)


@dataclass(frozen=True)
class Model:
    """Pooled least squares of `outcome` on `regressors` with an effect of each year.

    `years` are those that must be there, the first being the reference; without them, all of the
    panel. `covariance` is one of `COVARIANCES`: `cluster` and `wild` (a bootstrap of p-values and
    intervals) take `clusters`, a column of the panel. `population`, a column with the number of
    inhabitants, lets small places have larger chance variation, and `weighted` weights by it.
    With `fixed_effects` each municipality has a level of its own, and only what varies within
    municipalities tells of the regressors.

    Raises Mistake for settings that do not go together.
    """

    outcome: Term
    regressors: tuple[Term, ...]
    years: tuple[int, ...] = ()
    covariance: str = "cluster"
    clusters: str = MUNICIPALITY
    population: str = ""
    weighted: bool = False
    fixed_effects: bool = False
    level: float = 0.95
    replications: int = 1999
    seed: int = 1

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
                f"covariance: {self.covariance} is not consistent beside fixed_effects: true "
                "(Stock and Watson 2008); take cluster or wild."
            )
        names = [term.id for term in self.regressors]
        twice = sorted({name for name in names if names.count(name) > 1})
        lines += [
            f"The regressor {name!r} stands twice; each needs an id of its own." for name in twice
        ]
        if not names:
            lines.append("There are no regressors; name at least one.")
        if lines:
            raise Mistake(lines)

    @property
    def columns(self) -> list[str]:
        """The columns that a panel must have."""
        terms = [name for term in (self.outcome, *self.regressors) for name in term.columns]
        grouped = [self.clusters] if self.covariance in ("cluster", "wild") else []
        population = [self.population] if self.population else []
        return list(dict.fromkeys([MUNICIPALITY, YEAR, *terms, *grouped, *population]))


def model_from_dict(settings: Mapping[str, Any], level: float = 0.95) -> Model:
    """The model of `register: expected:` in config.yaml; see docs/register-statistics.md."""
    rest = {
        name: value
        for name, value in settings.items()
        if name not in ("outcome", "regressors", "years", "index")
    }
    return Model(
        outcome=_term(settings["outcome"]),
        regressors=tuple(_term(term) for term in settings["regressors"]),
        years=tuple(int(year) for year in settings.get("years", ())),
        level=level,
        **rest,
    )


def _term(written: str | Mapping[str, Any]) -> Term:
    if isinstance(written, str):
        return Term(written, written)
    name = str(written.get("id", written.get("variable", "")))
    parts = {key: written[key] for key in ("per", "power", "times") if key in written}
    return Term(name, str(written.get("variable", name)), **parts)
