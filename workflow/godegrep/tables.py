"""All tables of a wave: every closed question, for all and in each break of the study."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from godegrep.attack import Known
from godegrep.cells import Part, table
from godegrep.design import Design, sample
from godegrep.estimates import Set, each, encode, figure, measure, shares, whole
from godegrep.knowledge import further_questions, knowledge
from godegrep.questionnaire import NOT_SELECTED, SELECTED, Item, Question, Questionnaire
from godegrep.response import ANSWERED_STATUS, groups_of, response
from godegrep.study import Config
from godegrep.suppression import suppress
from godegrep.variance import Breaks, Column, Domains

UNREACHED = ("not_asked", "not_reached")
STRATUM, WEIGHT, POPULATION = "design.stratum", "design.weight", "design.population"
ANSWERED, SILENT = "answered", "silent"


def tables(
    answers: pd.DataFrame, questionnaire: Questionnaire, config: Config, wave: str
) -> pd.DataFrame:
    """Tabulate a wave: `answers` in, `tables.parquet` out (docs/data.md).

    First the response rates, n being the rows of `answers`: everyone invited, or, without a frame,
    whoever is in the export. Then each item in the order of the questionnaire, for all and in the
    breaks of the config. Bases: in a closed question those who chose an option that is not missing;
    in an open one those who were asked and came to it. Rows that must not be printed are
    suppressed; see `suppression`.
    """
    rows = respondents(answers, config)
    drawn = sample(rows, design_of(config, answers))
    domains = [Domains(drawn, whole(drawn))] + [
        Domains(drawn, column) for column in breaks_of(rows, answers, questionnaire, config)
    ]
    parts = list(response(answers, questionnaire, config))
    for question, item in questionnaire.items():
        parts += _parts(question, item, rows, [d for d in domains if d.groups.name != item.id])
    made = table(parts, wave)
    known = knowledge_for_tables(answers, questionnaire, config)
    return suppress(made, config.suppression, [known], further_questions(made, questionnaire))


def knowledge_for_tables(
    answers: pd.DataFrame, questionnaire: Questionnaire, config: Config
) -> Known:
    """What a reader is taken to know of the wave beforehand; see `knowledge`."""
    rows = respondents(answers, config)
    breaks = list(breaks_of(rows, answers, questionnaire, config))
    return knowledge(rows, breaks, questionnaire)


def respondents(answers: pd.DataFrame, config: Config) -> pd.DataFrame:
    """The rows that answered, at least in part, with the columns of the design added.

    `STRATUM` joins the strata variables of the config, `POPULATION` is the number invited in it,
    and `WEIGHT` that number over the number who answered, or 1 where the config has no weights.
    """
    known = [f"frame.{name}" for name in config.strata if f"frame.{name}" in answers.columns]
    stratum = pd.Series("", index=answers.index)
    for name in known:
        stratum = stratum.str.cat(answers[name].fillna("").astype(str), sep="/")
    answered = answers["status"].isin(ANSWERED_STATUS)
    invited = stratum.map(stratum.value_counts())
    share = answered.groupby(stratum).transform("mean")
    weight = 1 / share.where(answered) if config.weights == "response" else 1.0
    added = pd.DataFrame({STRATUM: stratum, POPULATION: invited, WEIGHT: weight})
    return pd.concat([answers, added], axis=1)[answered]


def design_of(config: Config, *waves: pd.DataFrame) -> Design:
    """The design of `respondents`; a finite population needs a frame in every wave.

    A stratum in which a single respondent of several answered must not stop a study, and to join it
    with another takes a decision that nobody made: it is measured against the whole sample's mean
    (`lonely="adjust"`), which makes the intervals wider, never narrower, on the average.
    """
    framed = all(wave.columns.str.startswith("frame.").any() for wave in waves)
    return Design(
        weights=WEIGHT,
        strata=STRATUM,
        population=POPULATION if config.finite_population and framed else None,
        level=config.level,
        lonely="adjust",
    )


def sets_of(question: Question, item: Column) -> list[Set]:
    """The rows that a closed question's item has in a table: options, then groups of options."""
    if question.type == "multiple":
        return [(SELECTED, "share", (SELECTED,))]
    return each(item) + [(group.id, "combined", group.options) for group in question.groups]


def options_of(question: Question) -> list[str]:
    """The values that an item of a closed question has in `answers.parquet`, in their order."""
    if question.type == "multiple":
        return [SELECTED, NOT_SELECTED]
    return [option.id for option in question.answers]


def breaks_of(
    rows: pd.DataFrame, answers: pd.DataFrame, questionnaire: Questionnaire, config: Config
) -> Iterator[Column]:
    """The breaks that the wave has; a frame variable has the groups that someone was invited in."""
    variables = {variable.name: list(variable.values) for variable in config.variables}
    questions = {question.id: question for question in questionnaire}
    for name in config.breaks:
        column = f"frame.{name}"
        if column in answers.columns:
            values = rows[column].rename(name)
            yield encode(values, groups_of(answers[column], variables.get(name, [])))
        elif name in questions:
            yield encode(rows[name], options_of(questions[name]))


def _parts(
    question: Question, item: Item, rows: pd.DataFrame, domains: list[Domains]
) -> Iterator[Part]:
    values = rows[item.id]
    if question.type == "number":
        numbers = measure(values)
        for domain in domains:
            for statistic in ("mean", "median"):
                yield figure(domain, numbers, item.id, question.id, statistic)
        return
    if question.type == "open":
        column = _answered(values, rows[f"{item.id}__why"])
        sets: list[Set] = [(ANSWERED, "share", (ANSWERED,))]
    else:
        column = encode(values, options_of(question))
        sets = sets_of(question, column)
    yield from shares(Breaks(domains), column, question.id, sets)


def _answered(values: pd.Series, why: pd.Series) -> Column:
    """Whether an open question was answered, by those who were asked and came to it."""
    given = pd.Series(np.where(values.notna(), ANSWERED, SILENT), values.index, name=values.name)
    return encode(given.where(values.notna() | ~why.isin(UNREACHED)), [ANSWERED, SILENT])
