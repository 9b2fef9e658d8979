"""The page about trends: what has changed from wave to wave, in the shape of a report."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.document.report import Report
from godegrep.document.runs import Run
from godegrep.report.changes.changes import Changes, ComparedWaves, change_chapter
from godegrep.report.changes.levels import Levels
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import cover
from godegrep.report.parts.finish import Draft, finished, point, strongest
from godegrep.report.parts.prose import Prose
from godegrep.study.logo import Logo
from godegrep.study.study import Study

MOST_CHANGES = 6
"""The summary's points, the largest clear changes."""


def compose_trends(
    study: Study,
    trends: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    language: Language,
    logo: Logo | None = None,
) -> Report:
    """Write the page of trends from `trends.parquet` and each wave's `tables.parquet`."""
    config = study.config
    prose = Prose(language, config.report.unit[language.code], config.design.level)
    compared = [Changes(trends, waves, prose) for waves in _pairs(study)]
    synthetic = any(wave.synthetic for wave in config.waves)
    cells = {wave: Cells(wave, frame) for wave, frame in tables.items()}
    chapters = Levels(compared, cells, prose, synthetic).chapters()
    chapters += [change_chapter(changes) for changes in compared]
    first, last = config.waves[0].name, config.waves[-1].name
    draft = Draft(
        part="trends",
        cover=cover(config.report, language, logo),
        subtitle=language.message("trends_subtitle", first=first, last=last),
        banner=language.message("banner_synthetic") if synthetic else "",
        chapters=chapters,
        points=_points(study, compared, language),
    )
    return finished(draft, prose)


def _pairs(study: Study) -> Iterator[ComparedWaves]:
    """Each wave and the one before it."""
    waves = study.config.waves
    for first, second in pairwise(waves):
        yield ComparedWaves(
            first.name,
            second.name,
            study.questionnaire.view(first.name),
            study.questionnaire.view(second.name),
            first.synthetic or second.synthetic,
            f"-{second.name}" if len(waves) > 2 else "",
        )


def _points(study: Study, compared: Sequence[Changes], language: Language) -> list[list[Run]]:
    """The largest clear changes, in the order of the page."""
    findings = [finding for changes in compared for finding in changes.findings]
    largest = strongest(findings, MOST_CHANGES)
    themes = study.questionnaire.themes
    titles = {theme.id: in_language(theme.title, language.code) for theme in themes}
    return [point(titles[finding.theme], finding) for finding in findings if finding in largest]
