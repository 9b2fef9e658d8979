"""From what each person decided to the codes that count, and the segments that have them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import contexts, origins
from godegrep.study.codebook import Codebook

HUMAN, SUGGESTION = "human", "suggestion"
MACHINE_CODER = "maskin"
"""The coder of suggestions that count, where the study publishes them; others have none."""

CODES = ("segment", "code", "coder", "source", "score")
REMARKS = ("segment", "coder", "quote", "hide", "memo", "new_code")
_TYPES = {**dict.fromkeys(CODES[:4], "str"), "score": "float64"}
REVIEW = ("segment", "code", "coder", "memo", "quote", "hide", "new_code", "offered")


def to_code(segments: pd.DataFrame) -> pd.DataFrame:
    """The segments that a person is to code: not «ingen», «vet ikke», «se over»."""
    return segments[segments["kind"] == "practice"]


def review_frame(rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """The frame of one coder's decisions, see `workbook.read.Review`; empty without rows."""
    frame = pd.DataFrame([{"offered": "", **row} for row in rows], columns=list(REVIEW))
    texts = {name: "str" for name in REVIEW if name not in ("quote", "hide")}
    return frame.astype({**texts, "quote": bool, "hide": bool})


def settled(decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions that stand: not mere remarks, nor those that wait since a code was split.

    Where a code of a segment was split, `offered` names its parts, and nothing that the coder gave
    the segment counts before the coder has chosen again: counted without its part, it would say
    that none of the parts fits.
    """
    return decisions[decisions["code"].notna() & decisions["offered"].eq("")]


def choices(decisions: pd.DataFrame) -> "pd.Series[Any]":
    """The set of codes that each coder settled on, by segment and coder; {""} where none fits."""
    return settled(decisions).groupby(["segment", "coder"])["code"].agg(frozenset)


def disputed(decisions: pd.DataFrame) -> pd.DataFrame:
    """The segments on which coders differ, and the codes in dispute: `segment`, `codes`.

    `codes` holds a sorted tuple of the codes that some gave and others did not ("" stands for
    «none fits»). The agreed sheet is no coder here: what it settles was disputed all the same.
    """
    given = choices(decisions[decisions["coder"] != CONSENSUS])
    rows = []
    for segment, sets in given.groupby(level="segment"):
        dispute = frozenset.union(*sets) - frozenset.intersection(*sets)
        if dispute:
            rows.append((segment, tuple(sorted(dispute))))
    return pd.DataFrame(rows, columns=["segment", "codes"]).astype({"segment": "str"})


def _all(reviews: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([review_frame(), *reviews], ignore_index=True)


def merge_codes(
    reviews: Sequence[pd.DataFrame],
    suggestions: pd.DataFrame | None = None,
    published: bool = False,
) -> pd.DataFrame:
    """The codes of a material: `segment`, `code`, `coder`, `source` (human, suggestion), `score`.

    `reviews` holds one frame a coder, as `read_review` gives it; without `suggestions` the codes
    are those of people alone. Each coder's decisions are kept side by side, and replace all
    suggestions for the segment; `decided` settles what counts where coders differ. An empty `code`
    is a decision too: none of the codes fits. `score` is missing for people, and `coder` is empty
    for suggestions: what has no coder does not count. Where they are `published`, the first of each
    segment counts, by the coder `MACHINE_CODER`.
    """
    everything = _all(reviews)
    human = settled(everything).drop_duplicates(["segment", "coder", "code"])
    sources = [human.assign(source=HUMAN, score=float("nan"))]
    if suggestions is not None:
        undecided = ~suggestions["segment"].isin(human["segment"]) & (suggestions["rank"] > 0)
        first = published & suggestions["rank"].eq(1)
        by = suggestions.assign(coder=np.where(first, MACHINE_CODER, ""), source=SUGGESTION)
        sources.append(by[undecided])
    both = pd.concat([given[list(CODES)].astype(_TYPES) for given in sources], ignore_index=True)
    return both.sort_values(
        ["segment", "source", "score", "coder", "code"], ascending=[True, True, False, True, True]
    ).reset_index(drop=True)


def merge_remarks(reviews: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What coders wrote beside the codes: one row a segment and coder who wrote anything.

    Columns: `segment`, `coder`, `quote` (good as a quote), `hide` (must not be quoted), `memo`,
    `new_code` (proposal for a code that the codebook lacks).
    """
    everything = _all(reviews)[list(REMARKS)].drop_duplicates(["segment", "coder"])
    remarked = everything["quote"] | everything["hide"]
    remarked |= everything["memo"].ne("") | everything["new_code"].ne("")
    return everything[remarked].sort_values(["segment", "coder"]).reset_index(drop=True)


def decided(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes that count, one row a segment and code: `segment`, `code` ("" where none fits).

    They are what people decided, and published suggestions (see `merge_codes`) where nobody has.

    Where several people coded a segment, a code counts when at least half of them gave it: of two
    coders one is enough, of three it takes two. So nothing that one of two saw is lost before they
    have met. What they agree on when they meet stands in the sheet of the coder `konsensus`, which
    then counts alone for its segments. Where no code reaches half, none fits.
    """
    given_by = codes.loc[codes["coder"] != "", ["segment", "code", "coder"]]
    agreed = set(given_by.loc[given_by["coder"] == CONSENSUS, "segment"])
    given_by = given_by[~given_by["segment"].isin(agreed) | (given_by["coder"] == CONSENSUS)]
    coders = given_by.groupby("segment")["coder"].nunique()
    given = given_by.groupby(["segment", "code"])["coder"].nunique().rename("gave").reset_index()
    enough = 2 * given["gave"] >= given["segment"].map(coders).astype("int64")
    kept = given.loc[enough & given["code"].ne(""), ["segment", "code"]]
    without = sorted(set(coders.index) - set(kept["segment"]))
    none = pd.DataFrame({"segment": without, "code": ""}, dtype="str")
    both = pd.concat([kept, none], ignore_index=True)
    return both.sort_values(["segment", "code"]).reset_index(drop=True)


def published(codes: pd.DataFrame) -> set[str]:
    """The segments whose code is the machine's alone, and counts."""
    return set(codes.loc[(codes["source"] == SUGGESTION) & (codes["coder"] != ""), "segment"])


def decided_with_text(
    decisions: Sequence[pd.DataFrame], segments: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """What there is to learn from: the coded segments of several materials, the oldest first.

    `decisions` and `segments` hold a frame a material, as in `decisions.parquet` and
    `segments.parquet`. Returns `segment`, `text`, `code`, one row a segment and code. The same
    respondent may give the same id in two waves, so those of earlier materials end in `@-1` (the
    one before the last), `@-2` and so on.
    """
    frames = [pd.DataFrame({"segment": [], "text": [], "code": []}, dtype="str")]
    newest_first = zip(reversed(decisions), reversed(segments), strict=True)
    for back, (of_material, parts) in enumerate(newest_first):
        given = decided(merge_codes([of_material]))
        given = given[given["code"].ne("")].merge(parts[["segment", "text"]], on="segment")
        if back:
            given["segment"] += f"@-{back}"
        frames.insert(1, given[["segment", "text", "code"]])
    return pd.concat(frames, ignore_index=True)


def uncoded(segments: pd.DataFrame, codes: pd.DataFrame) -> "pd.Series[bool]":
    """Which segments nobody has coded."""
    return ~segments["segment"].isin(codes.loc[codes["coder"] != "", "segment"])


def with_ancestors(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Each code with the codes that it belongs under: a part of a theme is the theme as well."""
    parents = {code.id: code.parent for code in codebook.codes}
    lines = {}
    for code in parents:
        line, above = [code], parents[code]
        while above in parents and above not in line:
            line.append(above)
            above = parents[above]
        lines[code] = tuple(line)
    return lines


def segments_by_code(
    context: str, segments: pd.DataFrame, codes: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Which segments have which code: one row a segment that is to be coded, one column a code.

    The index is the segments' origins, such as respondents. The columns are the codes that apply to
    the context, in the order of the codebook, and after them other codes that somebody gave. A
    segment has a code that counts (see `decided`), and the codes above it.
    """
    mine = to_code(segments)
    mine = mine[contexts(mine) == context]
    given = decided(codes)
    given = given[given["segment"].isin(mine["segment"])]
    lines = with_ancestors(codebook)
    having: dict[str, set[str]] = {
        code.id: set() for code in codebook.codes if not code.questions or context in code.questions
    }
    for code, segment in zip(given["code"], given["segment"], strict=True):
        for name in lines.get(code, (code,)) if code else ():
            having.setdefault(name, set()).add(segment)
    columns = {code: mine["segment"].isin(ids).to_numpy() for code, ids in having.items()}
    return pd.DataFrame(columns, index=pd.Index(origins(mine)), dtype=bool)


def codes_by_origin(
    context: str, segments: pd.DataFrame, codes: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Which origins, such as respondents, have which code: those that are coded in full.

    One row an origin that has segments of the context, in the order of the segments; the columns
    are those of `segments_by_code`. An origin of which nothing is to be coded has no code.
    """
    mine = segments[contexts(segments) == context]
    left = to_code(mine)
    waiting = set(origins(left[uncoded(left, codes)]))
    whole = [name for name in origins(mine).unique() if name not in waiting]
    has = segments_by_code(context, segments, codes, codebook).groupby(level=0).any()
    return has.reindex(pd.Index(whole, dtype="str"), fill_value=False)
