"""Who has the codes of a wave's open answers; by segments, together, and how soon all were seen."""

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
from godegrep.tabulation.co_occurrence import co_occurrence
from godegrep.tabulation.codes import code_tables
from godegrep.tabulation.segments import segment_tables


def main(inputs, outputs, wave, settings):
    asked, book = from_dict(read_json(inputs.questionnaire)), read_codebook(inputs.codebook)
    config, of_wave = reread(TableSettings, settings), read_sampled_wave(inputs.sampled, asked)
    codes, segments = pd.read_parquet(inputs.codes), pd.read_parquet(inputs.segments)
    tables = code_tables(codes, segments, of_wave, asked, book, config, wave)
    by_segment = segment_tables(codes, segments, of_wave, asked, book, config, wave, tables)
    pairs = co_occurrence(codes, segments, of_wave.answers, asked, book, config.suppression)
    by_people = codes[codes["source"] == HUMAN]
    curves = saturation(by_people, segments, book, of_wave.weighting.level)
    write_parquet(tables, outputs.tables)
    write_parquet(by_segment, outputs.by_segment)
    write_csv(pairs.round(4), outputs.co_occurrence)
    write_csv(curves.round(4), outputs.saturation)


if "snakemake" in globals():
    run(main, snakemake)
