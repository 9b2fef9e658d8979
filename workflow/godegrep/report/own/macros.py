"""What a chapter can ask for: `share(…)`, `n(…)`, `table(…)` and their like, with their cells."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from godegrep.core.vocabulary import SELECTED
from godegrep.document.blocks import Quotes
from godegrep.document.cell import Cell
from godegrep.document.figures import Figure
from godegrep.document.report import Chapter
from godegrep.document.runs import Text, number_run, reference_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table
from godegrep.report.changes.changes import Changes
from godegrep.report.methods.about import overall_response
from godegrep.report.open.questions import OpenQuestions
from godegrep.report.own.markdown import FIRST_MARK, Inserted
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, decimals
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Question

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
class Source:
    """What all chapters of a report draw upon.

    `default` are the chapters that the report has of itself, `own` the ids of the others. A chapter
    that shows a figure or table of the default ones takes it over: `taken` holds its id and the
    chapter's. `quoted` are the segments quoted so far.
    """

    results: WaveResults
    cells: Cells
    prose: Prose
    open: OpenQuestions
    changes: Sequence[Changes]
    default: Sequence[Chapter]
    own: Sequence[str]
    taken: dict[str, str] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)

    @cached_property
    def blocks(self) -> dict[str, Figure | Table]:
        """The figures and tables of the default chapters by id."""
        return {
            block.id: block
            for chapter in self.default
            for block in chapter.blocks
            if isinstance(block, Figure | Table)
        }

    @property
    def tables_of_figures(self) -> list[tuple[Table, str]]:
        """The tables of figures, each with the id of its figure."""
        figures = [block for block in self.blocks.values() if isinstance(block, Figure)]
        return [(figure.table, figure.id) for figure in figures if figure.table]

    @property
    def chapters(self) -> list[str]:
        """The ids of all chapters."""
        return [*(chapter.id for chapter in self.default), *self.own]


class Macros:
    """The macros of one chapter: each returns a mark, for which `inserted` holds what is meant."""

    def __init__(self, source: Source, chapter_id: str) -> None:
        self.source = source
        self.chapter_id = chapter_id
        self.prose, self.cells = source.prose, source.cells
        self.language = source.prose.language
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
        category, statistic = self._category(item, category)
        cell = self._cell(item, category, statistic, by, group)
        if cell is None:
            return self._withheld()
        if words and detail:
            return Inserted(self.prose.in_words(cell))
        if words:
            return Inserted([self.prose.fraction(cell) or self.prose.share(cell)])
        return Inserted(self.prose.with_base(cell) if detail else [self.prose.share(cell)])

    def mean(self, question: str, *, by: str = "", group: str = "") -> Inserted:
        """«7,3»: the mean of a number question."""
        numbers = [q.id for q in self.source.results.questionnaire if q.type == "number"]
        if question not in numbers:
            raise there_is("number question", question, numbers)
        cell = self._cell(question, "", Statistic.MEAN, by, group)
        if cell is None or cell.estimate is None:
            return self._withheld()
        printed = self.language.number(cell.estimate, decimals(cell.estimate))
        return Inserted([number_run(printed, cell)])

    def n(self, item: str = "", *, by: str = "", group: str = "") -> Inserted:
        """«229»: how many answered an item; without one, how many answered the survey."""
        if not item:
            overall = overall_response(self.cells)
            if overall is None:
                return self._withheld()
            printed = self.language.number(overall.count)
            return Inserted([number_run(printed, overall, Statistic.COUNT, overall.count)])
        self._question(item)
        self._check_group(by, group)
        cells = [
            cell
            for category in self.cells.categories(item)
            for statistic in (Statistic.SHARE, Statistic.MEAN)
            if (cell := self.cells.get(item, category, statistic, by, group))
        ]
        return Inserted([self.prose.base(cells[0])]) if cells else self._withheld()

    def change(self, item: str, category: str = "", *, detail: bool = False) -> Inserted:
        """«+4 prosentpoeng»: the change since the wave before; with `detail` interval and p."""
        if not self.source.changes:
            raise Unknown(f"wave {self.source.results.wave} has no wave before it to change from.")
        changes = self.source.changes[-1]
        category, statistic = self._category(item, category)
        row = changes.row(item, category, statistic)
        if row is None or row["status"] != "same":
            raise Unknown(
                f"this cannot be compared with wave {changes.first}; the report's list of what is "
                "not compared says why."
            )
        if row["suppressed"]:
            return self._withheld()
        return Inserted(changes.numbers.in_points(row, detail=detail))

    def how_many(self, code: str, question: str = "", *, detail: bool = False) -> Inserted:
        """«de fleste»: how many gave an answer with this code; with `detail` «(42 av 53)»."""
        opens = self._open_questions(code, question)
        asked = [question] if question else opens
        cells = [cell for name in asked if (cell := self.cells.get(name, code)) and cell.n]
        if len(cells) > 1:
            several = ", ".join(name for name in opens if self.cells.get(name, code))
            raise Unknown(f"{code} is used in several questions; say in which: {several}.")
        if not cells:
            if any(self.cells.withheld(name) for name in asked):
                return self._withheld()
            raise Unknown("nobody has coded these answers yet.")
        cell = cells[0]
        report = self.source.results.config.report
        words = self.language.how_many(cell.count, cell.n, report.how_many)
        word = number_run(words, cell, Statistic.COUNT, cell.count)
        return Inserted(
            self.prose.bracketed(word, [self.prose.count_of(cell)]) if detail else [word]
        )

    def typed(self, text: object) -> Inserted:
        """A number that is meant to be typed: it comes from elsewhere."""
        return Inserted([Text(str(text))])

    # --- Blocks and references ----------------------------------------------------------------

    def figure(self, name: str) -> Inserted:
        """The figure of a question, or the one with this id."""
        figures = [key for key, block in self.source.blocks.items() if isinstance(block, Figure)]
        block_id = name if name in figures else f"fig-{name}"
        if block_id not in figures:
            raise there_is("figure", name, [key.removeprefix("fig-") for key in figures])
        return self._taken(block_id)

    def table(self, name: str, *, by: str = "") -> Inserted:
        """The table of a question, by a break where one is named, or the table with this id."""
        wanted = [f"table-{name}-{by}"] if by else [name, f"table-{name}"]
        blocks = self.source.blocks
        tables = [key for key, block in blocks.items() if isinstance(block, Table)]
        for block_id in wanted:
            if block_id in tables:
                return self._taken(block_id)
        inside = {table.id: table for table, _ in self.source.tables_of_figures}
        for block_id in wanted:
            if block_id in inside:
                return self._taken_out(inside[block_id])
        known = [key.removeprefix("table-") for key in [*tables, *inside]]
        raise there_is("table", f"{name}-{by}" if by else name, known)

    def _taken(self, block_id: str) -> Inserted:
        taken = self.source.taken
        if block_id in taken:
            raise Unknown(f"it already stands in {taken[block_id]}; refer to it with see(…).")
        taken[block_id] = self.chapter_id
        block = self.source.blocks[block_id]
        shown = replace(block, collapsed=False) if isinstance(block, Table) else block
        return Inserted(blocks=[shown])

    def _taken_out(self, table: Table) -> Inserted:
        """A table of a figure, which stays where it is: the table gets an id of its own."""
        block_id = f"{self.chapter_id}-{table.id}"
        if block_id in self.source.taken:
            raise Unknown("this table already stands in this chapter; see(…) refers to it.")
        self.source.taken[block_id] = self.chapter_id
        return Inserted(blocks=[replace(table, id=block_id, collapsed=False)])

    def quote(self, segment: str = "", *, code: str = "", question: str = "") -> Inserted:
        """An answer, by its segment's id, or the next good one with a code."""
        if not segment and not code:
            raise Unknown("name a segment, or a code: quote(code=…, question=…).")
        if code:
            self._open_questions(code, question)
        quote = self.source.open.quote(segment, code, question, self.source.quoted)
        if quote is None:
            raise Unknown(
                "there is no such answer that may be quoted: one that a person has coded, and "
                "that nobody has marked to be hidden."
            )
        self.source.quoted.add(quote.segment)
        return Inserted(blocks=[Quotes((quote,))])

    def see(self, name: str) -> Inserted:
        """«figur 2.1»: where to find a question, theme or chapter, or what has this id."""
        targets = [name, f"fig-{name}", f"table-{name}", f"theme-{name}", f"chapter-{name}"]
        known = [*self.source.blocks, *self.source.chapters]
        figures = {table.id: figure for table, figure in self.source.tables_of_figures}
        for target in targets:
            if target in known or target in figures:
                return Inserted([reference_run(figures.get(target, target))])
        short = [key.split("-", 1)[-1] for key in known]
        raise there_is("figure, table or chapter", name, short)

    # --- What is asked for --------------------------------------------------------------------

    def _withheld(self) -> Inserted:
        return Inserted([Text(self.language.message("withheld_word"))])

    def _open_questions(self, code: str, question: str) -> list[str]:
        """The open questions, where there are the code and, if one is named, the question."""
        codes = [known.id for known in self.source.results.codebook.codes]
        if code not in codes:
            raise there_is("code", code, codes)
        opens = [q.id for q in self.source.results.questionnaire if q.type == "open"]
        if question and question not in opens:
            raise there_is("open question", question, opens)
        return opens

    def _question(self, item: str) -> Question:
        items = {known.id: q for q, known in self.source.results.questionnaire.items()}
        if item not in items:
            raise there_is("item", item, sorted(items, key=lambda key: (key.count("."), key)))
        return items[item]

    def _category(self, item: str, category: str) -> tuple[str, Statistic]:
        """The category and statistic of a share."""
        question = self._question(item)
        if question.type == "number":
            if category:
                raise Unknown(f"{item} asks for a number and has no answers to choose from.")
            return "", Statistic.MEAN
        if question.type == "multiple":
            known = {SELECTED: Statistic.SHARE}
            category = category or SELECTED
        elif question.type == "open":
            known = dict.fromkeys(["answered", *self._codes()], Statistic.SHARE)
            category = category or "answered"
        else:
            known = {group.id: Statistic.COMBINED for group in question.groups}
            known |= {option.id: Statistic.SHARE for option in question.answers}
        if category not in known:
            raise there_is(f"answer to {item}", category, list(known))
        return category, known[category]

    def _codes(self) -> list[str]:
        return [code.id for code in self.source.results.codebook.codes]

    def _check_group(self, by: str, group: str) -> None:
        if not by and not group:
            return
        breaks = list(self.source.results.config.breaks)
        if by not in breaks:
            raise there_is("break", by, breaks)
        if group not in self.cells.groups(by):
            raise there_is(f"group of {by}", group, self.cells.groups(by))

    def _cell(
        self, item: str, category: str, statistic: Statistic, by: str, group: str
    ) -> Cell | None:
        self._check_group(by, group)
        return self.cells.get(item, category, statistic, by, group)


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
