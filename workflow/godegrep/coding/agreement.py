"""How well coders agree with each other, and the machine with them: `agreement.csv`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from godegrep.coding.codes import CONSENSUS, HUMAN, decided, published
from godegrep.coding.coefficients import (
    Ratings,
    drawn,
    gwet_ac1,
    kappa,
    krippendorff_alpha,
    masi_distance,
    percent,
    percentile_interval,
)
from godegrep.core.arrays import Floats

PEOPLE, MACHINE = "people", "machine"
MEASURES = ("percent", "kappa", "alpha", "alpha_masi", "ac1", "precision", "recall")
NUMBERS = tuple(f"{measure}{end}" for measure in MEASURES for end in ("", "_low", "_high"))
COUNTS = ("coders", "segments", "respondents", "given")
COLUMNS = ("question", "code", "between", *COUNTS, *NUMBERS)
DRAWS, SEED = 1000, 1
ENOUGH = 100
"""Segments by which one can tell within ten percentage points how often suggestions are right."""

Coefficients = Mapping[str, Callable[[Floats | None], Floats]]


def agreement(
    codes: pd.DataFrame, suggestions: pd.DataFrame, segments: pd.DataFrame, level: float = 0.95
) -> pd.DataFrame:
    """Agreement by question and by code: the columns of `agreement.csv`.

    Parameters
    ----------
    codes, suggestions, segments
        As in their files.
    level
        Of the intervals: percentiles of `DRAWS` bootstrap draws of respondents, since the parts of
        one answer are no independent cases.

    Between `people`, each coder is compared with the others, the agreed sheet (`konsensus`) left
    out; in the rows of the `machine`, the first suggestion with what people decided. The row with
    an empty `code` takes all codes that a coder gave a segment as one value, so two coders agree
    only where they gave exactly the same; `alpha_masi` counts sets that overlap as partly agreed.
    The row of a code is about giving it or not. Rows with an empty `question` are about all
    questions. `coders`, `segments` and `respondents` count those who have segments in common, the
    segments that two or more have coded, and whose they are; without any there are no rows. `given`
    counts the segments to which at least one of them gave the code.
    """
    where = segments[["segment", "question", "respondent"]]
    human = codes[(codes["source"] == HUMAN) & (codes["coder"] != CONSENSUS)]
    people = _sets(human)
    both = _sets(
        pd.concat(
            [
                decided(codes[codes["source"] == HUMAN]).assign(coder=PEOPLE),
                suggestions.loc[suggestions["rank"] == 1, ["segment", "code"]].assign(
                    coder=MACHINE
                ),
            ]
        )
    ).reindex(columns=[PEOPLE, MACHINE])
    rows = [
        *_questions(people, where, PEOPLE, level),
        *_questions(both.dropna(), where, MACHINE, level),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = {
        **dict.fromkeys(COLUMNS[:3], "str"),
        **dict.fromkeys(COUNTS, "int64"),
        **dict.fromkeys(NUMBERS, "float64"),
    }
    return frame.astype(kinds)


def unproved(frame: pd.DataFrame, codes: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """Why suggestions must not be published, a line a question; none where they may.

    `frame` is that of `agreement`. How often suggestions are right must be known from `ENOUGH`
    segments of each question in which some count.
    """
    used = published(codes)
    whole = frame[(frame["between"] == MACHINE) & (frame["code"] == "")]
    held = dict(zip(whole["question"], whole["segments"], strict=True))
    return [
        f"config.yaml, open/publish_suggestions: of question {question}, people have coded "
        f"{held.get(question, 0)} segments by which one can tell how often suggestions are right; "
        f"expected {ENOUGH} or more. Code more of them, or take the setting out."
        for question in sorted(segments.loc[segments["segment"].isin(used), "question"].unique())
        if held.get(question, 0) < ENOUGH
    ]


def _sets(given: pd.DataFrame) -> pd.DataFrame:
    """The set of codes by segment (row) and coder (column), {""} where none fits; NaN where none
    was given.
    """
    return given.groupby(["segment", "coder"])["code"].agg(frozenset).unstack("coder")


def _questions(
    table: pd.DataFrame, where: pd.DataFrame, between: str, level: float
) -> Iterator[dict[str, Any]]:
    placed = where[where["segment"].isin(table.index)].sort_values("segment")
    for question in ["", *sorted(placed["question"].unique())]:
        mine = placed[placed["question"].eq(question) | (question == "")]
        part = table.loc[mine["segment"]]
        paired = (part.notna().sum(axis=1) >= 2).to_numpy()
        part = part[paired].dropna(axis=1, how="all")
        if len(part):
            respondents = mine.loc[paired, "respondent"].to_numpy(dtype=str)
            for row in _rows(part, respondents, between, level):
                yield {"question": question, "between": between, **row}


def _rows(
    table: pd.DataFrame, respondents: np.ndarray, between: str, level: float
) -> Iterator[dict[str, Any]]:
    """The row of all codes, then one a code."""
    cells = [[None if cell != cell else cell for cell in row] for row in table.to_numpy()]
    sets = sorted({cell for row in cells for cell in row if cell is not None}, key=sorted)
    number = {cell: place for place, cell in enumerate(sets)}
    whole = np.array([[-1 if c is None else number[c] for c in row] for row in cells], np.intp)
    times = drawn(respondents, DRAWS, SEED) if len(set(respondents)) > 1 else None
    bare = [codes - {""} for codes in sets]
    machine = between == MACHINE
    size = whole.shape[1], len(whole), len(set(respondents))
    measures: dict[str, Callable[[Floats | None], Floats]] = _nominal(whole)
    measures["alpha_masi"] = partial(krippendorff_alpha, whole, distance=masi_distance(bare))
    if machine:
        right = np.array([bool((people or set()) & (one or set())) for people, one in cells])
        measures["precision"] = partial(_share, right, np.ones(len(right), bool))
    counts = dict(zip(COUNTS, (*size, len(whole)), strict=True))
    yield {"code": "", **counts, **_with_intervals(measures, times, level)}
    for code in sorted(set().union(*bare)):
        has = np.array([[-1 if c is None else int(code in c) for c in row] for row in cells])
        measures = _nominal(has)
        if machine:
            people, suggested = has[:, 0] == 1, has[:, 1] == 1
            measures["precision"] = partial(_share, people & suggested, suggested)
            measures["recall"] = partial(_share, people & suggested, people)
        counts["given"] = int((has == 1).any(axis=1).sum())
        yield {"code": code, **counts, **_with_intervals(measures, times, level)}


def _nominal(ratings: Ratings) -> dict[str, Callable[[Floats | None], Floats]]:
    return {
        "percent": partial(percent, ratings),
        "kappa": partial(kappa, ratings),
        "alpha": partial(krippendorff_alpha, ratings),
        "ac1": partial(gwet_ac1, ratings),
    }


def _share(hits: np.ndarray, base: np.ndarray, times: Floats | None) -> Floats:
    times = np.ones((1, len(base))) if times is None else times
    below = times @ base
    return np.where(below > 0, (times @ hits) / np.maximum(below, 1), np.nan)


def _with_intervals(measures: Coefficients, times: Floats | None, level: float) -> dict[str, float]:
    """Each measure with `_low` and `_high`; no interval where there is one respondent only."""
    found: dict[str, float] = {}
    for name, measure in measures.items():
        value = float(measure(None)[0])
        low = high = float("nan")
        if times is not None and value == value:
            low, high = percentile_interval(measure(times), level)
        found |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return found
