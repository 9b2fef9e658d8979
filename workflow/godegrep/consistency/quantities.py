"""One quantity that is printed with two values.

A statement is a number with what it measures (a share, or a growth), its years, and the words of
its subject. Two statements speak of one quantity when they measure the same, their years agree and
the words of each have their like in the other: «mottakere» is like «sosialhjelpsmottakere».
Statements that lean on others («denne gruppen», «disse») are left out: what they speak of cannot
be known from their own words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from godegrep.consistency.findings import Finding
from godegrep.consistency.printed import (
    NUMBER,
    SPACES,
    Document,
    Paragraph,
    Printed,
    Table,
    is_year,
    read_cell,
)

GROWTH = re.compile(
    r"\b(?:økt[e]?|øker|økning\w*|vekst\w*|vokst[e]?|vokser|steget|steg|falt|falle[rt]?|sunket|sank|"
    r"redusert[e]?|reduksjon\w*|nedgang\w*|gått (?:ned|opp)|endring\w*|endret|increase[ds]?|"
    r"grown?|grew|growth|rose|risen|fell|fallen|decline[ds]?|decrease[ds]?|change[ds]?)\b",
    re.I,
)
FALL = re.compile(
    r"\b(?:falt|falle[rt]?|sunket|sank|redusert[e]?|reduksjon\w*|nedgang\w*|gått ned|fell|fallen|"
    r"decline[ds]?|decrease[ds]?)\b",
    re.I,
)
POINTS = re.compile(r"prosentpoeng|percentage points", re.I)
SHARE = re.compile(
    r"\b(?:andel\w*|utgjø\w+|utgjorde|share\w*|prosent av|per ?cent of|% av|% of)\b", re.I
)
ROUGH = re.compile(
    r"(?:om ?lag|ca\.?|cirka|vel|drøyt?|snaut?|nesten|nær|over|under|mer enn|minst|rundt|opp mot|"
    r"godt|mellom|about|almost|nearly|over|around|more than|less than|some)\s*$",
    re.I,
)
LEANING = re.compile(
    r"\b(?:denne|dette|disse|gruppen|gruppene|gruppa|begge|samme|her|tilsvarende|henholdsvis|den|"
    r"dei|de to|respectively|this|these|those|both|same|it|they|group|groups)\b",
    re.I,
)
NO_SUBJECT = frozenset(
    "vi fikk mottok received inn i alt juni juli august september oktober november desember "
    "januar februar mars april mai og på av til for fra med som en et ei er var ble har hadde "
    "blitt den det de at om ved siden prosent pst andel andelen antall antallet tallet perioden "
    "periode året år alle totalt total samlet samlede vekst veksten endring økning økningen "
    "nedgang utvikling utviklingen økt økte øker vokst vokste falt sunket redusert gått opp ned "
    "noe litt bare også vel over under lag omlag ca nær nesten drøyt snaut mer enn minst rundt "
    "jf tabell figur kilde svarprosent svarprosenten svar utgjør utgjorde utgjort bidrag "
    "samtidig imidlertid derimot senere siste tidligere gjennomsnitt the of in by from to a an "
    "and has had have was were is been with since percent per cent share number all increased "
    "increase grew growth fell table figure about period så mange som hele kun as many only that "
    "who which are be".split()
)
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER}){SPACES}*(?:prosent|pst\.?|per ?cent|%)(?!\w)", re.I
)
_RESPONSE = re.compile(
    rf"(?:svarprosent\w*|response rate)\s+(?:(?:på|var|er|ble|of|was|is)\s+)?(?P<number>{NUMBER})",
    re.I,
)
_ANSWERS = re.compile(
    rf"\b(?:fikk|mottok|mottatt|received)\s+(?:inn\s+|i alt\s+|totalt\s+)*"
    rf"(?P<number>{NUMBER})\s+(?:svar\b|besvarelser|answers|responses)",
    re.I,
)
_ONE_OF_TWO = re.compile(r"\b(?:til|fra|to|from)\s*$", re.I)
_PERIOD = re.compile(
    r"(?P<first>(?:19|20)\d\d)"
    r"(?:\s*(?:[-\u2013]|til(?: \u2013)?|to|og)\s*[-\u2013]?\s*(?P<last>(?:(?:19|20)\d\d|\d\d)))?"
)
_ENDING = re.compile(r"(?:erne|arne|arane|ere|are|ene|ens|ers|ane|en|et|er|ar|a|e|s|n)$")
_OPEN = re.compile(r"\b(?:siden|etter|since)\s+(?P<first>(?:19|20)\d\d)", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ\d])|;\s+|,\s+(?:mens|men|og|while|but|and)\s+")
_TOTAL = re.compile(r"(?:totalt?|i alt|alle|samlet|total|all|in all)\b\.?$", re.I)
_OF_WHAT = re.compile(
    r"(?:vekst|endring|økning|nedgang|utvikling\w*|growth|change|increase)\s+(?:i|in)\s+(?P<what>[^.:,;(]+)",
    re.I,
)


GROWN, SHARED, RESPONSE, ANSWERS = "growth", "share", "response rate", "answers received"
"""What a statement measures."""


@dataclass(frozen=True)
class _Statement:
    """A quantity as it is printed once; years are (first, last), 0 where open or not told."""

    position: int
    place: str
    printed: str
    number: Printed
    measure: str
    years: tuple[int, int]
    words: frozenset[str]
    table: Table | None = None


def check_quantities(document: Document) -> Iterator[Finding]:
    """Pairs of statements of one quantity whose values rounding cannot reconcile."""
    statements = [
        statement
        for part in document.parts
        for statement in (_of_table(part) if isinstance(part, Table) else _of_text(part))
    ]
    for first, second in combinations(statements, 2):
        apart = first.number.high < second.number.low or second.number.high < first.number.low
        if apart and _alike(first, second):
            text = (
                f"{first.printed}, but {second.printed} at {second.place}, of what seems to be the "
                f"same ({first.measure}{_named(first.words)})"
            )
            yield Finding(first.position, "quantity", first.place, text)


def _named(words: frozenset[str]) -> str:
    return f": {', '.join(sorted(words))}" if words else ""


def _alike(first: _Statement, second: _Statement) -> bool:
    if first.measure != second.measure:
        return False
    if first.table and second.table:
        if not _of_one(first.table, second.table):
            return False
    elif first.position == second.position and first.years != second.years:
        return False  # a paragraph that goes on to another year
    if min(len(first.words), len(second.words)) < _least(first, second):
        return False
    for one, other in zip(first.years, second.years, strict=True):
        if one and other and one != other:
            return False
    return _covered(first.words, second.words) and _covered(second.words, first.words)


def _of_one(first: Table, second: Table) -> bool:
    """Whether rows of two tables can be of one thing.

    Tables with the same headings are a series, of which each is of its own: only captions of
    several words that are the same make them one.
    """
    if first is second:
        return False
    captions = _words(first.caption), _words(second.caption)
    return first.columns != second.columns or (captions[0] == captions[1] and len(captions[0]) > 1)


def _least(first: _Statement, second: _Statement) -> int:
    """So many words must name the subject; the more, the less the years say."""
    if first.measure in (RESPONSE, ANSWERS):
        return 0
    dated = bool(first.years[0]), bool(second.years[0])
    return 1 if all(dated) else 3 if any(dated) else 2


def _covered(words: frozenset[str], by: frozenset[str]) -> bool:
    return all(any(_like(word, other) for other in by) for word in words)


def _like(one: str, other: str) -> bool:
    """Whether two words are one, or one is the last part of the other as a compound."""
    short, long = sorted((_stem(one), _stem(other)), key=len)
    return long.endswith(short) and (len(short) == len(long) or len(short) >= 6)


def _stem(word: str) -> str:
    """The word without its ending for definiteness and number."""
    return _ENDING.sub("", word) if len(word) > 5 else word


def _words(text: str) -> frozenset[str]:
    """The words that can name a subject: no numbers, connecting words or cross-references."""
    plain = re.sub(r"\([^)]*\)", " ", text.lower())
    return frozenset(re.findall(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*", plain)) - NO_SUBJECT


def _years(text: str) -> tuple[int, int]:
    """The first and last year that a text speaks of; the last is 0 for «siden 2012»."""
    since = _OPEN.search(text)
    if since:
        return int(since["first"]), 0
    match = _PERIOD.search(text)
    if match is None:
        return 0, 0
    first = int(match["first"])
    last = match["last"]
    if not last:
        return first, first
    return first, int(last) if len(last) == 4 else first // 100 * 100 + int(last)


def _of_text(paragraph: Paragraph) -> Iterator[_Statement]:
    """The statements of a paragraph, from those of its clauses that lean on no other."""
    for clause in _SENTENCE.split(paragraph.text):
        if LEANING.search(clause):
            continue
        for measure, match in _measured(clause):
            number = read_cell(match["number"])
            before = clause[: match.start("number")]
            if number is None or ROUGH.search(before) or _ONE_OF_TWO.search(before):
                continue
            if measure == GROWN and FALL.search(clause):
                number = Printed(-abs(number.value), number.half, number.decimals)
            yield _Statement(
                paragraph.position,
                paragraph.place,
                match["number"],
                number,
                measure,
                _years(clause),
                _words(clause),
            )


def _measured(clause: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What a clause measures, with the number: its one growth or share, or the response."""
    response = _RESPONSE.search(clause)
    if response:
        yield RESPONSE, response
    answers = _ANSWERS.search(clause)
    if answers:
        yield ANSWERS, answers
    numbers = list(_NUMBER.finditer(clause))
    if response or len(numbers) != 1 or POINTS.search(clause):
        return
    if GROWTH.search(clause):
        yield GROWN, numbers[0]
    elif SHARE.search(clause):
        yield SHARED, numbers[0]


