"""Tabulate the closed answers of a wave, and its response rates."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tables import tables as make_tables


def main(checked, questionnaire, wave, settings, tables):
    made = make_tables(
        pd.read_parquet(checked),
        from_dict(read_json(questionnaire)),
        reread(TableSettings, settings),
        wave,
    )
    write_parquet(made, tables)


if "snakemake" in globals():
    run(main, snakemake)
