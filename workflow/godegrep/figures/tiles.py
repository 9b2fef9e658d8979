"""Tiles that stand as the counties lie on a map, coloured by share.

A row is a tile: its `tile` holds column and row of its place. The figure has one category, and its
shares are put in a few classes of equal width, from pale to strong.
"""

from collections.abc import Iterator
from functools import cached_property
from math import ceil, floor

from godegrep.core.language import WITHHELD, Language
from godegrep.document.figures import Figure, FigureRow, Value
from godegrep.figures.drawing import SIZE, Bar, Label, Shape, ShapeGroup
from godegrep.figures.frame import (
    LINE,
    MOST_LINES,
    SMALL,
    SWATCH,
    Frame,
    Swatch,
    baseline,
)
from godegrep.figures.text_width import text_width, wrap

_WIDTHS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Widths of a class of shares; the least is taken that needs few classes."""
_MOST_CLASSES = 5
_STRONGEST = 12
"""The number of the strongest `step` tone."""
_GAP, _PAD = 4.0, 2.0
_WIDEST = 118.0
_RIM = 3.0
_SHARE = 15.0
"""Font size of the share on a tile."""
_MOST_NAME_LINES = 3


def place(row: FigureRow) -> tuple[int, int]:
    """Column and row of a tile, from 0."""
    if row.tile is None:
        raise ValueError(f"{row.label}: this row has no place on the map.")
    return row.tile


class Tiles(Frame):
    """A map of tiles, each with its name, share and base; hatched where too few have answered."""

    def __init__(self, figure: Figure, language: Language, width: float) -> None:
        super().__init__(figure, language, width)
        self.left = 0.0
        self.shares = [v.value for v in self.values() if v.value is not None]

    # --- Classes of shares --------------------------------------------------------------------

    @cached_property
    def classes(self) -> tuple[float, int, int]:
        """The width of the classes, and the first and the last in widths from zero."""
        low, high = min(self.shares, default=0.0), max(self.shares, default=0.0)
        for width in _WIDTHS:
            first = floor(low / width + 1e-9)
            last = max(ceil(high / width - 1e-9), first + 1)
            if last - first <= _MOST_CLASSES:
                break
        return width, first, last

    def class_of(self, share: float) -> int:
        """The class of a share, from 0; a limit belongs to the class that begins there."""
        width, first, last = self.classes
        return min(floor(share / width + 1e-9), last - 1) - first

    def tone(self, place: int) -> str:
        """The tone of a class, as far from its neighbours as there is room for."""
        _, first, last = self.classes
        return f"step{round(_STRONGEST * (place + 0.5) / (last - first))}"

    def legend(self) -> list[tuple[str, Swatch]]:
        """The classes, and what hatching means."""
        width, first, last = self.classes
        entries = [
            (
                self.limits(width * place, width * (place + 1)),
                self.swatch(0, self.tone(place - first)),
            )
            for place in range(first, last)
            if self.shares
        ]
        if any(value.value is None for value in self.values()):
            entries.append((self.language.message("figure_too_few"), self.hatching))
        return entries

    @staticmethod
    def hatching(x: float, y: float) -> Bar:
        """The sign for what is withheld."""
        return Bar(x, y - SWATCH / 2, SWATCH, SWATCH, "hatch", hatched=True)

    def limits(self, low: float, high: float) -> str:
        """A class as the legend prints it: «40–50 %»."""
        interval = self.language.percent_interval(low, high)
        return self.language.message("percent_sign", number=interval)

    # --- Tiles --------------------------------------------------------------------------------

    @cached_property
    def tile_width(self) -> float:
        """The width of a tile."""
        columns = 1 + max((place(row)[0] for row in self.rows), default=0)
        return min(_WIDEST, (self.width - _GAP * (columns - 1)) / columns)

    @cached_property
    def names(self) -> list[list[str]]:
        """The lines of each tile's name."""
        room = self.tile_width - 2 * _PAD
        return [wrap(row.label, room, SMALL, _MOST_NAME_LINES) for row in self.rows]

    @cached_property
    def tile_height(self) -> float:
        """The height of a tile: the name, the share and the base."""
        return LINE * (max(map(len, self.names), default=0) + 2) + 2 * _RIM

    def parts(self) -> tuple[tuple[ShapeGroup, ...], float]:
        """What is shown, the classes, and the tiles."""
        heading, below = self.heading()
        legend, height = self.legend_part()
        rows = [place(row)[1] for row in self.rows] or [0]
        step = self.tile_height + _GAP
        start = below + height - step * min(rows)
        tiles = [
            self.drawn(row, name, start + step * place(row)[1])
            for row, name in zip(self.rows, self.names, strict=True)
        ]
        return (heading, legend.moved(0, below), *tiles), start + step * (max(rows) + 1)

    def heading(self) -> tuple[ShapeGroup, float]:
        """The name of the category, and where the figure goes on below it."""
        labels = [category.label for category in self.categories.values()]
        lines = [line for label in labels for line in wrap(label, self.width, SIZE, MOST_LINES)]
        shapes = [Label(0, baseline(LINE * (i + 0.5), SIZE), line) for i, line in enumerate(lines)]
        return ShapeGroup(tuple(shapes)), LINE * len(lines) + 4

    def drawn(self, row: FigureRow, name: list[str], top: float) -> ShapeGroup:
        """One tile with its texts in the middle."""
        (value,) = row.values
        known = value.value is not None
        tone = "hatch" if value.value is None else self.tone(self.class_of(value.value))
        left = place(row)[0] * (self.tile_width + _GAP)
        width, height = self.tile_width, self.tile_height
        shapes: list[Shape] = [Bar(left, top, width, height, tone, hatched=not known)]
        if not known:
            shapes.append(
                Bar(left + _RIM, top + _RIM, width - 2 * _RIM, height - 2 * _RIM, "paper")
            )
        texts = [*((line, SMALL) for line in name), *self.figures(row, value)]
        y = top + (height - LINE * len(texts)) / 2
        style = f"on-{tone}" if known else "t-ink"
        for i, (text, size) in enumerate(texts):
            line = baseline(y + LINE * (i + 0.5), size)
            shapes.append(Label(left + width / 2, line, text, style, size, "middle"))
        withheld = self.title(row.label, self.language.message("figure_too_few"))
        return ShapeGroup(tuple(shapes), self.value_title(row, value) if known else withheld)

    def figures(self, row: FigureRow, value: Value) -> Iterator[tuple[str, float]]:
        """The share of a tile and its base, as far as they fit, with their font sizes."""
        known = value.value is not None
        texts = [(value.text if known else WITHHELD, _SHARE)]
        if known and row.n is not None:
            texts.append((self.language.message("figure_n", n=row.n), SMALL))
        for text, size in texts:
            if text_width(text, size) <= self.tile_width - 4:
                yield text, size
