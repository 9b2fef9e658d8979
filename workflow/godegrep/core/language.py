"""Numbers, words and messages in the report's languages.

What differs between languages stands in the catalogues under `workflow/locale/`, one YAML file a
language; this module knows only how they are used. Where a number stands with its sign or unit, a
no-break space holds them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from numbers import Integral
from typing import Annotated, Any

from godegrep.core.plain_yaml import load_words
from godegrep.core.resources import resource
from godegrep.core.text_by_language import Text, in_language


@dataclass(frozen=True)
class HowMany:
    """The word for a share of the answers, from `at_least` up to the next word's."""

    at_least: Annotated[float, {"minimum": 0, "maximum": 1}]
    text: Text


MINUS = "\u2212"
WITHHELD = ":"
"""Stands in a table where too few have answered, as in the tables of Statistics Norway."""

_FRACTIONS = (
    *((1, 10), (1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2)),
    *((3, 5), (2, 3), (7, 10), (3, 4), (4, 5), (9, 10)),
)


@cache
def catalogue(code: str) -> Mapping[str, Any]:
    """The messages of a language by key: a text, or a mapping of plural forms `one` and `other`.

    Raises ValueError where no catalogue exists for the language.
    """
    path = resource(f"locale/{code}.yaml")
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.yaml")))
        raise ValueError(f"no catalogue for the language {code!r}; there are: {known}")
    messages: Mapping[str, Any] = load_words(path.read_text(encoding="utf-8"))
    return messages


def exact(value: float | Decimal) -> Decimal:
    """The decimal number that a float stands for, to 12 significant digits.

    So 0.145 is 0.145, and so is a weighted sum that came out as 0.14499999999999996. Raises
    ValueError for NaN and infinity: what has no value must not be printed as one.
    """
    is_exact = isinstance(value, int | Decimal)
    number = Decimal(value if is_exact else f"{float(value):.12g}")
    if not number.is_finite():
        raise ValueError(f"{value!r} cannot be printed as a number")
    return number


