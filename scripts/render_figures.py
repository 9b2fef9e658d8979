"""Draw the figures of a report as files of their own, in one archive."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.figures import render


def main(report, templates, catalogue, archive):
    composed = read_json(report)
    write_bytes(render(composed, Language(composed["language"])), archive)


if "snakemake" in globals():
    run(main, snakemake)
