"""The facts about municipality numbers and the reforms: they add up, and tell one story."""

import pytest

from godegrep.geography.municipalities import (
    FIRST,
    LAST,
    in_use,
    is_known,
    name,
    named,
    number_message,
    origins,
    pieces,
    reforms,
    successors,
    to_code,
    years_of,
)


@pytest.mark.parametrize(
    ("year", "count"),
    # As many municipalities as Norway had on 1 January, by Statistics Norway.
    [
        *((2004, 434), (2005, 433), (2006, 431), (2008, 430), (2012, 429), (2013, 428)),
        *((2017, 426), (2018, 422), (2019, 422), (2020, 356), (2023, 356), (2024, 357)),
    ],
)
def test_there_are_as_many_municipalities_as_there_were(year, count):
    assert len(in_use(year)) == count


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_numbers_share_out_the_whole_land_every_year(year):
    held = [piece for parts in pieces(year).values() for piece in parts]
    assert len(held) == len(set(held))
    assert set(held) == {piece for parts in pieces(FIRST).values() for piece in parts}
    assert all(pieces(year).values())


def test_each_reform_ends_in_numbers_that_begin_or_go_on_then():
    for year, old, new, *_ in reforms():
        assert years_of(old)[1] == year - 1
        assert new in in_use(year)
        assert old in in_use(year - 1)


def test_lives_and_reforms_tell_the_same_story():
    began = {(reform.year, reform.new) for reform in reforms()}
    for year in range(FIRST + 1, LAST + 1):
        assert {(year, code) for code in in_use(year) - in_use(year - 1)} <= began


@pytest.mark.parametrize(
    ("old", "year", "new"),
    [
        ("0706", 2017, ["0710"]),
        ("0723", 2018, ["0729"]),
        ("1718", 2018, ["5054"]),
        ("1601", 2018, ["5001"]),
        ("1567", 2019, ["5061"]),
        ("0716", 2020, ["3803"]),
        ("1027", 2020, ["4225"]),
        ("1444", 2020, ["1577"]),
        ("5040", 2020, ["5007"]),
        ("1571", 2020, ["5055"]),
        ("5012", 2020, ["5055", "5056", "5059"]),
        ("1850", 2020, ["1806", "1875"]),
        ("1507", 2024, ["1508", "1580"]),
        ("1534", 2024, ["1580"]),
        ("1546", 2024, ["1508"]),
        ("0231", 2024, ["3205"]),
    ],
)
def test_what_became_of_a_municipality(old, year, new):
    assert successors(old, year) == new


def test_a_split_gives_back_an_older_municipality():
    found = origins(2019, 2024).set_index("to")
    assert found.loc[["1508"], "from"].tolist() == ["1504", "1523", "1529", "1546"]
    assert found.loc[["1508"], "exact"].all()
    assert not origins(2020, 2024).set_index("to").loc[["1508"], "exact"].any()
    back = origins(2024, 2023).set_index("to")
    assert back.loc[["1507"], "from"].tolist() == ["1508", "1580"]
    assert back.loc[["1507"], "exact"].all()


@pytest.mark.parametrize(
    ("label", "code"),
    [
        *(("0101", "0101"), ("101", "0101"), ("K-3101", "3101"), ("0101 Halden", "0101")),
        *(("0", None), ("01", None), ("030101", None), ("EAK", None), ("", None), ("²101", None)),
    ],
)
def test_which_labels_are_municipality_numbers(label, code):
    assert to_code(label) == code


def test_names_stand_with_their_numbers():
    assert named("3101") == "Halden (3101)"
    assert name("0137") == name("3114") == "Våler"
    assert not is_known("9999")


def test_numbers_that_are_not_in_use_are_told_with_what_became_of_them():
    assert number_message("1804", 2020) == ""
    assert number_message("0101", 2020) == (
        "Halden (0101) was in use until 2019; the numbers are those of 2020: Halden (3001)."
    )
    assert "has not been" in number_message("9999", 2020)
