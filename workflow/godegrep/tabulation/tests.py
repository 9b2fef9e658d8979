"""All tests of a wave: whether each question is answered alike in the groups of each break."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.arrays import Booleans
from godegrep.core.columns import need
from godegrep.core.vocabulary import ANSWERED_STATUS, RESPONSE
from godegrep.estimation.estimates import encode, measure
from godegrep.estimation.variance import Column
from godegrep.inference.association import crosstab, rao_scott
from godegrep.inference.contingency import pearson
from godegrep.inference.effect_sizes import cramers_v
from godegrep.inference.location import compare_means, compare_ranks, ordinal
from godegrep.inference.multiplicity import adjust
from godegrep.inference.results import SMALLEST_GROUP, Outcome, figures
from godegrep.sampling.design import SIMPLE, Design, Sample, sample
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import TableTestSettings
from godegrep.study.questionnaire import Item, Question, Questionnaire
from godegrep.tabulation.tables import breaks_of, options_of

TYPES = {
    "cell": "str",
    "wave": "str",
    "family": "str",
    "question": "str",
    "item": "str",
    "break": "str",
    "test": "str",
    "statistic": "float64",
    "df": "float64",
    "df_residual": "float64",
    "p": "float64",
    "p_adjusted": "float64",
    "correction": "str",
    "tests": "int64",
    "effect": "float64",
    "effect_name": "str",
    "n": "int64",
    "groups": "int64",
    "group": "str",
    "category": "str",
    "residual": "float64",
}

SMALLEST_INVITED = 10
"""The same for the response, where Pearson's test asks for enough invited only."""


def compare(
    frame: pd.DataFrame, items: str | Sequence[str], by: str, design: Design = SIMPLE
) -> pd.DataFrame:
    """Test each item between the groups of a break.

    A column of numbers is tested by `compare_means`, an ordered categorical one by `compare_ranks`,
    any other by `rao_scott`. Returns a row an item: `item`, `break`, `test`, `statistic`, `df`,
    `df_residual`, `p`, `effect`, `effect_name` and `n`; items without anything to test are left
    out. The p-values are not adjusted; see `multiplicity.adjust`.
    """
    names = [items] if isinstance(items, str) else list(items)
    need(frame, [*names, by])
    drawn = sample(frame, design)
    groups = encode(frame[by])
    rows = []
    for name in names:
        outcome = _of_column(drawn, groups, frame[name])
        if outcome is not None:
            rows.append({"item": name, "break": by, **figures(outcome)})
    return pd.DataFrame(rows)


def _of_column(drawn: Sample, groups: Column, values: pd.Series) -> Outcome | None:
    kind = values.dtype
    if isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        return compare_ranks(drawn, groups, ordinal(encode(values)))
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return compare_means(drawn, groups, measure(values))
    everyone = np.ones(len(values), dtype=np.bool_)
    return rao_scott(crosstab(drawn, groups, encode(values), everyone))


def tests_table(
    sampled: SampledWave,
    tables: pd.DataFrame,
    questionnaire: Questionnaire,
    config: TableTestSettings,
    wave: str,
) -> pd.DataFrame:
    """Test a wave: `tests.parquet` (docs/data.md), a row an item and break, and for the response.

    `tables` is the wave's `tables.parquet`: groups of which any answer is withheld there take no
    part, since the test would tell it, and none with fewer than `SMALLEST_GROUP` answers. Numbers
    are compared by their means, ordered answers by their ranks, others, and those that are all the
    same in some group, as a table. The tests know no finite population: that two groups of offices
    do not differ at all is never true, and what is asked is whether chance would set groups that
    are alike as far apart (Cochran 1977, Sampling Techniques, 2.14). Who answered, of those
    invited, is compared by Pearson's test: the frame is a census of the invited, and what is left
    to chance is each one's answering.

    p-values are adjusted within the theme, which is a chapter of the report; the tests of response
    are a family of their own. There is no row where nothing can be compared.
    """
    shown = _shown(tables, SMALLEST_GROUP)
    rows, drawn = sampled.rows, sampled.sample.without_population()
    breaks = list(breaks_of(sampled, questionnaire, config))
    tested = list(_of_response(sampled.answers, _shown(tables, SMALLEST_INVITED), config))
    for question, item in questionnaire.items("single", "multiple", "grid", "number"):
        asked = (rows[f"{item.id}__why"] != "not_asked").fillna(True).to_numpy(dtype=np.bool_)
        for column in breaks:
            groups = _only(column, shown.get((item.id, column.name), set()))
            outcome = _outcome(drawn, groups, question, item, asked)
            if outcome is not None and column.name != item.id:
                place = {"family": question.theme, "question": question.id, "item": item.id}
                tested.append({**place, "break": column.name, **describe(outcome)})
    return finished(tested, wave, config.tests.correction)


