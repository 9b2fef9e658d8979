"""Estimates against R's `survey`: every figure that R gave, in every design."""

from fnmatch import fnmatch
from functools import cache

import numpy as np
import pytest
from support.r_figures import (
    AMBULANCES,
    CLUS1,
    CLUS2,
    DESIGNS,
    EXPECTED,
    FURTHER,
    NAV,
    SMALL,
    SRS,
    STRAT,
    assert_equal,
)
from support.share_intervals import arcsine, korn_graubard

from godegrep import Design, change, tabulate
from godegrep.estimation.intervals import of_mean
from godegrep.sampling.design import sample

TESTS = ("*chisq*", "*test.*", "padjust")
"""Entries that other test files hold: tests of difference and of the family of p-values."""
WAVES = {
    "waves_indep": (
        STRAT.assign(strata="A_" + STRAT["stype"], id="A" + STRAT["cds"]),
        SRS.assign(strata="B_all", id="B" + SRS["cds"]),
        Design("pw", "strata", population="fpc"),
    )
}
for name, first, second in (
    ("full", slice(None), slice(None)),
    ("partial", np.arange(1, 201) % 3 != 0, np.arange(1, 201) % 4 != 1),
):
    waves = [
        STRAT.assign(id=STRAT["cds"], y=STRAT[year], q=(STRAT[year] > 650) * 1)[kept]
        for year, kept in (("api99", first), ("api00", second))
    ]
    WAVES[f"waves_panel_{name}"] = (*waves, Design("pw", "stype", population="fpc"))
    WAVES[f"waves_panel_{name}_nofpc"] = (*waves, Design("pw", "stype"))
for name, schools in (("clus1", CLUS1), ("clus2", CLUS2)):
    waves = [schools.assign(id=schools["cds"], y=schools[year]) for year in ("api99", "api00")]
    WAVES[f"waves_panel_{name}"] = (*waves, DESIGNS[f"{name}_fpc"][1])


@cache
def ours(design, item, statistic="share", by=None, key="category"):
    """Our table in R's words: each figure by category, or by group."""
    frame, how = DESIGNS[design]
    table = tabulate(frame, item, by, how, statistic).set_index(key)
    names = {"estimate": "estimate", "se": "se", "lci": "low", "uci": "high", "degf": "df"}
    names["deff"] = "deff"
    return {name: table[column].to_dict() for name, column in names.items()}


def only(figures, key, *names):
    return {name: figures[name][key] for name in names}


def of_t(figures):
    """R's `lci_t` and `uci_t` are our ends; its `lci` of a mean uses the normal quantile."""
    ends = {"lci": "lci_t", "uci": "uci_t"}
    return {ends.get(name, name): figure for name, figure in figures.items()}


def mean(design, item):
    return of_t(only(ours(design, item, "mean"), "", "estimate", "se", "lci", "uci", "degf"))


def prefixed(figures, prefix, *names):
    return {name: {prefix + k: v for k, v in figures[name].items()} for name in names}


def merged(*parts):
    return {name: {k: v for part in parts for k, v in part[name].items()} for name in parts[0]}


def share_in_groups(design, item, by):
    frame, how = DESIGNS[design]
    table = tabulate(frame, item, by, how)
    table = table[table["category"] == "Yes"].set_index("group")
    names = {"estimate": "estimate", "lci": "low", "uci": "high"}
    return {name: table[column].to_dict() for name, column in names.items()}


def quantiles(design):
    found = {p: ours(design, "api00", f"quantile:{p}") for p in ("0.25", "0.5", "0.75")}
    return {
        name: {p: figures[name][""] for p, figures in found.items()}
        for name in ("estimate", "se", "lci", "uci")
    }


def other_methods(design):
    """R's other intervals of a share: `asin`, `beta` and `mean`."""
    frame, how = DESIGNS[design]
    row = tabulate(frame, "sch.wide", design=how).set_index("category").loc["Yes"]
    share, se, df, n = (np.array([row[name]]) for name in ("estimate", "se", "df", "n"))
    for method, ends in (
        ("asin", arcsine(share, se, df, how.level)),
        ("beta", korn_graubard(share, se, n, df, how.level)),
        ("mean", of_mean(share, se, df, how.level)),
    ):
        figures = (row["estimate"], row["se"], *(end[0] for end in ends), row["df"])
        yield method, dict(zip(("estimate", "se", "lci", "uci", "degf"), figures, strict=True))


def weights(design):
    frame, how = DESIGNS[design]
    drawn = sample(frame, how).weights
    return {
        "n_eff": drawn.sum() ** 2 / (drawn**2).sum(),
        "sum_w": drawn.sum(),
        "min_w": drawn.min(),
        "max_w": drawn.max(),
    }


