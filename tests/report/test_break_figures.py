"""The figure of the shares that clearly differ between groups."""

from typing import Any

import pytest
from support import report_results as made
from support.reports import blocks, own

from godegrep.report.wave.compose import compose


@pytest.fixture(scope="module")
def report() -> Any:
    """In small offices all answer «Mer» about A, in big ones none."""
    frame = made.answers(
        up=("up",) * 50 + ("down",) * 50,
        need=("yes", "no") * 50,
        size=("s",) * 50 + ("b",) * 50,
    )
    return compose(made.results(frame=frame))


def test_a_clear_difference_has_a_figure_of_the_groups(report: Any) -> None:
    figure = next(block for block in blocks(report, "figure") if block.id == "fig-trend-size")
    assert figure.kind == "panels"
    assert [category.label for category in figure.categories] == ["A"]
    shares = {row.label: row.values[0].value for row in figure.rows}
    assert sorted(shares.values()) == [0, 1]
    assert [row.n for row in figure.rows] == [50, 50]
    assert "100\u00a0prosent" in figure.description


def test_its_table_is_that_of_the_break(report: Any) -> None:
    figure = next(block for block in blocks(report, "figure") if block.id == "fig-trend-size")
    assert figure.table.id == "table-trend-size"
    assert "table-trend-size" not in [block.id for block in blocks(report, "table")]
    # Where no difference is clear, the table stands alone.
    assert "fig-need-size" not in [block.id for block in blocks(report, "figure")]
    assert "table-need-size" in [block.id for block in blocks(report, "table")]
    printed = {getattr(run, "cell", "") for row in figure.table.rows for run in row.cells}
    assert {value.cell for row in figure.rows for value in row.values} <= printed


def test_a_chapter_may_refer_to_the_table_and_is_led_to_the_figure() -> None:
    frame = made.answers(up=("up",) * 50 + ("down",) * 50, size=("s",) * 50 + ("b",) * 50)
    chapter = own('Se {{ see("table-trend-size") }}.')
    report = compose(made.results(frame=frame, chapters=[chapter]))
    (run,) = [
        run for run in report.chapters[0].sections[0].blocks[0].runs if run.type == "reference"
    ]
    assert run.target == "fig-trend-size"


def test_the_summary_points_to_the_figure(report: Any) -> None:
    targets = [
        run.target
        for item in report.summary.blocks[0].items
        for run in item
        if run.type == "reference"
    ]
    assert "fig-trend-size" in targets
