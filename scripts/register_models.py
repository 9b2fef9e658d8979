"""Estimate expected spending, each municipality's index and class, and what growth is made of."""

import pandas as pd

from godegrep.core.files import write_csv, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.models.classes import class_table
from godegrep.register.models.expected import estimate
from godegrep.register.models.growth_table import growth_table, measures_of
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.models.model import model_of
from godegrep.study.register_settings import ClassSettings, Expected, GrowthSettings


def main(panel, outputs, expected, growth, classes, each, level):
    figures = pd.read_parquet(panel)
    if expected:
        model = estimate(figures, model_of(reread(Expected, expected), level))
        write_model(model, outputs)
        limits = reread(ClassSettings, classes)
        write_parquet(class_table(index_table(model), figures, limits, each), outputs.classes)
    if growth:
        chosen = measures_of(reread(GrowthSettings, measure) for measure in growth)
        first, last = figures["year"].min(), figures["year"].max()
        write_parquet(growth_table(figures, chosen, first, last), outputs.growth)


def write_model(model, outputs):
    write_parquet(model.table, outputs.coefficients)
    write_parquet(index_table(model), outputs.index)
    write_csv(model.observed.left_out, outputs.left_out)
    write_json({**model.facts(), **accuracy(model)}, outputs.fit)


if "snakemake" in globals():
    run(main, snakemake)
