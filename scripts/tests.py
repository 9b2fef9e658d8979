"""Test whether a wave's questions are answered alike in the groups of each break."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.study.config import TableTestSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tests import tests_table


def main(checked, tables, questionnaire, wave, settings, tests):
    made = tests_table(
        pd.read_parquet(checked),
        pd.read_parquet(tables),
        from_dict(read_json(questionnaire)),
        reread(TableTestSettings, settings),
        wave,
    )
    write_parquet(made, tests)


if "snakemake" in globals():
    run(main, snakemake)
