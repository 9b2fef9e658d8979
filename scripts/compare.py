"""Estimate the changes from one wave to the next, and who moved from which answer to which."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.disclosure.audit import withhold_changes
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.transitions import panel_of, transitions, withhold_transitions
from godegrep.tabulation.trends import trends


def main(inputs, outputs, waves, questionnaire, settings):
    asked, config = from_dict(questionnaire), reread(ComparisonSettings, settings)
    both = [read_sampled_wave(files, asked) for files in (inputs.first, inputs.second)]
    sampled = dict(zip(waves, both, strict=True))
    tables = [pd.read_parquet(file) for file in inputs.tables]
    changes = withhold_changes(trends(sampled, asked, config), *tables)
    tabulated, tested = transitions(sampled, asked, config)
    panel = panel_of(sampled, asked, config)
    shown, tests = withhold_transitions(tabulated, tested, tables, panel, config)
    write_parquet(changes, outputs.changes)
    write_parquet(shown, outputs.transitions)
    write_parquet(tests, outputs.tests)


if "snakemake" in globals():
    run(main, snakemake)
