"""Draw the figures of a part's reports as files of their own, in one archive a language."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.figures import render


def main(reports, templates, catalogues, archives):
    for report, archive in zip(reports, archives, strict=True):
        composed = read_json(report)
        write_bytes(render(composed, Language(composed["language"])), archive)


if "snakemake" in globals():
    run(main, snakemake)
