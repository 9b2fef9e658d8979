"""Norwegian counties: their names, and tiles that stand about as they lie on a map.

Source of numbers and names: Statistics Norway, Standard for fylkesinndeling (KLASS 104). The grids
are the project's own.
"""

from collections.abc import Mapping, Sequence
from functools import cache

Place = tuple[int, int]
"""Column and row of a tile, from 0."""

NAMES: Mapping[str, str] = {
    "01": "Østfold",
    "02": "Akershus",
    "03": "Oslo",
    "04": "Hedmark",
    "05": "Oppland",
    "06": "Buskerud",
    "07": "Vestfold",
    "08": "Telemark",
    "09": "Aust-Agder",
    "10": "Vest-Agder",
    "11": "Rogaland",
    "12": "Hordaland",
    "14": "Sogn og Fjordane",
    "15": "Møre og Romsdal",
    "16": "Sør-Trøndelag",
    "17": "Nord-Trøndelag",
    "18": "Nordland",
    "19": "Troms",
    "20": "Finnmark",
    "30": "Viken",
    "31": "Østfold",
    "32": "Akershus",
    "33": "Buskerud",
    "34": "Innlandet",
    "38": "Vestfold og Telemark",
    "39": "Vestfold",
    "40": "Telemark",
    "42": "Agder",
    "46": "Vestland",
    "50": "Trøndelag",
    "54": "Troms og Finnmark",
    "55": "Troms",
    "56": "Finnmark",
}
"""Every county since 2004 by its number, which begins the numbers of its municipalities."""

_GRIDS = (
    # 2020–2023
    """
    .. .. .. 54
    .. .. .. 18
    .. .. 15 50
    .. 46 34 ..
    11 38 03 30
    42 .. .. ..
    """,
    # from 2024 on
    """
    .. .. .. 55 56
    .. .. .. 18 ..
    .. .. 15 50 ..
    .. 46 34 .. ..
    11 33 03 32 ..
    42 40 39 31 ..
    """,
    # 2018 and 2019
    """
    .. .. .. 19 20
    .. .. .. 18 ..
    .. .. 15 50 ..
    .. 14 05 04 ..
    12 06 03 02 ..
    11 08 07 01 ..
    10 09 .. .. ..
    """,
    # until 2017
    """
    .. .. .. 19 20
    .. .. .. 18 ..
    .. .. .. 17 ..
    .. .. 15 16 ..
    .. 14 05 04 ..
    12 06 03 02 ..
    11 08 07 01 ..
    10 09 .. .. ..
    """,
)

_OTHERS = ((0, 0), (0, 1), (0, 2))
"""Places that no grid gives to a county."""


@cache
def _places(grid: str) -> Mapping[str, Place]:
    return {
        number: (column, row)
        for row, line in enumerate(grid.strip().splitlines())
        for column, number in enumerate(line.split())
        if number in NAMES
    }


def _spelt(label: str) -> str:
    """A county's name as it is compared: «Troms – Romsa – Tromssa» is «troms»."""
    first = label.replace("–", "-").partition(" - ")[0].casefold()
    return first.removesuffix(" fylke").removesuffix(" fylkeskommune").strip()


def tiles(labels: Sequence[str]) -> list[Place] | None:
    """A tile for each label, where these are names or numbers of counties of one time.

    A few others, such as «annet» or «utlandet», stand by themselves at the upper left. None where
    there are more of them, where two labels are of the same county, or where more counties are
    missing than there: a few tiles make no map.
    """
    found = [found for grid in _GRIDS if (found := _found(labels, _places(grid)))]
    return min(found, key=lambda places: sum(place in _OTHERS for place in places), default=None)


def _found(labels: Sequence[str], places: Mapping[str, Place]) -> list[Place] | None:
    """The tiles of one grid, as `tiles` gives them."""
    named = {NAMES[number].casefold(): place for number, place in places.items()}
    known = [named.get(_spelt(label)) or places.get(label.zfill(2)) for label in labels]
    counties = [place for place in known if place]
    others = [label for label, place in zip(labels, known, strict=True) if not place]
    of_another_time = {name.casefold() for name in NAMES.values()} & set(map(_spelt, others))
    if (
        of_another_time
        or len(set(counties)) < len(counties)
        or len(others) > len(_OTHERS)
        or 2 * len(counties) < len(places)
    ):
        return None
    free = iter(_OTHERS)
    return [place or next(free) for place in known]
