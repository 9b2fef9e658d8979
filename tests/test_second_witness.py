"""The package `svy` as a second witness, where it is installed (`pip install svy`)."""

import numpy as np
import pytest
from r_figures import CLUS1, MARGINS, SRS, STRAT, calibrated

from godegrep import Design, tabulate
from godegrep.design import sample

svy = pytest.importorskip("svy", reason="svy, a second witness, is not installed: pip install svy")
pl = pytest.importorskip("polars")

DESIGNS = {
    "simple": (SRS, {"wgt": "pw"}, Design("pw")),
    "stratified": (STRAT, {"wgt": "pw", "stratum": "stype"}, Design("pw", "stype")),
    "clustered": (CLUS1, {"wgt": "pw", "psu": "dnum"}, Design("pw", clusters="dnum")),
}


def witness(frame, **design):
    columns = ["api00", "api99", "comp.imp", "sch.wide", "stype", "pw", *design.values()]
    return svy.Sample(pl.DataFrame({n: list(frame[n]) for n in columns}), svy.Design(**design))


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_means_and_ratios_agree(name):
    frame, theirs, ours = DESIGNS[name]
    told = witness(frame, **theirs).estimation
    for estimate, statistic in (
        (told.mean("api00"), "mean"),
        (told.ratio("api00", "api99"), "ratio:api99"),
    ):
        row = tabulate(frame, "api00", design=ours, statistic=statistic).iloc[0]
        said = estimate.estimates[0]
        assert (row["estimate"], row["se"]) == pytest.approx((said.est, said.se), rel=1e-6)


def test_raked_weights_agree():
    raked = witness(SRS, wgt="pw").weighting.rake(controls=MARGINS, tol=1e-12, max_iter=1000)
    ours = sample(SRS, Design("pw", **calibrated("rake"))).weights
    assert np.allclose(ours, raked.data["rk_wgt"].to_numpy(), rtol=1e-6)
