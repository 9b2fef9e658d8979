"""Reports of the made-up study: their blocks, chapters of the study's own, two waves."""

from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.document.report import Report
from godegrep.study.chapters import OwnChapter
from godegrep.tabulation.trends import trends
from support import report_results as made
from support.sampled import sampled_waves


def blocks(report: Report, *types: str) -> list[Any]:
    """The blocks of some types in all chapters of a report, in order."""
    return [block for block in report.blocks if block.type in types]


def two_waves(base: str = "answered") -> tuple[Any, pd.DataFrame]:
    """The made-up study with a second wave, and the changes between them."""
    one = made.study()
    questions = tuple(
        replace(
            question,
            base=base,
            items=tuple(
                replace(item, columns={**item.columns, "2031": "z"}) for item in question.items
            ),
        )
        for question in one.questionnaire
        if question.id != "cases"
    ) + tuple(q for q in one.questionnaire if q.id == "cases")
    wave = one.config.wave(made.WAVE)
    both = replace(
        one,
        questionnaire=replace(one.questionnaire, questions=questions),
        config=replace(one.config, waves=(wave, replace(wave, name="2031"))),
    )
    later = made.answers(up=("up",) * 20 + ("same",) * 60 + ("down",) * 20)
    waves = {made.WAVE: made.answers(), "2031": later}
    sampled = sampled_waves(waves, both.questionnaire, both.config)
    frame = trends(sampled, both.questionnaire, both.config)
    return both, frame


def own(text: str, name: str = "intro", **others: Any) -> OwnChapter:
    """A chapter of the study's own, under the title «Tittel»."""
    return OwnChapter(f"study/chapters/{name}.md.j2", name, "# Tittel\n" + text, **others)
