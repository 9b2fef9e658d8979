"""The texts of a tagged PDF in the order in which a screen reader says them."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

SAID_AS_ONE = frozenset(
    ("/H1", "/H2", "/H3", "/P", "/Caption", "/TH", "/TD", "/LBody", "/BlockQuote", "/Note")
)
"""Elements whose text is one: what stands in them is not divided further."""
PASSED_OVER = frozenset(("/Figure", "/TOC", "/Lbl"))
"""Drawings speak by their alternative text; the contents repeat the headings."""


def texts(content: bytes) -> list[str]:
    """The texts of headings, paragraphs, captions, list items and cells, one each, in order.

    Soft hyphens at the ends of lines are taken out with their line ends. What is marked as an
    artifact, such as a page's header, is no part of the document and is left out.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    marked = {
        page.indirect_reference.idnum: _marked_content(page)
        for page in reader.pages
        if page.indirect_reference is not None
    }
    tree = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    return [text for text in _said(tree, None, marked) if text.strip()]


def _marked_content(page: Any) -> dict[int, str]:
    """The text of a page by the ids of its marked content."""
    found: dict[int, str] = {}
    open_ids: list[int | None] = []

    def before(operator: bytes, operands: Any, *_: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            properties: Any = operands[1] if len(operands) > 1 else None
            open_ids.append(properties["/MCID"] if "/MCID" in (properties or ()) else None)

    def after(operator: bytes, *_: Any) -> None:
        if operator == b"EMC" and open_ids:
            open_ids.pop()

    def keep(text: str, *_: Any) -> None:
        own = next((one for one in reversed(open_ids) if one is not None), None)
        if own is not None:
            found[own] = found.get(own, "") + text

    page.extract_text(visitor_operand_before=before, visitor_operand_after=after, visitor_text=keep)
    return found


def _said(element: Any, page: int | None, marked: Mapping[int, dict[int, str]]) -> Iterator[str]:
    """The texts below an element, a joined one for each that is said as one."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if not isinstance(element, dict) or element.get("/S") in PASSED_OVER:
        return
    if element.get("/S") in SAID_AS_ONE:
        yield _joined(_pieces(element, page, marked))
        return
    for child, own_page in _children(element, page):
        yield from _said(child, own_page, marked)


def _pieces(element: Any, page: int | None, marked: Mapping[int, dict[int, str]]) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, int):
        yield marked.get(page or 0, {}).get(int(element), "")
    elif element.get("/Type") == "/MCR":
        own = element.raw_get("/Pg").idnum if "/Pg" in element else page
        yield marked.get(own or 0, {}).get(int(element["/MCID"]), "")
    elif element.get("/S") not in PASSED_OVER:
        for child, own_page in _children(element, page):
            yield from _pieces(child, own_page, marked)


def _children(element: Any, page: int | None) -> Iterator[tuple[Any, int | None]]:
    own = element.raw_get("/Pg").idnum if "/Pg" in element else page
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield child, own


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
