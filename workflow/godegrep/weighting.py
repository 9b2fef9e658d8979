"""Weights that agree with what is known of the population.

A calibrated estimate varies less than its weights alone tell, and how much less the weights do not
show. Hence the variance is taken of what the calibration leaves: the residuals of the influence
values on the calibration's own model (Deville and Särndal 1992, Journal of the American Statistical
Association 87; Lumley 2010, Complex Surveys, chapter 7; R's `survey::svyrecvar`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from godegrep.arrays import Floats, Integers
from godegrep.errors import Mistake

METHODS = ("poststratify", "rake", "linear", "raking")
STEPS = 1000
"""A raking that has not settled after so many rounds will not."""
NEWTON_STEPS = 50
"""Newton's method, where it works, needs fewer."""
PROJECTIONS = 10
"""So often R's `svyrecvar` takes the residuals on each margin of a raking in turn."""
CLOSE = 1e-12
"""How near the margins must come, as a part of the population."""

Names = str | Sequence[str]
Margins = Mapping[Any, "Mapping[Any, float] | pd.Series | float"]
Residuals = Callable[[Floats], Floats]
"""From influence values, (n, K), to those that the calibration leaves, (n, K)."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """What is known of the population, and how the weights are brought to agree with it.

    `margins` maps a column, or a tuple of columns to be crossed, to the number of units in each
    category (of a tuple: a tuple of categories); a column of numbers to its total.

    | `method` | in R's `survey` | margins |
    |---|---|---|
    | `poststratify` | `postStratify` | one, of categories |
    | `rake` | `rake` | of categories |
    | `linear` | `calibrate(calfun = "linear")`, the generalised regression estimator | any |
    | `raking` | `calibrate(calfun = "raking")`: the weights of `rake`, and totals too | any |
    """

    method: str
    margins: Margins

    def __post_init__(self) -> None:
        lines = []
        if self.method not in METHODS:
            lines.append(f"method is {self.method!r}; it should be one of: {', '.join(METHODS)}.")
        if not self.margins:
            lines.append("margins is empty; give the units in each category of a column.")
        if self.method == "poststratify" and len(self.margins) > 1:
            lines.append(
                f"poststratify takes one margin, not {len(self.margins)}; cross the columns in a "
                "tuple, or use rake."
            )
        if self.method in ("poststratify", "rake"):
            lines += [
                f"Margin {name!r} is a total; {self.method} takes the units in each category. "
                "Use linear or raking for totals."
                for name, known in self.margins.items()
                if isinstance(known, int | float)
            ]
        if lines:
            raise Mistake(lines)

    @classmethod
    def to_frame(cls, method: str, frame: pd.DataFrame, margins: Sequence[Names]) -> "Calibration":
        """A calibration to the counts of a frame that holds everyone, a row each."""
        named = [name if isinstance(name, str) else tuple(name) for name in margins]
        return cls(
            method,
            {
                name: frame.groupby(
                    name if isinstance(name, str) else list(name), observed=True
                ).size()
                for name in named
            },
        )

    @property
    def columns(self) -> list[str]:
        """The columns that a sample must have."""
        return list(dict.fromkeys(name for margin in self.margins for name in _columns(margin)))


def calibrate(
    frame: pd.DataFrame, weights: Floats, calibration: Calibration
) -> tuple[Floats, Residuals]:
    """The calibrated weights, (n,), of start `weights`, and what takes the residuals.

    `frame` (n rows) has the columns of the margins. Raises Mistake for rows without a category,
    categories that only the sample or only the population has, margins that do not add to the same
    number, and weights that cannot be had or would be negative.
    """
    groups: list[_Group] = []
    totals: list[_Total] = []
    lines: list[str] = []
    for name, known in calibration.margins.items():
        if isinstance(known, int | float):
            totals.append(_Total(str(name), _values(frame, str(name), lines), float(known)))
        else:
            groups.append(_group(frame, name, known, weights, lines))
    _same_population(groups, lines)
    if lines:
        raise Mistake(lines)
    if calibration.method in ("poststratify", "rake"):
        return _rake(groups, weights, calibration.method)
    return _regress(groups, totals, weights, calibration.method)


def kish(weights: Floats) -> float:
    """Kish's effective size (Σw)²/Σw² (1965, Survey Sampling, 11.7) of a sample's weights."""
    return float(np.square(weights.sum()) / np.square(weights).sum())


@dataclass(frozen=True, eq=False)
class _Group:
    """A margin of categories: `codes`, (n,), number the `known` counts."""

    name: str
    codes: Integers
    known: Floats

    def sums(self, values: Floats) -> Floats:
        """Sums over the categories."""
        sums: Floats = np.bincount(self.codes, values, len(self.known)).astype(np.float64)
        return sums

    def less_means(self, values: Floats, weights: Floats) -> Floats:
        """The values, (n, K), less their category's mean under the weights, (n,)."""
        whole = self.sums(weights)
        means = np.stack([self.sums(weights * column) / whole for column in values.T], axis=1)
        return values - means[self.codes]


@dataclass(frozen=True, eq=False)
class _Total:
    """A column of numbers and its total in the population."""

    name: str
    values: Floats
    known: float


def _columns(name: Names) -> list[str]:
    return [name] if isinstance(name, str) else list(name)


def _values(frame: pd.DataFrame, name: str, lines: list[str]) -> Floats:
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        lines.append(
            f"Column {name!r} (margin): {int((~np.isfinite(values)).sum())} rows have no number; "
            "give each row one, or leave these rows out."
        )
    return values


