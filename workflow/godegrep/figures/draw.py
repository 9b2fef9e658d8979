"""Figures of a report: where each bar, mark and label stands.

`draw` makes an SVG of a figure block of `report.json`:

    {"id": "fig-groups_main", "kind": "stacked", "title": "…", "description": "…",
     "categories": [{"id": "much_increase", "label": "Økt mye", "tone": "first6"}],
     "rows": [{"label": "Flyktninger", "n": 231,
               "values": [{"category": "much_increase", "text": "31 %", "share": 0.31,
                           "low": 0.27, "high": 0.35}]}]}

`share`, `low` and `high` are shares, 0 to 1 (in `change`, differences of shares, −1 to 1); `share`
is None where too few have answered, `low` and `high` where there is no interval, and `n` where a
row has no base of its own. `text` is printed as it comes. The layout is computed here and not by a
library of charts, so that the page gets real text, its own colours in light and dark, a drawing for
narrow screens, and the same bytes each time.
"""

from collections.abc import Mapping
from typing import Any

from godegrep.core.language import Language
from godegrep.figures.diverging import Diverging
from godegrep.figures.drawing import Drawing
from godegrep.figures.frame import Frame
from godegrep.figures.kinds import KINDS
from godegrep.figures.register import REGISTER_KINDS
from godegrep.figures.steps import Steps
from godegrep.figures.tiles import Tiles

WIDE, NARROW = 760, 360
"""The two widths that a page needs: labels beside the bars, and labels above them."""


ALL_KINDS: Mapping[str, type[Frame]] = {
    **KINDS,
    **REGISTER_KINDS,
    "diverging": Diverging,
    "steps": Steps,
    "tiles": Tiles,
}


def draw(figure: Mapping[str, Any], language: Language, width: int) -> str:
    """A figure block as one `<svg>` element, `width` units wide: `WIDE` or `NARROW`.

    Raises KeyError for an unknown kind of figure, and for a value of an unknown category.
    """
    return layout(figure, language, width).svg()


def layout(figure: Mapping[str, Any], language: Language, width: int) -> Drawing:
    """The shapes of a figure block; raises as `draw` does."""
    parts, height = ALL_KINDS[figure["kind"]](figure, language, width).parts()
    return Drawing(
        id=f"{figure['id']}-{width}",
        width=width,
        height=height,
        title=figure["title"],
        description=figure["description"],
        parts=parts,
    )
