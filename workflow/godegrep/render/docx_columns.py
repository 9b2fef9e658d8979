"""How wide the columns of a table on paper become, and whether the page is turned for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from godegrep.figures.text_width import text_width

SIZE = 9.0
"""Of the text in tables, in points."""
_TWIPS = 20
_BOLD = 1.08
_NARROWER = 0.85
"""How wide Calibri or Arial runs, of the widest font that a program falls back to."""
_PADDING = 150
_WIDEST_LABEL, _MOST_SPARE = 4800, 600
_LONG = 20
"""Characters of the longest text that may stand among numbers, such as a p-value."""


def column_widths(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], upright: int, across: int
) -> tuple[list[int], bool]:
    """The widths of a table block's columns in twips, and whether the page lies across.

    A column gets at least its longest word; what is left of the page goes to those whose texts
    would otherwise take several lines. Where even a page across is too narrow, words are broken.
    """
    texts: list[list[str]] = [[] for _ in columns]
    for row in rows:
        texts[0].append(row["label"])
        for column, run in zip(texts[1:], row["cells"], strict=True):
            column.append(run["text"])
            if run.get("below"):
                column.append(run["below"]["text"])
    heads = [round(_BOLD * _longest(heading.split())) for heading in columns]
    needed = [
        max(head, _longest(word for text in column for word in text.split(" ")))
        for head, column in zip(heads, texts, strict=True)
    ]
    wanted = [
        max(need, min(_longest(column), _WIDEST_LABEL))
        for need, column in zip(needed, texts, strict=True)
    ]
    turned = sum(needed) * _NARROWER > upright
    room = across if turned else upright
    if sum(needed) > room:
        return [need * room // sum(needed) for need in needed], turned
    spare, lacking = room - sum(needed), sum(wanted) - sum(needed)
    if lacking > spare:
        return [
            need + spare * (want - need) // lacking
            for need, want in zip(needed, wanted, strict=True)
        ], turned
    # Evenly and not to the margin, so that numbers do not stand far from their labels.
    more = min((spare - lacking) // len(columns), _MOST_SPARE)
    return [want + more for want in wanted], turned


def columns_of_texts(columns: int, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """The places of the columns that hold texts and not numbers: the labels', and any long text's.

    `columns` is how many there are.
    """
    return {0} | {
        place
        for place in range(1, columns)
        for run in (row["cells"][place - 1] for row in rows)
        if run["type"] == "text" and len(run["text"]) > _LONG
    }


def _longest(texts: Iterable[str]) -> int:
    widths = (text_width(text, SIZE) for text in texts)
    return round(max(widths, default=0.0) * _TWIPS) + _PADDING
