"""The disclosure scenario: what a reader is taken to know of a wave beforehand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans, Floats, Integers
from godegrep.core.vocabulary import SELECTED
from godegrep.estimation.variance import Column
from godegrep.study.codebook import Codebook
from godegrep.study.questionnaire import Question, Questionnaire, Universe

PLACE = ["item", "break", "group"]
WEIGHT = "design.weight"
MOST_WEIGHTS = 100
"""With more different weights than this, each is one respondent's own, and so many classes are more
than a linear program can take: their weights are then known within a span."""


@dataclass(frozen=True, eq=False)
class Asked:
    """An item to a reader: who answered it, (n,), and which answers there are.

    `options` exclude each other and are all there are; without any, each category of the table
    stands by itself. `combined` maps a group of options to these. Of categories by themselves,
    `above` maps one to that which everyone who has it has too, and `only_above` are those that
    nobody has without one below.
    """

    base: Booleans
    options: tuple[str, ...] = ()
    combined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    only_above: frozenset[str] = frozenset()

    def families(self, categories: Iterable[str]) -> list[list[str]]:
        """These categories by what binds them to each other."""
        families: dict[str, list[str]] = {}
        for category in categories:
            top = category
            while top in self.above:
                top = self.above[top]
            families.setdefault(top, []).append(category)
        return list(families.values())

    def order(self, options: Sequence[str]) -> Floats:
        """What is never less than 0 in any class, (M, K): the one above less the one below, …"""
        place = {option: k for k, option in enumerate(options) if option}
        rows = []
        for below, above in self.above.items():
            if below in place and above in place:
                rows.append({place[above]: 1.0, place[below]: -1.0})
        for above in sorted(self.only_above & set(place)):
            below_it = [place[code] for code, over in self.above.items() if over == above]
            rows.append({place[above]: -1.0, **dict.fromkeys(below_it, 1.0)})
        return np.array([[row.get(k, 0.0) for k in range(len(options))] for row in rows]).reshape(
            len(rows), len(options)
        )


@dataclass(frozen=True)
class AtLeast:
    """Of those in a group, so many gave one of these answers: they came to a further question.

    `rows` are the positions of the rows that say so in the same table; none, if another says it.
    """

    item: str
    answers: tuple[str, ...]
    by: str
    group: str
    n: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Classes:
    """The C classes of respondents who answered an item and are alike to a reader.

    `sizes` (C,) count them; `groups` has a row a class and a column a break; `least` and `most`,
    (C,), are the weights in a class, in parts of the mean weight.
    """

    sizes: Integers
    groups: pd.DataFrame
    least: Floats
    most: Floats


@dataclass(frozen=True, eq=False)
class Scenario:
    """What a reader knows beforehand; `groups` has a row a respondent and a column a break.

    `weights`, (n,), are the respondents' weights, which follow from what is known of everyone
    invited; None where all weigh the same.
    """

    groups: pd.DataFrame
    items: Mapping[str, Asked]
    weights: Floats | None = None

    @cached_property
    def relative_weights(self) -> Floats:
        """The weights in parts of their mean, (n,)."""
        if self.weights is None:
            return np.ones(len(self.groups))
        weights: Floats = self.weights / self.mean_weight
        return weights

    @property
    def mean_weight(self) -> float:
        """The mean of the weights; 1 where all weigh the same."""
        return 1.0 if self.weights is None else float(self.weights.mean())

    @cached_property
    def _classes(self) -> tuple[Integers, pd.DataFrame]:
        alike = self.groups.assign(**{WEIGHT: 0})
        of_groups = _numbered(alike)
        of_row = _numbered(
            alike.assign(**{WEIGHT: weighing_alike(self.relative_weights, of_groups)})
        )
        first = np.unique(of_row, return_index=True)[1]
        return of_row, self.groups.iloc[first].reset_index(drop=True)

    def classes(self, item: str) -> Classes:
        """The classes of an item; whoever's answer to it is a break is no wiser for that."""
        of_row, groups = self._classes
        base = self.items[item].base
        numbers, sizes = np.unique(of_row[base], return_counts=True)
        others = groups.iloc[numbers].reset_index(drop=True).drop(columns=item, errors="ignore")
        weights = ends(self.relative_weights[base], of_row[base])
        return Classes(sizes.astype(np.intp), others, *weights)

    @classmethod
    def of_answers(
        cls,
        rows: pd.DataFrame,
        breaks: Sequence[Column],
        questionnaire: Questionnaire,
        weights: Floats | None = None,
    ) -> "Scenario":
        """Who answered which question, and their groups in each break: all but what they answered.

        Open questions are not among the items: their tables here say who answered, and no more.
        `rows` are the respondents, with the columns of `answers.parquet`, and `weights`, (n,),
        theirs.
        """
        items = {
            item.id: _asked(rows[item.id], question)
            for question, item in questionnaire.items()
            if question.type != "open"
        }
        for question in questionnaire:
            if question.index:
                answered = [items[item.id].base for item in question.items]
                items[question.id] = Asked(np.logical_and.reduce(answered))
        return cls(_groups(breaks, len(rows)), items, _distinct(weights))

    @classmethod
    def of_codes(
        cls,
        matrix: pd.DataFrame,
        breaks: Sequence[Column],
        question: str,
        codebook: Codebook,
        weights: Floats | None = None,
    ) -> "Scenario":
        """The scenario for the codes of an open question; `matrix` as from `codes.code_matrix`.

        The reader knows the codebook: whoever has a code has the one above it.
        """
        base = matrix.notna().any(axis=1).to_numpy()
        above = {
            code.id: code.parent
            for code in codebook.codes
            if code.parent and {code.id, code.parent} <= set(matrix)
        }
        has = matrix == SELECTED
        only = frozenset(
            code
            for code in set(above.values())
            if not (has[code] & ~has[[c for c in above if above[c] == code]].any(axis=1)).any()
        )
        asked = Asked(base, above=above, only_above=only)
        return cls(_groups(breaks, len(matrix)), {question: asked}, _distinct(weights))


