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


def main(
    sampled,
    questionnaire,
    segments,
    codes,
    code_tables,
    codebook,
    wave,
    settings,
    tables,
    co_occurrence,
    curves,
):
    config = reread(TableSettings, settings)
    asked, book = from_dict(read_json(questionnaire)), read_codebook(codebook)
    of_wave = read_sampled_wave(sampled, asked)
    coded, parts = pd.read_parquet(codes), pd.read_parquet(segments)
    shown = pd.read_parquet(code_tables)
    by_segment = segment_tables(coded, parts, of_wave, asked, book, config, wave, shown)
    pairs = code_pairs(coded, parts, of_wave.answers, asked, book, config.suppression)
    by_people = coded[coded["source"] == HUMAN]
    curve = saturation(by_people, parts, of_wave.answers, asked, book, of_wave.weighting.level)
    write_parquet(by_segment, tables)
    write_csv(pairs.round(4), co_occurrence)
    write_csv(curve.round(4), curves)


if "snakemake" in globals():
    run(main, snakemake)
