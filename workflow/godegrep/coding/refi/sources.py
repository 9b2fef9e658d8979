"""The answers to an open question as one text, as programs for qualitative analysis want them.

Above each answer stands its respondent's id in square brackets, so that a place in the text tells
the segment: respondent, question, and the offset from the start of the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Source:
    """One text; `starts` has the place of each respondent's answer, in code points from 0."""

    question: str
    text: str
    starts: Mapping[str, int]


def join_answers(question: str, answers: Mapping[str, str]) -> Source:
    """Join the answers by respondent, in their order; line ends are line feeds.

    A carriage return becomes a line feed of its own, so that no letter moves.
    """
    text = ""
    starts = {}
    for respondent, answer in answers.items():
        text += f"{_heading(respondent)}\n"
        starts[respondent] = len(text)
        text += answer.replace("\r", "\n") + "\n\n"
    return Source(question, text, starts)


def source_of(question: str, answers: "pd.DataFrame", segments: "pd.DataFrame") -> Source:
    """The answers that have segments, in the order of the segments; both as in docs/data.md."""
    respondents = dict.fromkeys(segments.loc[segments["question"] == question, "respondent"])
    texts = answers.set_index("respondent")[question]
    return join_answers(question, {one: texts[one] for one in respondents})


def find_answers(question: str, text: str, respondents: Iterable[str]) -> Source:
    """Find the answers in a text that `join_answers` made, of respondents in the same order.

    One whose heading is no longer there is left out.
    """
    starts = {}
    at = 0
    for respondent in respondents:
        heading = f"{_heading(respondent)}\n"
        found = text.find(heading, at)
        while found > 0 and text[found - 1] != "\n":
            found = text.find(heading, found + 1)
        if found >= 0:
            at = starts[respondent] = found + len(heading)
    return Source(question, text, starts)


def _heading(respondent: str) -> str:
    return f"[{respondent}]"
