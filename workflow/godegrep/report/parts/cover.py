"""What a report bears on its first page, and the codebook that its readers may look up."""

from dataclasses import dataclass
from datetime import date

from godegrep.core.language import Language
from godegrep.core.text_by_language import Text, in_language
from godegrep.document.report import Codebook, CodebookEntry, Colours, Logo
from godegrep.study import codebook as study_codebook
from godegrep.study import logo as study_logo
from godegrep.study.config import ReportSettings


@dataclass(frozen=True)
class Cover:
    """What all reports of a study bear on their first page."""

    title: str
    institute: str
    date: str
    colours: Colours
    logo: Logo | None


def cover(about: ReportSettings, language: Language, logo: study_logo.Logo | None) -> Cover:
    """The first page in one language."""
    return Cover(
        title=in_language(about.title, language.code),
        institute=about.institute,
        date=language.date(date.fromisoformat(about.date)) if about.date else "",
        colours=Colours(about.colours.main, about.colours.accent),
        logo=Logo(logo["type"], logo["data"], about.institute) if logo else None,
    )


def codebook_of(codebook: study_codebook.Codebook, language: Language) -> Codebook:
    """The codes with their texts in one language."""

    def text(value: Text) -> str:
        return in_language(value, language.code)

    codes = [
        CodebookEntry(
            id=code.id,
            name=text(code.name),
            definition=text(code.definition),
            include=text(code.include),
            exclude=text(code.exclude),
            parent=code.parent,
        )
        for code in codebook.codes
    ]
    return Codebook(codebook.version, tuple(codes))
