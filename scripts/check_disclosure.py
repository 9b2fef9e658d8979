"""Try to work out what the tables of a wave withhold; stop before publishing where it succeeds."""

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json, write_csv
from godegrep.core.schema import reread
from godegrep.disclosure.audit import Published
from godegrep.disclosure.scenario import further_questions
from godegrep.jobs import run
from godegrep.study.config import WaveTableSettings
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.codes import knowledge_for_codes
from godegrep.tabulation.tables import knowledge_for_tables
from godegrep.tabulation.transitions import panel_of


def main(
    checked,
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
    answers, closed = pd.read_parquet(checked), pd.read_parquet(tables)
    with_panels = []
    for file, earlier, earlier_tables in zip(transitions, first, first_tables, strict=True):
        pair = dict(zip(waves, (pd.read_parquet(earlier), answers), strict=True))
        panel = panel_of(pair, from_dict(compared), config)
        with_panels.append((pd.read_parquet(file), pd.read_parquet(earlier_tables), panel))
    published = Published(
        closed=closed,
        coded=pd.read_parquet(code_tables),
        known=knowledge_for_tables(answers, asked, config),
        known_codes=knowledge_for_codes(
            pd.read_parquet(codes),
            pd.read_parquet(segments),
            answers,
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
