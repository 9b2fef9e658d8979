"""Gather the changes between all waves."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.jobs import run


def main(changes, trends):
    write_parquet(pd.concat(map(pd.read_parquet, changes), ignore_index=True), trends)


if "snakemake" in globals():
    run(main, snakemake)
