"""The figures of a report as files of their own, SVG and PNG, in one archive."""

import io
import struct
import zipfile
import zlib

from godegrep.core.files import stable_zip
from godegrep.core.language import Language
from godegrep.document.figures import Figure
from godegrep.document.report import Report
from godegrep.figures.files import pictures, standalone

_HEADER_END = 33
"""Where the first chunk of every PNG ends: 8 bytes of signature, 25 of IHDR."""


def render(report: Report, language: Language) -> bytes:
    """A zip archive with `{id}.svg` and `{id}.png` of each figure of a report.

    Title and description stand inside each file. The same report gives the same bytes.
    """
    figures = report.figures
    drawings = tuple(standalone(figure, language) for figure in figures)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for figure, svg, png in zip(figures, drawings, pictures(drawings), strict=True):
            archive.writestr(f"{figure.id}.svg", svg)
            archive.writestr(f"{figure.id}.png", _described(png, figure))
    return stable_zip(output.getvalue())


def _described(png: bytes, figure: Figure) -> bytes:
    """The picture with the figure's title and description as texts (PNG, third edition, 11.3.3)."""
    texts = _text("Title", figure.caption) + _text("Description", figure.description)
    return png[:_HEADER_END] + texts + png[_HEADER_END:]


def _text(keyword: str, text: str) -> bytes:
    """An iTXt chunk: keyword, not compressed, no language, no translated keyword, text in UTF-8."""
    chunk = b"iTXt" + keyword.encode() + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
