"""Draw a report as a tagged PDF."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.pdf import render


def main(report, templates, catalogue, document):
    composed = read_json(report)
    write_bytes(render(composed, Language(composed["language"])), document)


if "snakemake" in globals():
    run(main, snakemake)
