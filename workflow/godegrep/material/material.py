"""What can be coded: segments of text, who they come from, and what they were said about.

The open answers of a wave are one kind of material. Another kind needs its `Attributes` here, and a
rule that makes its segments; whatever codes a material asks these for the names of its columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from godegrep.core.text_by_language import Text


@dataclass(frozen=True)
class Attributes:
    """The columns of `segments.parquet` that tell where a segment of this kind belongs.

    `origin` names whom or what a segment comes from (a respondent, a document): segments of one
    origin are no independent cases, so that they are drawn, held out and compared together.
    `context` names what it was said about (a question, the topic of a collection): segments are
    clustered, suggested for and counted context by context. `further` are columns that a reader may
    want to see beside a segment, such as its speaker.
    """

    origin: str
    context: str
    further: tuple[str, ...] = ()

    @property
    def origins(self) -> str:
        """The column of a table that counts origins."""
        return f"{self.origin}s"

    @property
    def columns(self) -> dict[str, str]:
        """The columns of `segments.parquet` in order, with their types."""
        named = (self.origin, self.context, *self.further)
        return {"segment": "str", **dict.fromkeys(named, "str"), **_OF_EVERY_SEGMENT}


_OF_EVERY_SEGMENT = {
    "start": "int64",
    "end": "int64",
    "text": "str",
    "kind": "str",
    "language": "str",
}
ANSWERS = Attributes(origin="respondent", context="question")
KINDS = (ANSWERS,)


def attributes_of(frame: pd.DataFrame) -> Attributes:
    """The kind of material that a frame is about, by its columns: of segments, of clusters, ….

    Raises ValueError where there is none.
    """
    for kind in KINDS:
        if kind.origin in frame or kind.context in frame:
            return kind
    raise ValueError(f"no known kind of material has the columns {', '.join(map(str, frame))}")


def origins(segments: pd.DataFrame) -> pd.Series:
    """Whom or what each segment comes from."""
    return segments[attributes_of(segments).origin]


def contexts(segments: pd.DataFrame) -> pd.Series:
    """What each segment was said about."""
    return segments[attributes_of(segments).context]


class Place(NamedTuple):
    """Where a segment stands: in the text of an origin in a context, from start to end."""

    origin: str
    context: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.origin}/{self.context}/{self.start}-{self.end}"


def place_of(segment: str) -> Place:
    """The place that a segment's id tells. Raises ValueError for what is no such id."""
    origin, context, offsets = segment.rsplit("/", 2)
    start, end = offsets.split("-")
    return Place(origin, context, int(start), int(end))


@dataclass(frozen=True)
class Material:
    """A material as a whole.

    Parameters
    ----------
    name
        As in the study; its files lie under `results/{name}/`.
    segments
        As in `segments.parquet`.
    texts
        The whole text by origin and context, of which the segments are parts.
    titles
        What each context is called, by language; in the order in which to show them.
    synthetic
        Whether it is made up, and every page is to say so.
    """

    name: str
    segments: pd.DataFrame
    texts: Mapping[tuple[str, str], str]
    titles: Mapping[str, Text]
    synthetic: bool = False
