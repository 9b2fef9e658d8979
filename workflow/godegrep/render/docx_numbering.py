"""Numbered headings and lists in a Word document, whatever its template numbers itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from godegrep.render.docx_parts import DECLARED

if TYPE_CHECKING:
    from docx.document import Document


def heading_numbers(document: "Document", styles: Mapping[str, str]) -> int:
    """The id of a numbering for headings; 0 where the template's headings number themselves."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    style = document.styles.element.get_by_id(styles["heading 1"])
    if style is not None and style.xpath("./w:pPr/w:numPr"):
        return 0
    numbering = document.part.numbering_part.element
    taken = [int(value) for value in numbering.xpath("./w:abstractNum/@w:abstractNumId")]
    new = max(taken, default=-1) + 1
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="680" w:hanging="680"/></w:pPr></w:lvl>'
        for level, text in enumerate(("%1", "%1.%2"))
    )
    numbers = parse_xml(
        f'<w:abstractNum {DECLARED} w:abstractNumId="{new}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(numbers)
    else:
        first.addprevious(numbers)
    return int(numbering.add_num(new).numId)


def new_numbers(document: "Document", styles: Mapping[str, str]) -> int:
    """The id of a numbering like that of the style «List Number», which begins at 1 again."""
    numbering = document.part.numbering_part.element
    style = document.styles.element.get_by_id(styles["list number"])
    number = int(style.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0])
    abstract = numbering.num_having_numId(number).abstractNumId.val
    added = numbering.add_num(abstract)
    added.add_lvlOverride(0).add_startOverride(1)
    return int(added.numId)
