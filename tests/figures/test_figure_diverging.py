"""Bars about the middle of their scale."""

from dataclasses import replace
from typing import Any

import pytest
from support import report_results as made
from support.figure_blocks import NB, SCHEMES, bars, block, check_layout, row, value
from support.reports import blocks

from godegrep.core.contrast import contrast
from godegrep.figures.draw import NARROW, WIDE, layout
from godegrep.figures.palette import PALETTE, ink_on
from godegrep.report.wave.compose import compose

TONES = ("first6", "first3", "middle", "second3", "second6", "missing")
SHARES = {
    "Flyktninger": (0.1, 0.3, 0.4, 0.1, 0.0, 0.1),
    "Unge": (0.0, 0.1, 0.2, 0.3, 0.2, 0.2),
    "Enslige": (0.5, 0.5, 0.0, 0.0, 0.0, 0.0),
}


def figure(kind: str = "diverging", tones: tuple[str, ...] = TONES) -> Any:
    """Three items with the answers of `SHARES`, in so many of these tones."""
    rows = [
        row(label, *(value(str(i), share) for i, share in enumerate(shares[: len(tones)])))
        for label, shares in SHARES.items()
    ]
    drawn = block(kind, rows, len(tones))
    pairs = zip(drawn.categories, tones, strict=True)
    return replace(drawn, categories=tuple(replace(one, tone=tone) for one, tone in pairs))


def of_row(drawing: Any, label: str) -> Any:
    """The bars of a row by their tone."""
    parts = [part for part in drawing.parts if part.title.startswith(f"{label} –")]
    return {part.shapes[0].tone: part.shapes[0] for part in parts}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_middle_of_the_scale_stands_on_one_line(width: int) -> None:
    drawing = layout(figure(), NB, width)
    check_layout(drawing)
    one, other, third = (of_row(drawing, label) for label in SHARES)
    middles = [found["middle"].x + (found["middle"].width + 1) / 2 for found in (one, other)]
    assert middles[0] == pytest.approx(middles[1])
    # Where nobody chose the middle, the first pole ends on that line.
    assert third["first3"].x + third["first3"].width + 1 == pytest.approx(middles[0])


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_all_bars_are_of_one_measure_and_in_the_usual_order(width: int) -> None:
    drawing = layout(figure(), NB, width)
    units = []
    for label, shares in SHARES.items():
        found = of_row(drawing, label)
        assert list(found) == [t for t, share in zip(TONES, shares, strict=True) if share]
        assert [bar.x for bar in found.values()] == sorted(bar.x for bar in found.values())
        units += [(bar.width + 1) / shares[TONES.index(tone)] for tone, bar in found.items()]
    assert max(units) == pytest.approx(min(units))
    usual = layout(figure("stacked"), NB, width)
    assert [bar.tone for bar in bars(usual)] == [bar.tone for bar in bars(drawing)]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_dont_know_stands_apart_at_the_right(width: int) -> None:
    drawing = layout(figure(), NB, width)
    apart = [of_row(drawing, label)["missing"] for label in ("Flyktninger", "Unge")]
    assert apart[0].x == apart[1].x
    others = [bar.x + bar.width for bar in bars(drawing) if bar.tone != "missing"]
    assert apart[0].x > max(others) + 10


def test_a_scale_without_poles_is_parted_in_the_middle() -> None:
    tones = ("step12", "step8", "step4", "step0")
    drawing = layout(figure(tones=tones), NB, WIDE)
    ends = {
        label: found["step8"].x + found["step8"].width
        for label in SHARES
        if (found := of_row(drawing, label))
    }
    assert len({round(end, 6) for end in ends.values()}) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_on_the_bars_can_be_read(scheme: str) -> None:
    drawing = layout(figure(), NB, WIDE)
    styles = {shape.style for shape in drawing.shapes if shape.kind == "label"}
    for style in styles:
        if style.startswith("on-"):
            colour = getattr(PALETTE[style.removeprefix("on-")], scheme)
            assert contrast(ink_on(colour), colour) >= 4.5


def kinds(**config: Any) -> dict[str, str]:
    """The kinds of the figures of a report, by their ids."""
    report = compose(made.results(made.study(**config)))
    return {one.id: one.kind for one in blocks(report, "figure")}


def test_the_config_chooses_which_figures_diverge() -> None:
    assert kinds()["fig-trend"] == "stacked"
    assert kinds(figures={"diverging": ["trend"]})["fig-trend"] == "diverging"


def test_where_something_is_withheld_nobody_can_say_where_the_middle_lies() -> None:
    config = {
        "figures": {"diverging": ["trend"]},
        "suppression": {"minimum_base": 5, "minimum_count": 30},
    }
    assert kinds(**config)["fig-trend"] == "stacked"
