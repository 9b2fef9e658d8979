"""Shapes of a drawing, in the unit of its width, and the drawing as SVG."""

from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from godegrep.core.resources import resource

SIZE = 13.0
"""Font size of the labels."""
_OUTLINES = (
    "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1 -5 0Z",
    "M0 -6L6 0L0 6L-6 0Z",
    "M0 -6L5.5 4.5L-5.5 4.5Z",
    "M-4.5 -4.5H4.5V4.5H-4.5Z",
)
"""A circle, a diamond, a triangle and a square about the origin."""


@dataclass(frozen=True)
class Label:
    """A line of text; `y` is its baseline, `style` a class of `palette.palette_css`."""

    x: float
    y: float
    text: str
    style: str = "t-ink"
    size: float = SIZE
    anchor: str = "start"
    kind: ClassVar[str] = "label"

    def moved(self, across: float, down: float = 0.0) -> "Label":
        """The same, so far to the right, and so far down."""
        return replace(self, x=self.x + across, y=self.y + down)


@dataclass(frozen=True)
class Bar:
    """A rectangle; hatched where there is nothing to show."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    hatched: bool = False
    kind: ClassVar[str] = "bar"

    def moved(self, across: float, down: float = 0.0) -> "Bar":
        """The same, so far to the right, and so far down."""
        return replace(self, x=self.x + across, y=self.y + down)


@dataclass(frozen=True)
class Rule:
    """A straight line; `style` as in a label."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str
    thickness: float = 1.0
    kind: ClassVar[str] = "rule"

    def moved(self, across: float, down: float = 0.0) -> "Rule":
        """The same, so far to the right, and so far down."""
        x1, x2, y1, y2 = self.x1 + across, self.x2 + across, self.y1 + down, self.y2 + down
        return replace(self, x1=x1, x2=x2, y1=y1, y2=y2)


@dataclass(frozen=True)
class Mark:
    """A small sign about a point; `form` counts through circle, diamond, triangle, square."""

    x: float
    y: float
    tone: str
    form: int = 0
    hollow: bool = False
    kind: ClassVar[str] = "mark"
    reach: ClassVar[float] = 7.0

    @property
    def outline(self) -> str:
        """The path of the sign about the origin."""
        return _OUTLINES[self.form % len(_OUTLINES)]

    def moved(self, across: float, down: float = 0.0) -> "Mark":
        """The same, so far to the right, and so far down."""
        return replace(self, x=self.x + across, y=self.y + down)


Shape = Label | Bar | Rule | Mark


@dataclass(frozen=True)
class ShapeGroup:
    """Shapes that belong together; the title shows when a reader points at them."""

    shapes: tuple[Shape, ...]
    title: str = ""

    def moved(self, across: float, down: float = 0.0) -> "ShapeGroup":
        """The same, so far to the right, and so far down."""
        return replace(self, shapes=tuple(shape.moved(across, down) for shape in self.shapes))


@dataclass(frozen=True)
class Drawing:
    """A finished drawing; `id` begins the ids within, and is unique on a page."""

    id: str
    width: float
    height: float
    title: str
    description: str
    parts: tuple[ShapeGroup, ...]
    size: ClassVar[float] = SIZE

    @property
    def shapes(self) -> list[Shape]:
        """All shapes, in the order in which they are drawn."""
        return [shape for part in self.parts for shape in part.shapes]

    @property
    def hatched(self) -> bool:
        """Whether the drawing needs the hatching."""
        return any(isinstance(shape, Bar) and shape.hatched for shape in self.shapes)

    def svg(self) -> str:
        """The drawing as one `<svg>` element, its texts escaped; the same bytes each time."""
        return _template().render(drawing=self).strip() + "\n"


def _px(value: float) -> str:
    """A length with at most one decimal."""
    return f"{round(value, 1) + 0:g}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(resource("templates/figures")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["px"] = _px
    return environment.get_template("drawing.svg.j2")