def weighing_alike(weights: Floats, groups: Integers) -> Integers:
    """Numbers, (n,), that respondents of the same number in `groups` share if they weigh alike.

    That is: the same or, with more than `MOST_WEIGHTS` different ones in all, all less or all more
    than the median of their group.
    """
    different, numbers = np.unique(np.round(weights, 12), return_inverse=True)
    if len(different) <= MOST_WEIGHTS:
        return numbers.astype(np.intp)
    medians = pd.Series(weights).groupby(groups).transform("median").to_numpy()
    return (weights > medians).astype(np.intp)


def ends(weights: Floats, classes: Integers) -> tuple[Floats, Floats]:
    """The least and the largest weight, (C,), of each class that occurs in `classes`, (n,)."""
    extremes = pd.Series(weights).groupby(classes).agg(["min", "max"])
    return extremes["min"].to_numpy(), extremes["max"].to_numpy()


def _numbered(alike: pd.DataFrame) -> Integers:
    """A number for each row that equal rows share, (n,)."""
    numbers: pd.Series = alike.groupby(list(alike), sort=False, dropna=False).ngroup()
    return numbers.to_numpy(dtype=np.intp)


def _distinct(weights: Floats | None) -> Floats | None:
    """The weights, where they tell anyone apart."""
    if weights is None or not len(weights) or np.ptp(weights) <= 1e-12 * weights.mean():
        return None
    return weights


def _groups(breaks: Sequence[Column], respondents: int) -> pd.DataFrame:
    return pd.DataFrame(
        {by.name: np.array([*by.labels, None], dtype=object)[by.codes] for by in breaks},
        index=range(respondents),
    )


def _asked(values: pd.Series, question: Question) -> Asked:
    if question.type == "number":
        return Asked(values.notna().to_numpy())
    options = question.values
    if question.type == "multiple":
        return Asked(values.isin(options).to_numpy())
    combined = {group.id: group.options for group in question.groups}
    return Asked(values.isin(options).to_numpy(), options, combined)


def further_questions(table: pd.DataFrame, questionnaire: Questionnaire) -> list[AtLeast]:
    """What the bases of a table tell of the answers to other questions.

    Who was asked a question gave one of the answers that lead to it, and whoever stands in a group
    of a break that is a question gave the answer that the group is named after. `table` has the
    columns of `tables.parquet`.
    """
    universes = {
        item.id: question.asked_if for question, item in questionnaire.items() if question.asked_if
    }
    asked = {question.id for question in questionnaire}
    return list(_further(table, universes, asked & set(table["break"])))


def _further(
    table: pd.DataFrame, universes: Mapping[str, Universe], questions: set[str]
) -> Iterator[AtLeast]:
    positions = pd.Series(np.arange(len(table)), table.index)
    for (item, by, group), rows in positions.groupby([table[name] for name in PLACE], sort=False):
        n = int(table["n"].iloc[rows.iloc[0]])
        if universe := universes.get(str(item)):
            answers = tuple(universe.answers)
            yield AtLeast(universe.item, answers, str(by), str(group), n, tuple(rows))
        if by in questions:
            yield AtLeast(str(by), (str(group),), "", "", n, tuple(rows))
