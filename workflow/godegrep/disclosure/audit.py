"""The audit before publishing: is anything shown that must not be, or can it be worked out?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.disclosure.attack import Attack, Exposure
from godegrep.disclosure.differencing import Panel, systems_of_transitions
from godegrep.disclosure.scenario import AtLeast, Scenario
from godegrep.disclosure.suppression import primary
from godegrep.disclosure.system import System
from godegrep.disclosure.systems import systems
from godegrep.estimation.cells import WITHHELD, WITHHELD_OF_CHANGES
from godegrep.study.config import Suppression

MEND = "Make the groups of that break larger, or leave the break out, and run again."


@dataclass(frozen=True, eq=False)
class Tables:
    """One kind of a wave's tables, and what readers know of the answers in them beforehand.

    `further` is what further questions tell, and `changes` are those from the wave before and to
    the next.
    """

    table: pd.DataFrame
    scenarios: Sequence[Scenario]
    further: Sequence[AtLeast] = ()
    changes: Sequence[pd.DataFrame] = ()

    def disclosures(self, rule: Suppression) -> Iterator[str]:
        """One line for each thing that says too much."""
        yield from disclosures(self.table, rule, self.scenarios, self.further)
        for changes in self.changes:
            yield from withheld_changes(changes, self.table)


@dataclass(frozen=True, eq=False)
class Transitions:
    """The transitions from the wave before, its `earlier` tables, and who answered in both."""

    table: pd.DataFrame
    earlier: pd.DataFrame
    panel: Panel

    def disclosures(self, rule: Suppression, tables: pd.DataFrame) -> list[str]:
        """One line for each thing that they say too much of, together with both waves' tables."""
        everything = pd.concat([self.earlier, tables, self.table], ignore_index=True)
        attacked = list(systems_of_transitions(everything, *self.panel))
        return disclosures(everything, rule, [], further=attacked)


@dataclass(frozen=True, eq=False)
class Published:
    """All that is published of a wave: `cells` are those that each format prints."""

    closed: Tables
    codes: Tables
    transitions: Sequence[Transitions]
    cells: Sequence[pd.Series]

    def disclosures(self, rule: Suppression) -> list[str]:
        """One line for each thing that says too much."""
        lines = [*self.closed.disclosures(rule), *self.codes.disclosures(rule)]
        for transitions in self.transitions:
            lines += transitions.disclosures(rule, self.closed.table)
        for cells in self.cells:
            lines += printed(cells, *self._tables)
        return list(dict.fromkeys(lines))

    @property
    def _tables(self) -> list[pd.DataFrame]:
        return [self.closed.table, self.codes.table, *(part.table for part in self.transitions)]

    def withheld(self) -> pd.DataFrame:
        """The cells that are withheld: `withheld.csv`."""
        every = pd.concat(self._tables, ignore_index=True)
        return every.loc[every["suppressed"] != "", ["cell", "n", "suppressed"]]


def disclosures(
    table: pd.DataFrame,
    rule: Suppression,
    scenarios: Sequence[Scenario],
    at_least: Sequence[AtLeast] = (),
    further: Sequence[System] = (),
) -> list[str]:
    """One line for each cell of a table that says too much: none, if it may be published.

    `table` has the columns of `tables.parquet`, as they are to be published: the attack knows what
    stands in them, what readers know beforehand, and `at_least`, what other tables tell of these
    items; `further` systems are attacked besides. Nothing else, and above all not what was
    withheld.
    """
    attacked = [s for scenario in scenarios for s in systems(table, scenario, at_least)]
    attacks = map(Attack, [*attacked, *further])
    return [*_not_withheld(table, rule), *_worked_out(table, rule, attacks)]


def _not_withheld(table: pd.DataFrame, rule: Suppression) -> Iterator[str]:
    hidden = table["suppressed"] != ""
    for cell in table.loc[hidden & table[WITHHELD].notna().any(axis=1), "cell"]:
        yield f"{cell} is withheld, but its figures are in the table. Run tabulate again."
    again = primary(table, rule)
    for cell, reason in zip(table["cell"], again.where(~hidden, ""), strict=True):
        if reason:
            yield f"{cell} must be withheld ({reason}), but is shown. Run tabulate again."


def _worked_out(table: pd.DataFrame, rule: Suppression, attacks: Iterator[Attack]) -> Iterator[str]:
    hidden = (table["suppressed"] != "").to_numpy(dtype=np.bool_)
    for attack in attacks:
        for exposure in attack.exposures(hidden, rule):
            yield _line(table, attack.system.item, exposure)


def _line(table: pd.DataFrame, item: str, exposure: Exposure) -> str:
    row, bounds = exposure.target.row, exposure.bounds
    what = (
        f"{item}, {exposure.target.place}, which no table names,"
        if row is None
        else f"{table['cell'].iloc[row]} is withheld, but"
    )
    return (
        f"{what} can be worked out from what is shown: between "
        f"{bounds.low:.6g} and {bounds.high:.6g}. {MEND}"
    )


def printed(cells: pd.Series, *tables: pd.DataFrame) -> list[str]:
    """One line for each of the cells that are printed that a table withholds."""
    hidden = {cell for t in tables for cell in t.loc[t["suppressed"] != "", "cell"]}
    return [
        f"{cell} is withheld, but a report or a trend shows it."
        for cell in sorted(set(cells.dropna().astype(str)) & hidden)
    ]


def withhold_changes(changes: pd.DataFrame, *tables: pd.DataFrame) -> pd.DataFrame:
    """Mark the changes, `trends.parquet`, whose estimate is withheld in a wave's own table.

    A change is the difference of two printed shares: whoever has it, and one of them, has the
    other. Returns a new frame in which marked rows have no estimates and no numbers.
    """
    hidden = {
        cell: reason
        for t in tables
        for cell, reason in zip(t["cell"], t["suppressed"], strict=True)
        if reason
    }
    reasons = changes["cell_first"].map(hidden).fillna(changes["cell_second"].map(hidden))
    changes = changes.copy()
    changes["suppressed"] = changes["suppressed"].mask(
        (changes["suppressed"] == "") & reasons.notna(), reasons
    )
    changes[WITHHELD_OF_CHANGES] = changes[WITHHELD_OF_CHANGES].mask(changes["suppressed"] != "")
    return changes


def withheld_changes(changes: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """One line for each change that is shown though its wave's table withholds the estimate."""
    shown = changes[changes["suppressed"] == ""]
    return [
        line
        for name in ("cell_first", "cell_second")
        for line in printed(shown.loc[shown["estimate"].notna(), name], table)
    ]
