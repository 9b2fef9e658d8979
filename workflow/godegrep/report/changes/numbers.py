"""How the numbers of a change between two waves are printed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from godegrep.core.language import Language
from godegrep.document.cell import Cell
from godegrep.document.runs import Number, Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.report.parts.cells import published_end
from godegrep.report.parts.prose import Prose

Change = Mapping[Any, Any]
"""One row of `trends.parquet`."""


@dataclass(frozen=True)
class ChangeNumbers:
    """The numbers of changes from wave `first` to wave `second`."""

    first: str
    second: str
    prose: Prose

    @property
    def language(self) -> Language:
        """The language that the numbers are printed in."""
        return self.prose.language

    def id(self, row: Change) -> str:
        """The cell id of a change, after the form of the tables' ids."""
        return f"{self.first}-{self.second}/{row['item']}/{row['category']}/{row['statistic']}"

    def cell(self, row: Change) -> Cell:
        """The change as a cell, its n being that of the smaller wave."""
        n = int(min(row["n_first"], row["n_second"]))
        return Cell(
            self.id(row),
            n,
            n,
            float(row["estimate"]),
            published_end(row["low"], str(row["statistic"])),
            published_end(row["high"], str(row["statistic"])),
            statistic=Statistic.CHANGE,
        )

    def end(self, row: Change, which: str, digits: int | None = None) -> Run:
        """The share or mean of one of the two waves."""
        n = int(row[f"n_{which}"])
        value = float(row[f"estimate_{which}"])
        cell = Cell(str(row[f"cell_{which}"]), n, 0, value, statistic=Statistic(row["statistic"]))
        if row["statistic"] == Statistic.MEAN:
            return number_run(self.language.number(value, 1), cell)
        if digits is None:
            return number_run(self.language.percent(value, words=True), cell)
        return number_run(self.language.number(100 * value, digits), cell)

    def base(self, row: Change, which: str) -> Run:
        """The number of answers in one of the two waves."""
        n = int(row[f"n_{which}"])
        cell = Cell(str(row[f"cell_{which}"]), n, n)
        return number_run(self.language.number(n), cell, Statistic.N, n)

    def p(self, row: Change) -> Run:
        """The adjusted p-value, if there is one."""
        if pd.isna(row["p_adjusted"]):
            return Text("–")
        p = float(row["p_adjusted"])
        return number_run(self.language.p_value(p), self.cell(row), Statistic.P_ADJUSTED, p)

    def points(self, row: Change) -> Run:
        """The change of a share: «+4 prosentpoeng»."""
        return number_run(self.language.points(float(row["estimate"]), signed=True), self.cell(row))

    def interval(self, row: Change, digits: int = 1) -> Run:
        """The interval: of shares in whole points, of means with so many decimals."""
        cell = self.cell(row)
        if cell.low is None or cell.high is None:
            return Text("–")
        if row["statistic"] == Statistic.MEAN:
            printed = self.language.interval(cell.low, cell.high, digits)
        else:
            printed = self.language.percent_interval(cell.low, cell.high)
        return number_run(printed, cell, Statistic.INTERVAL)

    def tabled(self, row: Change) -> Run:
        """The change with one decimal, its interval beside it as a second run under `below`."""
        cell, value = self.cell(row), float(row["estimate"])
        shown = value if row["statistic"] == Statistic.MEAN else 100 * value
        run = number_run(self.language.number(shown, 1, signed=True), cell)
        interval = self.interval(row)
        return replace(run, below=interval) if isinstance(interval, Number) else run

    def in_points(self, row: Change, *, detail: bool = False) -> list[Run]:
        """«+4 prosentpoeng», or «+4 prosentpoeng (95 % KI 1–7, p = 0,02)»; a mean's in its unit."""
        cell, mean = self.cell(row), row["statistic"] == Statistic.MEAN
        number = self.language.number(float(row["estimate"]), 1, signed=True)
        printed = number_run(number, cell) if mean else self.points(row)
        if not detail or cell.low is None:
            return [printed]
        inner = [*self.prose.confidence(self.interval(row)), Text(", "), self.p(row)]
        return [printed, Text(" "), *self.prose.fill("in_brackets", inner=inner)]

    def detail(self, row: Change) -> list[Run]:
        """«0,2; 95 % KI 0,1–0,3; p = 0,01; n = 229 og 231»: the change of a mean and how sure."""
        cell, number = self.cell(row), self.language.number
        return self.prose.fill(
            "change_mean_detail",
            change=number_run(number(float(row["estimate"]), 2, signed=True), cell),
            level=self.prose.level_text(),
            interval=self.interval(row, 2),
            p=self.p(row),
            n_first=number_run(
                number(int(row["n_first"])), cell, Statistic.N_FIRST, int(row["n_first"])
            ),
            n_second=number_run(
                number(int(row["n_second"])), cell, Statistic.N_SECOND, int(row["n_second"])
            ),
        )
