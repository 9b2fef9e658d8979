"""A drafted questionnaire, and the guesses in it that a person must confirm."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

THEMES = "Themes, the chapters of the report; name and order them"
ROUTING = "Routing guessed from who left it blank (asked_if)"
GUESSED = "guessed from who left it blank"
JOINED = "Several choices in one column; check that no choice is cut in two, and no two are joined"
GRID = "Neighbours with the same options, taken as rows of one question; give it a text"
OWN_WORDS = "What single respondents wrote, counted as «annet» (own_words)"
OTHER = "«Other» has its own column but is not an option; those who wrote there may count as blank"
MISSING = "Options taken as missing values (missing)"
ORDER = (ROUTING, JOINED, OWN_WORDS, OTHER, MISSING, GRID)
"""The guesses that come first: those that change what is counted, and what is one question."""
_SHOWN = 12


@dataclass
class Draft:
    """A questionnaire in the form of `questionnaire.yaml`, and what a person must decide."""

    document: dict[str, Any]
    guesses: dict[str, list[tuple[str, str]]]
    language: str

    @property
    def routed(self) -> set[str]:
        """The questions whose routing is a guess."""
        return {question for question, _ in self.guesses.get(ROUTING, ())}

    def decisions(self, without: Collection[str] = ()) -> list[str]:
        """A line for each kind of guess; guesses on the questions in `without` are left out.

        `guesses` holds, by what was guessed, the questions and what there is to say of each.
        """
        lines = []
        for what in sorted(self.guesses, key=lambda what: [*ORDER, what].index(what)):
            of_detail: dict[str, list[str]] = {}
            for question, detail in self.guesses[what]:
                if question not in without:
                    of_detail.setdefault(detail, []).append(question)
            details = [_listed(questions) + detail for detail, questions in of_detail.items()]
            lines += [f"{what}: {'; '.join(details)}."] if details else []
        return lines


def _listed(questions: Sequence[str]) -> str:
    more = len(questions) - _SHOWN
    return ", ".join(questions[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
