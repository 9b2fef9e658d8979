"""Write who has which code: each respondent of a wave, and groups of respondents."""

import pandas as pd

from godegrep.coding.code_matrix import code_matrices
from godegrep.coding.codes import HUMAN
from godegrep.core.files import read_json, write_csv
from godegrep.jobs import run
from godegrep.material.segments import open_questions
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import codes_by_group


def main(inputs, matrix, cases):
    answers, segments = pd.read_parquet(inputs.checked), pd.read_parquet(inputs.segments)
    asked, book = from_dict(read_json(inputs.questionnaire)), read_codebook(inputs.codebook)
    codes = pd.read_parquet(inputs.codes)
    by_people = codes[codes["source"] == HUMAN]
    write_csv(code_matrices(open_questions(asked), answers, segments, by_people, book), matrix)
    write_csv(codes_by_group(by_people, segments, answers, asked, book), cases)


if "snakemake" in globals():
    run(main, snakemake)
