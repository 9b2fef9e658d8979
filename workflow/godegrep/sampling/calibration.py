"""Weights that agree with what is known of the population.

A calibrated estimate varies less than its weights alone tell, and how much less the weights do not
show. Hence the variance is taken of what the calibration leaves: the residuals of the influence
values on the calibration's own model (Deville and Särndal 1992, Journal of the American Statistical
Association 87; Lumley 2010, Complex Surveys, chapter 7; R's `survey::svyrecvar`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers, added, summed
from godegrep.core.errors import Mistake

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
Fit = Callable[[Floats, Floats], Floats]
"""From Σ z and Σ z/w over each cell, (C, K) both, to what the model says of z/w there, (C, K)."""


@dataclass(frozen=True, eq=False)
class Residuals:
    """What a calibration leaves of influence values z: z − w·fit.

    A cell is a combination of the margins' categories, and of the values of their numbers: all that
    the model knows of a row. `cells` (n,) numbers the C of them; `weights` (n,) are the calibrated.
    """

    cells: Integers
    weights: Floats
    fit: Fit

    @property
    def size(self) -> int:
        """The number of cells, C."""
        return int(self.cells.max(initial=-1)) + 1

    def __call__(self, influence: Floats) -> Floats:
        """The residuals, (n, K), of influence values, (n, K)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            weighted = self.weights[:, None] != 0
            per_weight = np.where(weighted, influence / self.weights[:, None], 0.0)
        sums = (added(self.cells, values, self.size) for values in (influence, per_weight))
        return influence - self.weights[:, None] * self.fit(*sums)[self.cells]


def side_by_side(samples: Sequence[tuple[Floats, "Residuals | None"]]) -> Residuals:
    """The residuals of samples one after the other, each by its own calibration, if it has one.

    A sample is its weights and its residuals.
    """
    parts = [
        residuals or Residuals(np.zeros(len(weights), dtype=np.intp), weights, _no_fit)
        for weights, residuals in samples
    ]
    ends = np.cumsum([part.size for part in parts])

    def fit(sums: Floats, per_weight: Floats) -> Floats:
        pieces = (np.split(values, ends[:-1]) for values in (sums, per_weight))
        return np.vstack([part.fit(*piece) for part, *piece in zip(parts, *pieces, strict=True)])

    cells = [part.cells + end - part.size for part, end in zip(parts, ends, strict=True)]
    return Residuals(np.concatenate(cells), np.concatenate([w for w, _ in samples]), fit)


def _no_fit(sums: Floats, per_weight: Floats) -> Floats:
    return np.zeros_like(sums)


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
    cells, rows = _cells([group.codes for group in groups], [total.values for total in totals])
    groups = [replace(group, codes=group.codes[rows]) for group in groups]
    totals = [replace(total, values=total.values[rows]) for total in totals]
    start = summed(cells, weights, len(rows))
    if calibration.method in ("poststratify", "rake"):
        reached = _rake(groups, start)
        factor = _over(reached, start, 1.0)
    else:
        factor = _regress(groups, totals, start, calibration.method)
        reached = start * factor
    calibrated = weights * factor[cells]
    if (calibrated < 0).any():
        raise Mistake(
            f"Linear calibration gives {int((calibrated < 0).sum())} rows a negative weight; use "
            "raking, or join small categories."
        )
    model = CalibratedCells(
        calibration.method,
        tuple(group.codes for group in groups),
        tuple(total.values for total in totals),
        summed(cells, None, len(rows)),
        start,
        factor,
        reached,
    )
    return calibrated, Residuals(cells, calibrated, model)


def _cells(codes: Sequence[Integers], values: Sequence[Floats]) -> tuple[Integers, Integers]:
    """The cell of each row, (n,), and a row of each cell, (C,)."""
    cells = np.zeros(len([*codes, *values][0]), dtype=np.intp)
    for column in [*codes, *(np.unique(value, return_inverse=True)[1] for value in values)]:
        pairs = cells * (int(column.max(initial=0)) + 1) + column
        _, rows, cells = np.unique(pairs, return_index=True, return_inverse=True)
    return cells, rows


