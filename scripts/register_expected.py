"""Estimate expected spending, and each municipality's index."""

import pandas as pd

from godegrep.core.files import write_csv, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.models.expected import estimate
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.models.model import model_of
from godegrep.study.register_settings import Expected


def main(panel, settings, level, coefficients, index, fit, left_out):
    found = estimate(pd.read_parquet(panel), model_of(reread(Expected, settings), level))
    write_parquet(found.table, coefficients)
    write_parquet(index_table(found), index)
    write_csv(found.observed.left_out, left_out)
    write_json({**found.facts(), **accuracy(found)}, fit)


if "snakemake" in globals():
    run(main, snakemake)
