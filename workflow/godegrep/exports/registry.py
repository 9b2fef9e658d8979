"""The formats that are known, each a module of `formats/` that ends with a call of `register`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from godegrep.exports.export import Export


@dataclass(frozen=True)
class Format:
    """A format that exports come in.

    `detect` looks at the file (or folder) and says whether it is of this format; it must be quick,
    and must not raise for a file of another format. Formats with a higher `priority` are asked
    first.
    """

    tool: str
    detect: Callable[[Path], bool]
    read: Callable[[Path], Export]
    priority: int = 10


known_formats: dict[str, Format] = {}
"""The formats by their tools' names; complete once `detect.load_formats` has run."""


def register(entry: Format) -> None:
    """Make a format known; a second one of the same name takes the first one's place."""
    known_formats[entry.tool] = entry
