"""Tabulate who moved from which answer to which, from one wave to the next."""

import pandas as pd

from godegrep.files import write_parquet
from godegrep.jobs import run
from godegrep.questionnaire import from_dict
from godegrep.study import config_from_dict
from godegrep.transitions import transitions as make_transitions


def main(first, second, waves, questionnaire, settings, transitions, tests):
    answers = dict(zip(waves, (pd.read_parquet(first), pd.read_parquet(second)), strict=True))
    made, tested = make_transitions(answers, from_dict(questionnaire), config_from_dict(settings))
    write_parquet(made, transitions)
    write_parquet(tested, tests)


if "snakemake" in globals():
    run(main, snakemake)
