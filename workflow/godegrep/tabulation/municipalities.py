"""The answers that stand on municipalities' own sheets, and what of them may be shown.

A sheet has groups that a wave's report does not print: those of some variables of the frame, and
the municipalities themselves that have enough offices. They are tabulated for all sheets at once,
so that it does not matter which are asked for, and attacked together with what the report prints.
Of the two only the sheets give way, as the report may be out already.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from godegrep.core.vocabulary import ANSWERED_STATUS
from godegrep.disclosure.scenario import further_questions
from godegrep.disclosure.suppression import PLACE, SECONDARY, primary, suppress
from godegrep.sampling.sample import SampledWave
from godegrep.study.config import Suppression, TableSettings
from godegrep.study.questionnaire import Questionnaire
from godegrep.tabulation.tables import scenario_of_tables, tabulated

MUNICIPALITY = "municipality"
"""The break of a sheet's own municipality: its number is the group."""


def sheet_tables(
    sampled: SampledWave,
    published: pd.DataFrame,
    municipalities: pd.Series,
    questionnaire: Questionnaire,
    config: TableSettings,
    beside: Sequence[str],
    wave: str,
) -> pd.DataFrame:
    """The rows of all sheets: the columns of `tables.parquet`, of all and of each group.

    `published` is the wave's `tables.parquet`; `municipalities` gives the number of everyone
    invited (null where there is none, or several); `beside` are variables of the frame. Every
    municipality of which `minimum_base` offices have answered is a group of the break
    `MUNICIPALITY`. One break is added after the other: what the tables before show stays shown.
    """
    there = municipalities.where(sampled.answers["status"].isin(ANSWERED_STATUS))
    large = there.map(there.value_counts()) >= config.suppression.minimum_base
    sampled = sampled.with_columns({f"frame.{MUNICIPALITY}": municipalities.where(large)})
    shown, wide = published, config
    for by in (*beside, MUNICIPALITY):
        if by not in wide.breaks:
            wide = replace(wide, breaks=(*wide.breaks, by))
            shown = _added(sampled, shown, questionnaire, wide, wave)
    return shown[shown["break"].isin(["", *beside, MUNICIPALITY])].reset_index(drop=True)


def _added(
    sampled: SampledWave,
    shown: pd.DataFrame,
    questionnaire: Questionnaire,
    config: TableSettings,
    wave: str,
) -> pd.DataFrame:
    """The tables with the config's last break too, of which every item gives way whole.

    `shown` are those with the breaks before it. What they give away by themselves is no reason.
    """
    complete = tabulated(sampled, questionnaire, config, wave)
    before = complete["cell"].map(shown.set_index("cell")["suppressed"])
    old = before.notna()
    known = scenario_of_tables(sampled, questionnaire, config)
    told = further_questions(complete, questionnaire)

    def attacked(marks: pd.Series) -> tuple[pd.DataFrame, set[str]]:
        suppressed = suppress(complete.assign(suppressed=marks), config.suppression, [known], told)
        return suppressed, set(complete.loc[old & (suppressed["suppressed"] != marks), "item"])

    marks = before.fillna(SECONDARY)
    anyway = attacked(marks)[1]
    marks = before.fillna("")
    while True:
        suppressed, items = attacked(marks)
        new = ~old & (marks == "")
        of_items = new & complete["item"].isin(items)
        if of_items.any():
            marks = marks.mask(of_items, SECONDARY)
        elif items - anyway:
            marks = marks.mask(new, SECONDARY)
        else:
            break
    return pd.concat([shown, suppressed[~old]], ignore_index=True)


def own_answers(
    answers: pd.DataFrame, questionnaire: Questionnaire, config: TableSettings, wave: str, code: str
) -> pd.DataFrame:
    """A municipality's own answers, however few: rows like those of `sheet_tables`.

    `answers` are the rows of its offices. They are all there are, so there are no intervals.
    """
    sampled = SampledWave.unweighted(answers, questionnaire)
    if sampled.rows.empty:
        return pd.DataFrame()
    plain = replace(config, breaks=(), frame=replace(config.frame, variables=()))
    answered = tabulated(sampled, questionnaire, plain, wave)
    answered["cell"] += f"@{MUNICIPALITY}={code}"
    answered["break"], answered["group"] = MUNICIPALITY, code
    answered[["se", "low", "high", "df", "deff", "effective_n"]] = np.nan
    return answered[answered["n"] > 0]


def without_own(table: pd.DataFrame, own: pd.DataFrame, rule: Suppression) -> pd.DataFrame:
    """The rows of a sheet with the municipality's `own`, less those that with it tell of others.

    A group less the municipality must be one that the rule would show, or be nobody.
    """
    if own.empty:
        return table
    keys = ["item", "category", "statistic"]
    mine = table[keys].merge(own[[*keys, "n", "count"]], how="left", on=keys)[["n", "count"]]
    mine = mine.fillna(0).set_axis(table.index)
    left = {name: table[name] - mine[name] for name in ("n", "count")}
    rest = table.assign(**left, suppressed="")
    places = [table[name] for name in PLACE]
    tells = (primary(rest, rule) != "") & (rest["n"] > 0) & (table["break"] != "")
    tells = tells.groupby(places, sort=False).transform("any").astype(bool)
    table = table.assign(suppressed=table["suppressed"].mask(tells, SECONDARY))
    return pd.concat([table[table["break"] != MUNICIPALITY], own], ignore_index=True)
