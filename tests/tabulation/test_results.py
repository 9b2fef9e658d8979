"""The table that a researcher asks for is the one that the pipeline writes."""

import pandas as pd
import pytest
from support.sampled import sampled
from support.survey import ANSWERS, CONFIG, QUESTIONNAIRE

import godegrep
from godegrep.core.errors import Mistake
from godegrep.core.files import write_json, write_parquet, write_text
from godegrep.sampling.weighting import weigh
from godegrep.study.questionnaire import to_dict
from godegrep.tabulation.tables import tables

pytestmark = pytest.mark.workflow

SETTINGS = """
title: Prøve
waves: {"2017": {export: x.csv, respondent: id}}
frame:
  respondent: id
  variables:
    region: {text: Landsdel}
    size: {text: Størrelse, values: {small: Liten, large: Stor}}
design: {strata: [region], weights: none, finite_population: true}
breaks: [size, needed]
suppression: {minimum_base: 1}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    results = folder / "results" / "2017"
    results.mkdir(parents=True)
    write_text(SETTINGS, folder / "config.yaml")
    write_parquet(ANSWERS, results / "checked.parquet")
    table, weighting = weigh(ANSWERS, CONFIG.design)
    write_parquet(table, results / "sample.parquet")
    write_json(weighting.to_dict(), results / "weighting.json")
    write_json(to_dict(QUESTIONNAIRE), results / "questionnaire.json")
    wave = sampled(ANSWERS, QUESTIONNAIRE, CONFIG)
    made = tables(wave, QUESTIONNAIRE, CONFIG, "2017")
    write_parquet(made, results / "tables.parquet")
    return folder


QUESTIONS = ("needed", "use", "tools", "staff", "why")


@pytest.mark.parametrize(
    ("question", "by"),
    [(q, by) for q in QUESTIONS for by in ("", "size", "needed") if q != by],
)
def test_the_same_numbers(study, question, by):
    written = pd.read_parquet(study / "results" / "2017" / "tables.parquet")
    expected = written[(written["question"] == question) & (written["break"] == by)]
    made = godegrep.table("2017", question, by=by, study=study)
    pd.testing.assert_frame_equal(made, expected.reset_index(drop=True))


def test_a_break_that_the_config_does_not_name(study):
    made = godegrep.table("2017", "staff", by="region", study=study)
    means = made[made["statistic"] == "mean"].set_index("group")["estimate"]
    own = ANSWERS[:60].groupby("frame.region")["staff"].mean()
    assert means.to_dict() == pytest.approx(own.to_dict())


@pytest.mark.parametrize(
    ("wave", "question", "by", "said"),
    [
        ("2018", "staff", "", "run snakemake first"),
        ("2017", "stuff", "", "there are: needed, use, tools, staff, why"),
        ("2017", "staff", "colour", "'colour' is no break in 2017"),
    ],
)
def test_mistakes(study, wave, question, by, said):
    with pytest.raises(Mistake, match=said):
        godegrep.table(wave, question, by=by, study=study)
