"""Who answered of those invited: rates in the terms of AAPOR, by what is known of everyone."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from godegrep.core.vocabulary import RESPONSE
from godegrep.estimation.cells import CrossTable
from godegrep.sampling.dispositions import dispositions
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import Questionnaire

RATES = {
    "answered": ("complete", "partial", "break_off"),
    "rr1": ("complete",),
    "rr2": ("complete", "partial"),
    "ref1": ("refused", "break_off"),
}
"""Each rate by the dispositions that it counts, of all invited.

`answered` counts whoever is in the tables. The others are AAPOR's (2023, Standard Definitions, 10th
edition) RR1, RR2 and REF1, for a survey of named persons: everyone in the frame is eligible, and
those who never began count as non-contacts.
"""


def response(
    sampled: SampledWave, questionnaire: Questionnaire, config: TableSettings
) -> Iterator[CrossTable]:
    """The `RATES` of all invited and by each variable of the frame.

    The clusters are left out: they are many, and each is small. Rows of `tables.parquet`; nothing
    is estimated, so there is no interval.
    """
    answers = sampled.answers
    became = dispositions(answers, questionnaire)
    counted = pd.DataFrame({name: became.isin(kinds) for name, kinds in RATES.items()})
    yield _rates("", counted.groupby(pd.Series("", answers.index)), [""])
    for variable in config.frame.variables:
        column = f"frame.{variable.name}"
        if column in answers.columns and variable.name != sampled.weighting.cluster:
            groups = groups_of(answers[column], list(variable.values))
            yield _rates(variable.name, counted.groupby(answers[column]), groups)


def groups_of(values: pd.Series, order: list[str]) -> list[str]:
    """The values that occur: first those in `order`, then the others sorted."""
    there = set(values.dropna())
    return [value for value in order if value in there] + sorted(there - set(order))


def _rates(by: str, counted: "pd.api.typing.DataFrameGroupBy", groups: list[str]) -> CrossTable:
    n = counted.size().reindex(groups, fill_value=0).to_numpy().astype(np.intp)
    count = counted.sum().reindex(groups, fill_value=0).to_numpy().astype(np.intp)
    with np.errstate(invalid="ignore"):
        rate = count / n[:, None]
    none = np.full(rate.shape, np.nan)
    return CrossTable(
        question=RESPONSE,
        item=RESPONSE,
        by=by,
        groups=groups,
        rows=[(name, RESPONSE) for name in RATES],
        n=n,
        base=n.astype(np.float64),
        df=np.full(len(n), np.nan),
        count=count,
        estimate=rate,
        se=none,
        low=none,
        high=none,
        deff=none,
    )
