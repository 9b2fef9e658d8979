"""A text in one or more languages."""

from collections.abc import Mapping
from typing import Any

Text = Mapping[str, str]
"""The same text by language: ``{"nb": …, "nn": …, "en": …}``."""


def in_language(text: Text, language: str) -> str:
    """The text in a language, or in the nearest one that it exists in."""
    for candidate in (language, "nb", "nn", "en", *text):
        if text.get(candidate):
            return text[candidate]
    return ""


def text_by_language(value: Any) -> Text:
    """A text by language from YAML, where a plain string counts as bokmål."""
    if isinstance(value, Mapping):
        return {str(language): str(text) for language, text in value.items()}
    return {"nb": str(value)} if value not in (None, "") else {}
