"""Try to work out what the tables of a wave withhold; stop before publishing where it succeeds."""

import pandas as pd

from godegrep.code_tables import knowledge_for_codes
from godegrep.disclosure import disclosures, printed, withheld_changes
from godegrep.errors import Mistake
from godegrep.files import read_json, write_csv
from godegrep.jobs import run
from godegrep.knowledge import further_questions
from godegrep.overlap import systems_of_moves
from godegrep.questionnaire import from_dict
from godegrep.readers.study import read_codebook
from godegrep.study import config_from_dict
from godegrep.tables import knowledge_for_tables
from godegrep.transitions import panel_of


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
    asked, config = from_dict(read_json(questionnaire)), config_from_dict(settings)
    answers = pd.read_parquet(checked)
    closed, coded = pd.read_parquet(tables), pd.read_parquet(code_tables)
    known = knowledge_for_tables(answers, asked, config)
    known_codes = knowledge_for_codes(
        pd.read_parquet(codes),
        pd.read_parquet(segments),
        answers,
        asked,
        read_codebook(codebook),
        config,
    )
    told = further_questions(closed[closed["suppressed"] == ""], asked)
    lines = disclosures(closed, config.suppression, [known], told)
    lines += disclosures(coded, config.suppression, known_codes)
    for file in changes:
        lines += withheld_changes(pd.read_parquet(file), closed)
    for file in code_changes:
        lines += withheld_changes(pd.read_parquet(file), coded)
    moved = [pd.read_parquet(file) for file in transitions]
    for moves, earlier, tables_then in zip(moved, first, first_tables, strict=True):
        pair = dict(zip(waves, (pd.read_parquet(earlier), answers), strict=True))
        panel = panel_of(pair, from_dict(compared), config)
        everything = pd.concat([pd.read_parquet(tables_then), closed, moves], ignore_index=True)
        found = systems_of_moves(everything, *panel)
        lines += disclosures(everything, config.suppression, [], further=list(found))
    for file in numbers:
        lines += printed(pd.read_csv(file)["cell"], closed, coded, *moved)
    if lines:
        raise Mistake(list(dict.fromkeys(lines)))
    both = pd.concat([closed, coded, *moved], ignore_index=True)
    write_csv(both.loc[both["suppressed"] != "", ["cell", "n", "suppressed"]], withheld)


if "snakemake" in globals():
    run(main, snakemake)
