"""Estimate the changes from one wave to the next."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.disclosure.audit import withhold_changes
from godegrep.jobs import run
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.trends import trends


def main(first, second, tables, waves, questionnaire, settings, changes):
    answers = dict(zip(waves, (pd.read_parquet(first), pd.read_parquet(second)), strict=True))
    made = trends(answers, from_dict(questionnaire), reread(ComparisonSettings, settings))
    write_parquet(withhold_changes(made, *map(pd.read_parquet, tables)), changes)


if "snakemake" in globals():
    run(main, snakemake)
