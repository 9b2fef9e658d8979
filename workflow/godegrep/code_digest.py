"""A digest of the code that a script runs on, so that an edit to it reruns the script's rule.

Snakemake itself follows the script only. A comment or a docstring changes no digest.
"""

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from godegrep.core.resources import resource

PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class _File:
    """What a file says, as far as it has a say in a result, and what it names.

    `modules` and `resources` are the package's, as the file writes them.
    """

    digest: str
    modules: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class CodeDigests:
    """Digests of code, with what was read of each file remembered from one run to the next."""

    def __init__(self, memory: Path) -> None:
        """`memory` is a file that need not be there, and is let go when code or Python is new."""
        self._memory = memory
        self._files = _remembered(memory)
        self._before = dict(self._files)

    def of(self, script: Path) -> str:
        """The digest of a script, of the modules that it imports, and of the data they use."""
        found, waiting = {script}, [script]
        while waiting:
            new = self._used(waiting.pop()) - found
            found |= new
            waiting += [path for path in new if path.suffix == ".py"]
        named = sorted((str(path.relative_to(PACKAGE.parent)), path) for path in found - {script})
        digests = [self._file(script).digest]
        digests += [f"{name} {self._file(path).digest}" for name, path in named]
        return sha256("\n".join(digests).encode()).hexdigest()[:16]

    def remember(self) -> None:
        """Write down what was read, where any of it is new."""
        if self._files == self._before:
            return
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        files = {key: vars(file) for key, file in self._files.items()}
        self._memory.write_text(json.dumps({"of": _reader(), "files": files}), encoding="utf-8")

    def _used(self, path: Path) -> set[Path]:
        """The package's files that a file imports or asks for with `resource`, in functions too."""
        file = self._file(path)
        modules = (found for name in file.modules for found in _files(name))
        return {*modules, *(found for name in file.resources for found in _data(name))}

    def _file(self, path: Path) -> _File:
        status = path.stat()
        key = f"{path} {status.st_size} {status.st_mtime_ns}"
        if key not in self._files:
            self._files[key] = _read(path)
        return self._files[key]


def _reader() -> str:
    """What decides how a file is read: this module, and Python's own syntax trees."""
    return f"{sys.version} {sha256(Path(__file__).read_bytes()).hexdigest()}"


def _remembered(memory: Path) -> dict[str, _File]:
    try:
        stored: dict[str, Any] = json.loads(memory.read_text(encoding="utf-8"))
        if stored["of"] != _reader():
            return {}
        return {
            key: _File(file["digest"], tuple(file["modules"]), tuple(file["resources"]))
            for key, file in stored["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # It is read anew, which takes a second.


def _read(path: Path) -> _File:
    if path.suffix != ".py":
        return _File(sha256(path.read_bytes()).hexdigest())
    tree = _tree(path)
    digest = sha256(ast.dump(tree).encode()).hexdigest()
    modules = sorted({name for name in _modules(tree) if name.startswith("godegrep")})
    return _File(digest, tuple(modules), tuple(sorted(set(_resources(tree)))))


def _tree(path: Path) -> ast.Module:
    """The code of a file without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
    return tree


def _is_text(node: ast.stmt) -> bool:
    """Whether a statement is a text and nothing else: a docstring, of a constant too."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _modules(tree: ast.Module) -> Iterator[str]:
    """Every `godegrep…` name that is imported when the code runs.

    `import godegrep.exports.formats` is how a registry takes in a whole folder: it stands for all
    of it.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                yield f"{alias.name}.*"
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _files(module: str) -> tuple[Path, ...]:
    """The file of a module of the package, and those of the packages around it, which run first.

    With `*` for its last part: the files of all modules in a folder.
    """
    first, *rest = module.split(".")
    if first != "godegrep":
        return ()
    if rest[-1:] == ["*"]:
        return tuple(PACKAGE.joinpath(*rest[:-1]).glob("*.py")) if rest[1:] else ()
    paths = (PACKAGE.joinpath(*rest[:end]) for end in range(1, len(rest) + 1))
    files = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py") for path in paths)
    return tuple(file for file in files if file.is_file())


def _resources(tree: ast.Module) -> Iterator[str]:
    """What the code asks for with `resource`; of an f-string the folder that it begins with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "resource":
            name = node.args[0]
            if isinstance(name, ast.JoinedStr):
                name = name.values[0]
            if isinstance(name, ast.Constant):
                yield str(name.value).rstrip("/")


@cache
def _data(name: str) -> tuple[Path, ...]:
    path = resource(name)
    files = [path] if path.is_file() else path.rglob("*")
    return tuple(file for file in files if file.is_file())
