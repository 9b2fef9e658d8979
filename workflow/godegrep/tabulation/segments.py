"""How large a part of the segments has each code."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from godegrep.coding.code_matrix import base_of
from godegrep.coding.codes import segments_by_code
from godegrep.core.arrays import Floats
from godegrep.estimation.cells import WITHHELD, CrossTable, table
from godegrep.estimation.estimates import part
from godegrep.estimation.intervals import of_share
from godegrep.estimation.means import Figures, ratio
from godegrep.estimation.variance import Domains
from godegrep.sampling.sample import SampledWave
from godegrep.study.codebook import Codebook
from godegrep.study.config import TableSettings
from godegrep.study.questionnaire import Questionnaire
from godegrep.tabulation.tables import domains_of

SEGMENTS = "segments"
_ROW = ["item", "break", "group", "category"]


def segment_tables(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    sampled: SampledWave,
    questionnaire: Questionnaire,
    codebook: Codebook,
    config: TableSettings,
    wave: str,
    code_tables: pd.DataFrame,
) -> pd.DataFrame:
    """The share of segments with each code, in rows like those of `code_tables.parquet`.

    The base is the segments of answers that are coded in full; `n` and `count` are segments. The
    share is a ratio of two sums over respondents, Σwy/Σwm, y being a respondent's segments with the
    code and m all of them: so segments of one answer count as one draw, and the share has the
    standard error of R's `svyratio`. Its interval is on the logit scale, as that of other shares.
    What `code_tables` withholds of the respondents is withheld here.
    """
    rows = sampled.rows
    domains = domains_of(sampled, questionnaire, config)
    parts: list[CrossTable] = []
    for question in questionnaire:
        if question.type == "open":
            has = segments_by_code(question.id, segments, codes, codebook)
            base = base_of(question.id, rows, segments, codes)
            if base.any() and len(has.columns):
                parts += _parts(question.id, has, rows["respondent"].where(base), domains)
    complete = table(parts, wave)
    hidden = code_tables.set_index(_ROW)["suppressed"]
    complete["suppressed"] = (
        hidden.reindex(pd.MultiIndex.from_frame(complete[_ROW])).fillna("").to_numpy()
    )
    complete[WITHHELD] = complete[WITHHELD].mask(complete["suppressed"] != "")
    return complete


def _parts(
    question: str, has: pd.DataFrame, ids: pd.Series, domains: list[Domains]
) -> Iterator[CrossTable]:
    """A question's codes in each break; `ids` are the respondents, missing outside the base."""
    inside = ids.notna().to_numpy()

    def by_respondent(per_segment: pd.Series) -> Floats:
        sums = per_segment.groupby(has.index).sum()
        numbers: Floats = ids.map(sums).fillna(0).to_numpy(dtype=np.float64)
        return numbers

    below = by_respondent(pd.Series(1, has.index))
    with_code = [by_respondent(has[code].astype("int64")) for code in has]
    rows = [(str(code), SEGMENTS) for code in has]
    for domain in domains:
        bases = domain.bases(inside)
        n = domain.sums(below * inside)
        ratios = [ratio(domain, above, below, bases) for above in with_code]
        estimate, se, deff = (
            np.stack([getattr(each, name) for each in ratios], axis=1)
            for name in ("estimate", "se", "deff")
        )
        level = domain.sample.design.level
        sizes = (bases.n[:, None], bases.df[:, None], bases.effective[:, None])
        low, high = of_share(estimate, se, *sizes, level)
        count = np.stack([domain.sums(above * inside) for above in with_code], axis=1)
        figures = Figures(estimate, se, low, high, deff)
        respondents = part(domain, question, question, rows, bases, count.astype(np.intp), figures)
        yield CrossTable(**{**vars(respondents), "n": n.astype(np.intp), "base_kind": SEGMENTS})
