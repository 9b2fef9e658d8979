"""The report of the register's statistics: every number with its cell, in three languages."""

import json

import numpy as np
import pandas as pd
import pytest
from support.register_figures import PANEL, QUESTIONS, SIMULATED, material, simulated
from support.report_results import study

from godegrep.core.language import Language
from godegrep.document.codec import from_json, to_json
from godegrep.document.report import Report
from godegrep.figures.draw import NARROW, WIDE, draw
from godegrep.register.models.classes import Thresholds, choose_cases, classify
from godegrep.register.models.expected import estimate
from godegrep.register.models.growth_table import Measure, growth_table
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.offices import join
from godegrep.register.practice import points_of, practice_table
from godegrep.render.html import render
from godegrep.report.parts.cover import cover
from godegrep.report.parts.prose import Prose
from godegrep.report.register.report import compose_register
from godegrep.report.register.results import PracticeOfWave, RegisterResults
from godegrep.sampling.design import Design
from godegrep.study.config import DEFAULT_UNIT
from godegrep.study.register_settings import ClassSettings

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def frames():
    panel = simulated(np.random.default_rng(3), municipalities=60)
    found = estimate(panel, SIMULATED)
    measure = Measure("family", {}, ("couples", "singles"), ("paid_couples", "paid_singles"))
    rows, joined = material()
    table = practice_table(rows, joined, QUESTIONS, ["duty", "ways"], Design(), "2017")
    codes = pd.DataFrame({"respondent": ["K1"], "municipality": [""]})
    none = pd.DataFrame({"municipality": [], "index": []})
    told = {**join(codes, none, pd.Series(dtype=float), 2024).told(), "offices": 200, "joined": 200}
    practice = PracticeOfWave(
        "2017",
        2016,
        QUESTIONS,
        table,
        told,
        {
            cell: pd.DataFrame(points)
            for cell, points in points_of(table, rows, joined, QUESTIONS, 5).items()
        },
    )
    index = index_table(found)
    limits = Thresholds.of(ClassSettings(first=2013), index)
    classes = classify(index, limits)
    size = pd.Series(0, index=classes["municipality"])
    cases = choose_cases(classes, size, 1)
    classes = classes.assign(size_group=0).merge(cases, how="left", on="municipality")
    return RegisterResults(
        names={"spending": {"nb": "Utgifter"}, "family": {"nb": "Familier"}},
        units={"spending": {"nb": "1000 kr"}},
        places={},
        synthetic=True,
        coefficients=found.table,
        index=index,
        classes=classes,
        thresholds=limits,
        facts={**found.facts(), **accuracy(found)},
        growth=growth_table(PANEL, [measure], 2012, 2016),
        practices=[practice],
        shown=["0001", "0002"],
    )


def composed(frames, code="nb"):
    prose = Prose(Language(code), DEFAULT_UNIT[code])
    return compose_register(frames, cover(study().config.report, prose.language, None), prose)


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_it_is_composed_and_drawn_in_each_language(frames, code):
    report = composed(frames, code)
    names = [chapter.id for chapter in report.chapters]
    assert names == [
        "register-expected",
        "register-index",
        "register-growth",
        "register-practice-2017",
    ]
    assert report.banner
    page = render(report, Language(code))
    assert page == render(
        from_json(Report, json.loads(json.dumps(to_json(report)))), Language(code)
    )
    ids = [block.id for block in (*report.figures, *report.tables)]
    assert len(ids) == len(set(ids))
    for figure in report.figures:
        for width in (WIDE, NARROW):
            assert draw(figure, Language(code), width).startswith("<svg")


def test_a_printed_coefficient_is_the_one_of_its_cell(frames):
    numbers = {(n.cell, n.text): n.value for n in composed(frames).numbers}
    for row in frames.coefficients.to_dict("records"):
        cell = f"register/expected.{row['term']}//coefficient"
        values = [value for (name, _), value in numbers.items() if name == cell]
        assert row["estimate"] in values
        assert row["se"] in values


def test_small_coefficients_are_printed_as_powers(frames):
    table = next(b for b in composed(frames).tables if b.id == "table-register-coefficients")
    urbanity = next(row for row in table.rows if row.label == "urbanity")
    assert "· 10⁻⁷" in urbanity.cells[0].text
    assert [row.cells[1].text for row in table.rows] == frames.coefficients["stars"].tolist()


def test_the_index_of_a_place_is_printed_as_it_is(frames):
    numbers = [n for n in composed(frames).numbers if n.cell == "register/index.0001/2016/index"]
    own = frames.index.query("municipality == '0001' and year == 2016")["index"].iloc[0]
    assert {n.value for n in numbers} == {own, None}
    assert {n.text for n in numbers if n.value} == {Language("nb").number(own)}


def test_the_classes_are_counted_and_every_case_is_named(frames):
    tables = {table.id: table for table in composed(frames).tables}
    counted = tables["table-register-classes"].rows
    known = frames.classes.dropna(subset=["level", "change"])
    assert sum(run.value for row in counted for run in row.cells) == len(known) > 0
    high = (known["level"] == "high") & (known["change"] == "increase")
    assert counted[0].cells[0].value == high.sum()
    cases = frames.classes.dropna(subset=["case"])
    labels = [row.label for row in tables["table-register-cases"].rows]
    assert len(labels) == len(cases) > 0
    assert all(any(label.startswith(code) for label in labels) for code in cases["municipality"])


def test_what_goes_together_is_never_told_without_the_reservation(frames):
    for code, words in (("nb", "sier ikke at"), ("nn", "seier ikkje at"), ("en", "do not show")):
        notes = [b for b in composed(frames, code).blocks if b.type == "note"]
        assert words in "".join(run.text for run in notes[-1].runs)


def test_no_office_of_few_is_in_the_report(frames):
    report = json.dumps(to_json(composed(frames)))
    assert "ways.rare" not in report
