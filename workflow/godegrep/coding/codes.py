"""From what each person decided to the codes that count, who has them, and the quotes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from godegrep.core.text import words_of
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED
from godegrep.study.codebook import Codebook

HUMAN, SUGGESTION = "human", "suggestion"
MACHINE_CODER = "maskin"
"""The coder of suggestions that count, where the study publishes them; others have none."""
CONSENSUS = "konsensus"
"""The coder whose sheet holds what several coders agreed on; it counts alone for its segments."""

CODES = ("segment", "code", "coder", "source", "score")
REMARKS = ("segment", "coder", "quote", "hide", "memo", "new_code")
_TYPES = {**dict.fromkeys(CODES[:4], "str"), "score": "float64"}
REVIEW = ("segment", "code", "coder", "memo", "quote", "hide", "new_code", "offered")


def to_code(segments: pd.DataFrame) -> pd.DataFrame:
    """The segments that a person is to code: not «ingen», «vet ikke», «se over»."""
    return segments[segments["kind"] == "practice"]


def review_frame(rows: Iterable[Mapping[str, object]] = ()) -> pd.DataFrame:
    """The frame of one coder's decisions, see `godegrep.readers.review`; empty without rows."""
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
    """The codes of a wave: `segment`, `code`, `coder`, `source` (human, suggestion), `score`.

    `reviews` holds one frame a coder, as `read_review` gives it; without `suggestions` the codes
    are those of people alone. Each coder's decisions are kept side by side, and replace all
    suggestions for the segment; `decided` settles what counts where coders differ. An empty `code`
    is a decision too: none of the codes fits. `score` is missing for people, and `coder` is empty
    for suggestions: what has no coder does not count. Where they are `published`, the first of each
    segment counts, by the coder `MACHINE_CODER`.
    """
    everything = _all(reviews)
    human = settled(everything).drop_duplicates(["segment", "coder", "code"])
    parts = [human.assign(source=HUMAN, score=float("nan"))]
    if suggestions is not None:
        open_still = ~suggestions["segment"].isin(human["segment"]) & (suggestions["rank"] > 0)
        first = published & suggestions["rank"].eq(1)
        by = suggestions.assign(coder=np.where(first, MACHINE_CODER, ""), source=SUGGESTION)
        parts.append(by[open_still])
    both = pd.concat([part[list(CODES)].astype(_TYPES) for part in parts], ignore_index=True)
    return both.sort_values(
        ["segment", "source", "score", "coder", "code"], ascending=[True, True, False, True, True]
    ).reset_index(drop=True)


