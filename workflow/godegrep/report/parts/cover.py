"""What a report bears on its first page, and the codebook that its readers may look up."""

from datetime import date
from typing import Any

from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.study.codebook import Codebook
from godegrep.study.config import Config
from godegrep.study.logo import Logo


def cover(config: Config, language: Language, logo: Logo | None) -> dict[str, Any]:
    """The keys `title`, `institute`, `date`, `colours` and `logo` of `report.json`."""
    printed = language.date(date.fromisoformat(config.report.date)) if config.report.date else ""
    return {
        "title": in_language(config.report.title, language.code),
        "institute": config.report.institute,
        "date": printed,
        "colours": {"main": config.report.colours.main, "accent": config.report.colours.accent},
        "logo": {**logo, "text": config.report.institute} if logo else None,
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
