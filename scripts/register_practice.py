"""Compare the index of municipalities by what their offices answered in a wave."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.offices import join
from godegrep.register.practice import points_of, practice_table
from godegrep.sampling.frame import read_column
from godegrep.sampling.sample import design_of, respondents
from godegrep.study.config import SampleSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.register_settings import PracticeSettings


def main(
    checked,
    questionnaire,
    index,
    panel,
    frame,
    wave,
    settings,
    chosen,
    correction,
    minimum_base,
    questions,
    numbers,
    population,
    practice,
    told,
):
    config, chosen = reread(SampleSettings, settings), reread(PracticeSettings, chosen)
    asked = from_dict(read_json(questionnaire))
    answers = pd.read_parquet(checked)
    rows = respondents(answers, asked, config)
    year = chosen.years[wave]
    places = read_column(Path(frame[0]), config.frame, chosen.municipality)
    offices = places.rename("municipality").reset_index()
    offices = offices[offices["respondent"].isin(rows["respondent"])]
    figures, indices = pd.read_parquet(panel), pd.read_parquet(index)
    people = figures[figures["year"] == year].set_index("municipality")[population]
    joined = join(offices, indices[indices["year"] == year], people, numbers)
    design = design_of(config, answers)
    made = practice_table(rows, joined, asked, questions, design, wave, correction)
    points = points_of(made, rows, joined, asked, minimum_base)
    write_parquet(made, practice)
    write_json({"year": year, "told": joined.told(), "points": points}, told)


if "snakemake" in globals():
    run(main, snakemake)
