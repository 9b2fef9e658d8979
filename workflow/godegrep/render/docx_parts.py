"""Pieces of WordprocessingML as text, each with its elements in the order that the schema asks for.

Lengths are in twentieths of a point (1 cm = 567), pictures in EMU (1 cm = 360,000).
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def legible(text: str) -> str:
    """The text with «�» for what XML forbids, so that one sees that something stood there."""
    return _NOT_IN_XML.sub("\ufffd", text)


def run(
    text: str, style: str = "", *, strong: bool = False, emphasis: bool = False, language: str = ""
) -> str:
    """A run of text; a line feed becomes a line break. `style` is the id of a character style."""
    properties = "".join(
        (
            f"<w:rStyle w:val={quoteattr(style)}/>" if style else "",
            "<w:b/>" if strong else "",
            "<w:i/>" if emphasis else "",
            f'<w:lang w:val="{language}"/>' if language else "",
        )
    )
    lines = (
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in legible(text).splitlines()
    )
    return f"<w:r>{_wrapped('w:rPr', properties)}{'<w:br/>'.join(lines)}</w:r>"


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field_begin(instruction: str) -> str:
    """The beginning of a field; what stands between it and `FIELD_END` is its result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field(instruction: str, result: str) -> str:
    """A field with the runs that stand for it until Word works it out."""
    return field_begin(instruction) + result + FIELD_END


def bookmark(name: str, number: int, content: str) -> str:
    """Content that can be referred to by name; numbers are unique in a document."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def link(anchor: str, content: str) -> str:
    """A link to a bookmark."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{content}</w:hyperlink>'


def web_link(relation: str, content: str) -> str:
    """A link to the web, whose address is a relation of the document."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def paragraph(
    style: str,
    content: str,
    *,
    keep_next: bool = False,
    number: tuple[int, int] | None = None,
    section: str = "",
) -> str:
    """A paragraph; `number` is level and id of a numbering, `section` what ends with it."""
    properties = "".join(
        (
            f"<w:pStyle w:val={quoteattr(style)}/>",
            "<w:keepNext/>" if keep_next else "",
            f'<w:numPr><w:ilvl w:val="{number[0]}"/><w:numId w:val="{number[1]}"/></w:numPr>'
            if number
            else "",
            section,
        )
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def table(
    style: str, widths: Sequence[int], rows: Sequence[Sequence[str]], title: str, description: str
) -> str:
    """A table whose first row is its heading, repeated on each page; no row is split.

    A row is a list of cells, a cell one or more paragraphs. The title and description are for
    screen readers.
    """
    properties = (
        f'<w:tblPr><w:tblStyle w:val={quoteattr(style)}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={_attribute(title)}/>"
        f"<w:tblDescription w:val={_attribute(description)}/></w:tblPr>"
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    drawn = []
    for place, row in enumerate(rows):
        heading = "" if place else "<w:tblHeader/>"
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip(widths, row, strict=True)
        )
        drawn.append(f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>{cells}</w:tr>")
    return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(drawn)}</w:tbl>"


def picture(
    number: int, png: str, svg: str, size: tuple[int, int], title: str, description: str
) -> str:
    """A run with a picture: relations of the PNG and, where there is one, of the sharper SVG."""
    width, height = size
    sharper = (
        f'<a:extLst><a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip r:embed="{svg}"/></a:ext>'
        "</a:extLst>"
        if svg
        else ""
    )
    texts = f"descr={_attribute(description)} title={_attribute(title)}"
    name = f'id="{number}" name="{"Figure" if svg else "Picture"} {number}"'
    extent = f'cx="{width}" cy="{height}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f"<wp:docPr {name} {texts}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{png}">{sharper}</a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def contents(title: str, entries: str) -> str:
    """The table of contents as Word knows it, with its button for renewing it."""
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{title}{entries}"
        "</w:sdtContent></w:sdt>"
    )


def footnotes(notes: Mapping[int, str]) -> str:
    """`footnotes.xml`: the two lines that Word asks for, and the notes by number."""
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}">'
        f"<w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    ours = "".join(
        f'<w:footnote w:id="{number}">{note}</w:footnote>' for number, note in notes.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:footnotes {DECLARED}>{lines}{ours}</w:footnotes>"
    )


def _wrapped(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>" if content else ""


def _attribute(text: str) -> str:
    return quoteattr(legible(text))


def ending(text: str, section: str) -> str:
    """The text with a section that ends in its last paragraph."""
    before, end, after = text.rpartition("</w:pPr>")
    return f"{before}{section}{end}{after}"


def section(properties: Any, *, across: bool = False, title_page: bool = False) -> str:
    """The properties of a section as text: upright or across; the title page has no header."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    copied = deepcopy(properties)
    if across:
        copied.page_width, copied.page_height = copied.page_height, copied.page_width
        copied.orientation = WD_ORIENT.LANDSCAPE
    if title_page:
        copied.titlePg_val = True
        centred = OxmlElement("w:vAlign", {qn("w:val"): "center"})
        copied.find(qn("w:titlePg")).addprevious(centred)
    return str(copied.xml)
