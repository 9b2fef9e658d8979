"""The steps from export to report are the workflow's own, and stand in a drawing."""

import re
import subprocess
import sys
from itertools import pairwise

import pytest
from support.figure_blocks import NB, check_layout
from support.paths import ROOT

from godegrep.document.figures import FigureKind, FigureRow, Plot, Wording, figure
from godegrep.figures.draw import NARROW, WIDE, layout
from godegrep.figures.drawing import Mark, Rule
from godegrep.figures.steps import lanes
from godegrep.report.methods.steps import AFTER, OF_CHANGES, OF_OPEN_ANSWERS, without

LEFT_OUT = [set(), OF_CHANGES, OF_OPEN_ANSWERS | OF_CHANGES]


def ancestors(after: dict[str, set[str]], step: str) -> set[str]:
    """All that comes before a step."""
    found: set[str] = set()
    for one in after[step]:
        found |= {one} | ancestors(after, one)
    return found


@pytest.mark.workflow
@pytest.mark.parametrize(("wave", "left_out"), [("2017", OF_CHANGES), ("2021", set())])
def test_the_steps_are_those_of_the_run(wave: str, left_out: set[str]) -> None:
    """Snakemake's own graph of the rules says the same of what comes before what."""
    page = f"reports/{wave}/nb/index.html"
    where = ["--directory", str(ROOT), "-s", str(ROOT / "Snakefile")]
    asked = ["--rulegraph", "--forceall", "--nolock", *where, page]
    made = subprocess.run(
        [sys.executable, "-m", "snakemake", *asked], capture_output=True, text=True, check=True
    )
    names = dict(re.findall(r'^\s*(\d+)\[label = "(\w+)"', made.stdout, re.MULTILINE))
    run: dict[str, set[str]] = {name: set() for name in names.values()}
    for before, later in re.findall(r"^\s*(\d+) -> (\d+)", made.stdout, re.MULTILINE):
        run[names[later]] |= {names[before]} - {names[later]}
    told = {step: set(before) for step, before in without(left_out).items()}
    # What follows on the report looks at the wave after it too, where there is one.
    for step in set(told) if wave == "2021" else {"compose"} | ancestors(told, "compose"):
        assert ancestors(told, step) == ancestors(run, step), step
    assert set(told) <= set(run)


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_what_is_left_out_leaves_no_gap(left_out: set[str]) -> None:
    steps = {step: set(before) for step, before in without(left_out).items()}
    whole = {step: set(before) for step, before in AFTER.items()}
    assert set(steps) == set(AFTER) - left_out
    for step, before in steps.items():
        assert ancestors(steps, step) == ancestors(whole, step) - left_out
        # None of the last before a step comes before another of them.
        assert not any(one in ancestors(steps, other) for one in before for other in before)


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_lines_lead_from_each_step_to_those_that_follow_and_through_no_other(
    left_out: set[str],
) -> None:
    steps = without(left_out)
    places, lines = lanes(steps)
    order = list(steps)
    for row, (step, place) in enumerate(zip(order, places, strict=True)):
        reached, here = set(), {place}
        for at, following in pairwise(range(row, len(order))):
            here = {line.end for line in lines if line.row == at and line.start in here}
            if places[following] in here:
                reached.add(order[following])
                here.discard(places[following])
        assert reached == {later for later, before in steps.items() if step in before}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_drawing_of_the_steps(width: int) -> None:
    rows = [
        FigureRow(
            f"Arbeidsavklaringspengeordning {step}",
            step=step,
            after=before,
            text="gjør det som trengs " * 8,
        )
        for step, before in AFTER.items()
    ]
    plot = Plot(FigureKind.STEPS, [], rows)
    drawing = layout(figure("fig-steps", Wording("T", "D", []), plot, None), NB, width)
    check_layout(drawing)
    marks = [shape for shape in drawing.shapes if isinstance(shape, Mark)]
    assert len(marks) == len(AFTER)
    ends = {(shape.x2, shape.y2) for shape in drawing.shapes if isinstance(shape, Rule)}
    assert all((mark.x, mark.y) in ends for mark in marks[1:])
