"""Draw the reports of a part as Word documents, one a language."""

from pathlib import Path

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.docx import render


def main(reports, template, templates, catalogues, documents):
    own = Path(template[0]).read_bytes() if template else None
    for report, document in zip(reports, documents, strict=True):
        composed = read_json(report)
        write_bytes(render(composed, Language(composed["language"]), own), document)


if "snakemake" in globals():
    run(main, snakemake)
