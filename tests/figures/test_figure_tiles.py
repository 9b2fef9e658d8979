"""Counties as tiles: where they stand, and what a tile says."""

from dataclasses import replace

import pytest
from support import report_results as made
from support.figure_blocks import NB, bars, check_layout, value
from support.reports import blocks

from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot, Wording
from godegrep.document.figures import figure as drawn_as
from godegrep.figures.draw import NARROW, WIDE, layout
from godegrep.figures.drawing import Label
from godegrep.geography.counties import NAMES, tiles
from godegrep.geography.municipalities import in_use
from godegrep.report.wave.compose import compose

YEARS = (2017, 2018, 2021, 2024)
# The seats of the county governors and councils: degrees north and east.
SEATS = {
    "Østfold": (59.3, 11.1),
    "Akershus": (60.0, 11.0),
    "Oslo": (59.9, 10.7),
    "Hedmark": (60.8, 11.1),
    "Oppland": (61.1, 10.5),
    "Buskerud": (59.7, 10.2),
    "Vestfold": (59.3, 10.4),
    "Telemark": (59.2, 9.6),
    "Aust-Agder": (58.5, 8.8),
    "Vest-Agder": (58.1, 8.0),
    "Agder": (58.1, 8.0),
    "Rogaland": (59.0, 5.7),
    "Hordaland": (60.4, 5.3),
    "Vestland": (60.4, 5.3),
    "Sogn og Fjordane": (61.2, 6.1),
    "Møre og Romsdal": (62.7, 7.2),
    "Sør-Trøndelag": (63.4, 10.4),
    "Nord-Trøndelag": (64.0, 11.5),
    "Trøndelag": (64.0, 11.5),
    "Nordland": (67.3, 14.4),
    "Troms": (69.6, 19.0),
    "Finnmark": (70.1, 29.7),
    "Troms og Finnmark": (69.6, 19.0),
    "Innlandet": (60.8, 11.1),
    "Viken": (59.9, 10.7),
    "Vestfold og Telemark": (59.2, 9.6),
}


def of_year(year: int) -> list[str]:
    """The numbers of the counties of a year, from those of its municipalities."""
    return sorted({code[:2] for code in in_use(year)})


def figure(year: int, withheld: int = -1) -> Figure:
    """A figure of a year's counties, one of them withheld."""
    labels = [NAMES[number] for number in of_year(year)]
    places = tiles(labels)
    assert places
    shares = [None if i == withheld else (3 * i + 1) / 60 for i in range(len(labels))]
    rows = [
        FigureRow(label, 10 + i, (value("a", share),), tile=place)
        for i, (label, place, share) in enumerate(zip(labels, places, shares, strict=True))
    ]
    plot = Plot(FigureKind.TILES, [Category("a", "Svarprosent", "single")], rows)
    return drawn_as("fig-x", Wording("Tittel", "Beskrivelse", []), plot, None)


@pytest.mark.parametrize("year", YEARS)
def test_every_county_of_the_year_has_a_tile_of_its_own(year: int) -> None:
    numbers = of_year(year)
    places = tiles(numbers)
    assert places
    assert len(set(places)) == len(numbers)
    assert places == tiles([NAMES[number] for number in numbers])


@pytest.mark.parametrize("year", YEARS)
def test_north_is_up_and_east_to_the_right(year: int) -> None:
    labels = [NAMES[number] for number in of_year(year)]
    found = dict(zip(labels, tiles(labels) or (), strict=True))
    for one, (column, row) in found.items():
        for other, (other_column, other_row) in found.items():
            if SEATS[one][0] > SEATS[other][0] + 1.5:
                assert row < other_row, (one, other)
            if SEATS[one][1] > SEATS[other][1] + 3.5:
                assert column >= other_column, (one, other)


def test_what_is_not_counties_has_no_tiles() -> None:
    assert tiles(["Nord", "Øst", "Vest", "Sør"]) is None
    assert tiles(["Oslo", "Rogaland"]) is None  # two make no map
    assert tiles([*of_year(2024), "a", "b", "c", "d"]) is None
    assert tiles(["Viken", "Østfold", *map(NAMES.get, of_year(2024)[4:])]) is None  # of two times
    assert tiles([*of_year(2024), "Oslo"]) is None  # twice
    assert tiles([]) is None


