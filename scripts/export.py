"""Write a checked wave for SPSS and Stata: a .sav file, and a csv with its codebook."""

import pandas as pd

from godegrep.answers.spss import codebook as labels
from godegrep.answers.spss import coded, table, write_sav
from godegrep.coding.code_matrix import code_matrices
from godegrep.coding.codes import merge_codes
from godegrep.core.files import read_json, write_csv
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook


def main(
    checked,
    questionnaire,
    segments,
    decisions,
    codes,
    wave,
    language,
    settings,
    sav,
    answers,
    codebook,
):
    config, asked = config_from_dict(settings), from_dict(read_json(questionnaire))
    given, book = pd.read_parquet(checked), read_codebook(codes)
    matrix = code_matrices(
        [question.id for question in asked if question.type == "open"],
        given,
        pd.read_parquet(segments),
        merge_codes([pd.read_parquet(decisions)]),
        book,
    )
    variables = coded(given, asked, config.frame.variables, language, matrix, book)
    write_csv(table(variables), answers)
    write_csv(labels(variables), codebook)
    write_sav(variables, f"{in_language(config.report.title, language)} {wave}", sav)


if "snakemake" in globals():
    run(main, snakemake)
