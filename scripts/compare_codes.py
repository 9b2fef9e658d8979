"""Estimate how the codes of the open answers changed from one wave to the next."""

from functools import partial
from pathlib import Path

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.disclosure.audit import withhold_changes
from godegrep.jobs import run
from godegrep.material.encoders import encode
from godegrep.material.vector_cache import VectorCache
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import ComparisonSettings, OpenSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.code_changes import code_changes


def main(inputs, waves, questionnaire, settings, cache, changes):
    config, asked = reread(ComparisonSettings, settings), from_dict(questionnaire)
    encoder = reread(OpenSettings, settings["open"]).encoder
    files = zip((inputs.first, inputs.second), inputs.segments, inputs.codes, strict=True)
    coded = [
        (read_sampled_wave(sampled, asked), pd.read_parquet(segments), pd.read_parquet(codes))
        for sampled, segments, codes in files
    ]
    changed = code_changes(
        dict(zip(waves, coded, strict=True)),
        asked,
        read_codebook(inputs.codebook),
        config,
        partial(encode, encoder=encoder, cache=VectorCache(Path(cache))),
    )
    write_parquet(withhold_changes(changed, *map(pd.read_parquet, inputs.tables)), changes)


if "snakemake" in globals():
    run(main, snakemake)
