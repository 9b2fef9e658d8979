"""The data that the package carries: catalogues, templates, schemas, word lists and tables."""

from importlib.resources import files
from pathlib import Path


def resource(name: str) -> Path:
    """The file or folder of that name under `resources/`.

    These calls are how `code_digest` finds what a script depends on, so the name is written where
    it is asked for: as it is, or as an f-string that begins with its folder.
    """
    return Path(str(files("godegrep"))) / "resources" / name
