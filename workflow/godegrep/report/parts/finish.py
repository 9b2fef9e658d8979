"""The last steps of every report: its summary, numbering and links."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from godegrep.core.language import Language
from godegrep.document.blocks import Block, Run, bullets, reference_run, strong_run, text_run
from godegrep.document.numbering import number_parts, printed_numbers
from godegrep.report.parts.prose import Finding, Prose


def finished(
    report: dict[str, Any],
    prose: Prose,
    synthetic: bool,
    instead: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The report with its parts numbered, its banner, and the list of its numbers.

    `instead` is that of `number_parts`.
    """
    language = prose.language
    number_parts(report["summary"], report["chapters"], language, instead)
    report["language"] = language.code
    report["level"] = prose.level_text()
    report["banner"] = language.message("banner_synthetic") if synthetic else ""
    report["numbers"] = printed_numbers(report)
    return report


def strongest(findings: Sequence[Finding], most: int) -> list[Finding]:
    """So many of the strongest findings, and not two of a theme while another theme has one."""
    ranked = sorted(findings, key=lambda found: -found.strength)
    themes: set[str] = set()
    first: list[Finding] = []
    further: list[Finding] = []
    for found in ranked:
        (further if found.theme in themes else first).append(found)
        themes.add(found.theme)
    return [*first, *further][:most]


def point(title: str, found: Finding) -> list[Run]:
    """A point of the summary, led by the title of its theme, with where to read on."""
    lead = [strong_run(f"{title}:"), text_run(" ")] if title else []
    return [*lead, *found.runs, text_run(" "), reference_run(found.target, capital=True)]


def summary(language: Language, items: Sequence[list[Run]]) -> Block:
    """The summary of a report; without points it is left out of the page."""
    return {
        "title": language.message("summary_title"),
        "blocks": [bullets(items)] if items else [],
    }
