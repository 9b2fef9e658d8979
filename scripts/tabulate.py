"""Tabulate the closed answers of a wave, and its response rates."""

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.tables import tables as make_tables


def main(sampled, questionnaire, wave, settings, tables):
    asked = from_dict(read_json(questionnaire))
    of_wave = read_sampled_wave(sampled, asked)
    write_parquet(make_tables(of_wave, asked, reread(TableSettings, settings), wave), tables)


if "snakemake" in globals():
    run(main, snakemake)
