"""Estimate the changes from one wave to the next."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.disclosure.audit import withhold_changes
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.trends import trends


def main(first, second, tables, waves, questionnaire, settings, changes):
    asked, config = from_dict(questionnaire), reread(ComparisonSettings, settings)
    sampled = [read_sampled_wave(files, asked) for files in (first, second)]
    estimated = trends(dict(zip(waves, sampled, strict=True)), asked, config)
    write_parquet(withhold_changes(estimated, *map(pd.read_parquet, tables)), changes)


if "snakemake" in globals():
    run(main, snakemake)
