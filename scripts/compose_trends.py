"""Compose the page about the changes between all waves in one language."""

import pandas as pd

from godegrep.files import write_json
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.readers.study import read_study
from godegrep.trends_report import compose_trends


def main(trends, study, catalogue, language, report):
    changes = pd.read_parquet(trends)
    write_json(compose_trends(read_study(), changes, Language(language)), report)


if "snakemake" in globals():
    run(main, snakemake)
