"""Give every segment its vector; the cache is shared by all materials."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import write_vectors
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.material.encoders import encode_in_batches
from godegrep.material.vector_cache import VectorCache
from godegrep.study.config import OpenSettings


def main(segments, settings, cache, vectors):
    frame = pd.read_parquet(segments)
    encoder = reread(OpenSettings, settings["open"]).encoder
    rows = encode_in_batches(frame["text"].tolist(), encoder, VectorCache(Path(cache)))
    write_vectors(frame["segment"].tolist(), rows, vectors)


if "snakemake" in globals():
    run(main, snakemake)
