"""Put what is rendered where readers find it: each file in one step, and their checksums last."""

from pathlib import Path

from godegrep.core.checksums import manifest
from godegrep.core.files import write_bytes, write_text
from godegrep.jobs import run


def main(rendered, looked_through, published, checksums):
    for source, target in zip(rendered, published, strict=True):
        write_bytes(Path(source).read_bytes(), target)
    write_text(manifest(published, Path(checksums).parent), checksums)


if "snakemake" in globals():
    run(main, snakemake)
