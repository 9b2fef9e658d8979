"""Write a checked wave for SPSS and Stata: a .sav file, and a csv with its codebook."""

import pandas as pd

from godegrep.answers.spss import codebook as labels
from godegrep.answers.spss import coded, table, write_sav
from godegrep.coding.code_matrix import code_matrices
from godegrep.coding.codes import merge_codes
from godegrep.core.files import read_json, write_csv
from godegrep.core.schema import reread
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.study.config import Variable
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook


def main(inputs, outputs, wave, language, title, variables):
    asked, book = from_dict(read_json(inputs.questionnaire)), read_codebook(inputs.codes)
    given = pd.read_parquet(inputs.checked)
    matrix = code_matrices(
        [question.id for question in asked if question.type == "open"],
        given,
        pd.read_parquet(inputs.segments),
        merge_codes([pd.read_parquet(inputs.decisions)]),
        book,
    )
    background = tuple(reread(Variable, variable) for variable in variables)
    filled = coded(given, asked, background, language, matrix, book)
    write_csv(table(filled), outputs.answers)
    write_csv(labels(filled), outputs.codebook)
    write_sav(filled, f"{in_language(title, language)} {wave}", outputs.sav)


if "snakemake" in globals():
    run(main, snakemake)
