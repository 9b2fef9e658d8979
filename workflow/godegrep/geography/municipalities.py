"""Municipality numbers, their names, and what each reform did to them.

A number is taken as the set of pieces of land that it stood for. The pieces are the municipalities
of the first year, divided where one was later split. Then a figure for one year's numbers gives a
figure for another year's exactly when the pieces add up, in either direction of time and over
several reforms at once.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from godegrep.core.errors import Mistake
from godegrep.core.resources import resource

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = 2004, 2024
"""The years whose numbers are known; the last year's hold until the next reform."""
Pieces = Mapping[str, frozenset[str]]


def _rows(path: Path) -> list[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def _municipalities() -> Mapping[str, tuple[str, int, int | None]]:
    return {
        row["code"]: (row["name"], int(row["first"] or FIRST), int(row["last"] or 0) or None)
        for row in _rows(resource("tables/municipalities.csv"))
    }


class Reform(NamedTuple):
    """What became of a number in a year.

    `kind` is `merged`, `renumbered` or `split`. `part` names the earlier numbers that a split gave
    back to the new one; it is empty where the split followed no older border.
    """

    year: int
    old: str
    new: str
    kind: str
    part: tuple[str, ...]


@cache
def reforms() -> tuple[Reform, ...]:
    """All reforms, by year and numbers."""
    return tuple(
        sorted(
            Reform(
                int(row["year"]), row["from"], row["to"], row["kind"], tuple(row["part"].split())
            )
            for row in _rows(resource("tables/reforms.csv"))
        )
    )


def is_known(code: str) -> bool:
    """Whether a number was in use in any year from `FIRST` on."""
    return code in _municipalities()


def name(code: str) -> str:
    """The municipality's name; raises KeyError for a number that never was."""
    return _municipalities()[code][0]


def named(code: str) -> str:
    """Name and number, as reports and messages show a municipality: `Halden (3101)`."""
    return f"{name(code)} ({code})"


def years_of(code: str) -> tuple[int, int | None]:
    """The first and last year of a number; None for one that is still in use."""
    return _municipalities()[code][1:]


def when_used(code: str) -> str:
    """The years of a number in words: `until 2019`, `2020–2023`, `from 2024 on`."""
    first, last = years_of(code)
    if last is None:
        return "all the time" if first == FIRST else f"from {first} on"
    return f"until {last}" if first == FIRST else f"{first}–{last}"


def in_use(year: int) -> frozenset[str]:
    """The numbers of a year."""
    return frozenset(pieces(year))


def pieces(year: int) -> Pieces:
    """What each number of a year stood for, as pieces that all years have in common.

    Raises Mistake for a year before `FIRST`; years after `LAST` have the numbers of `LAST`.
    """
    if year < FIRST:
        raise Mistake(
            f"The municipality numbers of {year} are not known, only those from {FIRST} on. "
            "Leave out earlier years."
        )
    return _all_pieces()[min(year, LAST)]


@cache
def _all_pieces() -> Mapping[int, Pieces]:
    start = {code: frozenset([code]) for code in _municipalities() if years_of(code)[0] == FIRST}
    states: dict[int, dict[str, frozenset[str]]] = {FIRST: start}
    for year in range(FIRST + 1, LAST + 1):
        changed = [reform for reform in reforms() if reform.year == year]
        for code in dict.fromkeys(reform.old for reform in changed if reform.kind == "split"):
            parts = [reform for reform in changed if (reform.old, reform.kind) == (code, "split")]
            if not any(reform.part for reform in parts):
                _divide(states, code, [reform.new for reform in parts])
        gone = {reform.old for reform in changed}
        state = {code: held for code, held in states[year - 1].items() if code not in gone}
        for reform in changed:
            state[reform.new] = state.get(reform.new, frozenset()) | _given(states, reform)
        states[year] = state
    return states


def _divide(states: Mapping[int, dict[str, frozenset[str]]], code: str, to: list[str]) -> None:
    """Divide all pieces of a number among those that it was split into, in every year so far."""
    whole = states[max(states)][code]
    for state in states.values():
        for holder, held in state.items():
            if held & whole:
                divided = {f"{piece}>{part}" for piece in held & whole for part in to}
                state[holder] = (held - whole) | divided


def _given(states: Mapping[int, Mapping[str, frozenset[str]]], reform: Reform) -> frozenset[str]:
    """The pieces that a reform gave to its new number."""
    held = states[reform.year - 1][reform.old]
    if reform.kind != "split":
        return held
    if not reform.part:
        return frozenset(piece for piece in held if piece.endswith(f">{reform.new}"))
    parts: frozenset[str] = frozenset()
    for code in reform.part:
        parts |= states[years_of(code)[1] or reform.year - 1][code]
    return held & parts


@cache
def origins(source: int, target: int) -> "pd.DataFrame":
    """Which numbers of one year make up each number of another.

    Columns `to` and `from` (numbers), one row for each pair that shares land, and `exact`: whether
    the `from` numbers of this `to` together are just as large as it. Where they are not, one of
    them was split between several, and its figures cannot be carried over.
    """
    import pandas as pd

    sources = pieces(source)
    holder = {piece: code for code, held in sources.items() for piece in held}
    rows = []
    for code, held in sorted(pieces(target).items()):
        names = sorted({holder[piece] for piece in held})
        exact = frozenset().union(*(sources[origin] for origin in names)) == held
        rows += [(code, origin, exact) for origin in names]
    return pd.DataFrame(rows, columns=["to", "from", "exact"])


def successors(code: str, year: int) -> list[str]:
    """The numbers of a year that hold land of this one, whenever it was in use."""
    held = _all_pieces()[years_of(code)[0]][code]
    return sorted(other for other, theirs in pieces(year).items() if theirs & held)


def number_message(code: str, year: int) -> str:
    """What is wrong with a number in a year, and what it may be instead; empty where it is right.

    `0101 is the number of Halden (0101) until 2019; in 2020 use Halden (3001).`
    """
    if code in in_use(year):
        return ""
    if not is_known(code):
        return f"{code} has not been a municipality's number since {FIRST}."
    now = listed(successors(code, year))
    return f"{named(code)} was in use {when_used(code)}; the numbers are those of {year}: {now}."


def to_code(text: str) -> str | None:
    """The municipality number in a label; None where there is none.

    `0101`, `K-0101`, `K_0101`, `0101 Halden` and, since spreadsheets drop the first zero, `101` are
    read. The country, counties (two digits), city districts (six) and the like are None.
    """
    first = text.strip().removeprefix("K-").removeprefix("K_").partition(" ")[0]
    if not first.isascii() or not first.isdigit() or len(first) not in (3, 4):
        return None
    return first.zfill(4)


def listed(codes: Iterable[str], most: int = 8) -> str:
    """Names and numbers in a sentence, the first few of many."""
    shown = [named(code) if is_known(code) else code for code in sorted(codes)]
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")
