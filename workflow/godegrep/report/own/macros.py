"""What a chapter can ask for: `share(…)`, `n(…)`, `table(…)` and their like.

Each is looked up here, in what the study's files name; what it gives is another's to say: `printed`
takes it from results, `rehearsal` gives a mark in its place before there are any.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from godegrep.document.runs import Text
from godegrep.document.statistic import Statistic
from godegrep.report.own.markdown import FIRST_MARK, Inserted
from godegrep.report.own.names import Names, Unknown


@dataclass(frozen=True)
class Asked:
    """The cell that a macro asks for."""

    item: str
    category: str
    statistic: Statistic
    by: str
    group: str


@dataclass(frozen=True)
class Place:
    """Where a chapter stands: in the report of a wave, in a language."""

    chapter: str
    wave: str
    language: str


class Macros(ABC):
    """The macros of one chapter: each returns a mark, for which `inserted` holds what is meant."""

    def __init__(self, names: Names, place: Place) -> None:
        self.names, self.place = names, place
        self.inserted: dict[str, Inserted] = {}
        self.asked: dict[str, tuple[int, str]] = {}
        self.violations: list[tuple[int, str]] = []

    def all(self) -> dict[str, Callable[..., str]]:
        """The macros by name, as a template calls them."""
        macros = (self.share, self.mean, self.n, self.change, self.how_many)
        others = (self.table, self.figure, self.quote, self.see, self.typed)
        return {macro.__name__: self._guarded(macro) for macro in (*macros, *others)}

    def _guarded(self, macro: Callable[..., Inserted]) -> Callable[..., str]:
        def call(*arguments: Any, **named: Any) -> str:
            try:
                inserted = macro(*arguments, **named)
            except Unknown as unknown:
                return self._violation(macro.__name__, arguments, named, str(unknown))
            except TypeError as error:
                if "positional argument" not in str(error) and "keyword" not in str(error):
                    raise
                message = str(error).replace("Macros.", "")
                return self._violation(macro.__name__, arguments, named, f"{message}.")
            mark = chr(FIRST_MARK + len(self.inserted))
            self.inserted[mark] = inserted
            self.asked[mark] = template_line(), _call(macro.__name__, arguments, named)
            return mark

        return call

    def _violation(self, name: str, arguments: Any, named: Mapping[str, Any], message: str) -> str:
        self.violations.append((template_line(), f"{_call(name, arguments, named)}: {message}"))
        return ""

    def lost(self, text: str) -> list[tuple[int, str]]:
        """What was asked for and stands nowhere in the text, with its line: a filter took it."""
        return [
            (
                line,
                f"{call}: it is not printed; a macro stands alone in {{{{ … }}}}, without filter.",
            )
            for mark, (line, call) in self.asked.items()
            if mark not in text
        ]

    # --- Numbers ------------------------------------------------------------------------------

    def share(
        self,
        item: str,
        category: str = "",
        *,
        by: str = "",
        group: str = "",
        words: bool = False,
        detail: bool = False,
    ) -> Inserted:
        """«62 prosent»; with `detail` its interval and base, with `words` «om lag tre av fem»."""
        category, statistic = self.names.answer(item, category)
        self._check_group(by, group)
        asked = Asked(item, category, statistic, by, group)
        return self._share(asked, words=words, detail=detail)

    def mean(self, question: str, *, by: str = "", group: str = "") -> Inserted:
        """«7,3»: the mean of a number question."""
        self.names.check_number(question)
        self._check_group(by, group)
        return self._mean(Asked(question, "", Statistic.MEAN, by, group))

    def n(self, item: str = "", *, by: str = "", group: str = "") -> Inserted:
        """«229»: how many answered an item; without one, how many answered the survey."""
        if not item:
            return self._response()
        self.names.question(item)
        self._check_group(by, group)
        return self._n(item, by, group)

    def change(self, item: str, category: str = "", *, detail: bool = False) -> Inserted:
        """«+4 prosentpoeng»: the change since the wave before; with `detail` interval and p."""
        category, statistic = self.names.answer(item, category)
        return self._change(Asked(item, category, statistic, "", ""), detail=detail)

    def how_many(self, code: str, question: str = "", *, detail: bool = False) -> Inserted:
        """«de fleste»: how many gave an answer with this code; with `detail` «(42 av 53)»."""
        opens = self.names.open_questions(code, question)
        return self._how_many(code, [question] if question else opens, detail=detail)

    def typed(self, text: object) -> Inserted:
        """A number that is meant to be typed: it comes from elsewhere."""
        return Inserted([Text(str(text))])

    # --- Blocks and references ----------------------------------------------------------------

    def figure(self, name: str) -> Inserted:
        """The figure of a question, or the one with this id."""
        return self._figure(name)

    def table(self, name: str, *, by: str = "") -> Inserted:
        """The table of a question, by a break where one is named, or the table with this id."""
        return self._table(name, by)

    def quote(self, segment: str = "", *, code: str = "", question: str = "") -> Inserted:
        """An answer, by its segment's id, or the next good one with a code."""
        if not segment and not code:
            raise Unknown("name a segment, or a code: quote(code=…, question=…).")
        if code:
            self.names.open_questions(code, question)
        return self._quote(segment, code, question)

    def see(self, name: str) -> Inserted:
        """«figur 2.1»: where to find a question, theme or chapter, or what has this id."""
        return self._see(name)

    # --- What is given ------------------------------------------------------------------------

    def _check_group(self, by: str, group: str) -> None:
        self.names.check_group(by, group, self._groups(by))

    @abstractmethod
    def _groups(self, by: str) -> Collection[str] | None:
        """The groups of a break; None where nothing is known of them."""

    @abstractmethod
    def _share(self, asked: Asked, *, words: bool, detail: bool) -> Inserted: ...

    @abstractmethod
    def _mean(self, asked: Asked) -> Inserted: ...

    @abstractmethod
    def _response(self) -> Inserted: ...

    @abstractmethod
    def _n(self, item: str, by: str, group: str) -> Inserted: ...

    @abstractmethod
    def _change(self, asked: Asked, *, detail: bool) -> Inserted: ...

    @abstractmethod
    def _how_many(self, code: str, questions: Sequence[str], *, detail: bool) -> Inserted: ...

    @abstractmethod
    def _figure(self, name: str) -> Inserted: ...

    @abstractmethod
    def _table(self, name: str, by: str) -> Inserted: ...

    @abstractmethod
    def _quote(self, segment: str, code: str, question: str) -> Inserted: ...

    @abstractmethod
    def _see(self, name: str) -> Inserted: ...


def targets(name: str) -> list[str]:
    """The ids that a reference to this name may mean."""
    return [name, f"fig-{name}", f"table-{name}", f"theme-{name}", f"chapter-{name}"]


def _call(name: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> str:
    """A macro as it was called."""
    inside = [*map(repr, arguments), *(f"{key}={value!r}" for key, value in named.items())]
    return f"{name}({', '.join(inside)})"


def template_line() -> int:
    """The line of the chapter that is being filled in; 1 where nothing is."""
    frame = sys._getframe()
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return int(template.get_corresponding_lineno(frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]
    return 1
