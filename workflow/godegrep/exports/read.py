"""Reads an export in a confined process."""

from pathlib import Path

from godegrep.core.errors import Mistake
from godegrep.exports.export import Export


def read_export(path: str | Path) -> Export:
    """Read the export of any supported tool; the format is found from the file itself.

    The file is parsed in a child process with limits (see `readers.confined`). Raises Mistake if
    there is no such file, if no format knows it, or if it cannot be read.
    """
    from godegrep.exports.confined import read_confined

    path = Path(path)
    if not path.exists():
        raise Mistake(f"{path}: there is no such file. Check the path of the export.")
    if not path.is_file() and not path.is_dir():
        raise Mistake(f"{path}: neither a file nor a folder. Check the path of the export.")
    if path.is_file() and path.stat().st_size == 0:
        raise Mistake(f"{path}: the file is empty. Export the answers from the survey tool again.")
    return read_confined(path)
