"""The made-up offices: who is invited in each wave, who answers, who breaks off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chance import normal, shuffled, uniform

WAVES = ("2017", "2021")
SIZES = ("under_5000", "from_5000", "from_20000", "from_50000")
# By region: offices of municipalities of each size, and how many answer in 2017.
REGIONS = {
    "oslo": ((0, 0, 0, 15), 10),
    "east": ((36, 68, 28, 8), 75),
    "south": ((13, 13, 3, 1), 16),
    "west": ((69, 41, 9, 10), 68),
    "trondelag": ((34, 11, 2, 4), 28),
    "north": ((74, 12, 1, 1), 46),
}
DISTRICTS = {"oslo": 15, "west": 8, "trondelag": 4}
SHARED_OFFICES = 44
MERGED_BY_2021 = 75
NEW_IN_2021 = (("east", 4), ("west", 5), ("trondelag", 1), ("north", 2))
ANSWER_AGAIN, ANSWER_ONLY_2021 = 120, 80
NYNORSK = {"west": 0.35, "south": 0.08, "trondelag": 0.06, "east": 0.05}
ENGLISH = 0.015


@dataclass(frozen=True)
class Office:
    """An office: a row of the frame."""

    id: str
    region: str
    size: str
    type: str

    def trait(self, name: str) -> float:
        """What marks the office in every wave: standard normal, or the centred size."""
        return SIZES.index(self.size) - 1.0 if name == "size" else normal("trait", self.id, name)

    @property
    def language(self) -> str:
        """The language in which it writes."""
        chance = uniform("language", self.id)
        if chance < ENGLISH:
            return "en"
        return "nn" if chance < ENGLISH + NYNORSK.get(self.region, 0.0) else "nb"


def invited() -> dict[str, list[Office]]:
    """The frame of each wave."""
    places = [
        (region, size, number)
        for region, (counts, _) in REGIONS.items()
        for size, count in zip(SIZES, counts, strict=True)
        for number in range(count)
    ]
    small = [place for place in places if place[1] in SIZES[:2]]
    shared = set(shuffled(small, "shared")[:SHARED_OFFICES])

    def kind(place: tuple[str, str, int]) -> str:
        region, size, number = place
        if size == SIZES[-1] and number < DISTRICTS.get(region, 0):
            return "district"
        return "shared" if place in shared else "municipal"

    first = [
        Office(f"K{number:03}", place[0], place[1], kind(place))
        for number, place in enumerate(places, 1)
    ]
    candidates = [office for office in first if office.size in SIZES[:2]]
    merged = set(shuffled(candidates, "merged")[:MERGED_BY_2021])
    regions = [region for region, count in NEW_IN_2021 for _ in range(count)]
    new = [
        Office(
            f"K{number:03}", region, "from_20000" if number % 3 == 0 else "from_5000", "municipal"
        )
        for number, region in enumerate(regions, len(first) + 1)
    ]
    return {"2017": first, "2021": [office for office in first if office not in merged] + new}


def _spread(offices: Sequence[Office], count: int, wave: str) -> list[Office]:
    """So many of the offices, alike in region and size to all of them."""
    order = sorted(
        offices,
        key=lambda o: (list(REGIONS).index(o.region), SIZES.index(o.size), uniform(wave, o.id)),
    )
    total = len(order)
    before = [(2 * place * count + total) // (2 * total) for place in range(total + 1)]
    return [office for place, office in enumerate(order) if before[place] < before[place + 1]]


def answering(frames: Mapping[str, Sequence[Office]]) -> dict[str, list[Office]]:
    """Who answers in each wave, in the order of the frame."""
    first = [
        office
        for region, (_, count) in REGIONS.items()
        for office in _spread([o for o in frames["2017"] if o.region == region], count, "2017")
    ]
    again = [office for office in frames["2021"] if office in first]
    others = [office for office in frames["2021"] if office not in first]
    second = _spread(again, ANSWER_AGAIN, "2021") + _spread(others, ANSWER_ONLY_2021, "2021")
    return {
        "2017": sorted(first, key=lambda office: office.id),
        "2021": sorted(second, key=lambda office: office.id),
    }


def breaking_off(
    offices: Sequence[Office], break_off: Mapping[str, int], wave: str
) -> dict[str, str]:
    """The last question answered, by the id of each office that breaks off."""
    lasts = [question for question, count in break_off.items() for _ in range(count)]
    order = shuffled([office.id for office in offices], "break off", wave)
    return dict(zip(order, lasts, strict=False))
