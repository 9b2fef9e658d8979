"""Steps that follow on each other, one below the other, joined by lines.

A row is a step: `step` is its id, `after` holds the ids of those that it follows on, `text` says
what is done. The figure has no categories and no values.
"""

from collections.abc import Mapping
from typing import NamedTuple

from godegrep.core.language import Language
from godegrep.document.figures import Figure
from godegrep.figures.drawing import SIZE, Label, Mark, Rule, Shape, ShapeGroup
from godegrep.figures.frame import LINE, SMALL, Frame, baseline
from godegrep.figures.text_width import text_width, wrap

_LANE, _EDGE = 18.0, 9.0
_GAP, _ROW_GAP = 14.0, 8.0


class Line(NamedTuple):
    """A line from a row to the next, from one lane to the same or another."""

    row: int
    start: int
    end: int


def lanes(steps: Mapping[str, tuple[str, ...]]) -> tuple[list[int], list[Line]]:
    """The lane of each step, from 0, and the lines that join them.

    `steps` holds, in order, what each follows on. A step's lane is kept for it from the first step
    that it follows on: lines to the same step run together, and none runs through another step.
    """
    kept: list[str] = []  # the step that a lane is kept for; empty where it is free

    def keep(step: str, lane: int) -> int:
        """The lane of a step that is to come; the one named where that is free."""
        if step in kept:
            return kept.index(step)
        if lane == len(kept) or kept[lane]:
            lane = kept.index("") if "" in kept else len(kept)
        kept[lane : lane + 1] = [step]
        return lane

    places: list[int] = []
    lines: list[Line] = []
    for row, step in enumerate(steps):
        place = keep(step, 0)
        kept[place] = ""
        places.append(place)
        lines += [Line(row, lane, lane) for lane, waiting in enumerate(kept) if waiting]
        followers = [later for later, before in steps.items() if step in before]
        lines += [Line(row, place, keep(later, place)) for later in followers]
    return places, lines


class Steps(Frame):
    """What follows on what: a mark a step, its name, and what is done."""

    def __init__(self, figure: Figure, language: Language, width: float) -> None:
        super().__init__(figure, language, width)
        self.places, self.lines = lanes({row.step: row.after for row in self.rows})
        self.left = _LANE * (1 + max(self.places, default=0)) + _GAP

    def parts(self) -> tuple[tuple[ShapeGroup, ...], float]:
        """The lines, then each step with its mark and texts."""
        widest = max((text_width(row.label, SIZE) for row in self.rows), default=0.0)
        column = self.width - self.left if self.narrow else min(widest, self.width / 4)
        beside = 0.0 if self.narrow else column + _GAP
        texts, heights = [], []
        for row in self.rows:
            name = wrap(row.label, column, SIZE)
            text = wrap(row.text, self.width - self.left - beside, SMALL)
            texts.append((name, text))
            lines = max(len(name), len(text)) if beside else len(name) + len(text)
            heights.append(LINE * lines + _ROW_GAP)
        tops = [sum(heights[:i]) for i in range(len(heights) + 1)]
        middles = [top + LINE / 2 for top in tops]
        drawn: list[Shape] = [
            Rule(self.lane(start), middles[row], self.lane(end), middles[row + 1], "t-quiet", 1.5)
            for row, start, end in self.lines
        ]
        parts = [ShapeGroup(tuple(drawn))]
        for place, (name, text), top in zip(self.places, texts, tops[:-1], strict=True):
            shapes: list[Shape] = [Mark(self.lane(place), top + LINE / 2, "single")]
            shapes += self.text(name, self.left, top, SIZE, "t-ink")
            below = top if beside else top + LINE * len(name)
            shapes += self.text(text, self.left + beside, below, SMALL, "t-quiet")
            parts.append(ShapeGroup(tuple(shapes)))
        return tuple(parts), tops[-1]

    def lane(self, place: int) -> float:
        """The middle of a lane."""
        return _EDGE + _LANE * place

    def text(self, lines: list[str], x: float, top: float, size: float, style: str) -> list[Label]:
        """Lines of text below each other."""
        return [
            Label(x, baseline(top + LINE * (i + 0.5), size), line, style, size)
            for i, line in enumerate(lines)
        ]
