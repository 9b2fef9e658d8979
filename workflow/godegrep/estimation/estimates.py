"""Tables: shares, means, totals, quantiles, ratios and α, with intervals that know the design."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers
from godegrep.core.columns import need
from godegrep.core.errors import Mistake
from godegrep.estimation.breaks import Breaks
from godegrep.estimation.cells import CrossTable, table
from godegrep.estimation.intervals import of_share
from godegrep.estimation.means import Figures, design_effect, mean, ratio, total
from godegrep.estimation.quantiles import quantile
from godegrep.estimation.reliability import cronbach
from godegrep.estimation.variance import Bases, Column, Domains
from godegrep.sampling.design import SIMPLE, Design, Sample, sample

__all__ = ["Design", "tabulate"]

Set = tuple[str, str, Sequence[str]]
"""One row of an item's shares: its category, its statistic, and the categories it counts."""

STATISTICS = ("share", "mean", "total", "median", "quantile:p", "ratio:column", "alpha")


def tabulate(
    frame: pd.DataFrame,
    items: str | Sequence[str],
    by: str | Sequence[str | None] | None = None,
    design: Design = SIMPLE,
    statistic: str = "share",
) -> pd.DataFrame:
    """Estimate the distribution, or a figure, of each item, for all or in the groups of breaks.

    `frame` is the sample, a row each; `items` and `by` name columns. Each name in `by` is a break
    of its own and None stands for all rows, so that `by=[None, "size"]` gives all and then each
    size. The base is all rows where the item is not missing; rows with a missing group are left
    out of that break. A categorical column gives its categories in its order, with those that
    nobody chose; any other column its sorted values.

    | `statistic` | of |
    |---|---|
    | `share` | each category |
    | `total` | a column of numbers: their sum; any other: the number of units in each category |
    | `mean`, `median`, `quantile:0.25` | a column of numbers |
    | `ratio:size` | the sum of a column of numbers over that of the column `size` |
    | `alpha` | all items together: Cronbach's α, the base being who answered them all |

    Returns the columns of `tables.parquet` (docs/data.md), `wave` being empty: item by item, break
    by break, group by group. Intervals: `intervals.of_share` for shares, t(df) for means, totals
    and ratios, Woodruff's for quantiles; `se`, `low` and `high` of those are missing where the base
    leaves less than one degree of freedom. `deff` is the variance over that of a simple random
    sample as large (R's `deff = TRUE`), `effective_n` is n/deff. Variances are those of R's
    `survey`; see `variance`. Raises Mistake for columns that are not there or do not fit the
    design.
    """
    kind, other = _argument(statistic)
    names = [items] if isinstance(items, str) else list(items)
    breaks = [by] if by is None or isinstance(by, str) else list(by) or [None]
    need(frame, [*names, *(name for name in breaks if name is not None)])
    if kind == "ratio":
        need(frame, [other])
    if kind == "alpha" and len(names) < 2:
        raise Mistake("alpha is that of two items or more; name them all in `items`.")
    drawn = sample(frame, design)
    split = Breaks(
        [Domains(drawn, whole(drawn) if b is None else encode(frame[b])) for b in breaks]
    )
    if kind == "alpha":
        numbers = np.stack([measure(frame[name]) for name in names], axis=1)
        joined = "+".join(names)
        return table(alpha_of(domain, numbers, joined, joined) for domain in split.domains)
    if kind == "ratio":
        below = measure(frame[other])
        return table(
            ratio_of(domain, measure(frame[name]), below, name, name, statistic)
            for name in names
            for domain in split.domains
        )
    return table(
        cross_table for name in names for cross_table in _parts(frame[name], split, statistic)
    )


def _argument(statistic: str) -> tuple[str, str]:
    """The kind of a statistic and what stands behind its colon; raises Mistake for others."""
    kind, _, argument = statistic.partition(":")
    if kind == "quantile":
        try:
            known = 0 < float(argument) < 1
        except ValueError:
            known = False
    else:
        known = statistic in STATISTICS or (kind == "ratio" and argument != "")
    if not known:
        raise Mistake(
            f"statistic is {statistic!r}; it should be one of: {', '.join(STATISTICS)}, p being "
            "between 0 and 1, such as quantile:0.25."
        )
    return kind, argument


def _parts(values: pd.Series, breaks: Breaks, statistic: str) -> Iterator[CrossTable]:
    name, domains = str(values.name), breaks.domains
    if statistic == "share":
        yield from shares(breaks, encode(values), name)
    elif statistic == "total" and not _is_number(values):
        item = encode(values)
        for domain in domains:
            yield totals_of_categories(domain, item, name)
    else:
        numbers = measure(values)
        for domain in domains:
            yield figure(domain, numbers, name, name, statistic)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def measure(values: pd.Series) -> Floats:
    """The column as numbers, (n,), NaN where missing; raises Mistake for anything else."""
    try:
        numbers = pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)
    except (ValueError, TypeError):
        raise Mistake(
            f"Column {values.name!r} does not hold numbers; ask for its shares, or turn it into "
            "numbers first."
        ) from None
    if np.isinf(numbers).any():
        raise Mistake(f"Column {values.name!r} holds infinite numbers; make them missing first.")
    return numbers


