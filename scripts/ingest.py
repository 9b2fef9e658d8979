"""Read a wave's export and frame to one row a person invited, personal data masked."""

from functools import partial
from pathlib import Path

from godegrep.answers.ingest import ingest
from godegrep.core.checksums import checksum
from godegrep.core.files import read_json, write_csv, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.exports.read import read_export
from godegrep.jobs import run
from godegrep.masking.personal_data import mask
from godegrep.sampling.frame import read_frame, read_places
from godegrep.study.config import FrameSettings, Wave
from godegrep.study.questionnaire import from_dict


def main(
    export, frame, questionnaire, wave, settings, weight, municipality, answers, unknown, sources
):
    known = reread(FrameSettings, settings)
    places = read_places(Path(frame[0]) if frame else None, known)
    found, unexplained = ingest(
        read_export(export),
        read_frame(Path(frame[0]), known, weight, municipality) if frame else None,
        from_dict(read_json(questionnaire)),
        reread(Wave, wave),
        partial(mask, places=places),
        weight,
    )
    write_json({path: checksum(path) for path in [export, *frame]}, sources)
    write_csv(unexplained, unknown)
    write_parquet(found, answers)


if "snakemake" in globals():
    run(main, snakemake)
