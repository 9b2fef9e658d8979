"""Test whether a wave's questions are answered alike in the groups of each break."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableTestSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tests import tests_table


def main(sampled, tables, questionnaire, wave, settings, tests):
    asked, config = from_dict(read_json(questionnaire)), reread(TableTestSettings, settings)
    of_wave = read_sampled_wave(sampled, asked)
    write_parquet(tests_table(of_wave, pd.read_parquet(tables), asked, config, wave), tests)


if "snakemake" in globals():
    run(main, snakemake)
