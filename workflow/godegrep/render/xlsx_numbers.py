"""How a printed number becomes a number of Excel's, which shows the same digits."""

import re
from decimal import Decimal
from typing import NamedTuple

from godegrep.core.language import MINUS, rounded
from godegrep.document.runs import Number, Run
from godegrep.document.statistic import SHARES

_PRINTED = re.compile(rf"(?P<before>\D*?)(?P<sign>[+{MINUS}]?)(?P<digits>\d+([.,]\d+)?)\D*")


class Stored(NamedTuple):
    """The value of a cell and the format that shows it; the format `@` is for texts."""

    value: float | int | str
    format: str


class _Number(NamedTuple):
    before: str
    value: Decimal
    decimals: int
    signed: bool


def stored(run: Run, thousands: str) -> Stored:
    """The value and format of a run of a table; a text where it is no single number.

    `thousands` is the sign of the language that groups digits. A share is stored as it is and shown
    in per cent; a difference of shares in points; every other number as it is printed.
    """
    printed = _read(run.text, thousands)
    if not isinstance(run, Number) or run.value is None or printed is None:
        return Stored(run.text, "@")
    text, value = run.text, run.value
    zeros = _zeros(printed.decimals)
    if comparison := re.search("[<>]", printed.before):
        # «p < 0,001» stands for all values below; any other would be shown by itself.
        plain = printed.before.replace(comparison[0], "=")
        condition = f"{comparison[0]}{printed.value}"
        return Stored(value, f'[{condition}]"{text}";"{plain}"{zeros}')
    if run.statistic in SHARES and _agrees(100 * value, printed):
        return Stored(value, f"{zeros} %")
    factor = _factor(run, printed, thousands)
    if factor == 0:
        return Stored(text, "@")
    if printed.before:
        return Stored(factor * value, f'"{printed.before}"{zeros}')
    if printed.signed or (factor == 100 and not printed.value):
        # What rounds to zero has no sign in print, but would have one in Excel.
        unsigned = factor * value if printed.value else 0
        return Stored(unsigned, f'+{zeros};"{MINUS}"{zeros};{zeros}')
    return Stored(factor * value, f"#,##{zeros}")


def bounds(estimate: Number, interval: Number, thousands: str) -> tuple[Stored, Stored]:
    """The two ends of a number's interval, as shares, in points or plain as the number is."""
    printed = _read(estimate.text, thousands)
    share = estimate.statistic in SHARES
    factor = 1 if share or printed is None else _factor(estimate, printed, thousands)
    decimals = max(number.decimals for number in _ends(interval, thousands))
    shown = _zeros(decimals) + (" %" if share else "")
    low, high = (factor * (end or 0) for end in (interval.low, interval.high))
    return Stored(low, shown), Stored(high, shown)


def _factor(run: Number, printed: _Number, thousands: str) -> int:
    """1 or 100, by which the value is printed; 0 where it is neither.

    Next to zero both would do, and the interval tells.
    """
    for factor in (1, 100):
        pairs = [(run.value, printed)]
        if run.below:
            ends = _ends(run.below, thousands)
            pairs += zip((run.below.low, run.below.high), ends, strict=True)
        if all(_agrees(factor * (value or 0), number) for value, number in pairs):
            return factor
    return 0


def _ends(interval: Number, thousands: str) -> list[_Number]:
    """The two numbers of «57–67» or «−3 til 5»."""
    text = _grouped(interval.text, thousands)
    ends = re.findall(rf"{MINUS}?\d+(?:[.,]\d+)?", text)
    return [number for number in (_read(end, thousands) for end in ends) if number]


def _grouped(text: str, thousands: str) -> str:
    """The text with its numbers in one piece."""
    return re.sub(rf"(?<=\d){re.escape(thousands)}(?=\d{{3}})", "", text)


def _read(text: str, thousands: str) -> _Number | None:
    match = _PRINTED.fullmatch(_grouped(text, thousands))
    if match is None:
        return None
    digits = match["digits"].replace(",", ".")
    sign = "-" if match["sign"] == MINUS else ""
    return _Number(match["before"], Decimal(sign + digits), _decimals(digits), bool(match["sign"]))


def _agrees(value: float, printed: _Number) -> bool:
    return rounded(value, printed.decimals) == printed.value


def _decimals(digits: str) -> int:
    return len(re.split("[.,]", digits, maxsplit=1)[1:][0]) if re.search("[.,]", digits) else 0


def _zeros(decimals: int) -> str:
    return "0" if decimals == 0 else "0." + "0" * decimals
