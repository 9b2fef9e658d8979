"""All that a format of the report holds, as text."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any


def everything(form: str, content: bytes) -> str:
    """All texts of a file: what is shown, and what metadata, alt texts and hidden parts hold."""
    if form in ("docx", "xlsx", "zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [
                name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            ]
        return unescape("\n".join(re.sub(r"<(?!\?)", "\n<", part) for part in parts))
    if form == "pdf":
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in reader.pages]
        return "\n".join([*pages, *map(str, _objects(reader))])
    return unescape(content.decode())


def _objects(reader: Any) -> Iterator[Any]:
    """What the parts of a PDF say of themselves: metadata, alt texts, bookmarks."""
    for number in range(1, int(reader.trailer["/Size"])):
        try:
            yield reader.get_object(number)
        except Exception:
            continue