def finished(rows: Iterable[dict[str, Any]], wave: str, correction: str) -> pd.DataFrame:
    """Rows with their ids, and with p adjusted within each family."""
    table = pd.DataFrame(list(rows), columns=list(TYPES))
    table["wave"], table["correction"] = wave, correction
    table["cell"] = [
        f"{wave}/{item}//test@{by}" for item, by in zip(table["item"], table["break"], strict=True)
    ]
    families = table.groupby("family", sort=False)["p"]
    table["p_adjusted"] = families.transform(lambda p: adjust(p.to_numpy(np.float64), correction))
    table["tests"] = families.transform("size")
    return table.astype(TYPES)


def describe(outcome: Outcome) -> dict[str, Any]:
    """The outcome as columns of `tests.parquet`, with the group and answer that stand out most."""
    place: dict[str, Any] = {"group": "", "category": "", "residual": np.nan}
    values = outcome.residuals.to_numpy(dtype=np.float64)
    if np.isfinite(values).any():
        # Rounded, so that of two equally large ones the first is taken on every machine.
        sizes = np.round(np.abs(np.nan_to_num(values)), 9)
        g, k = divmod(int(sizes.argmax()), values.shape[1])
        place = {
            "group": outcome.residuals.index[g],
            "category": outcome.residuals.columns[k],
            "residual": float(values[g, k]),
        }
    return {**figures(outcome), "groups": len(outcome.residuals), **place}


def _shown(tables: pd.DataFrame, smallest: int) -> dict[tuple[str, str], set[str]]:
    """The groups of each item and break, so large, of which everything may be printed."""
    groups = [tables[name] for name in ("item", "break", "group")]
    whole = (tables["suppressed"] == "").groupby(groups, sort=False).transform("all")
    kept = tables[whole & (tables["n"] >= smallest)]
    return {
        (str(item), str(by)): set(groups)
        for (item, by), groups in kept.groupby(["item", "break"])["group"]
    }


def _only(groups: Column, kept: set[str]) -> Column:
    """The break with all other groups made missing."""
    codes = np.array([k if name in kept else groups.size for k, name in enumerate(groups.labels)])
    return Column(groups.name, np.append(codes, groups.size)[groups.codes], groups.labels)


def _outcome(
    drawn: Sample, groups: Column, question: Question, item: Item, asked: Booleans
) -> Outcome | None:
    values = drawn.frame[item.id]
    if question.type == "number":
        return compare_means(drawn, groups, measure(values))
    column = encode(values, options_of(question))
    ranked = compare_ranks(drawn, groups, ordinal(column)) if question.ordered else None
    return ranked or rao_scott(crosstab(drawn, groups, column, asked))


def _of_response(
    answers: pd.DataFrame, shown: dict[tuple[str, str], set[str]], config: TableTestSettings
) -> Iterator[dict[str, Any]]:
    answered = answers["status"].isin(ANSWERED_STATUS)
    for variable in config.frame.variables:
        groups = sorted(shown.get((RESPONSE, variable.name), set()))
        if f"frame.{variable.name}" not in answers.columns or not groups:
            continue
        by = answers[f"frame.{variable.name}"]
        table = np.array(
            [[(answered & (by == g)).sum(), (~answered & (by == g)).sum()] for g in groups]
        )
        outcome = pearson(table)
        if outcome is not None:
            place = {"family": RESPONSE, "question": RESPONSE, "item": RESPONSE}
            whole = Outcome(
                "pearson",
                outcome.statistic,
                outcome.df,
                np.nan,
                outcome.p,
                int(table.sum()),
                cramers_v(table[table.sum(axis=1) > 0]),
                "cramer_v",
                pd.DataFrame(outcome.residuals[:, :1], groups, ["answered"]),
            )
            yield {**place, "break": variable.name, **describe(whole)}
