"""List the numbers of the reports of a part, a file a language."""

from godegrep.core.files import read_json, write_csv
from godegrep.document.codec import from_json
from godegrep.document.numbering import numbers_table
from godegrep.document.report import Report
from godegrep.jobs import run


def main(reports, numbers):
    for report, listed in zip(reports, numbers, strict=True):
        write_csv(numbers_table(from_json(Report, read_json(report))), listed)


if "snakemake" in globals():
    run(main, snakemake)