def label(value: object) -> str:
    """A category as text; a whole number without decimals, whatever its type."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def encode(values: pd.Series, order: Sequence[str] | None = None) -> Column:
    """Number the categories of a column; those in `order`, where it is given, and no other."""
    if order is not None:
        values = pd.Series(pd.Categorical(values, categories=list(order)), name=values.name)
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes, categories = values.array.codes, values.array.categories
    else:
        codes, categories = pd.factorize(values, sort=True)
    labels = tuple(map(label, categories))
    # What is missing is −1, which without a sign is more than any other code.
    unsigned = codes.view(f"u{codes.itemsize}")
    return Column(str(values.name), np.minimum(unsigned, len(labels)).astype(np.intp), labels)


def whole(drawn: Sample) -> Column:
    """The break that has everyone in one group."""
    return Column("", np.zeros(len(drawn.weights), dtype=np.intp), ("",))


def each(item: Column) -> list[Set]:
    """Every category by itself."""
    return [(name, "share", (name,)) for name in item.labels]


def membership(item: Column, sets: Sequence[Set]) -> Floats:
    """(K, M): 1 where one of the item's K categories belongs to one of the M sets."""
    rows = [[float(name in options) for _, _, options in sets] for name in item.labels]
    return np.array(rows).reshape(item.size, len(sets))


def shares(
    breaks: Breaks, item: Column, question: str, sets: Sequence[Set] | None = None
) -> Iterator[CrossTable]:
    """The share of each set of categories in each break; without `sets`, of each category."""
    sets = each(item) if sets is None else sets
    bases, count, share, variance = breaks.shares(item, membership(item, sets))
    se = np.where(np.isnan(share), np.nan, np.sqrt(variance))
    low, high = of_share(
        share,
        se,
        bases.n[:, None],
        bases.df[:, None],
        bases.effective[:, None],
        breaks.sample.design.level,
    )
    # A simple random sample's variance is p (1 − p)/(n − 1) (1 − n/N).
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = (1 - bases.n / bases.population) / (bases.n - 1)
        deff = design_effect(variance, share * (1 - share) * simple[:, None])
    rows = [(category, statistic) for category, statistic, _ in sets]
    start = 0
    for domain in breaks.domains:
        place = slice(start, start + domain.groups.size)
        start = place.stop
        figures = Figures(share[place], se[place], low[place], high[place], deff[place])
        yield part(domain, question, item.name, rows, bases.of(place), count[place], figures)


def totals_of_categories(domains: Domains, item: Column, question: str) -> CrossTable:
    """The estimated number of units in each category."""
    bases = domains.bases(item.codes < item.size)
    chosen = [item.codes == k for k in range(item.size)]
    count = np.stack([domains.bases(rows).n for rows in chosen], axis=1)
    totals = [total(domains, rows.astype(np.float64), bases) for rows in chosen]
    figures = Figures(
        *(
            np.stack([getattr(of_category, field.name) for of_category in totals], axis=1)
            for field in fields(Figures)
        )
    )
    rows = [(name, "total") for name in item.labels]
    return part(domains, question, item.name, rows, bases, count, figures)


def figure(
    domains: Domains, numbers: Floats, item: str, question: str, statistic: str
) -> CrossTable:
    """The mean, total or a quantile of a column of numbers, (n,), NaN being missing."""
    answered = np.isfinite(numbers)
    bases, values = domains.bases(answered), np.where(answered, numbers, 0.0)
    kind, p = _argument(statistic)
    if kind == "mean":
        figures = mean(domains, values, bases)
    elif kind == "total":
        figures = total(domains, values, bases)
    else:
        figures = quantile(domains, values, bases, 0.5 if kind == "median" else float(p))
    return one_row(domains, question, item, statistic, bases, figures)


def ratio_of(
    domains: Domains, above: Floats, below: Floats, item: str, question: str, statistic: str
) -> CrossTable:
    """The ratio of two columns of numbers, (n,), where neither is missing (NaN)."""
    answered = np.isfinite(above) & np.isfinite(below)
    bases = domains.bases(answered)
    above, below = (np.where(answered, values, 0.0) for values in (above, below))
    return one_row(domains, question, item, statistic, bases, ratio(domains, above, below, bases))


def alpha_of(domains: Domains, items: Floats, item: str, question: str) -> CrossTable:
    """Cronbach's alpha of k columns of numbers, (n, k), where none is missing (NaN)."""
    answered = np.asarray(np.isfinite(items).all(axis=1))
    bases = domains.bases(answered)
    figures = cronbach(domains, np.where(answered[:, None], items, 0.0), bases)
    return one_row(domains, question, item, "alpha", bases, figures)


def one_row(
    domains: Domains, question: str, item: str, statistic: str, bases: Bases, figures: Figures
) -> CrossTable:
    """A part with a single figure a group, which has no category."""
    columns = Figures(*(getattr(figures, field.name)[:, None] for field in fields(Figures)))
    return part(domains, question, item, [("", statistic)], bases, bases.n[:, None], columns)


def part(
    domains: Domains,
    question: str,
    item: str,
    rows: Sequence[tuple[str, str]],
    bases: Bases,
    count: Integers,
    figures: Figures,
) -> CrossTable:
    """An item in a break, with the figures of its rows, (G, M)."""
    by, groups = domains.groups.name, domains.groups.labels
    sizes = (bases.n, bases.weights, bases.df)
    columns = (figures.estimate, figures.se, figures.low, figures.high, figures.deff)
    return CrossTable(question, item, by, groups, rows, *sizes, count, *columns)
