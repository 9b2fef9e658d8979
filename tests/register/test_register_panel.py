"""Register tables to a panel: choosing figures, carrying them over reforms, telling mistakes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import SHARED

from godegrep.core.errors import Mistake
from godegrep.core.schema import read as read_settings
from godegrep.geography.municipalities import FIRST, LAST, in_use
from godegrep.register.description import table_from_dict
from godegrep.register.descriptions import (
    check_register_files,
    read_descriptions,
    register_descriptions,
)
from godegrep.register.harmonise import harmonise
from godegrep.register.panel import missing, panel
from godegrep.register.read import read_figures
from godegrep.study.register_settings import PanelSettings

SHARED_FILES = SHARED / "data" / "kommune"


# --- carrying over ---------------------------------------------------------------------------


def rows(*cells, variable="count"):
    """Figures from (municipality, year, value or mark)."""
    made = [
        (code, year, year, variable, value if isinstance(value, int | float) else np.nan)
        for code, year, value in cells
    ]
    frame = pd.DataFrame(made, columns=["municipality", "year", "codes", "variable", "value"])
    frame["why"] = pd.Series(
        [None if isinstance(v, int | float) else v for *_, v in cells], dtype="str"
    )
    return frame.assign(added="")


def cell(carried, code, year, variable="count"):
    """The value and the reason of one carried figure."""
    row = carried.query("municipality == @code and year == @year and variable == @variable").iloc[0]
    return row["value"], row["why"]


def test_merged_counts_are_summed_and_rates_weighted():
    figures = pd.concat(
        [
            rows(("0104", 2019, 30), ("0136", 2019, 10)),
            rows(("0104", 2019, 2.0), ("0136", 2019, 6.0), variable="rate"),
            rows(("0104", 2019, 2.0), ("0136", 2019, 6.0), variable="unweighted"),
        ]
    )
    weights = {"count": "", "rate": "count", "unweighted": "nobody"}
    carried, log = harmonise(figures, weights, 2024)
    assert cell(carried, "3103", 2019)[0] == 40
    assert cell(carried, "3103", 2019, "rate")[0] == (30 * 2 + 10 * 6) / 40
    assert cell(carried, "3103", 2019, "unweighted")[1] == "no_weight"
    moss = log[log["municipality"] == "3103"].set_index("variable")
    assert moss["from"].tolist() == ["0104 0136"] * 3
    assert moss["how"].to_dict() == {
        "count": "summed",
        "rate": "weighted",
        "unweighted": "no_weight",
    }


def test_what_is_missing_stays_missing_and_says_why():
    figures = rows(
        *(("0104", 2019, "confidential"), ("0136", 2019, 10)),
        *(("0213", 2019, "not_available"), ("0217", 2019, "not_available")),
        *(("1505", 2019, "confidential"),),
    )
    carried, log = harmonise(figures, {"count": ""}, 2024)
    assert cell(carried, "3103", 2019)[1] == "part_missing"
    assert cell(carried, "3207", 2019)[1] == "not_available"
    assert cell(carried, "1505", 2019)[1] == "confidential"
    assert cell(carried, "0301", 2019)[1] == "no_row"
    assert log["municipality"].tolist() == ["3103"]


def test_a_split_is_told_and_never_guessed():
    figures = rows(
        *((code, year, 100) for year in (2018, 2019) for code in sorted(in_use(year))),
        *((code, 2020, 100) for code in sorted(in_use(2020))),
    )
    carried, log = harmonise(figures, {"count": ""}, 2024)
    for code in ("1806", "1875", "5055", "5056", "5059"):
        assert cell(carried, code, 2019)[1] == "split"
        assert cell(carried, code, 2020)[0] == 100
    assert cell(carried, "1508", 2019)[0] == 400
    assert cell(carried, "1508", 2020)[1] == "split"
    narvik = log[(log["municipality"] == "1806") & (log["how"] == "split")].iloc[0]
    assert (narvik["first"], narvik["last"], narvik["from"]) == (2018, 2019, "1805 1850 1854")


@pytest.mark.workflow
@settings(max_examples=25, deadline=None)
@given(st.integers(FIRST, LAST), st.integers(FIRST, LAST), st.integers(0, 2**32 - 1))
def test_nothing_is_lost_or_counted_twice(source, target, seed):
    chance = np.random.default_rng(seed)
    codes = sorted(in_use(source))
    values = chance.integers(0, 1000, len(codes))
    figures = rows(*((code, source, int(v)) for code, v in zip(codes, values, strict=True)))
    carried, log = harmonise(figures, {"count": ""}, target)
    assert set(carried["municipality"]) == in_use(target)
    lost = log.loc[log["how"] == "split", "from"].str.split().explode().unique()
    kept = dict(zip(codes, values, strict=True))
    assert carried["value"].sum() == sum(v for code, v in kept.items() if code not in set(lost))


# --- from files to the panel -----------------------------------------------------------------

CSV = """kommune;år;kjønn;personer;andel
0301;2016;alle;600;2,5
0104 Moss;2016;alle;30;:
K-0136;2016;alle;10;4,0
03;2016;alle;600;2
Kilde: SSB;;;;
0301;2016;kvinner;300;
"""
SHARE = """\
  - {id: share, text: Andel, unit: prosent, column: andel, carry: {weighted: people}}
