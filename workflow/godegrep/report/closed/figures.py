"""Figures of the closed questions."""

from collections.abc import Sequence

from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot, Wording, figure
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.closed.tables import question_table
from godegrep.report.parts.shares import drawn, one_category
from godegrep.report.parts.tones import tones as tones_of
from godegrep.study.questionnaire import Item, Question

MOST_BARS = 25
"""A figure of bars shows no more than this; its table shows them all."""


def question_figure(closed: ClosedQuestions, question: Question, description: str) -> Figure:
    """The figure of a single, multiple or grid question, with its table."""
    stacked = question.type == "grid" or question.ordered
    wording = Wording(
        caption=closed.text(question),
        description=description,
        source=closed.source(closed.bases(question)),
        base=closed.base_note(question),
    )
    plot = _stacked(closed, question) if stacked else _bars(closed, question)
    return figure(f"fig-{question.id}", wording, plot, question_table(closed, question))


def _bars(closed: ClosedQuestions, question: Question) -> Plot:
    """A bar for each share, the longest first."""
    if question.type == "multiple":
        shown = closed.rows(question, closed.headline(question))
    else:
        shown = closed.option_rows(question)
    ranked = sorted(shown, key=lambda row: -(row.cell.estimate or 0))[:MOST_BARS]
    rows = [
        FigureRow(row.label, row.cell.n, (drawn("share", row.cell, closed.language),))
        for row in ranked
    ]
    categories = one_category("share", closed.language.message("share"))
    return Plot(FigureKind.BARS, categories, rows)


def _stacked(closed: ClosedQuestions, question: Question) -> Plot:
    """A bar an item, divided by answer; those with the most of the headline first."""
    items = sorted(question.items, key=lambda item: _leading(closed, question, item))
    rows = [row for item in items if (row := _stacked_row(closed, question, item))]
    tones = tones_of(question.options, question.ordered, question.groups)
    categories = [
        Category(category, label, tones.get(category, "missing"))
        for category, label in closed.categories(question)
    ]
    return Plot(_stacked_kind(closed, question, rows), categories, rows)


def _leading(closed: ClosedQuestions, question: Question, item: Item) -> float:
    """What the items are sorted by."""
    headline = closed.headline(question)
    cell = closed.cells.get(item.id, headline.category, headline.statistic)
    return -(cell.estimate or 0) if cell else 1.0


def _stacked_row(closed: ClosedQuestions, question: Question, item: Item) -> FigureRow | None:
    """The bar of an item, where anything of it may be shown."""
    cells = [
        (category, closed.cells.get(item.id, category))
        for category, _ in closed.categories(question)
    ]
    base = next((cell.n for _, cell in cells if cell), None)
    if base is None:
        return None
    label = closed.label(question, item.id) if question.type == "grid" else ""
    values = tuple(drawn(category, cell, closed.language) for category, cell in cells)
    return FigureRow(label or closed.language.message("all_respondents"), base, values)


def _stacked_kind(
    closed: ClosedQuestions, question: Question, rows: Sequence[FigureRow]
) -> FigureKind:
    """Diverging where the config wants it and all is known, as it takes to find the middle."""
    known = all(not value.suppressed for row in rows for value in row.values)
    wanted = question.id in closed.results.config.report.figures.diverging
    return FigureKind.DIVERGING if wanted and known else FigureKind.STACKED
