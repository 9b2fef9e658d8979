"""The figures and the logo of a report in a Word document."""

import base64
import io
from collections.abc import Sequence
from typing import NamedTuple

from godegrep.core.language import Language
from godegrep.document.figures import Figure
from godegrep.document.report import Logo
from godegrep.figures.files import pictures, standalone
from godegrep.render import docx_parts as parts
from godegrep.render.docx_context import EMU_PER_TWIP, DocxContext

SVG_FONT = "Arial"
"""Word sets the texts of an SVG in the reader's fonts, and this one is everywhere."""
LOGO_HEIGHT = 720_000
"""2 cm."""


class Image(NamedTuple):
    """The relations of a figure's PNG and SVG, and its width and height in EMU."""

    png: str
    svg: str
    size: tuple[int, int]


class ImageWriter:
    """Adds pictures to a document."""

    def __init__(self, context: DocxContext, language: Language) -> None:
        self.context, self.language = context, language
        self._images: dict[str, Image] = {}

    def add(self, figures: Sequence[Figure]) -> None:
        """Draw all figures, at once, as it takes long to begin."""
        drawings = tuple(standalone(figure, self.language) for figure in figures)
        for place, (figure, png) in enumerate(zip(figures, pictures(drawings), strict=True), 1):
            svg = standalone(figure, self.language, SVG_FONT).encode()
            relation, size = self._png(png)
            name = f"media/figure{place}.svg"
            drawn = self.context.add_file(name, "image/svg+xml", svg, "image")
            self._images[figure.id] = Image(relation, drawn, size)

    def figure(self, figure: Figure) -> str:
        """A run with the picture of a figure that has been added."""
        image, number = self._images[figure.id], self.context.new_id()
        return parts.picture(number, *image, figure.caption, figure.description)

    def logo(self, logo: Logo) -> str:
        """A run with the logo."""
        content = base64.b64decode(logo.data)
        if logo.type == "image/svg+xml":
            content = pictures((content.decode("utf-8"),))[0]
        number = self.context.new_id()
        relation, size = self._png(content, LOGO_HEIGHT)
        return parts.picture(number, relation, "", size, logo.text, logo.text)

    def _png(self, content: bytes, height: int = 0) -> tuple[str, tuple[int, int]]:
        """The relation of a picture and its size: of that height, or as wide as the text."""
        stream = io.BytesIO(content)
        relation, image = self.context.part.get_or_add_image(stream)  # type: ignore[attr-defined]
        wide, high = image.px_width, image.px_height
        width = height * wide // high if height else self.context.upright * EMU_PER_TWIP
        return relation, (width, height or width * high // wide)
