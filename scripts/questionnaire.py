"""Write a wave's view of the questionnaire."""

from godegrep.core.files import write_json
from godegrep.jobs import run


def main(view, questionnaire):
    write_json(view, questionnaire)


if "snakemake" in globals():
    run(main, snakemake)
