"""Compare the index of municipalities by what their offices answered in a wave."""

import pandas as pd

from godegrep.core.files import read_json, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.offices import join, offices_of
from godegrep.register.practice import points_of, practice_table
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import Significance, Suppression
from godegrep.study.questionnaire import from_dict


def main(sampled, questionnaire, register, wave, settings, tried, practice, told):
    asked = from_dict(read_json(questionnaire))
    correction = reread(Significance, settings["tests"]).correction
    least = reread(Suppression, settings["suppression"]).minimum_base
    of_wave = read_sampled_wave(sampled, asked)
    rows, year = of_wave.rows, tried["year"]
    offices = offices_of(of_wave.answers, wave)
    indices, figures = map(pd.read_parquet, register)
    people = figures[figures["year"] == year].set_index("municipality")[tried["population"]]
    joined = join(
        offices[offices["respondent"].isin(rows["respondent"])],
        indices[indices["year"] == year],
        people,
        tried["numbers"],
    )
    design = of_wave.sample.design
    tested = practice_table(rows, joined, asked, tried["questions"], design, wave, correction)
    points = points_of(tested, rows, joined, asked, least)
    write_parquet(tested, practice)
    write_json({"year": year, "told": joined.told(), "points": points}, told)


if "snakemake" in globals():
    run(main, snakemake)
