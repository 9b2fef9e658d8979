"""Compose the page about the changes between all waves in one language."""

import pandas as pd

from godegrep.files import write_json
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.readers.logo import read_logo
from godegrep.readers.study import read_study
from godegrep.trends_report import compose_trends


def main(trends, study, logo, catalogue, language, report):
    changes = pd.read_parquet(trends)
    composed = compose_trends(read_study(), changes, Language(language), read_logo(logo))
    write_json(composed, report)


if "snakemake" in globals():
    run(main, snakemake)
