"""Mistakes planted in the files of the small study, by where they stand and what mends them."""

from pathlib import Path
from typing import NamedTuple

CHAPTER = "study/chapters/innledning.md.j2"
CONFIG, CODEBOOK = "config.yaml", "study/codebook.yaml"
QUESTIONNAIRE = "study/questionnaire.yaml"
SOUND = """---
title: Innledning
---
{{ n() }} svarte, {{ share("needed", "yes", detail=true) }} ja, {{ mean("staff") }} i snitt.
{{ share("views.time", "agree", by="size", group="small") }} {{ n("channels.phone") }}
{{ share("channels.phone", words=true) }} {{ share("practice", "debt") }} {{ typed("12") }}
{% if wave == "2021" %}{{ change("needed", "yes") }} {{ change("staff") }}{% endif %}
Se {{ see("needed") }}, {{ see("work") }}, {{ see("about") }}, {{ see("methods") }} og
{{ see("innledning") }}; {{ how_many("debt", detail=true) }} {{ how_many("debt", "practice") }}.

{{ figure("needed") }}

{{ table("needed") }}

{{ table("views", by="size") }}

{{ table("staff") }}

{{ figure("practice") }}

{{ quote(code="debt", question="practice") }}

{{ quote("K01/q5/0-5") }}
"""


class Planted(NamedTuple):
    """What is put in the place of what, and what the one line about it holds."""

    file: str
    old: str
    new: str
    line: int
    remedy: str


def line_of(text: str, part: str) -> int:
    """The number of the line that a part of a text begins in."""
    return text[: text.index(part)].count("\n") + 1


def plant(folder: Path, mistake: Planted) -> None:
    """Put a mistake into a study's file; an empty `old` is its end."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mistake.old) == 1 or not mistake.old, mistake
    text = text.replace(mistake.old, mistake.new) if mistake.old else text + mistake.new
    path.write_text(text, encoding="utf-8")
