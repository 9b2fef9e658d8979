"""What the codes tell besides who has them: by segments, together, and how soon all were seen."""

import pandas as pd

from godegrep.coding.codes import HUMAN
from godegrep.coding.saturation import saturation
from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.jobs import run
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import co_occurrence as code_pairs
from godegrep.tabulation.segments import segment_tables


def main(inputs, wave, settings, tables, co_occurrence, curves):
    config = config_from_dict(settings)
    codes, segments = pd.read_parquet(inputs.codes), pd.read_parquet(inputs.segments)
    book = read_codebook(inputs.codebook)
    answers, asked = pd.read_parquet(inputs.checked), from_dict(read_json(inputs.questionnaire))
    coded = (codes, segments, answers, asked, book)
    by_respondent = pd.read_parquet(inputs.code_tables)
    write_parquet(segment_tables(*coded, config, wave, by_respondent), tables)
    write_csv(code_pairs(*coded, config.suppression).round(4), co_occurrence)
    by_people = codes[codes["source"] == HUMAN]
    write_csv(saturation(by_people, segments, book, config.level).round(4), curves)


if "snakemake" in globals():
    run(main, snakemake)
