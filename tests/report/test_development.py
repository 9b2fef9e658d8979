"""The levels of three waves or more, and their figure."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from support import report_results as made
from support.sampled import sampled_waves

from godegrep.core.language import Language
from godegrep.report.changes.page import compose_trends
from godegrep.study.study import Study
from godegrep.tabulation.tables import tables
from godegrep.tabulation.trends import trends

pytestmark = pytest.mark.workflow

WAVES = (made.WAVE, "2031", "2032")
UP = {made.WAVE: 60, "2031": 20, "2032": 50}
"""How many of a hundred answer «Mer» about A in each wave."""


def three_waves(gone: str = "") -> tuple[Study, dict[str, pd.DataFrame]]:
    """A study of three waves with the same questions, but for one that the second left out."""
    one = made.study()

    def columns(question: str) -> dict[str, str]:
        return {wave: "z" for wave in WAVES if (question, wave) != (gone, "2031")}

    questions = tuple(
        replace(
            question,
            items=tuple(replace(item, columns=columns(question.id)) for item in question.items),
        )
        for question in one.questionnaire
    )
    wave = one.config.wave(made.WAVE)
    study = replace(
        one,
        questionnaire=replace(one.questionnaire, questions=questions),
        config=replace(one.config, waves=tuple(replace(wave, name=name) for name in WAVES)),
    )
    answers = {
        name: made.answers(up=("up",) * up + ("same",) * (80 - up) + ("down",) * 20)
        for name, up in UP.items()
    }
    return study, answers


def composed(study: Study, answers: dict[str, pd.DataFrame], language: str = "nb") -> Any:
    waves = sampled_waves(answers, study.questionnaire, study.config)
    levels = {
        wave: tables(frame, study.questionnaire.view(wave), study.config, wave)
        for wave, frame in waves.items()
    }
    changes = trends(waves, study.questionnaire, study.config)
    return compose_trends(study, changes, levels, Language(language))


def figures(report: Any) -> Any:
    return {figure.id: figure for figure in report.figures if figure.kind == "lines"}


@pytest.fixture(scope="module")
def report() -> Any:
    return composed(*three_waves())


def test_the_levels_of_all_waves_are_told_and_drawn(report: Any) -> None:
    figure = figures(report)["fig-levels-trend"]
    assert [category.id for category in figure.categories] == list(WAVES)
    row = next(row for row in figure.rows if row.label == "A – Mer")
    assert [value.value for value in row.values] == pytest.approx([0.6, 0.2, 0.5])
    assert [value.text for value in row.values] == ["60\u00a0%", "20\u00a0%", "50\u00a0%"]
    assert all(value.low < value.value < value.high for value in row.values)
    said = (
        "Andelen som svarer «Mer» om «A», var 60 prosent i 2030, 20 prosent i 2031 og 50 prosent "
        "i 2032."
    )
    assert said in [text.replace("\u00a0", " ") for text in made.texts(report)]
    assert figure.description.replace("\u00a0", " ") == said


def test_no_two_blocks_of_the_page_have_the_same_id(report: Any) -> None:
    ids = [block.id for block in (*report.figures, *report.tables)]
    ids += [figure.table.id for figure in report.figures if figure.table]
    assert len(ids) == len(set(ids))
    points = report.summary.blocks[0].items
    targets = [run.target for point in points for run in point if run.type == "reference"]
    assert targets == ["fig-change-trend-2031", "fig-change-trend-2032"]


def test_its_table_has_the_same_cells_and_every_number_a_row(report: Any) -> None:
    figure = figures(report)["fig-levels-trend"]
    table = figure.table
    assert [column.title for column in table.columns[1:4]] == list(WAVES)
    for drawn, printed in zip(figure.rows, table.rows, strict=True):
        assert [value.cell for value in drawn.values] == [run.cell for run in printed.cells[:3]]
    listed = [number.place for number in report.numbers]
    place = "development/one/fig-levels-trend"
    assert listed.count(place) == sum(len(row.values) for row in figure.rows)
    assert f"{place}/table" in listed


def test_a_question_that_a_wave_left_out_has_no_line() -> None:
    assert "fig-levels-need" in figures(composed(*three_waves()))
    assert "fig-levels-need" not in figures(composed(*three_waves(gone="need")))


def test_a_share_that_one_wave_withholds_is_hatched_there() -> None:
    study, answers = three_waves()
    waves = sampled_waves(answers, study.questionnaire, study.config)
    levels = {
        wave: tables(frame, study.questionnaire.view(wave), study.config, wave)
        for wave, frame in waves.items()
    }
    levels["2031"] = levels["2031"].assign(suppressed="base")
    changes = trends(waves, study.questionnaire, study.config)
    report = compose_trends(study, changes, levels, Language("nb"))
    (row, *_) = figures(report)["fig-levels-trend"].rows
    assert [value.value is None for value in row.values] == [False, True, False]
    assert " i 2031" not in figures(report)["fig-levels-trend"].description


def test_two_waves_have_no_chapter_of_levels() -> None:
    study, answers = three_waves()
    waves = study.config.waves[:2]
    two = replace(study, config=replace(study.config, waves=waves))
    report = composed(two, {wave.name: answers[wave.name] for wave in waves})
    assert [chapter.id for chapter in report.chapters] == ["changes-2030-2031"]


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_other_languages(language: str) -> None:
    assert figures(composed(*three_waves(), language))


def test_excel_draws_lines_of_the_levels(report: Any) -> None:
    import io
    import zipfile

    from godegrep.render.xlsx import render

    with zipfile.ZipFile(io.BytesIO(render(report, Language("nb")))) as archive:
        charts = [
            archive.read(name).decode() for name in archive.namelist() if "/charts/chart" in name
        ]
    assert any("<c:lineChart>" in chart or "<lineChart>" in chart for chart in charts)
