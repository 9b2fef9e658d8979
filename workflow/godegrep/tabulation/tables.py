"""All tables of a wave: every closed question, for all and in each break of the study."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats
from godegrep.core.vocabulary import COMPLETE, SELECTED, UNREACHED
from godegrep.disclosure.scenario import Scenario, further_questions
from godegrep.disclosure.suppression import suppress
from godegrep.estimation.breaks import Breaks
from godegrep.estimation.cells import CrossTable, table
from godegrep.estimation.estimates import (
    Set,
    alpha_of,
    each,
    encode,
    figure,
    measure,
    shares,
    whole,
)
from godegrep.estimation.variance import Column, Domains
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import Item, Question, Questionnaire
from godegrep.tabulation.response import groups_of, response

ANSWERED, SILENT = "answered", "silent"


def tables(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings, wave: str
) -> pd.DataFrame:
    """Tabulate a wave: `tables.parquet` (docs/data.md).

    Rows that must not be printed are suppressed; see `suppression`.
    """
    complete = tabulated(sampled, questionnaire, config, wave)
    scenario = scenario_of_tables(sampled, questionnaire, config)
    further = further_questions(complete, questionnaire)
    return suppress(complete, config.suppression, [scenario], further)


def tabulated(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings, wave: str
) -> pd.DataFrame:
    """The tables of a wave with nothing suppressed in them.

    First the response rates, n being everyone invited, or, without a frame, whoever is in the
    export. Then each item in the order of the questionnaire, for all and in the
    breaks of the config. Bases: in a closed question see `bases`; in an open one those who were
    asked and came to it.
    """
    rows = sampled.rows
    domains = domains_of(sampled, questionnaire, config)
    parts = list(response(sampled, questionnaire, config))
    for question in questionnaire:
        for item in question.items:
            others = [domain for domain in domains if domain.groups.name != item.id]
            parts += _parts(question, item, rows, others)
        if question.index:
            parts += _index(question, rows, domains)
    return table(parts, wave)


def scenario_of_tables(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings
) -> Scenario:
    """What a reader is taken to know of the wave beforehand; see `Scenario.of_answers`."""
    breaks = list(breaks_of(sampled, questionnaire, config))
    return Scenario.of_answers(sampled.rows, breaks, questionnaire, sampled.sample.weights)


def sets_of(question: Question, item: Column) -> list[Set]:
    """The rows that a closed question's item has in a table: options, then groups of options."""
    if question.type == "multiple":
        return [(SELECTED, "share", (SELECTED,))]
    return each(item) + [(group.id, "combined", group.options) for group in question.groups]


def options_of(question: Question) -> list[str]:
    """The values that an item of a closed question has in `answers.parquet`, in their order."""
    return list(question.values)


def breaks_of(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings
) -> Iterator[Column]:
    """The breaks that the wave has; a frame variable has the groups that someone was invited in."""
    variables = {variable.name: list(variable.values) for variable in config.frame.variables}
    questions = {question.id: question for question in questionnaire}
    answers, rows = sampled.answers, sampled.rows
    for name in config.breaks:
        column = f"frame.{name}"
        if column in answers.columns:
            values = rows[column].rename(name)
            yield encode(values, groups_of(answers[column], variables.get(name, [])))
        elif name in questions:
            yield encode(rows[name], options_of(questions[name]))


def domains_of(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings
) -> list[Domains]:
    """All respondents, and then those of each group of each break."""
    drawn = sampled.sample
    breaks = breaks_of(sampled, questionnaire, config)
    return [Domains(drawn, groups) for groups in (whole(drawn), *breaks)]


def _parts(
    question: Question, item: Item, rows: pd.DataFrame, domains: list[Domains]
) -> Iterator[CrossTable]:
    values = rows[item.id]
    if question.type == "number":
        numbers = measure(values)
        for domain in domains:
            for statistic in ("mean", "median"):
                estimates = figure(domain, numbers, item.id, question.id, statistic)
                yield replace(estimates, base_kind=question.base_kind)
        return
    if question.type == "open":
        column = _answered(values, rows[f"{item.id}__why"])
        sets: list[Set] = [(ANSWERED, "share", (ANSWERED,))]
    else:
        column = encode(values, options_of(question))
        sets = sets_of(question, column)
    for estimates in shares(Breaks(domains), column, question.id, sets):
        yield replace(estimates, base_kind=question.base_kind)


def _index(question: Question, rows: pd.DataFrame, domains: list[Domains]) -> Iterator[CrossTable]:
    """The mean of a grid's items, 1 being the first option of the scale, and Cronbach's alpha.

    The base is who answered all items; «vet ikke» is no point on the scale.
    """
    items = points_of(question, rows)
    for domain in domains:
        for estimates in (
            figure(domain, np.asarray(items.mean(axis=1)), question.id, question.id, "mean"),
            alpha_of(domain, items, question.id, question.id),
        ):
            yield replace(estimates, base_kind=COMPLETE if question.base == COMPLETE else ANSWERED)


def points_of(question: Question, rows: pd.DataFrame) -> Floats:
    """The answers to a grid's items as points of its scale, (n, items), NaN being none."""
    points = {option.id: float(point) for point, option in enumerate(question.scale, start=1)}
    return np.stack([measure(rows[item.id].map(points)) for item in question.items], axis=1)


def _answered(values: pd.Series, why: pd.Series) -> Column:
    """Whether an open question was answered, by those who were asked and came to it."""
    given = pd.Series(np.where(values.notna(), ANSWERED, SILENT), values.index, name=values.name)
    return encode(given.where(values.notna() | ~why.isin(UNREACHED)), [ANSWERED, SILENT])
