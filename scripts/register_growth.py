"""Reckon what growth is made of."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.jobs import run
from godegrep.register.models.growth_table import growth_table, measures_from_list


def main(panel, measures, growth):
    figures = pd.read_parquet(panel)
    first, last = figures["year"].min(), figures["year"].max()
    write_parquet(growth_table(figures, measures_from_list(measures), first, last), growth)


if "snakemake" in globals():
    run(main, snakemake)
