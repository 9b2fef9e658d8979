"""The space that the shapes of a drawing take, so that tests can tell which of them overlap."""

from typing import NamedTuple

from godegrep.figures.drawing import Bar, Label, Mark, Rule, Shape
from godegrep.figures.text_width import text_width

ASCENT, DESCENT = 0.95, 0.24
"""How far Å reaches above the baseline and g below it, in font sizes."""


class Box(NamedTuple):
    """The space that something takes."""

    left: float
    top: float
    right: float
    bottom: float


def box(shape: Shape) -> Box:
    """The space of a shape: of text, in the widest of the usual fonts."""
    if isinstance(shape, Label):
        return _of_label(shape)
    if isinstance(shape, Bar):
        return Box(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    if isinstance(shape, Rule):
        xs, ys = sorted((shape.x1, shape.x2)), sorted((shape.y1, shape.y2))
        return Box(xs[0], ys[0], xs[1], ys[1])
    return _of_mark(shape)


def _of_label(label: Label) -> Box:
    width = text_width(label.text, label.size)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    top, bottom = label.y - ASCENT * label.size, label.y + DESCENT * label.size
    return Box(left, top, left + width, bottom)


def _of_mark(mark: Mark) -> Box:
    reach = mark.reach
    return Box(mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach)
