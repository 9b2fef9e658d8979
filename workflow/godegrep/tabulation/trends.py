"""What changed between waves, question by question."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from godegrep.disclosure.suppression import BASE
from godegrep.estimation.cells import WITHHELD_OF_CHANGES, cell_id
from godegrep.estimation.estimates import encode, measure
from godegrep.inference.multiplicity import adjust
from godegrep.inference.overlapping_samples import OverlappingSamples
from godegrep.inference.panel import Panel, pair, stack
from godegrep.sampling.design import Sample
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import Item, Question, Questionnaire
from godegrep.tabulation.tables import options_of, points_of, sets_of

TYPES = {
    "item": "str",
    "question": "str",
    "category": "str",
    "statistic": "str",
    "first": "str",
    "second": "str",
    "status": "str",
    "estimate_first": "float64",
    "estimate_second": "float64",
    "estimate": "float64",
    "se": "float64",
    "low": "float64",
    "high": "float64",
    "p": "float64",
    "p_adjusted": "float64",
    "n_first": "Int64",  # null where nothing is compared
    "n_second": "Int64",
    "n_both": "Int64",
    "cell_first": "str",
    "cell_second": "str",
    "suppressed": "str",
}


def trends(
    waves: Mapping[str, SampledWave], questionnaire: Questionnaire, config: ComparisonSettings
) -> pd.DataFrame:
    """The changes from each wave to the next: `trends.parquet` (docs/data.md).

    The `waves` come in the order of time. Every closed question that both
    waves put in comparable words gives its items' changes, of the shares of options and of groups
    of options, or of the mean; an index that of its mean, if both waves put all its items. A
    question or an item that is new, gone, or changed beyond comparison gives one row with its
    status and no figures. Open questions are not compared here.

    With a finite population the overlap of the two waves' frames and samples is counted (see
    `overlapping_samples`); of clusters that is done only where the same respondents answered in
    both waves. Where it is not, the correction is left out, and the intervals err on the safe side.
    So they do where a wave has no respondents' names: its respondents are then taken as other
    people.
    """
    rows: list[dict[str, Any]] = []
    for first, second in pairwise(waves):
        pair_of_waves = {name: waves[name] for name in (first, second)}
        panel, rows_of_both = stacked(pair_of_waves, config)
        place = {"first": first, "second": second}
        for comparison in questionnaire.comparisons(first, second):
            if comparison.compare:
                question = questionnaire.question(comparison.question)
                for row in _of_question(question, panel, rows_of_both, first, second):
                    rows.append(
                        {"question": question.id, "status": comparison.status, **place, **row}
                    )
            else:
                names = {"item": comparison.question, "question": comparison.question}
                rows.append({**names, "status": comparison.status, **place})
    shown = withhold(_frame(rows), config.suppression.minimum_base)
    shown["p_adjusted"] = _adjusted(shown, questionnaire, config.tests.correction)
    return shown


def stacked(
    waves: Mapping[str, SampledWave], config: ComparisonSettings
) -> tuple[Panel, pd.DataFrame]:
    """Those who answered in either of two waves, as a panel and as rows, one below the other."""
    nameless = {wave.name for wave in config.waves if not wave.respondent}
    first, second = (
        _of_others(sampled.sample, name) if name in nameless else sampled.sample
        for name, sampled in waves.items()
    )
    finite = all(each.design.population for each in (first, second)) and nameless.isdisjoint(waves)
    rotating = finite and not any(each.design.clusters for each in (first, second))
    same = set(first.frame["respondent"]) == set(second.frame["respondent"])
    counted = [first, second]
    if rotating or not (same and finite):
        counted = [each.without_population() for each in counted]
    panel = pair(counted, "respondent")
    if rotating:
        frames = [sampled.strata for sampled in waves.values()]
        overlap = OverlappingSamples.of((first, second), "respondent", frames)
        panel = replace(panel, overlap=overlap)
    columns = [name for name in first.frame if name in second.frame]
    both = {str(name): stack(first.frame[name], second.frame[name]) for name in columns}
    return panel, pd.DataFrame(both)


def _of_others(sample: Sample, wave: str) -> Sample:
    """A sample whose respondents are nobody's in another wave."""
    names = f"{wave}/" + sample.frame["respondent"]
    return replace(sample, frame=sample.frame.assign(respondent=names))


def _of_question(
    question: Question, panel: Panel, stacked: pd.DataFrame, first: str, second: str
) -> Iterator[dict[str, Any]]:
    for item in question.items:
        asked = [question.has(item, wave) for wave in (first, second)]
        if all(asked) and question.type != "open":
            for row in _of_item(question, item, panel, stacked[item.id]):
                yield _row(item.id, row, first, second)
        elif any(asked) and not all(asked):
            yield {"item": item.id, "status": "gone" if asked[0] else "new"}
    if question.index and all({first, second} <= set(item.columns) for item in question.items):
        numbers = np.asarray(points_of(question, stacked).mean(axis=1))
        for row in panel.mean(numbers).drop(columns="df").to_dict("records"):
            yield _row(question.id, row, first, second)


def _row(item: str, row: dict[Any, Any], first: str, second: str) -> dict[str, Any]:
    names = (item, row["category"], row["statistic"])
    cells = {"cell_first": cell_id(first, *names), "cell_second": cell_id(second, *names)}
    return {"item": item, **row, **cells}


def _of_item(
    question: Question, item: Item, panel: Panel, values: pd.Series
) -> list[dict[Any, Any]]:
    if question.type == "number":
        changes = panel.mean(measure(values))
    else:
        column = encode(values, options_of(question))
        changes = panel.shares(column, sets_of(question, column))
    return changes.drop(columns="df").to_dict("records")


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    empty = {name: "" if kind == "str" else None for name, kind in TYPES.items()}
    return pd.DataFrame([{**empty, **row} for row in rows], columns=list(TYPES)).astype(TYPES)


def _adjusted(trends: pd.DataFrame, questionnaire: Questionnaire, correction: str) -> pd.Series:
    """p adjusted over the tests between two waves in a theme, which is a section of the report."""
    themes = {question.id: question.theme for question in questionnaire}
    families = [trends["first"], trends["second"], trends["question"].map(themes)]
    return (
        trends.groupby(families, sort=False)["p"]
        .transform(lambda p: adjust(p.to_numpy(), correction))
        .astype("float64")
    )


def withhold(trends: pd.DataFrame, minimum_base: int) -> pd.DataFrame:
    """Suppress a change where either wave's base is too small, as its table does."""
    small = ((trends["n_first"] < minimum_base) | (trends["n_second"] < minimum_base)).fillna(False)
    trends.loc[small, WITHHELD_OF_CHANGES] = float("nan")
    trends.loc[small, "suppressed"] = BASE
    return trends
