"""Draw a municipality's sheet as a web page, and list its numbers."""

from godegrep.core.files import read_json, write_csv, write_text
from godegrep.core.language import Language
from godegrep.document.codec import from_json
from godegrep.document.numbering import numbers_table
from godegrep.document.report import Report
from godegrep.jobs import run
from godegrep.render import html


def main(report, page, numbers):
    sheet = from_json(Report, read_json(report))
    write_text(html.render(sheet, Language(sheet.language)), page)
    write_csv(numbers_table(sheet), numbers)


if "snakemake" in globals():
    run(main, snakemake)
