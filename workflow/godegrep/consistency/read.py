"""A finished report, of any make, as paragraphs and tables: docx, pdf, html and plain text."""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from godegrep.consistency import tagged_pdf
from godegrep.consistency.printed import Document, Paragraph, Table
from godegrep.core.errors import Mistake

CAPTION = re.compile(r"(?:\w*tabell|table|tab\.)\b", re.I)
_REACH = 3
"""A caption stands at most so many paragraphs before its table, and a note as many after it."""

Part = tuple[str, str | list[list[str]]]
"""Where it stands, and a paragraph's text or a table's rows."""


def read_document(path: Path) -> Document:
    """Read a report; its kind is known by the end of its name.

    Raises Mistake for a file that is not there, is of another kind, or cannot be read.
    """
    if not path.is_file():
        raise Mistake(f"{path}: no such file.")
    readers = {
        ".docx": _docx,
        ".pdf": _pdf,
        ".html": _html,
        ".htm": _html,
        ".txt": _text,
        ".md": _text,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Mistake(
            f"{path}: a report is read from {', '.join(readers)}; save it as one of them."
        )
    try:
        parts = list(reader(path))
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise Mistake(
            f"{path}: cannot be read as {path.suffix} ({type(error).__name__}); "
            "open it, save it anew and try again."
        ) from error
    return _document(parts)


def _document(parts: Sequence[Part]) -> Document:
    """The parts with each table's caption and notes, and with the mark that groups digits."""
    texts = [part if isinstance(part, str) else "\n".join(map(" ".join, part)) for _, part in parts]
    thousands = _thousands("\n".join(texts))
    built: list[Paragraph | Table] = []
    for position, (place, part) in enumerate(parts):
        if isinstance(part, str):
            built.append(Paragraph(position, place, part))
            continue
        width = max(map(len, part))
        rows = tuple(
            tuple(_tidy(cell) for cell in row) + ("",) * (width - len(row)) for row in part
        )
        near = [one for _, one in parts[max(0, position - _REACH) : position]]
        after = [one for _, one in parts[position + 1 : position + 1 + _REACH]]
        built.append(Table(position, place, _caption(near), rows, _notes(after), thousands))
    return Document(tuple(built))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def _caption(before: Sequence[str | list[list[str]]]) -> str:
    """The nearest caption before a table with what stands between them, or the last paragraph."""
    parts: list[str] = []
    for part in reversed(before):
        if not isinstance(part, str):
            break
        parts.insert(0, part)
        if CAPTION.match(part):
            return _tidy(" ".join(parts))
    return _tidy(parts[-1]) if parts and len(parts[-1]) < 300 else ""


def _notes(after: Sequence[str | list[list[str]]]) -> str:
    """The paragraphs that follow a table, until the next one."""
    notes: list[str] = []
    for part in after:
        if not isinstance(part, str) or CAPTION.match(part):
            break
        notes.append(part)
    return _tidy(" ".join(notes))


def _thousands(text: str) -> str:
    """The mark that groups digits in a text: whichever of «,» and «.» is not the decimal mark."""
    commas = len(re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,])", text))
    points = len(re.findall(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,])", text))
    return "," if points > commas else "."


def _text(path: Path) -> Iterator[Part]:
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
            for part in _block(texts):
                yield place, part
        elif kind:
            yield from ((f"line {n}", _tidy(line)) for n, line in zip(numbers, texts, strict=True))


def _layout(line: str) -> str:
    """How a line of plain text sets apart the cells of a table, if it does."""
    if "\t" in line:
        return "tabs"
    if re.fullmatch(r"\s*\|.+\|\s*", line):
        return "bars"
    if re.search(r"\S {2,}\S|^ {4,}\S", line):
        return "gaps"
    return "text" if line.strip() else ""


class _Page(HTMLParser):
    """Collects the blocks of a page; scripts, styles, drawings and tooltips are no part of it."""

    BLOCKS = frozenset("p li h1 h2 h3 h4 h5 h6 figcaption caption blockquote dt dd div".split())
    SKIPPED = frozenset(("script", "style", "svg", "head", "template"))
    VOID = frozenset("br img hr meta link input col source wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._texts: list[str] = []
        self._hidden: list[str] = []
        self._tables: list[list[list[str]]] = []
        self._captions: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a row or a cell."""
        if tag in self.VOID:
            self._texts.append(" ")
            return
        if self._hidden:
            self._hidden.append(tag)
            return
        if tag in self.SKIPPED or ("role", "tooltip") in attrs:
            self._hidden.append(tag)
        elif tag == "table":
            self._flush()
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            self._texts = []
            self._span = int(dict(attrs).get("colspan") or 1)
        elif tag in self.BLOCKS and not self._tables:
            self._flush()
        elif tag == "caption":
            self._texts = []

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened, and keep what stood in it."""
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in ("td", "th") and self._tables and self._tables[-1]:
            self._tables[-1][-1] += [_tidy("".join(self._texts)), *[""] * (self._span - 1)]
            self._texts = []
        elif tag == "caption":
            self._flush()
        elif tag == "table" and self._tables:
            rows = [row for row in self._tables.pop() if row]
            if rows:
                self.parts.append((self._place("table"), rows))
            self._texts = []
        elif tag in self.BLOCKS and not self._tables:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Keep a text that shows."""
        if not self._hidden:
            self._texts.append(data)

    def _place(self, kind: str) -> str:
        alike = sum(isinstance(part, str) == (kind == "paragraph") for _, part in self.parts)
        return f"{kind} {alike + 1}"

    def _flush(self) -> None:
        text = _tidy("".join(self._texts))
        self._texts = []
        if text:
            self.parts.append((self._place("paragraph"), text))


def _html(path: Path) -> Iterator[Part]:
    """A web page."""
    page = _Page()
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    page.close()
    yield from page.parts


def _docx(path: Path) -> Iterator[Part]:
    """A Word file: its body's paragraphs and tables in order."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as WordTable

    try:
        body = docx.Document(str(path))
    except PackageNotFoundError as error:
        raise ValueError(str(error)) from error
    paragraphs = tables = 0
    for part in body.iter_inner_content():
        if isinstance(part, WordTable):
            tables += 1
            yield f"table {tables}", [_word_row(row.cells) for row in part.rows]
        elif part.text.strip():
            paragraphs += 1
            yield f"paragraph {paragraphs}", _tidy(part.text)


def _word_row(cells: Sequence[object]) -> list[str]:
    """The texts of a row; a cell that spans several columns stands in the first of them."""
    seen: list[object] = []
    texts = []
    for cell in cells:
        element = cell._tc  # type: ignore[attr-defined]
        texts.append("" if element in seen else cell.text)  # type: ignore[attr-defined]
        seen.append(element)
    return texts


def _pdf(path: Path) -> Iterator[Part]:
    """A PDF file: by its tags; without them, wide gaps between words part the cells of a table."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        tagged = list(tagged_pdf.parts(reader)) if tagged_pdf.is_tagged(reader) else []
        pages = [page.extract_text(extraction_mode="layout") for page in reader.pages]
    except PyPdfError as error:
        raise ValueError(str(error)) from error
    if tagged:
        yield from ((f"page {number}", part) for number, part in tagged if part)
        return
    for number, page in enumerate(pages, 1):
        for block in re.split(r"\n[ \t]*(?=\n)", page):
            for part in _block([line for line in block.splitlines() if line.strip()]):
                yield f"page {number}", part


def _block(lines: Sequence[str]) -> Iterator[str | list[list[str]]]:
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
    for line in map(_tidy, lines):
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
