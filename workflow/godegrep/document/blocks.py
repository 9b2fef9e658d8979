"""The report as data: its runs and blocks, and the cells that its numbers come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Run = dict[str, Any]
"""A stretch of text, a printed number, a reference or a footnote: see docs/report-model.md."""
Block = dict[str, Any]
"""A paragraph, heading, figure, table, list, note or group of quotes."""


@dataclass(frozen=True)
class Cell:
    """One row of `tables.parquet` that may be printed, or a count that stands in no table."""

    id: str
    n: int
    count: int = 0
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    df: float | None = None
    statistic: str = "count"
    group: str = ""
    base: str = ""


def text_run(text: str) -> Run:
    """A stretch of plain text."""
    return {"type": "text", "text": text}


def strong_run(text: str) -> Run:
    """A stretch of text that stands out."""
    return {**text_run(text), "strong": True}


def number_run(text: str, cell: Cell, statistic: str = "", value: float | None = None) -> Run:
    """One printed number with its cell; `value` where it is not the cell's estimate."""
    statistic = statistic or cell.statistic
    whole = statistic == cell.statistic or statistic == "interval"
    if value is None and statistic != "interval":
        value = cell.estimate if cell.estimate is not None else cell.count
    return {
        "type": "number",
        "text": text,
        "cell": cell.id,
        "value": value,
        "n": cell.n,
        "base": cell.base,
        "low": cell.low if whole else None,
        "high": cell.high if whole else None,
        "statistic": statistic,
    }


def footnote_run(runs: Sequence[Run]) -> Run:
    """A footnote's mark with its text; `number_parts` gives it its number."""
    return {"type": "footnote", "text": "", "id": "", "runs": list(runs)}


def reference_run(target: str, *, capital: bool = False) -> Run:
    """A reference to a figure, table, chapter or section; `number_parts` fills in its number.

    `capital` is for the head of a sentence.
    """
    return {"type": "reference", "text": "", "target": target, "capital": capital}


def plain(runs: Sequence[Run]) -> str:
    """The runs as one text."""
    return "".join(run["text"] for run in runs)


def paragraph(*sentences: Sequence[Run]) -> Block:
    """A paragraph of sentences, with a space between them."""
    runs: list[Run] = []
    for sentence in sentences:
        if sentence:
            runs += [*([text_run(" ")] if runs else []), *sentence]
    return {"type": "paragraph", "runs": runs}


def bullets(items: Sequence[Sequence[Run]], *, ordered: bool = False) -> Block:
    """A list of points."""
    return {"type": "list", "ordered": ordered, "items": [list(item) for item in items]}


def quote(text: str, segment: str, language: str) -> Block:
    """One of the quotes of a block: what a respondent wrote, word for word."""
    return {"runs": [text_run(text)], "segment": segment, "language": language}


def section(section_id: str, blocks: Sequence[Block], title: str = "") -> dict[str, Any]:
    """A section of a chapter; one without a title is led by its figure's caption."""
    return {"id": section_id, "number": "", "title": title, "blocks": list(blocks)}


def chapter(chapter_id: str, title: str, sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A chapter; `number_parts` gives it its number."""
    return {"id": chapter_id, "number": "", "title": title, "sections": list(sections)}
