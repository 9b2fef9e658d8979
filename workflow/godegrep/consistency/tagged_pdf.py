"""The texts of a tagged PDF in the order in which a screen reader says them."""

from collections.abc import Iterator, Mapping
from typing import Any

SAID_AS_ONE = frozenset(
    ("/H1", "/H2", "/H3", "/P", "/Caption", "/TH", "/TD", "/LBody", "/BlockQuote", "/Note")
)
"""Elements whose text is one: what stands in them is not divided further."""
PASSED_OVER = frozenset(("/Figure", "/TOC", "/Lbl"))
"""Drawings speak by their alternative text; the contents repeat the headings."""
_ROWS = frozenset(("/Table", "/THead", "/TBody", "/TFoot"))


def is_tagged(reader: Any) -> bool:
    """Whether a PDF, as pypdf reads it, tells its paragraphs and tables apart."""
    return "/StructTreeRoot" in reader.trailer["/Root"]


def parts(reader: Any) -> Iterator[tuple[int, str | list[list[str]]]]:
    """The texts and the tables' rows of a tagged PDF in order, each with its page, from 1.

    A cell that spans several columns stands in the first of them. A part whose page is not told
    has page 0.
    """
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)}
    marked = {page.indirect_reference.idnum: _marked_content(page) for page in reader.pages}
    for page, part in _said(reader.trailer["/Root"]["/StructTreeRoot"], None, marked):
        yield numbers.get(page or 0, 0), part


def _marked_content(page: Any) -> dict[int, str]:
    """The text of a page by the ids of its marked content."""
    texts_by_id: dict[int, str] = {}
    open_ids: list[int | None] = []

    def before(operator: bytes, operands: Any, *_: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            properties: Any = operands[1] if len(operands) > 1 else None
            open_ids.append(properties["/MCID"] if "/MCID" in (properties or ()) else None)

    def after(operator: bytes, *_: Any) -> None:
        if operator == b"EMC" and open_ids:
            open_ids.pop()

    def keep(text: str, *_: Any) -> None:
        known = [identifier for identifier in open_ids if identifier is not None]
        if known:
            innermost = known[-1]
            texts_by_id[innermost] = texts_by_id.get(innermost, "") + text

    page.extract_text(visitor_operand_before=before, visitor_operand_after=after, visitor_text=keep)
    return texts_by_id


def _said(
    element: Any, page: int | None, marked: Mapping[int, dict[int, str]]
) -> Iterator[tuple[int | None, str | list[list[str]]]]:
    """The texts below an element, a joined one for each that is said as one, and its tables."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if not isinstance(element, dict) or element.get("/S") in PASSED_OVER:
        return
    if element.get("/S") == "/TR":
        yield page, [_row(element, page, marked)]
    elif element.get("/S") in SAID_AS_ONE:
        yield _page(element, page), _joined(_pieces(element, page, marked))
    else:
        rows: list[list[str]] = []
        place = None
        for child, own_page in _children(element, page):
            for at, part in _said(child, own_page, marked):
                if element.get("/S") in _ROWS and not isinstance(part, str):
                    rows += part
                    place = place or at
                else:
                    yield at, part
        if rows:
            yield place, rows


def _row(element: Any, page: int | None, marked: Mapping[int, dict[int, str]]) -> list[str]:
    """The cells of a row."""
    row: list[str] = []
    for child, own_page in _children(element, page):
        cell = child.get_object()
        row += [_joined(_pieces(cell, own_page, marked)), *[""] * (_columns(cell) - 1)]
    return row


def _columns(cell: Any) -> int:
    """So many columns does a cell span."""
    given = cell.get("/A", [])
    attributes = given if isinstance(given, list) else [given]
    spans = [
        attribute.get_object().get("/ColSpan", 1)
        for attribute in attributes
        if hasattr(attribute, "get_object")
    ]
    return max([1, *map(int, spans)])


def _pieces(element: Any, page: int | None, marked: Mapping[int, dict[int, str]]) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, int):
        yield marked.get(page or 0, {}).get(int(element), "")
    elif element.get("/Type") == "/MCR":
        yield marked.get(_page(element, page) or 0, {}).get(int(element["/MCID"]), "")
    elif element.get("/S") not in PASSED_OVER:
        for child, own_page in _children(element, page):
            yield from _pieces(child, own_page, marked)


def _children(element: Any, page: int | None) -> Iterator[tuple[Any, int | None]]:
    own_page = _page(element, page)
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield child, own_page


def _page(element: Any, page: int | None) -> int | None:
    """The page that an element names, or else that of what it stands in."""
    return element.raw_get("/Pg").idnum if "/Pg" in element else page


def _joined(pieces: Iterator[str]) -> str:
    """Pieces of lines as one text: a piece that is a hyphen alone ends a line within a word."""
    text = ""
    for piece in pieces:
        if text.endswith(_HYPHENATED):
            text = text.removesuffix(_HYPHENATED) + piece.removeprefix("\n")
        elif piece == "-":
            text += _HYPHENATED
        else:
            text += piece
    return " ".join(text.replace(_HYPHENATED, "-").split())


_HYPHENATED = "\x00"
