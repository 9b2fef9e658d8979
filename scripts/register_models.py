"""Expected spending with each municipality's index and class, growth, and what offices do.

The last compares the index of municipalities by what their offices answered, wave by wave.
"""

import pandas as pd

from godegrep.core.files import read_json, write_csv, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.models.classes import class_table
from godegrep.register.models.expected import estimate
from godegrep.register.models.growth_table import growth_table, measures_of
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.models.model import model_of
from godegrep.register.offices import join, offices_of
from godegrep.register.practice import points_of, practice_table
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import Significance, Suppression
from godegrep.study.questionnaire import from_dict
from godegrep.study.register_settings import ClassSettings, Expected, GrowthSettings


def main(inputs, outputs, expected, growth, classes, level, settings, tried):
    figures = pd.read_parquet(inputs.panel)
    if expected:
        model = estimate(figures, model_of(reread(Expected, expected), level))
        index = index_table(model)
        limits = reread(ClassSettings, classes["limits"])
        write_model(model, index, outputs)
        write_parquet(class_table(index, figures, limits, classes["each"]), outputs.classes)
        write_practices(inputs, outputs, index, figures, settings, tried)
    if growth:
        chosen = measures_of(reread(GrowthSettings, measure) for measure in growth)
        first, last = figures["year"].min(), figures["year"].max()
        write_parquet(growth_table(figures, chosen, first, last), outputs.growth)


def write_model(model, index, outputs):
    write_parquet(model.table, outputs.coefficients)
    write_parquet(index, outputs.index)
    write_csv(model.observed.left_out, outputs.left_out)
    write_json({**model.facts(), **accuracy(model)}, outputs.fit)


def write_practices(inputs, outputs, index, figures, settings, tried):
    correction = reread(Significance, settings["tests"]).correction
    least = reread(Suppression, settings["suppression"]).minimum_base
    for place, (wave, chosen) in enumerate(tried.items()):
        asked = from_dict(read_json(inputs.questionnaires[place]))
        of_wave = read_sampled_wave(inputs.sampled[place :: len(tried)], asked)
        rows, design = of_wave.rows, of_wave.sample.design
        joined = offices_beside(of_wave, wave, index, figures, chosen)
        tested = practice_table(rows, joined, asked, chosen["questions"], design, wave, correction)
        points = points_of(tested, rows, joined, asked, least)
        write_parquet(tested, outputs.practices[place])
        told = {"year": chosen["year"], "told": joined.told(), "points": points}
        write_json(told, outputs.told[place])


def offices_beside(of_wave, wave, index, figures, chosen):
    """The offices that answered, each beside the index of its municipalities."""
    offices = offices_of(of_wave.answers, wave)
    people = figures[figures["year"] == chosen["year"]].set_index("municipality")
    return join(
        offices[offices["respondent"].isin(of_wave.rows["respondent"])],
        index[index["year"] == chosen["year"]],
        people[chosen["population"]],
        chosen["numbers"],
    )


if "snakemake" in globals():
    run(main, snakemake)
