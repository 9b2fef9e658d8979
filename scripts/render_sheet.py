"""Draw a municipality's sheet as a web page, and list its numbers."""

from godegrep.files import read_json, write_csv, write_text
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.report.numbering import numbers_table
from godegrep.writers import html


def main(report, templates, catalogue, page, numbers):
    composed = read_json(report)
    write_text(html.render(composed, Language(composed["language"])), page)
    write_csv(numbers_table(composed), numbers)


if "snakemake" in globals():
    run(main, snakemake)
