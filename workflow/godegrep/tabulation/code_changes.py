"""What changed between two waves in the codes of the open answers, and whether a code drifts."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from godegrep.coding.code_matrix import code_matrix
from godegrep.coding.codes import segments_by_code, to_code
from godegrep.coding.drift import drift
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.estimation.cells import cell_id
from godegrep.estimation.estimates import encode
from godegrep.inference.multiplicity import adjust
from godegrep.sampling.sample import SampledWave
from godegrep.study.codebook import Codebook
from godegrep.study.config import ComparisonSettings
from godegrep.study.questionnaire import Questionnaire
from godegrep.tabulation.trends import TYPES, stacked, withhold

DRIFT = {
    "segments_first": "Int64",
    "segments_second": "Int64",
    "distance": "float64",
    "drift_p": "float64",
    "drifts": "bool",
}
LEVEL = 0.05
"""Below this adjusted p-value a code is said to drift."""

Wave = tuple[SampledWave, pd.DataFrame, pd.DataFrame]
"""A wave's answers, segments and people's codes."""


def code_changes(
    waves: Mapping[str, Wave],
    questionnaire: Questionnaire,
    codebook: Codebook,
    config: ComparisonSettings,
    encode_texts: Callable[[Sequence[str]], np.ndarray],
) -> pd.DataFrame:
    """The change of each code's share of respondents from the first of two waves to the second.

    The columns are those of `trends.parquet`, the category being the code, and those of `DRIFT`:
    see `drift.drift`; `drift_p` is adjusted over the codes of the question, like `p_adjusted`.
    Only questions that were put alike are compared, and in each wave those whose answers are coded
    in full; who answered both times is counted as in `trends`. `encode_texts` gives texts vectors.
    """
    first, second = waves
    questions = [
        comparison.question
        for comparison in questionnaire.comparisons(first, second)
        if comparison.compare and questionnaire.question(comparison.question).type == "open"
    ]
    frame = withhold(
        _shares(waves, questions, questionnaire, codebook, config), config.suppression.minimum_base
    )
    frame["p_adjusted"] = _adjusted(frame, "p", config.tests.correction)
    by_question = [_drift(q, list(waves.values()), codebook, encode_texts) for q in questions]
    drifts = pd.concat([pd.DataFrame(columns=["question", "category", *DRIFT]), *by_question])
    frame = frame.merge(drifts.drop(columns="drifts"), on=["question", "category"], how="left")
    frame["drift_p"] = _adjusted(frame, "drift_p", config.tests.correction)
    frame["drifts"] = frame["drift_p"] < LEVEL
    return frame.astype(DRIFT)


def _shares(
    waves: Mapping[str, Wave],
    questions: Sequence[str],
    questionnaire: Questionnaire,
    codebook: Codebook,
    config: ComparisonSettings,
) -> pd.DataFrame:
    """The changes with the columns of `trends.parquet`, of codes that both waves know."""
    first, second = waves
    sampled = {}
    for name, (given, segments, codes) in waves.items():
        columns: dict[str, pd.Series] = {}
        for question in questions:
            matrix = code_matrix(question, given.answers, segments, codes, codebook)
            columns |= {f"code/{question}/{code}": matrix[code] for code in matrix}
        sampled[name] = given.with_columns(columns)
    panel, rows = stacked(sampled, config)
    changes = []
    for question in questions:
        for column in (name for name in map(str, rows) if name.startswith(f"code/{question}/")):
            if not all(wave.answers[column].notna().any() for wave in sampled.values()):
                continue
            code = column.removeprefix(f"code/{question}/")
            item = encode(rows[column], [SELECTED, NOT_SELECTED])
            (row,) = panel.shares(item, [(code, "share", (SELECTED,))]).to_dict("records")
            changes.append(
                {
                    "item": question,
                    "question": question,
                    "status": "same",
                    "first": first,
                    "second": second,
                    "cell_first": cell_id(first, question, code, "share"),
                    "cell_second": cell_id(second, question, code, "share"),
                    "suppressed": "",
                    **{str(name): value for name, value in row.items()},
                }
            )
    return pd.DataFrame(changes, columns=list(TYPES)).astype(TYPES)


def _adjusted(frame: pd.DataFrame, name: str, correction: str) -> pd.Series:
    numbers = frame[name].astype("float64").groupby(frame["question"], sort=False)
    return numbers.transform(lambda p: adjust(p.to_numpy(), correction)).astype("float64")


def _drift(
    question: str,
    waves: Sequence[Wave],
    codebook: Codebook,
    encode_texts: Callable[[Sequence[str]], np.ndarray],
) -> pd.DataFrame:
    """The drift of each code of a question, with its columns as in `DRIFT`."""
    parts = [to_code(segments) for _, segments, _ in waves]
    parts = [segments[segments["question"] == question] for segments in parts]
    both = pd.concat(parts, ignore_index=True)
    has = [segments_by_code(question, segments, codes, codebook) for _, segments, codes in waves]
    codes = [code for code in has[0] if code in has[1]]
    later = np.repeat([False, True], [len(segments) for segments in parts])
    given = {
        str(code): np.concatenate([matrix[code].to_numpy() for matrix in has]) for code in codes
    }
    coded = np.any(list(given.values()), axis=0) if given else later[:0]
    if not coded.any():
        return pd.DataFrame(columns=["question", "category", *DRIFT])
    vectors = encode_texts(both.loc[coded, "text"].tolist()).astype(np.float64)
    drifts = drift(
        vectors,
        later[coded],
        both.loc[coded, "respondent"].reset_index(drop=True),
        {code: mine[coded] for code, mine in given.items()},
    )
    return drifts.rename(columns={"code": "category", "p": "drift_p"}).assign(question=question)
