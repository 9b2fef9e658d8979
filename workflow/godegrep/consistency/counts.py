"""Percentages against the counts that stand beside them."""

import math
import re
from collections.abc import Iterator

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import (
    NUMBER,
    PERCENT,
    SPACES,
    Document,
    Paragraph,
    Printed,
    Table,
    is_year,
    read_cell,
)

_WHOLE = rf"\d{{1,3}}(?:{SPACES}\d{{3}})+|\d+"
_ALL = r"(?:(?:de|totalt|i alt|alle|the|all)\s+)*"
_OF = rf"(?P<part>{_WHOLE})\s+(?:av|of)\s+{_ALL}(?P<whole>{_WHOLE})"
_SHARE = rf"(?P<share>{NUMBER}){SPACES}*{PERCENT}"
_MEANS = (
    r"(?:\(|,?\s*(?:dvs\.?|det vil si|eller|som tilsvarer|tilsvarende|altså|i\.e\.|or|which is))"
)
_PART_OF = (
    re.compile(rf"\b{_OF}(?:\s+[^\W\d]+){{0,6}}\s*{_MEANS}\s*{_SHARE}", re.I),
    re.compile(rf"\b{_SHARE}(?:\s+[^\W\d]+){{0,6}}\s*{_MEANS}\s*{_OF}\b", re.I),
    re.compile(
        rf"\b(?:av|of)\s+{_ALL}(?P<whole>{_WHOLE})(?:,?\s+(?!av\b|of\b)[^\W\d][\w-]*){{0,8}},?\s+(?P<part>{_WHOLE})"
        rf"(?:\s+[^\W\d]+){{0,8}}\s*{_MEANS}\s*{_SHARE}",
        re.I,
    ),
    re.compile(
        rf"\b(?P<part>{_WHOLE})(?:\s+[^\W\d]+){{0,4}}\s*\({_SHARE}\)\s+(?:av|of)\s+{_ALL}"
        rf"(?P<whole>{_WHOLE})",
        re.I,
    ),
)
_BASE = re.compile(
    rf"\b(?P<share>{NUMBER}){SPACES}*{PERCENT}(?![^()]*\d{SPACES}*{PERCENT}[^()]*\()"
    rf"[^().;\d]{{0,40}}\((?:[^()]*[ ,;])?n{SPACES}*={SPACES}*(?P<n>{_WHOLE})\)",
    re.I,
)
_RATE = re.compile(
    rf"(?:svarprosent\w*|response rate)[^.\d]{{0,30}}?(?P<share>{NUMBER})(?!\s*{SPACES}?\d)", re.I
)
_ANSWERS = re.compile(
    rf"(?P<n>{_WHOLE})\s+(?:\w+\s+)?(?:svar\b|besvarelser|svarte|responses|answers|answered)", re.I
)
_SPOKEN = 10
"""«6 av 7» is a way of speaking: a part of at most so many is taken as about that."""
COUNT = re.compile(r"^(?:n|antall\b.*|count|number\b.*)$", re.I)
SHARE_OF = re.compile(r"prosent|andel|%|pst\b|per ?cent|share", re.I)
TOTAL = re.compile(r"(?:totalt?|sum|i alt|in all)\b", re.I)


def check_counts(document: Document) -> Iterator[Finding]:
    """Percentages in the text and in tables that their counts cannot give."""
    before = None
    for paragraph in document.paragraphs:
        yield from _parts(paragraph)
        yield from _response(paragraph, before)
        if not document.weighted:
            yield from _bases(paragraph)
        before = paragraph
    if not document.weighted:
        for table in document.tables:
            yield from _columns(table)


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _fits(share: Printed, part: float, whole: float) -> bool:
    slack = 100 * 0.5 / whole if whole <= _SPOKEN else 0.0
    return abs(100 * part / whole - share.value) <= share.half + slack + 1e-9


def _found(paragraph: Paragraph, text: str) -> Finding:
    return Finding(paragraph.position, "count", paragraph.place, text)


def _parts(paragraph: Paragraph) -> Iterator[Finding]:
    """«12 av 40 (30 prosent)» and «30 prosent (12 av 40)»."""
    for pattern in _PART_OF:
        for match in pattern.finditer(paragraph.text):
            part, whole = _whole(match["part"]), _whole(match["whole"])
            share = read_cell(match["share"])
            if share and whole and not _fits(share, part, whole):
                text = (
                    f"{part} of {whole} is {100 * part / whole:.1f} percent, not {match['share']}"
                )
                yield _found(paragraph, text)


def _bases(paragraph: Paragraph) -> Iterator[Finding]:
    """«62 prosent (n = 13)»: no whole number of 13 is 62 percent unless one is."""
    for match in _BASE.finditer(paragraph.text):
        share, n = read_cell(match["share"]), _whole(match["n"])
        if share is None or not n or share.value > 100:
            continue
        if math.floor(share.high * n / 100 + 1e-9) < math.ceil(share.low * n / 100 - 1e-9):
            text = f"no number of {n} is {match['share']} percent"
            yield _found(paragraph, text)


def _response(paragraph: Paragraph, before: Paragraph | None) -> Iterator[Finding]:
    """A response rate beside the number of answers and the one number that can be the invited."""
    rate, answers = _RATE.search(paragraph.text), _ANSWERS.search(paragraph.text)
    share = read_cell(rate["share"]) if rate else None
    if share is None or answers is None or not 0 < share.value <= 100:
        return
    answered = _whole(answers["n"])
    window = f"{before.text if before else ''} {paragraph.text}"
    numbers = {
        _whole(number)
        for number in re.findall(rf"(?<![\d.,\-\u2013])(?:{_WHOLE})(?![\d.,]*\d)", window)
        if not is_year(number)
    }
    invited = sorted(number for number in numbers if number > answered)
    if len(invited) == 1 and not _fits(share, answered, invited[0]):
        text = (
            f"{answered} answers of {invited[0]} are {100 * answered / invited[0]:.1f} percent, "
            f"not {share.value:g}"
        )
        yield _found(paragraph, text)


def _columns(table: Table) -> Iterator[Finding]:
    """A column of counts beside the column of its shares, where most rows agree."""
    counts = [index for index, name in enumerate(table.columns) if index and COUNT.match(name)]
    shares = [
        index
        for index, name in enumerate(table.columns)
        if index and SHARE_OF.search(name) and index not in counts
    ]
    if len(counts) != 1 or len(shares) != 1:
        return
    rows = []
    for row in table.body:
        count, share = table.number(row[counts[0]]), table.number(row[shares[0]])
        if count and share and not TOTAL.match(row[0]):
            rows.append((row[0], count, share))
    whole = sum(count.value for _, count, _ in rows)
    if len(rows) < 3 or not whole:
        return
    wrong = [row for row in rows if not _fits(row[2], row[1].value, whole)]
    if len(wrong) < len(rows) / 2:
        for label, count, share in wrong:
            text = (
                f"row «{label}»: {count.value:g} of {whole:g} is "
                f"{100 * count.value / whole:.1f} percent, not {share.value:g}"
            )
            yield Finding(table.position, "count", table.name, text)
