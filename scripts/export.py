"""Write a checked wave for SPSS and Stata: a .sav file, and a csv with its codebook."""

import pandas as pd

from godegrep.files import read_json, write_csv
from godegrep.jobs import run
from godegrep.questionnaire import from_dict, in_language
from godegrep.study import config_from_dict
from godegrep.writers.spss import codebook as labels
from godegrep.writers.spss import coded, table, write_sav


def main(checked, questionnaire, wave, language, settings, sav, answers, codebook):
    config = config_from_dict(settings)
    variables = coded(
        pd.read_parquet(checked), from_dict(read_json(questionnaire)), config.variables, language
    )
    write_csv(table(variables), answers)
    write_csv(labels(variables), codebook)
    write_sav(variables, f"{in_language(config.title, language)} {wave}", sav)


if "snakemake" in globals():
    run(main, snakemake)
