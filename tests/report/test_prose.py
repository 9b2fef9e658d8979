"""Sentences: what they say, in three languages, and when they say nothing."""

import re

import pytest

from godegrep.core.language import Language
from godegrep.document.cell import Cell
from godegrep.document.runs import Run, Text, plain
from godegrep.document.statistic import Statistic
from godegrep.report.parts import sentences as phrased
from godegrep.report.parts.prose import VARIANTS, Prose, lower_first
from godegrep.report.parts.sentences import ItemShare
from godegrep.report.parts.test_results import TestResult, most_apart
from godegrep.study.config import DEFAULT_UNIT

NB = "\u00a0"


def prose(language: str = "nb") -> Prose:
    return Prose(Language(language), DEFAULT_UNIT[language])


def cell(share: float, n: int = 200, **others: object) -> Cell:
    values = {"low": share - 0.05, "high": share + 0.05, "statistic": Statistic.SHARE, **others}
    return Cell("2030/x/y/share", n, round(share * n), share, **values)  # type: ignore[arg-type]


def said(sentences: list[list[Run]]) -> str:
    return " ".join(plain(runs) for runs in sentences).replace(NB, " ")


# --- Single sentences --------------------------------------------------------------------------


def test_a_number_is_a_run_with_its_cell_between_runs_of_text() -> None:
    runs = prose().say("brief_grid", share=prose().share(cell(0.62)), answer="«A»", item="«B»")
    assert [run.type for run in runs] == ["number", "text"]
    assert runs[0].cell == "2030/x/y/share"
    assert (runs[0].value, runs[0].n) == (0.62, 200)
    assert plain(runs) == f"62{NB}prosent svarer «A» om «B»."


def test_a_stretch_in_bold_stays_bold() -> None:
    code, count = Text("Tett oppfølging", strong=True), "42 av 152"
    runs = prose().say("open_code", code=code, words="mange", count=count)
    assert runs[0] == code
    assert [run.strong for run in runs] == [True, False]


def test_an_answer_is_told_with_fraction_share_interval_and_base() -> None:
    rows = [ItemShare("Ja", cell(0.8)), ItemShare("Nei", cell(0.2))]
    assert said(phrased.single(prose(), rows)) == (
        "Om lag fire av fem (80 prosent, 95 % KI 75–85, n = 200) svarer «Ja». "
        "De øvrige, 20 prosent, svarer «Nei»."
    )


def test_few_answers_are_told_in_counts() -> None:
    rows = [ItemShare("Ja", cell(0.7, n=10)), ItemShare("Nei", cell(0.3, n=10))]
    assert (
        said(phrased.single(prose(), rows))
        == "Flest svarer «Ja»: 7 av 10. De øvrige, 3 av 10, svarer «Nei»."
    )


def test_an_answer_that_all_give_and_one_that_nobody_gives() -> None:
    everyone = [ItemShare("Ja", cell(1.0, n=30)), ItemShare("Nei", cell(0.0, n=30))]
    assert said(phrased.single(prose(), everyone)) == "Alle 30 svarer «Ja»."
    three = [ItemShare("A", cell(0.6)), ItemShare("B", cell(0.4)), ItemShare("C", cell(0.0))]
    assert said(phrased.single(prose(), three)).endswith("Ingen svarer «C».")


def test_a_grid_names_its_top_and_its_bottom() -> None:
    rows = [
        ItemShare("A", cell(0.3)),
        ItemShare("B", cell(0.8)),
        ItemShare("C", cell(0.55)),
        ItemShare("D", cell(0.1)),
    ]
    text = said(phrased.ranking(prose(), "grid", "Økt", rows))
    assert text.startswith(
        "Om lag fire av fem (80 prosent, 95 % KI 75–85, n = 200) svarer «Økt» om «B»"
    )
    assert "«C» (55 prosent) og «A» (30 prosent)" in text
    assert text.endswith("Lavest er andelen for «D», 10 prosent.")


def test_items_with_the_same_share_have_no_bottom() -> None:
    text = said(
        phrased.ranking(
            prose(), "grid", "Økt", [ItemShare("A", cell(0.3)), ItemShare("B", cell(0.3))]
        )
    )
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
    assert said(phrased.balance(prose(), "Opp", "Ned", pairs)) == expected


def test_sentences_of_one_kind_begin_differently() -> None:
    writer = prose()
    rows = [ItemShare("A", cell(0.46)), ItemShare("B", cell(0.2))]
    openings = [
        said(phrased.ranking(writer, "grid", "Økt", rows))[:12] for _ in range(VARIANTS["grid_top"])
    ]
    assert len(set(openings)) == VARIANTS["grid_top"]


def test_a_mean_comes_with_unit_interval_and_median() -> None:
    mean = Cell("m", 217, 217, 28.04, 26.9, 29.1, statistic=Statistic.MEAN)
    median = Cell("d", 217, 217, 25.0, statistic=Statistic.MEDIAN)
    assert said([phrased.mean(prose(), "Hvor mange?", mean, median, "saker")]) == (
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
    rows = [ItemShare("A", cell(0.3)), ItemShare("B", cell(0.8)), ItemShare("C", cell(0.55))]
    numbers = [
        re.findall(r"\d+", said(phrased.ranking(prose(code), "grid", "X", rows)))
        for code in ("nb", language)
    ]
    assert numbers[0] == numbers[1]


# --- Differences between groups ----------------------------------------------------------------


# --- Differences between groups ----------------------------------------------------------------


def result_of(**others: object) -> TestResult:
    values = {
        "p": 0.004,
        "effect": -0.213,
        "effect_name": Statistic.COHEN_H,
        "group": "b",
        **others,
    }
    return TestResult("2030/x//test@size", n=229, category="", clear=True, **values)  # type: ignore[arg-type]


def test_a_p_value_stands_with_its_effect_and_base() -> None:
    runs = prose().tested(result_of())
    assert plain(runs).replace(NB, " ") == "p = 0,004, Cohens h = −0,21, n = 229"
    assert [run.value for run in runs if run.type == "number"] == [0.004, -0.213, 229]
    assert {run.cell for run in runs if run.type == "number"} == {"2030/x//test@size"}


def test_the_group_that_stands_out_is_set_beside_the_one_farthest_from_it() -> None:
    cells = [cell(share, group=group) for share, group in ((0.5, "a"), (0.2, "b"), (0.7, "c"))]
    between = most_apart(result_of(), cells)
    assert between is not None
    assert (between.first.group, between.second.group) == ("c", "b")
    assert between.estimate == pytest.approx(0.5)
    assert between.visible
    near = most_apart(result_of(), [cell(0.5, group="a"), cell(0.54, group="b")])
    assert near is not None
    assert not near.visible
    assert most_apart(result_of(group="d"), cells) is None
    assert most_apart(result_of(), cells[1:2]) is None
    assert most_apart(result_of(), [cells[1], cell(0.2, group="a")]) is None
