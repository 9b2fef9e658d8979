"""Which respondents have which code, by the rows of a wave's answers."""

from collections.abc import Iterable

import pandas as pd

from godegrep.coding.codes import segments_by_code, to_code, uncoded
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.study.codebook import Codebook


def base_of(
    question: str, answers: pd.DataFrame, segments: pd.DataFrame, codes: pd.DataFrame
) -> "pd.Series[bool]":
    """Whose answer is coded in full, by rows of `answers`: one that nobody has read is no «no»."""
    mine = to_code(segments)
    mine = mine[mine["question"] == question]
    waiting = set(mine.loc[uncoded(mine, codes), "respondent"])
    return answers[question].notna() & ~answers["respondent"].isin(waiting)


def code_matrix(
    question: str,
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """Who has which code: one row a row of `answers`, one column a code, `selected` or not.

    The columns are those of `segments_by_code`; a respondent has a code when one segment of the
    answer has it. Missing, in all columns, for respondents who did not answer and for those whose
    answer is not coded in full (see `base_of`).
    """
    has = segments_by_code(question, segments, codes, codebook)
    base = base_of(question, answers, segments, codes)
    columns = {
        code: answers["respondent"]
        .isin(has.index[has[code]])
        .map({True: SELECTED, False: NOT_SELECTED})
        .where(base)
        .astype("str")
        for code in has
    }
    return pd.DataFrame(columns, index=answers.index)


def code_matrices(
    questions: Iterable[str],
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """Respondents by codes: `respondent`, and a column `{question}.{code}` of 1, 0 or missing.

    See `code_matrix` for who has a code, and whose answer says nothing of it.
    """
    columns = {"respondent": answers["respondent"]}
    for question in questions:
        matrix = code_matrix(question, answers, segments, codes, codebook)
        for code in matrix:
            numbers = matrix[code].map({SELECTED: 1, NOT_SELECTED: 0}).astype("Int64")
            columns[f"{question}.{code}"] = numbers
    return pd.DataFrame(columns)
