"""Chapters tried before there are results: nothing is told that is no mistake."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import report_results as made
from support.paths import ROOT
from support.planted import write_whole
from support.reports import two_waves

from godegrep.document.figures import Figure
from godegrep.document.report import Report
from godegrep.document.tables import Table
from godegrep.report.own.rehearsal import Stage, chapter_mistakes
from godegrep.report.parts.wave_results import WaveChange
from godegrep.report.wave.compose import compose
from godegrep.study.read import read_study
from godegrep.study.study import Study


def calls(study: Study, wave: str) -> Iterator[str]:
    """Every call of a macro that the study's files allow in a wave's report, figures once."""
    stage = Stage(study, wave)
    opens = [question.id for question in stage.view if question.type == "open"]
    groups = [(by, group) for by in study.config.breaks for group in stage.groups(by) or ["?"]]
    for question, item in stage.view.items():
        yield f"n({item.id!r})"
        yield from (f"n({item.id!r}, by={by!r}, group={group!r})" for by, group in groups)
        if question.type == "number":
            yield f"mean({item.id!r})"
        for answer in stage.names.answers(question) if question.type != "number" else ():
            yield f"share({item.id!r}, {answer!r}, words=true)"
            for by, group in groups:
                yield f"share({item.id!r}, {answer!r}, by={by!r}, group={group!r}, detail=true)"
            if stage.before and stage.is_compared(question, item.id):
                yield f"change({item.id!r}, {answer!r}, detail=true)"
    for code in study.codebook.codes:
        yield f"how_many({code.id!r})"
        yield from (f"how_many({code.id!r}, {name!r}, detail=true)" for name in opens)
        yield from (f"quote(code={code.id!r}, question={name!r})" for name in opens)
    yield from (f"figure({name!r})" for name in stage.figures)
    yield from (f"table({name!r})" for name in stage.tables)
    yield from (f"see({name!r})" for name in [*stage.figures, *stage.tables, *stage.chapters])
    yield from (f"see({question.id!r})" for question in stage.view)


@pytest.mark.parametrize("example", [pytest.param(True, marks=pytest.mark.workflow), False])
def test_what_the_files_allow_is_no_mistake(tmp_path: Path, example: bool) -> None:
    study = read_study(ROOT if example else write_whole(tmp_path))
    waves = [wave.name for wave in study.config.waves]
    for wave in waves:
        asked = [f"{{{{ {call} }}}}" for call in calls(study, wave)]
        assert len(asked) > 60
        (tmp_path / f"{wave}.md.j2").write_text(
            f'---\ntitle: Alt\nwaves: ["{wave}"]\n---\n' + "\n\n".join(asked), encoding="utf-8"
        )
    assert chapter_mistakes(study, tmp_path) == []


def ids(report: Report, kind: type) -> set[str]:
    """The ids of a report's figures, or of its tables with those of figures."""
    figures = [block for block in report.blocks if isinstance(block, Figure)]
    inside = [figure.table for figure in figures if figure.table]
    return {block.id for block in [*report.blocks, *inside] if isinstance(block, kind)}


def test_what_a_report_holds_may_be_asked_for() -> None:
    report = compose(made.results(read=20))
    stage = Stage(made.study(), made.WAVE)
    assert ids(report, Figure) <= set(stage.figures)
    assert ids(report, Table) <= set(stage.tables)
    assert [chapter.id for chapter in report.chapters] == stage.chapters


def test_so_may_what_a_second_wave_has() -> None:
    study, frame = two_waves()
    later = made.answers(up=("up",) * 20 + ("same",) * 60 + ("down",) * 20)
    view = study.questionnaire.view("2031")
    change = WaveChange(frame, study.questionnaire)
    report = compose(made.results(study, later, wave="2031", questionnaire=view, change=change))
    stage = Stage(study, "2031")
    assert ids(report, Figure) <= set(stage.figures)
    assert ids(report, Table) <= set(stage.tables)
    assert [chapter.id for chapter in report.chapters] == stage.chapters
