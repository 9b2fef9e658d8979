"""Reckon what growth is made of."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.models.growth_table import growth_table, measures_of
from godegrep.study.register_settings import GrowthSettings


def main(panel, measures, growth):
    chosen = measures_of(reread(GrowthSettings, measure) for measure in measures)
    figures = pd.read_parquet(panel)
    first, last = figures["year"].min(), figures["year"].max()
    write_parquet(growth_table(figures, chosen, first, last), growth)


if "snakemake" in globals():
    run(main, snakemake)
