"""A finished report, of any make, as paragraphs and tables: docx, pdf, html and plain text."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from godegrep.consistency import tagged_pdf
from godegrep.consistency.passages import CAPTION, Content, Passage, tidied
from godegrep.consistency.plain_text import of_lines, read_text
from godegrep.consistency.printed import Document, Paragraph, Table
from godegrep.consistency.web_page import read_page
from godegrep.core.errors import Mistake

_REACH = 3
"""A caption stands at most so many paragraphs before its table, and a note as many after it."""


def read_document(path: Path) -> Document:
    """Read a report; its kind is known by the end of its name.

    Raises Mistake for a file that is not there, is of another kind, or cannot be read.
    """
    if not path.is_file():
        raise Mistake(f"{path}: no such file.")
    readers = {
        ".docx": _docx,
        ".pdf": _pdf,
        ".html": read_page,
        ".htm": read_page,
        ".txt": read_text,
        ".md": read_text,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Mistake(
            f"{path}: a report is read from {', '.join(readers)}; save it as one of them."
        )
    try:
        passages = list(reader(path))
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise Mistake(
            f"{path}: cannot be read as {path.suffix} ({type(error).__name__}); "
            "open it, save it again and try once more."
        ) from error
    return _document(passages)


def _document(passages: Sequence[Passage]) -> Document:
    """The passages with each table's caption and notes, and with the mark that groups digits."""
    contents = [content for _, content in passages]
    thousands = _thousands("\n".join(map(_text_of, contents)))
    parts: list[Paragraph | Table] = []
    for position, (place, content) in enumerate(passages):
        if isinstance(content, str):
            parts.append(Paragraph(position, place, content))
        else:
            caption = _caption(contents[max(0, position - _REACH) : position])
            notes = _notes(contents[position + 1 : position + 1 + _REACH])
            parts.append(Table(position, place, caption, _filled(content), notes, thousands))
    return Document(tuple(parts))


def _text_of(content: Content) -> str:
    return content if isinstance(content, str) else "\n".join(map(" ".join, content))


def _filled(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, all as long as the longest."""
    width = max(map(len, rows))
    return tuple(tuple(map(tidied, row)) + ("",) * (width - len(row)) for row in rows)


def _caption(before: Sequence[Content]) -> str:
    """The nearest caption before a table with what stands between them, or the last paragraph."""
    parts: list[str] = []
    for part in reversed(before):
        if not isinstance(part, str):
            break
        parts.insert(0, part)
        if CAPTION.match(part):
            return tidied(" ".join(parts))
    return tidied(parts[-1]) if parts and len(parts[-1]) < 300 else ""


def _notes(after: Sequence[Content]) -> str:
    """The paragraphs that follow a table, until the next one."""
    notes: list[str] = []
    for part in after:
        if not isinstance(part, str) or CAPTION.match(part):
            break
        notes.append(part)
    return tidied(" ".join(notes))


def _thousands(text: str) -> str:
    """The mark that groups digits in a text: whichever of «,» and «.» is not the decimal mark."""
    commas = len(re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,])", text))
    points = len(re.findall(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,])", text))
    return "," if points > commas else "."


def _docx(path: Path) -> Iterator[Passage]:
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
            yield f"paragraph {paragraphs}", tidied(part.text)


def _word_row(cells: Sequence[object]) -> list[str]:
    """The texts of a row; a cell that spans several columns stands in the first of them."""
    seen: list[object] = []
    texts = []
    for cell in cells:
        element = cell._tc  # type: ignore[attr-defined]
        texts.append("" if element in seen else cell.text)  # type: ignore[attr-defined]
        seen.append(element)
    return texts


def _pdf(path: Path) -> Iterator[Passage]:
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
            for part in of_lines([line for line in block.splitlines() if line.strip()]):
                yield f"page {number}", part
