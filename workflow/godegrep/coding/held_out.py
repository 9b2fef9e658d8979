"""Suggestions that do not know the answer: none draws on what people said of the same segment.

A second coder who is shown a suggestion that has learnt the first coder's choice does not code
blind, and a machine that is asked what it was told is always right.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from godegrep.material.material import origins

FOLDS = 5

Suggest = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
"""From segments and what is coded (`segment`, `text`, `code`) to a frame of suggestions."""


def held_out(suggest: Suggest, segments: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Suggestions for all `segments`, those for coded ones learnt from other origins' alone.

    The origins (such as respondents) with coded segments are dealt into `FOLDS` parts by the order
    of their names; each part's suggestions come from the coded segments of the others, and of
    earlier materials (Stone 1974, Cross-validatory choice, J. R. Stat. Soc. B 36). Which segments
    come when, and their clusters, are as with everything known.
    """
    everything = suggest(segments, coded)
    parts = [
        suggest(part, coded[~coded["segment"].isin(same_origins)])
        for part, same_origins in _folds(segments, coded)
    ]
    if not parts:
        return everything
    placed = everything.drop_duplicates("segment").set_index("segment")[["cluster", "order"]]
    blind = pd.concat(parts, ignore_index=True)
    for name in ("cluster", "order"):
        blind[name] = blind["segment"].map(placed[name])
    rest = everything[~everything["segment"].isin(blind["segment"])]
    both = pd.concat([rest, blind[list(everything.columns)]], ignore_index=True)
    return both.sort_values(["order", "rank"], kind="stable").reset_index(drop=True)


def _folds(
    segments: pd.DataFrame, coded: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, "pd.Series[str]"]]:
    """The coded segments of each part, and the ids of all segments of their origins."""
    mine = segments[segments["segment"].isin(coded["segment"])]
    names = sorted(origins(mine).unique())
    for fold in range(min(FOLDS, len(names))):
        part = mine[origins(mine).isin(names[fold::FOLDS])]
        yield part, segments.loc[origins(segments).isin(origins(part)), "segment"]
