"""The report as a Word document that the institute can go on working in.

Headings, captions, cross-references and the table of contents are Word's own, with their texts
filled in, so that the document reads right before anybody updates a field. Only the page numbers of
the contents wait for that: Word alone knows where its pages end.
"""

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from godegrep.core.files import stable_zip
from godegrep.core.language import Language
from godegrep.figures.files import pictures, standalone
from godegrep.render import docx_parts as parts
from godegrep.render.docx_columns import column_widths, columns_of_texts
from godegrep.render.docx_numbering import heading_numbers, new_numbers
from godegrep.render.docx_template import LOCALES, default_template, open_template, style_ids

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.part import Part

SVG_FONT = "Arial"
"""Word sets the texts of an SVG in the reader's fonts, and this one is everywhere."""
LOGO_HEIGHT = 720_000
"""2 cm."""
_EMU_PER_TWIP = 635
_NUMBERED = re.compile(r"(?P<label>.*?)(?P<chapter>\d+)\.(?P<number>\d+)")
_NO_NUMBER = (0, 0)
_NEVER = datetime(1980, 1, 1)
_TOGETHER = 14
"""Tables with at most so many rows stay on one page."""


def render(report: Mapping[str, Any], language: Language, template: bytes | None = None) -> bytes:
    """Draw a report, as docs/report-model.md describes it, as a docx file.

    `template` is the institute's own document, whose styles, page, header and footer are used.
    Raises Mistake where it cannot be used, see `docx_template.open_template`.
    """
    document = (
        default_template(report["colours"], language.code)
        if template is None
        else open_template(template, language.code)
    )
    return _Writer(report, language, document).file()


