"""Sentences: what they say, in three languages, and when they say nothing."""

import re
from statistics import NormalDist

import pytest

from godegrep.differences import clear, difference
from godegrep.language import Language
from godegrep.prose import VARIANTS, Prose, Row, lower_first
from godegrep.report_model import Cell, plain
from godegrep.study import DEFAULT_UNIT

NB = "\u00a0"


def prose(language: str = "nb") -> Prose:
    return Prose(Language(language), DEFAULT_UNIT[language])


def cell(share: float, n: int = 200, **others: object) -> Cell:
    values = {"low": share - 0.05, "high": share + 0.05, "statistic": "share", **others}
    return Cell("2030/x/y/share", n, round(share * n), share, **values)  # type: ignore[arg-type]


def said(sentences: list[list[dict[str, object]]]) -> str:
    return " ".join(plain(runs) for runs in sentences).replace(NB, " ")


# --- Single sentences --------------------------------------------------------------------------


def test_a_number_is_a_run_with_its_cell_between_runs_of_text() -> None:
    runs = prose().say("brief_grid", share=prose().share(cell(0.62)), answer="«A»", item="«B»")
    assert [run["type"] for run in runs] == ["number", "text"]
    assert runs[0]["cell"] == "2030/x/y/share"
    assert (runs[0]["value"], runs[0]["n"]) == (0.62, 200)
    assert plain(runs) == f"62{NB}prosent svarer «A» om «B»."


def test_an_answer_is_told_with_fraction_share_interval_and_base() -> None:
    rows = [Row("Ja", cell(0.8)), Row("Nei", cell(0.2))]
    assert said(prose().single(rows)) == (
        "Om lag fire av fem (80 prosent, 95 % KI 75–85, n = 200) svarer «Ja». "
        "De øvrige, 20 prosent, svarer «Nei»."
    )


def test_few_answers_are_told_in_counts() -> None:
    rows = [Row("Ja", cell(0.7, n=10)), Row("Nei", cell(0.3, n=10))]
    assert (
        said(prose().single(rows))
        == "Flest svarer «Ja»: 7 av 10. De øvrige, 3 av 10, svarer «Nei»."
    )


def test_an_answer_that_all_give_and_one_that_nobody_gives() -> None:
    everyone = [Row("Ja", cell(1.0, n=30)), Row("Nei", cell(0.0, n=30))]
    assert said(prose().single(everyone)) == "Alle 30 svarer «Ja»."
    three = [Row("A", cell(0.6)), Row("B", cell(0.4)), Row("C", cell(0.0))]
    assert said(prose().single(three)).endswith("Ingen svarer «C».")


def test_a_grid_names_its_top_and_its_bottom() -> None:
    rows = [Row("A", cell(0.3)), Row("B", cell(0.8)), Row("C", cell(0.55)), Row("D", cell(0.1))]
    text = said(prose().ranking("grid", "Økt", rows))
    assert text.startswith(
        "Om lag fire av fem (80 prosent, 95 % KI 75–85, n = 200) svarer «Økt» om «B»"
    )
    assert "«C» (55 prosent) og «A» (30 prosent)" in text
    assert text.endswith("Lavest er andelen for «D», 10 prosent.")


def test_items_with_the_same_share_have_no_bottom() -> None:
    text = said(prose().ranking("grid", "Økt", [Row("A", cell(0.3)), Row("B", cell(0.3))]))
    assert "Lavest" not in text


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([(0.5, 0.1), (0.6, 0.2)], "For begge punktene er det flere som svarer «Opp» enn «Ned»."),
        (
            [(0.5, 0.1), (0.6, 0.2), (0.4, 0.3)],
            "For alle de tre punktene er det flere som svarer «Opp» enn «Ned». "
            "Forskjellen er minst for «2»: 40 prosent mot 30 prosent.",
        ),
        (
            [(0.5, 0.1), (0.1, 0.4), (0.2, 0.6)],
            "For ett av tre punkter er det flere som svarer «Opp» enn «Ned».",
        ),
        ([(0.1, 0.5), (0.2, 0.4)], ""),
        ([(0.5, 0.1)], ""),
    ],
)
def test_opposite_answers_are_weighed_against_each_other(
    shares: list[tuple[float, float]], expected: str
) -> None:
    pairs = [(str(i), cell(one), cell(other)) for i, (one, other) in enumerate(shares)]
    assert said(prose().balance("Opp", "Ned", pairs)) == expected


