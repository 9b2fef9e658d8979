"""Tabulate the closed answers of a wave, and test whether groups answer alike."""

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableTestSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tables import tables as make_tables
from godegrep.tabulation.tests import tests_table


def main(sampled, questionnaire, wave, settings, tables, tests):
    asked, config = from_dict(read_json(questionnaire)), reread(TableTestSettings, settings)
    of_wave = read_sampled_wave(sampled, asked)
    tabulated = make_tables(of_wave, asked, config, wave)
    write_parquet(tabulated, tables)
    write_parquet(tests_table(of_wave, tabulated, asked, config, wave), tests)


if "snakemake" in globals():
    run(main, snakemake)
