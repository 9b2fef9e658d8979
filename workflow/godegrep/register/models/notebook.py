"""Expected spending in one call, for a notebook: coefficients, index and classes of a panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from godegrep.core.columns import need
from godegrep.core.schema import read
from godegrep.register.models.classes import Thresholds, classify
from godegrep.register.models.expected import estimate
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.models.model import MUNICIPALITY, YEAR, model_of
from godegrep.study.register_settings import ClassSettings, Expected


@dataclass(frozen=True, eq=False)
class ExpectedSpending:
    """`coefficients`, `index`, `classes` and `left_out` as in docs/data.md; `fit` as `fit.json`."""

    coefficients: pd.DataFrame
    index: pd.DataFrame
    classes: pd.DataFrame
    left_out: pd.DataFrame
    fit: Mapping[str, Any]


def expected_spending(
    panel: pd.DataFrame,
    outcome: str | Mapping[str, Any],
    regressors: Sequence[str | Mapping[str, Any]],
    *,
    municipality: str = MUNICIPALITY,
    year: str = YEAR,
    classes: Mapping[str, float] | None = None,
    level: float = 0.95,
    **model: Any,
) -> ExpectedSpending:
    """Estimate expected spending from a panel, and classify municipalities by their index.

    `panel` has a row a municipality and year, in any order and with gaps; `municipality` and `year`
    name their columns, and any text or number names a municipality. `outcome`, `regressors` and
    `model` are those of `register: expected:` in config.yaml (docs/register-statistics.md):
    `years`, `covariance`, `clusters`, `population`, `weighted`, `fixed_effects`, `replications`,
    `seed`. `classes` are those of `register: classes:`: `first` and `last` (years; the index's
    own where left out), `high`, `low`, `change`. Raises Mistake as `estimate` and `classify` do.
    """
    need(panel, [municipality, year])
    others = {MUNICIPALITY, YEAR} - {municipality, year}
    panel = panel.drop(columns=[name for name in panel if name in others])
    panel = panel.rename(columns={municipality: MUNICIPALITY, year: YEAR})
    clusters = model.get("clusters", MUNICIPALITY)
    model["clusters"] = MUNICIPALITY if clusters == municipality else clusters
    settings = {"outcome": outcome, "regressors": regressors, **model}
    estimated = estimate(panel, model_of(read(Expected, settings), level))
    index = index_table(estimated)
    return ExpectedSpending(
        estimated.table,
        index,
        classify(index, Thresholds.of(read(ClassSettings, classes or {}), index)),
        estimated.observed.left_out,
        {**estimated.facts(), **accuracy(estimated)},
    )
