"""How wide the columns of a table on paper become, and whether the page is turned for it."""

from collections.abc import Iterable

from godegrep.document.runs import Number
from godegrep.document.tables import Table
from godegrep.figures.text_width import text_width

SIZE = 9.0
"""Of the text in tables, in points."""
_TWIPS = 20
_BOLD = 1.08
_NARROWER = 0.85
"""How wide Calibri or Arial runs, of the widest font that a program falls back to."""
_PADDING = 150
_WIDEST_LABEL, _MOST_SPARE = 4800, 600


def column_widths(table: Table, upright: int, across: int) -> tuple[list[int], bool]:
    """The widths of a table's columns in twips, and whether the page lies across.

    `upright` and `across` are how much room there is on a page that stands or lies.

    A column gets at least its longest word; what is left of the page goes to those whose texts
    would otherwise take several lines. Where even a page across is too narrow, words are broken.
    """
    texts = _texts(table)
    heads = [round(_BOLD * _longest(column.title.split())) for column in table.columns]
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
    more = min((spare - lacking) // len(texts), _MOST_SPARE)
    return [want + more for want in wanted], turned


def _texts(table: Table) -> list[list[str]]:
    """What stands in each column below its heading."""
    texts: list[list[str]] = [[] for _ in table.columns]
    for row in table.rows:
        texts[0].append(row.label)
        for column, run in zip(texts[1:], row.cells, strict=True):
            column.append(run.text)
            if isinstance(run, Number) and run.below:
                column.append(run.below.text)
    return texts


def _longest(texts: Iterable[str]) -> int:
    widths = (text_width(text, SIZE) for text in texts)
    return round(max(widths, default=0.0) * _TWIPS) + _PADDING
