"""The municipality of each made-up office: real numbers of 2017, the larger for the larger."""

from collections.abc import Mapping, Sequence

from make_register import municipality
from offices import SIZES, Office

from godegrep.geography.municipalities import in_use

YEAR = 2017
COUNTIES = {
    "oslo": ("03",),
    "east": ("01", "02", "04", "05", "06", "07", "08"),
    "south": ("09", "10"),
    "west": ("11", "12", "14", "15"),
    "trondelag": ("16", "17"),
    "north": ("18", "19", "20"),
}


def places(frames: Mapping[str, Sequence[Office]]) -> dict[str, str]:
    """The municipality number of each office by its id; an intermunicipal office has two.

    City-district offices lie in the largest municipality of their region.
    """
    everyone = {office.id: office for offices in frames.values() for office in offices}
    found = {}
    for region, counties in COUNTIES.items():
        largest = sorted(
            (code for code in in_use(YEAR) if code.startswith(counties)),
            key=lambda code: (-municipality(code, YEAR)["inhabitants"], code),
        )
        own = [office for office in everyone.values() if office.region == region]
        own.sort(
            key=lambda office: (office.type != "district", -SIZES.index(office.size), office.id)
        )
        taken = 0
        for office in own:
            if office.type == "district":
                found[office.id] = largest[0]
                continue
            taken += 1
            codes = [largest[taken % len(largest)]]
            if office.type == "shared":
                codes.append(largest[(taken + 1) % len(largest)])
            found[office.id] = " ".join(dict.fromkeys(codes))
    return found
