"""Read a wave's export and frame to one row a person invited, personal data masked."""

from godegrep.files import read_json, write_csv, write_json, write_parquet
from godegrep.ingest import ingest
from godegrep.jobs import run
from godegrep.personal_data import mask
from godegrep.questionnaire import from_dict
from godegrep.readers.export import read_export
from godegrep.readers.frame import read_frame
from godegrep.study import config_from_dict


def main(export, frame, questionnaire, wave, settings, answers, unknown, sources):
    pass


if "snakemake" in globals():
    run(main, snakemake)
