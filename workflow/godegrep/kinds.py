"""The kind of a column of which the survey tool tells nothing, told from its values."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from godegrep.raw_text import parse_numbers, tidy
from godegrep.wording import missing_kind

_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}( .*)?")
_COUNTS = re.compile(
    r"\b(antall|talet|hvor (mange|mye|lenge|gammel)|kor (mange|mykje|lenge|gammal)|alder|lønn"
    r"|prosent|andel|årslønn|number of|how (many|much|long|old)|age|years|percentage|salary)\b",
    re.IGNORECASE,
)


def infer_kind(values: Sequence[str], heading: str) -> tuple[str, str]:
    """The kind of a column of which the tool tells nothing, and the separator of joined choices.

    single, multiple, number, open, date, row or empty; from the values that are not blank and the
    heading. Numbers count as a scale if they are few and small and the heading does not ask for a
    quantity.
    """
    if not values:
        return "empty", ""
    counts = Counter(values)
    if all(_DATE.fullmatch(value) for value in counts):
        return "date", ""
    numbers = parse_numbers(counts)
    numeric = sum(counts[value] for value in numbers)
    others = [value for value in counts if value not in numbers]
    if numeric and all(missing_kind(value) for value in others):
        if _are_row_numbers(numbers.values(), len(values)):
            return "row", ""
        small = all(number.is_integer() and 0 <= number <= 10 for number in numbers.values())
        return ("single" if small and not _COUNTS.search(heading) else "number"), ""
    separator = _separator(counts)
    if separator:
        return "multiple", separator
    repeated = len(values) / len(counts)
    longest = max(map(len, counts))
    if len(counts) <= 30 and longest <= 150 and repeated >= (3 if len(values) >= 30 else 2):
        return "single", ""
    return "open", ""


def _are_row_numbers(numbers: Iterable[float], rows: int) -> bool:
    found = sorted(numbers)
    return rows >= 10 and found in ([*range(rows)], [*range(1, rows + 1)])


def split_choices(value: str, separator: str) -> list[str]:
    """The parts of a joined value; a separator inside parentheses does not part."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(value):
        depth += (letter == "(") - (letter == ")")
        if depth <= 0 and value.startswith(separator, place):
            parts.append(value[start:place])
            start = place + len(separator)
    parts.append(value[start:])
    return [tidy(part) for part in parts if part.strip()]


def _separator(counts: Counter[str]) -> str:
    """What joins choices: the parts recur, and there are more different sums than parts."""
    total = counts.total()
    for separator in (";", ","):
        joined = sum(count for value, count in counts.items() if separator in value)
        if joined < max(3, 0.1 * total):
            continue
        parts: Counter[str] = Counter()
        for value, count in counts.items():
            for part in split_choices(value, separator):
                parts[part] += count
        often = sum(count for count in parts.values() if count >= 3)
        few = len(parts) <= 60 and len(parts) < len(counts)
        if few and often > 0.9 * parts.total() and max(map(len, parts)) <= 120:
            return separator
    return ""
