"""The report: composed once as data, from which every format is drawn."""

from collections.abc import Sequence
from typing import Any

from godegrep.document.blocks import Block, Run
from godegrep.report.changes.changes import Changes, change_chapter
from godegrep.report.changes.transitions import Moves
from godegrep.report.methods.about import about_chapter, response_sentence
from godegrep.report.methods.appendix import Appendix
from godegrep.report.open.codes import CodeResults
from godegrep.report.own.chapters import set_among, written
from godegrep.report.own.macros import Source
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import codebook_of, cover
from godegrep.report.parts.finish import finished, point, strongest, summary
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.test_results import Verdicts
from godegrep.report.parts.wave_results import Material
from godegrep.report.wave.themes import Themes
from godegrep.study.codebook import NO_CODES

MOST_SHARES, MOST_OTHERS = 5, 1
"""The summary's points about shares, and about each of differences, themes and changes."""


def compose(material: Material) -> dict[str, Any]:
    """Write the report of one wave in one language.

    Returns what `report.json` holds, see docs/report-model.md.
    """
    language, config = material.language, material.config
    prose = Prose(language, config.unit[language.code], config.level)
    cells = Cells(material.wave, material.tables, material.code_tables)
    about = about_chapter(material, cells, prose)
    themes = Themes(material, cells, prose)
    default = [about, *themes.chapters()]
    changes = _changes(material, prose)
    default += [change_chapter(one) for one in changes]
    if changes:
        default[-1]["sections"] += CodeResults(material, cells, prose).changes()
    default += Appendix(material, cells, prose).chapters()
    own = [one for one in material.chapters if not one.waves or material.wave in one.waves]
    ids = [one.id for one in own]
    source = Source(material, cells, prose, themes.open, changes, default, ids)
    chapters, instead = set_among(own, written(own, source), source)
    findings = [*themes.findings, *(found for one in changes for found in one.findings)]
    response = response_sentence(material, cells, prose)
    return finished(
        {
            "wave": material.wave,
            **cover(config, language, material.logo),
            "subtitle": language.message("subtitle", wave=material.wave),
            "summary": _summary(material, prose, response, findings),
            "chapters": chapters,
            "codebook": codebook_of(material.codebook if material.coded else NO_CODES, language),
        },
        prose,
        material.synthetic,
        instead,
    )


def _changes(material: Material, prose: Prose) -> list[Changes]:
    """The changes from the wave before to this one."""
    if material.trends is None:
        return []
    trends, config = material.trends, material.config
    frame, questionnaire = trends.frame, trends.questionnaire
    cells = Cells(material.wave, trends.transitions)
    verdicts = Verdicts(trends.transition_tests, prose.level)
    before = frame.loc[frame["second"] == material.wave, "first"].unique()
    return [
        Changes(
            frame,
            first,
            material.wave,
            questionnaire.view(first),
            material.questionnaire,
            prose,
            material.synthetic,
            Moves(first, cells, verdicts, prose, config.suppression),
        )
        for first in before
    ]


def _summary(
    material: Material, prose: Prose, response: list[Run], findings: Sequence[Finding]
) -> Block:
    """The main findings: the response, the surest large shares, and one of each other kind."""
    chosen = strongest([found for found in findings if found.kind == "share"], MOST_SHARES)
    for kind in ("difference", "theme", "change"):
        chosen += strongest([found for found in findings if found.kind == kind], MOST_OTHERS)
    titles = {theme.id: material.text(theme.title) for theme in material.questionnaire.themes}
    return summary(
        prose.language,
        ([response] if response else [])
        + [point(titles[found.theme], found) for found in findings if found in chosen],
    )
