"""The data that the package carries: catalogues, templates, schemas, word lists and tables."""

from importlib.resources import files
from pathlib import Path


def pipeline() -> Path:
    """The folder of the Snakefile, its rules and scripts: in a wheel, or the repository's root."""
    package = Path(str(files("godegrep")))
    installed = package / "pipeline"
    return installed if installed.is_dir() else package.parents[1]


def snakefile() -> str:
    """The path of the Snakefile, for a study's own to include."""
    return str(pipeline() / "Snakefile")


def resource(name: str) -> Path:
    """The file or folder of that name under `resources/`.

    These calls are how `code_digest` finds what a script depends on, so the name is written where
    it is asked for: as it is, or as an f-string that begins with its folder.
    """
    return Path(str(files("godegrep"))) / "resources" / name
