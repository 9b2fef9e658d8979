"""What the chapters of the register's statistics are written with: names, printed numbers, rows."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, Cell, Run, number_run, text_run
from godegrep.report.parts.prose import Prose
from godegrep.report.register.results import RegisterResults

NONE = "–"


class Parts:
    """Prints numbers with their cells in a language."""

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
        self, cell: str, value: Any, digits: int, n: int, statistic: str, **more: Any
    ) -> Run:
        """A printed number; `–` where there is none. `low`, `high` and `signed` may follow."""
        if value is None or pd.isna(value):
            return text_run(NONE)
        signed = bool(more.pop("signed", False))
        ends = {name: None if pd.isna(end) else float(end) for name, end in more.items()}
        low, high = ends.get("low"), ends.get("high")
        whole = Cell(cell, n, n, float(value), low=low, high=high, statistic=statistic)
        return number_run(self.language.number(float(value), digits, signed=signed), whole)

    def below(self, run: Run, digits: int) -> Run:
        """The number with its interval below it, where it has one."""
        if run["type"] != "number" or run["low"] is None or run["high"] is None:
            return run
        text = self.language.interval(run["low"], run["high"], digits)
        interval = {**run, "text": text, "value": None, "statistic": "interval"}
        return {**run, "below": interval}

    def table(
        self, name: str, caption: str, columns: Sequence[str], rows: Sequence[Block], **more: Any
    ) -> Block:
        """A table block; `notes` and `collapsed` may follow."""
        return {
            "type": "table",
            "id": name,
            "number": "",
            "caption": caption,
            "columns": list(columns),
            "rows": list(rows),
            "notes": list(more.get("notes", ())),
            "collapsed": bool(more.get("collapsed", False)),
        }

    def row(self, label: str, cells: Sequence[Run], *, combined: bool = False) -> Block:
        """A row of a table."""
        return {"label": label, "combined": combined, "cells": list(cells)}

    def figure(self, kind: str, name: str, caption: str, description: str, **more: Any) -> Block:
        """A figure block; `categories`, `rows` and `table` must follow, axis titles may."""
        source = self.word("register_source")
        if self.results.synthetic:
            source += " " + self.word("register_synthetic_short")
        return {
            "type": "figure",
            "id": name,
            "kind": kind,
            "number": "",
            "title": caption,
            "caption": caption,
            "description": description,
            "base": "",
            "source": [text_run(source)],
            **more,
        }

    def value(self, run: Run, category: str = "all") -> dict[str, Any]:
        """The value of a figure from a printed number."""
        if run["type"] != "number":
            return {"category": category, "share": None, "text": "", "suppressed": True}
        return {
            "category": category,
            "cell": run["cell"],
            "share": run["value"],
            "text": run["text"],
            "low": run["low"],
            "high": run["high"],
            "n": run["n"],
            "suppressed": False,
        }

    def one(self, label: str = "") -> list[dict[str, str]]:
        """The categories of a figure of one colour."""
        return [{"id": "all", "label": label, "tone": "single"}]
