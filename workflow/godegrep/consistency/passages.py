"""The passages of a finished report, as the readers of each format give them."""

import re

CAPTION = re.compile(r"(?:\w*tabell|table|tab\.)\b", re.I)

Content = str | list[list[str]]
"""A paragraph's text or a table's rows."""
Passage = tuple[str, Content]
"""Where it stands, and its content."""


def tidied(text: str) -> str:
    """A text with one blank wherever it had some, and none at its ends."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
