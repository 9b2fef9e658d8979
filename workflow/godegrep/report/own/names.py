"""What a chapter may ask for, as far as the study's files tell: items, answers, codes, breaks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from godegrep.core.vocabulary import SELECTED
from godegrep.document.statistic import Statistic
from godegrep.study.codebook import SPLIT, Codebook
from godegrep.study.questionnaire import Question, Questionnaire

MOST_LISTED = 12
"""So many of what exists are named where a macro asks for what does not."""


class Unknown(Exception):
    """A macro asked for what is not there; the message says what exists."""


def there_is(what: str, asked: object, known: Collection[str]) -> Unknown:
    """«there is no item adress; do you mean address? There are: …»"""
    near = get_close_matches(str(asked), list(known), n=3, cutoff=0.5)
    meant = f" Do you mean {' or '.join(near)}?" if near else ""
    listed = ", ".join(list(known)[:MOST_LISTED]) + (", …" if len(known) > MOST_LISTED else "")
    return Unknown(f"there is no {what} {asked!r}.{meant} There are: {listed or 'none'}.")


@dataclass(frozen=True)
class Names:
    """The names that the macros of a wave's report know; `questionnaire` is the wave's view.

    Every method raises Unknown for what is not there.
    """

    questionnaire: Questionnaire
    codebook: Codebook
    breaks: Sequence[str]

    def question(self, item: str) -> Question:
        """The question of an item."""
        items = {known.id: question for question, known in self.questionnaire.items()}
        if item not in items:
            raise there_is("item", item, sorted(items, key=lambda key: (key.count("."), key)))
        return items[item]

    def check_number(self, question: str) -> None:
        """Let pass the questions that ask for a number."""
        numbers = [known.id for known in self.questionnaire if known.type == "number"]
        if question not in numbers:
            raise there_is("number question", question, numbers)

    def answer(self, item: str, category: str) -> tuple[str, Statistic]:
        """The category of an item's answer, and what is reckoned of it."""
        question = self.question(item)
        if question.type == "number":
            if category:
                raise Unknown(f"{item} asks for a number and has no answers to choose from.")
            return "", Statistic.MEAN
        known = self.answers(question)
        category = category or {"multiple": SELECTED, "open": "answered"}.get(question.type, "")
        if category not in known:
            raise there_is(f"answer to {item}", category, list(known))
        return category, known[category]

    def answers(self, question: Question) -> dict[str, Statistic]:
        """The categories of a question's items, each with what is reckoned of it."""
        if question.type == "multiple":
            return {SELECTED: Statistic.SHARE}
        if question.type == "open":
            return dict.fromkeys(["answered", *self._codes()], Statistic.SHARE)
        groups = {group.id: Statistic.COMBINED for group in question.groups}
        return groups | {option.id: Statistic.SHARE for option in question.answers}

    def open_questions(self, code: str, question: str) -> list[str]:
        """The open questions, where there are the code and, if one is named, the question."""
        if code not in self._codes():
            raise self._became(code) or there_is("code", code, self._codes())
        opens = [known.id for known in self.questionnaire if known.type == "open"]
        if question and question not in opens:
            raise there_is("open question", question, opens)
        return opens

    def _codes(self) -> list[str]:
        return [code.id for code in self.codebook.codes]

    def _became(self, code: str) -> Unknown | None:
        """What the codebook's log says of a code that it has no longer."""
        for change in self.codebook.changes:
            if code in change.old:
                new = (" or " if change.kind == SPLIT else ", ").join(change.new)
                return Unknown(
                    f"the code {code!r} is {new} since version {change.version} of the codebook; "
                    f"write {new}."
                )
        return None

    def check_group(self, by: str, group: str, groups: Collection[str] | None) -> None:
        """Let pass a group of a break, or neither; `groups` are the break's, None if not known."""
        if not by and not group:
            return
        if by not in self.breaks:
            raise there_is("break", by, self.breaks)
        if groups is not None and group not in groups:
            raise there_is(f"group of {by}", group, groups)


def replaces_nothing(replaced: str, chapters: Collection[str]) -> str:
    """What to say of a chapter that is to stand in the place of none of these."""
    names = [name.removeprefix("theme-") for name in chapters]
    return f"replaces: {there_is('chapter', replaced, names)}"


def no_wave_before(wave: str) -> Unknown:
    """Why nothing has changed in a study's first wave."""
    return Unknown(f"wave {wave} has no wave before it to change from.")


def not_compared(first: str) -> Unknown:
    """Why there is no change of an answer since wave `first`."""
    return Unknown(
        f"this cannot be compared with wave {first}; the report's list of what is not compared "
        "says why."
    )


def no_figure(name: str, known: Collection[str]) -> Unknown:
    """What to say of a figure that is not among these ids."""
    return there_is("figure", name, [key.removeprefix("fig-") for key in known])


def no_table(name: str, by: str, known: Collection[str]) -> Unknown:
    """What to say of a table that is not among these ids."""
    named = [key.removeprefix("table-") for key in known]
    return there_is("table", f"{name}-{by}" if by else name, named)


def nowhere(name: str, known: Collection[str]) -> Unknown:
    """What to say of a reference to none of these ids."""
    return there_is("figure, table or chapter", name, [key.split("-", 1)[-1] for key in known])


def stands_already(chapter: str) -> Unknown:
    """What to say of a figure or table that a chapter shows already."""
    return Unknown(f"it already stands in {chapter}; refer to it with see(…).")


def stands_here_already() -> Unknown:
    """What to say of a figure's table that the chapter shows already."""
    return Unknown("this table already stands in this chapter; see(…) refers to it.")


def tables_asked_for(name: str, by: str) -> list[str]:
    """The ids that a table may have, the likelier first."""
    return [f"table-{name}-{by}"] if by else [name, f"table-{name}"]
