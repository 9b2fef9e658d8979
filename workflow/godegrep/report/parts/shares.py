"""A share as tables print it, and as figures draw it."""

from dataclasses import replace

from godegrep.core.language import WITHHELD, Language
from godegrep.document.cell import Cell
from godegrep.document.figures import Category, Figure, FigureKind, Value, withheld
from godegrep.document.runs import Number, Run, Text, number_run
from godegrep.geography.counties import tiles


def percent_cell(cell: Cell | None, language: Language) -> Run:
    """A share with one decimal, its interval below it."""
    if cell is None or cell.estimate is None:
        return Text(WITHHELD)
    return with_interval(number_run(language.number(100 * cell.estimate, 1), cell), language)


def with_interval(run: Number, language: Language) -> Number:
    """A share, or a difference of shares, with its interval below it, where it has one."""
    if run.low is None or run.high is None:
        return run
    return run.with_interval(language.percent_interval(run.low, run.high))


def drawn(category: str, cell: Cell | None, language: Language) -> Value:
    """A value of a figure; of one that is withheld nothing is told but its category."""
    if cell is None or cell.estimate is None:
        return withheld(category)
    text = language.percent(cell.estimate)
    return Value(category, cell.id, cell.estimate, text, cell.low, cell.high, cell.n)


def one_category(category_id: str, label: str) -> tuple[Category, ...]:
    """The categories of a figure of one colour."""
    return (Category(category_id, label, "single"),)


def on_map(figure: Figure) -> Figure:
    """The figure as tiles where its rows are counties with one share each, else as it is."""
    places = tiles([row.label for row in figure.rows])
    if places is None or len(figure.categories) > 1:
        return figure
    rows = [replace(row, tile=place) for row, place in zip(figure.rows, places, strict=True)]
    return replace(figure, kind=FigureKind.TILES, rows=tuple(rows))