@dataclass(frozen=True, eq=False)
class _Group:
    """A margin of categories: `codes`, (n,) or (C,), number the `known` counts."""

    name: str
    codes: Integers
    known: Floats

    def sums(self, values: Floats) -> Floats:
        """Sums over the categories."""
        return summed(self.codes, values, len(self.known))


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
        listed = ", ".join(f"{name} {size:g}" for name, size in sizes.items())
        lines.append(f"The margins add to different populations: {listed}; they should agree.")


def _rake(groups: Sequence[_Group], start: Floats) -> Floats:
    """Iterative proportional fitting; with a single margin, post-stratification.

    From the weights of the cells to begin with, `start`, (C,), to those that they end with, (C,).
    """
    weights, size = start, groups[0].known.sum()
    for _ in range(STEPS):
        for group in groups:
            weights = weights * (group.known / group.sums(weights))[group.codes]
        away = max(float(np.abs(group.sums(weights) - group.known).max()) for group in groups)
        if away <= CLOSE * size:
            return weights
    raise Mistake(
        f"Raking does not settle: a margin is still {away:g} off after {STEPS} rounds. "
        "Join small categories."
    )


def _regress(
    groups: Sequence[_Group], totals: Sequence[_Total], start: Floats, method: str
) -> Floats:
    """Calibration with g = 1 + x'λ (linear) or g = exp(x'λ) (raking), by Newton's method.

    `start`, (C,), is the weight of each cell; returns the cells' g, (C,).
    """
    model, scale = _model([group.codes for group in groups], [total.values for total in totals])
    known = np.concatenate([*(group.known for group in groups), [t.known for t in totals]]) / scale
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
    return factor


def _model(margins: Sequence[Integers], totals: Sequence[Floats]) -> tuple[Floats, Floats]:
    """What the cells are in each category and number, (C, X), scaled to 1 at most; the scale, (X,).

    No category is without a cell, so that a margin's codes tell how many it has.
    """
    dummies = [np.eye(int(codes.max()) + 1)[codes] for codes in margins]
    model = np.hstack([*dummies, *(values[:, None] for values in totals)])
    scale = np.maximum(np.abs(model).max(axis=0), 1e-300)
    return model / scale, scale


@dataclass(frozen=True, eq=False)
class CalibratedCells:
    """What a calibration has come to in each of its C cells; called, it is their `Fit`.

    `margins` number each cell's category in each margin, (C,), `totals` are its numbers, (C,);
    `rows`, (C,), is how many rows it has, `start` and `weights`, (C,), what they weigh before and
    after, `factor`, (C,), the one over the other, the g of calibration.

    The residuals of a raking are taken on each margin in turn, rows counting alike, as R's
    `svyrecvar` takes them.
    """

    method: str
    margins: tuple[Integers, ...]
    totals: tuple[Floats, ...]
    rows: Floats
    start: Floats
    factor: Floats
    weights: Floats

    def __call__(self, sums: Floats, per_weight: Floats) -> Floats:
        """What the model says of z/w in each cell, (C, K)."""
        if self.method == "rake":
            return self._of_raking(per_weight)
        if self.method == "poststratify":
            return _over(sums, self.weights)
        root = np.sqrt(self.start)
        return _over(self._basis @ (self._basis.T @ _over(sums, self.factor * root)), root)

    def _of_raking(self, per_weight: Floats) -> Floats:
        fitted = np.zeros_like(per_weight)
        for _ in range(PROJECTIONS if len(self.margins) > 1 else 1):
            for codes in self.margins:
                size = int(codes.max()) + 1
                left = added(codes, per_weight - self.rows[:, None] * fitted, size)
                fitted = fitted + (left / summed(codes, self.rows, size)[:, None])[codes]
        return fitted

    @cached_property
    def _basis(self) -> Floats:
        """Orthonormal columns that span the model's, some of which may depend on others."""
        model, _ = _model(self.margins, self.totals)
        weighted = model * np.sqrt(self.start)[:, None]
        left, singular, _ = np.linalg.svd(weighted, full_matrices=False)
        return left[:, singular > 1e-10 * singular.max()]


def _over(values: Floats, weights: Floats, without: float = 0.0) -> Floats:
    """Values, (C, …), over weights, (C,), or `without` where there is no weight."""
    below = weights.reshape(-1, *(1,) * (values.ndim - 1))
    result = np.full(values.shape, without)
    return np.divide(values, below, out=result, where=below != 0)
