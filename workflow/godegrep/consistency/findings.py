"""One thing that does not agree, and where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`kind` names the check, `place` is for a reader; `position` orders findings as read."""

    position: int
    kind: str
    place: str
    text: str
