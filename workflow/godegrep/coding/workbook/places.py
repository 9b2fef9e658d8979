"""Where the segments of a filled-in sheet stand today, after answers have changed."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from godegrep.core.spreadsheet import cell_text


def places(
    rows: Sequence[Mapping[str, str]], segments: pd.DataFrame, spelt: Callable[[str], str]
) -> list[str | None]:
    """The segment that each row (its `segment` and `text`) is about today, None where it is gone.

    A row whose segment no longer has its text is matched to the nearest one in the same answer that
    has; each segment is given to one row at most. Texts are compared as they are `spelt`: without
    what the sheet may have changed.
    """
    texts = {
        s: spelt(cell_text(t)) for s, t in zip(segments["segment"], segments["text"], strict=True)
    }
    same = {row["segment"] for row in rows if texts.get(row["segment"]) == spelt(row["text"])}
    free: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for segment, text in texts.items():
        if segment not in same:
            answer, start = _answer_and_start(segment)
            free.setdefault((answer, text), []).append((start, segment))
    found: list[str | None] = []
    for row in rows:
        segment = row["segment"]
        if segment in same:
            found.append(segment)
            continue
        answer, start = _answer_and_start(segment)
        there = free.get((answer, spelt(row["text"])), [])
        nearest = min(there, key=lambda one: (abs(one[0] - start), one[0]), default=None)
        if nearest:
            there.remove(nearest)
        found.append(nearest[1] if nearest else None)
    return found


def _answer_and_start(segment: str) -> tuple[str, int]:
    """`{respondent}/{question}` and the start of a segment's id."""
    answer, _, offsets = segment.rpartition("/")
    start = offsets.partition("-")[0]
    return answer, int(start) if start.isdecimal() else 0
