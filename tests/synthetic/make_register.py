"""Make the example's register tables: `python tests/synthetic/make_register.py [FOLDER]`.

Nobody counted these people or paid this money. The municipalities and their reforms are real, the
figures are made up: populations of plausible sizes, and spending that follows the coefficients
that Proba-rapport 2017-08 prints in annex 1 (those of the years after 2016 are made up as well), a
level of each municipality's own, and chance that is larger in small places. The same script gives
the same files every time. They go to `study/register/` in FOLDER, the repository's root by default;
the descriptions beside them are written by hand.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, sqrt
from pathlib import Path

from chance import normal, uniform

from godegrep.geography.municipalities import in_use, name, pieces

ROOT = Path(__file__).parents[2]
YEARS = range(2012, 2022)
CARRIED_TO = 2020
BIG = {
    **{"0301": 640_000, "1201": 275_000, "1601": 185_000, "1103": 130_000, "0219": 120_000},
    **{"1001": 87_000, "0106": 79_000, "1102": 73_000, "1902": 72_000, "0602": 67_000},
}
CONSTANT = -2.45
# Per 100 inhabitants, but for the last three.
COEFFICIENTS = {
    "disabled": 0.276,
    "aged_16_66": 0.073,
    "immigrants": 0.137,
    "refugees": 0.787,
    "urbanity": -2.05e-07,
    "accumulation": 0.153,
    "upper_secondary": -0.016,
}
YEAR_EFFECTS = (0, -0.012, 0.092, 0.022, 0.121, 0.13, 0.12, 0.10, 0.11, 0.09)
OWN_LEVEL, CHANCE, CHANCE_OF_ONE = 0.35, 0.15, 9.0
"""Standard deviations of spending per inhabitant, in 1000 kr."""
# Mean share of the inhabitants in per cent, spread between places, change a year, in logarithms.
PEOPLE = {
    "aged_16_66": (64.0, 0.03, -0.001),
    "disabled": (1.7, 0.30, 0.015),
    "immigrants": (4.0, 0.45, 0.04),
    "refugees": (0.35, 0.45, 0.02),
}
# Share of the recipients in 2012, growth a year in logarithms, months' pay beside the mean.
FAMILIES = {
    "Enslige menn uten barn": (0.40, 0.028, 0.95),
    "Enslige kvinner uten barn": (0.23, 0.026, 0.90),
    "Enslige med barn": (0.14, 0.020, 1.10),
    "Par uten barn": (0.12, 0.051, 0.95),
    "Par med barn": (0.11, 0.049, 1.30),
}
Figure = float | int | str


def _inhabitants(piece: str) -> float:
    """In 2012; the parts of a municipality that was later split share what it had."""
    return BIG.get(piece) or round(900 + exp(8.0 + 0.95 * normal("inhabitants", piece)))


def _trait(piece: str, of: str) -> float:
    return normal("trait", of, piece)


def _of_piece(piece: str, year: int) -> dict[str, float]:
    """What a piece of land has in a year: numbers of people, and two measures times people."""
    after = year - YEARS[0]
    people = _inhabitants(piece) * exp(after * (0.006 + 0.006 * _trait(piece, "growth")))
    found = {"inhabitants": people}
    for of, (mean, spread, growth) in PEOPLE.items():
        own = spread * _trait(piece, of) + 0.25 * spread * normal("year", of, piece, year)
        found[of] = people * mean / 100 * exp(own + after * growth)
    found["accumulation"] = people * exp(0.25 * _trait(piece, "accumulation"))
    found["upper_secondary"] = people * (72 + 5 * _trait(piece, "school") + 0.3 * after)
    return found


def municipality(code: str, year: int) -> dict[str, float]:
    """All figures on a municipality in a year, before any is withheld."""
    parts = [_of_piece(piece, year) for piece in sorted(pieces(year)[code])]
    total = {of: sum(part[of] for part in parts) for of in parts[0]}
    people = total["inhabitants"]
    found = {of: round(total[of]) for of in ("inhabitants", *PEOPLE)}
    found["accumulation"] = round(total["accumulation"] / people, 3)
    found["upper_secondary"] = round(total["upper_secondary"] / people, 1)
    x = {of: 100 * found[of] / found["inhabitants"] for of in PEOPLE}
    x |= {of: found[of] for of in ("accumulation", "upper_secondary")}
    x["urbanity"] = found["inhabitants"] ** 1.2
    expected = CONSTANT + sum(COEFFICIENTS[of] * value for of, value in x.items())
    own = (
        sum(
            part["inhabitants"] * normal("level", piece)
            for piece, part in zip(sorted(pieces(year)[code]), parts, strict=True)
        )
        / people
    )
    chance = sqrt(CHANCE**2 + CHANCE_OF_ONE**2 / people) * normal("spending", code, year)
    spending = expected + YEAR_EFFECTS[year - YEARS[0]] + OWN_LEVEL * own + chance
    found["spending"] = round(max(spending, 0.15) * found["inhabitants"])
    return found


def _recipients(code: str, year: int) -> dict[str, tuple[int, int]]:
    """Recipients by family, and what they were paid, in 1000 kr."""
    after = year - YEARS[0]
    people = sum(_of_piece(piece, year)["inhabitants"] for piece in pieces(CARRIED_TO)[code])
    found = {}
    for family, (share, growth, pay) in FAMILIES.items():
        count = (
            people
            * 0.024
            * share
            * exp(
                after * growth
                + 0.3 * normal("recipients", code)
                + 0.12 * normal(family, code, year)
            )
        )
        mean = 41 * pay * exp(0.03 * after + 0.05 * normal("paid", family, code, year))
        found[family] = (round(count), round(round(count) * mean))
    return found


def json_stat(
    title: str,
    dimensions: Sequence[tuple[str, str, Mapping[str, str]]],
    figure: Callable[..., Figure | None],
) -> str:
    """A JSON-stat2 data set; a figure that is a text is a mark, None is left out."""
    values: dict[str, Figure] = {}
    marks: dict[str, str] = {}
    for place, codes in enumerate(_crossed([list(texts) for _, _, texts in dimensions])):
        found = figure(*codes)
        if isinstance(found, str):
            marks[str(place)] = found
        elif found is not None:
            values[str(place)] = found
    document = {
        "version": "2.0",
        "class": "dataset",
        "label": title,
        "source": "Syntetiske tall",
        "id": [code for code, _, _ in dimensions],
        "size": [len(texts) for _, _, texts in dimensions],
        "dimension": {
            code: {"label": label, "category": {"index": list(texts), "label": texts}}
            for code, label, texts in dimensions
        },
        "value": values,
        "status": marks,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def px(
    title: str,
    dimensions: Sequence[tuple[str, str, Mapping[str, str]]],
    figure: Callable[..., Figure | None],
) -> bytes:
    """A .px file in Latin-1; None is written as `.`, which says that no figure is possible."""
    lines = ['CHARSET="ANSI";', 'CODEPAGE="iso-8859-1";', 'LANGUAGE="no";', f'TITLE="{title}";']
    names = [label for _, label, _ in dimensions]
    lines += [f"STUB={_quoted(names[:-1])};", f"HEADING={_quoted(names[-1:])};"]
    for code, label, texts in dimensions:
        lines += [
            f'VARIABLECODE("{label}")="{code}";',
            f'VALUES("{label}")={_quoted(texts.values())};',
            f'CODES("{label}")={_quoted(texts)};',
        ]
    lines += ['DATASYMBOL3=":";', 'SOURCE="Syntetiske tall";', "DATA="]
    width = len(dimensions[-1][2])
    cells = [figure(*codes) for codes in _crossed([list(texts) for _, _, texts in dimensions])]
    marks = {":": '"..."', "..": '".."'}
    shown = ['"."' if c is None else marks[c] if isinstance(c, str) else str(c) for c in cells]
    lines += [" ".join(shown[at : at + width]) for at in range(0, len(shown), width)]
    return ("\r\n".join(lines) + ";\r\n").encode("latin-1", "replace")


def _quoted(texts: Iterable[str]) -> str:
    return ",".join(f'"{text}"' for text in texts)


def _crossed(codes: Sequence[Sequence[str]]) -> Iterable[tuple[str, ...]]:
    if not codes:
        yield ()
        return
    for code in codes[0]:
        for rest in _crossed(codes[1:]):
            yield (code, *rest)


def make(folder: Path) -> None:
    """Write the files of figures."""
    made = {(code, str(year)): municipality(code, year) for year in YEARS for code in in_use(year)}
    codes = sorted({code for code, _ in made})
    places = ("Region", "region", {code: name(code) for code in codes})
    years = ("Tid", "år", {str(year): str(year) for year in YEARS})

    def economy(code: str, of: str, year: str) -> Figure | None:
        if (code, year) not in made:
            return None
        late = of == "spending" and uniform("late", code, year) < 0.002
        return ".." if late else made[code, year][of]

    def people(code: str, of: str, year: str) -> Figure | None:
        if (code, year) not in made:
            return None
        count = made[code, year][of]
        return ":" if 0 < count < 3 else count

    economy_of = {"spending": "Netto driftsutgifter til sosialhjelp", "inhabitants": "Innbyggere"}
    people_of = {
        "aged_16_66": "Innbyggere 16-66 år",
        "disabled": "Uføre 18-49 år",
        "immigrants": "Innvandrere fra ikke-vestlige land",
        "refugees": "Nylig bosatte flyktninger",
    }
    text = json_stat(
        "Sosialhjelpsutgifter og innbyggere (syntetiske tall)",
        [places, ("ContentsCode", "statistikkvariabel", economy_of), years],
        economy,
    )
    (folder / "economy.json").write_text(text, encoding="utf-8", newline="")
    (folder / "people.px").write_bytes(
        px(
            "Personer etter region, gruppe og år (syntetiske tall)",
            [places, ("Gruppe", "gruppe", people_of), years],
            people,
        )
    )
    rows = [
        (code, year, made[code, year]["accumulation"], made[code, year]["upper_secondary"])
        for code, year in sorted(made)
    ]
    text = _csv(["kommunenr", "år", "opphopningsindeks", "fullført videregående"], rows)
    (folder / "need.csv").write_text(text, encoding="utf-8", newline="")
    _make_recipients(folder)


def _make_recipients(folder: Path) -> None:
    """A table as a publisher gives it who has carried the series over: in one year's numbers."""
    rows = []
    for code in sorted(in_use(CARRIED_TO)):
        for year in YEARS:
            found = _recipients(code, year).values()
            counts = [":" if 0 < count < 3 else count for count, _ in found]
            rows.append((code, year, *counts, *(paid for _, paid in found)))
    head = [
        "kommunenr",
        "år",
        *(f"{family}, {of}" for of in ("antall", "kr") for family in FAMILIES),
    ]
    (folder / "recipients.csv").write_text(_csv(head, rows), encoding="utf-8", newline="")


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """As Norwegian Excel writes it: semicolons and decimal commas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
        for row in rows
    )
    return out.getvalue()


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT) / "study" / "register"
    target.mkdir(parents=True, exist_ok=True)
    make(target)
