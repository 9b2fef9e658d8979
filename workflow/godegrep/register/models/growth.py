"""What growth comes from: groups' contributions, and payments with the composition held fixed."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.core.columns import need
from godegrep.core.errors import Mistake
from godegrep.core.resources import resource


def contributions(first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """What each group contributes to growth, from its numbers in the first year and the last.

    Both are indexed by group. Returns a row a group: `group`, `first`, `last`, `share` (of the
    last year's total), `growth` (NaN from nothing), `contribution` (a part of the total's growth;
    negative where the group has changed the other way). Raises Mistake for groups that are not in
    both years.
    """
    _same_groups(first, last)
    first, last = first.astype(np.float64), last.reindex(first.index).astype(np.float64)
    change = float(last.sum() - first.sum())
    return pd.DataFrame(
        {
            "group": list(first.index),
            "first": first.to_numpy(),
            "last": last.to_numpy(),
            "share": (last / last.sum()).to_numpy(),
            "growth": (last / first.where(first > 0) - 1).to_numpy(),
            "contribution": ((last - first) / (change or np.nan)).to_numpy(),
        }
    )


def _same_groups(first: pd.Series, last: pd.Series) -> None:
    apart = sorted(set(map(str, first.index)) ^ set(map(str, last.index)))
    if apart:
        raise Mistake(
            f"These groups are not in both years: {', '.join(apart)}. Growth needs the same groups "
            "in both; add what is missing, with 0 for none."
        )


def index_series(counts: pd.DataFrame, base: int) -> pd.DataFrame:
    """Each group's number in each year, `base` being 100, and its share of all in the year.

    `counts` has `group`, `year`, `count`; returns it with `index` and `share`. Raises Mistake where
    the base year is missing for a group, or has nobody.
    """
    need(counts, ["group", "year", "count"])
    start = counts[counts["year"] == base].set_index("group")["count"]
    missing = [str(g) for g in counts["group"].unique() if not start.get(g, 0) > 0]
    if missing:
        raise Mistake(
            f"Group {name!r} has no number in {base}, the year that the index starts from; take "
            "another year, or leave the group out."
            for name in missing
        )
    every = counts.groupby("year")["count"].transform("sum")
    return counts.assign(
        index=100 * counts["count"] / counts["group"].map(start), share=counts["count"] / every
    )


def standardised(rates: Floats, shares: Floats) -> float:
    """The mean of groups' rates, (g,), with a given composition, (g,): direct standardisation."""
    return float(rates @ shares / shares.sum())


@dataclass(frozen=True)
class Split:
    """The change of a mean, in its unit, split after Kitagawa.

    `level`, groups' rates having changed; `composition`, their shares; `interaction`, both at
    once. The three add up to `change`. `fixed` is the mean of the last year with the composition of
    the first.
    """

    first: float
    last: float
    fixed: float
    level: float
    composition: float
    interaction: float

    @property
    def change(self) -> float:
        """The last mean less the first."""
        return self.last - self.first


def kitagawa(first: pd.DataFrame, last: pd.DataFrame) -> Split:
    """Split the change of a mean (Kitagawa 1955, J. of the American Statistical Association 50).

    Both years have `group`, `count` and `rate`, the mean of the group. With shares w and rates r
    and from the first year: level Σ w Δr, composition Σ r Δw, interaction Σ Δw Δr. Raises Mistake
    for groups that are not in both years, or have no rate.
    """
    for frame in (first, last):
        need(frame, ["group", "count", "rate"])
    before, after = first.set_index("group"), last.set_index("group")
    _same_groups(before["count"], after["count"])
    after = after.reindex(before.index)
    unknown = before.index[before["rate"].isna() | after["rate"].isna()]
    if len(unknown):
        raise Mistake(
            f"Group {name!r} has no mean in one of the years; combine it with another."
            for name in unknown
        )
    rates = [frame["rate"].to_numpy(dtype=np.float64) for frame in (before, after)]
    shares = [frame["count"].to_numpy(dtype=np.float64) for frame in (before, after)]
    shares = [share / share.sum() for share in shares]
    return Split(
        first=standardised(rates[0], shares[0]),
        last=standardised(rates[1], shares[1]),
        fixed=standardised(rates[1], shares[0]),
        level=float(shares[0] @ (rates[1] - rates[0])),
        composition=float(rates[0] @ (shares[1] - shares[0])),
        interaction=float((shares[1] - shares[0]) @ (rates[1] - rates[0])),
    )


@cache
def base_amounts() -> pd.Series:
    """The National Insurance basic amount G, in kroner, as the mean of each year.

    It is adjusted on 1 May, so that the mean is four months of the old and eight of the new. The
    amounts are facts from NAV («Grunnbeløpet i folketrygden»), `base_amount.csv`.
    """
    table = pd.read_csv(resource("tables/base_amount.csv"), comment="#", parse_dates=["from"])
    amounts = pd.Series(table["amount"].to_numpy(np.float64), table["from"].dt.year)
    return ((4 * amounts.shift() + 8 * amounts) / 12).dropna().rename("base_amount")


def beside_base_amount(means: pd.Series) -> pd.DataFrame:
    """A mean payment of each year beside G: `year`, `mean`, `base_amount`, and growth of both.

    `means` is indexed by year. `growth` and `base_growth` are since the first year, `excess` is how
    much more the payment has grown: (1 + growth)/(1 + base_growth) − 1. Raises Mistake for years
    whose G is not known.
    """
    means = means.sort_index().astype(np.float64)
    amounts = base_amounts()
    unknown = [int(year) for year in means.index if year not in amounts.index]
    if unknown:
        raise Mistake(
            f"The basic amount G of {year} is not in godegrep, which has {amounts.index.min()} to "
            f"{amounts.index.max()}; add it to workflow/godegrep/resources/tables/base_amount.csv."
            for year in unknown
        )
    of_years = amounts[means.index]
    growth, base = means / means.iloc[0] - 1, of_years / of_years.iloc[0] - 1
    columns = {
        "mean": means,
        "base_amount": of_years,
        "growth": growth,
        "base_growth": base,
        "excess": (1 + growth) / (1 + base) - 1,
    }
    return pd.DataFrame(columns).rename_axis("year").reset_index()
