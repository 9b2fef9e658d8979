"""What the report calls the quantities of the register, and their units."""

from collections.abc import Mapping, Sequence
from typing import Any

from godegrep.questionnaire import Text
from godegrep.register.description import PanelSettings, Ratio, RegisterTable, RegisterVariable
from godegrep.register.growth_table import Measure
from godegrep.register.model import model_from_dict


def names_and_units(
    tables: Sequence[RegisterTable],
    panel: PanelSettings,
    expected: Mapping[str, Any] | None,
    measures: Sequence[Measure],
) -> tuple[dict[str, Text], dict[str, Text]]:
    """The text of each variable, ratio, term and measure, and the unit of each variable and ratio.

    `{measure}.mean` has the unit of the measure's amounts. A term without a text of its own has its
    variable's.
    """
    known: list[RegisterVariable | Ratio] = [*panel.ratios]
    known += [variable for table in tables for variable in table.variables]
    names: dict[str, Text] = {one.id: one.text for one in known}
    units: dict[str, Text] = {one.id: one.unit for one in known}
    if expected is not None:
        model = model_from_dict(expected)
        for term in (model.outcome, *model.regressors):
            names[term.id] = term.text or names.get(term.variable, {})
            units.setdefault(term.id, units.get(term.variable, {}))
    for measure in measures:
        names[measure.id] = measure.text
        units[f"{measure.id}.mean"] = units.get(measure.amounts[0], {}) if measure.amounts else {}
    return names, units