def of_schools(design):
    """The entries on a sample of Californian schools."""
    yield "mean.api00", mean(design, "api00") | only(ours(design, "api00", "mean"), "", "deff")
    yield "total.enroll", only(ours(design, "enroll", "total"), "", "estimate", "se")
    for item in ("stype", "sch.wide"):
        yield f"prop.{item}", prefixed(ours(design, item), item, "estimate", "se")
    wide, improved = (
        prefixed(ours(design, item), item, "estimate", "se") for item in ("sch.wide", "comp.imp")
    )
    yield "prop", merged(wide, improved)
    for name, item in (("schwide", "sch.wide"), ("compimp", "comp.imp")):
        figures = only(ours(design, item), "Yes", "estimate", "se", "lci", "uci")
        for method in ("logit", "xlogit"):
            yield f"ciprop.{name}.{method}", figures
    for method, figures in other_methods(design):
        yield f"ciprop.schwide.{method}", figures
    for name, by in (("schwide", "sch.wide"), ("stype", "stype")):
        table = ours(design, "api00", "mean", by, "group")
        yield f"by.api00.{name}", {name: table[name] for name in ("estimate", "se")}
    table = ours(design, "api00", "mean", "comp.imp", "group")
    yield "domain.api00.compimpNo", only(table, "No", "estimate", "se")
    table = ours(design, "api00", "total", "comp.imp", "group")
    yield "by.total.stype", {name: table[name] for name in ("estimate", "se")}
    yield "by.ciprop.schwide.compimp", share_in_groups(design, "sch.wide", "comp.imp")
    yield "by.ciprop.compimp.stype", share_in_groups(design, "comp.imp", "stype")
    yield "ratio.api00_api99", only(ours(design, "api00", "ratio:api99"), "", "estimate", "se")
    yield "quantile.api00", quantiles(design)
    yield "kish", weights(design)
    frame, how = DESIGNS[design]
    grown = frame.assign(growth=5 * (frame["api00"] - frame["api99"]))
    row = tabulate(grown, ["api99", "api00", "growth"], design=how, statistic="alpha").iloc[0]
    yield "alpha", {"estimate": row["estimate"], "se": row["se"], "degf": row["df"]}


def of_offices(design):
    """The entries on the made-up offices."""
    for item in ("q1_a", "q1_b", "q1_c"):
        shares = ours(design, item)
        yield f"dist.{item}", {name: shares[name] for name in ("estimate", "se")}
        for category in "12345":
            yield (
                f"ciprop.{item}.{category}",
                only(shares, category, "estimate", "se", "lci", "uci"),
            )
        # R gives the degrees of freedom of the whole design, not of those who answered.
        figures = mean(design, item)
        yield f"mean.{item}", {name: figures[name] for name in figures if name != "degf"}
        table = ours(design, item, "mean", "region", "group")
        yield f"by.{item}.region", {name: table[name] for name in ("estimate", "se")}
    for item in ("q2_1", "q2_2", "q2_3", "q2_none"):
        yield f"multi.{item}", only(ours(design, item), "1", "estimate", "se", "lci", "uci")


def of_waves(name):
    """The entries on two waves."""
    first, second, design = WAVES[name]
    for entry, item in (("mean_api00", "api00"), ("y", "y")):
        if item in first:
            row = change(first, second, item, "id", design, "mean").iloc[0]
            yield f"diff.{entry}", difference(row)
    for entry, item, category in (("prop_schwide", "sch.wide", "Yes"), ("q", "q", "1")):
        if item in first:
            row = change(first, second, item, "id", design).set_index("category").loc[category]
            yield f"diff.{entry}", difference(row)


def difference(row):
    return {
        "estimate": row["estimate"],
        "se": row["se"],
        "lci_t": row["low"],
        "uci_t": row["high"],
        "by": {"A": row["estimate_first"], "B": row["estimate_second"]},
        "p_value_t": row["p"],
        "degf": row["df"],
    }


def of_small():
    """The entries on the smallest of R's own data sets."""
    drawn = Design("weight", "stratum", population="units")
    for statistic in ("mean", "total"):
        row = tabulate(SMALL, "x", design=drawn, statistic=statistic).iloc[0]
        names = {"estimate": "estimate", "se": "se", "lci_t": "low", "uci_t": "high", "degf": "df"}
        yield ("fpc", f"{statistic}.x"), {name: row[column] for name, column in names.items()}
    drawn = Design(strata="area", clusters="ambulance")
    row = tabulate(AMBULANCES, "alive", design=drawn, statistic="ratio:arrests").iloc[0]
    yield ("scd", "ratio"), {"estimate": row["estimate"], "se": row["se"]}


def alpha():
    row = tabulate(NAV, ["q1_a", "q1_b", "q1_c"], statistic="alpha").iloc[0]
    return {"estimate": row["estimate"], "n": row["n"]}


def held_by_r(figures, expected):
    """What R tells of the same entry; it does not tell everything of each."""
    return {
        name: held_by_r(value, expected[name]) if isinstance(value, dict) else value
        for name, value in figures.items()
        if expected.get(name) is not None
    }


R = {**{f"{name} ": entry for name, entry in EXPECTED.items()}, **FURTHER}
"""By name; those of expected.json end in a space, since some designs are in both files."""


FIGURES = sorted(name for name in R if not any(fnmatch(name.strip(), pattern) for pattern in TESTS))
"""What is left are tests, which other files hold."""


@cache
def reckoned():
    """What we say to each of R's entries, by name."""
    known = dict(of_small()) | {
        ("cronbach_alpha", "q1"): alpha(),
        ("doc", "rake.api00"): mean("rake_clus1", "api00"),
    }
    for design in DESIGNS:
        if design.startswith("nav"):
            known |= {(design, entry): figures for entry, figures in of_offices(design)}
        else:
            known |= {(design, entry): figures for entry, figures in of_schools(design)}
    for design in WAVES:
        known |= {(design, entry): figures for entry, figures in of_waves(design)}
    return {name: held_by_r(known[tuple(name.strip().split(".", 1))], R[name]) for name in FIGURES}


LOOSER = {"doc.rake.api00 ": 1e-5}
"""R's own example ends its raking within one school of the margins, which is its default."""


@pytest.mark.parametrize("name", FIGURES)
def test_agrees_with_r(name):
    assert_equal(reckoned()[name], R[name], LOOSER.get(name, 1e-6))
