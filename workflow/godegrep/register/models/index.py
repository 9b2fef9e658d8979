"""The index, 100 · actual / expected, and how much of it may be chance."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.estimation.intervals import t_quantile
from godegrep.register.models.expected import Expected, swept

_ROUNDS = 50
INDEX = (
    "municipality",
    "year",
    "actual",
    "expected",
    "index",
    "low",
    "high",
    "usual_low",
    "usual_high",
    "shrunk",
    "shrunk_low",
    "shrunk_high",
    "kept",
    "index_left_out",
    "why",
)
"""The columns of `index.parquet`; see `index_table`."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Where the residuals come from: σ²_u between municipalities, and chance within them, (n,).

    Chance is `level` + `per_person` / inhabitants; without a population, `level` alone.
    """

    between: float
    level: float
    per_person: float
    chance: Floats


def spread(estimated: Expected) -> Spread:
    """Split the variance of the residuals.

    Within each municipality the residuals' variance over its years is free of its own level. It is
    regressed on 1 and 1/inhabitants, neither coefficient negative, with weights (T − 1)/ψ² that are
    reckoned anew until they settle, since a variance ψ estimated with T − 1 degrees of freedom
    itself has the variance 2ψ²/(T − 1). Between them σ²_u solves Fay and Herriot's equation (1979,
    Journal of the American Statistical Association 74): Σ r̄²/(σ²_u + ψ/T) = M − k, or is 0. With a
    single year nothing tells chance from level, and all are NaN.
    """
    from scipy.optimize import brentq, nnls

    seen, residuals = estimated.observed, estimated.residuals
    places, m = seen.municipality, seen.municipalities
    years = np.bincount(places, minlength=m).astype(np.float64)
    means = np.bincount(places, residuals, m) / years
    several = years > 1
    if not several.any():
        nothing = np.full(seen.n, np.nan)
        return Spread(np.nan, np.nan, np.nan, nothing)
    within = np.bincount(places, np.square(residuals - means[places]), m)[several]
    free = years[several] - 1
    small = 1 / seen.population if estimated.model.population else np.zeros(seen.n)
    inverse = np.bincount(places, small, m) / years
    unit = inverse.max() or 1.0
    design = np.column_stack([np.ones(int(several.sum())), inverse[several] / unit])
    parts = np.array([within.sum() / free.sum(), 0.0])
    for _ in range(_ROUNDS):
        guess = np.maximum(design @ parts, 1e-12 * max(parts.max(), 1e-300))
        root = np.sqrt(free) / guess
        new = nnls(design * root[:, None], within / free * root)[0]
        if np.allclose(new, parts, rtol=1e-10, atol=0):
            break
        parts = new
    level, per_person = float(parts[0]), float(parts[1] / unit)
    by_chance = (level + per_person * inverse) / years

    def excess(between: float) -> float:
        return float((np.square(means) / (between + by_chance)).sum()) - (m - seen.x.shape[1])

    most = float(np.square(means).sum()) + 1e-300
    between = float(brentq(excess, 0.0, most)) if excess(0.0) > 0 > excess(most) else 0.0
    return Spread(between, level, per_person, level + per_person * small)


def index_table(estimated: Expected) -> pd.DataFrame:
    """The index of each municipality and year: `index.parquet`, with the columns `INDEX`.

    `low`, `high`: an interval for what the index would be without the year's chance: variance
    (100/e)² (ψ + (a/e)² x'Vx), a being actual, e expected and V the coefficients' covariance (the
    delta method). `usual_low`, `usual_high`: within these lies a place as large of which nothing is
    known but its population: 100 ± t (100/e) √(σ²_u + ψ + x'Vx). `shrunk` is the empirical Bayes
    index 100 + γ (index − 100), γ = `kept` = σ²_u/(σ²_u + ψ) (Fay and Herriot 1979), with the
    variance (100/e)² (γψ + (1 − γ)² x'Vx), that of σ²_u and ψ themselves left out.
    `index_left_out` is the index when the municipality has no say in the coefficients.

    Where no positive spending is expected there is no index, and `why` is `expected_not_positive`.
    """
    seen, chance = estimated.observed, spread(estimated)
    expected, actual = estimated.expected, seen.y
    positive = expected > 0
    scale = np.divide(100, expected, out=np.full(seen.n, np.nan), where=positive)
    index = scale * actual
    known = np.einsum("ij,jk,ik->i", seen.x, estimated.covariance, seen.x)
    total = chance.between + chance.chance
    kept = np.divide(chance.between, total, out=np.full(seen.n, np.nan), where=total > 0)
    df = estimated.table["df"].iloc[0]
    t = float(t_quantile(np.array(df), estimated.model.level))
    half = t * scale * np.sqrt(chance.chance + np.square(actual * scale / 100) * known)
    usual = t * scale * np.sqrt(total + known)
    shrunk = 100 + kept * (index - 100)
    shrunk_half = t * scale * np.sqrt(kept * chance.chance + np.square(1 - kept) * known)
    alone = actual - left_out_errors(estimated)
    index_left_out = 100 * np.divide(
        actual, alone, out=np.full(seen.n, np.nan), where=(alone > 0) & positive
    )
    columns = (
        *(actual, expected, index, index - half, index + half, 100 - usual, 100 + usual),
        *(shrunk, shrunk - shrunk_half, shrunk + shrunk_half, kept, index_left_out),
    )
    why = np.where(positive, "", "expected_not_positive")
    table = seen.rows.assign(**dict(zip(INDEX[2:], [*columns, why], strict=True)))
    return table[list(INDEX)]


def left_out_errors(estimated: Expected) -> Floats:
    """Actual less what the model without the row's municipality expects, (n,).

    With X = QR, the coefficients without municipality g are b − R⁻¹ Q_g'(I − Q_g Q_g')⁻¹ e_g
    (Cook and Weisberg 1982, Residuals and Influence, 3.6, for several rows). NaN where the others
    do not determine the coefficients.
    """
    seen = estimated.observed
    x, y = swept(seen, estimated.model)
    root = np.sqrt(seen.weights)
    q, r = np.linalg.qr(x * root[:, None])
    errors = (y - x @ estimated.coefficients) * root
    result = np.full(seen.n, np.nan)
    for rows in np.split(
        np.argsort(seen.municipality, kind="stable"),
        np.cumsum(np.bincount(seen.municipality))[:-1],
    ):
        of_place = q[rows]
        left = np.eye(len(rows)) - of_place @ of_place.T
        if np.linalg.cond(left) > 1e12:
            continue
        moved = np.linalg.solve(r, of_place.T @ np.linalg.solve(left, errors[rows]))
        slopes = estimated.coefficients - moved
        if estimated.model.fixed_effects:
            # The mean municipality's level is that of the others.
            others = np.ones(seen.n, dtype=np.bool_)
            others[rows] = False
            level = np.average((seen.y - seen.x @ slopes)[others], weights=seen.weights[others])
            slopes[0] += level
        result[rows] = seen.y[rows] - seen.x[rows] @ slopes
    return result


def accuracy(estimated: Expected) -> dict[str, float]:
    """How far the model is off: in its own rows, and for municipalities that it has not seen.

    `rmse` and `rmse_out` in units of the outcome, `r2_out` = 1 − Σe²/Σ(y − ȳ)² of the errors left
    out (Allen's PRESS), which falls below 0 where the mean would predict better.
    """
    seen = estimated.observed
    out = left_out_errors(estimated)
    known = np.isfinite(out)
    weights, w = seen.weights, seen.weights[known]
    around = seen.y[known] - np.average(seen.y[known], weights=w)
    return {
        "rmse": float(np.sqrt(np.average(np.square(estimated.residuals), weights=weights))),
        "rmse_out": float(np.sqrt(np.average(np.square(out[known]), weights=w))),
        "r2_out": float(1 - w @ np.square(out[known]) / (w @ np.square(around))),
    }
