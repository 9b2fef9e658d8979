"""A Word document that is being written: its styles, bookmarks and further files."""

from typing import TYPE_CHECKING, Any

from godegrep.render import docx_parts as parts
from godegrep.render.docx_template import style_ids

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.part import Part

EMU_PER_TWIP = 635


class DocxContext:
    """What all pieces of a document share.

    `upright` and `across` are the widths of the text in twips, on a page that stands or lies.
    """

    def __init__(self, document: "Document") -> None:
        self.document = document
        self.part: Part = document.part
        self.styles = style_ids(document)
        self._bookmarks: dict[str, str] = {}
        self._ids = 0
        page = document.sections[0]
        sides = (page.left_margin or 0) + (page.right_margin or 0)
        self.upright = (int(page.page_width or 0) - sides) // EMU_PER_TWIP
        self.across = (int(page.page_height or 0) - sides) // EMU_PER_TWIP

    def new_id(self) -> int:
        """A number that nothing else in the document has."""
        self._ids += 1
        return self._ids

    def paragraph(self, style: str, content: str, **options: Any) -> str:
        """A paragraph in a style by its name; options as of `docx_parts.paragraph`."""
        return parts.paragraph(self.styles[style.lower()], content, **options)

    def bookmark(self, target: str) -> str:
        """The name of a target's bookmark: short, and of letters and digits, as Word asks."""
        return self._bookmarks.setdefault(target, f"_Ref{len(self._bookmarks) + 1:06}")

    def marked(self, target: str, content: str) -> str:
        """Content that references to a target lead to."""
        return parts.bookmark(self.bookmark(target), self.new_id(), content)

    def web_relation(self, address: str) -> str:
        """The relation that a link to the web names."""
        return self.part.relate_to(address, _relation("hyperlink"), is_external=True)

    def add_file(self, name: str, kind: str, content: bytes, relation: str) -> str:
        """Add a file of the document; returns the relation that leads to it."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        added = Part(PackURI(f"/word/{name}"), kind, content, self.part.package)
        return self.part.relate_to(added, _relation(relation))


def _relation(kind: str) -> str:
    return f"{parts.NAMESPACES['r']}/{kind}"
