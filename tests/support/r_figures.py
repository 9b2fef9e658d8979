"""R's figures (data/r_survey), the samples they come from, and the same designs in our words."""

import json

import numpy as np
import pandas as pd
import pytest

from godegrep import Calibration, Design
from support.paths import DATA

HERE = DATA / "r_survey"


def figures(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


EXPECTED = figures("expected.json")["results"]
FURTHER = figures("further.json")


def read(name):
    return pd.read_csv(HERE / f"{name}.csv", dtype={"cds": str, "office": str})


SRS, STRAT, CLUS1, CLUS2 = map(read, ("apisrs", "apistrat", "apiclus1", "apiclus2"))
FRAME = read("nav_like_frame")
NAV = FRAME[FRAME["resp"]].assign(population=453)
STYPE = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}
JOINT = {("stype", "sch.wide"): read("apipop_stype_schwide").set_index(["stype", "sch.wide"])["N"]}
MARGINS = {"stype": STYPE, "sch.wide": WIDE}
WITH_TOTAL = {"stype": STYPE, "api99": 3914069}
OFFICES = Calibration.to_frame("rake", FRAME, ["size", "region"])
ONE = {"weights": "pw", "population": "fpc"}
IN_CLUSTERS = {**ONE, "clusters": "dnum"}
STRATIFIED = {**ONE, "strata": "stype"}
TWO_STAGES = {"weights": "pw", "clusters": ("dnum", "snum"), "population": ("fpc1", "fpc2")}


def with_lonely():
    """The offices by size and region, but one of the first stratum; some without weight."""
    cell = FRAME["size"] + " " + FRAME["region"]
    rows = NAV.assign(cell=cell, cells=cell.map(cell.value_counts()))
    rows = rows[(rows["cell"] != rows["cell"].iloc[0]) | ~rows["cell"].duplicated()]
    weights = rows["cells"] / rows.groupby("cell")["cell"].transform("size")
    tenth = (np.arange(len(rows)) + 1) % 10 == 0
    return rows.assign(weight=weights, some=weights.mask(tenth, 0.0))


LONELY = with_lonely()
SMALL = pd.DataFrame(
    {
        "stratum": [1, 1, 1, 1, 1, 2, 2, 2],
        "weight": [3, 3, 3, 3, 3, 4, 4, 4],
        "units": [15, 15, 15, 15, 15, 12, 12, 12],
        "x": [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2],
    }
)
AMBULANCES = pd.DataFrame(
    {
        "area": [1, 1, 2, 2, 3, 3],
        "ambulance": range(6),
        "arrests": [120, 78, 185, 228, 670, 530],
        "alive": [25, 24, 30, 49, 80, 70],
    }
)
"""The data sets `fpc` and `scd` of R's survey."""


def calibrated(method, margins=None):
    return {"calibration": Calibration(method, margins or MARGINS)}


DESIGNS = {
    "srs_fpc": (SRS, Design(**ONE)),
    "srs_nofpc": (SRS, Design("pw")),
    "strat_fpc": (STRAT, Design(**STRATIFIED)),
    "strat_nofpc": (STRAT, Design("pw", "stype")),
    "clus1_fpc": (CLUS1, Design(**IN_CLUSTERS)),
    "clus1_nofpc": (CLUS1, Design("pw", clusters="dnum")),
    "clus2_fpc": (CLUS2, Design(**TWO_STAGES)),
    "clus2_nofpc": (CLUS2, Design("pw", clusters=("dnum", "snum"))),
    "rake_srs": (SRS, Design("pw", **calibrated("rake"))),
    "rake_srs_fpc": (SRS, Design(**ONE, **calibrated("rake"))),
    "rake_strat": (STRAT, Design(**STRATIFIED, **calibrated("rake"))),
    "rake_clus1": (CLUS1, Design("pw", clusters="dnum", **calibrated("rake"))),
    "rake_clus1_fpc": (CLUS1, Design(**IN_CLUSTERS, **calibrated("rake"))),
    "rake_clus2": (CLUS2, Design(**TWO_STAGES, **calibrated("rake"))),
    "poststrat_srs": (SRS, Design("pw", **calibrated("poststratify", {"stype": STYPE}))),
    "poststrat_srs_fpc": (SRS, Design(**ONE, **calibrated("poststratify", JOINT))),
    "poststrat_clus1": (
        CLUS1,
        Design(**IN_CLUSTERS, **calibrated("poststratify", {"stype": STYPE})),
    ),
    "calib_linear_srs": (SRS, Design("pw", **calibrated("linear"))),
    "calib_linear_srs_fpc": (SRS, Design(**ONE, **calibrated("linear"))),
    "calib_raking_srs": (SRS, Design("pw", **calibrated("raking"))),
    "calib_linear_clus1": (CLUS1, Design(**IN_CLUSTERS, **calibrated("linear"))),
    "calib_api99_clus1": (CLUS1, Design(**IN_CLUSTERS, **calibrated("linear", WITH_TOTAL))),
    "calib_api99_raking_strat": (STRAT, Design(**STRATIFIED, **calibrated("raking", WITH_TOTAL))),
    "nav_srs": (NAV, Design(population="population")),
    "nav_unweighted": (NAV, Design()),
    "nav_strat": (NAV, Design("w", "size", population="fpc")),
    "nav_lonely": (LONELY, Design("weight", "cell", population="cells", lonely="adjust")),
    "nav_zero": (LONELY, Design("some", "cell", population="cells", lonely="adjust")),
    "nav_rake": (NAV, Design(population="population", calibration=OFFICES)),
    "nav_rake_nofpc": (NAV, Design(calibration=OFFICES)),
    "nav_strat_rake": (NAV, Design(strata="size", population="fpc", calibration=OFFICES)),
}


def assert_equal(figure, expected, rel=1e-6):
    """Each figure is R's; a dictionary may hold a part of R's keys, but not none."""
    if isinstance(figure, dict):
        assert figure
        for key, value in figure.items():
            assert_equal(value, expected[key], rel)
    else:
        assert figure == pytest.approx(expected, rel=rel, abs=1e-9)
