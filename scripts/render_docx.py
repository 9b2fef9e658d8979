"""Draw a report as a Word document."""

from pathlib import Path

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.docx import render


def main(report, template, templates, catalogue, document):
    composed = read_json(report)
    own = Path(template[0]).read_bytes() if template else None
    write_bytes(render(composed, Language(composed["language"]), own), document)


if "snakemake" in globals():
    run(main, snakemake)
