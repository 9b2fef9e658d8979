"""Tabulate who has the codes of a wave's open answers."""

import pandas as pd

from godegrep.core.files import read_json, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.codes import code_tables


def main(inputs, wave, settings, tables):
    asked = from_dict(read_json(inputs.questionnaire))
    frame = code_tables(
        pd.read_parquet(inputs.codes),
        pd.read_parquet(inputs.segments),
        read_sampled_wave(inputs.sampled, asked),
        asked,
        read_codebook(inputs.codebook),
        reread(TableSettings, settings),
        wave,
    )
    write_parquet(frame, tables)


if "snakemake" in globals():
    run(main, snakemake)
