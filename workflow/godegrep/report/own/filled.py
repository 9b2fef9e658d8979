"""A chapter with its macros called and its Markdown read, and all that is wrong in it by line."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from godegrep.document.report import Chapter, chapter
from godegrep.report.own.macros import Macros
from godegrep.report.own.markdown import read_markdown
from godegrep.report.own.names import there_is
from godegrep.study.chapters import OwnChapter

_FAULTS = (TemplateError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError)
Violation = tuple[int, str]
"""A line of a chapter, and what is wrong in it."""
_UNDEFINED = re.compile(r"'(\w+)' is undefined")


def filled(own: OwnChapter, macros: Macros) -> tuple[Chapter, list[Violation]]:
    """The chapter as these macros fill it in, and what is wrong in it."""
    text, violations = _filled_in(own, macros)
    if violations:
        return chapter(own.id, own.title, []), violations
    read = read_markdown(text, macros.inserted, macros.place.language)
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
    known = {**macros.all(), "wave": macros.place.wave, "language": macros.place.language}
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
