"""Which format a file is of; reads it in this process."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from godegrep.core.errors import Mistake
from godegrep.exports.export import Export
from godegrep.exports.registry import Format, known_formats


def load_formats() -> None:
    """Import every module in `formats/`, so that all formats and layouts are registered."""
    import godegrep.exports.formats as folder

    for module in iter_modules(folder.__path__):
        import_module(f"{folder.__name__}.{module.name}")


def formats() -> list[Format]:
    """All formats, in the order in which they are asked."""
    load_formats()
    return sorted(known_formats.values(), key=lambda entry: (-entry.priority, entry.tool))


def read_here(path: Path) -> Export:
    """What `read_export` does, in this process and without its limits.

    Raises Mistake if no format knows the file, or if it cannot be read.
    """
    known = formats()
    for entry in known:
        if entry.detect(path):
            return entry.read(path)
    tools = ", ".join(sorted(entry.tool for entry in known))
    raise Mistake(f"{path}: not a known format ({tools}). Export the answers again as xlsx or csv.")
