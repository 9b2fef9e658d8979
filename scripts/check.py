"""Check a wave's answers against the questionnaire; stop where they cannot be trusted."""

import pandas as pd

from godegrep.answers.checks import check
from godegrep.answers.problems import fatal
from godegrep.core.errors import Mistake
from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.jobs import run
from godegrep.study.questionnaire import from_dict


def main(answers, unknown, questionnaire, wave, export, checked, problems):
    good, found = check(
        pd.read_parquet(answers),
        pd.read_csv(unknown, dtype={"column": str, "value": str}, keep_default_na=False),
        from_dict(read_json(questionnaire)),
        wave,
        export,
    )
    if lines := fatal(found):
        raise Mistake(lines)
    write_csv(found, problems)
    write_parquet(good, checked)


if "snakemake" in globals():
    run(main, snakemake)
