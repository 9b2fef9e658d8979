"""Tabulate who moved from which answer to which, from one wave to the next."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.transitions import panel_of, withhold_transitions
from godegrep.tabulation.transitions import transitions as make_transitions


def main(first, second, tables, waves, questionnaire, settings, transitions, tests):
    answers = dict(zip(waves, (pd.read_parquet(first), pd.read_parquet(second)), strict=True))
    asked, config = from_dict(questionnaire), reread(ComparisonSettings, settings)
    made, tested = make_transitions(answers, asked, config)
    panel = panel_of(answers, asked, config)
    made, tested = withhold_transitions(
        made, tested, [pd.read_parquet(table) for table in tables], panel, config
    )
    write_parquet(made, transitions)
    write_parquet(tested, tests)


if "snakemake" in globals():
    run(main, snakemake)
