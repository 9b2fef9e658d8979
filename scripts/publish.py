"""Copy what is rendered to where readers find it, file by file and each in one step."""

from pathlib import Path

from godegrep.files import write_bytes
from godegrep.jobs import run


def main(rendered, looked_through, published):
    for source, target in zip(rendered, published, strict=True):
        write_bytes(Path(source).read_bytes(), target)


if "snakemake" in globals():
    run(main, snakemake)
