"""What the codes tell besides who has them: by segments, together, and how soon all were seen."""

import pandas as pd

from godegrep.coding.codes import HUMAN
from godegrep.coding.saturation import saturation
from godegrep.core.files import read_json, write_csv, write_parquet
from godegrep.jobs import run
from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import co_occurrence as code_pairs
from godegrep.tabulation.segments import segment_tables


def main(
    checked,
    questionnaire,
    segments,
    codes,
    code_tables,
    codebook,
    wave,
    settings,
    tables,
    co_occurrence,
    curves,
):
    config = config_from_dict(settings)
    coded = (
        pd.read_parquet(codes),
        pd.read_parquet(segments),
        pd.read_parquet(checked),
        from_dict(read_json(questionnaire)),
        read_codebook(codebook),
    )
    by_people = coded[0][coded[0]["source"] == HUMAN]
    by_segment = segment_tables(*coded, config, wave, pd.read_parquet(code_tables))
    write_parquet(by_segment, tables)
    write_csv(code_pairs(*coded, config.suppression).round(4), co_occurrence)
    write_csv(saturation(by_people, *coded[1:], config.design.level).round(4), curves)


if "snakemake" in globals():
    run(main, snakemake)
