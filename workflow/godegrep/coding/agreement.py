"""How well coders agree with each other, and the machine with them: `agreement.csv`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from godegrep.coding.codes import HUMAN, decided, published
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
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import attributes_of, contexts, origins

PEOPLE, MACHINE = "people", "machine"
MEASURES = ("percent", "kappa", "alpha", "alpha_masi", "ac1", "precision", "recall")
NUMBERS = tuple(f"{measure}{end}" for measure in MEASURES for end in ("", "_low", "_high"))
COUNTS = ("coders", "segments", "origins", "given")
TYPES = {
    **dict.fromkeys(("context", "code", "between"), "str"),
    **dict.fromkeys(COUNTS, "int64"),
    **dict.fromkeys(NUMBERS, "float64"),
}
DRAWS, SEED = 1000, 1
ENOUGH = 100
"""Segments by which one can tell within ten percentage points how often suggestions are right."""

Coefficients = Mapping[str, Callable[[Floats | None], Floats]]
Cells = Sequence[Sequence[frozenset[str] | None]]
"""The set of codes by segment and coder, None where none was given."""


def agreement(
    codes: pd.DataFrame, suggestions: pd.DataFrame, segments: pd.DataFrame, level: float = 0.95
) -> pd.DataFrame:
    """Agreement by context (question) and by code: the columns of `agreement.csv`.

    Parameters
    ----------
    codes, suggestions, segments
        As in their files.
    level
        Of the intervals: percentiles of `DRAWS` bootstrap draws of origins (respondents), since the
        segments of one are no independent cases.

    Between `people`, each coder is compared with the others, the agreed sheet (`konsensus`) left
    out; in the rows of the `machine`, the first suggestion with what people decided. The row with
    an empty `code` takes all codes that a coder gave a segment as one value, so two coders agree
    only where they gave exactly the same; `alpha_masi` counts sets that overlap as partly agreed.
    The row of a code is about giving it or not. Rows with an empty context are about all of them.
    `coders`, `segments` and the number of origins count those who have segments in common, the
    segments that two or more have coded, and whose they are; without any there are no rows. `given`
    counts the segments to which at least one of them gave the code.
    """
    named = attributes_of(segments)
    where = pd.DataFrame(
        {
            "segment": segments["segment"],
            "context": contexts(segments),
            "origin": origins(segments),
        }
    )
    of_people = codes[codes["source"] == HUMAN]
    people = _sets(of_people[of_people["coder"] != CONSENSUS])
    both = _sets(pd.concat([decided(of_people).assign(coder=PEOPLE), _by_machine(suggestions)]))
    both = both.reindex(columns=[PEOPLE, MACHINE])
    rows = [
        *_contexts(people, where, PEOPLE, level),
        *_contexts(both.dropna(), where, MACHINE, level),
    ]
    frame = pd.DataFrame(rows, columns=list(TYPES)).astype(TYPES)
    return frame.rename(columns={"context": named.context, "origins": named.origins})


def _by_machine(suggestions: pd.DataFrame) -> pd.DataFrame:
    first = suggestions.loc[suggestions["rank"] == 1, ["segment", "code"]]
    return first.assign(coder=MACHINE)


def unproved(frame: pd.DataFrame, codes: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """Why suggestions must not be published, a line a context; none where they may.

    `frame` is that of `agreement`. How often suggestions are right must be known from `ENOUGH`
    segments of each context in which some count.
    """
    named = attributes_of(segments).context
    whole = frame[(frame["between"] == MACHINE) & (frame["code"] == "")]
    known = dict(zip(whole[named], whole["segments"], strict=True))
    used = segments[segments["segment"].isin(published(codes))]
    return [
        f"config.yaml, open/publish_suggestions: of {named} {context}, people have coded "
        f"{known.get(context, 0)} segments by which one can tell how often suggestions are right; "
        f"expected {ENOUGH} or more. Code more of them, or take the setting out."
        for context in sorted(contexts(used).unique())
        if known.get(context, 0) < ENOUGH
    ]


def _sets(given: pd.DataFrame) -> pd.DataFrame:
    """The set of codes by segment (row) and coder (column), {""} where none fits; NaN where none
    was given.
    """
    return given.groupby(["segment", "coder"])["code"].agg(frozenset).unstack("coder")


def _contexts(
    table: pd.DataFrame, where: pd.DataFrame, between: str, level: float
) -> Iterator[dict[str, Any]]:
    placed = where[where["segment"].isin(table.index)].sort_values("segment")
    for context in ["", *sorted(placed["context"].unique())]:
        mine = placed[placed["context"].eq(context) | (context == "")]
        part = table.loc[mine["segment"]]
        paired = (part.notna().sum(axis=1) >= 2).to_numpy()
        part = part[paired].dropna(axis=1, how="all")
        if len(part):
            whose = mine.loc[paired, "origin"].to_numpy(dtype=str)
            for row in _rows(part, whose, between == MACHINE, level):
                yield {"context": context, "between": between, **row}


def _rows(
    table: pd.DataFrame, whose: np.ndarray, machine: bool, level: float
) -> Iterator[dict[str, Any]]:
    """The row of all codes, then one a code."""
    cells = [[None if cell != cell else cell for cell in row] for row in table.to_numpy()]
    times = drawn(whose, DRAWS, SEED) if len(set(whose)) > 1 else None
    size = len(table.columns), len(cells), len(set(whose))
    counts = dict(zip(COUNTS, (*size, len(cells)), strict=True))
    yield {"code": "", **counts, **_with_intervals(_of_all(cells, machine), times, level)}
    for code in sorted({code for row in cells for cell in row for code in cell or () if code}):
        has = np.array([[-1 if c is None else int(code in c) for c in row] for row in cells])
        counts["given"] = int((has == 1).any(axis=1).sum())
        yield {"code": code, **counts, **_with_intervals(_of_code(has, machine), times, level)}


def _of_all(cells: Cells, machine: bool) -> Coefficients:
    """The measures of all codes that a coder gave a segment as one value."""
    sets = sorted({cell for row in cells for cell in row if cell is not None}, key=sorted)
    number = {cell: place for place, cell in enumerate(sets)}
    whole = np.array([[-1 if c is None else number[c] for c in row] for row in cells], np.intp)
    measures = _nominal(whole)
    distance = masi_distance([codes - {""} for codes in sets])
    measures["alpha_masi"] = partial(krippendorff_alpha, whole, distance=distance)
    if machine:
        right = np.array([bool((people or set()) & (first or set())) for people, first in cells])
        measures["precision"] = partial(_share, right, np.ones(len(right), bool))
    return measures


def _of_code(has: Ratings, machine: bool) -> Coefficients:
    """The measures of giving a code or not; `has` as `ratings` in `coefficients`."""
    measures = _nominal(has)
    if machine:
        people, suggested = has[:, 0] == 1, has[:, 1] == 1
        measures["precision"] = partial(_share, people & suggested, suggested)
        measures["recall"] = partial(_share, people & suggested, people)
    return measures


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
    """Each measure with `_low` and `_high`; no interval where there is one origin only."""
    figures: dict[str, float] = {}
    for name, measure in measures.items():
        value = float(measure(None)[0])
        low = high = float("nan")
        if times is not None and value == value:
            low, high = percentile_interval(measure(times), level)
        figures |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return figures
