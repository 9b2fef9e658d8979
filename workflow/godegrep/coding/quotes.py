"""Which segments may be quoted, and which of them are."""

from collections import Counter

import pandas as pd

from godegrep.coding.codes import HUMAN
from godegrep.core.text import words_of
from godegrep.material.material import origins


def released(segments: pd.DataFrame, codes: pd.DataFrame, remarks: pd.DataFrame) -> pd.DataFrame:
    """The segments that may be quoted: `segment`, `preferred` (somebody marked it as a good quote).

    A segment may be quoted when a person has read it, that is coded it or remarked on it, and
    nobody has marked it «må skjules».
    """
    human = codes.loc[codes["source"] == HUMAN, "segment"]
    hidden = remarks.loc[remarks["hide"], "segment"]
    good = remarks.loc[remarks["quote"], "segment"]
    ids = segments["segment"]
    kept = ids[(ids.isin(human) | ids.isin(remarks["segment"])) & ~ids.isin(hidden)]
    return pd.DataFrame({"segment": kept, "preferred": kept.isin(good)}).reset_index(drop=True)


def choose_quotes(
    segments: pd.DataFrame, released: pd.DataFrame, per_group: int = 2
) -> pd.DataFrame:
    """Quotes for each group: the chosen rows of `segments`, in the order in which to print them.

    `segments` has `segment`, its origin (such as `respondent`), `text` and `group` (a code, or a
    cluster), one row a segment and group; `released` is as from `released`, and nothing else is
    ever chosen. Within a group those marked as good quotes come first, then origins that have been
    quoted least so far, then texts nearest the median length of the group's. Within a group no
    origin is quoted twice, nor the same words; no segment is quoted twice in all. The order of the
    input does not matter.
    """
    candidates = _candidates(segments, released)
    used: set[str] = set()
    quoted: Counter[str] = Counter()
    chosen: list[int] = []
    for _, group in candidates.groupby("group", sort=True):
        free = group[~group["segment"].isin(used)]
        ranked = free.assign(_times=[quoted[origin] for origin in free["_origin"]]).sort_values(
            ["_preferred", "_times", "_away", "segment"], ascending=[False, True, True, True]
        )
        rows = _apart(ranked, per_group)
        chosen += rows
        used |= set(candidates.loc[rows, "segment"])
        quoted.update(candidates.loc[rows, "_origin"])
    return candidates.loc[chosen, list(segments.columns)].reset_index(drop=True)


def _candidates(segments: pd.DataFrame, released: pd.DataFrame) -> pd.DataFrame:
    """The released segments with what they are ranked by."""
    preferred = dict(zip(released["segment"], released["preferred"], strict=True))
    length = segments["text"].str.len()
    ranked_by = segments.assign(
        _origin=origins(segments),
        _preferred=segments["segment"].map(preferred),
        _words=segments["text"].map(words_of),
        _away=(length - length.groupby(segments["group"]).transform("median")).abs(),
    )
    return ranked_by[ranked_by["segment"].isin(preferred)].reset_index(drop=True)


def _apart(ranked: pd.DataFrame, most: int) -> list[int]:
    """The index of the first rows of which no two share their origin or their words."""
    rows: list[int] = []
    for row, origin, words in zip(ranked.index, ranked["_origin"], ranked["_words"], strict=True):
        before = ranked.loc[rows]
        if (
            len(rows) < most
            and not (before["_origin"].eq(origin) | before["_words"].eq(words)).any()
        ):
            rows.append(int(row))
    return rows
