"""Which files of the package a script runs on, so that an edit to one of them reruns its rule."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent


def _modules(path: Path) -> Iterator[str]:
    """Every `godegrep…` name that a file imports, inside functions too.

    `import godegrep.readers` is how a registry takes in a whole folder: it stands for all of it.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                folder = PACKAGE.joinpath(*alias.name.split(".")[1:])
                if alias.name.startswith("godegrep.") and folder.is_dir():
                    yield from (f"{alias.name}.{file.stem}" for file in folder.glob("*.py"))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str) -> Path | None:
    """The file of a module of the package, or None for anything else."""
    first, *rest = module.split(".")
    if first != "godegrep" or not rest:
        return None
    path = PACKAGE.joinpath(*rest)
    if path.is_dir():
        return path / "__init__.py"
    path = path.with_suffix(".py")
    return path if path.is_file() else None


def _with_folders(module: str) -> Iterator[str]:
    """The module, and the packages around it: Python runs their `__init__.py` first."""
    parts = module.split(".")
    return (".".join(parts[:end]) for end in range(2, len(parts) + 1))


@cache
def _imports(path: Path) -> frozenset[Path]:
    return frozenset(
        file for module in _modules(path) for name in _with_folders(module) if (file := _file(name))
    )


def code_files(script: Path) -> list[str]:
    """The package's files that a script imports, directly or through each other, sorted.

    With a folder's `__init__.py` come the words and tables of facts that lie beside it.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        new = _imports(waiting.pop()) - found
        found |= new
        waiting += new
    lists = [
        data
        for path in found
        if path.name == "__init__.py"
        for pattern in ("*.txt", "*.csv", "*.yaml")
        for data in path.parent.glob(pattern)
    ]
    return sorted(str(path) for path in (*found, *lists))
