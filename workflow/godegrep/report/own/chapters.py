"""The researcher's own chapters: Markdown with macros, read, filled in and set among the others."""

from collections.abc import Sequence
from dataclasses import replace

from godegrep.core.errors import Mistake
from godegrep.document.blocks import Block, paragraph
from godegrep.document.figures import Figure
from godegrep.document.report import Chapter, Section
from godegrep.document.runs import reference_run
from godegrep.document.tables import Table
from godegrep.report.own.filled import filled
from godegrep.report.own.names import replaces_nothing
from godegrep.report.own.printed import Printed, Source
from godegrep.study.chapters import OwnChapter


def written(own: Sequence[OwnChapter], source: Source) -> list[Chapter]:
    """The chapters, filled in; raises Mistake with all that is wrong in them."""
    chapters, lines = [], []
    for chapter_file in own:
        written_chapter, violations = filled(chapter_file, Printed(source, chapter_file.id))
        chapters.append(written_chapter)
        lines += [
            f"{chapter_file.file}, line {line}: {message}" for line, message in sorted(violations)
        ]
    if lines:
        raise Mistake(lines)
    return chapters


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
            reason = replaces_nothing(replaces, list(default))
            violations.append(f"{settings.at('replaces')}: {reason}")
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