def rounded(value: float | Decimal, digits: int = 0) -> Decimal:
    """The value with so many decimals, half rounded away from zero; raises as `exact` does."""
    # Adding 0 turns a negative zero into zero.
    return exact(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def cut(value: float | Decimal, digits: int = 0) -> Decimal:
    """The value without its further decimals; raises as `exact` does."""
    return exact(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN) + 0


class Language:
    """The words and the number format of one language: `nb`, `nn` or `en`.

    Raises ValueError for a language without a catalogue.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self._messages = catalogue(code)

    def message(self, key: str, n: float | Decimal | None = None, **values: object) -> str:
        """The message with its placeholders filled in.

        `n` chooses the plural form and fills `{n}`. Integers are printed in the language's format,
        texts as they are. Raises KeyError for an unknown key or a placeholder without a value, and
        TypeError for a float among `values`, since only the caller knows its number of decimals.
        """
        text = self._messages[key]
        if not isinstance(text, str):
            if n is None:
                raise KeyError(f"{key} has plural forms and needs n")
            text = text["one" if abs(n) == 1 else "other"]
        if n is not None:
            values = {"n": int(n), **values}
        if any(isinstance(value, float) for value in values.values()):
            raise TypeError(f"{key}: format floats with number() or percent() first")
        printed = {
            name: self.number(int(value)) if isinstance(value, Integral) else value
            for name, value in values.items()
        }
        return str(text.format(**printed))

    def number(self, value: float | Decimal, digits: int = 0, *, signed: bool = False) -> str:
        """A number with so many decimals: `1 234,5`, `−0,02`; signed, `+4` too.

        Half is rounded away from zero.
        """
        printed = rounded(value, digits)
        signs = {",": self._messages["thousands_sign"], ".": self._messages["decimal_sign"]}
        digits_and_signs = "".join(signs.get(letter, letter) for letter in f"{abs(printed):,f}")
        return (MINUS if printed < 0 else "+" * (signed and printed > 0)) + digits_and_signs

    def percent(self, share: float | Decimal, digits: int = 0, *, words: bool = False) -> str:
        """A share (0 to 1) in per cent: `62 %`, or in running text `62 prosent`."""
        number = self.number(exact(share).scaleb(2), digits)
        return self.message("percent_words" if words else "percent_sign", number=number)

    def points(self, change: float | Decimal, digits: int = 0, *, signed: bool = False) -> str:
        """A difference of shares (−1 to 1) in words: `4 prosentpoeng`, signed `+4 prosentpoeng`."""
        number = self.number(exact(change).scaleb(2), digits, signed=signed)
        form = "one" if number.lstrip(f"+{MINUS}") == "1" else "other"
        return str(self._messages["points"][form].format(number=number))

    def interval(self, low: float | Decimal, high: float | Decimal, digits: int = 0) -> str:
        """An interval of plain numbers: `57–67`, and `−3 til 5` where a minus would confuse."""
        key = "interval" if rounded(low, digits) >= 0 else "interval_from_minus"
        return self.message(key, low=self.number(low, digits), high=self.number(high, digits))

    def percent_interval(self, low: float | Decimal, high: float | Decimal, digits: int = 0) -> str:
        """An interval of shares (or of differences of shares) in per cent, without the sign."""
        return self.interval(exact(low).scaleb(2), exact(high).scaleb(2), digits)

    def p_value(self, p: float) -> str:
        """`p = 0,03`, `p = 0,004`, `p < 0,001`; with the decimals it takes not to round up to 0,05.

        Raises ValueError outside 0 to 1.
        """
        if not 0 <= p <= 1:
            raise ValueError(f"{p!r} is not a probability")
        if p < 0.001:
            return self.message("p_below", p=self.number(0.001, 3))
        if p > 0.99:
            return self.message("p_above", p=self.number(0.99, 2))
        limit = Decimal("0.05")
        digits = 3 if p < 0.01 else 2
        while exact(p) < limit <= rounded(p, digits):
            digits += 1
        return self.message("p_equal", p=self.number(p, digits))

    def count_word(self, n: int, *, neuter: bool = False) -> str:
        """Whole numbers from one to twelve in words, all others in digits.

        `neuter` gives the form of one that goes with «kontor»: `ett kontor`, `eitt kontor`.
        """
        if not 1 <= n <= 12:
            return self.number(n)
        return self.message("count_1_neuter" if n == 1 and neuter else f"count_{n}")

    def join(self, parts: Sequence[str]) -> str:
        """A list in running text: `a, b og c`."""
        if len(parts) < 2:
            return "".join(parts)
        return self.message("join_last", first=", ".join(parts[:-1]), last=parts[-1])

    def date(self, day: date) -> str:
        """A date in words: `3. mai 2017`, `3 May 2017`."""
        month = self.message(f"month_{day.month}")
        return self.message("date", day=str(day.day), month=month, year=str(day.year))

    def how_many(self, count: int, base: int, words: Sequence[HowMany]) -> str:
        """The word for how many of `base` respondents `count` are: `nesten alle`, `noen få`.

        The row of `words` with the highest share that is reached gives the word. Whatever the
        words, none is «ingen», one «én», two «to» and the whole «alle». Raises ValueError where
        count is not within 0 to base, or no row reaches so low.
        """
        if not 0 <= count <= base:
            raise ValueError(f"{count} of {base} is not part of a whole")
        if count == base > 1:
            return self.message("all")
        if count <= 2:
            return self.message(("none", "count_1", "count_2")[count])
        reached = [row for row in words if row.at_least <= count / base]
        if not reached:
            raise ValueError(f"no word for {count} of {base}: give one with at_least: 0")
        return in_language(max(reached, key=lambda row: row.at_least).text, self.code)

    def fraction_words(self, share: float | Decimal) -> str | None:
        """The share as a simple fraction, `om lag fire av fem`; None where none lies near.

        Near is within 1.5 percentage points; within half a point it is «om lag», below that
        «nær», above it «litt over».
        """
        exactly = exact(share)

        def distance(fraction: tuple[int, int]) -> Decimal:
            return exactly - Decimal(fraction[0]) / Decimal(fraction[1])

        nearest = min(_FRACTIONS, key=lambda fraction: abs(distance(fraction)))
        gap = distance(nearest)
        if abs(gap) > Decimal("0.015"):
            return None
        half_a_point = Decimal("0.005")
        key = "about" if abs(gap) <= half_a_point else "just_over" if gap > 0 else "nearly"
        return self.message(key, fraction=self.message(f"fraction_{nearest[0]}_{nearest[1]}"))
