"""Cluster the segments of a material and suggest codes for them."""

from functools import partial
from pathlib import Path

import pandas as pd

from godegrep.coding.clusters import Clustering
from godegrep.coding.codes import decided_with_text
from godegrep.coding.held_out import held_out
from godegrep.coding.suggestions import spaces, suggest_codes
from godegrep.core.files import read_vectors, write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.material.encoders import encode
from godegrep.material.vector_cache import VectorCache
from godegrep.study.config import OpenSettings
from godegrep.study.read import read_codebook


def main(inputs, settings, cache, suggestions, clusters, curves):
    chosen = reread(OpenSettings, settings["open"])
    book = read_codebook(inputs.codebook)
    segments = pd.read_parquet(inputs.segments)
    coded = decided_with_text(
        list(map(pd.read_parquet, [*inputs.earlier_decisions, inputs.decisions])),
        [*map(pd.read_parquet, inputs.earlier_segments), segments],
    )
    clustering = Clustering(segments, read_vectors(inputs.vectors), chosen.clusters)
    space = spaces(partial(encode, encoder=chosen.encoder, cache=VectorCache(Path(cache))))
    labels = clustering.labels()
    write_parquet(clustering.table(), clusters)
    write_csv(clustering.curve().round(3), curves)
    blind = held_out(
        lambda part, known: suggest_codes(part, labels, book.codes, known, space), segments, coded
    )
    write_parquet(blind, suggestions)


if "snakemake" in globals():
    run(main, snakemake)
