"""Where the segments of a filled-in sheet stand today, after its texts have changed."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from godegrep.core.spreadsheet import cell_text


def places(
    rows: Sequence[Mapping[str, str]], segments: pd.DataFrame, spelt: Callable[[str], str]
) -> list[str | None]:
    """The segment that each row (its `segment` and `text`) is about today, None where it is gone.

    A row whose segment no longer has its text is matched to the nearest one of the same origin and
    context that has; each segment is given to one row at most. Texts are compared as they are
    `spelt`: without what the sheet may have changed.
    """
    texts = {
        s: spelt(cell_text(t)) for s, t in zip(segments["segment"], segments["text"], strict=True)
    }
    same = {row["segment"] for row in rows if texts.get(row["segment"]) == spelt(row["text"])}
    free: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for segment, text in texts.items():
        if segment not in same:
            whole, start = _whole_and_start(segment)
            free.setdefault((whole, text), []).append((start, segment))
    today: list[str | None] = []
    for row in rows:
        if row["segment"] in same:
            today.append(row["segment"])
            continue
        whole, start = _whole_and_start(row["segment"])
        today.append(_take_nearest(start, free.get((whole, spelt(row["text"])), [])))
    return today


def _take_nearest(start: int, free: list[tuple[int, str]]) -> str | None:
    """The segment that begins nearest to a place, which is then no longer free."""
    nearest = min(free, key=lambda place: (abs(place[0] - start), place[0]), default=None)
    if nearest is None:
        return None
    free.remove(nearest)
    return nearest[1]


def _whole_and_start(segment: str) -> tuple[str, int]:
    """`{origin}/{context}` and the start of a segment's id, even of one that somebody edited."""
    whole, _, offsets = segment.rpartition("/")
    start = offsets.partition("-")[0]
    return whole, int(start) if start.isdecimal() else 0
