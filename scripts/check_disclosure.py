"""Try to work out what the tables of a wave withhold; stop before publishing where it succeeds."""

from types import SimpleNamespace

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json, write_csv
from godegrep.core.schema import reread
from godegrep.disclosure.audit import Published, Tables, Transitions
from godegrep.disclosure.scenario import further_questions
from godegrep.jobs import run
from godegrep.sampling.sample import SampledWave, read_sampled_wave
from godegrep.study.config import WaveTableSettings
from godegrep.study.questionnaire import Questionnaire, from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.codes import scenarios_of_codes
from godegrep.tabulation.tables import scenario_of_tables
from godegrep.tabulation.transitions import panel_of


def main(inputs, waves, compared, settings, withheld):
    questionnaire = from_dict(read_json(inputs.questionnaire))
    of_wave = read_sampled_wave(inputs.sampled, questionnaire)
    config = reread(WaveTableSettings, settings)
    published = Published(
        closed=closed_tables(inputs, of_wave, questionnaire, config),
        codes=code_tables(inputs, of_wave, questionnaire, config),
        transitions=transitions(inputs, of_wave, waves, from_dict(compared), config),
        cells=[pd.read_csv(file)["cell"] for file in inputs.numbers],
    )
    if lines := published.disclosures(config.suppression):
        raise Mistake(lines)
    write_csv(published.withheld(), withheld)


def closed_tables(
    inputs: SimpleNamespace,
    of_wave: SampledWave,
    questionnaire: Questionnaire,
    config: WaveTableSettings,
) -> Tables:
    """The tables of the closed questions, with their changes."""
    table = pd.read_parquet(inputs.tables)
    return Tables(
        table,
        [scenario_of_tables(of_wave, questionnaire, config)],
        further_questions(table[table["suppressed"] == ""], questionnaire),
        list(map(pd.read_parquet, inputs.changes)),
    )


def code_tables(
    inputs: SimpleNamespace,
    of_wave: SampledWave,
    questionnaire: Questionnaire,
    config: WaveTableSettings,
) -> Tables:
    """The tables of the codes, with their changes."""
    codes, segments = map(pd.read_parquet, (inputs.codes, inputs.segments))
    book = read_codebook(inputs.codebook)
    scenarios = scenarios_of_codes(codes, segments, of_wave, questionnaire, book, config)
    changes = list(map(pd.read_parquet, inputs.code_changes))
    return Tables(pd.read_parquet(inputs.code_tables), scenarios, changes=changes)


def transitions(
    inputs: SimpleNamespace,
    of_wave: SampledWave,
    waves: list[str],
    compared: Questionnaire,
    config: WaveTableSettings,
) -> list[Transitions]:
    """The transitions from the wave before, where there is one."""
    tables = []
    for file, first_table in zip(inputs.transitions, inputs.first_tables, strict=True):
        pair = (read_sampled_wave(inputs.first, compared), of_wave)
        panel = panel_of(dict(zip(waves, pair, strict=True)), compared, config)
        tables.append(Transitions(pd.read_parquet(file), pd.read_parquet(first_table), panel))
    return tables


if "snakemake" in globals():
    run(main, snakemake)
