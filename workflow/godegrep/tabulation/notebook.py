"""Any table of a wave in one line, for notebooks: as the pipeline makes it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import config_from_dict
from godegrep.study.paths import CONFIG
from godegrep.study.questionnaire import from_dict
from godegrep.study.yaml import read_yaml
from godegrep.tabulation.tables import tables


def table(wave: str, question: str, by: str = "", study: str = ".") -> pd.DataFrame:
    """Tabulate a question for all, or in a break: the columns of `tables.parquet` (docs/data.md).

    `by` is a variable of the frame or the id of a single question, and need not be a break of the
    config. `study` is the study's folder, in which the wave has been weighted. The design, the
    bases and the suppression are the study's: a row is that of `tables.parquet`, if `by` is a break
    of the config, and else what would stand there if it were. Raises Mistake where the wave has not
    been weighted, and for a question or a break that it does not have.
    """
    config = config_from_dict(read_yaml(Path(study, CONFIG), CONFIG))
    folder = Path(study, "results", wave)
    files = [str(folder / name) for name in ("checked.parquet", "sample.parquet", "weighting.json")]
    for file in files:
        if not Path(file).exists():
            raise Mistake(f"{file} is not there; run snakemake first.")
    asked = from_dict(read_json(Path(folder, "questionnaire.json")))
    known = [each.id for each in asked]
    if question not in known:
        raise Mistake(
            f"There is no question {question!r} in {wave}; there are: {', '.join(known)}."
        )
    if by and by not in config.breaks:
        config = replace(config, breaks=(*config.breaks, by))
    complete = tables(read_sampled_wave(files, asked), asked, config, wave)
    if by not in set(complete["break"]):
        raise Mistake(
            f"{by!r} is no break in {wave}; name a variable of the frame or a single question."
        )
    rows = (complete["question"] == question) & (complete["break"] == by)
    return complete[rows].reset_index(drop=True)
