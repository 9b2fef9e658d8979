"""Tick boxes: what tools write for a box that is ticked, and for one that is not."""

from collections.abc import Iterable, Mapping

from godegrep.core.text import tidy
from godegrep.core.vocabulary import NOT_SELECTED, SELECTED

_TICKED = {"1", "y", "yes", "ja", "j", "x", "true", "valgt", "vald", "selected", "checked", "på"}
_UNTICKED = {
    *("0", "n", "no", "nei", "false", "ikke valgt", "ikkje vald", "ikkje valt"),
    *("not selected", "unchecked", "-", "off"),
}


_CHOSEN = {"valgt", "vald", "selected", "checked", "avkrysset", "kryss"}
_NOT_CHOSEN = {*_UNTICKED, "ikke avkrysset", "ikke kryss"} - {"no", "nei", "n"}


def tick(value: str, texts: Iterable[str] = (), options: Mapping[str, str] | None = None) -> str:
    """`selected`, `not_selected`, an empty text for an empty field, or `unknown`.

    A box counts as ticked too where the tool repeats the choice's own text (one of `texts`). Where
    the tool gives labels to the values (`options`), the label decides: 2 may well mean «No».
    """
    raw = tidy(value)
    if not raw:
        return ""
    for candidate in ((options or {}).get(raw, ""), raw):
        word = candidate.casefold()
        if word in _TICKED or (word and word in {tidy(text).casefold() for text in texts}):
            return SELECTED
        if word in _UNTICKED:
            return NOT_SELECTED
    return "unknown"


def is_tick_column(values: Iterable[str]) -> bool:
    """Whether all values that occur can be those of a tick box."""
    ticks = {tick(value) for value in values}
    return ticks <= {"", SELECTED, NOT_SELECTED} and SELECTED in ticks


def says_ticked(labels: Iterable[str], text: str) -> bool:
    """Whether the labels of a column's values are those of a box; `text` is the choice's own.

    «Ja» and «Nei» may as well be the answers to a row of a grid, and are not enough.
    """
    words = {tidy(label).casefold() for label in labels}
    chosen = _CHOSEN | {tidy(text).casefold()}
    return bool(words & chosen) and words <= chosen | _NOT_CHOSEN
