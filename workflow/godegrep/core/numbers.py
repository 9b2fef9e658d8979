"""Texts of an export read as numbers."""

import re
from collections.abc import Iterable

from godegrep.core.text import tidy

_SIGN_AND_DIGITS = re.compile(r"([+-]?)(\d[\d.,]*)")
_LONGEST = 100
"""Characters, blanks and the currency among them; no number is longer."""
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_CURRENCY = re.compile(r"(?:^(?:kr\.?|nok|€|\$|£)\s*)|(?:\s*(?:kr\.?|nok|,-|€|%|prosent)$)", re.I)


def _compact(text: str) -> str | None:
    """Sign, digits, points and commas of a number; None where there is anything else."""
    if _PLAIN.fullmatch(text):
        return text
    if len(text) > _LONGEST:
        return None
    bare = _CURRENCY.sub("", tidy(text).replace("\u2212", "-"))
    bare = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", bare.strip())
    return bare if _SIGN_AND_DIGITS.fullmatch(bare) else None


def _decimal_mark(compact: Iterable[str]) -> str:
    """The decimal mark that the column's own values prove, or an empty text.

    A mark that is followed by other than three digits is a decimal mark, one that stands twice is
    a thousands separator, and of two different marks in one number the last is decimal.
    """
    proofs: set[str] = set()
    for text in compact:
        marks = [mark for mark in text if mark in ".,"]
        if not marks:
            continue
        last = marks[-1]
        other = "." if last == "," else ","
        if len(set(marks)) == 2:
            proofs.add(last)
        elif len(marks) > 1:
            proofs.add(other)
        elif len(text.rpartition(last)[2]) != 3 or text.lstrip("+-").startswith(("0", last)):
            proofs.add(last)
    return proofs.pop() if len(proofs) == 1 else ""


def _number(compact: str, mark: str) -> float | None:
    digits = compact
    if mark:
        thousands = "." if mark == "," else ","
        whole, _, rest = digits.partition(mark)
        grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{thousands}\d{{3}})+|[+-]?\d+", whole)
        if not grouped or not re.fullmatch(r"\d*", rest):
            return None
        return float(whole.replace(thousands, "") + "." + (rest or "0"))
    if "," in digits or digits.count(".") > 1:
        return None
    return float(digits)


def parse_numbers(values: Iterable[str]) -> dict[str, float]:
    """The numbers that texts of one column stand for; a text that is none is left out.

    Norwegian and English ways of writing are read: `2,5`, `2.5`, `600 000,00 kr` with any kind of
    space, `1,234.5`. Whether `1.234` and `1,234` are one and a bit or a thousand and more is
    decided by the other values of the column. Where they do not tell, the point is a decimal mark,
    as programs write it, and a number with such a comma is left out rather than misread. Where the
    column uses both marks as decimal marks, each number is read by its own.
    """
    values = list(values)
    compact = {value: text for value in values if (text := _compact(value)) is not None}
    if all(_PLAIN.fullmatch(text) for text in compact.values()):
        return {value: float(text) for value, text in compact.items()}
    mark = _decimal_mark(compact.values())
    numbers = {}
    for value, text in compact.items():
        number = _number(text, mark or _decimal_mark([text]))
        if number is not None:
            numbers[value] = number
    return numbers


def is_plausible(number: float, minimum: float | None, maximum: float | None) -> bool:
    """Whether a number lies within its limits, where it has any, and has ten digits at most."""
    return (
        abs(number) < _ELEVEN_DIGITS
        and (minimum is None or number >= minimum)
        and (maximum is None or number <= maximum)
    )


_ELEVEN_DIGITS = 1e10
