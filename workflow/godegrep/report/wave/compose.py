"""The report: composed once as data, from which every format is drawn."""

from collections.abc import Sequence
from dataclasses import replace

from godegrep.document.report import Chapter, Report
from godegrep.document.runs import Run
from godegrep.report.changes.changes import Changes, ComparedWaves, change_chapter
from godegrep.report.changes.transitions import Transitions
from godegrep.report.methods.about import about_chapter, response_sentence
from godegrep.report.methods.appendix import Appendix
from godegrep.report.open.codes import CodeResults
from godegrep.report.own.chapters import set_among, written
from godegrep.report.own.printed import Source
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import cover
from godegrep.report.parts.finish import Draft, finished, point, strongest
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.test_results import TestResults
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.wave.themes import Themes
from godegrep.study.codebook import NO_CODES
from godegrep.study.questionnaire import Questionnaire

MOST_SHARES, MOST_OTHERS = 5, 1
"""The summary's points about shares, and about each of differences, themes and changes."""


def compose(results: WaveResults) -> Report:
    """Write the report of one wave in one language."""
    language, config = results.language, results.config
    prose = Prose(language, config.report.unit[language.code], config.design.level)
    cells = Cells(results.wave, results.closed.tables, results.open.code_tables)
    default = _Default(results, cells, prose)
    wave = results.wave
    own = [chapter for chapter in results.chapters if wave in (chapter.waves or [wave])]
    source = default.source([chapter.id for chapter in own])
    chapters, instead = set_among(own, written(own, source), source)
    draft = Draft(
        part=wave,
        cover=cover(config.report, language, results.logo),
        subtitle=language.message("subtitle", wave=wave),
        banner=language.message("banner_synthetic") if results.synthetic else "",
        chapters=chapters,
        points=_points(results, response_sentence(results, cells, prose), default.findings),
        codebook=results.codebook if results.open.coded else NO_CODES,
    )
    return finished(draft, prose, instead)


class _Default:
    """The chapters that a report has of itself, and what of them may stand in the summary."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results, self.cells, self.prose = results, cells, prose
        about = about_chapter(results, cells, prose)
        self.themes = Themes(results, cells, prose)
        themes = self.themes.chapters()
        self.changes = _changes(results, prose)
        appendix = Appendix(results, cells, prose)
        self.chapters = [about, *themes, *self._change_chapters(), *appendix.chapters()]

    def _change_chapters(self) -> list[Chapter]:
        """The last of them has the changes of the codes, too."""
        chapters = [change_chapter(changes) for changes in self.changes]
        if chapters:
            codes = CodeResults(self.results, self.cells, self.prose).changes()
            last = chapters[-1]
            chapters[-1] = replace(last, sections=(*last.sections, *codes))
        return chapters

    @property
    def findings(self) -> list[Finding]:
        """All that may stand in the summary, in the order of the chapters."""
        of_changes = [finding for changes in self.changes for finding in changes.findings]
        return [*self.themes.findings, *of_changes]

    def source(self, own: Sequence[str]) -> Source:
        """What the researcher's own chapters draw upon; `own` are their ids."""
        return Source(
            self.results,
            self.cells,
            self.prose,
            self.themes.open,
            self.changes,
            self.chapters,
            own,
        )


def _changes(results: WaveResults, prose: Prose) -> list[Changes]:
    """The changes from the wave before to this one."""
    change = results.change
    if change is None:
        return []
    cells = Cells(results.wave, change.transitions)
    tests = TestResults(change.transition_tests, prose.level)
    rule = results.config.suppression
    before = change.changes.loc[change.changes["second"] == results.wave, "first"].unique()
    return [
        Changes(
            change.changes,
            _compared(results, change.questionnaire, first),
            prose,
            Transitions(first, cells, tests, prose, rule),
        )
        for first in before
    ]


def _compared(results: WaveResults, both: Questionnaire, first: str) -> ComparedWaves:
    before = both.view(first)
    return ComparedWaves(first, results.wave, before, results.questionnaire, results.synthetic)


def _points(
    results: WaveResults, response: list[Run], findings: Sequence[Finding]
) -> list[list[Run]]:
    """The main findings: the response, the surest large shares, and one of each other kind."""
    chosen = _strongest(findings, "share", MOST_SHARES)
    for kind in ("difference", "theme", "change"):
        chosen += _strongest(findings, kind, MOST_OTHERS)
    titles = {theme.id: results.text(theme.title) for theme in results.questionnaire.themes}
    return ([response] if response else []) + [
        point(titles[finding.theme], finding) for finding in findings if finding in chosen
    ]


def _strongest(findings: Sequence[Finding], kind: str, most: int) -> list[Finding]:
    return strongest([finding for finding in findings if finding.kind == kind], most)
