"""Draw a report as a web page."""

from godegrep.files import read_json, write_text
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.html import render


def main(report, templates, catalogue, page):
    composed = read_json(report)
    write_text(render(composed, Language(composed["language"])), page)


if "snakemake" in globals():
    run(main, snakemake)
