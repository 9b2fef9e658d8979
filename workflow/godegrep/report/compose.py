"""The report: composed once as data, from which every format is drawn."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from godegrep.language import Language
from godegrep.report.about import about_chapter, response_sentence
from godegrep.report.appendix import Appendix
from godegrep.report.changes import Changes, change_chapter
from godegrep.report.chapters import set_among, written
from godegrep.report.codes import CodeResults
from godegrep.report.cover import codebook_of, cover
from godegrep.report.differences import Verdicts
from godegrep.report.macros import Source
from godegrep.report.model import (
    Block,
    Cells,
    Material,
    Run,
    bullets,
    reference_run,
    strong_run,
    text_run,
)
from godegrep.report.moves import Moves
from godegrep.report.numbering import number_parts, printed_numbers
from godegrep.report.prose import Finding, Prose
from godegrep.report.themes import Themes
from godegrep.study import NO_CODES

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


def finished(
    report: dict[str, Any],
    prose: Prose,
    synthetic: bool,
    instead: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The report with its parts numbered, its banner, and the list of its numbers.

    `instead` is that of `number_parts`.
    """
    language = prose.language
    number_parts(report["summary"], report["chapters"], language, instead)
    report["language"] = language.code
    report["level"] = prose.level_text()
    report["banner"] = language.message("banner_synthetic") if synthetic else ""
    report["numbers"] = printed_numbers(report)
    return report


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


def strongest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """So many of the strongest findings, and not two of a theme while another theme has one."""
    ranked = sorted(findings, key=lambda found: -found.strength)
    themes: set[str] = set()
    first: list[Finding] = []
    further: list[Finding] = []
    for found in ranked:
        (further if found.theme in themes else first).append(found)
        themes.add(found.theme)
    return [*first, *further][:most]


def point(title: str, found: Finding) -> list[Run]:
    """A point of the summary, led by the title of its theme, with where to read on."""
    lead = [strong_run(f"{title}:"), text_run(" ")] if title else []
    return [*lead, *found.runs, text_run(" "), reference_run(found.target, capital=True)]


def summary(language: Language, items: Sequence[list[Run]]) -> Block:
    """The summary of a report; without points it is left out of the page."""
    return {
        "title": language.message("summary_title"),
        "blocks": [bullets(items)] if items else [],
    }
