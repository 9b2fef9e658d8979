"""The example study's answers, read and checked as the pipeline does."""

import pandas as pd

from godegrep.answers.checks import check
from godegrep.answers.ingest import ingest
from godegrep.answers.problems import fatal
from godegrep.exports.read import read_export
from godegrep.masking.personal_data import mask
from godegrep.sampling.frame import read_frame
from godegrep.study.read import read_study
from support.paths import ROOT


def checked_answers(wave_name: str) -> pd.DataFrame:
    """`checked.parquet` of a wave."""
    study = read_study(ROOT)
    wave = study.config.wave(wave_name)
    view = study.questionnaire.view(wave_name)
    frame = read_frame(ROOT / wave.frame, study.config.frame)
    answers, unknown = ingest(read_export(ROOT / wave.export), frame, view, wave, mask)
    checked, problems = check(answers, unknown, view, wave_name)
    assert fatal(problems) == []
    return checked
