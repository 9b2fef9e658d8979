"""Divide the open answers of a wave into units of meaning."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.jobs import run
from godegrep.material.segments import long_answers, segment_answers
from godegrep.study.questionnaire import from_dict


def main(checked, questionnaire, segments):
    answers = long_answers(pd.read_parquet(checked), from_dict(read_json(questionnaire)))
    write_parquet(segment_answers(answers), segments)


if "snakemake" in globals():
    run(main, snakemake)
