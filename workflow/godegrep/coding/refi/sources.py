"""What was said in a context as one text, as programs for qualitative analysis want it.

Above the text of each origin (the answer of each respondent) stands its id in square brackets, so
that a place in the text tells the segment: origin, context, and the offset from where its text
starts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from godegrep.material.material import Material, contexts, origins


@dataclass(frozen=True)
class Source:
    """One text; `starts` has the place of each origin's text, in code points from 0."""

    context: str
    text: str
    starts: Mapping[str, int]


def join_texts(context: str, texts: Mapping[str, str]) -> Source:
    """Join the texts by origin, in their order; line ends are line feeds.

    A carriage return becomes a line feed of its own, so that no letter moves.
    """
    joined = ""
    starts = {}
    for origin, text in texts.items():
        joined += f"{_heading(origin)}\n"
        starts[origin] = len(joined)
        joined += text.replace("\r", "\n") + "\n\n"
    return Source(context, joined, starts)


def sources_of(material: Material) -> list[Source]:
    """A source a context, of the texts that have segments, in the order of the segments."""
    segments, named = material.segments, contexts(material.segments)
    return [
        join_texts(
            context,
            {
                origin: material.texts[origin, context]
                for origin in origins(segments[named == context]).unique()
            },
        )
        for context in material.titles
    ]


def find_texts(context: str, text: str, names: Iterable[str]) -> Source:
    """Find the texts in one that `join_texts` made, of origins by these names in the same order.

    One whose heading is no longer there is left out.
    """
    starts = {}
    at = 0
    for origin in names:
        heading = f"{_heading(origin)}\n"
        place = text.find(heading, at)
        while place > 0 and text[place - 1] != "\n":
            place = text.find(heading, place + 1)
        if place >= 0:
            at = starts[origin] = place + len(heading)
    return Source(context, text, starts)


def _heading(origin: str) -> str:
    return f"[{origin}]"
