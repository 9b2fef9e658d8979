"""The figures of the register's statistics: nothing beyond the canvas, values where they belong."""

import pytest
from support.boxes import box

from godegrep.core.language import Language
from godegrep.document.figures import Category, FigureKind, FigureRow, Plot, Value, Wording, figure
from godegrep.figures.draw import NARROW, WIDE, draw, layout
from godegrep.figures.drawing import Bar, Mark
from godegrep.figures.register import round_scale

NB = Language("nb")


def value(number, low=None, high=None, category="all"):
    text = "–" if number is None else NB.number(number, 1)
    return Value(category, "cell", number, text, low, high)


def drawn(kind, rows, categories=("all",), **more):
    named = [Category(name, name, f"kind{i}") for i, name in enumerate(categories, 1)]
    plot = Plot(FigureKind(kind), named, rows, **more)
    return figure(f"fig-{kind}", Wording("Tittel", "Beskrivelse", []), plot, None)


FOREST = drawn(
    "forest",
    [
        FigureRow("Uføre 18–49 år", values=(value(0.3, 0.2, 0.4),)),
        FigureRow("Gjennomført videregående skole", values=(value(-0.1, -0.25, 0.05),)),
    ],
    digits=1,
    x_title="Tusen kroner per innbygger",
)
WATERFALL = drawn(
    "waterfall",
    [
        FigureRow("Par", values=(value(40),)),
        FigureRow("Enslige", values=(value(-15),)),
        FigureRow("Alle", values=(value(25),), combined=True),
    ],
)
LINES = drawn(
    "series",
    [
        FigureRow(
            str(year),
            values=(
                value(100, 80, 125),
                value(None if year == 2014 else 90 + year % 7, category="x"),
            ),
        )
        for year in range(2012, 2017)
    ],
    categories=("all", "x"),
    y_title="Indeks",
)
SCATTER = drawn(
    "scatter",
    [
        FigureRow(f"Femdel {i}", x=70 + 15 * i, values=(value(s),))
        for i, s in enumerate((60, None, 40))
    ],
    x_title="Indeks",
    y_title="Prosent",
)
ALL = [FOREST, WATERFALL, LINES, SCATTER]


def shapes(block, width, kind):
    parts = layout(block, NB, width).parts
    return [shape for part in parts for shape in part.shapes if isinstance(shape, kind)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("block", ALL, ids=lambda block: block.kind)
def test_all_stands_on_the_canvas(block, width):
    drawing = layout(block, NB, width)
    for part in drawing.parts:
        for shape in part.shapes:
            left, top, right, bottom = box(shape)
            assert left >= -1, shape
            assert right <= width + 1, shape
            assert top >= -1, shape
            assert bottom <= drawing.height + 1, shape
    svg = draw(block, NB, width)
    assert svg == draw(block, NB, width)
    assert "Beskrivelse" in svg


def test_a_waterfalls_bars_begin_where_the_one_before_ended():
    first, second, whole = shapes(WATERFALL, WIDE, Bar)
    assert second.x + second.width == pytest.approx(first.x + first.width)
    assert whole.x == first.x
    assert whole.x + whole.width == pytest.approx(second.x)
    assert first.width / whole.width == pytest.approx(40 / 25)


def test_marks_that_include_zero_are_hollow():
    assert [mark.hollow for mark in shapes(FOREST, WIDE, Mark)] == [False, True]


def test_what_is_missing_is_not_drawn():
    # Two in the legend, five of all, four of the other.
    assert len(shapes(LINES, WIDE, Mark)) == 11
    one, other = shapes(SCATTER, WIDE, Mark)
    assert one.x < other.x
    assert one.y < other.y


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 0.37, [0, 0.1, 0.2, 0.3, 0.4]),
        (-15, 40, [-20, -10, 0, 10, 20, 30, 40]),
        (80, 125, [80, 90, 100, 110, 120, 130]),
        (5, 5, None),
    ],
)
def test_scales_are_round(low, high, ticks):
    least, most, found = round_scale(low, high)
    assert least <= low
    assert high <= most
    assert 2 <= len(found) <= 7
    if ticks:
        assert found == pytest.approx(ticks)
