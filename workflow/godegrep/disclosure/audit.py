"""The last look before publishing: is anything shown that must not be, or can it be worked out?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.disclosure.attack import System, systems
from godegrep.disclosure.differencing import Answered, systems_of_transitions
from godegrep.disclosure.scenario import AtLeast, Known
from godegrep.disclosure.suppression import exposed, primary
from godegrep.estimation.cells import WITHHELD, WITHHELD_OF_CHANGES
from godegrep.study.config import Suppression

MEND = "Make the groups of that break larger, or leave the break out, and run again."


@dataclass(frozen=True, eq=False)
class Published:
    """All that is published of a wave, and what readers know of it beforehand.

    `closed` and `coded` are its tables of closed questions and of codes, with what is `known` and
    `known_codes`; `told` is what further questions tell. `changes` and `code_changes` are from the
    waves before. `moves` are the transitions from them, each with that wave's tables and what is
    known of both. `cells` are those printed in each format.
    """

    closed: pd.DataFrame
    coded: pd.DataFrame
    known: Known
    known_codes: Sequence[Known]
    told: Sequence[AtLeast]
    changes: Sequence[pd.DataFrame]
    code_changes: Sequence[pd.DataFrame]
    transitions: Sequence[tuple[pd.DataFrame, pd.DataFrame, tuple[Answered, Answered]]]
    cells: Sequence[pd.Series]

    def disclosures(self, rule: Suppression) -> list[str]:
        """One line for each thing that says too much."""
        lines = disclosures(self.closed, rule, [self.known], self.told)
        lines += disclosures(self.coded, rule, self.known_codes)
        for changes in self.changes:
            lines += withheld_changes(changes, self.closed)
        for changes in self.code_changes:
            lines += withheld_changes(changes, self.coded)
        for transitions, earlier, panel in self.transitions:
            everything = pd.concat([earlier, self.closed, transitions], ignore_index=True)
            attacked = list(systems_of_transitions(everything, *panel))
            lines += disclosures(everything, rule, [], further=attacked)
        for cells in self.cells:
            lines += printed(cells, *self._tables)
        return list(dict.fromkeys(lines))

    @property
    def _tables(self) -> list[pd.DataFrame]:
        return [self.closed, self.coded, *(transitions for transitions, _, _ in self.transitions)]

    def withheld(self) -> pd.DataFrame:
        """The cells that are withheld: `withheld.csv`."""
        every = pd.concat(self._tables, ignore_index=True)
        return every.loc[every["suppressed"] != "", ["cell", "n", "suppressed"]]


def disclosures(
    table: pd.DataFrame,
    rule: Suppression,
    known: Sequence[Known],
    at_least: Sequence[AtLeast] = (),
    further: Sequence[System] = (),
) -> list[str]:
    """One line for each cell of a table that says too much: none, if it may be published.

    `table` has the columns of `tables.parquet`, as they are to be published: the attack knows what
    stands in them, what readers know beforehand, and `at_least`, what other tables tell of these
    items; `further` systems are attacked besides. Nothing else, and above all not what was
    withheld.
    """
    attacked = [system for one in known for system in systems(table, one, at_least)] + [*further]
    return [*_shown(table, rule), *_found(table, rule, attacked)]


def _shown(table: pd.DataFrame, rule: Suppression) -> Iterator[str]:
    hidden = table["suppressed"] != ""
    for cell in table.loc[hidden & table[WITHHELD].notna().any(axis=1), "cell"]:
        yield f"{cell} is withheld, but its figures stand in the table. Run tabulate again."
    again = primary(table, rule)
    for cell, reason in zip(table["cell"], again.where(~hidden, ""), strict=True):
        if reason:
            yield f"{cell} must be withheld ({reason}), but is shown. Run tabulate again."


def _found(table: pd.DataFrame, rule: Suppression, attacked: Sequence[System]) -> Iterator[str]:
    hidden = (table["suppressed"] != "").to_numpy(dtype=np.bool_)
    for system in attacked:
        for found in exposed(system, hidden, rule):
            row = found.target.row
            what = (
                f"{system.item}, {found.target.place}, which no table names,"
                if row is None
                else f"{table['cell'].iloc[row]} is withheld, but"
            )
            yield (
                f"{what} can be worked out from what is shown: between "
                f"{found.bounds.low:.6g} and {found.bounds.high:.6g}. {MEND}"
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
