"""Draw the reports of a part in all formats, one of each a language."""

from pathlib import Path

from godegrep.core.files import read_json, write_bytes, write_text
from godegrep.core.language import Language
from godegrep.document.codec import from_json
from godegrep.document.report import Report
from godegrep.jobs import run
from godegrep.render import docx, figure_archive, html, pdf, xlsx


def main(reports, template, pages, documents, archives, papers, workbooks):
    styles = Path(template[0]).read_bytes() if template else None
    files = zip(reports, pages, documents, archives, papers, workbooks, strict=True)
    for file, page, document, archive, paper, workbook in files:
        report = from_json(Report, read_json(file))
        language = Language(report.language)
        write_text(html.render(report, language), page)
        write_bytes(docx.render(report, language, styles), document)
        write_bytes(figure_archive.render(report, language), archive)
        write_bytes(pdf.render(report, language), paper)
        write_bytes(xlsx.render(report, language), workbook)


if "snakemake" in globals():
    run(main, snakemake)
