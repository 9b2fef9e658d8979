"""The rows and columns that a model is estimated from, and what is wrong with them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.errors import Mistake
from godegrep.register.models.model import MUNICIPALITY, YEAR, Model, need_variables, term_values

CONSTANT = "constant"
FLAT = 1e-10
"""A regressor of which the others leave less than this part of the variance counts as collinear."""


@dataclass(frozen=True, eq=False)
class Observations:
    """n rows by municipality and year, and k terms: the constant, the regressors, the years.

    `rows` has `municipality` and `year`; `y` (n,); `x` (n, k); `weights` (n,), 1 on average;
    `population` (n,), NaN where the model names none; `municipality` (n,) numbers the M
    municipalities, `clusters` (n,) the groups of the covariance. `left_out` has the rows that miss
    something: `municipality`, `year`, `missing` (the ids of the terms, joined by a space).
    """

    rows: pd.DataFrame
    terms: tuple[str, ...]
    y: Floats
    x: Floats
    weights: Floats
    population: Floats
    municipality: Integers
    clusters: Integers
    left_out: pd.DataFrame

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self.y)

    @property
    def municipalities(self) -> int:
        """The number of municipalities, M."""
        return int(self.municipality.max()) + 1


def observe(panel: pd.DataFrame, model: Model) -> Observations:
    """The panel's rows in which nothing is missing, in the order of municipality and year.

    Raises Mistake for columns that are not there, a municipality that stands twice in a year, years
    in which a term has no value at all, regressors that are constant or combinations of others,
    and too few rows.
    """
    need_variables(panel, model.columns, "register: expected")
    panel = panel.sort_values([MUNICIPALITY, YEAR], kind="stable", ignore_index=True)
    _refuse_doubles(panel)
    years = model.years or tuple(sorted(int(year) for year in panel[YEAR].unique()))
    panel = panel[panel[YEAR].isin(years)].reset_index(drop=True)
    terms = (model.outcome, *model.regressors)
    values = pd.DataFrame({term.id: term_values(term, panel) for term in terms})
    if model.population:
        people = panel[model.population].to_numpy(dtype=np.float64)
        values[model.population] = np.where(people > 0, people, np.nan)
    _refuse_gaps(panel, values, years)
    whole = values.notna().all(axis=1).to_numpy(dtype=np.bool_)
    names = values.columns.to_numpy()
    missing = [" ".join(names[gaps]) for gaps in values[~whole].isna().to_numpy()]
    left_out = panel.loc[~whole, [MUNICIPALITY, YEAR]].assign(missing=missing)
    rows, values = panel[whole].reset_index(drop=True), values[whole].reset_index(drop=True)
    regressors = values[[term.id for term in model.regressors]].to_numpy(dtype=np.float64)
    _refuse_flat(model, regressors, rows)
    x = _design_matrix(regressors, rows[YEAR].to_numpy(), years)
    population = (
        values[model.population].to_numpy(dtype=np.float64)
        if model.population
        else np.full(len(rows), np.nan)
    )
    grouped = model.covariance in ("cluster", "wild")
    return Observations(
        rows[[MUNICIPALITY, YEAR]],
        (CONSTANT, *(term.id for term in model.regressors), *map(str, years[1:])),
        values[model.outcome.id].to_numpy(dtype=np.float64),
        x,
        population / population.mean() if model.weighted else np.ones(len(rows)),
        population,
        _numbered(rows[MUNICIPALITY]),
        _numbered(rows[model.clusters]) if grouped else _numbered(rows[MUNICIPALITY]),
        left_out.reset_index(drop=True),
    )


def _design_matrix(regressors: Floats, of_row: np.ndarray, years: tuple[int, ...]) -> Floats:
    """A constant, the regressors, and an indicator of each year but the first, (n, k)."""
    later = years[1:]
    indicators = (
        np.stack([of_row == year for year in later], axis=1)
        if later
        else np.empty((len(of_row), 0))
    )
    x = np.column_stack([np.ones(len(of_row)), regressors, indicators]).astype(np.float64)
    if len(x) <= x.shape[1]:
        raise Mistake(
            f"{len(x)} rows have all that the model needs, and it has {x.shape[1]} "
            "coefficients; use fewer regressors, or more years."
        )
    return x


def _numbered(names: pd.Series) -> Integers:
    codes = pd.factorize(names, sort=True)[0].astype(np.intp)
    if (codes < 0).any():
        raise Mistake(
            f"Column {names.name!r}, by which standard errors are clustered: "
            f"{int((codes < 0).sum())} rows are empty; give each row a group."
        )
    return codes


def _refuse_doubles(panel: pd.DataFrame) -> None:
    twice = panel[panel.duplicated([MUNICIPALITY, YEAR])]
    if len(twice):
        raise Mistake(
            f"Municipality {place} has more than one row for {year}; it should have one."
            for place, year in zip(twice[MUNICIPALITY], twice[YEAR], strict=True)
        )


def _refuse_gaps(panel: pd.DataFrame, values: pd.DataFrame, years: tuple[int, ...]) -> None:
    known_years = set(panel[YEAR])
    lines = [
        f"The panel has no rows of {year}; add the year to the register tables, or take it out of "
        "register: expected: years: in config.yaml."
        for year in years
        if year not in known_years
    ]
    known = values.notna().groupby(panel[YEAR]).any()
    lines += [
        f"{name!r} has no value for any municipality in {year}; add the year to its register "
        "table, or take the year or the term out of register: expected: in config.yaml."
        for name in known.columns
        for year in known.index[~known[name]]
    ]
    if lines:
        raise Mistake(lines)


def _refuse_flat(model: Model, regressors: Floats, rows: pd.DataFrame) -> None:
    """Refuse regressors that nothing can be learnt of, each named with what it goes with."""
    names = [term.id for term in model.regressors]
    centred = regressors - regressors.mean(axis=0)
    scale = np.abs(regressors).max(axis=0)
    within = [YEAR, MUNICIPALITY] if model.fixed_effects else [YEAR]
    lines = [
        f"The regressor {name!r} has the same value in all rows; take it out."
        for name, column, top in zip(names, centred.T, scale, strict=True)
        if not np.abs(column).max() > FLAT * top
    ]
    if lines:
        raise Mistake(lines)
    swept = centred
    # Years and municipalities are swept out by turns, since a panel may have gaps.
    for _ in range(50 if model.fixed_effects else 1):
        for by in within:
            frame = pd.DataFrame(swept)
            swept = (frame - frame.groupby(rows[by].to_numpy()).transform("mean")).to_numpy()
    spread, left = np.square(centred).sum(axis=0), np.square(swept).sum(axis=0)
    what = "years and municipalities" if model.fixed_effects else "years"
    lines = [
        f"The regressor {name!r} says nothing beyond the effects of the {what}; take it out"
        + (", or set fixed_effects: false." if model.fixed_effects else ".")
        for name, before, after in zip(names, spread, left, strict=True)
        if after <= FLAT * before
    ]
    lines = lines or _combinations(names, swept / np.sqrt(np.where(left > 0, left, 1)))
    if lines:
        raise Mistake(lines)


def _combinations(names: list[str], columns: Floats) -> list[str]:
    """A line for each column, of length 1, that is a combination of those before it."""
    lines = []
    kept: list[int] = []
    for j, name in enumerate(names):
        before = columns[:, kept]
        slopes = np.linalg.lstsq(before, columns[:, j], rcond=None)[0] if kept else np.empty(0)
        if kept and np.square(columns[:, j] - before @ slopes).sum() <= FLAT:
            parts = [names[i] for i, slope in zip(kept, slopes, strict=True) if abs(slope) > 1e-4]
            lines.append(
                f"The regressor {name!r} is a combination of {', '.join(map(repr, parts))}, so "
                "their effects cannot be told apart; take one of them out."
            )
        else:
            kept.append(j)
    return lines