def merge_remarks(reviews: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What coders wrote beside the codes: one row a segment and coder who wrote anything.

    Columns: `segment`, `coder`, `quote` (good as a quote), `hide` (must not be quoted), `memo`,
    `new_code` (proposal for a code that the codebook lacks).
    """
    everything = _all(reviews)[list(REMARKS)].drop_duplicates(["segment", "coder"])
    said = everything["quote"] | everything["hide"]
    said |= everything["memo"].ne("") | everything["new_code"].ne("")
    return everything[said].sort_values(["segment", "coder"]).reset_index(drop=True)


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
    """What there is to learn from: the coded segments of several waves, the oldest wave first.

    `decisions` and `segments` hold a frame a wave, as in `decisions.parquet` and
    `segments.parquet`. Returns `segment`, `text`, `code`, one row a segment and code. The same
    office may give the same id in two waves, so those of earlier waves end in `@-1` (the wave
    before the last), `@-2` and so on.
    """
    frames = [pd.DataFrame({"segment": [], "text": [], "code": []}, dtype="str")]
    for back, (wave, parts) in enumerate(zip(reversed(decisions), reversed(segments), strict=True)):
        given = decided(merge_codes([wave]))
        given = given[given["code"].ne("")].merge(parts[["segment", "text"]], on="segment")
        if back:
            given["segment"] += f"@-{back}"
        frames.insert(1, given[["segment", "text", "code"]])
    return pd.concat(frames, ignore_index=True)


class Progress(NamedTuple):
    """How far the coding of a question has come, in segments and in respondents who answered."""

    segments: int
    coded_segments: int
    respondents: int
    coded_respondents: int


def progress(
    question: str, answers: pd.DataFrame, segments: pd.DataFrame, codes: pd.DataFrame
) -> Progress:
    """Count what people have coded of a question; an answer counts when all its parts are coded."""
    mine = to_code(segments)
    mine = mine[mine["question"] == question]
    left = _uncoded(mine, codes)
    answered = set(answers.loc[answers[question].notna(), "respondent"])
    waiting = set(mine.loc[left, "respondent"])
    return Progress(len(mine), int((~left).sum()), len(answered), len(answered - waiting))


def _uncoded(segments: pd.DataFrame, codes: pd.DataFrame) -> "pd.Series[bool]":
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
    question: str, segments: pd.DataFrame, codes: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Which segments have which code: one row a segment that is to be coded, one column a code.

    The index is the segments' respondents. The columns are the codes that apply to the question, in
    the order of the codebook, and after them other codes that somebody gave. A segment has a code
    that counts (see `decided`), and the codes above it.
    """
    mine = to_code(segments)
    mine = mine[mine["question"] == question]
    given = decided(codes)
    given = given[given["segment"].isin(mine["segment"])]
    lines = with_ancestors(codebook)
    has: dict[str, set[str]] = {
        code.id: set()
        for code in codebook.codes
        if not code.questions or question in code.questions
    }
    for code, segment in zip(given["code"], given["segment"], strict=True):
        for one in lines.get(code, (code,)) if code else ():
            has.setdefault(one, set()).add(segment)
    columns = {code: mine["segment"].isin(found).to_numpy() for code, found in has.items()}
    return pd.DataFrame(columns, index=pd.Index(mine["respondent"], name="respondent"), dtype=bool)


def base_of(
    question: str, answers: pd.DataFrame, segments: pd.DataFrame, codes: pd.DataFrame
) -> "pd.Series[bool]":
    """Whose answer is coded in full, by rows of `answers`: one that nobody has read is no «no»."""
    mine = to_code(segments)
    mine = mine[mine["question"] == question]
    waiting = set(mine.loc[_uncoded(mine, codes), "respondent"])
    return answers[question].notna() & ~answers["respondent"].isin(waiting)


def code_matrix(
    question: str,
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """Who has which code: one row a row of `answers`, one column a code, `selected` or not.

    The columns are those of `segments_by_code`; a respondent has a code when one segment of the
    answer has it. Missing, in all columns, for respondents who did not answer and for those whose
    answer is not coded in full (see `base_of`).
    """
    has = segments_by_code(question, segments, codes, codebook)
    base = base_of(question, answers, segments, codes)
    columns = {
        code: answers["respondent"]
        .isin(has.index[has[code]])
        .map({True: SELECTED, False: NOT_SELECTED})
        .where(base)
        .astype("str")
        for code in has
    }
    return pd.DataFrame(columns, index=answers.index)


def code_matrices(
    questions: Iterable[str],
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """Respondents by codes: `respondent`, and a column `{question}.{code}` of 1, 0 or missing.

    See `code_matrix` for who has a code, and whose answer says nothing of it.
    """
    found = {"respondent": answers["respondent"]}
    for question in questions:
        matrix = code_matrix(question, answers, segments, codes, codebook)
        for code in matrix:
            numbers = matrix[code].map({SELECTED: 1, NOT_SELECTED: 0}).astype("Int64")
            found[f"{question}.{code}"] = numbers
    return pd.DataFrame(found)


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

    `segments` has `segment`, `respondent`, `text` and `group` (a code, or a cluster), one row a
    segment and group; `released` is as from `released`, and nothing else is ever chosen. Within a
    group those marked as good quotes come first, then respondents who have been quoted least so
    far, then texts nearest the median length of the group's. Within a group no respondent is quoted
    twice, nor the same words; no segment is quoted twice in all. The order of the input does not
    matter.
    """
    preferred = dict(zip(released["segment"], released["preferred"], strict=True))
    length = segments["text"].str.len()
    candidates = segments.assign(
        _preferred=segments["segment"].map(preferred),
        _words=segments["text"].map(words_of),
        _away=(length - length.groupby(segments["group"]).transform("median")).abs(),
    )
    candidates = candidates[candidates["segment"].isin(preferred)]
    used: set[str] = set()
    quoted: dict[str, int] = {}
    chosen: list[int] = []
    candidates = candidates.reset_index(drop=True)
    for _, group in candidates.groupby("group", sort=True):
        free = group[~group["segment"].isin(used)]
        for _ in range(per_group):
            if free.empty:
                break
            free = free.assign(_times=free["respondent"].map(quoted).fillna(0))
            best = free.sort_values(
                ["_preferred", "_times", "_away", "segment"], ascending=[False, True, True, True]
            ).index[0]
            segment, respondent, words = free.loc[best, ["segment", "respondent", "_words"]]
            used.add(segment)
            quoted[respondent] = quoted.get(respondent, 0) + 1
            free = free[free["respondent"].ne(respondent) & free["_words"].ne(words)]
            chosen.append(int(best))
    return candidates.loc[chosen, list(segments.columns)].reset_index(drop=True)
