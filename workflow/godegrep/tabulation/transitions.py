"""Who moved from which answer to which: the respondents who answered in both of two waves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from godegrep.disclosure.differencing import Answered, few_once, systems_of_transitions
from godegrep.disclosure.suppression import SECONDARY, close, suppress
from godegrep.estimation.breaks import Breaks
from godegrep.estimation.cells import CrossTable, table
from godegrep.estimation.estimates import encode, shares
from godegrep.estimation.variance import Column, Domains
from godegrep.inference.contingency import marginal_homogeneity
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import ComparisonSettings, WaveTableSettings
from godegrep.study.questionnaire import Item, Question, Questionnaire
from godegrep.tabulation.tables import options_of, scenario_of_tables, sets_of
from godegrep.tabulation.tests import finished


def transitions(
    waves: Mapping[str, SampledWave], questionnaire: Questionnaire, config: ComparisonSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The transition tables of two waves, and whether the answers as a whole have moved.

    The earlier of the `waves` comes first. Returns `transitions.parquet`, with the columns of
    `tables.parquet`: each comparable closed question of the second wave, the break being the first
    wave and its groups the answers given then, suppressed as any table (see `withhold_transitions`
    for what the waves' own tables tell besides); and `transition_tests.parquet`, with the columns
    of `tests.parquet`: McNemar's, or Stuart and Maxwell's, test of the panel
    (`contingency.marginal_homogeneity`), which knows no weights and speaks of those who answered
    both times. Where a wave does not name its respondents there is no panel, and both are empty.
    """
    first, second = waves
    drawn, rows = waves[second].sample, waves[second].rows
    earlier = _earlier(waves, config)
    parts: list[CrossTable] = []
    tested: list[dict[str, Any]] = []
    for question, item in _compared(questionnaire, first, second):
        before, after = (
            encode(values.rename(name), options_of(question))
            for values, name in ((earlier[item.id], first), (rows[item.id], item.id))
        )
        transitions = Breaks([Domains(drawn, before)])
        parts += shares(transitions, after, question.id, sets_of(question, after))
        tested += _test(question, item, before, after, config)
    shown = suppress(table(parts, second), config.suppression)
    return shown, finished(tested, second, config.tests.correction)


def withhold_transitions(
    transitions: pd.DataFrame,
    tests: pd.DataFrame,
    tables: Sequence[pd.DataFrame],
    panel: tuple[Answered, Answered],
    config: ComparisonSettings,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Withhold what the transitions and both waves' tables give away together.

    `transitions` and `tests` are as from `transitions`, `tables` the `tables.parquet` of the two
    waves, which stand as they are, and `panel` what is known beforehand (`panel_of`). Of an item
    that few answered one time only, all transitions are withheld: the totals less the transitions
    are those few. So is the test of two answers of which a transition is withheld, since it tells
    the counts. Returns both frames anew.
    """
    few = few_once(*panel, list(transitions["item"].unique()), config.suppression.minimum_base)
    transitions = transitions.assign(
        suppressed=transitions["suppressed"].mask(
            (transitions["suppressed"] == "") & transitions["item"].isin(few), SECONDARY
        )
    )
    table = pd.concat([*tables, transitions], ignore_index=True)
    attacked = list(systems_of_transitions(table, *panel))
    transitions = close(table, config.suppression, attacked).tail(len(transitions))
    withheld = set(
        transitions.loc[(transitions["suppressed"] != "") & (transitions["n"] > 0), "item"]
    )
    kept = tests[(tests["groups"] > 2) | ~tests["item"].isin(withheld)]
    wave = panel[1].wave
    rows = [{str(name): value for name, value in row.items()} for row in kept.to_dict("records")]
    tested = finished(rows, wave, config.tests.correction)
    return transitions.reset_index(drop=True), tested


def panel_of(
    waves: Mapping[str, SampledWave], questionnaire: Questionnaire, config: WaveTableSettings
) -> tuple[Answered, Answered]:
    """What a reader knows beforehand of both waves; nobody is known in both without names."""
    nameless = {wave.name for wave in config.waves if not wave.respondent}
    first, second = (
        Answered(
            wave,
            (f"{wave}/" if wave in nameless else "") + sampled.rows["respondent"],
            scenario_of_tables(sampled, questionnaire.view(wave), config),
        )
        for wave, sampled in waves.items()
    )
    return first, second


def _earlier(waves: Mapping[str, SampledWave], config: ComparisonSettings) -> pd.DataFrame:
    """The first wave's answers of each respondent of the second, on the rows of the second."""
    first, second = (sampled.rows for sampled in waves.values())
    before = first.set_index("respondent")
    if not set(waves).isdisjoint(wave.name for wave in config.waves if not wave.respondent):
        before = before.iloc[:0]
    return before.reindex(second["respondent"]).set_axis(second.index)


def _compared(
    questionnaire: Questionnaire, first: str, second: str
) -> Iterator[tuple[Question, Item]]:
    """The items with options that both waves put in comparable words."""
    for comparison in questionnaire.comparisons(first, second):
        question = questionnaire.question(comparison.question)
        if comparison.compare and question.type in ("single", "multiple", "grid"):
            for item in question.items:
                if question.has(item, first) and question.has(item, second):
                    yield question, item


def _test(
    question: Question, item: Item, before: Column, after: Column, config: ComparisonSettings
) -> Iterator[dict[str, Any]]:
    size = after.size
    both = (before.codes < size) & (after.codes < size)
    cells = before.codes[both] * size + after.codes[both]
    counts = np.bincount(cells, minlength=size * size).reshape(size, size)
    outcome = (
        marginal_homogeneity(counts) if counts.sum() >= config.suppression.minimum_base else None
    )
    if outcome is not None:
        yield {
            "family": question.theme,
            "question": question.id,
            "item": item.id,
            "break": before.name,
            "test": outcome.test,
            "statistic": outcome.statistic,
            "df": outcome.df,
            "df_residual": np.nan,
            "p": outcome.p,
            "effect": outcome.net,
            "effect_name": "net_change",
            "n": outcome.n,
            "groups": int((counts.sum(axis=0) + counts.sum(axis=1) > 0).sum()),
            "group": "",
            "category": "",
            "residual": np.nan,
        }
