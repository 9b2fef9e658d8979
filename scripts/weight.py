"""Weight a wave's answers, once for all that is made of them."""

import pandas as pd

from godegrep.core.files import write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.weighting import weigh
from godegrep.study.config import DesignSettings


def main(checked, settings, sample, weighting):
    table, weighed = weigh(pd.read_parquet(checked), reread(DesignSettings, settings))
    write_parquet(table, sample)
    write_json(weighed.to_dict(), weighting)


if "snakemake" in globals():
    run(main, snakemake)
