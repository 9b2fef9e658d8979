"""The survey design: how the answers in hand stand for everyone they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.columns import need
from godegrep.core.errors import Mistake
from godegrep.sampling.calibration import Calibration, Residuals, calibrate

LONELY = ("fail", "adjust")


@dataclass(frozen=True)
class Design:
    """The names of the columns that say how the sample was drawn, and the level of intervals.

    `population` holds the number of units in the row's stratum (with `clusters`: of clusters), for
    the finite-population correction; it gives no weights. Without `weights` each row counts 1.

    Where the sample was drawn in several stages, `clusters` and `population` are sequences of
    columns, one a stage, the rows' own ids last: `clusters=("district", "school")`, `population=
    ("districts", "schools")`, the latter the number of schools in the row's district. Without a
    population the first stage alone gives the variance, as in R.

    `calibration` says what the weights are brought to agree with; see `calibration.Calibration`.
    The `weights` are then those to start from, and variances are those of the residuals.

    `lonely` says what a stratum with a single sampling unit does, unless it is the whole stratum:
    `fail` stops, which is the default of R's `survey`; `adjust` measures its distance from the mean
    of the whole sample, as `options(survey.lonely.psu = "adjust")` does, which errs on the safe
    side.
    """

    weights: str | None = None
    strata: str | None = None
    clusters: str | Sequence[str] | None = None
    population: str | Sequence[str] | None = None
    level: float = 0.95
    lonely: str = "fail"
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        lines = []
        if not 0 < self.level < 1:
            lines.append(f"level is {self.level}; it should lie between 0 and 1, such as 0.95.")
        if self.lonely not in LONELY:
            lines.append(f"lonely is {self.lonely!r}; it should be one of: {', '.join(LONELY)}.")
        stages = max(len(self.stages), 1)
        if self.populations and len(self.populations) != stages:
            lines.append(
                f"population names {len(self.populations)} columns, but the sample was drawn in "
                f"{stages} stages; name one for each, or none."
            )
        if lines:
            raise Mistake(lines)

    @property
    def stages(self) -> list[str]:
        """The columns of the clusters of each stage."""
        return _names(self.clusters)

    @property
    def populations(self) -> list[str]:
        """The columns of the population of each stage."""
        return _names(self.population)

    @property
    def columns(self) -> list[str]:
        """The columns that a frame must have."""
        names = [*_names(self.weights), *_names(self.strata), *self.stages, *self.populations]
        return names + (self.calibration.columns if self.calibration else [])


def _names(names: str | Sequence[str] | None) -> list[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


SIMPLE = Design()


@dataclass(frozen=True, eq=False)
class Stage:
    """A later stage of the drawing: P units in parents, which are the units of the stage before.

    `unit` (n,) numbers each row's unit, `parent` (P,) each unit's parent; `sizes` and `fractions`
    count the units of each parent in the sample and their part of all its units. `share`, (P',),
    is the part of all units of the stages before that its parent stands for: the product of their
    sampling fractions.
    """

    unit: Integers
    parent: Integers
    sizes: Integers
    fractions: Floats
    share: Floats

    @property
    def of_rows(self) -> bool:
        """Whether each row is a unit of its own."""
        return len(self.parent) == len(self.unit)

    @cached_property
    def above(self) -> Integers:
        """The parent of each row's unit, (n,)."""
        return self.parent[self.unit]


@dataclass(frozen=True, eq=False)
class Sample:
    """A frame under its design. Strata and first-stage units are numbered from 0.

    With n rows, H strata and P first-stage units (PSUs): `weights` (n,), `stratum` (n,), `unit`
    (n,), or None where each row is a unit of its own, `sizes` (H,) the number of units in the
    sample, `fractions` (H,) the part of the stratum's units that is in the sample. `later` holds
    the stages after the first, where each stage's population is known; `residuals` is what the
    calibration leaves of influence values, None without calibration.

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
    later: tuple[Stage, ...] = ()
    residuals: Residuals | None = None

    @property
    def strata(self) -> int:
        """The number of strata, H."""
        return len(self.sizes)

    @cached_property
    def stratum_of_units(self) -> Integers:
        """The stratum of each first-stage unit, where rows are not units."""
        assert self.unit is not None
        return _firsts(self.unit, self.stratum)

    @property
    def clusters(self) -> list[Integers]:
        """The units of each stage that are more than single rows, each (n,)."""
        stages = [self.unit] if self.unit is not None else []
        return stages + [stage.unit for stage in self.later if not stage.of_rows]

    def without_population(self) -> "Sample":
        """The same drawn from a population without end."""
        design, none = replace(self.design, population=None), np.zeros_like(self.fractions)
        return replace(self, design=design, fractions=none, later=())


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
    """Read the design's columns, and calibrate the weights.

    Raises Mistake for a column that is not there or has gaps, negative weights, clusters in more
    than one stratum, a population that varies within a stratum or is smaller than the sample, and,
    with `lonely="fail"`, strata with a single unit of several; and see `calibration.calibrate`.
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
    units = _units(frame, design, stratum)
    populations: list[str | None] = [*design.populations] or [None]
    unit = units[0] if units else None
    sizes = np.bincount(stratum if unit is None else _firsts(unit, stratum), minlength=len(names))
    fractions = _fractions(frame, populations[0], stratum, names, sizes, "stratum")
    _refuse_lonely(design, names, sizes, fractions, "these strata")
    later: list[Stage] = []
    if design.populations and unit is not None:
        share = fractions[_firsts(unit, stratum)]
        for (above, below), name in zip(pairwise(units), design.populations[1:], strict=True):
            parent = _firsts(below, above)
            inside = np.bincount(parent, minlength=len(share))
            titles = pd.Index(frame[design.stages[len(later)]].to_numpy()[_places(above)])
            taken = _fractions(frame, name, above, titles, inside, "cluster")
            _refuse_lonely(design, titles, inside, taken, "these clusters")
            later.append(Stage(below, parent, inside, taken, share))
            share = (share * taken)[parent]
    residuals = None
    if design.calibration is not None:
        weights, residuals = calibrate(frame, weights, design.calibration)
    return Sample(frame, design, weights, stratum, unit, sizes, fractions, tuple(later), residuals)


def _places(codes: Integers) -> Integers:
    """The first row of each code, in the order of the codes."""
    return np.unique(codes, return_index=True)[1]


def _firsts(codes: Integers, values: Integers) -> Integers:
    """The value of each code, in the order of the codes."""
    return values[_places(codes)]


def _units(frame: pd.DataFrame, design: Design, stratum: Integers) -> list[Integers]:
    """The number of each row's unit, (n,), at each stage; later ones are named within earlier.

    None where there is one stage and each row is a unit of its own.
    """
    numbers: list[Integers] = []
    for name in design.stages:
        codes, labels = _codes(frame, name, "clusters")
        if numbers:
            codes = np.unique(numbers[-1] * len(labels) + codes, return_inverse=True)[1]
        else:
            pairs = np.unique(np.stack([codes, stratum]), axis=1)
            several = np.flatnonzero(np.bincount(pairs[0], minlength=len(labels)) > 1)
            if len(several):
                raise Mistake(
                    f"Column {name!r}: these clusters lie in several strata: "
                    f"{_listed(labels[several])}; give each cluster an id of its own."
                )
        numbers.append(codes.astype(np.intp))
    return [] if len(numbers) == 1 and len(np.unique(numbers[0])) == len(frame) else numbers


def _refuse_lonely(
    design: Design, names: pd.Index, sizes: Integers, fractions: Floats, where: str
) -> None:
    lonely = names[(sizes == 1) & (fractions < 1)]
    if len(lonely) and design.lonely == "fail":
        raise Mistake(
            f"A single unit answered in {where}, so their variance is not known: "
            f'{_listed(lonely, 20)}. Join each with another, or use lonely="adjust".'
        )


def _fractions(
    frame: pd.DataFrame,
    name: str | None,
    above: Integers,
    names: pd.Index,
    sizes: Integers,
    what: str,
) -> Floats:
    """The part of the units of each stratum, or cluster, that is in the sample."""
    if name is None:
        return np.zeros(len(names))
    values = _numbers(frame, name, "population")
    population = np.zeros(len(names))
    population[above] = values
    lines = [
        f"Column {name!r} (population) varies within {what} {names[int(h)]}; "
        f"it should hold the number of units in the row's {what}."
        for h in np.unique(above[population[above] != values])
    ] or [
        f"Column {name!r} (population) gives {population[h]:g} units in {what} {names[int(h)]}, "
        f"but {sizes[h]} are in the sample; it should hold the number of units in the {what}."
        for h in np.flatnonzero(population < sizes)
    ]
    if lines:
        raise Mistake(lines)
    return sizes / np.maximum(population, 1)
