"""Divide the open answers of a wave into units of meaning: its material."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.jobs import run
from godegrep.material.files import write_description
from godegrep.material.segments import long_answers, open_questions, segment_answers
from godegrep.study.questionnaire import from_dict


def main(checked, questionnaire, wave, synthetic, segments, texts, material):
    asked = from_dict(read_json(questionnaire))
    answers = long_answers(pd.read_parquet(checked), asked)
    write_parquet(segment_answers(answers), segments)
    write_parquet(answers, texts)
    write_description(wave, open_questions(asked), synthetic, material)


if "snakemake" in globals():
    run(main, snakemake)
