"""Read a wave's export and frame to one row a person invited, personal data masked, and check it.

Stops where the answers cannot be trusted.
"""

from functools import partial
from pathlib import Path

from godegrep.answers.checks import check
from godegrep.answers.ingest import ingest
from godegrep.answers.problems import fatal
from godegrep.core.checksums import checksum
from godegrep.core.errors import Mistake
from godegrep.core.files import write_csv, write_json, write_parquet
from godegrep.core.schema import reread
from godegrep.exports.read import read_export
from godegrep.jobs import run
from godegrep.masking.personal_data import mask
from godegrep.sampling.frame import read_frame, read_places
from godegrep.study.config import FrameSettings, Wave
from godegrep.study.questionnaire import from_dict


def main(inputs, outputs, questionnaire, wave, settings, weight, municipality):
    asked, of_wave, known = (
        from_dict(questionnaire),
        reread(Wave, wave),
        reread(FrameSettings, settings),
    )
    [frame] = map(Path, inputs.frame) if inputs.frame else [None]
    answers, unknown = ingest(
        read_export(inputs.export),
        read_frame(frame, known, weight, municipality) if frame else None,
        asked,
        of_wave,
        partial(mask, places=read_places(frame, known)),
        weight,
    )
    checked, problems = check(answers, unknown, asked, of_wave.name, of_wave.export)
    if lines := fatal(problems):
        raise Mistake(lines)
    write_json(questionnaire, outputs.questionnaire)
    write_json({path: checksum(path) for path in [inputs.export, *inputs.frame]}, outputs.sources)
    write_parquet(answers, outputs.answers)
    write_csv(unknown, outputs.unknown)
    write_parquet(checked, outputs.checked)
    write_csv(problems, outputs.problems)


if "snakemake" in globals():
    run(main, snakemake)
