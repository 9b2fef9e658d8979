"""Which codes go together, and how codes spread over groups of respondents."""

from itertools import combinations

import pandas as pd

from godegrep.coding.code_matrix import base_of, code_matrices
from godegrep.coding.codes import segments_by_code, with_ancestors
from godegrep.disclosure.suppression import BASE, COUNT
from godegrep.study.codebook import Codebook
from godegrep.study.config import Suppression
from godegrep.study.questionnaire import Questionnaire

TYPES = {
    "question": "str",
    "first": "str",
    "second": "str",
    "n": "int64",
    "first_count": "Int64",  # null where it is suppressed
    "second_count": "Int64",
    "both": "Int64",
    "jaccard": "float64",
    "expected": "float64",
    "segments": "Int64",
    "segments_jaccard": "float64",
    "suppressed": "str",
}
COUNTS = [
    "first_count",
    "second_count",
    "both",
    "jaccard",
    "expected",
    "segments",
    "segments_jaccard",
]
"""What a suppressed pair does not show."""


def co_occurrence(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    answers: pd.DataFrame,
    questionnaire: Questionnaire,
    codebook: Codebook,
    rule: Suppression,
) -> pd.DataFrame:
    """Each pair of codes that somebody has: `co_occurrence.csv` (docs/data.md).

    `n` respondents are coded in full; `both` of them have both codes, `jaccard` is both over either
    (Jaccard 1901), and `expected` how many would have both if the codes had nothing to do with each
    other. `segments` have both codes themselves. Counts, not estimates: nothing is weighted. A code
    and one above it go together by definition and make no pair.

    A pair is withheld where the base is too small, or where some, but fewer than `minimum_count`,
    have both, only one of them, or neither.
    """
    lines = with_ancestors(codebook)
    rows = []
    for question in (asked.id for asked in questionnaire if asked.type == "open"):
        base = base_of(question, answers, segments, codes)
        has = segments_by_code(question, segments, codes, codebook)
        has = has[has.index.isin(answers.loc[base, "respondent"])]
        have = has.groupby(level=0).any()
        n = int(base.sum())
        for first, second in combinations([str(code) for code in has if has[code].any()], 2):
            if first in lines.get(second, ()) or second in lines.get(first, ()):
                continue
            a, b = int(have[first].sum()), int(have[second].sum())
            both = int((have[first] & have[second]).sum())
            parts = int((has[first] & has[second]).sum())
            either = int((has[first] | has[second]).sum())
            few = any(
                0 < k < rule.minimum_count for k in (both, a - both, b - both, n - a - b + both)
            )
            rows.append(
                (
                    *(question, first, second, n, a, b, both),
                    *(both / (a + b - both), a * b / n, parts, parts / either),
                    BASE if n < rule.minimum_base else COUNT if few else "",
                )
            )
    pairs = pd.DataFrame(rows, columns=list(TYPES)).astype(TYPES)
    pairs[COUNTS] = pairs[COUNTS].mask(pairs["suppressed"] != "")
    return pairs


def codes_by_group(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    answers: pd.DataFrame,
    questionnaire: Questionnaire,
    codebook: Codebook,
) -> pd.DataFrame:
    """The matrix of codes by cases, a case being a group that the frame knows, such as a region.

    One row a variable of the frame and group: `variable`, `group`, `respondents` (coded in full in
    some question), and a column `{question}.{code}` with the number who have the code. Nothing is
    withheld here.
    """
    questions = [question.id for question in questionnaire if question.type == "open"]
    matrix = code_matrices(questions, answers, segments, codes, codebook)
    numbers = matrix.drop(columns="respondent")
    coded = numbers.notna().any(axis=1)
    tables = []
    for column in (name for name in map(str, answers) if name.startswith("frame.")):
        groups = answers.loc[coded, column].fillna("").astype("str")
        sums = numbers[coded].fillna(0).groupby(groups).sum().astype("int64")
        sums.insert(0, "respondents", groups.value_counts())
        sums.insert(0, "group", sums.index)
        sums.insert(0, "variable", column.removeprefix("frame."))
        tables.append(sums)
    if not tables:
        return pd.DataFrame(columns=["variable", "group", "respondents", *numbers.columns])
    return pd.concat(tables, ignore_index=True)
