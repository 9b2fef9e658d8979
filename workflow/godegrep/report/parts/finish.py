"""The last steps of every report: its summary, numbering and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from godegrep.document.blocks import bullets
from godegrep.document.numbering import numbered, printed_numbers
from godegrep.document.report import Chapter, Report, Summary
from godegrep.document.runs import Run, Text, reference_run
from godegrep.report.parts.cover import Cover, codebook_of
from godegrep.report.parts.prose import Finding, Prose
from godegrep.study.codebook import NO_CODES, Codebook


@dataclass(frozen=True)
class Draft:
    """A report whose parts have no numbers yet.

    `part` is the wave, `trends` or `register`, `points` those of the summary; `banner` says what of
    the report is made up, and is empty where nothing is.
    """

    part: str
    cover: Cover
    subtitle: str
    banner: str
    chapters: Sequence[Chapter]
    points: Sequence[Sequence[Run]] = ()
    codebook: Codebook = NO_CODES
    municipality: str = ""


def finished(
    draft: Draft, prose: Prose, instead: Mapping[str, str] = MappingProxyType({})
) -> Report:
    """The report with its parts numbered, and the list of the numbers that it prints.

    `instead` is that of `numbered`.
    """
    language, cover = prose.language, draft.cover
    summary, chapters = numbered(_summary(draft, prose), draft.chapters, language, instead)
    return Report(
        part=draft.part,
        municipality=draft.municipality,
        language=language.code,
        level=prose.level_text(),
        title=cover.title,
        subtitle=draft.subtitle,
        institute=cover.institute,
        date=cover.date,
        banner=draft.banner,
        colours=cover.colours,
        logo=cover.logo,
        summary=summary,
        chapters=chapters,
        codebook=codebook_of(draft.codebook, language),
        numbers=printed_numbers(summary, chapters),
    )


def _summary(draft: Draft, prose: Prose) -> Summary:
    """The summary of a report; without points it is left out of the page."""
    blocks = (bullets(draft.points),) if draft.points else ()
    return Summary(prose.language.message("summary_title"), blocks)


def strongest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """So many of the strongest findings, and not two of a theme while another theme has one."""
    ranked = sorted(findings, key=lambda finding: -finding.strength)
    themes: set[str] = set()
    first: list[Finding] = []
    further: list[Finding] = []
    for finding in ranked:
        (further if finding.theme in themes else first).append(finding)
        themes.add(finding.theme)
    return [*first, *further][:most]


def point(title: str, finding: Finding) -> list[Run]:
    """A point of the summary, led by the title of its theme, with where to read on."""
    lead = [Text(f"{title}:", strong=True), Text(" ")] if title else []
    return [*lead, *finding.runs, Text(" "), reference_run(finding.target, capital=True)]
