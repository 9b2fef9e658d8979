"""Who does what differently: an office's answers beside its municipality's index.

What is compared are means of the index, which is public, between offices by their answers, which
are not: nothing here may be told of fewer than `SMALLEST_GROUP` offices.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.core.errors import Mistake
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.estimation.variance import Column
from godegrep.inference.location import compare_ranks, group_means
from godegrep.inference.multiplicity import adjust
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.register.offices import Joined
from godegrep.sampling.design import Design, Sample, sample
from godegrep.study.questionnaire import Item, Question, Questionnaire

CLUSTER, INDEX, STRATUM = "practice.cluster", "practice.index", "practice.stratum"
TYPES = {
    "cell": "str",
    "wave": "str",
    "question": "str",
    "item": "str",
    "category": "str",
    "n_with": "int64",
    "n_without": "int64",
    "mean_with": "float64",
    "mean_without": "float64",
    "estimate": "float64",
    "low": "float64",
    "high": "float64",
    "statistic": "float64",
    "df_residual": "float64",
    "p": "float64",
    "p_adjusted": "float64",
    "correction": "str",
    "tests": "int64",
    "effect": "float64",
    "effect_name": "str",
    "why": "str",
}
"""The columns of `practice.parquet`."""


def practice_table(
    rows: pd.DataFrame,
    joined: Joined,
    questionnaire: Questionnaire,
    questions: Iterable[str],
    design: Design,
    wave: str,
    correction: str = "holm",
) -> pd.DataFrame:
    """Compare the index of offices that gave an answer with those that gave another.

    `rows` are the wave's `respondents`, `questions` the ids of those that are tried. A row a choice
    of a multiple question, a group of options or else an option, of two only the first:
    `estimate` is the mean index of those with the answer less that of those without, in points,
    with its interval; `p` is of Wilcoxon's test (`compare_ranks`), as an index has a long tail, and
    the effect its rank-biserial correlation. Strata and weights are the design's, and offices of
    one municipality are one cluster, in the first of their strata where they have several; there is
    no finite population (see `tests_table`), and calibrated weights count as they were before. p is
    adjusted over all that were tried. `why` is `too_few` where either side has fewer than
    `SMALLEST_GROUP` offices: then there are no figures, not even how many.
    """
    answered, drawn = _offices(rows, joined, design)
    values = answered[INDEX].to_numpy(dtype=np.float64)
    wanted = set(questions)
    _refuse_unknown(wanted, questionnaire, wave)
    compared = []
    for question, item in questionnaire.items("single", "multiple", "grid"):
        if question.id not in wanted:
            continue
        for category, members in compared_answers(question):
            place = {"question": question.id, "item": item.id, "category": category}
            groups = _with_and_without(answered, question, item, members)
            compared.append({**place, **_compared(drawn, groups, values)})
    return _finished(pd.DataFrame(compared, columns=list(TYPES)), wave, correction)


def _offices(rows: pd.DataFrame, joined: Joined, design: Design) -> tuple[pd.DataFrame, Sample]:
    """The offices that have an index, with it and their cluster, and the design that they have."""
    offices = joined.offices[joined.offices["why"] == ""].set_index("respondent")
    answered = rows[rows["respondent"].isin(offices.index)].copy()
    answered[CLUSTER] = answered["respondent"].map(offices["cluster"])
    answered[INDEX] = answered["respondent"].map(offices["index"]).astype("float64")
    if design.strata:
        answered[STRATUM] = answered.groupby(CLUSTER)[design.strata].transform("min")
    strata = STRATUM if design.strata else None
    clustered = replace(design, strata=strata, clusters=CLUSTER, population=None, calibration=None)
    return answered, sample(answered, clustered)


def _refuse_unknown(wanted: set[str], questionnaire: Questionnaire, wave: str) -> None:
    closed = {question.id for question, _ in questionnaire.items("single", "multiple", "grid")}
    if wanted - closed:
        raise Mistake(
            f"config.yaml: register: practice: questions: {name} is not a closed question "
            f"of {wave}; there are: {', '.join(sorted(closed))}."
            for name in sorted(wanted - closed)
        )


def _finished(table: pd.DataFrame, wave: str, correction: str) -> pd.DataFrame:
    """The comparisons with their cells, and p adjusted over all of them."""
    table["wave"], table["correction"] = wave, correction
    table["cell"] = [
        f"{wave}/{item}/{category}/index_difference"
        for item, category in zip(table["item"], table["category"], strict=True)
    ]
    table["p_adjusted"] = adjust(table["p"].to_numpy(dtype=np.float64), correction)
    table["tests"] = int(table["p"].notna().sum())
    for name in ("n_with", "n_without"):
        table[name] = table[name].fillna(0)
    return table.astype(TYPES)


def compared_answers(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The answers of a question that are compared with its others, and the options they hold."""
    if question.type == "multiple":
        yield SELECTED, (SELECTED,)
        return
    scale = [(option.id, (option.id,)) for option in question.scale]
    parts = [(group.id, group.options) for group in question.groups] or scale
    yield from parts[:1] if len(scale) == 2 else parts