"""
DESCRIPTION = (
    """
file: people.csv
publisher: SSB, tabell 1
municipality: kommune
year: år
select: {kjønn: alle}
variables:
  - {id: people, text: Personer, unit: personer, column: personer, carry: sum}
"""
    + SHARE
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "study" / "register"
    made.mkdir(parents=True)
    (made / "people.csv").write_text(CSV, encoding="utf-8")
    (made / "people.yaml").write_text(DESCRIPTION, encoding="utf-8")
    return tmp_path


def read(folder):
    tables = read_descriptions(register_descriptions(folder))
    check_register_files(tables, folder)
    return [(t, read_figures(folder / "study/register" / t.file, t)) for t in tables]


def edit(folder, old, new, file="people.yaml"):
    path = folder / "study/register" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lines(folder, config=None):
    with pytest.raises(Mistake) as caught:
        panel(read(folder), read_settings(PanelSettings, {"year": 2024, **(config or {})}))
    return caught.value.lines


def test_a_csv_becomes_a_panel(folder):
    ratio = {"id": "double", "text": "x", "unit": "x", "of": "people", "per": "people", "times": 2}
    found, log = panel(
        read(folder), read_settings(PanelSettings, {"year": 2024, "ratios": [ratio]})
    )
    assert len(found) == 357
    assert list(found.columns) == [
        *("municipality", "name", "year", "people", "people__why", "share", "share__why"),
        *("double", "double__why"),
    ]
    wide = found.set_index("municipality")
    assert wide.loc["0301", ["people", "share", "double"]].tolist() == [600, 2.5, 2]
    assert wide.loc["3103", "people"] == 40
    assert wide.loc["3103", "share__why"] == "part_missing"
    assert wide.loc["1505", "double__why"] == "no_row"
    assert set(log["municipality"]) == {"3103"}
    empty = missing(found).set_index(["municipality", "variable"])
    assert empty.loc[("3103", "share"), "why"] == "part_missing"
    assert len(empty) == 357 * 3 - 5
    whole = missing(found.dropna(subset=["people"]).assign(people=1.0))
    assert list(whole["variable"].unique()) == ["share"]
    assert whole["year"].dtype == "int64"


def test_categories_that_are_summed(folder):
    edit(folder, "select: {kjønn: alle}", "sum_over: [kjønn]")
    edit(
        folder,
        SHARE,
        "",
    )
    ((_, found),) = read(folder)
    assert found.set_index("municipality")["value"].to_dict() == {
        "0301": 900,
        "0104": 30,
        "0136": 10,
    }


def test_expired_numbers_are_refused_or_added(folder):
    edit(
        folder,
        "0301;2016;kvinner",
        "0104;2018;alle;1;1\n0136;2018;alle;2;1\n1723;2018;alle;5;\n0301;2018;kvinner",
        "people.csv",
    )
    edit(
        folder,
        SHARE,
        "",
    )
    with pytest.raises(Mistake) as caught:
        read(folder)
    assert caught.value.lines[0] == (
        "study/register/people.yaml: Mosvik (1723) has figures for 2018, but that number was in "
        "use until 2011; in 2018 it is Inderøy (5053)."
    )
    edit(folder, "year: år", "year: år\nexpired: add\nwithout_years: [2017]")
    found, log = panel(read(folder), PanelSettings(2024))
    row = found.query("municipality == '5053' and year == 2018").iloc[0]
    assert row["people"] == 5
    assert log.query("municipality == '5053'")["from"].tolist() == ["1723 5053"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kommune\n", "region\n", "has no 'region'; it has: kommune, år, kjønn"),
        ("kjønn: alle", "kjønn: mann", "has no category 'mann'; it has: alle, kvinner"),
        ("column: andel", "column: del", "has no column 'del'"),
        ("select: {kjønn: alle}", "leave_out: ['2111']", "has 2 rows alike in 2016"),
        ("{weighted: people}", "{weighted: nobody}", "weighted by nobody, which no table gives"),
        ("carry: sum", "carry: mean", '"mean" does not fit'),
        ("publisher: SSB, tabell 1", "", "publisher is missing"),
        ("file: people.csv", "file: ../people.csv", "does not fit"),
        ("file: people.csv", "file: borte.csv", "there is no file study/register/borte.csv"),
        ("id: share", "id: people", "people occurs twice"),
        ("year: år", "year: kjønn", "which are not years"),
        ("municipality: kommune", "municipality: kjønn", "no municipality numbers"),
    ],
)
def test_mistakes_in_a_description_are_plain_lines(folder, old, new, told):
    edit(folder, old, new)
    found = lines(folder)
    assert any(told in line for line in found), found
    assert all(line.startswith("study/register/people.yaml") for line in found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("K-0136", "9999", "no municipality has had since 2004: 9999"),
        (
            "K-0136",
            "3103",
            "Moss (3103) has figures for 2016, but that number was in use from 2024 on",
        ),
        (";2,5", ";ca. 2", "row 2: andel is 'ca. 2' (1 such rows), neither a number nor a mark"),
        ("K-0136;2016", "K-0136;2003", "2003 are not known"),
    ],
)
def test_mistakes_in_the_figures_are_plain_lines(folder, old, new, told):
    edit(folder, old, new, "people.csv")
    found = lines(folder)
    assert any(told in line for line in found), found


def test_a_year_that_is_missing_is_told(folder):
    line = lines(folder, {"years": [2015, 2017]})[0]
    assert "people has no figures for 2015, 2017" in line


def test_two_sources_that_disagree_are_told(folder):
    other = DESCRIPTION.replace("people.csv", "other.csv")
    (folder / "study/register/other.yaml").write_text(other, encoding="utf-8")
    (folder / "study/register/other.csv").write_text(CSV, encoding="utf-8")
    panel(read(folder), PanelSettings(2024))
    edit(folder, ";600;2,5", ";601;2,5", "other.csv")
    first, last = lines(folder)
    assert first == (
        "study/register: people of Oslo - Oslove (0301) in 2016 is 601 in other.yaml and 600 in "
        "people.yaml."
    )
    assert "disagree on 1 figure." in last
    edit(folder, "unit: personer", "unit: tusen", "other.yaml")
    assert "people has another unit" in lines(folder)[0]


def test_a_mark_of_the_files_own(folder):
    edit(folder, ";600;2,5", ";*;2,5", "people.csv")
    edit(folder, "year: år", 'year: år\nmarks: {"*": confidential}')
    ((_, found),) = read(folder)
    assert (
        found.set_index(["variable", "municipality"]).loc[("people", "0301"), "why"]
        == "confidential"
    )


def test_a_description_of_a_px_file():
    table = table_from_dict(
        "x",
        {
            "file": "x.px",
            "publisher": "SSB",
            "municipality": "Region",
            "year": 2016,
            "select": {"Alder": [18, "19"]},
            "variables": [{"id": "a", "text": "A", "unit": "B", "carry": "sum"}],
        },
    )
    assert table.select == {"Alder": ("18", "19")}
    assert table.year == 2016


@pytest.mark.skipif(not SHARED_FILES.exists(), reason="the real files of ../shared are not here")
def test_payments_of_nav_keep_their_total(tmp_path):
    source = SHARED_FILES / "nav_ytelser_2014_2017.csv"
    table = table_from_dict(
        "nav",
        {
            "file": source.name,
            "publisher": "NAV",
            "municipality": "Kommune Nr Navn",
            "year": "År",
            "sum_over": ["Kapittel", "Stønadsområde"],
            "expired": "add",
            "variables": [
                {
                    "id": "paid",
                    "text": "Utbetalt",
                    "unit": "mill. kr",
                    "carry": "sum",
                    "column": "Utbetalt mill kr",
                }
            ],
        },
    )
    found, log = panel([(table, read_figures(source, table))], PanelSettings(2019))
    text = source.read_text(encoding="utf-8-sig").splitlines()
    amounts = [row.split('";"')[6] for row in text if row.startswith('"20')]
    total = sum(float(amount.replace(",", ".")) for amount in amounts)
    assert found["paid"].sum() == pytest.approx(total)
    assert "0706 0710 0719 0720" in set(log["from"])
