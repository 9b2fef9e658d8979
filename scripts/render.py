"""Draw the reports of a part in all formats, one of each a language."""

from pathlib import Path

from godegrep.core.files import read_json, write_bytes, write_text
from godegrep.core.language import Language
from godegrep.jobs import run
from godegrep.render import docx, figure_archive, html, pdf, xlsx


def main(reports, template, pages, documents, archives, papers, workbooks):
    own = Path(template[0]).read_bytes() if template else None
    files = zip(reports, pages, documents, archives, papers, workbooks, strict=True)
    for report, page, document, archive, paper, workbook in files:
        composed = read_json(report)
        language = Language(composed["language"])
        write_text(html.render(composed, language), page)
        write_bytes(docx.render(composed, language, own), document)
        write_bytes(figure_archive.render(composed, language), archive)
        write_bytes(pdf.render(composed, language), paper)
        write_bytes(xlsx.render(composed, language), workbook)


if "snakemake" in globals():
    run(main, snakemake)
