"""Expected spending: a regression of spending on what a municipality cannot itself decide."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.core.errors import Mistake
from godegrep.register.models.model import MUNICIPALITY, Model
from godegrep.register.models.observations import CONSTANT, Observations, observe
from godegrep.register.models.wild_bootstrap import Bootstrap, multipliers

STARS = ((0.01, "***"), (0.05, "**"), (0.10, "*"))
"""The marks of significance, and the p-values below which they stand."""
FEW_CLUSTERS = 40
"""With fewer clusters the usual standard errors are too small; what is few goes from 20 to 50
(Cameron and Miller 2015, Journal of Human Resources 50, VI)."""
FEWEST_CLUSTERS = 5
"""With fewer, even Webb's weights give less than 4000 different samples of either sign."""


def stars(p: float) -> str:
    """The stars of a p-value; none for NaN."""
    return next((marks for below, marks in STARS if p < below), "")


@dataclass(frozen=True, eq=False)
class Expected:
    """An estimated model: `coefficients` (k,) and their `covariance` (k, k).

    `table` is `coefficients.parquet`: `term`, `estimate`, `se`, `statistic` (t), `df`, `p`, `low`,
    `high`, `stars`, `test` (`t`, or `wild` where p, low and high are bootstrapped). `bootstrapped`
    says that, and `expected` (n,) what each row's population says of its spending. With fixed
    effects the constant is that of the mean municipality, and no municipality's own level is in
    what is expected of it.
    """

    model: Model
    observed: Observations
    coefficients: Floats
    covariance: Floats
    table: pd.DataFrame
    clusters: int
    r2: float
    r2_adjusted: float

    @cached_property
    def expected(self) -> Floats:
        """What is expected of each row, (n,)."""
        result: Floats = self.observed.x @ self.coefficients
        return result

    @property
    def residuals(self) -> Floats:
        """Actual less expected, (n,)."""
        return self.observed.y - self.expected

    @property
    def bootstrapped(self) -> bool:
        """Whether p-values and intervals are those of the wild bootstrap."""
        return bool((self.table["test"] == "wild").any())

    def spreads(self) -> dict[str, float]:
        """The standard deviation of each regressor, by which coefficients can be compared."""
        names = [term.id for term in self.model.regressors]
        columns = self.observed.x[:, 1 : len(names) + 1]
        return dict(zip(names, columns.std(axis=0, ddof=1).tolist(), strict=True))

    def facts(self) -> dict[str, Any]:
        """What `fit.json` tells of the model as a whole."""
        seen = self.observed
        return {
            "outcome": self.model.outcome.id,
            "n": seen.n,
            "municipalities": seen.municipalities,
            "years": sorted({int(year) for year in seen.rows["year"]}),
            "left_out": len(seen.left_out),
            "r2": self.r2,
            "r2_adjusted": self.r2_adjusted,
            "covariance": self.model.covariance,
            "clustered_by": self.model.clusters if self.clusters else "",
            "clusters": self.clusters,
            "bootstrapped": self.bootstrapped,
            "replications": self.model.replications if self.bootstrapped else 0,
            "weighted": self.model.weighted,
            "fixed_effects": self.model.fixed_effects,
            "level": self.model.level,
            "spreads": self.spreads(),
        }


def absorbed(observed: Observations, columns: Floats) -> Floats:
    """Columns, (n, m), less their municipality's weighted mean, plus the mean of all rows.

    Least squares of these is that with a dummy for each municipality (Frisch and Waugh), and its
    constant is the mean of the municipalities' levels, as in Stata's `xtreg, fe`.
    """
    weights, places = observed.weights, observed.municipality
    sums = np.zeros((observed.municipalities, columns.shape[1]))
    np.add.at(sums, places, weights[:, None] * columns)
    means = sums / np.bincount(places, weights)[:, None]
    overall = weights @ columns / weights.sum()
    result: Floats = columns - means[places] + overall
    return result


