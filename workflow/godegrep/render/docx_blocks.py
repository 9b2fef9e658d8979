"""Blocks of a report in a Word document: paragraphs, lists, quotes, figures and tables."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from godegrep.core.language import Language
from godegrep.document.blocks import (
    Block,
    BulletList,
    Heading,
    Note,
    Paragraph,
    Quote,
    Quotes,
)
from godegrep.document.figures import Figure
from godegrep.document.runs import Number, Run
from godegrep.document.tables import Column, ColumnKind, Row, Table
from godegrep.render import docx_parts as parts
from godegrep.render.docx_columns import column_widths
from godegrep.render.docx_context import DocxContext
from godegrep.render.docx_images import ImageWriter
from godegrep.render.docx_numbering import new_numbers
from godegrep.render.docx_runs import NUMBERED, RunWriter
from godegrep.render.docx_template import LOCALES

TOGETHER = 14
"""Tables with at most so many rows stay on one page."""
_STYLES = {Paragraph: "Normal", Note: "Callout", Heading: "Heading 3"}


class Piece(NamedTuple):
    """A stretch of the body, and whether its page lies across."""

    text: str
    across: bool = False


class BlockWriter:
    """Writes the blocks of a report."""

    def __init__(
        self, context: DocxContext, runs: RunWriter, images: ImageWriter, language: Language
    ) -> None:
        self.context, self.runs, self.images, self.language = context, runs, images, language

    def block(self, block: Block) -> Piece:
        """A block of any kind."""
        if isinstance(block, Figure):
            return Piece(self._figure(block))
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, BulletList):
            return Piece(self._list(block))
        if isinstance(block, Quotes):
            return Piece("".join(map(self._quote, block.quotes)))
        return Piece(self.context.paragraph(_STYLES[type(block)], self.runs.runs(block.runs)))

    def _list(self, block: BulletList) -> str:
        context = self.context
        number = (0, new_numbers(context.document, context.styles)) if block.ordered else None
        style = "List Number" if block.ordered else "List Bullet"
        items = (self.runs.runs(item) for item in block.items)
        return "".join(context.paragraph(style, item, number=number) for item in items)

    def _quote(self, quote: Quote) -> str:
        other = quote.language != self.language.code
        locale = LOCALES.get(quote.language, "") if other else ""
        return self.context.paragraph("Quote", self.runs.runs(quote.runs, locale))

    # --- Figures and tables -------------------------------------------------------------------

    def _figure(self, figure: Figure) -> str:
        context = self.context
        image = self.images.figure(figure)
        source = f"{figure.base} " if figure.base else ""
        below = parts.run(source) + self.runs.runs(figure.source)
        if figure.table:
            text = parts.run(figure.table.number, context.styles["hyperlink"])
            below += parts.run(" ") + parts.link(context.bookmark(figure.table.id), text)
        caption = self._caption(figure)
        picture = context.paragraph("Normal", image, keep_next=True)
        return caption + picture + context.paragraph("Source", below)

    def table(self, table: Table, figure: str = "") -> Piece:
        """A table with its caption and notes; `figure` is the id of the figure that it is of."""
        context = self.context
        widths, across = column_widths(table, context.upright, context.across)
        rows = [self._headings(table.columns), *self._rows(table)]
        look = context.styles["report table"]
        drawn = parts.table(look, widths, rows, table.number, table.caption)
        notes = [context.paragraph("Source", parts.run(note)) for note in table.notes]
        # Two tables with no paragraph between them would be one.
        after = "".join(notes) or context.paragraph("Source", "")
        return Piece(self._caption(table, figure) + drawn + after, across)

    def _headings(self, columns: Sequence[Column]) -> list[str]:
        return [self._cell(_style(column), parts.run(column.title), True) for column in columns]

    def _rows(self, table: Table) -> Iterator[list[str]]:
        """The rows; those of a short table stay together, and the last one with the notes."""
        together = len(table.rows) <= TOGETHER
        for place, row in enumerate(table.rows, 1):
            keep = bool(table.notes) if place == len(table.rows) else together
            yield self._row(row, table.columns, keep)

    def _row(self, row: Row, columns: Sequence[Column], keep: bool) -> list[str]:
        label = parts.run(row.label, emphasis=row.combined)
        cells = [
            self._cell(_style(column), self._content(run), keep)
            for column, run in zip(columns[1:], row.cells, strict=True)
        ]
        return [self._cell("Table Text", label, keep), *cells]

    def _content(self, run: Run) -> str:
        """A number with its interval on a line of its own, or a text."""
        text = self.runs.run(run)
        if isinstance(run, Number) and run.below:
            return text + "<w:r><w:br/></w:r>" + self.runs.number(run.below, "Interval")
        return text

    def _cell(self, style: str, content: str, keep_next: bool) -> str:
        return self.context.paragraph(style, content, keep_next=keep_next)

    def _caption(self, block: Figure | Table, figure: str = "") -> str:
        """«Figur 2.1 Caption»; the number is counted by Word, or refers to the figure's."""
        label = self._counted(block, figure)
        text = self.context.marked(block.id, label) + parts.run(f" {block.caption}")
        return self.context.paragraph("Caption", text)

    def _counted(self, block: Figure | Table, figure: str) -> str:
        match = NUMBERED.fullmatch(block.number)
        if match is None:
            return parts.run(block.number, strong=True)
        label = parts.run(match["label"], strong=True)
        chapter, number = (parts.run(match[key], strong=True) for key in ("chapter", "number"))
        if figure:
            printed = parts.run(f"{match['chapter']}.{match['number']}", strong=True)
            return label + parts.field(f"REF {self.context.bookmark(f'{figure}#')} \\h", printed)
        # Word would begin anew in each chapter by «\\s 1»; LibreOffice knows only «\\r».
        restart = " \\r 1" if match["number"] == "1" else ""
        counter = f"SEQ {match['label'].strip()} \\* ARABIC{restart}"
        fields = parts.field("STYLEREF 1 \\s", chapter) + parts.run(".", strong=True)
        return label + self.context.marked(f"{block.id}#", fields + parts.field(counter, number))


def _style(column: Column) -> str:
    return "Table Text" if column.kind == ColumnKind.TEXT else "Table Number"
