"""The report as a tagged PDF (PDF/UA-1)."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from godegrep.core.language import Language
from godegrep.core.resources import resource
from godegrep.figures.files import FONT, font_folder, standalone

PAGE = resource("templates/pdf/report.typ")
_REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}


def render(report: Mapping[str, Any], language: Language) -> bytes:
    """Draw a report, as `compose` or `compose_trends` returns it, as a PDF.

    Reading order, headings, tables and alternative texts are tagged; the texts reach the typesetter
    as data, so that no answer can be taken for markup. The same report gives the same bytes.
    """
    import typst

    words: dict[str, Any] = {
        "font": FONT,
        "region": _REGIONS[language.code],
        "contents": language.message("page_contents"),
        "synthetic": language.message("page_synthetic"),
    }
    if logo := report.get("logo"):
        # As numbers: typst's files in memory must be texts.
        words["logo"] = list(base64.b64decode(logo["data"]))
    # The stubs know paths only; a mapping of names to contents is documented too.
    files: Any = {
        "main.typ": PAGE.read_bytes(),
        "report.json": json.dumps(report).encode(),
        "words.json": json.dumps(words).encode(),
    }
    for chapter in report["chapters"]:
        for section in chapter["sections"]:
            for block in section["blocks"]:
                if block["type"] == "figure":
                    files[f"{block['id']}.svg"] = standalone(block, language).encode()
    with font_folder() as fonts:
        made: bytes = typst.compile(
            files,
            format="pdf",
            pdf_standards="ua-1",
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            timestamp=0,
        )
    return made
