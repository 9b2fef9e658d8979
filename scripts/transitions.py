"""Tabulate who moved from which answer to which, from one wave to the next."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.transitions import panel_of, withhold_transitions
from godegrep.tabulation.transitions import transitions as make_transitions


def main(first, second, tables, waves, questionnaire, settings, transitions, tests):
    asked, config = from_dict(questionnaire), reread(ComparisonSettings, settings)
    both = [read_sampled_wave(files, asked) for files in (first, second)]
    sampled = dict(zip(waves, both, strict=True))
    of_waves = [pd.read_parquet(table) for table in tables]
    tabulated, tested = make_transitions(sampled, asked, config)
    panel = panel_of(sampled, asked, config)
    shown, kept = withhold_transitions(tabulated, tested, of_waves, panel, config)
    write_parquet(shown, transitions)
    write_parquet(kept, tests)


if "snakemake" in globals():
    run(main, snakemake)
