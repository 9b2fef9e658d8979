"""All that is told of growth, from the panel: `growth.parquet`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.text_by_language import Text
from godegrep.register.models.growth import (
    beside_base_amount,
    contributions,
    index_series,
    kitagawa,
)
from godegrep.register.models.model import need_variables
from godegrep.study.register_settings import GrowthSettings

GROWTH = ("measure", "group", "year", "statistic", "value", "municipalities")
"""The columns of `growth.parquet`; `group` is empty for all groups together."""


@dataclass(frozen=True)
class Measure:
    """Groups whose growth is compared: variables of the panel.

    `counts` are numbers of people, and `amounts`, in the same order, what they were paid; there may
    be none of these.
    """

    id: str
    text: Text
    counts: tuple[str, ...]
    amounts: tuple[str, ...] = ()


def measures_of(settings: Iterable[GrowthSettings]) -> tuple[Measure, ...]:
    """The measures of `register: growth:` in config.yaml.

    Raises Mistake where some groups have amounts and others have not.
    """
    measures = []
    for measure in settings:
        counts = tuple(group.count for group in measure.groups)
        amounts = tuple(group.amount for group in measure.groups if group.amount)
        if amounts and len(amounts) < len(counts):
            raise Mistake(
                f"register: growth: {measure.id}: {len(counts) - len(amounts)} groups have no "
                "amount; name one for each group, or for none."
            )
        measures.append(Measure(measure.id, measure.text, counts, amounts))
    return tuple(measures)


def growth_table(
    panel: pd.DataFrame, measures: Sequence[Measure], first: int, last: int
) -> pd.DataFrame:
    """What growth from the year `first` to `last` is made of, with the columns `GROWTH`.

    Numbers are summed over the municipalities that have all of a measure's figures in every year,
    so that a figure withheld in one year is not taken for a fall; `municipalities` is their number.
    Statistics by group and year: `count`, `index` (100 in the first year), `share`, `mean` (amount
    a head); of the last year `growth` and `contribution`; of all groups by year `mean`, `fixed`
    (the mean with the first year's composition), `base_amount`, `mean_growth`, `base_growth` and
    `excess` over the first year, and of the last year Kitagawa's `level`, `composition` and
    `interaction`. Raises Mistake where no municipality has all figures, and see `growth`.
    """
    rows = [row for measure in measures for row in _of_measure(panel, measure, first, last)]
    table = pd.DataFrame(rows, columns=list(GROWTH))
    return table.astype({"year": "int64", "value": "float64", "municipalities": "int64"})


def _of_measure(
    panel: pd.DataFrame, measure: Measure, first: int, last: int
) -> Iterator[tuple[str, str, int, str, float, int]]:
    names = [*measure.counts, *measure.amounts]
    need_variables(panel, names, f"register: growth: {measure.id}")
    panel = panel[panel["year"].between(first, last)]
    gaps = panel[names].isna().any(axis=1).groupby(panel["municipality"]).any()
    whole = panel[panel["municipality"].isin(gaps.index[~gaps])]
    if whole.empty:
        raise Mistake(
            f"register: growth: {measure.id}: no municipality has all of {', '.join(names)} in "
            f"every year from {first} to {last}; see results/register/missing.csv for why."
        )
    n = int(whole["municipality"].nunique())
    sums = whole.groupby("year")[names].sum()
    counts = sums[list(measure.counts)]

    def row(group: str, year: Any, statistic: str, value: Any) -> tuple[Any, ...]:
        return (measure.id, group, int(year), statistic, float(value), n)

    long = counts.melt(ignore_index=False, var_name="group", value_name="count").reset_index()
    for of_group in index_series(long, first).to_dict("records"):
        for statistic in ("count", "index", "share"):
            yield row(str(of_group["group"]), of_group["year"], statistic, of_group[statistic])
    for year, total in counts.sum(axis=1).items():
        yield row("", year, "count", total)
    for of_group in contributions(counts.T[first], counts.T[last]).to_dict("records"):
        for statistic in ("growth", "contribution"):
            yield row(str(of_group["group"]), last, statistic, of_group[statistic])
    yield row("", last, "growth", counts.loc[last].sum() / counts.loc[first].sum() - 1)
    if measure.amounts:
        paid = sums[list(measure.amounts)].set_axis(list(measure.counts), axis=1)
        yield from (row(*means) for means in _of_means(counts, paid, first, last))


def _of_means(
    counts: pd.DataFrame, paid: pd.DataFrame, first: int, last: int
) -> Iterator[tuple[str, int, str, float]]:
    """What is told of mean payments: group, year, statistic and value."""
    rates = paid / counts.where(counts > 0)
    frames = {
        year: pd.DataFrame(
            {"group": counts.columns, "count": counts.loc[year], "rate": rates.loc[year]}
        )
        for year in counts.index
    }
    for year, frame in frames.items():
        for group, rate in zip(frame["group"], frame["rate"], strict=True):
            yield str(group), year, "mean", rate
        yield "", year, "fixed", kitagawa(frames[first], frame).fixed
    split = kitagawa(frames[first], frames[last])
    for statistic in ("level", "composition", "interaction"):
        yield "", last, statistic, getattr(split, statistic)
    means = paid.sum(axis=1) / counts.sum(axis=1)
    beside = beside_base_amount(means).rename(columns={"growth": "mean_growth"})
    for of_year in beside.to_dict("records"):
        for statistic in ("mean", "base_amount", "mean_growth", "base_growth", "excess"):
            yield "", int(of_year["year"]), statistic, of_year[statistic]
