"""What expected spending is predicted from, as the study says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.core.errors import Mistake
from godegrep.core.text_by_language import Text, text_by_language

COVARIANCES = ("cluster", "hc1", "hc3", "wild")
MUNICIPALITY, YEAR = "municipality", "year"


@dataclass(frozen=True)
class Term:
    """A variable of the panel, to a power: the urbanity criterion is population^1.2.

    `text` is what the report calls it; without one, it has the variable's.
    """

    id: str
    variable: str
    power: float = 1.0
    text: Text = field(default_factory=dict)

    def values(self, panel: pd.DataFrame) -> Floats:
        """Its value in each row, (n,); NaN where there is none."""
        with np.errstate(invalid="ignore", divide="ignore"):
            result = panel[self.variable].to_numpy(dtype=np.float64) ** self.power
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


def model_from_dict(settings: Mapping[str, Any], level: float = 0.95) -> Model:
    """The model of `register: expected:` in config.yaml; see docs/register-statistics.md."""
    rest = {
        name: value
        for name, value in settings.items()
        if name not in ("outcome", "regressors", "years")
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
    variable = str(written["variable"])
    text = text_by_language(written["text"]) if "text" in written else {}
    return Term(str(written.get("id", variable)), variable, float(written.get("power", 1)), text)
