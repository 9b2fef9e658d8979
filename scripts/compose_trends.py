"""Compose the page about the changes between all waves in one language."""

import pandas as pd

from godegrep.core.files import write_json
from godegrep.core.language import Language
from godegrep.document.codec import to_json
from godegrep.jobs import run
from godegrep.report.changes.page import compose_trends
from godegrep.study.logo import read_logo
from godegrep.study.read import read_study


def main(inputs, language, waves, report):
    changes = pd.read_parquet(inputs.trends)
    tables = dict(zip(waves, map(pd.read_parquet, inputs.tables), strict=True))
    logo = read_logo(inputs.logo)
    composed = compose_trends(read_study(), changes, tables, Language(language), logo)
    write_json(to_json(composed), report)


if "snakemake" in globals():
    run(main, snakemake)
