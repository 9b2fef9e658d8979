"""How a wave's answers are weighted: once, to `sample.parquet` and `weighting.json`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.vocabulary import ANSWERED_STATUS
from godegrep.sampling.calibration import CalibratedCells, Calibration, Residuals
from godegrep.sampling.design import Design, Sample, sample
from godegrep.study.config import DesignSettings

STRATUM, START = "design.stratum", "design.start_weight"
POPULATION, MEMBERS = "design.population", "design.members"
"""The columns of the design in the rows of a wave's sample."""
GIVEN_WEIGHT = "weight"
"""The column of `answers.parquet` that holds the weight given with the frame or the export."""
METHODS = {"poststratify": "poststratify", "rake": "rake", "calibrate": "linear"}
"""The ways of weighting that calibrate, and the method of the calibration."""
TYPES = {
    "respondent": "str",
    "stratum": "str",
    "cluster": "str",  # null where there are none
    "population": "Int64",
    "members": "Int64",  # null where there are no clusters
    "start_weight": "float64",
    "weight": "float64",
    "cell": "Int64",  # null where nothing is calibrated
}
"""The columns of `sample.parquet`."""


@dataclass(frozen=True)
class Group:
    """A stratum, or a category of a margin: the values of its variables, and what it comes to.

    `invited` is how many units the frame has, `respondents` how many of them answered.
    """

    values: tuple[str, ...]
    invited: int
    respondents: int
    start_weights: float
    weights: float


@dataclass(frozen=True)
class Margin:
    """What the weights are brought to agree with: `categories` of variables of the frame."""

    variables: tuple[str, ...]
    categories: tuple[Group, ...]


@dataclass(frozen=True)
class Cell:
    """Who is alike to the calibration: `categories` are the places in each margin, from 0.

    `factor` is what the weights to start from are multiplied with.
    """

    categories: tuple[int, ...]
    respondents: int
    start_weights: float
    weights: float
    factor: float


@dataclass(frozen=True)
class Spread:
    """How the weights spread; `design_effect` is that of weighting alone, Kish's n Σw²/(Σw)²."""

    respondents: int
    sum: float
    mean: float
    least: float
    most: float
    design_effect: float

    @classmethod
    def of(cls, weights: Floats) -> "Spread | None":
        """That of the weights, (n,); None where there are none, or they come to nothing."""
        n, whole = len(weights), float(weights.sum())
        if not whole:
            return None
        effect = n * float(np.square(weights).sum()) / whole**2
        ends = float(weights.min()), float(weights.max())
        return cls(n, whole, float(weights.mean()), *ends, effect)


