"""Telling whether a person has changed a file that the workflow wrote."""

import hashlib
from collections.abc import Iterable
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


def manifest(paths: Iterable[str | Path], folder: str | Path) -> str:
    """The checksums of files below a folder, as `sha256sum --check` reads them."""
    lines = sorted((Path(path).relative_to(folder).as_posix(), checksum(path)) for path in paths)
    return "".join(f"{seal}  {name}\n" for name, seal in lines)


def changed_files(path: str | Path) -> list[Path]:
    """The files that differ from what the manifest at `path` says, or [] where there is none.

    A file that is gone counts as unchanged: nothing of it can be lost.
    """
    path = Path(path)
    if not path.exists():
        return []
    pairs = (line.split("  ", 1) for line in path.read_text("utf-8").splitlines())
    files = ((path.parent / name, seal) for seal, name in pairs)
    return [file for file, seal in files if file.exists() and checksum(file) != seal]
