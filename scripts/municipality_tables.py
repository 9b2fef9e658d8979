"""Tabulate what stands on municipalities' own sheets, and withhold what would tell of an office."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.offices import municipalities_of
from godegrep.sampling.frame import read_column
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.municipalities import sheet_tables


def main(
    checked, published, questionnaire, frame, wave, settings, column, year, beside, tables, offices
):
    config = reread(TableSettings, settings)
    answers = pd.read_parquet(checked)
    written = read_column(Path(frame[0]), config.frame, column)
    found = {office: municipalities_of(text, year) for office, text in written.items()}
    sure = {office: numbers for office, (numbers, why) in found.items() if not why}
    alone = {office: numbers[0] for office, numbers in sure.items() if len(numbers) == 1}
    made = sheet_tables(
        answers,
        pd.read_parquet(published),
        answers["respondent"].map(alone),
        from_dict(read_json(questionnaire)),
        config,
        beside,
        wave,
    )
    write_parquet(made, tables)
    pairs = [(office, number) for office, numbers in sure.items() for number in numbers]
    write_csv(pd.DataFrame(pairs, columns=["respondent", "municipality"], dtype="str"), offices)


if "snakemake" in globals():
    run(main, snakemake)
