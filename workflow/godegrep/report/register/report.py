"""The report of the register's statistics: expected spending, growth, and practice and spending."""

from godegrep.document.report import Report
from godegrep.report.parts.cover import Cover
from godegrep.report.parts.finish import Draft, finished
from godegrep.report.parts.prose import Prose
from godegrep.report.register.growth import growth_chapter
from godegrep.report.register.practice import practice_chapter
from godegrep.report.register.results import RegisterResults
from godegrep.report.register.spending import expected_chapter, index_chapter
from godegrep.report.register.text import RegisterText


def compose_register(results: RegisterResults, cover: Cover, prose: Prose) -> Report:
    """Write the report."""
    message = prose.language.message
    texts = RegisterText(results, prose)
    chapters = []
    if results.coefficients is not None:
        chapters += [expected_chapter(texts), index_chapter(texts)]
    if results.growth is not None:
        chapters.append(growth_chapter(texts))
    chapters += [practice_chapter(texts, practice) for practice in results.practices]
    draft = Draft(
        part="register",
        cover=cover,
        subtitle=message("register_subtitle"),
        banner=message("register_banner_synthetic") if results.synthetic else "",
        chapters=chapters,
    )
    return finished(draft, prose)
