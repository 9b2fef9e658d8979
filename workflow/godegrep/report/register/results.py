"""What the reports of the register's statistics are composed of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from godegrep.core.text_by_language import Text
from godegrep.geography.municipalities import named
from godegrep.register.description import RegisterTable, RegisterVariable
from godegrep.register.models.classes import Thresholds
from godegrep.register.models.growth_table import Measure, measures_of
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.register_settings import Ratio, RegisterSettings


@dataclass(frozen=True)
class PracticeOfWave:
    """A wave's practice and spending.

    `table` is `practice.parquet`, `counts` tells how the offices were joined to municipalities,
    `points` are the scatter's by the cell of the row they belong to (`practice.in_fifths`).
    """

    wave: str
    year: int
    questionnaire: Questionnaire
    table: pd.DataFrame
    counts: Mapping[str, int]
    points: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def from_files(
        cls, document: Mapping[str, Any], wave: str, asked: Questionnaire, table: pd.DataFrame
    ) -> "PracticeOfWave":
        """From the content of `practice.json` and `practice.parquet`."""
        points = {cell: pd.DataFrame(rows) for cell, rows in document["points"].items()}
        return cls(wave, document["year"], asked, table, document["told"], points)


@dataclass(frozen=True)
class RegisterResults:
    """All that the report of the register's statistics is composed of; frames as in docs/data.md.

    `coefficients`, `index` and `facts` (`fit.json`) come from the model, `classes` from `classify`
    with its `thresholds`, `growth` from `growth_table`. `names` gives the text of each variable,
    term and measure, `units` those of the outcome and of growth's means, `places` the name of each
    municipality, `shown` the municipalities that are drawn. What a study does not have is None, or
    empty.
    """

    names: Mapping[str, Text]
    units: Mapping[str, Text]
    places: Mapping[str, str]
    synthetic: bool
    coefficients: pd.DataFrame | None = None
    index: pd.DataFrame | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    classes: pd.DataFrame | None = None
    thresholds: Thresholds | None = None
    growth: pd.DataFrame | None = None
    practices: Sequence[PracticeOfWave] = ()
    shown: Sequence[str] = ()


def register_results(
    tables: Sequence[RegisterTable], register: RegisterSettings, **results: Any
) -> RegisterResults:
    """The results, named as the tables' descriptions and `register` in config.yaml name it.

    `results` are the fields of `RegisterResults` that the study has.
    """
    names, units = names_and_units(tables, register, measures_of(register.growth))
    index = results.get("index")
    if index is not None:
        results["thresholds"] = Thresholds.of(register.classes, index)
    places = {} if index is None else {code: named(code) for code in index["municipality"]}
    return RegisterResults(names, units, places, **results)


def names_and_units(
    tables: Sequence[RegisterTable], register: RegisterSettings, measures: Sequence[Measure]
) -> tuple[dict[str, Text], dict[str, Text]]:
    """The text of each variable, ratio, term and measure, and the unit of each variable and ratio.

    `{measure}.mean` has the unit of the measure's amounts. A term without a text of its own has its
    variable's.
    """
    known: list[RegisterVariable | Ratio] = [*register.ratios]
    known += [variable for table in tables for variable in table.variables]
    names: dict[str, Text] = {variable.id: variable.text for variable in known}
    units: dict[str, Text] = {variable.id: variable.unit for variable in known}
    if register.expected:
        for term in (register.expected.outcome, *register.expected.regressors):
            names[term.id] = term.text or names.get(term.variable, {})
            units.setdefault(term.id, units.get(term.variable, {}))
    for measure in measures:
        names[measure.id] = measure.text
        units[f"{measure.id}.mean"] = units.get(measure.amounts[0], {}) if measure.amounts else {}
    return names, units
