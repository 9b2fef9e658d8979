"""The survey design: how the answers in hand stand for everyone they speak of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from godegrep.errors import Mistake

Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.intp]]
Booleans = np.ndarray[Any, np.dtype[np.bool_]]

LONELY = ("fail", "adjust")


@dataclass(frozen=True)
class Design:
    """The names of the columns that say how the sample was drawn, and the level of intervals.

    `population` holds the number of units in the row's stratum (with `clusters`: of clusters), for
    the finite-population correction; it gives no weights. Without `weights` each row counts 1.

    `lonely` says what a stratum with a single sampling unit does, unless it is the whole stratum:
    `fail` stops, which is the default of R's `survey`; `adjust` measures its distance from the mean
    of the whole sample, as `options(survey.lonely.psu = "adjust")` does, which errs on the safe
    side.
    """

    weights: str | None = None
    strata: str | None = None
    clusters: str | None = None
    population: str | None = None
    level: float = 0.95
    lonely: str = "fail"

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise Mistake(f"level is {self.level}; it should lie between 0 and 1, such as 0.95.")
        if self.lonely not in LONELY:
            raise Mistake(f"lonely is {self.lonely!r}; it should be one of: {', '.join(LONELY)}.")

    @property
    def columns(self) -> list[str]:
        """The columns that a frame must have."""
        names = (self.weights, self.strata, self.clusters, self.population)
        return [name for name in names if name is not None]


SIMPLE = Design()


def need(frame: pd.DataFrame, names: list[str]) -> None:
    """Raise Mistake with every name that is not a column of the frame."""
    missing = [name for name in names if name not in frame.columns]
    if missing:
        there = ", ".join(map(str, frame.columns))
        raise Mistake([f"There is no column {name!r}; there are: {there}." for name in missing])


@dataclass(frozen=True, eq=False)
class Sample:
    """A frame under its design. Strata and first-stage units are numbered from 0.

    With n rows, H strata and P first-stage units (PSUs): `weights` (n,), `stratum` (n,), `unit`
    (n,), or None where each row is a unit of its own, `sizes` (H,) the number of units in the
    sample, `fractions` (H,) the part of the stratum's units that is in the sample.

    The sample is all rows: a row without an answer to an item is outside the item's base, but its
    unit was drawn all the same and counts in `sizes`, as in R's `subset` of a design.
    """

    frame: pd.DataFrame
    design: Design
    weights: Floats
    stratum: Integers
    unit: Integers | None
    sizes: Integers
    fractions: Floats

    @property
    def strata(self) -> int:
        """The number of strata, H."""
        return len(self.sizes)

    @cached_property
    def squares(self) -> Floats:
        """The squared weights, (n,)."""
        return np.square(self.weights)

    @cached_property
    def stratum_weights(self) -> Floats | None:
        """The weight of each stratum's rows, (H,), or None where weights vary within a stratum."""
        weights = np.ones(self.strata)
        weights[self.stratum] = self.weights
        return weights if bool((weights[self.stratum] == self.weights).all()) else None


def _listed(names: Any, most: int = 5) -> str:
    shown = [str(name) for name in names]
    rest = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + rest


def _numbers(frame: pd.DataFrame, name: str, what: str) -> Floats:
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(values) | (values < 0)
    if wrong.any():
        rows = _listed(frame.index[wrong])
        raise Mistake(
            f"Column {name!r} ({what}): {int(wrong.sum())} rows have no number of 0 or more "
            f"(rows {rows}); give each row one, or leave these rows out."
        )
    return values


def _codes(frame: pd.DataFrame, name: str, what: str) -> tuple[Integers, pd.Index]:
    codes, labels = pd.factorize(frame[name], sort=True)
    if (codes < 0).any():
        rows = _listed(frame.index[codes < 0])
        raise Mistake(
            f"Column {name!r} ({what}): {int((codes < 0).sum())} rows are empty (rows {rows}); "
            "give each row a value, or leave these rows out."
        )
    return codes.astype(np.intp), pd.Index(labels)


def sample(frame: pd.DataFrame, design: Design = SIMPLE) -> Sample:
    """Read the design's columns.

    Raises Mistake for a column that is not there or has gaps, negative weights, clusters in more
    than one stratum, a population that varies within a stratum or is smaller than the sample, and,
    with `lonely="fail"`, strata with a single unit of several.
    """
    need(frame, design.columns)
    rows = len(frame)
    weights = (
        _numbers(frame, design.weights, "weights")
        if design.weights is not None
        else np.ones(rows, dtype=np.float64)
    )
    if design.strata is None:
        stratum, names = np.zeros(rows, dtype=np.intp), pd.Index(["(all)"])
    else:
        stratum, names = _codes(frame, design.strata, "strata")
    if design.clusters is None:
        unit = None
        sizes = np.bincount(stratum, minlength=len(names))
    else:
        unit, units = _codes(frame, design.clusters, "clusters")
        pairs = np.unique(np.stack([unit, stratum]), axis=1)
        several = np.flatnonzero(np.bincount(pairs[0], minlength=len(units)) > 1)
        if len(several):
            raise Mistake(
                f"Column {design.clusters!r}: these clusters lie in several strata: "
                f"{_listed(units[several])}; give each cluster an id of its own."
            )
        sizes = np.bincount(pairs[1], minlength=len(names))
    population = np.full(len(names), np.inf)
    if design.population is not None:
        population = _population(frame, design.population, stratum, names, sizes)
    fractions = sizes / np.maximum(population, 1)
    lonely = names[(sizes == 1) & (fractions < 1)]
    if len(lonely) and design.lonely == "fail":
        raise Mistake(
            f"A single unit answered in these strata, so their variance is not known: "
            f'{_listed(lonely, 20)}. Join each with another stratum, or use lonely="adjust".'
        )
    return Sample(frame, design, weights, stratum, unit, sizes, fractions)


def _population(
    frame: pd.DataFrame, name: str, stratum: Integers, names: pd.Index, sizes: Integers
) -> Floats:
    """The number of units in each stratum, (H,)."""
    values = _numbers(frame, name, "population")
    population = np.zeros(len(names))
    population[stratum] = values
    lines = [
        f"Column {name!r} (population) varies within stratum {names[int(h)]}; "
        "it should hold the number of units in the row's stratum."
        for h in np.unique(stratum[population[stratum] != values])
    ] or [
        f"Column {name!r} (population) gives {population[h]:g} units in stratum {names[int(h)]}, "
        f"but {sizes[h]} are in the sample; it should hold the number of units in the stratum."
        for h in np.flatnonzero(population < sizes)
    ]
    if lines:
        raise Mistake(lines)
    return population
