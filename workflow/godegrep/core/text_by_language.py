"""A text in one or more languages."""

from collections.abc import Mapping
from typing import Annotated, Any

from godegrep.core.schema import Form

LANGUAGES = ("nb", "nn", "en")


def text_by_language(value: Any) -> Mapping[str, str]:
    """A text by language from YAML, where a plain string counts as bokmål."""
    if isinstance(value, Mapping):
        return {str(language): str(text) for language, text in value.items()}
    return {"nb": str(value)} if value not in (None, "") else {}


def text_form(description: str, **of_each: Any) -> Form:
    """How a text by language is written; `of_each` are keywords of JSON schema for each text."""
    text = {"type": "string", **of_each}
    by_language = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": list(LANGUAGES)},
        "additionalProperties": text,
    }
    schema = {"description": description, "oneOf": [text, by_language]}
    return Form(schema, text_by_language)


Text = Annotated[Mapping[str, str], text_form("A text, or the same text by language (nb, nn, en).")]
"""The same text by language: ``{"nb": …, "nn": …, "en": …}``."""


def in_language(text: Text, language: str) -> str:
    """The text in a language, or in the nearest one that it exists in."""
    for candidate in (language, *LANGUAGES, *text):
        if text.get(candidate):
            return text[candidate]
    return ""
