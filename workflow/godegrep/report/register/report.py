"""The report of the register's statistics: expected spending, growth, and practice and spending."""

from collections.abc import Mapping
from typing import Any

from godegrep.core.language import Language
from godegrep.report.parts.cover import codebook_of
from godegrep.report.parts.finish import finished, summary
from godegrep.report.parts.prose import Prose
from godegrep.report.register.growth import growth_chapter
from godegrep.report.register.parts import Parts
from godegrep.report.register.practice import practice_chapter
from godegrep.report.register.results import RegisterResults
from godegrep.report.register.spending import expected_chapter, index_chapter
from godegrep.study.codebook import NO_CODES


def compose_register(
    results: RegisterResults, cover: Mapping[str, Any], prose: Prose
) -> dict[str, Any]:
    """Write the report; the result is shaped like that of `report.compose`.

    `cover` holds what is on every report's title page, such as `title` and `institute`.
    """
    language: Language = prose.language
    parts = Parts(results, prose)
    chapters = []
    if results.coefficients is not None:
        chapters += [expected_chapter(parts), index_chapter(parts)]
    if results.growth is not None:
        chapters.append(growth_chapter(parts))
    chapters += [practice_chapter(parts, practice) for practice in results.practices]
    report = {
        "wave": "register",
        **cover,
        "subtitle": language.message("register_subtitle"),
        "summary": summary(language, []),
        "chapters": chapters,
        "codebook": codebook_of(NO_CODES, language),
    }
    made = finished(report, prose, results.synthetic)
    if results.synthetic:
        made["banner"] = language.message("register_banner_synthetic")
    return made
