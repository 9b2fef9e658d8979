"""Compose the page about the changes between all waves in one language."""

import pandas as pd

from godegrep.files import write_json
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.readers.logo import read_logo
from godegrep.readers.study import read_study
from godegrep.report.trends import compose_trends


def main(trends, tables, study, logo, catalogue, language, waves, report):
    changes = pd.read_parquet(trends)
    levels = {wave: pd.read_parquet(path) for wave, path in zip(waves, tables, strict=True)}
    composed = compose_trends(read_study(), changes, levels, Language(language), read_logo(logo))
    write_json(composed, report)


if "snakemake" in globals():
    run(main, snakemake)
