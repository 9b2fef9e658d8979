"""Confidence intervals that do not hold their own estimate."""

import re
from collections.abc import Iterator

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import NUMBER, PERCENT, SPACES, Document, read_cell

_SIGNED = rf"[-\u2212]?{NUMBER}"
_IN_TEXT = re.compile(
    rf"(?P<estimate>{_SIGNED}){SPACES}*{PERCENT}?{SPACES}*\((?:\d+{SPACES}*%?{SPACES}*)?"
    rf"(?:KI|CI|konfidensintervall|konfidensintervallet)[: ]{SPACES}*"
    rf"(?P<low>{_SIGNED})\s*(?:\u2013|-|til|to|;){SPACES}*(?P<high>{_SIGNED})",
    re.I,
)
_CELL = re.compile(
    rf"[\[(]?(?P<low>{_SIGNED}){SPACES}*%?\s*(?:\u2013|;|til|to)\s*(?P<high>{_SIGNED}){SPACES}*%?[\])]?"
)
INTERVAL = re.compile(r"\bki\b|\bci\b|konfidens|confidence|intervall?\b", re.I)


def check_intervals(document: Document) -> Iterator[Finding]:
    """Intervals, in the text or in the column after an estimate, that lie beside the estimate."""
    for paragraph in document.paragraphs:
        for match in _IN_TEXT.finditer(paragraph.text):
            if _beside(match["estimate"], match["low"], match["high"]):
                interval = f"{match['low']}\u2013{match['high']}"
                text = f"{match['estimate']} lies outside its interval {interval}"
                yield Finding(paragraph.position, "interval", paragraph.place, text)
    for table in document.tables:
        for column, name in enumerate(table.columns):
            if column < 2 or not INTERVAL.search(name):
                continue
            for row in table.body:
                cell = _CELL.fullmatch(row[column].strip())
                if cell and _beside(row[column - 1], cell["low"], cell["high"]):
                    text = (
                        f"row «{row[0]}»: {row[column - 1]} lies outside its interval {row[column]}"
                    )
                    yield Finding(table.position, "interval", table.name, text)


def _beside(estimate: str, low: str, high: str) -> bool:
    """Whether an estimate lies outside its interval, whatever was rounded away."""
    middle, first, last = read_cell(estimate), read_cell(low), read_cell(high)
    if middle is None or first is None or last is None:
        return False
    return middle.high < first.low or middle.low > last.high
