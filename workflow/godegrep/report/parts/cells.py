"""The cells of a wave's tables, as a report prints them."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from godegrep.core.language import cut, rounded
from godegrep.core.vocabulary import SHARES
from godegrep.document.cell import Cell
from godegrep.document.statistic import Statistic

SMALL_BASE = 20
"""Below this unweighted base the prose gives counts and no per cent."""
NEXT_TO_0 = 0.001


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def published_end(value: Any, statistic: str) -> float | None:
    """An end of an interval as it is printed: of a share, or of its change, in whole per cent.

    Where a stratum is a group that is withheld, further digits would tell its variance. An end next
    to 0 stays on its side of it. Those of other figures are cut off and not rounded, so that fewer
    digits are printed as if none were missing.
    """
    if pd.isna(value):
        return None
    if statistic not in SHARES:
        return float(cut(value, 3))
    end = float(rounded(value, 2))
    return end if end or not value else math.copysign(NEXT_TO_0, value)


class Cells:
    """The cells of one wave by what they say; a suppressed one is as good as absent.

    `frames` have the columns of `tables.parquet` (see docs/data.md).
    """

    def __init__(self, wave: str, *frames: pd.DataFrame | None) -> None:
        self.wave = wave
        self._cells: dict[tuple[str, str, str, str, str], Cell] = {}
        self._withheld: set[tuple[str, str, str]] = set()
        self._groups: dict[str, dict[str, None]] = {}
        self._categories: dict[str, dict[str, None]] = {}
        for frame in frames:
            if frame is not None:
                for row in frame.to_dict("records"):
                    self._add(row)

    def _add(self, row: Mapping[Any, Any]) -> None:
        by, group, item = str(row["break"]), str(row["group"]), str(row["item"])
        self._groups.setdefault(by, {})[group] = None
        if row["suppressed"]:
            if row["n"]:
                self._withheld.add((item, by, group))
            return
        self._categories.setdefault(item, {})[str(row["category"])] = None
        estimate = _number(row["estimate"])
        if estimate is None and row["statistic"] != Statistic.RESPONSE:
            return
        key = (item, str(row["category"]), str(row["statistic"]), by, group)
        self._cells[key] = Cell(
            id=str(row["cell"]),
            n=int(row["n"]),
            count=0 if pd.isna(row["count"]) else int(row["count"]),
            estimate=estimate,
            low=published_end(row["low"], str(row["statistic"])),
            high=published_end(row["high"], str(row["statistic"])),
            df=_number(row["df"]),
            statistic=Statistic(row["statistic"]),
            group=group,
            base=str(row["base"]),
        )

    def get(
        self,
        item: str,
        category: str,
        statistic: Statistic = Statistic.SHARE,
        by: str = "",
        group: str = "",
    ) -> Cell | None:
        """The cell, or None where there is none or it must not be printed."""
        return self._cells.get((item, category, statistic, by, group))

    def withheld(self, item: str, by: str = "", group: str = "") -> bool:
        """Whether anything of this row was suppressed."""
        return (item, by, group) in self._withheld

    def groups(self, by: str) -> list[str]:
        """The groups of a break, in the order of the tables."""
        return list(self._groups.get(by, ()))

    def categories(self, item: str) -> list[str]:
        """The categories of an item that may be printed, in the order of the tables."""
        return list(self._categories.get(item, ()))

    def note(self, item: str, category: str, name: str, count: int, n: int = 0) -> Cell:
        """A count that stands in no table, with an id of the same form that ends in `name`."""
        return Cell(f"{self.wave}/{item}/{category}/{name}", n or count, count)
