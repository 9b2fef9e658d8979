"""List the numbers of a report."""

from godegrep.files import read_json, write_csv
from godegrep.jobs import run
from godegrep.numbering import numbers_table


def main(report, numbers):
    write_csv(numbers_table(read_json(report)), numbers)


if "snakemake" in globals():
    run(main, snakemake)
