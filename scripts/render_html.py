"""Draw the reports of a part as web pages, one a language."""

from godegrep.files import read_json, write_text
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.html import render


def main(reports, templates, catalogues, pages):
    for report, page in zip(reports, pages, strict=True):
        composed = read_json(report)
        write_text(render(composed, Language(composed["language"])), page)


if "snakemake" in globals():
    run(main, snakemake)
