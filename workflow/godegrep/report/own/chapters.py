"""The researcher's own chapters: Markdown with macros, read, filled in and set among the others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from godegrep.core.errors import Mistake
from godegrep.document.blocks import Block, paragraph
from godegrep.document.figures import Figure
from godegrep.document.report import Chapter, Section, chapter
from godegrep.document.runs import reference_run
from godegrep.document.tables import Table
from godegrep.report.own.macros import Macros, Source, there_is
from godegrep.report.own.markdown import read_markdown
from godegrep.study.chapters import OwnChapter

_FAULTS = (TemplateError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError)
Violation = tuple[int, str]
"""A line of a chapter, and what is wrong in it."""
_UNDEFINED = re.compile(r"'(\w+)' is undefined")


def written(own: Sequence[OwnChapter], source: Source) -> list[Chapter]:
    """The chapters, filled in; raises Mistake with all that is wrong in them."""
    chapters, lines = [], []
    for chapter_file in own:
        written_chapter, violations = _written(chapter_file, source)
        chapters.append(written_chapter)
        lines += [
            f"{chapter_file.file}, line {line}: {message}" for line, message in sorted(violations)
        ]
    if lines:
        raise Mistake(lines)
    return chapters


def _written(own: OwnChapter, source: Source) -> tuple[Chapter, list[Violation]]:
    macros = Macros(source, own.id)
    text, violations = _filled_in(own, macros)
    if violations:
        return chapter(own.id, own.title, []), violations
    read = read_markdown(text, macros.inserted, source.results.language.code)
    title = own.title or read.title
    violations = [
        *macros.violations,
        *macros.lost(text),
        *((line, f"{message}.") for line, message in read.violations),
    ]
    if not title:
        violations.append(
            (1, "the chapter has no title; begin it with a line such as # Innledning.")
        )
    return chapter(own.id, title, read.sections), violations


def _filled_in(own: OwnChapter, macros: Macros) -> tuple[str, list[Violation]]:
    """The text of a chapter with a mark for what each macro gave, or why it cannot be had."""
    results = macros.source.results
    known = {**macros.all(), "wave": results.wave, "language": results.language.code}
    # No loader: a chapter cannot reach a file, nor anything else that Python could.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_printable)
    # Without Jinja's own functions, `range` among them, no loop goes on for long.
    environment.globals.clear()
    try:
        return environment.from_string(own.text).render(known), []
    except RecursionError:
        return "", [*macros.violations, (1, "a {% macro %} calls itself without end.")]
    except _FAULTS as error:
        return "", [*macros.violations, (_line(error), _message(error, known))]


def _printable(value: object) -> object:
    """The value, if a chapter can print it: else it would show Python's own name for it."""
    if not isinstance(value, str | int | float | StrictUndefined):
        raise TypeError("this is no text; a macro is asked with brackets, as in n()")
    return value


def _line(error: Exception) -> int:
    """The line of the chapter in which an error arose; Jinja names templates made of texts so."""
    line = int(getattr(error, "lineno", None) or 0)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line or 1


def _message(error: Exception, known: Mapping[str, Any]) -> str:
    undefined = _UNDEFINED.match(str(error))
    if undefined:
        return str(there_is("macro or variable", undefined[1], list(known)))
    return f"{str(error).rstrip('.') or type(error).__name__}."


def set_among(
    own: Sequence[OwnChapter], chapters: Sequence[Chapter], source: Source
) -> tuple[list[Chapter], dict[str, str]]:
    """All chapters of the report in their order, and what to refer to instead of what is gone.

    Those that replace a chapter stand in its place, the others first; those at the end stand before
    the methods. Raises Mistake where one replaces what does not exist.
    """
    default = {chapter.id: [chapter] for chapter in _without_taken(source)}
    instead: dict[str, str] = {}
    violations = []
    first: list[Chapter] = []
    last: list[Chapter] = []
    for settings, written_chapter in zip(own, chapters, strict=True):
        replaces = settings.replaces
        target = replaces if replaces in default else f"theme-{replaces}"
        if replaces and target not in default:
            names = [name.removeprefix("theme-") for name in default]
            reason = there_is("chapter", replaces, names)
            violations.append(f"{settings.file}: replaces: {reason}")
        elif replaces:
            gone = [name for chapter in default[target] for name in _shown_in(chapter)]
            instead |= dict.fromkeys([target, *gone], written_chapter.id)
            default[target] = [written_chapter]
        else:
            (last if settings.at_end else first).append(written_chapter)
    if violations:
        raise Mistake(violations)
    default["methods"] = [*last, *default["methods"]]
    return [*first, *(chapter for group in default.values() for chapter in group)], instead


def _shown_in(chapter: Chapter) -> list[str]:
    """The ids of a chapter's figures and tables."""
    return [block.id for block in chapter.blocks if isinstance(block, Figure | Table)]


def _without_taken(source: Source) -> list[Chapter]:
    """The default chapters, with a reference in the place of what another one has taken over."""

    def kept(block: Block) -> Block:
        if not isinstance(block, Figure | Table) or block.id not in source.taken:
            return block
        # Its first sentence: the unit of the numbers goes with them.
        caption = source.prose.quoted(block.caption.partition(". ")[0])
        place = [reference_run(block.id)]
        return paragraph(source.prose.say("shown_elsewhere", what=caption, place=place))

    def without(section: Section) -> Section:
        return replace(section, blocks=tuple(map(kept, section.blocks)))

    return [
        replace(chapter, sections=tuple(map(without, chapter.sections)))
        for chapter in source.default
    ]