def _substance(question: Question) -> set[str]:
    """The answers that say something of the matter: not «vet ikke» and the like."""
    if question.type == "multiple":
        return {SELECTED, NOT_SELECTED}
    return {option.id for option in question.scale}


def _with_and_without(
    rows: pd.DataFrame, question: Question, item: Item, members: tuple[str, ...]
) -> Column:
    """0: without the answer, 1: with it; «vet ikke» and the like are missing."""
    substance = _substance(question)
    answers = rows[item.id]
    codes = np.where(answers.isin(members), 1, 0)
    codes = np.where(answers.isin(substance), codes, 2).astype(np.intp)
    return Column(item.id, codes, ("without", "with"))


def _compared(drawn: Sample, groups: Column, values: Floats) -> dict[str, object]:
    counts = np.bincount(groups.codes, minlength=3)[:2]
    if counts.min() < SMALLEST_GROUP:
        return {"why": "too_few", "effect_name": ""}
    means = group_means(drawn, groups, values)
    estimate, low, high = means.difference(drawn.design.level)
    tested = compare_ranks(drawn, groups, values)
    if tested is None:
        return {"why": "no_test", "effect_name": ""}
    return {
        "n_without": counts[0],
        "n_with": counts[1],
        "mean_without": means.means[0],
        "mean_with": means.means[1],
        **{"estimate": estimate, "low": low, "high": high},
        **{"statistic": tested.statistic, "df_residual": tested.df_residual, "p": tested.p},
        **{"effect": tested.effect, "effect_name": tested.effect_name, "why": ""},
    }


def in_fifths(
    rows: pd.DataFrame,
    joined: Joined,
    item: str,
    members: Iterable[str],
    others: Iterable[str],
    smallest: int,
    parts: int = 5,
) -> pd.DataFrame:
    """The share with an answer among offices by fifths of their index: points for a scatter.

    An index is public and tells which municipality it is, so a point an office would tell what each
    one answered. Offices of one cluster fall in the same fifth. Returns `part`, `index` (the
    mean of its offices), `n` and `share`; a fifth in which fewer than `smallest` gave the answer,
    or gave another, has no share, since that would tell of single offices.
    """
    offices = joined.offices[joined.offices["why"] == ""].set_index("respondent")
    chosen, rest = set(members), set(others)
    answered = rows[rows["respondent"].isin(offices.index) & rows[item].isin(chosen | rest)]
    index = answered["respondent"].map(offices["index"]).to_numpy(dtype=np.float64)
    cluster = answered["respondent"].map(offices["cluster"])
    of_clusters = pd.Series(index).groupby(cluster.to_numpy()).transform("mean")
    order = of_clusters.rank(method="max").to_numpy() / max(len(of_clusters), 1)
    part: Integers = np.ceil(order * parts - 1e-9).astype(np.intp)
    given: Booleans = answered[item].isin(chosen).to_numpy(dtype=np.bool_)
    frame = pd.DataFrame({"part": part, "index": index, "given": given})
    fifths = frame.groupby("part").agg(
        index=("index", "mean"), n=("given", "size"), count=("given", "sum")
    )
    enough = (fifths["count"] >= smallest) & (fifths["n"] - fifths["count"] >= smallest)
    fifths["share"] = (fifths["count"] / fifths["n"]).where(enough)
    return fifths.drop(columns="count").reset_index()


def points_of(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    joined: Joined,
    questionnaire: Questionnaire,
    smallest: int,
) -> dict[str, list[dict[Hashable, Any]]]:
    """`in_fifths` of each tested row of `practice_table`, by its cell."""
    by_cell: dict[str, list[dict[Hashable, Any]]] = {}
    for row in table[table["why"] == ""].to_dict("records"):
        question = questionnaire.question(row["question"])
        members = dict(compared_answers(question))[row["category"]]
        others = _substance(question) - set(members)
        points = in_fifths(rows, joined, row["item"], members, others, smallest)
        shown = points.astype(object).where(points.notna(), None)
        by_cell[str(row["cell"])] = shown.to_dict("records")
    return by_cell
