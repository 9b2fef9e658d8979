"""Rows that would tell too much about few respondents."""

from typing import cast

import pandas as pd

from godegrep.cells import WITHHELD

BASE, SECONDARY = "base", "secondary"
PLACE = ["wave", "item", "break", "group"]


def suppress(table: pd.DataFrame, minimum_base: int) -> pd.DataFrame:
    """Withhold what rests on fewer than `minimum_base` respondents, and what gives it away.

    `table` has the columns of `tables.parquet`. Rows with a smaller `n` are marked `base`. A
    single withheld group of a break could be had by taking the others from the total, and so could
    several together; hence the next smallest groups are marked `secondary`, until at least two are
    withheld that hold `minimum_base` respondents between them. Groups without any respondent
    conceal nothing and do not count. Marks that are there already stay.

    Returns a new frame in which marked rows have no `count`, `estimate`, `se`, `low` and `high`.
    """
    table = table.copy()
    marks = table["suppressed"].mask(
        (table["suppressed"] == "") & (table["n"] < minimum_base), BASE
    )
    groups = (
        table.assign(withheld=marks != "")[table["break"] != ""]
        .groupby(PLACE, sort=False)
        .agg(n=("n", "max"), withheld=("withheld", "any"))
        .query("n > 0")
    )
    touched = groups.groupby(PLACE[:-1], sort=False)["withheld"].transform("any")
    further = [
        place
        for _, of_break in groups[touched].groupby(PLACE[:-1], sort=False)
        for place in _further(of_break, minimum_base)
    ]
    secondary = pd.MultiIndex.from_frame(table[PLACE]).isin(further)
    marks = marks.mask(secondary & (marks == ""), SECONDARY)
    table["suppressed"] = marks
    table[WITHHELD] = table[WITHHELD].mask(marks != "")
    return table


def _further(groups: pd.DataFrame, minimum_base: int) -> list[tuple[str, ...]]:
    """The groups of one break to withhold besides those withheld, by `PLACE`."""
    hidden, shown = groups[groups["withheld"]], groups[~groups["withheld"]]
    number, respondents = len(hidden), int(hidden["n"].sum())
    further: list[tuple[str, ...]] = []
    for group, n in shown["n"].sort_values(kind="stable").items():
        if number >= 2 and respondents >= minimum_base:
            break
        further.append(cast(tuple[str, ...], group))
        number, respondents = number + 1, respondents + int(n)
    return further
