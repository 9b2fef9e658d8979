"""Telling whether a person has changed a file that the workflow wrote."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def checksum(path: str | Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with Path(path).open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_changed(path: str | Path, recorded: str | Path) -> bool:
    """Whether the file at `path` differs from the one whose checksum stands in `recorded`.

    A file that is not there, or whose checksum was never recorded, counts as unchanged.
    """
    path, recorded = Path(path), Path(recorded)
    if not path.exists() or not recorded.exists():
        return False
    return checksum(path) != recorded.read_text("utf-8").strip()


def manifest(paths: Iterable[str | Path], folder: str | Path) -> str:
    """The checksums of files below a folder, as `sha256sum --check` reads them."""
    lines = sorted((Path(path).relative_to(folder).as_posix(), checksum(path)) for path in paths)
    return "".join(f"{digest}  {name}\n" for name, digest in lines)


def changed_files(path: str | Path) -> list[Path]:
    """The files that differ from what the manifest at `path` says, or [] where there is none.

    A file that is gone counts as unchanged: nothing of it can be lost.
    """
    path = Path(path)
    if not path.exists():
        return []
    pairs = (line.split("  ", 1) for line in path.read_text("utf-8").splitlines())
    files = ((path.parent / name, digest) for digest, name in pairs)
    return [file for file, digest in files if file.exists() and checksum(file) != digest]
