"""Divide the open answers of a wave into units of meaning, and give each its vector.

They are the wave's material. The cache of vectors is shared by all materials.
"""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_parquet, write_vectors
from godegrep.jobs import run
from godegrep.material.encoders import encode_in_batches
from godegrep.material.files import write_description
from godegrep.material.segments import long_answers, open_questions, segment_answers
from godegrep.material.vector_cache import VectorCache
from godegrep.study.questionnaire import from_dict


def main(inputs, outputs, wave, synthetic, encoder, cache):
    asked = from_dict(read_json(inputs.questionnaire))
    answers = long_answers(pd.read_parquet(inputs.checked), asked)
    segments = segment_answers(answers)
    write_parquet(segments, outputs.segments)
    write_parquet(answers, outputs.texts)
    write_description(wave, open_questions(asked), synthetic, outputs.material)
    vectors = encode_in_batches(segments["text"].tolist(), encoder, VectorCache(Path(cache)))
    write_vectors(segments["segment"].tolist(), vectors, outputs.vectors)


if "snakemake" in globals():
    run(main, snakemake)
