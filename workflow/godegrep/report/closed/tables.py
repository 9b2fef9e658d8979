"""Tables of the closed questions."""

from collections.abc import Sequence
from decimal import Decimal

from godegrep.core.language import WITHHELD, rounded
from godegrep.document.cell import Cell
from godegrep.document.runs import Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.parts.prose import decimals
from godegrep.report.parts.shares import percent_cell
from godegrep.study.questionnaire import Question


def question_table(closed: ClosedQuestions, question: Question) -> Table:
    """All shares of a question with intervals and bases."""
    if question.type == "grid":
        return _grid_table(closed, question)
    message = closed.language.message
    cells = (
        _multiple(closed, question) if question.type == "multiple" else _single(closed, question)
    )
    groups = [] if question.type == "multiple" else _groups(closed, question)
    if question.type == "multiple":
        notes = [message("several_answers")]
    else:
        notes = sum_notes(closed, [[cell for _, cell in cells]])
    rows = [_row(closed, label, cell) for label, cell in cells]
    rows += [_row(closed, label, cell, combined=True) for label, cell in groups]
    return closed.tables.table(
        f"table-{question.id}",
        closed.text(question),
        [message(f"col_{name}") for name in ("answer", "percent", "count", "base")],
        rows,
        [closed.tables.interval_note(), *notes],
    )


Labelled = list[tuple[str, Cell | None]]
"""The rows of a table with their shares."""


def _multiple(closed: ClosedQuestions, question: Question) -> Labelled:
    category = closed.headline(question).category
    return [
        (closed.label(question, item.id), closed.cells.get(item.id, category))
        for item in question.items
    ]


def _single(closed: ClosedQuestions, question: Question) -> Labelled:
    return [
        (label, closed.cells.get(question.id, category))
        for category, label in closed.categories(question)
    ]


def _groups(closed: ClosedQuestions, question: Question) -> Labelled:
    return [
        (
            closed.results.text(group.text),
            closed.cells.get(question.id, group.id, Statistic.COMBINED),
        )
        for group in question.groups
    ]


def _row(closed: ClosedQuestions, label: str, cell: Cell | None, *, combined: bool = False) -> Row:
    cells = [percent_cell(cell, closed.language), _count(closed, cell), _base(closed, cell)]
    return row(label, cells, combined=combined)


def _base(closed: ClosedQuestions, cell: Cell | None) -> Run:
    """The base of a row."""
    return closed.prose.base(cell) if cell else Text(WITHHELD)


def _count(closed: ClosedQuestions, cell: Cell | None) -> Run:
    """How many respondents gave this answer."""
    if cell is None:
        return Text(WITHHELD)
    return number_run(closed.language.number(cell.count), cell, Statistic.COUNT, cell.count)


def sum_notes(closed: ClosedQuestions, rows: Sequence[Sequence[Cell | None]]) -> list[str]:
    """What to say below a table whose printed shares do not add to 100 in each of these rows.

    Rows in which something is withheld are passed over: their note says enough.
    """
    apart = Decimal(0)
    for cells in rows:
        shares = [cell.estimate for cell in cells if cell and cell.estimate is not None]
        if shares and len(shares) == len(cells):
            total = sum((rounded(100 * share, 1) for share in shares), Decimal(0))
            apart = max(apart, abs(total - 100))
    return [closed.language.message("sum_rounded")] if apart else []


def _grid_table(closed: ClosedQuestions, question: Question) -> Table:
    """A row an item, a column an answer or a group of answers."""
    answers = [
        (category, label, Statistic.SHARE) for category, label in closed.categories(question)
    ]
    groups = [(g.id, closed.results.text(g.text), Statistic.COMBINED) for g in question.groups]
    columns = [*answers, *groups]
    rows, shares = [], []
    for item in question.items:
        cells = [closed.cells.get(item.id, category, how) for category, _, how in columns]
        shares.append(cells[: len(answers)])
        base = _base(closed, next((cell for cell in cells if cell), None))
        printed = [percent_cell(cell, closed.language) for cell in cells]
        rows.append(row(closed.label(question, item.id), [*printed, base]))
    message = closed.language.message
    return closed.tables.table(
        f"table-{question.id}",
        closed.text(question),
        [message("col_item"), *(label for _, label, _ in columns), message("col_base")],
        rows,
        [closed.tables.interval_note(), *sum_notes(closed, shares)],
    )


def number_table(
    closed: ClosedQuestions, question: Question, groups: Sequence[tuple[str, str, str]]
) -> Table:
    """Mean, median and base of a number question; `groups` holds label, break and group."""
    message = closed.language.message
    everyone = (message("all_respondents"), "", "")
    unit = closed.results.text(question.unit)
    notes = [closed.base_note(question)]
    notes += [message("unit_note", unit=unit)] if unit else []
    return closed.tables.table(
        f"table-{question.id}",
        closed.text(question),
        [message(f"col_{name}") for name in ("group", "mean", "median", "base")],
        [_number_row(closed, question, *group) for group in (everyone, *groups)],
        [*notes, message("interval_note_mean", level=closed.prose.level_text())],
        collapsed=False,
    )


def _number_row(
    closed: ClosedQuestions, question: Question, label: str, by: str, group: str
) -> Row:
    mean, median = (
        closed.cells.get(question.id, "", statistic, by, group)
        for statistic in (Statistic.MEAN, Statistic.MEDIAN)
    )
    return row(label, [mean_cell(closed, mean), mean_cell(closed, median), _base(closed, mean)])


def mean_cell(closed: ClosedQuestions, cell: Cell | None) -> Run:
    """A mean or median, its interval below it."""
    if cell is None or cell.estimate is None:
        return Text(WITHHELD)
    digits = decimals(cell.estimate)
    run = number_run(closed.language.number(cell.estimate, digits), cell)
    if cell.low is None or cell.high is None:
        return run
    return run.with_interval(closed.language.interval(cell.low, cell.high, digits))