def test_others_stand_apart_at_the_upper_left() -> None:
    counties = [NAMES[number] for number in of_year(2021)]
    found = tiles([*counties[:8], "annet", "Utlandet"])
    assert found
    assert found[:8] == (tiles(counties) or [])[:8]
    assert found[8:] == [(0, 0), (0, 1)]
    for year in YEARS:
        assert not set(tiles(of_year(year)) or ()) & {(0, 0), (0, 1), (0, 2)}


def test_other_spellings_of_the_same_counties() -> None:
    plain = [NAMES[number] for number in of_year(2024)]
    spelt = {"Troms": "Troms – Romsa – Tromssa", "Oslo": "OSLO", "Agder": "Agder fylkeskommune"}
    assert tiles([spelt.get(name, name) for name in plain]) == tiles(plain)
    assert tiles(["3" if number == "03" else number for number in of_year(2024)]) == tiles(plain)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("year", YEARS)
def test_no_text_of_a_tile_collides_or_is_clipped(year: int, width: int) -> None:
    drawing = layout(figure(year, withheld=3), NB, width)
    check_layout(drawing)
    texts = [shape for shape in drawing.shapes if isinstance(shape, Label)]
    assert "n = 12".replace(" ", "\u00a0") in [text.text for text in texts]
    # Every share stands in ink that can be read on its own tile.
    assert sum(text.style.startswith("on-step") for text in texts) >= 3 * (len(of_year(year)) - 1)


def test_a_withheld_tile_is_hatched_and_says_so() -> None:
    drawing = layout(figure(2024, withheld=3), NB, WIDE)
    county = NAMES[of_year(2024)[3]]
    assert f"{county}: for få svar" in [part.title for part in drawing.parts]
    assert len(bars(drawing, hatched=True)) == 1
    assert "for få svar" in [s.text for s in drawing.shapes if isinstance(s, Label)]
    assert not bars(layout(figure(2024), NB, WIDE), hatched=True)


@pytest.mark.parametrize(
    ("shares", "limits"),
    [
        ([0.5, 0.5], ["50–51 %"]),
        ([0.51, 0.54], ["51–52 %", "52–53 %", "53–54 %"]),
        ([0.4, 0.68], ["40–50 %", "50–60 %", "60–70 %"]),
        ([0.0, 1.0], ["0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %"]),
    ],
)
def test_classes_of_shares(shares: list[float], limits: list[str]) -> None:
    block = figure(2024)
    rows = [replace(row, values=(value("a", shares[i % 2]),)) for i, row in enumerate(block.rows)]
    drawing = layout(replace(block, rows=tuple(rows)), NB, WIDE)
    texts = [s.text.replace("\u00a0", " ") for s in drawing.shapes if isinstance(s, Label)]
    assert [text for text in texts if "–" in text] == limits
    tones = [bar.tone for part in drawing.parts if part.title for bar in part.shapes[:1]]
    # The least and the largest share stand in the first and the last class of the legend.
    legend = [bar.tone for bar in drawing.parts[1].shapes[::2]]
    assert tones[:2] == [legend[0], legend[-1]]


def test_a_figure_of_all_counties_is_a_map() -> None:
    counties = of_year(2024)
    variables = {"size": {"text": "Fylke", "county_of": "kommune"}}
    frame = made.answers(
        size=[counties[i % 15] for i in range(100)],
    )
    # Those who did not answer are of some county too.
    frame["frame.size"] = frame["frame.size"].where(frame["frame.size"].isin(counties), "03")
    study = made.study(frame={"respondent": "id", "variables": variables}, breaks=[])
    report = compose(made.results(study, frame))
    (shown,) = [one for one in blocks(report, "figure") if one.id == "fig-response-size"]
    assert shown.kind == "tiles"
    oslo = next(row for row in shown.rows if row.label == "Oslo")
    assert oslo.n == 7 + 25
    assert oslo.values[0].value == pytest.approx(7 / 32)
    assert [row.label for row in shown.table.rows] == [NAMES[one] for one in counties]


def test_a_break_by_counties_is_a_map_of_what_differs_most() -> None:
    report = compose(made.by_county())
    (shown,) = [one for one in blocks(report, "figure") if one.id == "fig-trend-size"]
    assert shown.kind == "tiles"
    shares = {row.label: row.values[0].value for row in shown.rows}
    # «Mindre» is what most say, of all three items together.
    assert shares["Oslo"] == 0
    assert shares["Troms og Finnmark"] == 1
    assert {row.n for row in shown.rows} == {60}
