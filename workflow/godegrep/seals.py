"""Telling whether a person has changed a file that the workflow wrote."""

import hashlib
from pathlib import Path


def checksum(path: str | Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with Path(path).open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_changed(path: str | Path, seal: str | Path) -> bool:
    """Whether the file at `path` differs from the one whose checksum stands in `seal`.

    A file that is not there, or that was never sealed, counts as unchanged.
    """
    path, seal = Path(path), Path(seal)
    return path.exists() and seal.exists() and checksum(path) != seal.read_text("utf-8").strip()
