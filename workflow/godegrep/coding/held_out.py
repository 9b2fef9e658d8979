"""Suggestions that do not know the answer: none draws on what people said of the same segment.

A second coder who is shown a suggestion that has learnt the first coder's choice does not code
blind, and a machine that is asked what it was told is always right.
"""

from collections.abc import Callable

import pandas as pd

FOLDS = 5

Suggest = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
"""From segments and what is coded (`segment`, `text`, `code`) to a frame of suggestions."""


def held_out(suggest: Suggest, segments: pd.DataFrame, coded: pd.DataFrame) -> pd.DataFrame:
    """Suggestions for all `segments`, those for coded ones learnt from other respondents' alone.

    The respondents with coded segments are dealt into `FOLDS` parts by the order of their names;
    each part's suggestions come from the coded segments of the others, and of earlier waves
    (Stone 1974, Cross-validatory choice, J. R. Stat. Soc. B 36). Which segments come when, and
    their clusters, are as with everything known.
    """
    everything = suggest(segments, coded)
    mine = segments[segments["segment"].isin(coded["segment"])]
    respondents = sorted(mine["respondent"].unique())
    parts = []
    for fold in range(min(FOLDS, len(respondents))):
        part = mine[mine["respondent"].isin(respondents[fold::FOLDS])]
        all_of_them = segments.loc[segments["respondent"].isin(part["respondent"]), "segment"]
        parts.append(suggest(part, coded[~coded["segment"].isin(all_of_them)]))
    if not parts:
        return everything
    placed = everything.drop_duplicates("segment").set_index("segment")[["cluster", "order"]]
    blind = pd.concat(parts, ignore_index=True)
    for name in ("cluster", "order"):
        blind[name] = blind["segment"].map(placed[name])
    rest = everything[~everything["segment"].isin(blind["segment"])]
    both = pd.concat([rest, blind[list(everything.columns)]], ignore_index=True)
    return both.sort_values(["order", "rank"], kind="stable").reset_index(drop=True)
