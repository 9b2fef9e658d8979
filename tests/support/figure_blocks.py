"""Figures to draw, and what must hold of where things stand in them."""

import itertools
from dataclasses import replace

from godegrep.core.language import Language
from godegrep.document.figures import (
    Category,
    FigureKind,
    FigureRow,
    Plot,
    Value,
    Wording,
    figure,
    withheld,
)
from godegrep.figures.drawing import Bar, Label, Mark, Rule
from support.boxes import box

NB = Language("nb")
SCHEMES = ("light", "dark")
KINDS = ("stacked", "bars", "change", "panels", "lines")
ALL = (*KINDS, "diverging")
SCALE = ("first6", "first4", "first2", "middle", "second2", "second4", "second6")


def categories(count, label="Svar {}"):
    """So many answers, with the tones of a scale."""
    return [Category(str(i), label.format(i), SCALE[i % len(SCALE)]) for i in range(count)]


def value(category, share, half_width=0.04, text=None):
    """A share with its interval; None is not shown."""
    if share is None:
        return withheld(category)
    return Value(
        category,
        "cell",
        share,
        NB.percent(share) if text is None else text,
        max(share - half_width, 0),
        min(share + half_width, 1),
    )


def row(label, *values, n=231):
    """A row of a figure."""
    return FigureRow(label, n, values)


def block(kind, rows, count=1):
    """A figure's block as the report has it."""
    plot = Plot(FigureKind(kind), categories(count), rows)
    return figure("fig-x", Wording("Tittel", "Beskrivelse", []), plot, None)


def labelled(drawn, labels):
    """The figure with other labels of its categories."""
    pairs = zip(drawn.categories, labels, strict=False)
    return replace(drawn, categories=tuple(replace(one, label=label) for one, label in pairs))


def overlap(one, other):
    """Whether two boxes have a part in common."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0.01 and down > 0.01


def inside(inner, outer):
    """Whether a box lies within another."""
    return (
        inner.left >= outer.left - 0.01
        and inner.right <= outer.right + 0.01
        and inner.top >= outer.top - 0.01
        and inner.bottom <= outer.bottom + 0.01
    )


def check_layout(drawing):
    """Nothing lies beyond the canvas, and no label on anything that is not its own."""
    canvas = box(Bar(0, 0, drawing.width, drawing.height, "paper"))
    for shape in drawing.shapes:
        if not isinstance(shape, Mark):
            assert inside(box(shape), canvas), shape
    labels = [shape for shape in drawing.shapes if isinstance(shape, Label)]
    for one, other in itertools.combinations(labels, 2):
        assert not overlap(box(one), box(other)), (one, other)
    for part in drawing.parts:
        own = [shape for shape in part.shapes if isinstance(shape, Label)]
        for label in labels:
            for shape in part.shapes:
                # A value may stand in its own bar, and nothing in or on anything else.
                if isinstance(shape, Bar | Mark) and label not in own:
                    assert not overlap(box(label), box(shape)), (label, shape)
                if isinstance(shape, Rule) and shape.style not in ("t-grid", "t-quiet"):
                    whisker = box(shape)._replace(top=shape.y1 - 1, bottom=shape.y2 + 1)
                    assert not overlap(box(label), whisker), (label, shape)
        for label in own:
            if label.style.startswith("on-"):
                assert any(inside(box(label), box(s)) for s in part.shapes if isinstance(s, Bar))


def bars(drawing, hatched=False):
    """The bars that stand for a value, hatched or plain."""
    return [
        shape
        for part in drawing.parts
        if part.title
        for shape in part.shapes
        if isinstance(shape, Bar) and shape.hatched == hatched and shape.tone != "paper"
    ]
