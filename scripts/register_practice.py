"""Compare the index of municipalities by what their offices answered, wave by wave."""

import pandas as pd

from godegrep.core.files import read_json, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.offices import join, offices_of
from godegrep.register.practice import points_of, practice_table
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import Significance, Suppression
from godegrep.study.questionnaire import from_dict


def main(inputs, outputs, settings, tried):
    correction = reread(Significance, settings["tests"]).correction
    least = reread(Suppression, settings["suppression"]).minimum_base
    indices, figures = map(pd.read_parquet, inputs.register)
    for place, (wave, chosen) in enumerate(tried.items()):
        asked = from_dict(read_json(inputs.questionnaires[place]))
        of_wave = read_sampled_wave(inputs.sampled[place :: len(tried)], asked)
        rows, design = of_wave.rows, of_wave.sample.design
        joined = offices_beside(of_wave, wave, indices, figures, chosen)
        tested = practice_table(rows, joined, asked, chosen["questions"], design, wave, correction)
        points = points_of(tested, rows, joined, asked, least)
        write_parquet(tested, outputs.practices[place])
        told = {"year": chosen["year"], "told": joined.told(), "points": points}
        write_json(told, outputs.told[place])


def offices_beside(of_wave, wave, indices, figures, chosen):
    """The offices that answered, each beside the index of its municipalities."""
    offices = offices_of(of_wave.answers, wave)
    people = figures[figures["year"] == chosen["year"]].set_index("municipality")
    return join(
        offices[offices["respondent"].isin(of_wave.rows["respondent"])],
        indices[indices["year"] == chosen["year"]],
        people[chosen["population"]],
        chosen["numbers"],
    )


if "snakemake" in globals():
    run(main, snakemake)
