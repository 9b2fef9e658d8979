"""What the codes tell besides who has them: by segments, together, and how soon all were seen."""

import pandas as pd

from godegrep.coding.codes import HUMAN
from godegrep.coding.saturation import saturation
from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import co_occurrence as code_pairs
from godegrep.tabulation.segments import segment_tables


def main(inputs, wave, settings, tables, co_occurrence, curves):
    config = reread(TableSettings, settings)
    codes, segments = pd.read_parquet(inputs.codes), pd.read_parquet(inputs.segments)
    book = read_codebook(inputs.codebook)
    asked = from_dict(read_json(inputs.questionnaire))
    of_wave = read_sampled_wave(inputs.sampled, asked)
    shown = pd.read_parquet(inputs.code_tables)
    by_segment = segment_tables(codes, segments, of_wave, asked, book, config, wave, shown)
    pairs = code_pairs(codes, segments, of_wave.answers, asked, book, config.suppression)
    write_parquet(by_segment, tables)
    write_csv(pairs.round(4), co_occurrence)
    by_people = codes[codes["source"] == HUMAN]
    write_csv(saturation(by_people, segments, book, of_wave.weighting.level).round(4), curves)


if "snakemake" in globals():
    run(main, snakemake)
