"""What stands in one coder's workbook, whatever it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from godegrep.coding.codes import choices, settled
from godegrep.coding.state import CodingState
from godegrep.coding.workbook.layout import HIDDEN, headings
from godegrep.coding.workbook.rows import (
    Beside,
    codings,
    filled_in,
    rows_to_agree,
    rows_to_code,
    rows_without_place,
    suggested,
)
from godegrep.coding.workbook.texts import ReviewTexts, review_texts, short
from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import CONSENSUS
from godegrep.material.material import Material, contexts, origins

_LONGEST_EXAMPLE = 250


@dataclass(frozen=True)
class Content:
    """What a workbook holds beside the codebook and the clusters.

    Parameters
    ----------
    coder
        Whose it is; empty where it is nobody's yet, `CONSENSUS` for the one in which coders
        agree.
    texts
        The words of its language.
    titles
        What each context is called, in order.
    rows
        The segments to fill in, in order, with the whole text around each (`answer`).
    gone
        The coder's decisions whose segment is no longer there, as rows.
    beside, filled, coders
        By segment: what stands beside it, what the coder has filled in, who has coded it.
    headings, hidden
        The heading of each column, and the columns that are not shown.
    counted, counted_titles, done
        What the progress counts: the segments, the contexts, and the ids of those that are coded.
    """

    coder: str
    texts: ReviewTexts
    titles: Mapping[str, str]
    rows: pd.DataFrame
    gone: pd.DataFrame
    beside: Beside
    filled: Mapping[str, Mapping[str, str]]
    coders: Mapping[str, list[str]]
    headings: Mapping[str, str]
    hidden: tuple[str, ...]
    counted: pd.DataFrame
    counted_titles: Mapping[str, str]
    done: frozenset[str]


def content_of(material: Material, state: CodingState, coder: str, language: str) -> Content:
    """What a coder's workbook of this material holds.

    Raises ValueError where a segment is not the part of its text that its offsets say.
    """
    titles = {name: in_language(text, language) for name, text in material.titles.items()}
    mine = state.decisions[state.decisions["coder"] == coder]
    lost = state.orphans[state.orphans["coder"] == coder]
    gone = rows_without_place(lost)
    coders = _coders(state.decisions)
    texts = review_texts(language)
    content = Content(
        coder=coder,
        texts=texts,
        titles=titles,
        rows=_with_texts(_rows(material, state, coder), material),
        gone=gone,
        beside=_beside(material, state, coder, language)
        | dict.fromkeys(gone["segment"], (texts.orphan, "")),
        filled=filled_in(pd.concat([mine, lost]), state.codebook, language),
        coders=coders,
        headings=headings(language),
        hidden=HIDDEN,
        counted=material.segments,
        counted_titles=titles,
        done=frozenset(settled(mine)["segment"] if coder else coders),
    )
    return _of_meeting(content) if coder == CONSENSUS else content


def _of_meeting(content: Content) -> Content:
    """The content without what says something else, or nothing, where coders agree."""
    texts, rows = content.texts, content.rows
    disputed = set(contexts(rows))
    return replace(
        content,
        headings={**content.headings, "suggestions": texts.codings, "nearest": texts.memos},
        hidden=("cluster", "coders", *HIDDEN),
        counted=content.counted[content.counted["segment"].isin(rows["segment"])],
        counted_titles={name: title for name, title in content.titles.items() if name in disputed},
    )


def _rows(material: Material, state: CodingState, coder: str) -> pd.DataFrame:
    if coder == CONSENSUS:
        return rows_to_agree(material.segments, material.titles, state.decisions)
    return rows_to_code(material.segments, state.suggestions, state.decisions, coder)


def _beside(material: Material, state: CodingState, coder: str, language: str) -> Beside:
    if coder == CONSENSUS:
        return codings(state.decisions, state.codebook, language)
    mine = state.decisions[state.decisions["coder"] == coder]
    examples = _examples(state, material.segments, coder, language)
    return suggested(state.suggestions, state.codebook, examples, mine, language)


def _with_texts(rows: pd.DataFrame, material: Material) -> pd.DataFrame:
    """The rows with the whole text (`answer`) around each segment."""
    places = zip(origins(rows), contexts(rows), strict=True)
    texts = pd.Series([material.texts[place] for place in places], rows.index, "str")
    whole = rows.assign(answer=texts)
    for row in whole.to_dict("records"):
        if row["answer"][row["start"] : row["end"]] != row["text"]:
            raise ValueError(f"segment {row['segment']} is not where its offsets say in its text")
    return whole


def _examples(
    state: CodingState, segments: pd.DataFrame, coder: str, language: str
) -> dict[str, str]:
    """What a coder sees of a coded segment, by its id: «text → name of the code, …»."""
    names = {code.id: in_language(code.name, language) for code in state.codebook.codes}
    coded = state.examples(segments, coder)
    shown: dict[str, str] = {}
    for segment, text, code in coded[["segment", "text", "code"]].itertuples(index=False):
        begun = shown[segment] + "," if segment in shown else f"{short(text, _LONGEST_EXAMPLE)} →"
        shown[segment] = f"{begun} {names.get(code, code)}"
    return shown


def _coders(decisions: pd.DataFrame) -> dict[str, list[str]]:
    """Who has coded each segment."""
    coders: dict[str, list[str]] = {}
    for segment, coder in sorted(choices(decisions).index):
        coders.setdefault(segment, []).append(coder)
    return coders
