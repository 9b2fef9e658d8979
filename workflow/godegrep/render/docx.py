"""The report as a Word document that the institute can go on working in.

Headings, captions, cross-references and the table of contents are Word's own, with their texts
filled in, so that the document reads right before anybody updates a field. Only the page numbers of
the contents wait for that: Word alone knows where its pages end.
"""

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from godegrep.core.files import stable_zip
from godegrep.core.language import Language
from godegrep.document.report import Chapter, Report
from godegrep.render import docx_parts as parts
from godegrep.render.docx_blocks import BlockWriter, Piece
from godegrep.render.docx_context import DocxContext
from godegrep.render.docx_images import ImageWriter
from godegrep.render.docx_numbering import heading_numbers
from godegrep.render.docx_runs import RunWriter
from godegrep.render.docx_template import LOCALES, default_template, open_template

if TYPE_CHECKING:
    from docx.document import Document

_NO_NUMBER = (0, 0)
_NEVER = datetime(1980, 1, 1)


def render(report: Report, language: Language, template: bytes | None = None) -> bytes:
    """Draw a report as a docx file.

    `template` is the institute's own document, whose styles, page, header and footer are used.
    Raises Mistake where it cannot be used, see `docx_template.open_template`.
    """
    document = (
        default_template(report.colours, language.code)
        if template is None
        else open_template(template, language.code)
    )
    return _Writer(report, language, document).file()


