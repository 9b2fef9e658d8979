"""Read the review sheets that people have filled in."""

import sys
from pathlib import Path

import pandas as pd

from godegrep.codes import review_frame
from godegrep.errors import Mistake
from godegrep.files import write_parquet
from godegrep.jobs import run
from godegrep.readers.review import read_review
from godegrep.readers.study import read_codebook


def main(sheets, segments, codebook, decisions, orphans):
    parts = pd.read_parquet(segments)
    codes = read_codebook(codebook)
    reviews, mistakes = [], []
    for sheet in sheets:
        try:
            reviews.append(read_review(Path(sheet), parts, codes))
        except Mistake as mistake:
            mistakes += mistake.lines
    if mistakes:
        raise Mistake(mistakes)
    for note in [note for review in reviews for note in review.notes]:
        print(note, file=sys.stderr)
    empty = review_frame()
    write_parquet(pd.concat([empty, *(r.decisions for r in reviews)]), decisions)
    write_parquet(pd.concat([empty, *(r.orphans for r in reviews)]), orphans)


if "snakemake" in globals():
    run(main, snakemake)
