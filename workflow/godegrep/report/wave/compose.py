"""The report: composed once as data, from which every format is drawn."""

from collections.abc import Sequence
from typing import Any

from godegrep.document.blocks import Block, Run
from godegrep.report.changes.changes import Changes, change_chapter
from godegrep.report.changes.transitions import Transitions
from godegrep.report.methods.about import about_chapter, response_sentence
from godegrep.report.methods.appendix import Appendix
from godegrep.report.open.codes import CodeResults
from godegrep.report.own.chapters import set_among, written
from godegrep.report.own.macros import Source
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import codebook_of, cover
from godegrep.report.parts.finish import finished, point, strongest, summary
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.test_results import TestResults
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.wave.themes import Themes
from godegrep.study.codebook import NO_CODES

MOST_SHARES, MOST_OTHERS = 5, 1
"""The summary's points about shares, and about each of differences, themes and changes."""


def compose(results: WaveResults) -> dict[str, Any]:
    """Write the report of one wave in one language.

    Returns what `report.json` holds, see docs/report-model.md.
    """
    language, config = results.language, results.config
    prose = Prose(language, config.report.unit[language.code], config.design.level)
    cells = Cells(results.wave, results.tables, results.code_tables)
    about = about_chapter(results, cells, prose)
    themes = Themes(results, cells, prose)
    default = [about, *themes.chapters()]
    changes = _changes(results, prose)
    default += [change_chapter(one) for one in changes]
    if changes:
        default[-1]["sections"] += CodeResults(results, cells, prose).changes()
    default += Appendix(results, cells, prose).chapters()
    own = [one for one in results.chapters if not one.waves or results.wave in one.waves]
    ids = [one.id for one in own]
    source = Source(results, cells, prose, themes.open, changes, default, ids)
    chapters, instead = set_among(own, written(own, source), source)
    findings = [*themes.findings, *(found for one in changes for found in one.findings)]
    response = response_sentence(results, cells, prose)
    return finished(
        {
            "wave": results.wave,
            **cover(config, language, results.logo),
            "subtitle": language.message("subtitle", wave=results.wave),
            "summary": _summary(results, prose, response, findings),
            "chapters": chapters,
            "codebook": codebook_of(results.codebook if results.coded else NO_CODES, language),
        },
        prose,
        results.synthetic,
        instead,
    )


def _changes(results: WaveResults, prose: Prose) -> list[Changes]:
    """The changes from the wave before to this one."""
    if results.trends is None:
        return []
    trends, config = results.trends, results.config
    frame, questionnaire = trends.frame, trends.questionnaire
    cells = Cells(results.wave, trends.transitions)
    test_results = TestResults(trends.transition_tests, prose.level)
    before = frame.loc[frame["second"] == results.wave, "first"].unique()
    return [
        Changes(
            frame,
            first,
            results.wave,
            questionnaire.view(first),
            results.questionnaire,
            prose,
            results.synthetic,
            Transitions(first, cells, test_results, prose, config.suppression),
        )
        for first in before
    ]


def _summary(
    results: WaveResults, prose: Prose, response: list[Run], findings: Sequence[Finding]
) -> Block:
    """The main findings: the response, the surest large shares, and one of each other kind."""
    chosen = strongest([found for found in findings if found.kind == "share"], MOST_SHARES)
    for kind in ("difference", "theme", "change"):
        chosen += strongest([found for found in findings if found.kind == kind], MOST_OTHERS)
    titles = {theme.id: results.text(theme.title) for theme in results.questionnaire.themes}
    return summary(
        prose.language,
        ([response] if response else [])
        + [point(titles[found.theme], found) for found in findings if found in chosen],
    )
