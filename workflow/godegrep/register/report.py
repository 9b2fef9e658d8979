"""The report of the register's statistics: expected spending, growth, and practice and spending."""

from collections.abc import Mapping
from typing import Any

from godegrep.language import Language
from godegrep.register.material import RegisterMaterial
from godegrep.register.report_growth import growth_chapter
from godegrep.register.report_parts import Parts
from godegrep.register.report_practice import practice_chapter
from godegrep.register.report_spending import expected_chapter, index_chapter
from godegrep.report.compose import finished, summary
from godegrep.report.cover import codebook_of
from godegrep.report.prose import Prose
from godegrep.study import NO_CODES


def compose_register(
    material: RegisterMaterial, cover: Mapping[str, Any], prose: Prose
) -> dict[str, Any]:
    """Write the report; the result is shaped like that of `report.compose`.

    `cover` holds what is on every report's title page, such as `title` and `institute`.
    """
    language: Language = prose.language
    parts = Parts(material, prose)
    chapters = []
    if material.coefficients is not None:
        chapters += [expected_chapter(parts), index_chapter(parts)]
    if material.growth is not None:
        chapters.append(growth_chapter(parts))
    chapters += [practice_chapter(parts, practice) for practice in material.practices]
    report = {
        "wave": "register",
        **cover,
        "subtitle": language.message("register_subtitle"),
        "summary": summary(language, []),
        "chapters": chapters,
        "codebook": codebook_of(NO_CODES, language),
    }
    made = finished(report, prose, material.synthetic)
    if material.synthetic:
        made["banner"] = language.message("register_banner_synthetic")
    return made
