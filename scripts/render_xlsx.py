"""Draw the tables of the reports of a part as workbooks, one a language."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.xlsx import render


def main(reports, catalogues, workbooks):
    for report, workbook in zip(reports, workbooks, strict=True):
        composed = read_json(report)
        write_bytes(render(composed, Language(composed["language"])), workbook)


if "snakemake" in globals():
    run(main, snakemake)
