"""Means of whole numbers that n answers cannot give (GRIM), or that lie outside their scale.

Brown and Heathers (2017), The GRIM test, Social Psychological and Personality Science 8(4): the
sum of n whole numbers is whole, so that only every 1/n-th value can be a mean.
"""

import math
import re
from collections.abc import Iterator

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import NUMBER, Document, Paragraph, Printed, Table, read_cell

MEAN = re.compile(r"gjennomsnitt|snitt\b|middelverdi|\bmean\b|average", re.I)
BASE = re.compile(
    r"^(?:n|antall(?: svar| respondenter)?|respondenter|svar|base|number.*|count)$", re.I
)
SCALE = re.compile(
    r"(?:skala\w*|scale)[^.\d]{0,40}?(?P<low>\d+)\s*(?:til|to|[-\u2013])\s*(?P<high>\d+)"
    r"|(?P<first>\d+)\s*[-\u2013]\s*(?P<last>\d+)[^.\d]{0,10}(?:skala|scale|point)",
    re.I,
)
INDEX = re.compile(r"indeks|index|skår av flere|kroner|prosent|per ?cent", re.I)
_IN_TEXT = re.compile(
    rf"(?:gjennomsnitt\w*|snitt\w*|mean|average)[^.;\d]{{0,60}}?(?P<mean>{NUMBER})"
    rf"(?![\d.,]*\d)(?!\s*(?:prosent|%|per cent|kroner|år|måneder|years|months))"
    rf"(?:[^.;]{{0,60}}?\bn\s*=\s*(?P<n>\d+))?",
    re.I,
)


def check_means(document: Document) -> Iterator[Finding]:
    """Means beside their n where a scale of whole numbers is stated; not in a weighted report."""
    before = ""
    for part in document.parts:
        if isinstance(part, Table):
            yield from _of_table(part, before, document.weighted)
        else:
            yield from _of_text(part, before, document.weighted)
            before = part.text


def _of_table(table: Table, before: str, weighted: bool) -> Iterator[Finding]:
    scale = _scale(f"{table.caption} {table.notes} {' '.join(table.columns)}") or _scale(before)
    means = [index for index, name in enumerate(table.columns) if index and MEAN.search(name)]
    bases = [index for index, name in enumerate(table.columns) if index and BASE.match(name)]
    for row in table.body:
        n = table.number(row[bases[0]]) if bases else None
        for column in means:
            fault = _fault(table.number(row[column]), n, scale, weighted)
            if fault:
                text = f"row «{row[0]}»: the mean {row[column]} {fault}"
                yield Finding(table.position, "mean", table.name, text)


def _of_text(paragraph: Paragraph, before: str, weighted: bool) -> Iterator[Finding]:
    scale = _scale(paragraph.text) or _scale(before)
    for match in _IN_TEXT.finditer(SCALE.sub("", paragraph.text)):
        n = read_cell(match["n"]) if match["n"] else None
        fault = _fault(read_cell(match["mean"]), n, scale, weighted)
        if fault:
            text = f"the mean {match['mean']} {fault}"
            yield Finding(paragraph.position, "mean", paragraph.place, text)


def _scale(text: str) -> tuple[int, int] | None:
    """The ends of the scale that a text states."""
    match = SCALE.search(text)
    if match is None or INDEX.search(text):
        return None
    low, high = (
        int(match[one] or match[other]) for one, other in (("low", "first"), ("high", "last"))
    )
    return (low, high) if low < high <= 100 else None


def _fault(
    mean: Printed | None, n: Printed | None, scale: tuple[int, int] | None, weighted: bool
) -> str:
    """What is wrong with a mean, or nothing."""
    if mean is None or scale is None:
        return ""
    low, high = scale
    if mean.high < low or mean.low > high:
        return f"lies outside the scale from {low} to {high}"
    if n is None or n.value < 1 or n.decimals or weighted:
        return ""
    count = int(n.value)
    if math.floor(mean.high * count + 1e-9) >= mean.low * count - 1e-9:
        return ""
    near = [round(mean.value * count + step) / count for step in (-0.5, 0.5)]
    nearest = " and ".join(f"{value:.{mean.decimals + 1}f}" for value in sorted(set(near)))
    return f"cannot be that of {count} whole numbers (the nearest are {nearest})"
