"""How many have each code: the tables of the open answers."""

from collections.abc import Iterator

import pandas as pd

from godegrep.coding.code_matrix import code_matrix
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.disclosure.scenario import Scenario
from godegrep.disclosure.suppression import suppress
from godegrep.estimation.breaks import Breaks
from godegrep.estimation.cells import CrossTable, table
from godegrep.estimation.estimates import encode, shares
from godegrep.estimation.variance import Domains
from godegrep.sampling.sample import SampledWave
from godegrep.study.codebook import Codebook
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import Questionnaire
from godegrep.tabulation.tables import breaks_of, domains_of


def code_tables(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    sampled: SampledWave,
    questionnaire: Questionnaire,
    codebook: Codebook,
    config: TableSettings,
    wave: str,
) -> pd.DataFrame:
    """Tabulate the codes of a wave: `code_tables.parquet`, with the columns of `tables.parquet`.

    For each open question that people have coded, all codes that apply to it, for all and in the
    breaks of the config: the share of respondents who have the code (see `codes.code_matrix`) among
    those who answered and whose answer is coded in full. Weighted, with intervals and suppression
    like the closed questions. `codes` are those that count (see `codes.published`).
    """
    rows = sampled.rows
    domains = domains_of(sampled, questionnaire, config)
    parts: list[CrossTable] = []
    for question in questionnaire:
        if question.type == "open":
            matrix = code_matrix(question.id, rows, segments, codes, codebook)
            parts += _parts(question.id, matrix, domains)
    scenarios = scenarios_of_codes(codes, segments, sampled, questionnaire, codebook, config)
    return suppress(table(parts, wave), config.suppression, scenarios)


def scenarios_of_codes(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    sampled: SampledWave,
    questionnaire: Questionnaire,
    codebook: Codebook,
    config: TableSettings,
) -> list[Scenario]:
    """What a reader is taken to know beforehand of each open question; see `Scenario.of_codes`."""
    breaks = list(breaks_of(sampled, questionnaire, config))
    return [
        Scenario.of_codes(
            code_matrix(question.id, sampled.rows, segments, codes, codebook),
            breaks,
            question.id,
            codebook,
            sampled.sample.weights,
        )
        for question in questionnaire
        if question.type == "open"
    ]


def _parts(question: str, matrix: pd.DataFrame, domains: list[Domains]) -> Iterator[CrossTable]:
    if not matrix.notna().any(axis=None):
        return
    breaks = Breaks(domains)
    for code in matrix:
        has = encode(matrix[code].rename(question), [SELECTED, NOT_SELECTED])
        yield from shares(breaks, has, question, [(str(code), "share", (SELECTED,))])
