"""A share as tables print it, and as figures draw it."""

from typing import Any

from godegrep.core.language import WITHHELD, Language
from godegrep.document.blocks import Block, Cell, Run, number_run, text_run
from godegrep.geography.counties import tiles


def percent_cell(cell: Cell | None, language: Language) -> Run:
    """A share with one decimal, its interval beside it as a second run under `below`."""
    if cell is None or cell.estimate is None:
        return text_run(WITHHELD)
    run = number_run(language.number(100 * cell.estimate, 1), cell)
    if cell.low is not None and cell.high is not None:
        interval = language.percent_interval(cell.low, cell.high)
        run = {**run, "below": number_run(interval, cell, "interval")}
    return run


def drawn(category: str, cell: Cell | None, language: Language) -> dict[str, Any]:
    """A value of a figure; of one that is withheld nothing is told but its category."""
    if cell is None or cell.estimate is None:
        return {
            "category": category,
            "cell": "",
            "share": None,
            "text": "",
            "low": None,
            "high": None,
            "suppressed": True,
        }
    return {
        "category": category,
        "cell": cell.id,
        "share": cell.estimate,
        "text": language.percent(cell.estimate),
        "low": cell.low,
        "high": cell.high,
        "n": cell.n,
        "suppressed": False,
    }


def on_map(figure: Block) -> Block:
    """The figure as tiles where its rows are counties with one share each, else as it is."""
    places = tiles([row["label"] for row in figure["rows"]])
    if places is None or len(figure["categories"]) > 1:
        return figure
    rows = [{**row, "tile": list(place)} for row, place in zip(figure["rows"], places, strict=True)]
    return {**figure, "kind": "tiles", "rows": rows}