def swept(observed: Observations, model: Model) -> tuple[Floats, Floats]:
    """x (n, k) and y (n,) that the coefficients are estimated from, weights aside."""
    if not model.fixed_effects:
        return observed.x, observed.y
    both = absorbed(observed, np.column_stack([observed.x, observed.y]))
    return both[:, :-1], both[:, -1]


def estimate(panel: pd.DataFrame, model: Model) -> Expected:
    """Estimate a model from a panel: one row a municipality and year.

    Standard errors are those of Stata and of R's `sandwich`: `cluster` with the correction
    G/(G − 1) · (n − 1)/(n − k) and t on G − 1 degrees of freedom, `hc1` and `hc3` (MacKinnon and
    White 1985) with t on n − k. With fewer than `FEW_CLUSTERS` clusters, or `wild`, p-values and
    intervals are those of the wild cluster bootstrap. Raises Mistake with fewer than
    `FEWEST_CLUSTERS` clusters, and see `observe`.
    """
    observed = observe(panel, model)
    x, y = swept(observed, model)
    clusters = _clusters(observed, model)
    fit = _fitted(x, y, observed, model)
    wild = model.covariance == "wild" or 0 < clusters < FEW_CLUSTERS
    table = _coefficients(fit, observed, model, clusters)
    if wild:
        root = np.sqrt(observed.weights)
        drawn = multipliers(clusters, model.replications, model.seed)
        bootstrap = Bootstrap(x * root[:, None], y * root, observed.clusters, drawn)
        tested = [bootstrap.test(term, model.level) for term in range(len(table))]
        table[["p", "low", "high"]] = np.array(tested)
    table["stars"] = [stars(p) for p in table["p"]]
    table["test"] = "wild" if wild else "t"
    free, total = fit.df_resid, observed.n - 1
    if model.fixed_effects:
        free, total = free - (observed.municipalities - 1), observed.n - observed.municipalities
    return Expected(
        model,
        observed,
        np.asarray(fit.params),
        np.asarray(fit.cov_params()),
        table,
        clusters,
        float(fit.rsquared),
        float(1 - (1 - fit.rsquared) * total / free),
    )


def _clusters(observed: Observations, model: Model) -> int:
    """The number of clusters, 0 for errors that are not clustered; Mistake where they are few."""
    if not _is_clustered(model):
        return 0
    clusters = int(observed.clusters.max()) + 1
    if clusters < FEWEST_CLUSTERS:
        raise Mistake(
            f"{model.clusters!r} has {clusters} groups with data, too few for clustered standard "
            f"errors, which need at least {FEWEST_CLUSTERS}; cluster by {MUNICIPALITY}, "
            "or divide the municipalities into more groups."
        )
    return clusters


def _is_clustered(model: Model) -> bool:
    return model.covariance in ("cluster", "wild")


def _fitted(x: Floats, y: Floats, observed: Observations, model: Model) -> Any:
    """The weighted regression, as statsmodels has it."""
    from statsmodels.regression.linear_model import WLS

    clustered = _is_clustered(model)
    return WLS(y, x, weights=observed.weights).fit(
        cov_type="cluster" if clustered else model.covariance.upper(),
        cov_kwds={"groups": observed.clusters} if clustered else {},
        use_t=True,
    )


def _coefficients(fit: Any, observed: Observations, model: Model, clusters: int) -> pd.DataFrame:
    """The coefficients with t tests and intervals."""
    interval = fit.conf_int(1 - model.level)
    return pd.DataFrame(
        {
            "term": list(observed.terms),
            "estimate": fit.params,
            "se": fit.bse,
            "statistic": fit.tvalues,
            "df": float(clusters - 1 if clusters else fit.df_resid),
            "p": fit.pvalues,
            "low": interval[:, 0],
            "high": interval[:, 1],
        }
    )


__all__ = ["CONSTANT", "STARS", "Expected", "estimate", "stars"]
