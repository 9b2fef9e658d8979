"""What the chapters of the register's statistics are written with: names, numbers, figures."""

from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.core.text_by_language import in_language
from godegrep.document.cell import Cell
from godegrep.document.figures import Figure, Plot, Value, Wording, figure, plotted, withheld
from godegrep.document.runs import Number, Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table
from godegrep.report.parts.prose import Prose
from godegrep.report.register.results import RegisterResults

NONE = "–"


class RegisterText:
    """Writes names and numbers of the register's statistics in a language, with their cells."""

    def __init__(self, results: RegisterResults, prose: Prose) -> None:
        self.results, self.prose, self.language = results, prose, prose.language

    def word(self, key: str, **values: Any) -> str:
        """A message of the catalogue."""
        return self.language.message(key, **values)

    def name(self, variable: str) -> str:
        """What a variable, term or measure is called; years and the constant by themselves."""
        if variable in ("constant", "municipality", "size_group"):
            return self.word(f"register_{variable}")
        return in_language(self.results.names.get(variable, {}), self.language.code) or variable

    def unit(self, variable: str) -> str:
        """The unit of a variable."""
        return in_language(self.results.units.get(variable, {}), self.language.code)

    def place(self, municipality: str) -> str:
        """The name of a municipality."""
        return self.results.places.get(municipality, municipality)

    def number(
        self,
        cell: str,
        value: Any,
        digits: int,
        n: int,
        statistic: Statistic,
        *,
        signed: bool = False,
    ) -> Run:
        """A printed number of a cell, from `n` observations; `–` where there is none."""
        if value is None or pd.isna(value):
            return Text(NONE)
        whole = Cell(cell, n, n, float(value), statistic=statistic)
        return number_run(self.language.number(float(value), digits, signed=signed), whole)

    def with_ends(self, run: Run, low: Any, high: Any) -> Run:
        """The number with the ends of its interval, where there are any."""
        if not isinstance(run, Number):
            return run
        low, high = (None if pd.isna(end) else float(end) for end in (low, high))
        return replace(run, low=low, high=high)

    def below(self, run: Run, digits: int) -> Run:
        """The number with its interval below it, where it has one."""
        if not isinstance(run, Number) or run.low is None or run.high is None:
            return run
        return run.with_interval(self.language.interval(run.low, run.high, digits))

    def figure(
        self, figure_id: str, caption: str, description: str, plot: Plot, table: Table | None
    ) -> Figure:
        """A figure with its source."""
        source = self.word("register_source")
        if self.results.synthetic:
            source += " " + self.word("register_synthetic_short")
        return figure(figure_id, Wording(caption, description, [Text(source)]), plot, table)

    def value(self, run: Run, category: str = "all") -> Value:
        """The value of a figure from a printed number."""
        return plotted(category, run) if isinstance(run, Number) else withheld(category)
