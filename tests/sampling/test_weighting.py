"""Weighting is a stage: what it writes is what the design gives, and nobody else weights."""

import ast
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support.paths import ROOT
from support.sampled import sampled
from support.survey import ANSWERS, CONFIG, QUESTIONNAIRE

from godegrep import Calibration, Design, tabulate
from godegrep.sampling.weighting import TYPES, weigh
from godegrep.study.config import DesignSettings, Weights
from godegrep.tabulation.tables import tables

TOWNS = ANSWERS.assign(**{"frame.town": [f"t{row % 20:02}" for row in range(100)]})
GIVEN = ANSWERS.assign(weight=[1.0 + row % 3 for row in range(100)])
STRATIFIED = {"strata": "frame.region", "lonely": "adjust"}


def calibrated(method, *margins):
    return {"calibration": Calibration.to_frame(method, ANSWERS, margins), **STRATIFIED}


def by_hand(answers, name):
    """The respondents and the design of a study, told without the stage."""
    invited = answers.groupby("frame.region")["status"].transform("size")
    rows = answers.assign(invited=invited)
    if name == "towns":
        rows["towns"] = answers["frame.town"].nunique()
        rows["members"] = answers.groupby("frame.town")["status"].transform("size")
    rows = rows[rows["status"] != "not_started"].copy()
    answered = rows.groupby("frame.region")["status"].transform("size")
    rows["factor"] = 1 / (answered / rows["invited"])
    return rows


STUDIES = {
    "none": (ANSWERS, {}, {"population": "invited", **STRATIFIED}),
    "response": (
        ANSWERS,
        {"weights": Weights("response")},
        {"weights": "factor", "population": "invited", **STRATIFIED},
    ),
    "given": (
        GIVEN,
        {"weights": Weights("column", ("vekt",))},
        {"weights": "weight", "population": "invited", **STRATIFIED},
    ),
    "raked": (
        ANSWERS,
        {"weights": Weights("rake", ("region", "size"))},
        {"population": "invited", **calibrated("rake", "frame.region", "frame.size")},
    ),
    "post-stratified": (
        ANSWERS,
        {"weights": Weights("poststratify", ("region", "size"))},
        {"population": "invited", **calibrated("poststratify", ("frame.region", "frame.size"))},
    ),
    "calibrated, infinite": (
        ANSWERS,
        {"weights": Weights("calibrate", ("region", "size")), "finite_population": False},
        calibrated("linear", "frame.region", "frame.size"),
    ),
    "clustered": (
        TOWNS,
        {"strata": (), "clusters": "town", "finite_population": False},
        {"clusters": "frame.town", "lonely": "adjust"},
    ),
    "two stages": (
        TOWNS,
        {"strata": (), "clusters": "town", "weights": Weights("rake", ("size",))},
        {
            "clusters": ("frame.town", "respondent"),
            "population": ("towns", "members"),
            "lonely": "adjust",
            "calibration": Calibration.to_frame("rake", TOWNS, ["frame.size"]),
        },
    ),
}


@pytest.mark.parametrize("name", STUDIES)
def test_the_stage_gives_the_estimates_that_the_design_gives_directly(name):
    """The very same floats, though the sample has been to a file and back."""
    answers, settings, design = STUDIES[name]
    config = replace(CONFIG, design=replace(CONFIG.design, **settings))
    table = tables(sampled(answers, QUESTIONNAIRE, config), QUESTIONNAIRE, config, "2017")
    shares = table[(table["item"] == "needed") & table["break"].isin(["", "size"])]
    rows = by_hand(answers, "towns" if "frame.town" in answers else name)
    kinds = {"needed": ["yes", "no"], "frame.size": ["small", "large"]}
    for column, order in kinds.items():
        rows[column] = pd.Categorical(rows[column], order)
    expected = tabulate(rows, "needed", [None, "frame.size"], Design(**design))
    numbers = ["n", "weighted_base", "count", "estimate", "se", "low", "high", "df", "deff"]
    assert len(shares) == 6
    pd.testing.assert_frame_equal(
        shares[numbers].reset_index(drop=True), expected[numbers], check_exact=True
    )


@pytest.mark.parametrize(("kind", "exact"), [("rake", True), ("calibrate", True), ("none", False)])
def test_the_totals_of_each_margin_are_the_frames_counts(kind, exact):
    names = () if kind == "none" else ("region", "size")
    _, weighting = weigh(ANSWERS, replace(CONFIG.design, weights=Weights(kind, names)))
    assert [margin.variables for margin in weighting.margins] == [(name,) for name in names]
    for margin in weighting.margins:
        counts = ANSWERS[f"frame.{margin.variables[0]}"].value_counts().to_dict()
        assert {c.values[0]: c.invited for c in margin.categories} == counts
        assert {c.values[0]: c.weights for c in margin.categories} == pytest.approx(counts)
    assert weighting.spread.sum == pytest.approx(len(ANSWERS) if exact else 60)


