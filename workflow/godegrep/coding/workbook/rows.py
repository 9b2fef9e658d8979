"""What stands in a review sheet: which segments, in which order, and what is said beside them.

A coder who is to code blind must not see what others chose. So a sheet is one coder's: it shows
that coder's own decisions, and of the others only who has coded a segment.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from godegrep.coding.codes import disputed, settled, to_code
from godegrep.coding.workbook.layout import CODE_COLUMNS, NO_CODE, label
from godegrep.coding.workbook.texts import ReviewTexts, review_texts
from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import contexts
from godegrep.study.codebook import Codebook

STRONG, MEDIUM = 0.6, 0.3

Beside = dict[str, tuple[str, str]]
"""By segment, the texts of the two columns beside the answer."""


def rows_to_code(
    segments: pd.DataFrame, suggestions: pd.DataFrame, decisions: pd.DataFrame, coder: str
) -> pd.DataFrame:
    """The segments that a coder is to code, in order, with the `cluster` of each.

    First those that wait because a code was split, then those that nobody has coded, then those
    that others have, last the coder's own; within each in the `order` of the suggestions. Without a
    coder (""), for a sheet that is nobody's yet.
    """
    known = suggestions.groupby("segment")[["order", "cluster"]].min()
    ids = segments["segment"]
    mine = decisions[decisions["coder"] == coder]
    turn = pd.Series(1, index=segments.index)
    turn[ids.isin(settled(decisions)["segment"])] = 2
    turn[ids.isin(settled(mine)["segment"])] = 3
    turn[ids.isin(mine.loc[mine["offered"].ne(""), "segment"])] = 0
    ranked = to_code(segments.assign(_turn=turn)).join(known, on="segment")
    ranked = ranked.sort_values(["_turn", "order", "segment"], na_position="last", kind="stable")
    return ranked.drop(columns=["_turn", "order"])


def rows_to_agree(
    segments: pd.DataFrame, order: Iterable[str], decisions: pd.DataFrame
) -> pd.DataFrame:
    """The segments on which coders differ, those of one dispute together, those agreed on last.

    What has been agreed on stands there even where the coders differ no longer. `order` has the
    contexts in theirs.
    """
    number = {context: place for place, context in enumerate(order)}
    dispute = disputed(decisions).set_index("segment")["codes"]
    agreed = decisions[decisions["coder"] == CONSENSUS]
    rows = to_code(segments)
    rows = rows[rows["segment"].isin(dispute.index) | rows["segment"].isin(agreed["segment"])]
    rows = rows.assign(
        cluster=float("nan"),
        _agreed=rows["segment"].isin(settled(agreed)["segment"]),
        _context=contexts(rows).map(number),
        _codes=[" ".join(dispute.get(segment, ())) for segment in rows["segment"]],
    )
    rows = rows.sort_values(["_agreed", "_context", "_codes", "segment"])
    return rows.drop(columns=["_agreed", "_context", "_codes"])


def rows_without_place(orphans: pd.DataFrame) -> pd.DataFrame:
    """A coder's decisions whose segment is gone, as rows: what a sheet leaves out would be lost."""
    mine = orphans.drop_duplicates("segment").sort_values("segment")
    return pd.DataFrame(
        {
            "segment": mine["segment"],
            "start": 0,
            "end": mine["text"].str.len(),
            "text": mine["text"],
            "answer": mine["text"],
            "cluster": float("nan"),
        }
    )


def filled_in(
    decisions: pd.DataFrame, codebook: Codebook, language: str
) -> dict[str, dict[str, str]]:
    """What one coder wrote, by segment and column: `decisions` are that coder's."""
    texts = review_texts(language)
    labels = {code.id: label(code, language) for code in codebook.codes}
    labels[""] = f"{texts.no_code} [{NO_CODE}]"
    written: dict[str, dict[str, str]] = {}
    for segment, rows in decisions.groupby("segment"):
        codes = [labels.get(code, code) for code in rows["code"].dropna()]
        first = rows.iloc[0]
        cells = dict(zip(CODE_COLUMNS, codes, strict=False))
        cells |= {name: first[name] for name in ("memo", "new_code") if first[name]}
        cells |= {name: texts.yes for name in ("quote", "hide") if first[name]}
        written[str(segment)] = cells
    return written


def suggested(
    suggestions: pd.DataFrame,
    codebook: Codebook,
    examples: Mapping[str, str],
    decisions: pd.DataFrame,
    language: str,
) -> Beside:
    """The suggestions of each segment, with the words that spoke for them, and the nearest example.

    Where a code of the coder's own `decisions` was split, that comes first.
    """
    texts = review_texts(language)
    names = {code.id: in_language(code.name, language) for code in codebook.codes}
    beside: Beside = {}
    waiting = decisions[decisions["offered"].ne("")].drop_duplicates("segment")
    for segment, offered in zip(waiting["segment"], waiting["offered"], strict=True):
        parts = ", ".join(names.get(code, code) for code in offered.split())
        beside[segment] = (texts.split.format(codes=parts), "")
    ranked = suggestions[suggestions["rank"] > 0].sort_values(["segment", "rank"])
    for row in ranked.to_dict("records"):
        lines, example = beside.get(row["segment"], ("", ""))
        line = _line(row, names.get(row["code"], row["code"]), texts)
        beside[row["segment"]] = (
            f"{lines}\n{line}".strip(),
            example or examples.get(row["nearest"], ""),
        )
    return beside


def _line(suggestion: Mapping[Any, Any], name: str, texts: ReviewTexts) -> str:
    """One suggestion: its rank, code, strength, score, and the words that spoke for it."""
    score = suggestion["score"]
    strength = texts.strength[0 if score >= STRONG else 1 if score >= MEDIUM else 2]
    figure = f"{score:.2f}".replace(".", texts.decimal)
    words = f": {suggestion['words']}" if suggestion["words"] else ""
    return f"{suggestion['rank']}. {name} – {strength} ({figure}){words}"


def codings(decisions: pd.DataFrame, codebook: Codebook, language: str) -> Beside:
    """What each coder chose, and what each wrote, by segment; the agreed sheet left out."""
    texts = review_texts(language)
    names = {code.id: in_language(code.name, language) for code in codebook.codes}
    names[""] = texts.no_code
    beside: Beside = {}
    people = decisions[decisions["coder"] != CONSENSUS]
    for key, rows in people.groupby(["segment", "coder"]):
        segment, coder = map(str, key)
        chose, wrote = beside.get(segment, ("", ""))
        given = ", ".join(names.get(code, code) for code in settled(rows)["code"])
        first = rows.iloc[0]
        proposed = f"{texts.columns['new_code'][0]}: {first['new_code']}"
        notes = [text for text in (first["memo"], proposed if first["new_code"] else "") if text]
        beside[segment] = (
            f"{chose}\n{coder}: {given}".strip() if given else chose,
            "\n".join([*([wrote] if wrote else []), *(f"{coder}: {text}" for text in notes)]),
        )
    return beside
