"""Coefficients against their standard errors, stars and p-values."""

import re
from collections.abc import Iterator, Sequence

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import Document, Printed, Table

COEFFICIENT = re.compile(r"koeff?isient|estimat|coef|\bb\b|beta|effekt|marginal", re.I)
ERROR = re.compile(r"standard\W*feil|standard\W*error|std?\.?\W*(?:feil|err)|\bse\b|\bs\.e\.", re.I)
P_VALUE = re.compile(r"\bp(?:\W*(?:verdi|value))?\b", re.I)
RATIO = re.compile(r"odds|\bor\b|hazard|ratio", re.I)
_LEVEL = re.compile(
    r"(?P<stars>\*{1,3})\D{0,30}?(?P<level>0?[.,]\d+|\d+(?:[.,]\d+)?\s*(?:prosent|%|per ?cent))",
    re.I,
)
_ERROR_ALONE = re.compile(r"[(\[]\s*\d+(?:[.,]\d+)?\s*[)\]]")
_WITH_ERROR = re.compile(rf"(?P<b>[^(\[]*\d[\d.,]*\s*\**)\s*(?P<se>{_ERROR_ALONE.pattern})")
CONVENTIONS = ((0.1, 0.05, 0.01), (0.05, 0.01, 0.001))
"""The levels of one, two and three stars where a table does not state them."""
FEW = 5
"""Degrees of freedom of a cautious t, for stars that seem to be missing."""


def check_coefficients(document: Document) -> Iterator[Finding]:
    """Rows whose coefficient and standard error cannot give the stars or the p that they carry."""
    for table in document.tables:
        yield from _check_bracketed(table)
        column = _columns(table)
        if column is None:
            continue
        coefficient, error = column
        starred = any("*" in cell for row in table.body for cell in row)
        p_column = _first(table.columns, P_VALUE, (coefficient, error))
        levels = _levels(f"{table.caption} {table.notes}")
        for row in table.body:
            b, se = table.number(row[coefficient]), table.number(row[error])
            if b is None or se is None or se.high <= 0:
                continue
            least, most = _t(b, se)
            where = f"row «{row[0]}»: {row[coefficient]} with standard error {row[error]}"
            if starred:
                yield from _check_stars(table, where, _stars(row), least, most, levels)
            p = table.number(row[p_column]) if p_column is not None else None
            if p is not None:
                yield from _check_p(table, where, row[p_column or 0], p, least, most)


def _check_bracketed(table: Table) -> Iterator[Finding]:
    """Coefficients whose standard errors stand in brackets, behind them or in the line below.

    Brackets may hold other things: the caption, the head or the notes must name standard errors.
    """
    words = f"{table.caption} {' '.join(table.columns)} {table.notes}"
    if not ERROR.search(words) or RATIO.search(words):
        return
    levels = _levels(words)
    pairs = list(_bracketed(table))
    starred = {column for column, _, cell, _ in pairs if "*" in cell}
    for column, label, cell, below in pairs:
        b, se = table.number(cell), table.number(below)
        if column in starred and b and se and not b.bracketed and se.high > 0:
            where = f"row «{label}», column «{table.rows[0][column]}»: {cell} with {below}"
            yield from _check_stars(table, where, _stars(("", cell)), *_t(b, se), levels)


def _bracketed(table: Table) -> Iterator[tuple[int, str, str, str]]:
    """Column, label, coefficient with its stars, and the standard error in its brackets."""
    for row, below in zip(table.rows, (*table.rows[1:], ("",) * len(table.columns)), strict=True):
        for column in range(1, len(row)):
            joined = _WITH_ERROR.fullmatch(row[column])
            if joined:
                yield column, row[0], joined["b"], joined["se"]
            elif not below[0] and _ERROR_ALONE.fullmatch(below[column]):
                apart = row[column + 1] if column + 1 < len(row) else ""
                stars = apart if apart and not apart.strip("*") else ""
                yield column, row[0], row[column] + stars, below[column]


def _columns(table: Table) -> tuple[int, int] | None:
    """Where the coefficients and their standard errors stand."""
    error = _first(table.columns, ERROR, ())
    if error is None:
        return None
    coefficient = _first(table.columns, COEFFICIENT, (error,))
    if coefficient is None:
        numeric = [
            index
            for index in range(1, error)
            if any(table.number(row[index]) for row in table.body)
        ]
        coefficient = numeric[-1] if numeric else None
    if coefficient is None or RATIO.search(table.columns[coefficient]):
        return None
    return coefficient, error


def _first(names: Sequence[str], pattern: re.Pattern[str], other: Sequence[int]) -> int | None:
    return next(
        (index for index, name in enumerate(names) if index not in other and pattern.search(name)),
        None,
    )


def _stars(row: Sequence[str]) -> int:
    return max(
        (len(stars) for cell in row[1:] for stars in re.findall(r"\*{1,3}(?=[\s)]*$)", cell)),
        default=0,
    )


def _t(b: Printed, se: Printed) -> tuple[float, float]:
    """The least and the largest |t| that rounding allows."""
    largest = max(abs(b.low), abs(b.high))
    least = 0.0 if b.low <= 0 <= b.high else min(abs(b.low), abs(b.high))
    return least / se.high, (largest / se.low if se.low > 0 else float("inf"))


def _levels(text: str) -> tuple[tuple[float, ...], ...]:
    """The levels of one, two and three stars, as stated, or each convention."""
    stated: dict[int, float] = {}
    for match in _LEVEL.finditer(text):
        number = float(re.sub(r"[^\d.,]", "", match["level"]).strip(".,").replace(",", "."))
        percent = re.search(r"prosent|%|cent", match["level"], re.I)
        stated.setdefault(len(match["stars"]), number / 100 if percent else number)
    if not stated:
        return CONVENTIONS
    return (tuple(stated.get(stars, 0.0) for stars in (1, 2, 3)),)


def _two_sided(t: float, df: int | None = None) -> float:
    """The two-sided p of a t; under the normal without degrees of freedom."""
    from scipy.stats import norm
    from scipy.stats import t as student

    return float(2 * (student.sf(t, df) if df else norm.sf(t)))


def _check_stars(
    table: Table,
    where: str,
    stars: int,
    least: float,
    most: float,
    levels: Sequence[Sequence[float]],
) -> Iterator[Finding]:
    """Too many stars under the normal, the kindest distribution; too few under a cautious t."""
    smallest, largest = _two_sided(most), _two_sided(least, FEW)
    if stars and all(smallest > thresholds[stars - 1] for thresholds in levels):
        text = f"{where} gives |t| of at most {most:.2f}, p = {smallest:.2g}, not {'*' * stars}"
    elif stars < 3 and all(
        thresholds[stars] and largest < thresholds[stars] for thresholds in levels
    ):
        text = f"{where} gives |t| of at least {least:.2f}, more than {'*' * stars or 'no star'}"
    else:
        return
    yield Finding(table.position, "coefficient", table.name, text)


def _check_p(
    table: Table, where: str, printed: str, p: Printed, least: float, most: float
) -> Iterator[Finding]:
    """A p that is smaller than the normal allows, or larger than a cautious t does."""
    smallest, largest = _two_sided(most), _two_sided(least, FEW)
    if p.high < smallest or p.low > largest:
        yield Finding(
            table.position,
            "coefficient",
            table.name,
            f"{where} gives p from {smallest:.2g} to {largest:.2g}, not {printed}",
        )
