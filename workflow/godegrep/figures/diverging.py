"""Bars of 100 per cent about the middle of their scale."""

from collections.abc import Iterator
from functools import cached_property
from math import ceil, floor

from godegrep.document.figures import FigureRow, Value
from godegrep.figures.drawing import ShapeGroup
from godegrep.figures.kinds import Stacked

_TICK = 0.25
_GAP = 14.0
"""Room between the answers and those that are none."""


def size(value: Value) -> float:
    """The part of the bar that a value takes."""
    return value.value or 0.0


class Diverging(Stacked):
    """What leans to the one side stands left of the line, what leans to the other right of it.

    The middle answer has the line through it; without one the scale is parted in the middle.
    «Vet ikke» stands apart at the right, measured by the same axis. Nothing is withheld here: where
    a part is not known, nobody can say where the rest stands.
    """

    @cached_property
    def before(self) -> dict[str, float]:
        """How much of an answer lies left of the line: all, half or none; without «vet ikke»."""
        tones = {name: category.tone for name, category in self.categories.items()}
        names = [name for name, tone in tones.items() if tone != "missing"]
        poles = ("first", "second", "middle")
        if all(tones[name].startswith(poles) for name in names):
            lies = {"f": 1.0, "m": 0.5, "s": 0.0}
            return {name: lies[tones[name][0]] for name in names}
        return {
            name: min(max(len(names) / 2 - place, 0.0), 1.0) for place, name in enumerate(names)
        }

    def lengths(self) -> tuple[float, float, float]:
        """The longest of what any row has left of the line, right of it, and apart."""
        lengths = [(0.0, 0.0, 0.0)]
        for row in self.rows:
            known = [value for value in row.values if value.value is not None]
            inside = [value for value in known if value.category in self.before]
            left = sum(size(value) * self.before[value.category] for value in inside)
            answers = sum(map(size, inside))
            lengths.append((left, answers - left, sum(map(size, known)) - answers))
        left, right, apart = (max(sides) for sides in zip(*lengths, strict=True))
        return left, right, apart

    def scale(self) -> tuple[float, float, list[float]]:
        """From the longest on the left to the longest on the right, in quarters about the line."""
        left, right, _ = self.lengths()
        low, high = -max(left, _TICK), max(right, _TICK)
        ticks = range(ceil(low / _TICK - 1e-9), floor(high / _TICK + 1e-9) + 1)
        return low, high, [tick * _TICK for tick in ticks]

    def tick_text(self, tick: float) -> str:
        """How far from the line, in per cent."""
        last = tick == self.ticks[-1]
        return self.language.percent(tick) if last else self.language.number(100 * abs(tick))

    def grid_tone(self, tick: float) -> str:
        """The line in the middle stands out."""
        return "quiet" if tick == 0 else "grid"

    def value_width(self) -> float:
        """Room for what stands apart, by the measure of the axis."""
        apart = self.lengths()[2]
        if not apart:
            return 0.0
        room = self.width - self.left - (0 if self.narrow else self.base_width) - _GAP
        return _GAP + room * apart / (self.high - self.low + apart)

    def body(self, row: FigureRow, top: float) -> Iterator[ShapeGroup]:
        """The answers from left to right, then those that are none."""
        known = [value for value in row.values if value.value]
        inside = [value for value in known if value.category in self.before]
        start = -sum(size(value) * self.before[value.category] for value in inside)
        unit = (self.right - self.left) / (self.high - self.low)
        yield from self.along(row, inside, self.x(start), unit, top)
        outside = [value for value in known if value.category not in self.before]
        yield from self.along(row, outside, self.right + _GAP, unit, top)

    def along(
        self, row: FigureRow, values: list[Value], left: float, unit: float, top: float
    ) -> Iterator[ShapeGroup]:
        """Segments one after the other, from `left` on."""
        for value in values:
            right = left + unit * size(value)
            yield self.segment(row, value, left, right, top)
            left = right
