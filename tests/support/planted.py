"""Mistakes planted in the files of the small study, by where they stand and what mends them."""

from pathlib import Path
from typing import NamedTuple

from support.small_study import write_study

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
    """What is put in the place of what; the one line about it names `at`'s line and a remedy."""

    file: str
    old: str
    new: str
    remedy: str = ""
    at: str = ""


def plant(folder: Path, mistake: Planted) -> None:
    """Put a mistake into a study's file; an empty `old` is its end."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mistake.old) == 1 or not mistake.old, mistake
    text = text.replace(mistake.old, mistake.new) if mistake.old else text + mistake.new
    path.write_text(text, encoding="utf-8")


REGISTER = """
register:
  year: 2020
  ratios:
    - {id: per_head, text: Utgift, unit: kr, of: spending, per: people}
  sizes: {by: people, limits: [5000]}
  expected:
    outcome: per_head
    regressors: [need]
    population: people
  growth:
    - {id: kinds, text: Mottakere, groups: [{count: need}, {count: spending}]}
  practice:
    municipality: kommune
    years: {"2017": 2017}
    questions: [needed]
"""
TABLE = """
file: table.csv
publisher: Ingen
municipality: kommunenr
year: aar
variables:
  - {id: spending, text: Utgift, unit: kr, column: utgift, carry: sum}
  - {id: people, text: Folk, unit: antall, column: folk, carry: sum}
  - {id: need, text: Behov, unit: antall, column: behov, carry: sum}
"""


def write_whole(folder: Path) -> Path:
    """The small study with a chapter and a register, and frames that know municipalities."""
    write_study(folder)
    for wave in ("2017", "2021"):
        frame = folder / "study/waves" / wave / "frame.csv"
        heading, *rows = frame.read_text(encoding="utf-8").splitlines()
        lines = [f"{heading};kommune", *(f"{row};3002" for row in rows)]
        frame.write_text("\n".join(lines), encoding="utf-8")
    for name in ("chapters", "register"):
        (folder / "study" / name).mkdir()
    (folder / CHAPTER).write_text(SOUND, encoding="utf-8")
    (folder / "study/register/table.yaml").write_text(TABLE, encoding="utf-8")
    (folder / "study/register/table.csv").write_text("kommunenr;aar\n", encoding="utf-8")
    plant(folder, Planted(CONFIG, "", REGISTER))
    return folder