def _of_table(table: Table) -> Iterator[_Statement]:
    """The statements of a table: each cell of a column that measures a share or a growth."""
    for index, name in enumerate(table.columns):
        measure = _measure(name, table)
        if not index or not measure:
            continue
        years = _years(name) if _years(name) != (0, 0) else _years(table.caption)
        subject = _subject(name, table.caption, measure)
        for row in table.body:
            number = table.number(row[index])
            if number is None or is_year(row[index]) or not row[0].strip():
                continue
            row_words = frozenset() if _TOTAL.match(row[0].strip()) else _words(row[0])
            yield _Statement(
                table.position,
                f"{table.name}, row «{row[0]}»",
                row[index].strip(" %"),
                number,
                measure,
                years,
                row_words | subject,
                table,
            )


def _measure(name: str, table: Table) -> str:
    """What a column of percentages measures."""
    percent = re.search(r"prosent|%|pst\b|per ?cent", f"{name} {table.caption}", re.I) or any(
        "%" in cell for row in table.body for cell in row
    )
    if (
        not percent
        or POINTS.search(name)
        or re.search(r"indeks|index|bidrag|contribution", name, re.I)
    ):
        return ""
    if GROWTH.search(name):
        return GROWN
    return SHARED if SHARE.search(name) else ""


def _subject(name: str, caption: str, measure: str) -> frozenset[str]:
    """The words of what a column counts: its own, or those that the caption says grew."""
    subject = _words(name)
    if subject or measure != GROWN:
        return subject
    match = _OF_WHAT.search(caption)
    return _words(match["what"]) if match else frozenset()
