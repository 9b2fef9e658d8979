"""Draws docs/house.svg: the rooms of the package, as the contract in pyproject.toml holds them.

`python docs/draw_house.py` writes the picture anew; a test tells when it must be.
"""

import ast
import tomllib
from html import escape
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workflow" / "godegrep"
WIDTH, MARGIN, GAP = 960, 16, 10
LINE = 15
"""The distance of two lines of text, in units of the drawing."""
LETTER = 6.6
"""The width that a letter of the small text takes, on the average."""


def layers() -> list[list[str]]:
    """The rooms, a list a layer, the front door first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    house = settings["tool"]["importlinter"]["contracts"][0]
    return [[room.strip() for room in layer.split("|")] for layer in house["layers"]]


def purpose(room: str) -> str:
    """The first sentence of what the room says of itself."""
    path = PACKAGE / room / "__init__.py" if (PACKAGE / room).is_dir() else PACKAGE / f"{room}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("`", "")


def draw() -> str:
    """The picture as SVG."""
    drawn, top = [], MARGIN
    for layer in layers():
        boxes, height = _row(layer, top)
        drawn += boxes
        top += height + GAP
    height = top - GAP + MARGIN
    title = "The rooms of the package: each may use what stands below it"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{title}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            '<g font-family="sans-serif" font-size="12" fill="#1c2630">',
            *drawn,
            "</g>",
            "</svg>\n",
        ]
    )


def _row(layer: list[str], top: int) -> tuple[list[str], int]:
    """The boxes of a layer, and how high they are."""
    width = (WIDTH - 2 * MARGIN - GAP * (len(layer) - 1)) / len(layer)
    texts = [wrap(purpose(room), int((width - 20) / LETTER)) for room in layer]
    height = 34 + LINE * max(map(len, texts))
    boxes = []
    for place, (room, lines) in enumerate(zip(layer, texts, strict=True)):
        left = round(MARGIN + place * (width + GAP), 1)
        boxes.append(
            f'<rect x="{left}" y="{top}" width="{width:.1f}" height="{height}" rx="6" '
            'fill="#eef3f7" stroke="#17486f"/>'
        )
        boxes.append(
            f'<text x="{left + 10:.1f}" y="{top + 21}" font-size="14" font-weight="bold">'
            f"{escape(room)}</text>"
        )
        boxes += [
            f'<text x="{left + 10:.1f}" y="{top + 40 + LINE * number}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ]
    return boxes, height


if __name__ == "__main__":
    (ROOT / "docs" / "house.svg").write_text(draw(), encoding="utf-8")