@dataclass(frozen=True)
class Weighting:
    """`weighting.json`: the design of a wave, and how its answers are weighted (docs/data.md).

    `method` is a kind of `config.Weights`, `variables` are what that names. `strata` and `cluster`
    are those variables of the frame that the wave has, and `finite_population` is false where it
    has no frame. `statuses` counts everyone invited; `groups` are the strata.
    """

    method: str = "none"
    variables: tuple[str, ...] = ()
    strata: tuple[str, ...] = ()
    cluster: str = ""
    finite_population: bool = False
    level: float = 0.95
    statuses: Mapping[str, int] = field(default_factory=dict)
    spread: Spread | None = None
    groups: tuple[Group, ...] = ()
    margins: tuple[Margin, ...] = ()
    cells: tuple[Cell, ...] = ()

    @property
    def crossed(self) -> list[tuple[str, ...]]:
        """The variables of each margin that the weights are brought to agree with."""
        if self.method == "poststratify":
            return [self.variables]
        return [(name,) for name in self.variables]

    @property
    def design(self) -> Design:
        """The design of the rows of the sample, whose weights are those to start from.

        Those who answered are taken as drawn at random from those invited, in each stratum and,
        where there are clusters, in each cluster that answered at all.

        A stratum in which a single respondent of several answered must not stop a study, and to
        join it with another takes a decision that nobody made: it is measured against the whole
        sample's mean (`lonely="adjust"`), which makes the intervals wider, never narrower, on the
        average.
        """
        cluster, finite = f"frame.{self.cluster}", self.finite_population
        clusters = (cluster, "respondent") if finite else cluster
        population = (POPULATION, MEMBERS) if self.cluster else POPULATION
        return Design(
            weights=START if self.method in ("response", "column") else None,
            strata=STRATUM,
            clusters=clusters if self.cluster else None,
            population=population if finite else None,
            level=self.level,
            lonely="adjust",
        )

    def residuals(self, cells: Integers, weights: Floats) -> Residuals | None:
        """What the calibration leaves of influence values; None where nothing is calibrated.

        `cells`, (n,), is each respondent's cell, `weights`, (n,), their weights.
        """
        if not self.cells:
            return None
        places = np.array([cell.categories for cell in self.cells], dtype=np.intp)
        rows, start, factor, reached = (
            np.array([getattr(cell, name) for cell in self.cells], dtype=np.float64)
            for name in ("respondents", "start_weights", "factor", "weights")
        )
        method, margins = METHODS[self.method], tuple(places.T)
        model = CalibratedCells(method, margins, (), rows, start, factor, reached)
        return Residuals(cells, weights, model)

    def to_dict(self) -> dict[str, Any]:
        """The content of `weighting.json`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> "Weighting":
        """From the content of `weighting.json`."""
        spread = document["spread"]
        named = {name: tuple(document[name]) for name in ("variables", "strata")}
        margins = (
            Margin(tuple(margin["variables"]), _groups(margin["categories"]))
            for margin in document["margins"]
        )
        cells = ({**c, "categories": tuple(c["categories"])} for c in document["cells"])
        return cls(
            **{
                **document,
                **named,
                "spread": Spread(**spread) if spread else None,
                "groups": _groups(document["groups"]),
                "margins": tuple(margins),
                "cells": tuple(Cell(**cell) for cell in cells),
            }
        )


def _groups(documents: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(Group(**{**group, "values": tuple(group["values"])}) for group in documents)


def weigh(answers: pd.DataFrame, design: DesignSettings) -> tuple[pd.DataFrame, Weighting]:
    """Weight a wave: `checked.parquet` in; `sample.parquet` and `weighting.json` out.

    A respondent weighs 1; with `response` the number invited in the stratum over the number who
    answered; with `column` the weight given. Post-stratification, raking and calibration bring
    these weights, 1 to begin with, to the counts of everyone invited. Raises Mistake where that
    cannot be done, and where the answers do not fit the design; see `design.sample`.
    """
    kind, names = design.weights.kind, design.weights.names
    framed = bool(answers.columns.str.startswith("frame.").any())
    weighting = Weighting(
        method=kind,
        variables=names,
        strata=tuple(name for name in design.strata if f"frame.{name}" in answers.columns),
        cluster=design.clusters if f"frame.{design.clusters}" in answers.columns else "",
        finite_population=design.finite_population and framed,
        level=design.level,
    )
    rows = _respondents(answers, weighting)
    drawn = sample(rows, replace(weighting.design, calibration=_calibration(answers, weighting)))
    return _table(rows, drawn, weighting), _with_results(answers, drawn, weighting)


def strata(answers: pd.DataFrame, variables: Sequence[str]) -> pd.Series:
    """The stratum of each row: the values of these variables of the frame, joined."""
    joined = pd.Series("", index=answers.index)
    for place, name in enumerate(variables):
        values = answers[f"frame.{name}"].fillna("").astype(str)
        joined = joined.str.cat(values, sep="/" if place else "")
    return joined


def _respondents(answers: pd.DataFrame, weighting: Weighting) -> pd.DataFrame:
    """The rows that answered, at least in part, with the columns of the design."""
    stratum = strata(answers, weighting.strata)
    answered = answers["status"].isin(ANSWERED_STATUS)
    columns = {STRATUM: stratum, POPULATION: stratum.map(stratum.value_counts())}
    if weighting.cluster:
        clusters = answers[f"frame.{weighting.cluster}"]
        columns[POPULATION] = clusters.groupby(stratum).transform("nunique")
        columns[MEMBERS] = clusters.groupby(clusters).transform("size")
    if weighting.method == "response":
        columns[START] = 1 / answered.groupby(stratum).transform("mean").where(answered)
    elif weighting.method == "column":
        columns[START] = answers[GIVEN_WEIGHT]
    else:
        columns[START] = pd.Series(1.0, index=answers.index)
    return pd.concat([answers, pd.DataFrame(columns)], axis=1)[answered]


def _calibration(answers: pd.DataFrame, weighting: Weighting) -> Calibration | None:
    """What the weights are brought to agree with: the counts of everyone invited."""
    if weighting.method not in METHODS or not answers.columns.str.startswith("frame.").any():
        return None
    margins = [[f"frame.{name}" for name in names] for names in weighting.crossed]
    named = [names if len(names) > 1 else names[0] for names in margins]
    return Calibration.to_frame(METHODS[weighting.method], answers, named)


def _table(rows: pd.DataFrame, drawn: Sample, weighting: Weighting) -> pd.DataFrame:
    """`sample.parquet`, a row a respondent."""
    columns = {
        "respondent": rows["respondent"],
        "stratum": rows[STRATUM],
        "cluster": rows[f"frame.{weighting.cluster}"] if weighting.cluster else None,
        "population": rows[POPULATION],
        "members": rows[MEMBERS] if weighting.cluster else None,
        "start_weight": rows[START],
        "weight": drawn.weights,
        "cell": drawn.residuals.cells if drawn.residuals else None,
    }
    return pd.DataFrame(columns, index=rows.index).astype(TYPES).reset_index(drop=True)


def _with_results(answers: pd.DataFrame, drawn: Sample, weighting: Weighting) -> Weighting:
    """The weighting with what it came to."""
    statuses = answers["status"].value_counts().sort_index()
    return replace(
        weighting,
        statuses={str(status): int(count) for status, count in statuses.items()},
        spread=Spread.of(drawn.weights),
        groups=_counted(answers, drawn, weighting.strata),
        margins=tuple(
            Margin(variables, _counted(answers, drawn, variables))
            for variables in weighting.crossed
            if drawn.residuals
        ),
        cells=_cells(drawn.residuals),
    )


def _counted(answers: pd.DataFrame, drawn: Sample, variables: Sequence[str]) -> tuple[Group, ...]:
    """The groups of everyone invited by these variables of the frame, sorted."""
    invited = answers.groupby(_values(answers, variables)).size()
    weights = pd.DataFrame({"start": drawn.frame[START], "weight": drawn.weights})
    rows = weights.groupby(_values(drawn.frame, variables))
    sizes = rows.size().reindex(invited.index, fill_value=0)
    sums = rows.sum().reindex(invited.index, fill_value=0.0)
    return tuple(
        Group(tuple(map(str, values))[: len(variables)], int(invited[values]), int(n), *weighed)
        for values, n, weighed in zip(
            invited.index, sizes, sums.astype("float64").to_numpy().tolist(), strict=True
        )
    )


def _values(rows: pd.DataFrame, variables: Sequence[str]) -> list[pd.Series]:
    """The variables of the frame to group by, and one more that is the same for all."""
    everyone = pd.Series("", index=rows.index)
    return [*(rows[f"frame.{name}"] for name in variables), everyone]


def _cells(residuals: Residuals | None) -> tuple[Cell, ...]:
    if residuals is None:
        return ()
    model = residuals.fit
    assert isinstance(model, CalibratedCells)
    columns = (model.rows.astype(int), model.start, model.weights, model.factor)
    categories = np.stack(model.margins, axis=1).tolist()
    numbers = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(Cell(tuple(c), *n) for c, n in zip(categories, numbers, strict=True))