def _group(
    frame: pd.DataFrame,
    name: Names,
    known: "Mapping[Any, float] | pd.Series",
    weights: Floats,
    lines: list[str],
) -> _Group:
    columns, title = _columns(name), " × ".join(_columns(name))
    counts = {key: float(count) for key, count in dict(known).items() if count}
    keys = pd.Index(
        list(frame[columns[0]])
        if len(columns) == 1
        else list(frame[columns].itertuples(index=False, name=None)),
        tupleize_cols=False,
    )
    blank = frame[columns].isna().any(axis=1).to_numpy()
    if blank.any():
        lines.append(
            f"Column {title!r} (margin): {int(blank.sum())} rows are empty; give each row a value, "
            "or leave these rows out."
        )
    codes = pd.Index(list(counts), tupleize_cols=False).get_indexer(keys)
    strange = sorted({_label(key) for key in keys[(codes < 0) & ~blank]})
    if strange:
        lines.append(
            f"Margin {title}: the population has nobody in {', '.join(strange)}, but the sample "
            "does; correct the margin or the column."
        )
    there = np.bincount(codes[codes >= 0], weights[codes >= 0], len(counts))
    absent = sorted(_label(key) for key, weight in zip(counts, there, strict=True) if not weight)
    if absent:
        lines.append(
            f"Margin {title}: nobody in the sample is in {', '.join(absent)}, which the population "
            "has; join it with another category."
        )
    return _Group(title, codes.astype(np.intp), np.array(list(counts.values())))


def _label(key: object) -> str:
    return " × ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _same_population(groups: Sequence[_Group], lines: list[str]) -> None:
    sizes = {group.name: group.known.sum() for group in groups}
    if sizes and max(sizes.values()) - min(sizes.values()) > 1e-9 * max(sizes.values()):
        told = ", ".join(f"{name} {size:g}" for name, size in sizes.items())
        lines.append(f"The margins add to different populations: {told}; they should agree.")


def _rake(groups: Sequence[_Group], start: Floats, method: str) -> tuple[Floats, Residuals]:
    """Iterative proportional fitting; with a single margin, post-stratification."""
    weights, size = start, groups[0].known.sum()
    for _ in range(STEPS):
        for group in groups:
            weights = weights * (group.known / group.sums(weights))[group.codes]
        away = max(float(np.abs(group.sums(weights) - group.known).max()) for group in groups)
        if away <= CLOSE * size:
            break
    else:
        raise Mistake(
            f"Raking does not settle: a margin is still {away:g} off after {STEPS} rounds. "
            "Join small categories."
        )

    def after_raking(influence: Floats) -> Floats:
        left = _per_weight(influence, weights)
        for _ in range(PROJECTIONS if len(groups) > 1 else 1):
            for group in groups:
                left = group.less_means(left, np.ones_like(weights))
        return left * weights[:, None]

    def after_post_stratification(influence: Floats) -> Floats:
        left = groups[0].less_means(_per_weight(influence, weights), start)
        return left * weights[:, None]

    return weights, after_raking if method == "rake" else after_post_stratification


def _regress(
    groups: Sequence[_Group], totals: Sequence[_Total], start: Floats, method: str
) -> tuple[Floats, Residuals]:
    """Calibration with g = 1 + x'λ (linear) or g = exp(x'λ) (raking), by Newton's method."""
    dummies = [np.eye(len(group.known))[group.codes] for group in groups]
    model = np.hstack([*dummies, *(total.values[:, None] for total in totals)])
    known = np.concatenate([*(group.known for group in groups), [t.known for t in totals]])
    scale = np.maximum(np.abs(model).max(axis=0), 1e-300)
    model, known = model / scale, known / scale
    factor, coefficients = np.ones_like(start), np.zeros(model.shape[1])
    for _ in range(NEWTON_STEPS):
        away = known - model.T @ (start * factor)
        if np.abs(away).max() <= CLOSE * max(1.0, np.abs(known).max()):
            break
        slope = start if method == "linear" else start * factor
        step = np.linalg.pinv((model * slope[:, None]).T @ model, rcond=1e-12, hermitian=True)
        coefficients = coefficients + step @ away
        with np.errstate(over="ignore", invalid="ignore"):
            linear = model @ coefficients
            factor = 1 + linear if method == "linear" else np.exp(linear)
        if not np.isfinite(factor).all():
            break
    away = np.abs(known - model.T @ (start * factor)).max()
    if not away <= 1e-9 * np.abs(known).max():
        raise Mistake(
            "No weights agree with all margins at once; check them, or join small categories."
        )
    weights = start * factor
    if (weights < 0).any():
        raise Mistake(
            f"Linear calibration gives {int((weights < 0).sum())} rows a negative weight; use "
            "raking, or join small categories."
        )
    root = np.sqrt(start)
    basis = _orthonormal(model * root[:, None])

    def after_regression(influence: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            left = np.where(root[:, None] > 0, influence / (factor * root)[:, None], 0.0)
        return (left - basis @ (basis.T @ left)) * (factor * root)[:, None]

    return weights, after_regression


def _orthonormal(model: Floats) -> Floats:
    """Orthonormal columns that span those of the model, some of which may depend on others."""
    left, singular, _ = np.linalg.svd(model, full_matrices=False)
    return left[:, singular > 1e-10 * singular.max()]


def _per_weight(influence: Floats, weights: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weights[:, None] > 0, influence / weights[:, None], 0.0)
