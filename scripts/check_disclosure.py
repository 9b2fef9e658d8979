"""Try to work out what the tables of a wave withhold; stop before publishing where it succeeds."""

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json, write_csv
from godegrep.core.schema import reread
from godegrep.disclosure.audit import Published
from godegrep.disclosure.scenario import further_questions
from godegrep.jobs import run
from godegrep.sampling.sample import read_sampled_wave
from godegrep.study.config import WaveTableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.codes import knowledge_for_codes
from godegrep.tabulation.tables import knowledge_for_tables
from godegrep.tabulation.transitions import panel_of


def main(
    sampled,
    questionnaire,
    segments,
    codes,
    codebook,
    tables,
    code_tables,
    changes,
    code_changes,
    transitions,
    first,
    first_tables,
    numbers,
    waves,
    compared,
    settings,
    withheld,
):
    asked, config = from_dict(read_json(questionnaire)), reread(WaveTableSettings, settings)
    of_wave, closed = read_sampled_wave(sampled, asked), pd.read_parquet(tables)
    with_panels = []
    for file, earlier_tables in zip(transitions, first_tables, strict=True):
        both = from_dict(compared)
        pair = dict(zip(waves, (read_sampled_wave(first, both), of_wave), strict=True))
        panel = panel_of(pair, both, config)
        with_panels.append((pd.read_parquet(file), pd.read_parquet(earlier_tables), panel))
    published = Published(
        closed=closed,
        coded=pd.read_parquet(code_tables),
        known=knowledge_for_tables(of_wave, asked, config),
        known_codes=knowledge_for_codes(
            pd.read_parquet(codes),
            pd.read_parquet(segments),
            of_wave,
            asked,
            read_codebook(codebook),
            config,
        ),
        told=further_questions(closed[closed["suppressed"] == ""], asked),
        changes=list(map(pd.read_parquet, changes)),
        code_changes=list(map(pd.read_parquet, code_changes)),
        transitions=with_panels,
        cells=[pd.read_csv(file)["cell"] for file in numbers],
    )
    if lines := published.disclosures(config.suppression):
        raise Mistake(lines)
    write_csv(published.withheld(), withheld)


if "snakemake" in globals():
    run(main, snakemake)
