"""The package `svy` as a second witness, where it is installed (`pip install svy`)."""

import numpy as np
import pytest
from support.r_figures import CLUS1, MARGINS, SRS, STRAT, calibrated

from godegrep import Design, compare, tabulate
from godegrep.estimation.estimates import encode
from godegrep.inference.location import compare_ranks
from godegrep.sampling.design import sample

DESIGNS = {
    "simple": (SRS, {"wgt": "pw"}, Design("pw")),
    "stratified": (STRAT, {"wgt": "pw", "stratum": "stype"}, Design("pw", "stype")),
    "clustered": (CLUS1, {"wgt": "pw", "psu": "dnum"}, Design("pw", clusters="dnum")),
}


def witness(frame, **design):
    svy = pytest.importorskip("svy", reason="svy is not installed: pip install svy")
    pl = pytest.importorskip("polars")
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


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_shares_in_groups_and_their_logit_intervals_agree(name):
    frame, theirs, ours = DESIGNS[name]
    told = witness(frame, **theirs).estimation.prop("sch.wide", by="comp.imp").estimates
    table = tabulate(frame, "sch.wide", "comp.imp", ours).set_index(["group", "category"])
    assert len(told) == len(table) == 4
    for said in told:
        row = table.loc[(said.by_level[0], said.y_level)]
        assert (row["estimate"], row["se"]) == pytest.approx((said.est, said.se), rel=1e-6)
        if 0 < said.est < 1:  # svy has no interval for others
            ends = (said.lci, said.uci, said.df, said.n)
            assert tuple(row[["low", "high", "df", "n"]]) == pytest.approx(ends, rel=1e-6)


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_rao_and_scotts_test_agrees(name):
    frame, theirs, ours = DESIGNS[name]
    told = witness(frame, **theirs).categorical.tabulate("comp.imp", "sch.wide").stats.f
    found = compare(frame, "sch.wide", "comp.imp", ours).iloc[0]
    assert [found[name] for name in ("statistic", "df", "df_residual", "p")] == pytest.approx(
        [told.value, told.df_num, told.df_den, told.p_value], rel=1e-6
    )


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_the_t_test_of_means_agrees(name):
    frame, theirs, ours = DESIGNS[name]
    told = witness(frame, **theirs).categorical.ttest("api00", group="comp.imp").stats
    found = compare(frame, "api00", "comp.imp", ours).iloc[0]
    assert [found[name] for name in ("statistic", "df_residual", "p")] == pytest.approx(
        [told.t**2, told.df, told.p_value], rel=1e-6
    )


def test_ranks_agree_where_weights_are_equal():
    told = witness(SRS, wgt="pw").categorical.ranktest("api00", group="stype").stats
    found = compare_ranks(
        sample(SRS, Design("pw")), encode(SRS["stype"]), SRS["api00"].to_numpy(float)
    )
    assert [found.statistic, found.p] == pytest.approx([told.value, told.p_value], rel=1e-6)


def test_raked_weights_agree():
    raked = witness(SRS, wgt="pw").weighting.rake(controls=MARGINS, tol=1e-12, max_iter=1000)
    ours = sample(SRS, Design("pw", **calibrated("rake"))).weights
    assert np.allclose(ours, raked.data["rk_wgt"].to_numpy(), rtol=1e-6)