def test_the_totals_of_each_cell_are_the_frames_counts():
    names = ("region", "size")
    design = replace(CONFIG.design, weights=Weights("poststratify", names))
    table, weighting = weigh(ANSWERS, design)
    (margin,) = weighting.margins
    counts = ANSWERS.groupby(["frame.region", "frame.size"]).size().to_dict()
    assert {c.values: c.invited for c in margin.categories} == counts
    assert {c.values: c.weights for c in margin.categories} == pytest.approx(counts)
    categories = [margin.categories[cell.categories[0]] for cell in weighting.cells]
    assert [c.respondents for c in categories] == [cell.respondents for cell in weighting.cells]
    assert [cell.weights for cell in weighting.cells] == pytest.approx(
        table.groupby("cell")["weight"].sum().tolist()
    )
    factors = table["cell"].map(dict(enumerate(cell.factor for cell in weighting.cells)))
    assert (table["start_weight"] * factors).tolist() == table["weight"].tolist()


def test_weights_by_response_add_to_the_invited_of_each_stratum():
    table, weighting = weigh(ANSWERS, replace(CONFIG.design, weights=Weights("response")))
    invited = ANSWERS["frame.region"].value_counts()
    assert {g.values[0]: g.weights for g in weighting.groups} == pytest.approx(invited.to_dict())
    weights = table["weight"]
    assert table["population"].tolist() == table["stratum"].map(invited).tolist()
    assert weighting.spread.design_effect == pytest.approx(
        1 + weights.var(ddof=0) / weights.mean() ** 2
    )
    assert (weighting.spread.least, weighting.spread.most) == (weights.min(), weights.max())
    assert weighting.statuses == ANSWERS["status"].value_counts().to_dict()


@pytest.mark.parametrize("name", STUDIES)
def test_the_sample_has_a_row_a_respondent_with_the_columns_of_the_docs(name):
    answers, settings, _ = STUDIES[name]
    table, weighting = weigh(answers, replace(CONFIG.design, **settings))
    assert {column: str(kind) for column, kind in table.dtypes.items()} == TYPES
    there = answers.loc[answers["status"] != "not_started", "respondent"]
    assert table["respondent"].tolist() == there.tolist()
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in text for column in [*TYPES, *weighting.to_dict()])
    clustered = bool(weighting.cluster)
    assert table[["cluster", "members"]].notna().all(axis=None) == clustered
    assert table["cell"].notna().all() == bool(weighting.margins)


def test_a_wave_in_which_nobody_answered_has_an_empty_sample():
    table, weighting = weigh(ANSWERS.assign(status="not_started"), CONFIG.design)
    assert table.empty
    assert weighting.spread is None
    assert {group.respondents for group in weighting.groups} == {0}


def test_a_cluster_that_is_also_a_sheets_own_break_stays_a_cluster():
    """A column laid over the frame's own leaves the sample as it was drawn."""
    design = replace(CONFIG.design, strata=(), clusters="town")
    config = replace(CONFIG, design=design)
    wave = sampled(TOWNS, QUESTIONNAIRE, config)
    laid = wave.with_columns({"frame.town": TOWNS["frame.town"].where(TOWNS.index < 50)})
    assert laid.rows["frame.town"].isna().any()
    assert laid.answers["frame.town"].isna().any()
    assert np.array_equal(laid.sample.unit, wave.sample.unit)


def imports(path):
    """The names that a module imports, with the module that each is from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def importers(*names):
    """Who outside of sampling imports one of these from it."""
    package = ROOT / "workflow" / "godegrep"
    modules = [*package.rglob("*.py"), *(ROOT / "scripts").glob("*.py")]
    return {
        path.name
        for path in modules
        if package / "sampling" not in path.parents
        for module, name in imports(path)
        if module.startswith("godegrep.sampling") and name in (*names, "")
    }


def test_a_wave_is_weighted_in_one_place():
    assert importers("weigh") == {"weight.py"}
    assert importers("calibrate", "Calibration", "calibration", "weighting") == set()
    assert importers("in_bases", "strata", "SampledWave.of") == set()


def test_the_frame_is_read_once():
    """`ingest` reads it for the workflow; the commands that check and draft run no workflow."""
    assert importers("read_frame", "read_places") == {"ingest.py", "cli.py", "new_wave.py"}


def test_the_report_estimates_nothing():
    package = ROOT / "workflow" / "godegrep"
    told = {name for path in (package / "report").rglob("*.py") for name in imports(path)}
    assert {name for module, name in told if module.startswith("godegrep.sampling")} == {
        *("Weighting", "COMPLETE", "PARTIAL"),
    }


def test_a_design_of_nothing_weights_everyone_alike():
    table, weighting = weigh(ANSWERS.drop(columns=["frame.region", "frame.size"]), CONFIG.design)
    assert set(table["weight"]) == {1.0}
    assert not weighting.finite_population
    assert weighting.strata == ()
    bare, _ = weigh(ANSWERS, DesignSettings())
    assert bare["stratum"].unique().tolist() == [""]
