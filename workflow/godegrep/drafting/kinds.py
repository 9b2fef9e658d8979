"""The kind of a column of which the survey tool tells nothing, told from its values."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from godegrep.core.numbers import parse_numbers
from godegrep.drafting.wording import missing_kind
from godegrep.exports.delimited_choices import find_choices

MOST_OPTIONS, LONGEST = 30, 150
MOST, HALF = 0.9, 0.5
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}( .*)?")
_NO_HEADING = re.compile(r"column_\d+|nr\.?|no\.?|#|l(ø|o)penr\.?|row", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(antall|talet|hvor (mange|mye|lenge|gammel)|kor (mange|mykje|lenge|gammal)|alder|lønn"
    r"|prosent|andel|årslønn|number of|how (many|much|long|old)|age|years|percentage|salary)\b",
    re.IGNORECASE,
)


def infer_kind(counts: Counter[str], heading: str) -> tuple[str, str]:
    """The kind of a column of which the tool tells nothing, and the separator of joined choices.

    single, multiple, number, open, date, row or empty; from the heading and the number of each of
    the values that are not blank, in the order in which they first stand. Numbers count as a scale
    if they are few and small and the heading does not ask for a quantity.
    """
    if not counts:
        return "empty", ""
    total = counts.total()
    if all(_DATE.fullmatch(value) for value in counts):
        return "date", ""
    numbers = parse_numbers(counts)
    numeric = sum(counts[value] for value in numbers)
    others = [value for value in counts if value not in numbers]
    if numeric and all(missing_kind(value) for value in others):
        quantity = bool(_COUNTS.search(heading))
        once = len(counts) == total and not others
        if once and _are_row_numbers(list(numbers.values()), heading):
            return "row", ""
        small = all(number.is_integer() and 0 <= number <= 10 for number in numbers.values())
        return ("single" if small and not quantity else "number"), ""
    joined = find_choices(counts)
    if joined:
        return "multiple", joined.separator
    often = recurring(counts)
    if sum(counts[value] for value in often) < MOST * total:
        often = list(counts)
    repeated = sum(counts[value] for value in often) / max(1, len(often))
    short = all(len(value) <= LONGEST for value in often)
    if short and len(often) <= MOST_OPTIONS and repeated >= (3 if total >= 30 else 2):
        return "single", ""
    return "open", ""


def recurring(counts: Counter[str]) -> list[str]:
    """The values that are options: all, or without those that one respondent each wrote.

    Where a form offers «annet: …», tools put the respondent's own words among the options. Values
    that occur once are taken for such words if there are several, and no more than half of all.
    """
    total = counts.total()
    often = [value for value, count in counts.items() if count > 1 and len(value) <= LONGEST]
    once = len(counts) - len(often)
    own_words = once >= 3 and total >= 30 and sum(counts[v] for v in often) >= HALF * total
    return often if own_words else list(counts)


def _are_row_numbers(numbers: Sequence[float], heading: str) -> bool:
    """Whether the numbers count the rows: all of them, or those left of them under no heading."""
    if len(numbers) < 10 or not all(number.is_integer() for number in numbers):
        return False
    steps = {after - before for before, after in pairwise(numbers)}
    all_of_them = steps == {1} and numbers[0] in (0, 1)
    return all_of_them or (min(steps) > 0 and bool(_NO_HEADING.fullmatch(heading)))
