"""A figure as a file of its own: SVG that needs no style sheet, and PNG.

Word, the PDF and the files beside the report show the figures of the web page without its style
sheet. Here every colour stands on its shape, in the light scheme, and the texts are set in a font
that comes with the project.
"""

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from godegrep.core.language import Language
from godegrep.document.figures import Figure
from godegrep.figures import draw
from godegrep.figures.palette import PALETTE, colours

FONT = "Source Sans Pro"
"""The font of figures and of the PDF (SIL Open Font License)."""
FONTS = f"'{FONT}', Arial, Helvetica, sans-serif"
PIXELS_PER_UNIT = 2
"""Twice the width of the text column at 120 dots an inch: sharp on paper and on screen."""

_MARGIN = 4
"""At both sides: a program that sets a label a hair wider than it is must not cut it off."""
_SVG = "http://www.w3.org/2000/svg"
_FACES = ("Regular", "It", "Semibold", "SemiboldIt")
_ENTRY = "main.typ"  # the name that typst looks for


def standalone(figure: Figure, language: Language, fonts: str = FONTS) -> str:
    """A figure block of `report.json` as an SVG file.

    Raises KeyError as `figures.draw` does.
    """
    root = ET.fromstring(draw.draw(figure, language, draw.WIDE))
    known = colours("light")
    hatch = f"url(#{figure.id}-{draw.WIDE}-hatch)"
    root.attrib.pop("class")
    width = draw.WIDE + 2 * _MARGIN
    root.set("width", str(width))
    root.set("viewBox", f"{-_MARGIN} 0 {width} {root.attrib['height']}")
    root.set("fill", PALETTE["ink"].light)
    root.set("font-family", fonts)
    for shape in root.iter():
        classes = shape.attrib.pop("class", "").split()
        colour = next((known[name] for name in classes if name in known), None)
        if colour is None:
            continue
        if "stroke" in shape.attrib:
            shape.set("stroke", colour)
        if "hollow" in classes:
            shape.set("fill", PALETTE["paper"].light)
        elif "fill" in shape.attrib:
            shape.set("fill", hatch)
        elif "stroke" not in shape.attrib:
            shape.set("fill", colour)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode") + "\n"


@lru_cache(maxsize=2)
def pictures(drawings: tuple[str, ...]) -> list[bytes]:
    """PNG files of standalone SVG drawings, each `PIXELS_PER_UNIT` times as large.

    The last are kept, since Word and the archive of figures ask for the same, with a logo between.
    Raises `typst.TypstError` where a drawing is no SVG.
    """
    if not drawings:
        return []
    import typst

    names = [f"{number}.svg" for number in range(len(drawings))]
    pages = "\n#pagebreak()\n".join(f'#image("{name}", width: 100%)' for name in names)
    page = f"#set page(width: {draw.WIDE}pt, height: auto, margin: 0pt, fill: white)\n{pages}"
    files: Any = {_ENTRY: page.encode()} | {
        name: drawing.encode() for name, drawing in zip(names, drawings, strict=True)
    }
    with font_folder() as fonts:
        pages_drawn = typst.compile(
            files,
            format="png",
            ppi=72 * PIXELS_PER_UNIT,
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
        )
    return pages_drawn if isinstance(pages_drawn, list) else [pages_drawn]


@contextmanager
def font_folder() -> Iterator[Path]:
    """A folder with the faces of `FONT` that reports use, and no others.

    The package has each face in two formats; which of them a folder lists first, and so which one
    would be drawn, differs between machines.
    """
    package = importlib.util.find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("No module named 'font_source_sans_pro'")
    source = Path(package.origin).parent / "files"
    with tempfile.TemporaryDirectory() as folder:
        for face in _FACES:
            shutil.copy(source / f"SourceSansPro-{face}.ttf", folder)
        yield Path(folder)
