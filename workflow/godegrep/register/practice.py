"""Who does what differently: an office's answers beside its municipality's index.

What is compared are means of the index, which is public, between offices by their answers, which
are not: nothing here may be told of fewer than `SMALLEST_GROUP` offices.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from godegrep.arrays import Booleans, Floats, Integers
from godegrep.design import Design, Sample, sample
from godegrep.errors import Mistake
from godegrep.location import compare_ranks, group_means
from godegrep.multiplicity import adjust
from godegrep.questionnaire import NOT_SELECTED, SELECTED, Item, Question, Questionnaire
from godegrep.tests_table import SMALLEST_GROUP
from godegrep.variance import Column

CLUSTER, INDEX = "practice.cluster", "practice.index"
_PARTS = re.compile(r"[\s,;]+")
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


@dataclass(frozen=True, eq=False)
class Joined:
    """Offices with their index: `offices` has a row a respondent, in the order given.

    Columns: `respondent`, `municipalities` (their number), `index` (NaN where there is none),
    `cluster` (offices that share a municipality, directly or through others, are one cluster),
    `offices` (in the cluster), and `why` there is no index: `no_municipality`,
    `unknown_municipality`, `split`, `no_index`, or empty.
    """

    offices: pd.DataFrame

    def told(self) -> dict[str, int]:
        """How many offices are joined, how many not and why, and how many share or have several."""
        frame = self.offices
        joined = frame[frame["why"] == ""]
        return {
            "offices": len(frame),
            "joined": len(joined),
            "clusters": int(joined["cluster"].nunique()),
            "several_municipalities": int((joined["municipalities"] > 1).sum()),
            "shared_municipality": int(joined["cluster"].duplicated(keep=False).sum()),
            **{str(why): int(count) for why, count in frame["why"].value_counts().items() if why},
        }


def join(offices: pd.DataFrame, index: pd.DataFrame, population: pd.Series, year: int) -> Joined:
    """Give each office the index of its municipality, or of its municipalities.

    `offices` has `respondent` and `municipality`: one number, or several with spaces or commas
    between, of any year; they are carried to `year`, the year of the numbers of `index`, which has
    `municipality` and `index` of one year of spending. An office with several municipalities gets
    the mean of their indices, weighted by `population` (by municipality). Where one of them has no
    index, or was split between several, the office has none.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    known = index.set_index("municipality")["index"]
    rows = [_of_office(text, known, population, year) for text in offices["municipality"]]
    codes = sorted({code for found, _, _ in rows for code in found})
    pairs = [(i, codes.index(code)) for i, (found, _, _) in enumerate(rows) for code in found]
    size = len(rows) + len(codes)
    graph = coo_array(
        (np.ones(len(pairs)), ([i for i, _ in pairs], [len(rows) + j for _, j in pairs])),
        shape=(size, size),
    )
    parts = connected_components(graph, directed=False)[1][: len(rows)]
    table = pd.DataFrame(
        {
            "respondent": offices["respondent"].to_numpy(),
            "municipalities": [len(found) for found, _, _ in rows],
            "index": [value for _, value, _ in rows],
            "cluster": [f"{part:04d}" for part in parts],
            "why": [why for _, _, why in rows],
        }
    )
    return Joined(table.assign(offices=table.groupby("cluster")["cluster"].transform("size")))


def _of_office(
    text: str | None, known: pd.Series, population: pd.Series, year: int
) -> tuple[list[str], float, str]:
    """An office's municipalities in the numbers of the year, its index, and why it has none."""
    from godegrep.register.municipalities import is_known, successors, to_code

    written = [] if pd.isna(text) else [part for part in _PARTS.split(str(text).strip()) if part]
    codes = [to_code(part) or "" for part in written]
    if not codes:
        return [], np.nan, "no_municipality"
    if not all(is_known(code) for code in codes):
        return [], np.nan, "unknown_municipality"
    found = [successors(code, year) for code in codes]
    numbers = sorted({number for later in found for number in later})
    if any(len(later) != 1 for later in found):
        return numbers, np.nan, "split"
    values = known.reindex(numbers).to_numpy(dtype=np.float64)
    people = population.reindex(numbers).to_numpy(dtype=np.float64)
    if len(numbers) == 1:
        people = np.ones(1)
    value = float(values @ people / people.sum())
    return numbers, value, "" if np.isfinite(value) else "no_index"


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
    the effect its rank-biserial correlation. Offices of one municipality are one cluster; the
    tests know no finite population and no strata (see `tests_table`). p is adjusted over all that
    were tried. `why` is `too_few` where either side has fewer than `SMALLEST_GROUP` offices: then
    there are no figures, not even how many.
    """
    offices = joined.offices[joined.offices["why"] == ""].set_index("respondent")
    there = rows[rows["respondent"].isin(offices.index)].copy()
    there[CLUSTER] = there["respondent"].map(offices["cluster"])
    there[INDEX] = there["respondent"].map(offices["index"]).astype("float64")
    drawn = sample(
        there, replace(design, strata=None, clusters=CLUSTER, population=None, calibration=None)
    )
    values = there[INDEX].to_numpy(dtype=np.float64)
    wanted = set(questions)
    closed = {question.id for question, _ in questionnaire.items("single", "multiple", "grid")}
    if wanted - closed:
        raise Mistake(
            f"config.yaml: register: practice: questions: {name} is no closed question of {wave}; "
            f"there are: {', '.join(sorted(closed))}."
            for name in sorted(wanted - closed)
        )
    found = []
    for question, item in questionnaire.items("single", "multiple", "grid"):
        if question.id not in wanted:
            continue
        for category, members in _answers(question):
            place = {"question": question.id, "item": item.id, "category": category}
            groups = _with_and_without(there, question, item, members)
            found.append({**place, **_compared(drawn, groups, values)})
    table = pd.DataFrame(found, columns=list(TYPES))
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


def _answers(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
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
    there = rows[rows["respondent"].isin(offices.index) & rows[item].isin(chosen | rest)]
    index = there["respondent"].map(offices["index"]).to_numpy(dtype=np.float64)
    cluster = there["respondent"].map(offices["cluster"])
    own = pd.Series(index).groupby(cluster.to_numpy()).transform("mean")
    order = own.rank(method="max").to_numpy() / max(len(own), 1)
    part: Integers = np.ceil(order * parts - 1e-9).astype(np.intp)
    given: Booleans = there[item].isin(chosen).to_numpy(dtype=np.bool_)
    frame = pd.DataFrame({"part": part, "index": index, "given": given})
    made = frame.groupby("part").agg(
        index=("index", "mean"), n=("given", "size"), count=("given", "sum")
    )
    enough = (made["count"] >= smallest) & (made["n"] - made["count"] >= smallest)
    made["share"] = (made["count"] / made["n"]).where(enough)
    return made.drop(columns="count").reset_index()


def points_of(
    table: pd.DataFrame,
    rows: pd.DataFrame,
    joined: Joined,
    questionnaire: Questionnaire,
    smallest: int,
) -> dict[str, list[dict[Hashable, Any]]]:
    """`in_fifths` of each tested row of `practice_table`, by its cell."""
    found: dict[str, list[dict[Hashable, Any]]] = {}
    for row in table[table["why"] == ""].to_dict("records"):
        question = questionnaire.question(row["question"])
        members = dict(_answers(question))[row["category"]]
        others = _substance(question) - set(members)
        points = in_fifths(rows, joined, row["item"], members, others, smallest)
        shown = points.astype(object).where(points.notna(), None)
        found[str(row["cell"])] = shown.to_dict("records")
    return found
