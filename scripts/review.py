"""Read the review sheets that people have filled in."""

import sys
from pathlib import Path

import pandas as pd

from godegrep.coding.workbook.read import read_reviews
from godegrep.core.files import write_parquet
from godegrep.jobs import run
from godegrep.study.read import read_codebook


def main(sheets, segments, codebook, decisions, orphans):
    decided, lost, notes = read_reviews(
        map(Path, sheets), pd.read_parquet(segments), read_codebook(codebook)
    )
    for note in notes:
        print(note, file=sys.stderr)
    write_parquet(decided, decisions)
    write_parquet(lost, orphans)


if "snakemake" in globals():
    run(main, snakemake)
