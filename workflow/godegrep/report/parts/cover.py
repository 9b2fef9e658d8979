"""What a report bears on its first page, and the codebook that its readers may look up."""

from datetime import date
from typing import Any

from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Codebook
from godegrep.study.config import ReportSettings
from godegrep.study.logo import Logo


def cover(about: ReportSettings, language: Language, logo: Logo | None) -> dict[str, Any]:
    """The keys `title`, `institute`, `date`, `colours` and `logo` of `report.json`."""
    printed = language.date(date.fromisoformat(about.date)) if about.date else ""
    return {
        "title": in_language(about.title, language.code),
        "institute": about.institute,
        "date": printed,
        "colours": {"main": about.colours.main, "accent": about.colours.accent},
        "logo": {**logo, "text": about.institute} if logo else None,
    }


def codebook_of(codebook: Codebook, language: Language) -> dict[str, Any]:
    """The key `codebook` of `report.json`: the codes with their texts in one language."""

    def text(value: Any) -> str:
        return in_language(value, language.code)

    return {
        "version": codebook.version,
        "codes": [
            {
                "id": code.id,
                "name": text(code.name),
                "definition": text(code.definition),
                "include": text(code.include),
                "exclude": text(code.exclude),
                "parent": code.parent,
            }
            for code in codebook.codes
        ],
    }