class _Writer:
    """Writes one report into an emptied document."""

    def __init__(self, report: Report, language: Language, document: "Document") -> None:
        self.report, self.language, self.document = report, language, document
        self.context = DocxContext(document)
        numbers = {figure.id: figure.number for figure in report.figures}
        numbers |= {table.id: table.number for table in report.tables}
        self.runs = RunWriter(self.context, numbers)
        self.images = ImageWriter(self.context, language)
        self.blocks = BlockWriter(self.context, self.runs, self.images, language)
        self.contents: list[tuple[int, str, str, str]] = []
        self.heading_numbers = heading_numbers(document, self.context.styles)

    # --- The file -----------------------------------------------------------------------------

    def file(self) -> bytes:
        """The bytes of the finished document."""
        self.images.add(self.report.figures)
        body = [*self._summary(), *self._chapters(), *self._figure_tables()]
        self._head_and_foot()
        self._write([self._contents(), *body])
        self.runs.write_notes()
        self._describe()
        output = io.BytesIO()
        self.document.save(output)
        return stable_zip(output.getvalue())

    def _write(self, pieces: Sequence[Piece]) -> None:
        """Put the title page and the pieces into the body."""
        from docx.oxml.parser import parse_xml

        last = self.document.element.body.sectPr
        following = deepcopy(last)
        for reference in list(following):
            if reference.tag.endswith("Reference"):
                following.remove(reference)
        title = "".join(self._title_page())
        text = [parts.ending(title, parts.section(last, title_page=True))]
        for place, (piece, across) in enumerate(pieces):
            ends = place + 1 < len(pieces) and pieces[place + 1].across != across
            text.append(
                parts.ending(piece, parts.section(following, across=across)) if ends else piece
            )
        text.append(parts.section(following))
        body = parse_xml(f"<w:body {parts.DECLARED}>{''.join(text)}</w:body>")
        # In one piece: paragraph by paragraph, lxml takes a second for a table of 300 rows.
        self.document.element.replace(self.document.element.body, body)

    def _describe(self) -> None:
        """The document's properties: of the report, and of nobody who made it."""
        about = self.document.core_properties
        about.title = parts.legible(self.report.title)
        about.subject = parts.legible(self.report.subtitle)
        about.author = parts.legible(self.report.institute)
        about.language = LOCALES[self.language.code]
        about.last_modified_by = about.keywords = about.comments = about.category = ""
        about.created = about.modified = _NEVER
        about.revision = 1

    # --- Beginning ----------------------------------------------------------------------------

    def _title_page(self) -> Iterator[str]:
        report = self.report
        if report.logo:
            yield self.context.paragraph("Subtitle", self.images.logo(report.logo))
        for style, text in (
            ("Subtitle", report.institute),
            ("Title", report.title),
            ("Subtitle", report.subtitle),
            ("Subtitle", report.date),
            ("Banner", report.banner),
        ):
            if text:
                yield self.context.paragraph(style, parts.run(text))

    def _contents(self) -> Piece:
        entries = []
        for place, (level, number, title, anchor) in enumerate(self.contents):
            lead = parts.run(number) + "<w:r><w:tab/></w:r>" if number else ""
            page = "<w:r><w:tab/></w:r>" + parts.field(f"PAGEREF {anchor} \\h", "")
            entry = parts.link(anchor, lead + parts.run(title) + page)
            if place == 0:
                entry = parts.field_begin('TOC \\o "1-2" \\h \\z \\u') + entry
            if place == len(self.contents) - 1:
                entry += parts.FIELD_END
            entries.append(self.context.paragraph(f"toc {level}", entry))
        heading = parts.run(self.language.message("page_contents"))
        title = self.context.paragraph("TOC Heading", heading)
        return Piece(parts.contents(title, "".join(entries)))

    def _head_and_foot(self) -> None:
        """Fill the header and the footer; what the institute's template has there stays."""
        section, banner = self.document.sections[0], self.report.banner
        self._clear_head(section.header)
        head, foot = section.header, section.footer
        names = filter(None, (self.report.institute, self.report.title))
        if not len(head._element):
            self._add(head, "Running Head", parts.run(" · ".join(names)))
        if banner:
            self._add(head, "Banner", parts.run(banner))
        if not any(paragraph._p.xpath(".//w:instrText|.//w:t") for paragraph in foot.paragraphs):
            for paragraph in list(foot.paragraphs):
                foot._element.remove(paragraph._p)
            self._add(foot, "Footer", parts.field("PAGE", parts.run("1")))

    def _clear_head(self, head: Any) -> None:
        """Take out what is empty, and what an earlier report has left."""
        ours = {self.context.styles["banner"], self.context.styles["running head"]}
        for paragraph in list(head.paragraphs):
            empty = not paragraph.text and not paragraph._p.xpath(".//w:drawing")
            if empty or paragraph.style is None or paragraph.style.style_id in ours:
                head._element.remove(paragraph._p)

    def _add(self, place: Any, style: str, content: str) -> None:
        """Add a paragraph to the header or the footer."""
        from docx.oxml.parser import parse_xml

        paragraph = self.context.paragraph(style, content)
        place._element.append(parse_xml(paragraph.replace("<w:p>", f"<w:p {parts.DECLARED}>", 1)))

    # --- Chapters -----------------------------------------------------------------------------

    def _summary(self) -> Iterator[Piece]:
        summary = self.report.summary
        if summary.blocks:
            yield self._heading(1, "", summary.title, "summary")
            yield from map(self.blocks.block, summary.blocks)

    def _chapters(self) -> Iterator[Piece]:
        for chapter in self.report.chapters:
            yield self._heading(1, chapter.number, chapter.title, chapter.id)
            yield from self._sections(chapter)

    def _sections(self, chapter: Chapter) -> Iterator[Piece]:
        for section in chapter.sections:
            if section.title:
                target = f"{chapter.id}-{section.id}"
                yield self._heading(2, section.number, section.title, target)
            yield from map(self.blocks.block, section.blocks)

    def _figure_tables(self) -> Iterator[Piece]:
        """The tables of the figures, after the chapters: a page folds them away, paper cannot."""
        figures = [figure for figure in self.report.figures if figure.table]
        if figures:
            title = self.language.message("docx_figure_tables")
            yield self._heading(1, "", title, "figure-tables")
        for figure in figures:
            if figure.table:
                yield self.blocks.table(figure.table, figure.id)

    def _heading(self, level: int, number: str, title: str, target: str) -> Piece:
        bookmark = self.context.bookmark(target)
        self.contents.append((level, number, title, bookmark))
        numbering = (level - 1, self.heading_numbers) if self.heading_numbers else None
        text = self.context.marked(target, parts.run(title))
        style = f"Heading {level}"
        return Piece(
            self.context.paragraph(style, text, number=numbering if number else _NO_NUMBER)
        )
