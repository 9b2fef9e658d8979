"""Compose the page about the changes between all waves in one language."""

import pandas as pd

from godegrep.core.files import write_json
from godegrep.core.language import Language
from godegrep.jobs import run
from godegrep.report.changes.page import compose_trends
from godegrep.study.logo import read_logo
from godegrep.study.read import read_study


def main(trends, tables, study, logo, language, waves, report):
    changes = pd.read_parquet(trends)
    levels = {wave: pd.read_parquet(path) for wave, path in zip(waves, tables, strict=True)}
    composed = compose_trends(read_study(), changes, levels, Language(language), read_logo(logo))
    write_json(composed, report)


if "snakemake" in globals():
    run(main, snakemake)
