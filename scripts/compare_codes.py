"""Estimate how the codes of the open answers changed from one wave to the next."""

from functools import partial
from pathlib import Path

import pandas as pd

from godegrep.coding.code_changes import code_changes
from godegrep.coding.encoders import encode
from godegrep.coding.vector_cache import VectorCache
from godegrep.disclosure.last_look import withhold_changes
from godegrep.files import write_parquet
from godegrep.jobs import run
from godegrep.questionnaire import from_dict
from godegrep.readers.study import read_codebook
from godegrep.study import config_from_dict


def main(
    answers, segments, codes, tables, codebook, waves, questionnaire, settings, cache, changes
):
    config = config_from_dict(settings)
    files = zip(answers, segments, codes, strict=True)
    coded = [tuple(map(pd.read_parquet, of_wave)) for of_wave in files]
    made = code_changes(
        dict(zip(waves, coded, strict=True)),
        from_dict(questionnaire),
        read_codebook(codebook),
        config,
        partial(encode, encoder=config.encoder, cache=VectorCache(Path(cache))),
    )
    write_parquet(withhold_changes(made, *map(pd.read_parquet, tables)), changes)


if "snakemake" in globals():
    run(main, snakemake)