def test_sentences_of_one_kind_begin_differently() -> None:
    writer = prose()
    rows = [Row("A", cell(0.46)), Row("B", cell(0.2))]
    openings = [said(writer.ranking("grid", "Økt", rows))[:12] for _ in range(VARIANTS["grid_top"])]
    assert len(set(openings)) == VARIANTS["grid_top"]


def test_a_mean_comes_with_unit_interval_and_median() -> None:
    mean = Cell("m", 217, 217, 28.04, 26.9, 29.1, statistic="mean")
    median = Cell("d", 217, 217, 25.0, statistic="median")
    assert said([prose().mean("Hvor mange?", mean, median, "saker")]) == (
        "På spørsmålet «Hvor mange?» er gjennomsnittet 28,0 saker "
        "(95 % KI 26,9–29,1, n = 217), og medianen er 25."
    )


@pytest.mark.parametrize(
    ("text", "inside"),
    [("Kommunestørrelse", "kommunestørrelse"), ("NAV-kontor", "NAV-kontor"), ("", "")],
)
def test_a_label_inside_a_sentence(text: str, inside: str) -> None:
    assert lower_first(text) == inside


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_each_variant_exists_and_ends_the_sentence(language: str) -> None:
    writer = Language(language)
    for key, count in VARIANTS.items():
        words = dict.fromkeys(
            "share answer item list breaks by one other group other_group p minimum".split(), "X"
        )
        for number in range(1, count + 1):
            assert writer.message(f"{key}_{number}", **words).endswith(".")
        with pytest.raises(KeyError):
            writer.message(f"{key}_{count + 1}", **words)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_other_languages_say_the_same_numbers(language: str) -> None:
    rows = [Row("A", cell(0.3)), Row("B", cell(0.8)), Row("C", cell(0.55))]
    numbers = [
        re.findall(r"\d+", said(prose(code).ranking("grid", "X", rows)))
        for code in ("nb", language)
    ]
    assert numbers[0] == numbers[1]


# --- Differences between groups ----------------------------------------------------------------


def wilson(count: int, n: int) -> Cell:
    z = NormalDist().inv_cdf(0.975)
    p = count / n
    centre, spread = (p + z**2 / (2 * n)), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    low, high = (centre - spread) / (1 + z**2 / n), (centre + spread) / (1 + z**2 / n)
    return Cell("", n, count, p, low, high)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17: 873–890, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    counts: tuple[int, int, int, int], low: float, high: float
) -> None:
    between = difference(wilson(*counts[:2]), wilson(*counts[2:]))
    assert between is not None
    assert (between.low, between.high) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )


def test_with_symmetric_intervals_the_p_value_is_that_of_the_z_test() -> None:
    z = NormalDist().inv_cdf(0.975)
    one = cell(0.6, low=0.6 - z * 0.03, high=0.6 + z * 0.03)
    other = cell(0.5, low=0.5 - z * 0.04, high=0.5 + z * 0.04)
    between = difference(other, one)
    assert between is not None
    assert between.first is one
    # 0.1 / sqrt(0.03² + 0.04²) = 2
    assert between.p == pytest.approx(2 * NormalDist().cdf(-2))


def test_a_group_without_an_interval_is_not_compared() -> None:
    assert difference(cell(0.6), cell(0.5, low=None)) is None


def test_several_tests_must_hold_together() -> None:
    # Holm (1979): 0.01·4 < 0.05 and 0.015·3 < 0.05, but 0.03·2 > 0.05, so neither it nor 0.04.
    assert clear([0.04, 0.01, 0.03, 0.015]) == [False, True, False, True]
    assert clear([]) == []
