"""The researcher's own chapters: Markdown with macros, read, filled in and set among the others."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from godegrep.core.errors import Mistake
from godegrep.document.blocks import Block, chapter, paragraph, reference_run
from godegrep.document.numbering import blocks
from godegrep.report.own.macros import Macros, Source, there_is
from godegrep.report.own.markdown import read_markdown
from godegrep.study.chapters import OwnChapter

_FAULTS = (TemplateError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError)
_UNDEFINED = re.compile(r"'(\w+)' is undefined")


def written(own: Sequence[OwnChapter], source: Source) -> list[dict[str, Any]]:
    """The chapters in the form of `report.json`; raises Mistake with all that is wrong in them."""
    chapters, violations = [], []
    for one in own:
        made, wrong = _written(one, source)
        chapters.append(made)
        violations += [f"{one.file}, line {line}: {told}" for line, told in sorted(wrong)]
    if violations:
        raise Mistake(violations)
    return chapters


def _written(own: OwnChapter, source: Source) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    macros = Macros(source, own.id)
    known = {
        **macros.all(),
        "wave": source.results.wave,
        "language": source.results.language.code,
    }
    # No loader: a chapter cannot reach a file, nor anything else that Python could.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=_printable)
    # Without Jinja's own functions, `range` among them, no loop goes on for long.
    environment.globals.clear()
    try:
        text = environment.from_string(own.text).render(known)
    except RecursionError:
        return {}, [*macros.violations, (1, "a {% macro %} calls itself without end.")]
    except _FAULTS as error:
        return {}, [*macros.violations, (_line(error), _told(error, known))]
    read = read_markdown(text, macros.inserted, source.results.language.code)
    title = own.title or read.title
    violations = [
        *macros.violations,
        *macros.lost(text),
        *((line, f"{told}.") for line, told in read.violations),
    ]
    if not title:
        violations.append(
            (1, "the chapter has no title; begin it with a line such as # Innledning.")
        )
    return chapter(own.id, title, read.sections), violations


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


def _told(error: Exception, known: Mapping[str, Any]) -> str:
    undefined = _UNDEFINED.match(str(error))
    if undefined:
        return str(there_is("macro or variable", undefined[1], list(known)))
    return f"{str(error).rstrip('.') or type(error).__name__}."


def set_among(
    own: Sequence[OwnChapter], made: Sequence[dict[str, Any]], source: Source
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """All chapters of the report in their order, and what to refer to instead of what is gone.

    Those that replace a chapter stand in its place, the others first; those at the end stand before
    the methods. Raises Mistake where one replaces what does not exist.
    """
    default = {part["id"]: [part] for part in _without_taken(source)}
    instead: dict[str, str] = {}
    violations = []
    first: list[dict[str, Any]] = []
    last: list[dict[str, Any]] = []
    for one, part in zip(own, made, strict=True):
        target = one.replaces if one.replaces in default else f"theme-{one.replaces}"
        if one.replaces and target not in default:
            names = [name.removeprefix("theme-") for name in default]
            violations.append(f"{one.file}: replaces: {there_is('chapter', one.replaces, names)}")
        elif one.replaces:
            gone = [block["id"] for _, _, block in blocks(default[target]) if "id" in block]
            instead |= dict.fromkeys([target, *gone], part["id"])
            default[target] = [part]
        else:
            (last if one.at_end else first).append(part)
    if violations:
        raise Mistake(violations)
    default["methods"] = [*last, *default["methods"]]
    return [*first, *(part for parts in default.values() for part in parts)], instead


def _without_taken(source: Source) -> list[dict[str, Any]]:
    """The default chapters, with a reference in the place of what another one has taken over."""
    prose = source.prose

    def kept(block: Block) -> Block:
        if block.get("id") not in source.taken:
            return block
        # Its first sentence: the unit of the numbers goes with them.
        caption = prose.quoted(block["caption"].partition(". ")[0])
        place = [reference_run(block["id"])]
        return paragraph(prose.say("shown_elsewhere", what=caption, place=place))

    return [
        {
            **part,
            "sections": [
                {**own, "blocks": [kept(block) for block in own["blocks"]]}
                for own in part["sections"]
            ],
        }
        for part in source.default
    ]
