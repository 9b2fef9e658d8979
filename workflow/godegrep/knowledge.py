"""What a reader is taken to know of the respondents of a wave, and what its tables tell besides."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from godegrep.arrays import Floats
from godegrep.attack import Asked, AtLeast, Known
from godegrep.questionnaire import SELECTED, Question, Questionnaire, Universe
from godegrep.study import Codebook
from godegrep.variance import Column

PLACE = ["item", "break", "group"]


MOST_WEIGHTS = 100
"""With more different weights than this, each is one respondent's own, and so many unknowns have no
bounds that a linear program would find: what weighted shares tell besides is then left out."""


def knowledge(
    rows: pd.DataFrame,
    breaks: Sequence[Column],
    questionnaire: Questionnaire,
    weights: Floats | None = None,
) -> Known:
    """Who answered which question, and their groups in each break: all but what they answered.

    Open questions are not among the items: their tables here say who answered, and no more. `rows`
    are the respondents, with the columns of `answers.parquet`, and `weights`, (n,), theirs.
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
    return Known(_groups(breaks, len(rows)), items, _distinct(weights))


def knowledge_of_codes(
    matrix: pd.DataFrame,
    breaks: Sequence[Column],
    question: str,
    codebook: Codebook,
    weights: Floats | None = None,
) -> Known:
    """The same for the codes of an open question; `matrix` as from `codes.code_matrix`.

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
        one
        for one in set(above.values())
        if not (has[one] & ~has[[c for c in above if above[c] == one]].any(axis=1)).any()
    )
    asked = Asked(base, above=above, only_above=only)
    return Known(_groups(breaks, len(matrix)), {question: asked}, _distinct(weights))


def _distinct(weights: Floats | None) -> Floats | None:
    """The weights where there are several, but not one for each respondent."""
    if weights is None or not len(weights):
        return None
    mean = weights.mean()
    rounded: Floats = np.round(weights / mean, 12) * mean
    return rounded if 1 < len(np.unique(rounded)) <= MOST_WEIGHTS else None


def _groups(breaks: Sequence[Column], respondents: int) -> pd.DataFrame:
    return pd.DataFrame(
        {one.name: np.array([*one.labels, None], dtype=object)[one.codes] for one in breaks},
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
            yield AtLeast(
                universe.item, tuple(universe.answers), str(by), str(group), n, tuple(rows)
            )
        if by in questions:
            yield AtLeast(str(by), (str(group),), "", "", n, tuple(rows))
