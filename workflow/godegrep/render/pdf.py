"""The report as a tagged PDF (PDF/UA-1)."""

import base64
import json
from typing import Any

from godegrep.core.language import Language
from godegrep.core.resources import resource
from godegrep.document.codec import to_json
from godegrep.document.report import Report
from godegrep.figures.files import FONT, font_folder, standalone

PAGE = resource("templates/pdf/report.typ")
_REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}


def render(report: Report, language: Language) -> bytes:
    """Draw a report as a PDF.

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
    if report.logo:
        # As numbers: typst's files in memory must be texts.
        words["logo"] = list(base64.b64decode(report.logo.data))
    # The stubs know paths only; a mapping of names to contents is documented too.
    files: Any = {
        "main.typ": PAGE.read_bytes(),
        "report.json": json.dumps(to_json(report)).encode(),
        "words.json": json.dumps(words).encode(),
        **{f"{figure.id}.svg": standalone(figure, language).encode() for figure in report.figures},
    }
    with font_folder() as fonts:
        paper: bytes = typst.compile(
            files,
            format="pdf",
            pdf_standards="ua-1",
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            timestamp=0,
        )
    return paper
