"""Cluster a wave's segments and suggest codes for them."""

from functools import partial
from pathlib import Path

import pandas as pd

from godegrep.coding.clusters import cluster_segments, curve
from godegrep.coding.codes import decided_with_text
from godegrep.coding.held_out import held_out
from godegrep.coding.suggestions import suggest_codes
from godegrep.core.files import read_vectors, write_csv, write_parquet
from godegrep.jobs import run
from godegrep.material.encoders import encode
from godegrep.material.vector_cache import VectorCache
from godegrep.study.config import config_from_dict
from godegrep.study.read import read_codebook


def main(
    segments,
    vectors,
    decisions,
    earlier_segments,
    earlier_decisions,
    codebook,
    settings,
    cache,
    suggestions,
    clusters,
    curves,
):
    config = config_from_dict(settings)
    book = read_codebook(codebook)
    parts = pd.read_parquet(segments)
    coded = decided_with_text(
        [*map(pd.read_parquet, earlier_decisions), pd.read_parquet(decisions)],
        [*map(pd.read_parquet, earlier_segments), parts],
    )
    rows = read_vectors(vectors)
    labels, described = cluster_segments(parts, rows, config.open.clusters)
    encoded = partial(encode, encoder=config.open.encoder, cache=VectorCache(Path(cache)))
    found = held_out(
        lambda some, known: suggest_codes(some, labels, book.codes, known, encoded), parts, coded
    )
    write_parquet(described, clusters)
    write_csv(curve(parts, rows, config.open.clusters).round(3), curves)
    write_parquet(found, suggestions)


if "snakemake" in globals():
    run(main, snakemake)
