"""Cluster a wave's segments, suggest codes for them, and write the sheet to review them in."""

from functools import partial
from pathlib import Path

import pandas as pd

from godegrep.clusters import cluster_segments
from godegrep.codes import decided_with_text
from godegrep.encoders import encode
from godegrep.files import read_json, read_vectors, write_parquet, write_text
from godegrep.jobs import run
from godegrep.questionnaire import from_dict
from godegrep.readers.study import read_codebook
from godegrep.seals import checksum
from godegrep.segments import long_answers
from godegrep.study import config_from_dict
from godegrep.suggestions import suggest_codes
from godegrep.vector_cache import VectorCache
from godegrep.writers.review import write_review


def main(
    checked,
    questionnaire,
    segments,
    vectors,
    decisions,
    earlier_segments,
    earlier_decisions,
    codebook,
    wave,
    settings,
    language,
    cache,
    suggestions,
    clusters,
    sheet,
    seal,
):
    config = config_from_dict(settings)
    questions = from_dict(read_json(questionnaire))
    book = read_codebook(codebook)
    parts = pd.read_parquet(segments)
    own_decisions = pd.read_parquet(decisions)
    coded = decided_with_text(
        [*map(pd.read_parquet, earlier_decisions), own_decisions],
        [*map(pd.read_parquet, earlier_segments), parts],
    )
    labels, described = cluster_segments(parts, read_vectors(vectors), config.clusters)
    found = suggest_codes(
        parts,
        labels,
        book.codes,
        coded,
        partial(encode, encoder=config.encoder, cache=VectorCache(Path(cache))),
    )
    answers = long_answers(pd.read_parquet(checked), questions)
    write_parquet(described, clusters)
    write_parquet(found, suggestions)
    write_review(
        sheet,
        parts,
        answers.set_index(["respondent", "question"])["text"].to_dict(),
        questions,
        book,
        found,
        described,
        own_decisions,
        config.wave(wave),
        language,
        coded,
    )
    write_text(checksum(sheet) + "\n", seal)


if "snakemake" in globals():
    run(main, snakemake)
