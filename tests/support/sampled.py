"""A wave's sample as the workflow has it: weighted, written, and read."""

import io
import json
from collections.abc import Mapping

import pandas as pd

from godegrep.sampling.sample import SampledWave
from godegrep.sampling.weighting import Weighting, weigh
from godegrep.study.config import Config
from godegrep.study.questionnaire import Questionnaire


def sampled(answers: pd.DataFrame, questionnaire: Questionnaire, config: Config) -> SampledWave:
    table, weighting = weigh(answers, config.design)
    file = io.BytesIO()
    table.to_parquet(file, index=False)
    written = json.dumps(weighting.to_dict(), allow_nan=False)
    read = pd.read_parquet(io.BytesIO(file.getvalue()))
    return SampledWave.of(answers, read, Weighting.from_dict(json.loads(written)), questionnaire)


def sampled_waves(
    waves: Mapping[str, pd.DataFrame], questionnaire: Questionnaire, config: Config
) -> dict[str, SampledWave]:
    return {wave: sampled(answers, questionnaire, config) for wave, answers in waves.items()}
