"""Chapters tried before there are any results: what they ask for, held against the study's files.

What only results can tell – what is withheld, who has coded what, which differences are clear – is
not told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from godegrep.core.errors import Mistake
from godegrep.document.blocks import paragraph
from godegrep.document.runs import Text
from godegrep.report.methods.appendix import AGREEMENT
from godegrep.report.own.filled import filled
from godegrep.report.own.macros import Asked, Macros, Place, targets
from godegrep.report.own.markdown import Inserted
from godegrep.report.own.names import (
    Names,
    no_figure,
    no_table,
    no_wave_before,
    not_compared,
    nowhere,
    replaces_nothing,
    stands_already,
    stands_here_already,
    tables_asked_for,
    there_is,
)
from godegrep.study.chapters import OwnChapter, chapter_files, read_chapters
from godegrep.study.questionnaire import Question, Questionnaire
from godegrep.study.study import Study

_MARK = [Text("…")]
_WORD, _BLOCK = Inserted(_MARK), Inserted(blocks=[paragraph(_MARK)])
_CHOSEN = ("single", "multiple", "grid")


@dataclass(frozen=True)
class Stage:
    """What a wave's report may come to hold, as far as the study's files tell.

    `taken` are the figures and tables that its chapters have shown so far, with the chapter's id.
    """

    study: Study
    wave: str
    own: Sequence[str] = ()
    taken: dict[str, str] = field(default_factory=dict)

    @cached_property
    def view(self) -> Questionnaire:
        """The questionnaire as the wave put it."""
        return self.study.questionnaire.view(self.wave)

    @property
    def before(self) -> str:
        """The wave before; empty where there is none."""
        waves = [wave.name for wave in self.study.config.waves]
        return ["", *waves][waves.index(self.wave)]

    @property
    def names(self) -> Names:
        """What its macros know."""
        return Names(self.view, self.study.codebook, self.study.config.breaks)

    def groups(self, by: str) -> list[str] | None:
        """The groups that a break may have; None where only the frame tells."""
        for variable in self.study.config.frame.variables:
            if variable.name == by:
                has_frame = self.study.config.wave(self.wave).frame
                return (list(variable.values) or None) if has_frame else []
        return [value for question in self.view if question.id == by for value in question.values]

    @cached_property
    def figures(self) -> list[str]:
        """The ids that its figures may have."""
        names = [question.id for question in self.view if question.type != "number"]
        names += [f"{question}-{by}" for question, by in self._by_breaks]
        names += [f"response-{variable}" for variable in self._variables]
        names += [f"change-{question.id}" for question in self.view if self.before]
        return [f"fig-{name}" for name in [*names, "steps"]]

    @cached_property
    def tables(self) -> list[str]:
        """The ids that its tables may have."""
        names = [question.id for question in self.view]
        names += [f"{question}-{by}" for question, by in self._by_breaks]
        names += [f"{question.id}-together" for question in self.view if question.type == "open"]
        names += [f"response-{variable}" for variable in self._variables]
        names += [f"change-{question.id}" for question in self.view if self.before]
        names += [f"moves-{item.id}" for _, item in self.view.items() if self.before]
        names += [f"agreement-{between}" for between in AGREEMENT]
        fixed = ["steps", "missing", "notes", "saturation", "settings", "files", "versions"]
        return [f"table-{name}" for name in [*names, *fixed]]

    @property
    def chapters(self) -> list[str]:
        """The ids of the chapters that it has of itself."""
        themes = [f"theme-{theme.id}" for theme in self.view.themes]
        changes = [f"changes-{self.before}-{self.wave}"] if self.before else []
        return ["about", *themes, *changes, "methods", "data-notes"]

    @property
    def _by_breaks(self) -> Iterator[tuple[str, str]]:
        for question in self.view:
            for by in self.study.config.breaks:
                if question.type in _CHOSEN and by != question.id:
                    yield question.id, by

    @property
    def _variables(self) -> list[str]:
        return [variable.name for variable in self.study.config.frame.variables]

    def stands_alone(self, table: str) -> bool:
        """Whether a table belongs to no figure for certain, and so moves to where it is shown."""
        numbers = [question.id for question in self.view if question.type == "number"]
        return table.removeprefix("table-") in numbers

    def is_compared(self, question: Question, item: str) -> bool:
        """Whether an answer may be compared with the wave before."""
        if question.type == "open":
            return False
        both = self.study.questionnaire.among([self.before, self.wave])
        asked = [
            both_question.has(known, self.before)
            for both_question, known in both.items()
            if known.id == item
        ]
        comparisons = {
            one.question: one.compare for one in both.comparisons(self.before, self.wave)
        }
        return all(asked) and comparisons[question.id]


class Rehearsal(Macros):
    """The macros of one chapter, which only look up what they are asked for."""

    def __init__(self, stage: Stage, place: Place) -> None:
        super().__init__(stage.names, place)
        self.stage = stage

    def _groups(self, by: str) -> list[str] | None:
        return self.stage.groups(by)

    def _share(self, asked: Asked, *, words: bool, detail: bool) -> Inserted:
        return _WORD

    def _mean(self, asked: Asked) -> Inserted:
        return _WORD

    def _response(self) -> Inserted:
        return _WORD

    def _n(self, item: str, by: str, group: str) -> Inserted:
        return _WORD

    def _change(self, asked: Asked, *, detail: bool) -> Inserted:
        if not self.stage.before:
            raise no_wave_before(self.place.wave)
        if not self.stage.is_compared(self.names.question(asked.item), asked.item):
            raise not_compared(self.stage.before)
        return _WORD

    def _how_many(self, code: str, questions: Sequence[str], *, detail: bool) -> Inserted:
        return _WORD

    def _quote(self, segment: str, code: str, question: str) -> Inserted:
        return _BLOCK

    def _figure(self, name: str) -> Inserted:
        for block_id in (name, f"fig-{name}"):
            if block_id in self.stage.figures:
                return self._taken(block_id)
        raise no_figure(name, self.stage.figures)

    def _table(self, name: str, by: str) -> Inserted:
        for block_id in tables_asked_for(name, by):
            if block_id in self.stage.tables:
                alone = self.stage.stands_alone(block_id)
                return self._taken(block_id) if alone else self._taken_out(block_id)
        raise no_table(name, by, self.stage.tables)

    def _see(self, name: str) -> Inserted:
        known = [*self.stage.figures, *self.stage.tables, *self.stage.chapters, *self.stage.own]
        if not set(targets(name)).intersection(known):
            raise nowhere(name, known)
        return _WORD

    def _taken(self, block_id: str) -> Inserted:
        if block_id in self.stage.taken:
            raise stands_already(self.stage.taken[block_id])
        self.stage.taken[block_id] = self.place.chapter
        return _BLOCK

    def _taken_out(self, block_id: str) -> Inserted:
        """A table that belongs to a figure, or may: another chapter may show it as well."""
        place = f"{self.place.chapter}-{block_id}"
        if place in self.stage.taken:
            raise stands_here_already()
        self.stage.taken[place] = self.place.chapter
        return _BLOCK


def chapter_mistakes(study: Study, folder: Path) -> list[str]:
    """A line for each mistake in the chapters that lie in a folder, in the order of their lines.

    It names the waves in whose report it is one, where that is not so in all that have the chapter.
    """
    lines: list[str] = []
    for language in study.config.report.languages:
        try:
            files = chapter_files(folder, language, study.config.report.languages[0])
            chapters = read_chapters(files)
        except Mistake as mistake:
            lines += mistake.lines
            continue
        lines += _mistakes(chapters, study, language)
    return list(dict.fromkeys(lines))


def _mistakes(chapters: Sequence[OwnChapter], study: Study, language: str) -> list[str]:
    waves = [wave.name for wave in study.config.waves]
    told: dict[tuple[str, int, str], dict[str, str]] = {}
    for wave in waves:
        for own, line, message in _of_wave(chapters, study, wave, language):
            told.setdefault((own.file, line, _asked(message)), {})[wave] = message
    standing = {own.file: own.waves or waves for own in chapters}
    lines = [line for own in chapters for line in _of_head(own, waves)]
    for (file, line, _), messages in sorted(told.items(), key=lambda pair: pair[0]):
        everywhere = set(messages) >= set(standing[file])
        reports = "" if everywhere else f" (In the report of {', '.join(messages)}.)"
        lines.append(f"{file}, line {line}: {list(messages.values())[-1]}{reports}")
    return lines


def _asked(message: str) -> str:
    """The message without what exists instead, which is not the same in every wave."""
    return re.split(r" (?:Do you mean|There are:) ", message)[0]


def _of_head(own: OwnChapter, waves: Sequence[str]) -> Iterator[str]:
    for wave in own.waves:
        if wave not in waves:
            yield f"{own.at('waves')}: waves: {there_is('wave', wave, waves)}"


def _of_wave(
    chapters: Sequence[OwnChapter], study: Study, wave: str, language: str
) -> Iterator[tuple[OwnChapter, int, str]]:
    """What is wrong in the chapters of a wave's report: chapter, line and message."""
    here = [own for own in chapters if wave in (own.waves or [wave])]
    stage = Stage(study, wave, [own.id for own in here])
    for own in here:
        if own.replaces and not {own.replaces, f"theme-{own.replaces}"} & set(stage.chapters):
            yield own, own.head.get("replaces", 1), replaces_nothing(own.replaces, stage.chapters)
        _, violations = filled(own, Rehearsal(stage, Place(own.id, wave, language)))
        for line, message in violations:
            yield own, line, message
