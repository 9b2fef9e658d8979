"""A finished report as plain text, in which marks or gaps part the cells of a table."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from godegrep.consistency.passages import CAPTION, Content, Passage, tidied


def read_text(path: Path) -> Iterator[Passage]:
    """Plain text: a line is a paragraph; lines alike with tabs, bars or wide gaps are a table."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for kind, numbered in groupby(enumerate(lines, 1), lambda pair: _layout(pair[1])):
        numbers, texts = zip(*numbered, strict=True)
        place = f"line {numbers[0]}"
        if kind == "tabs":
            yield place, [line.split("\t") for line in texts]
        elif kind == "bars":
            rows = [line.strip().strip("|").split("|") for line in texts]
            yield place, [row for row in rows if any(cell.strip(" -:") for cell in row)] or rows
        elif kind == "gaps" and len(texts) > 1:
            for part in of_lines(texts):
                yield place, part
        elif kind:
            yield from ((f"line {n}", tidied(line)) for n, line in zip(numbers, texts, strict=True))


def _layout(line: str) -> str:
    """How a line of plain text sets apart the cells of a table, if it does."""
    if "\t" in line:
        return "tabs"
    if re.fullmatch(r"\s*\|.+\|\s*", line):
        return "bars"
    if re.search(r"\S {2,}\S|^ {4,}\S", line):
        return "gaps"
    return "text" if line.strip() else ""


def of_lines(lines: Sequence[str]) -> Iterator[Content]:
    """The paragraphs and the table of lines between which no line is empty.

    A row of a table has a figure after its first gap; its head are the lines above that have gaps
    or stand to the right.
    """
    words = [
        [_Word(match.group(), *match.span()) for match in re.finditer(r"\S+(?:\s\S+)*", line)]
        for line in lines
    ]
    rows = [
        index
        for index, line in enumerate(words)
        if any(_FIGURE.fullmatch(word.text) for word in line[1:])
    ]
    first, last = (rows[0], rows[-1] + 1) if rows else (len(lines), len(lines))
    margin = min((line[0].start for line in words), default=0)
    while rows and first and (len(words[first - 1]) > 1 or words[first - 1][0].start > margin + 4):
        first -= 1
    yield from _paragraphs(lines[:first])
    if rows:
        yield _aligned(words[first:last])
    yield from _paragraphs(lines[last:])


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines of running text; a new paragraph begins after a full stop and with a caption."""
    text = ""
    for line in map(tidied, lines):
        if text and (text.endswith((".", ":", "!", "?")) or CAPTION.match(line)):
            yield text
            text = ""
        text = f"{text} {line}".strip()
    if text:
        yield text


class _Word(NamedTuple):
    """Words of a line that stand together, and the columns of letters between which they stand."""

    text: str
    start: int
    end: int

    @property
    def middle(self) -> float:
        """Half way between both."""
        return (self.start + self.end) / 2


_FIGURE = re.compile(r"[-\u2212\u2013(]?\d[\d\s.,]*%?\)?\**")


def _aligned(lines: Sequence[Sequence[_Word]]) -> list[list[str]]:
    """The rows of a table, each cell under the nearest column of the fullest rows."""
    most = max(map(len, lines))
    full = [line for line in lines if len(line) == most]
    middles = [sum(line[index].middle for line in full) / len(full) for index in range(most)]
    rows = []
    for line in lines:
        row = [""] * most
        for word in line:
            index = min(range(most), key=lambda index: abs(middles[index] - word.middle))
            row[index] += f" {word.text}"
        rows.append([cell.strip() for cell in row])
    return rows
