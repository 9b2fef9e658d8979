"""Write the sheet in which a coder, or nobody yet, reviews the suggestions."""

from typing import Any

import pandas as pd

from godegrep.coding.codes import CONSENSUS, decided_with_text
from godegrep.coding.workbook.write import write_review
from godegrep.core.checksums import checksum
from godegrep.core.files import read_json, write_text
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.material.segments import long_answers
from godegrep.study.config import Wave
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook


def main(
    checked,
    questionnaire,
    segments,
    suggestions,
    clusters,
    curves,
    decisions,
    orphans,
    earlier_segments,
    earlier_decisions,
    codebook,
    wave,
    settings,
    language,
    coder,
    sheet,
    recorded,
):
    questions = from_dict(read_json(questionnaire))
    parts, given = pd.read_parquet(segments), pd.read_parquet(decisions)
    # Examples are the coder's own, agreed ones, and those of earlier waves: others code blind.
    visible = given[given["coder"].isin([coder, CONSENSUS])]
    coded = decided_with_text(
        [*map(pd.read_parquet, earlier_decisions), visible],
        [*map(pd.read_parquet, earlier_segments), parts],
    )
    answers = long_answers(pd.read_parquet(checked), questions)
    texts: dict[Any, str] = answers.set_index(["respondent", "question"])["text"].to_dict()
    write_review(
        sheet,
        parts,
        texts,
        questions,
        read_codebook(codebook),
        pd.read_parquet(suggestions),
        pd.read_parquet(clusters),
        pd.read_csv(curves, dtype={"question": str}),
        given,
        reread(Wave, settings),
        language,
        coded,
        pd.read_parquet(orphans),
        coder,
    )
    write_text(checksum(sheet) + "\n", recorded)


if "snakemake" in globals():
    run(main, snakemake)
