"""Compose the page about the changes between all waves, and draw it in all formats."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.language import Language
from godegrep.jobs import run
from godegrep.render.part import write_reports
from godegrep.report.changes.page import compose_trends
from godegrep.study.logo import read_logo
from godegrep.study.read import read_study


def main(inputs, outputs, waves, languages):
    changes = pd.concat(map(pd.read_parquet, inputs.changes), ignore_index=True)
    tables = dict(zip(waves, map(pd.read_parquet, inputs.tables), strict=True))
    study, logo = read_study(), read_logo(inputs.logo)
    reports = (
        compose_trends(study, changes, tables, Language(language), logo) for language in languages
    )
    write_parquet(changes, outputs.trends)
    write_reports(reports, outputs, inputs.template)


if "snakemake" in globals():
    run(main, snakemake)