class _Writer:
    """Writes one report into an emptied document."""

    def __init__(self, report: Mapping[str, Any], language: Language, document: "Document") -> None:
        self.report, self.language, self.document = report, language, document
        self.part: Part = document.part
        self.styles = style_ids(document)
        self.figures = {block["id"]: block for block in _blocks(report, "figure")}
        self.numbers = {
            block["id"]: block["number"]
            for block in (*self.figures.values(), *_blocks(report, "table"))
        }
        self.notes: dict[int, str] = {}
        self.contents: list[tuple[int, str, str, str]] = []
        self._bookmarks: dict[str, str] = {}
        self._ids = 0
        page = document.sections[0]
        sides = (page.left_margin or 0) + (page.right_margin or 0)
        self.upright = (int(page.page_width or 0) - sides) // _EMU_PER_TWIP
        self.across = (int(page.page_height or 0) - sides) // _EMU_PER_TWIP
        self.heading_numbers = heading_numbers(document, self.styles)

    # --- The file -----------------------------------------------------------------------------

    def file(self) -> bytes:
        """The bytes of the finished document."""
        self.images = self._images()
        body = [*self._summary(), *self._chapters(), *self._figure_tables()]
        self._head_and_foot()
        self._write([*self._contents(), *body])
        self._write_notes()
        self._describe()
        output = io.BytesIO()
        self.document.save(output)
        return stable_zip(output.getvalue())

    def _write(self, pieces: Sequence[tuple[str, bool]]) -> None:
        """Put the title page and the pieces into the body; each says whether it lies across."""
        from docx.oxml.parser import parse_xml

        last = self.document.element.body.sectPr
        following = deepcopy(last)
        for reference in list(following):
            if reference.tag.endswith("Reference"):
                following.remove(reference)
        title = "".join(self._title_page())
        text = [parts.ending(title, parts.section(last, title_page=True))]
        for place, (piece, across) in enumerate(pieces):
            ends = place + 1 < len(pieces) and pieces[place + 1][1] != across
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
        about.title = parts.legible(self.report["title"])
        about.subject = parts.legible(self.report["subtitle"])
        about.author = parts.legible(self.report["institute"])
        about.language = LOCALES[self.language.code]
        about.last_modified_by = about.keywords = about.comments = about.category = ""
        about.created = about.modified = _NEVER
        about.revision = 1

    # --- Beginning ----------------------------------------------------------------------------

    def _title_page(self) -> Iterator[str]:
        logo = self.report["logo"]
        if logo:
            yield self._paragraph("Subtitle", self._logo(logo))
        for style, text in (
            ("Subtitle", self.report["institute"]),
            ("Title", self.report["title"]),
            ("Subtitle", self.report["subtitle"]),
            ("Subtitle", self.report["date"]),
            ("Banner", self.report["banner"]),
        ):
            if text:
                yield self._paragraph(style, parts.run(text))

    def _contents(self) -> Iterator[tuple[str, bool]]:
        entries = []
        for place, (level, number, title, anchor) in enumerate(self.contents):
            lead = parts.run(number) + "<w:r><w:tab/></w:r>" if number else ""
            page = "<w:r><w:tab/></w:r>" + parts.field(f"PAGEREF {anchor} \\h", "")
            entry = parts.link(anchor, lead + parts.run(title) + page)
            if place == 0:
                entry = parts.field_begin('TOC \\o "1-2" \\h \\z \\u') + entry
            if place == len(self.contents) - 1:
                entry += parts.FIELD_END
            entries.append(self._paragraph(f"toc {level}", entry))
        title = self._paragraph("TOC Heading", parts.run(self.language.message("page_contents")))
        yield parts.contents(title, "".join(entries)), False

    def _head_and_foot(self) -> None:
        """Fill the header and the footer; what the institute's template has there stays."""
        from docx.oxml.parser import parse_xml

        def add(element: Any, paragraph: str) -> None:
            declared = paragraph.replace("<w:p>", f"<w:p {parts.DECLARED}>", 1)
            element.append(parse_xml(declared))

        section = self.document.sections[0]
        head, foot = section.header, section.footer
        ours = {self.styles["banner"], self.styles["running head"]}
        for paragraph in list(head.paragraphs):
            empty = not paragraph.text and not paragraph._p.xpath(".//w:drawing")
            if empty or paragraph.style is None or paragraph.style.style_id in ours:
                head._element.remove(paragraph._p)
        names = filter(None, (self.report["institute"], self.report["title"]))
        if not len(head._element):
            add(head._element, self._paragraph("Running Head", parts.run(" · ".join(names))))
        if self.report["banner"]:
            add(head._element, self._paragraph("Banner", parts.run(self.report["banner"])))
        if not any(paragraph._p.xpath(".//w:instrText|.//w:t") for paragraph in foot.paragraphs):
            for paragraph in list(foot.paragraphs):
                foot._element.remove(paragraph._p)
            add(foot._element, self._paragraph("Footer", parts.field("PAGE", parts.run("1"))))

    # --- Chapters -----------------------------------------------------------------------------

    def _summary(self) -> Iterator[tuple[str, bool]]:
        summary = self.report["summary"]
        if summary["blocks"]:
            yield self._heading(1, "", summary["title"], "summary"), False
            for block in summary["blocks"]:
                yield from self._block(block)

    def _chapters(self) -> Iterator[tuple[str, bool]]:
        for chapter in self.report["chapters"]:
            yield self._heading(1, chapter["number"], chapter["title"], chapter["id"]), False
            for section in chapter["sections"]:
                if section["title"]:
                    target = f"{chapter['id']}-{section['id']}"
                    yield self._heading(2, section["number"], section["title"], target), False
                for block in section["blocks"]:
                    yield from self._block(block)

    def _figure_tables(self) -> Iterator[tuple[str, bool]]:
        """The tables of the figures, after the chapters: a page folds them away, paper cannot."""
        tables = [(block, block["table"]) for block in self.figures.values() if block["table"]]
        if tables:
            title = self.language.message("docx_figure_tables")
            yield self._heading(1, "", title, "figure-tables"), False
        for figure, table in tables:
            yield from self._table(table, figure["id"])

    def _heading(self, level: int, number: str, title: str, target: str) -> str:
        name = self._name(target)
        self.contents.append((level, number, title, name))
        numbering = (level - 1, self.heading_numbers) if self.heading_numbers else None
        return self._paragraph(
            f"Heading {level}",
            self._marked(target, parts.run(title)),
            number=numbering if number else _NO_NUMBER,
        )

    def _block(self, block: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
        kind = block["type"]
        if kind == "figure":
            yield self._figure(block), False
        elif kind == "table":
            yield from self._table(block)
        elif kind == "list":
            yield self._list(block), False
        elif kind == "quotes":
            yield "".join(self._quote(quote) for quote in block["quotes"]), False
        else:
            style = {"paragraph": "Normal", "note": "Callout", "heading": "Heading 3"}[kind]
            yield self._paragraph(style, self._runs(block["runs"])), False

    def _list(self, block: Mapping[str, Any]) -> str:
        ordered = block["ordered"]
        number = (0, new_numbers(self.document, self.styles)) if ordered else None
        style = "List Number" if ordered else "List Bullet"
        items = (self._runs(item) for item in block["items"])
        return "".join(self._paragraph(style, item, number=number) for item in items)

    def _quote(self, quote: Mapping[str, Any]) -> str:
        other = quote["language"] != self.language.code
        locale = LOCALES.get(quote["language"], "") if other else ""
        return self._paragraph("Quote", self._runs(quote["runs"], locale))

    # --- Figures and tables -------------------------------------------------------------------

    def _figure(self, block: Mapping[str, Any]) -> str:
        self._ids += 1
        png, svg, size = self.images[block["id"]]
        image = parts.picture(self._ids, png, svg, size, block["title"], block["description"])
        source = f"{block['base']} " if block["base"] else ""
        below = parts.run(source) + self._runs(block["source"])
        if block["table"]:
            text = parts.run(block["table"]["number"], self.styles["hyperlink"])
            below += parts.run(" ") + parts.link(self._name(block["table"]["id"]), text)
        return "".join(
            (
                self._caption(block),
                self._paragraph("Normal", image, keep_next=True),
                self._paragraph("Source", below),
            )
        )

    def _table(self, block: Mapping[str, Any], figure: str = "") -> Iterator[tuple[str, bool]]:
        """A table with its caption and notes; `figure` is the id of the figure that it is of."""
        columns, rows = block["columns"], block["rows"]
        widths, across = column_widths(columns, rows, self.upright, self.across)
        together = len(rows) <= _TOGETHER
        texts = columns_of_texts(len(columns), rows)
        styles = [
            "Table Text" if place in texts else "Table Number" for place in range(len(columns))
        ]
        drawn = [
            [
                self._cell(style, parts.run(name), True)
                for style, name in zip(styles, columns, strict=True)
            ]
        ]
        for place, row in enumerate(rows):
            last = place == len(rows) - 1
            keep = bool(block["notes"]) if last else together
            label = parts.run(row["label"], emphasis=row["combined"])
            cells = [self._cell("Table Text", label, keep)]
            for style, run in zip(styles[1:], row["cells"], strict=True):
                text = self._run(run)
                if run.get("below"):
                    text += "<w:r><w:br/></w:r>" + self._number(run["below"], "Interval")
                cells.append(self._cell(style, text, keep))
            drawn.append(cells)
        look = self.styles["report table"]
        table = parts.table(look, widths, drawn, block["number"], block["caption"])
        notes = [self._paragraph("Source", parts.run(note)) for note in block["notes"]]
        # Two tables with no paragraph between them would be one.
        after = "".join(notes) or self._paragraph("Source", "")
        yield self._caption(block, figure) + table + after, across

    def _cell(self, style: str, content: str, keep_next: bool) -> str:
        return self._paragraph(style, content, keep_next=keep_next)

    def _caption(self, block: Mapping[str, Any], figure: str = "") -> str:
        """«Figur 2.1 Caption»; the number is counted by Word, or refers to the figure's."""
        match = _NUMBERED.fullmatch(block["number"])
        if match is None:
            label = parts.run(block["number"], strong=True)
        elif figure:
            name = self._name(f"{figure}#")
            number = parts.run(f"{match['chapter']}.{match['number']}", strong=True)
            label = parts.run(match["label"], strong=True) + parts.field(f"REF {name} \\h", number)
        else:
            counter = match["label"].strip()
            # Word would begin anew in each chapter by «\\s 1»; LibreOffice knows only «\\r».
            restart = " \\r 1" if match["number"] == "1" else ""
            number = self._marked(
                f"{block['id']}#",
                parts.field("STYLEREF 1 \\s", parts.run(match["chapter"], strong=True))
                + parts.run(".", strong=True)
                + parts.field(
                    f"SEQ {counter} \\* ARABIC{restart}", parts.run(match["number"], strong=True)
                ),
            )
            label = parts.run(match["label"], strong=True) + number
        return self._paragraph(
            "Caption", self._marked(block["id"], label) + parts.run(f" {block['caption']}")
        )

    # --- Runs ---------------------------------------------------------------------------------

    def _runs(self, runs: Sequence[Mapping[str, Any]], language: str = "") -> str:
        return "".join(self._run(run, language) for run in runs)

    def _run(self, run: Mapping[str, Any], language: str = "") -> str:
        kind = run["type"]
        if kind == "number":
            return self._number(run, "Number")
        if kind == "footnote":
            return self._footnote(run)
        if kind == "reference":
            return self._reference(run)
        if run.get("href"):
            relation = self.part.relate_to(run["href"], _relation("hyperlink"), is_external=True)
            text = parts.run(run["text"], self.styles["hyperlink"], language=language)
            return parts.web_link(relation, text)
        return _text(run, run["text"], language=language)

    def _number(self, run: Mapping[str, Any], style: str) -> str:
        return _text(run, run["text"], self.styles[style.lower()])

    def _reference(self, run: Mapping[str, Any]) -> str:
        """«figur 2.1», whose number Word counts; a reference to anything else is a link."""
        match, number = _NUMBERED.fullmatch(run["text"]), self.numbers.get(run["target"], "")
        if match is None or number.lower() != run["text"].lower():
            return parts.link(self._name(run["target"]), _text(run, run["text"]))
        counted = _text(run, f"{match['chapter']}.{match['number']}")
        name = self._name(f"{run['target']}#")
        return _text(run, match["label"]) + parts.field(f"REF {name} \\h", counted)

    def _footnote(self, run: Mapping[str, Any]) -> str:
        number, mark = len(self.notes) + 1, self.styles["footnote reference"]
        properties = f'<w:rPr><w:rStyle w:val="{mark}"/></w:rPr>'
        # The addresses of links are kept by file, and the notes stand in another.
        unlinked = [{key: run[key] for key in run if key != "href"} for run in run["runs"]]
        self.notes[number] = self._paragraph(
            "footnote text",
            f"<w:r>{properties}<w:footnoteRef/></w:r>{parts.run(' ')}{self._runs(unlinked)}",
        )
        return f'<w:r>{properties}<w:footnoteReference w:id="{number}"/></w:r>'

    def _paragraph(self, style: str, content: str, **options: Any) -> str:
        return parts.paragraph(self.styles[style.lower()], content, **options)

    def _name(self, target: str) -> str:
        """The name of a target's bookmark: short, and of letters and digits, as Word asks."""
        return self._bookmarks.setdefault(target, f"_Ref{len(self._bookmarks) + 1:06}")

    def _marked(self, target: str, content: str) -> str:
        self._ids += 1
        return parts.bookmark(self._name(target), self._ids, content)

    # --- Other files of the document ----------------------------------------------------------

    def _images(self) -> dict[str, tuple[str, str, tuple[int, int]]]:
        """Of each figure by its id: the relations of its PNG and SVG, and its size."""
        blocks = self.figures.values()
        drawn = tuple(standalone(block, self.language) for block in blocks)
        found = {}
        for place, (block, png) in enumerate(zip(blocks, pictures(drawn), strict=True), 1):
            svg = standalone(block, self.language, SVG_FONT).encode()
            relation, size = self._png(png)
            found[block["id"]] = (
                relation,
                self._add(f"media/figure{place}.svg", "image/svg+xml", svg, "image"),
                size,
            )
        return found

    def _png(self, content: bytes, height: int = 0) -> tuple[str, tuple[int, int]]:
        """The relation of a picture and its size: of that height, or as wide as the text."""
        relation, image = self.part.get_or_add_image(io.BytesIO(content))  # type: ignore[attr-defined]
        wide, high = image.px_width, image.px_height
        width = height * wide // high if height else self.upright * _EMU_PER_TWIP
        return relation, (width, height or width * high // wide)

    def _logo(self, logo: Mapping[str, Any]) -> str:
        content = base64.b64decode(logo["data"])
        if logo["type"] == "image/svg+xml":
            content = pictures((content.decode("utf-8"),))[0]
        self._ids += 1
        relation, size = self._png(content, LOGO_HEIGHT)
        return parts.picture(self._ids, relation, "", size, logo["text"], logo["text"])

    def _write_notes(self) -> None:
        if self.notes:
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
            self._add("footnotes.xml", kind, parts.footnotes(self.notes).encode(), "footnotes")

    def _add(self, name: str, kind: str, content: bytes, relation: str) -> str:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        added = Part(PackURI(f"/word/{name}"), kind, content, self.part.package)
        return self.part.relate_to(added, _relation(relation))


def _blocks(report: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    for chapter in report["chapters"]:
        for section in chapter["sections"]:
            yield from (block for block in section["blocks"] if block["type"] == kind)


def _text(run: Mapping[str, Any], text: str, style: str = "", language: str = "") -> str:
    """A text that looks as the run says."""
    strong, emphasis = bool(run.get("strong")), bool(run.get("emphasis"))
    return parts.run(text, style, strong=strong, emphasis=emphasis, language=language)


def _relation(kind: str) -> str:
    return f"{parts.NAMESPACES['r']}/{kind}"
