"""Tabulate what stands on municipalities' own sheets, and withhold what would tell of an office."""

import pandas as pd

from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.offices import municipality_pairs, offices_of, only_municipality
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.municipalities import sheet_tables


def main(sampled, published, questionnaire, wave, settings, sheets, tables, offices):
    asked, config = from_dict(read_json(questionnaire)), reread(TableSettings, settings)
    of_wave = read_sampled_wave(sampled, asked)
    pairs = municipality_pairs(offices_of(of_wave.answers, wave), sheets["year"])
    places = of_wave.answers["respondent"].map(only_municipality(pairs))
    shown = pd.read_parquet(published)
    made = sheet_tables(of_wave, shown, places, asked, config, sheets["beside"], wave)
    write_parquet(made, tables)
    write_csv(pairs, offices)


if "snakemake" in globals():
    run(main, snakemake)
