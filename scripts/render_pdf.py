"""Draw the reports of a part as tagged PDF files, one a language."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.pdf import render


def main(reports, templates, catalogues, documents):
    for report, document in zip(reports, documents, strict=True):
        composed = read_json(report)
        write_bytes(render(composed, Language(composed["language"])), document)


if "snakemake" in globals():
    run(main, snakemake)
