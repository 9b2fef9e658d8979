"""Write a wave's coded answers and codebook for other programs (REFI-QDA), and who has a code."""

import pandas as pd

from godegrep.coding.codes import HUMAN, code_matrices
from godegrep.coding.refi.sources import source_of
from godegrep.coding.refi.write import codebook_file, project_file
from godegrep.core.files import read_json, write_bytes, write_csv
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import codes_by_group


def main(
    checked,
    questionnaire,
    segments,
    suggestions,
    decisions,
    codes,
    codebook,
    wave,
    language,
    settings,
    project,
    qdc,
    matrix,
    cases,
):
    answers, parts = pd.read_parquet(checked), pd.read_parquet(segments)
    asked = from_dict(read_json(questionnaire))
    open_questions = [question for question in asked if question.type == "open"]
    book = read_codebook(codebook)
    config = config_from_dict(settings)
    sources = [source_of(question.id, answers, parts) for question in open_questions]
    write_bytes(
        project_file(
            f"{in_language(config.report.title, language)} {wave}",
            sources,
            {question.id: in_language(question.text, language) for question in open_questions},
            pd.read_parquet(decisions),
            pd.read_parquet(suggestions),
            book,
            language,
        ),
        project,
    )
    write_bytes(codebook_file(book, language), qdc)
    given, questions = pd.read_parquet(codes), [question.id for question in open_questions]
    given = given[given["source"] == HUMAN]
    write_csv(code_matrices(questions, answers, parts, given, book), matrix)
    write_csv(codes_by_group(given, parts, answers, asked, book), cases)


if "snakemake" in globals():
    run(main, snakemake)
