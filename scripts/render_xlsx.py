"""Draw the tables of a report as a workbook."""

from godegrep.files import read_json, write_bytes
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.writers.xlsx import render


def main(report, catalogue, workbook):
    composed = read_json(report)
    write_bytes(render(composed, Language(composed["language"])), workbook)


if "snakemake" in globals():
    run(main, snakemake)
