"""Join what people decided with what was suggested, and tabulate people's codes."""

import pandas as pd

from godegrep.coding.agreement import agreement as agree
from godegrep.coding.agreement import unproved
from godegrep.coding.codes import merge_codes
from godegrep.core.errors import Mistake
from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import OpenSettings, TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.codes import code_tables


def main(
    sampled,
    questionnaire,
    segments,
    suggestions,
    decisions,
    codebook,
    wave,
    settings,
    codes,
    agreement,
    tables,
):
    asked, parts = from_dict(read_json(questionnaire)), pd.read_parquet(segments)
    of_wave = read_sampled_wave(sampled, asked)
    suggested, config = pd.read_parquet(suggestions), reread(TableSettings, settings)
    given = pd.read_parquet(decisions)
    publish = reread(OpenSettings, settings["open"]).publish_suggestions
    merged = merge_codes([given], suggested, publish)
    agreed = agree(merged, suggested, parts, of_wave.weighting.level)
    if lines := unproved(agreed, merged, parts):
        raise Mistake(lines)
    made = code_tables(merged, parts, of_wave, asked, read_codebook(codebook), config, wave)
    write_parquet(merged, codes)
    write_csv(agreed, agreement)
    write_parquet(made, tables)


if "snakemake" in globals():
    run(main, snakemake)
