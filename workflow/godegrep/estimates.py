"""Shares, means, totals and medians with intervals that know the design."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.cells import Part, table
from godegrep.design import SIMPLE, Design, Floats, Integers, Sample, need, sample
from godegrep.errors import Mistake
from godegrep.intervals import of_mean, of_share, t_quantile
from godegrep.variance import ROUNDING, Bases, Breaks, Column, Domains

__all__ = ["Design", "tabulate"]

Set = tuple[str, str, Sequence[str]]
"""One row of an item's shares: its category, its statistic, and the categories it counts."""

STATISTICS = ("share", "mean", "total", "median")


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

    `statistic` is `share`; `mean` or `median`, of a column of numbers; or `total`, which is the sum
    of a column of numbers and else the number of units in each category.

    Returns the columns of `tables.parquet` (docs/data.md), `wave` being empty: item by item, break
    by break, group by group. Intervals: `intervals.of_share` for shares, t(df) for means and
    totals, Woodruff's for medians; `se`, `low` and `high` of those three are missing where the
    base leaves less than one degree of freedom. Variances are those of R's `survey`; see
    `variance`. Raises Mistake for columns that are not there or do not fit the design.
    """
    if statistic not in STATISTICS:
        raise Mistake(f"statistic is {statistic!r}; it should be one of: {', '.join(STATISTICS)}.")
    names = [items] if isinstance(items, str) else list(items)
    breaks = [by] if by is None or isinstance(by, str) else list(by)
    need(frame, [*names, *(name for name in breaks if name is not None)])
    drawn = sample(frame, design)
    split = Breaks(
        [Domains(drawn, whole(drawn) if b is None else encode(frame[b])) for b in breaks]
    )
    return table(part for name in names for part in _parts(frame[name], split, statistic))


def _parts(values: pd.Series, breaks: Breaks, statistic: str) -> Iterator[Part]:
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
        codes, categories = values.cat.codes.to_numpy(dtype=np.intp), values.cat.categories
    else:
        codes, categories = pd.factorize(values, sort=True)
    labels = tuple(map(label, categories))
    return Column(str(values.name), np.where(codes < 0, len(labels), codes), labels)


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
) -> Iterator[Part]:
    """The share of each set of categories in each break; without `sets`, of each category."""
    sets = each(item) if sets is None else sets
    bases, count, share, variance = breaks.shares(item, membership(item, sets))
    se = np.where(bases.n[:, None] > 0, np.sqrt(variance), np.nan)
    low, high = of_share(
        share,
        se,
        bases.n[:, None],
        bases.df[:, None],
        bases.effective[:, None],
        breaks.sample.design.level,
    )
    rows = [(category, statistic) for category, statistic, _ in sets]
    start = 0
    for domain in breaks.domains:
        own = slice(start, start + domain.groups.size)
        start = own.stop
        figures = (share[own], se[own], low[own], high[own])
        yield _part(domain, question, item.name, rows, bases.of(own), count[own], figures)


def totals_of_categories(domains: Domains, item: Column, question: str) -> Part:
    """The estimated number of units in each category."""
    bases = domains.bases(item.codes < item.size)
    chosen = [item.codes == k for k in range(item.size)]
    count = np.stack([domains.bases(rows).n for rows in chosen], axis=1)
    totals = [_total(domains, rows.astype(np.float64), bases) for rows in chosen]
    estimate, se, low, high = (np.stack(figures, axis=1) for figures in zip(*totals, strict=True))
    rows = [(name, "total") for name in item.labels]
    return _part(domains, question, item.name, rows, bases, count, (estimate, se, low, high))


def figure(domains: Domains, numbers: Floats, item: str, question: str, statistic: str) -> Part:
    """The mean, total or median of a column of numbers, (n,), NaN being missing."""
    answered = np.isfinite(numbers)
    bases = domains.bases(answered)
    calculate = {"mean": _mean, "total": _total, "median": _median}[statistic]
    estimate, se, low, high = calculate(domains, np.where(answered, numbers, 0.0), bases)
    figures = (estimate[:, None], se[:, None], low[:, None], high[:, None])
    rows = [("", statistic)]
    return _part(domains, question, item, rows, bases, bases.n[:, None], figures)


Figures = tuple[Floats, Floats, Floats, Floats]
"""Estimate, standard error, and both ends of the interval."""


def _part(
    domains: Domains,
    question: str,
    item: str,
    rows: Sequence[tuple[str, str]],
    bases: Bases,
    count: Integers,
    figures: Figures,
) -> Part:
    by, groups = domains.groups.name, domains.groups.labels
    sizes = (bases.n, bases.weights, bases.df)
    return Part(question, item, by, groups, rows, *sizes, count, *figures)


def _with_interval(domains: Domains, estimate: Floats, influence: Floats, bases: Bases) -> Figures:
    se = np.where(bases.df >= 1, np.sqrt(domains.variance(influence)), np.nan)
    low, high = of_mean(estimate, se, bases.df, domains.sample.design.level)
    known = np.isinf(bases.effective)
    return (
        estimate,
        np.where(known, 0.0, se),
        np.where(known, estimate, low),
        np.where(known, estimate, high),
    )


def mean(domains: Domains, values: Floats, bases: Bases) -> Floats:
    """Σwy/Σw over the base of each group, (G,)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return domains.sums(domains.sample.weights * bases.inside * values) / bases.weights


def _mean(domains: Domains, values: Floats, bases: Bases) -> Figures:
    means = mean(domains, values, bases)
    return _with_interval(domains, means, domains.influence(values, means, bases), bases)


def _total(domains: Domains, values: Floats, bases: Bases) -> Figures:
    """Σwy; the influence of a row is wy."""
    influence = domains.sample.weights * bases.inside * values
    return _with_interval(domains, domains.sums(influence), influence, bases)


def _median(domains: Domains, values: Floats, bases: Bases) -> Figures:
    """The median with Woodruff's interval (1952, Journal of the American Statistical Association
    47), as R's `svyquantile` from 4.1 on makes them (`qrule = "math"`, `interval.type = "mean"`):
    the smallest value with at least half of the weight at or below it, and the same for both ends
    of the interval of that share; the standard error is the interval's length over 2 t(df).
    """
    curves = [
        _Distribution.of(values[rows], domains.sample.weights[rows])
        for rows in (bases.inside & (domains.groups.codes == g) for g in range(domains.groups.size))
    ]
    median = np.array([curve.quantile(0.5) for curve in curves])
    below = (values <= domains.over_groups(median)).astype(np.float64)
    _, se, low, high = _mean(domains, below, bases)
    ends = [
        np.array([curve.quantile(p) for curve, p in zip(curves, level, strict=True)])
        for level in (low, high)
    ]
    quantile = t_quantile(bases.df, domains.sample.design.level)
    se = np.where(se == 0, 0.0, (ends[1] - ends[0]) / (2 * quantile))
    return median, se, ends[0], ends[1]


@dataclass(frozen=True, eq=False)
class _Distribution:
    """Sorted values, and the share of the weight at or below each."""

    values: Floats
    shares: Floats

    @classmethod
    def of(cls, values: Floats, weights: Floats) -> "_Distribution":
        order = np.argsort(values, kind="stable")
        shares = np.cumsum(weights[order])
        return cls(values[order], shares / shares[-1] if len(shares) else shares)

    def quantile(self, p: float) -> float:
        """The smallest value with at least p of the weight at or below it; rounding is forgiven."""
        if not len(self.values) or np.isnan(p):
            return float("nan")
        position = int(np.searchsorted(self.shares, p - ROUNDING))
        return float(self.values[min(position, len(self.values) - 1)])
