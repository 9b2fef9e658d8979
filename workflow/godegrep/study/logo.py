"""The institute's logo."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from godegrep.core.errors import Mistake

Logo = Mapping[str, str]
"""`type` (image/png or image/svg+xml) and `data` (base64) of the institute's logo."""

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 500_000
"""Bytes; the logo stands in every page."""


def read_logo(paths: Sequence[str | Path]) -> Logo | None:
    """The logo in the file named, or None where none is named; raises Mistake for another format.

    A job is given a list, because a study need not have a logo.
    """
    for path in map(Path, paths):
        content = path.read_bytes()
        svg = path.suffix.lower() == ".svg" and b"<svg" in content[:2000]
        if not svg and not content.startswith(PNG):
            raise Mistake(f"config.yaml: logo: {path} is neither png nor svg. Save it as one.")
        if len(content) > LARGEST:
            raise Mistake(
                f"config.yaml: logo: {path} has {len(content) // 1000} kB; "
                f"make it smaller than {LARGEST // 1000} kB."
            )
        return {
            "type": "image/svg+xml" if svg else "image/png",
            "data": base64.b64encode(content).decode("ascii"),
        }
    return None
