"""The page about trends: what has changed from wave to wave, in the shape of a report."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.report.changes.changes import Changes, change_chapter
from godegrep.report.changes.levels import Levels
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import codebook_of, cover
from godegrep.report.parts.finish import finished, point, strongest, summary
from godegrep.report.parts.prose import Prose
from godegrep.study.codebook import NO_CODES
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
) -> dict[str, Any]:
    """Write the page of trends from `trends.parquet` and each wave's `tables.parquet`.

    The result is shaped like `compose`'s.
    """
    config = study.config
    prose = Prose(language, config.report.unit[language.code], config.design.level)
    compared = []
    for first, second in pairwise(config.waves):
        synthetic = first.synthetic or second.synthetic
        compared.append(
            Changes(
                trends,
                first.name,
                second.name,
                study.questionnaire.view(first.name),
                study.questionnaire.view(second.name),
                prose,
                synthetic,
                mark=f"-{second.name}" if len(config.waves) > 2 else "",
            )
        )
    synthetic = any(wave.synthetic for wave in config.waves)
    cells = {wave: Cells(wave, frame) for wave, frame in tables.items()}
    chapters = Levels(compared, cells, prose, synthetic).chapters()
    chapters += [change_chapter(changes) for changes in compared]
    findings = [found for changes in compared for found in changes.findings]
    largest = strongest(findings, MOST_CHANGES)
    titles = {
        theme.id: in_language(theme.title, language.code) for theme in study.questionnaire.themes
    }
    return finished(
        {
            "wave": "trends",
            **cover(config, language, logo),
            "subtitle": language.message(
                "trends_subtitle", first=config.waves[0].name, last=config.waves[-1].name
            ),
            "summary": summary(
                language,
                [point(titles[found.theme], found) for found in findings if found in largest],
            ),
            "chapters": chapters,
            "codebook": codebook_of(NO_CODES, language),
        },
        prose,
        synthetic,
    )
