"""Write the workbook in which a coder, or nobody yet, reviews the suggestions."""

from godegrep.coding.state import read_state
from godegrep.coding.workbook.write import write_workbook
from godegrep.core.checksums import checksum
from godegrep.core.files import write_text
from godegrep.jobs import run
from godegrep.material.files import read_material


def main(inputs, coder, language, workbook, recorded):
    write_workbook(workbook, read_material(inputs), read_state(inputs), coder, language)
    write_text(checksum(workbook) + "\n", recorded)


if "snakemake" in globals():
    run(main, snakemake)
