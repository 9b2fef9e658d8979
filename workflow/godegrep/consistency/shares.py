"""Shares of a table that should add up to 100 and do not."""

import re
from collections.abc import Iterator

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import Document, Printed, Table

SHARE = re.compile(r"prosent|pst\b|andel|fordeling|%|per ?cent|share|distribution", re.I)
OTHER = re.compile(
    r"vekst|endring|økning|nedgang|svarprosent|differanse|forskjell|intervall|antall|\bki\b|"
    r"growth|change|response|difference|interval|\bci\b|number of|^n$",
    re.I,
)
INDEX = re.compile(r"indeks|index", re.I)
TOTAL = re.compile(r"(?:totalt?|sum|i alt|til sammen|alt|in all|overall)\b\.?:?$", re.I)
COUNTS = re.compile(r"(?:n|antall(?: svar)?|base|number|count)\b", re.I)
SEVERAL = re.compile(r"flere (?:svar|kryss|alternativer)|mer enn 100|more than (?:one|100)", re.I)

NEAR = 10
"""Shares that are meant to add up to 100, and of which none says so, miss it by at most this."""


def check_shares(document: Document) -> Iterator[Finding]:
    """Columns, and then rows, of shares whose sum rounding cannot bring to 100."""
    for table in document.tables:
        if SEVERAL.search(f"{table.caption} {table.notes}"):
            continue
        yield from _check(table, table, "column")
        yield from _check(table.turned(), table, "row")


def _check(table: Table, original: Table, line: str) -> Iterator[Finding]:
    sums = [
        (name, *summed)
        for index, name in enumerate(table.columns)
        if index and (summed := _sum(table, index))
    ]
    fits = [abs(total - 100) <= slack for _, total, slack, _ in sums]
    for (name, total, slack, stated), fit in zip(sums, fits, strict=True):
        alike = sum(fits) >= 1 and sum(fits) >= len(fits) / 2
        alone = len(sums) == 1 and line == "column" and abs(total - 100) <= NEAR
        if not fit and total < 150 and (stated or alike or alone):
            yield Finding(
                original.position,
                "shares",
                original.name,
                f"{line} «{name}»: the shares add up to {total:.4g}, not 100 "
                f"(rounding explains {slack:.2g})",
            )


def _sum(table: Table, index: int) -> tuple[float, float, bool] | None:
    """The sum of a column of shares, what rounding may do to it, and whether 100 is stated."""
    name = table.columns[index]
    parts: list[Printed] = []
    stated = False
    for row in table.body:
        number = table.number(row[index])
        if number is None or COUNTS.match(row[0]):
            continue
        if TOTAL.match(row[0]):
            if abs(number.value - 100) > 0.5:
                return None
            stated = True
        else:
            parts.append(number)
    marked = any(part.percent for part in parts) or SHARE.search(name)
    named = SHARE.search(table.caption) and not COUNTS.match(name)
    if len(parts) < 2 or INDEX.search(name):
        return None
    if not stated and (OTHER.search(name) or not (marked or named)):
        return None
    if any(part.value < 0 or part.value > 100 or part.bracketed for part in parts):
        return None
    slack = sum(part.half for part in parts) + 1e-9
    return sum(part.value for part in parts), slack, stated
