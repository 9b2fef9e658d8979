"""Figures of a report: where each bar, mark and label stands.

The layout is computed here and not by a library of charts, so that the page gets real text, its own
colours in light and dark, a drawing for narrow screens, and the same bytes each time. Shares are
plotted from 0 to 1 (in `change`, differences of shares, −1 to 1); texts are printed as they come.
"""

from collections.abc import Mapping

from godegrep.core.language import Language
from godegrep.document.figures import Figure, FigureKind
from godegrep.figures.diverging import Diverging
from godegrep.figures.drawing import Drawing
from godegrep.figures.frame import Frame
from godegrep.figures.kinds import KINDS
from godegrep.figures.register import REGISTER_KINDS
from godegrep.figures.steps import Steps
from godegrep.figures.tiles import Tiles

WIDE, NARROW = 760, 360
"""The two widths that a page needs: labels beside the bars, and labels above them."""


ALL_KINDS: Mapping[FigureKind, type[Frame]] = {
    **KINDS,
    **REGISTER_KINDS,
    FigureKind.DIVERGING: Diverging,
    FigureKind.STEPS: Steps,
    FigureKind.TILES: Tiles,
}


def draw(figure: Figure, language: Language, width: int) -> str:
    """A figure block as one `<svg>` element, `width` units wide: `WIDE` or `NARROW`.

    Raises KeyError for a value of an unknown category.
    """
    return layout(figure, language, width).svg()


def layout(figure: Figure, language: Language, width: int) -> Drawing:
    """The shapes of a figure block; raises as `draw` does."""
    parts, height = ALL_KINDS[figure.kind](figure, language, width).parts()
    return Drawing(
        id=f"{figure.id}-{width}",
        width=width,
        height=height,
        title=figure.caption,
        description=figure.description,
        parts=parts,
    )
