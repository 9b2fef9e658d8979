"""Compare the index of municipalities by what their offices answered in a wave."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_json, write_parquet
from godegrep.jobs import run
from godegrep.register.offices import join
from godegrep.register.practice import points_of, practice_table
from godegrep.sampling.frame import read_column
from godegrep.sampling.sample import design_of, respondents
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict


def main(
    checked,
    questionnaire,
    index,
    panel,
    frame,
    wave,
    settings,
    questions,
    numbers,
    population,
    practice,
    told,
):
    config, chosen = config_from_dict(settings), settings["register"]["practice"]
    asked = from_dict(read_json(questionnaire))
    answers = pd.read_parquet(checked)
    rows = respondents(answers, asked, config)
    year = int(chosen["years"][wave])
    places = read_column(Path(frame[0]), config, chosen["municipality"])
    offices = places.rename("municipality").reset_index()
    offices = offices[offices["respondent"].isin(rows["respondent"])]
    figures, indices = pd.read_parquet(panel), pd.read_parquet(index)
    people = figures[figures["year"] == year].set_index("municipality")[population]
    joined = join(offices, indices[indices["year"] == year], people, numbers)
    design = design_of(config, answers)
    made = practice_table(rows, joined, asked, questions, design, wave, config.tests.correction)
    points = points_of(made, rows, joined, asked, config.suppression.minimum_base)
    write_parquet(made, practice)
    write_json({"year": year, "told": joined.told(), "points": points}, told)


if "snakemake" in globals():
    run(main, snakemake)
