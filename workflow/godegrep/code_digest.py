"""A digest of the code that a script runs on, so that an edit to it reruns the script's rule.

Snakemake itself follows the script only. A comment or a docstring changes no digest.
"""

import ast
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from godegrep.core.resources import resource

PACKAGE = Path(__file__).parent


def code_digest(script: Path) -> str:
    """The digest of a script, of the modules that it imports, and of the data that these use."""
    found, waiting = {script}, [script]
    while waiting:
        new = _used(waiting.pop()) - found
        found |= new
        waiting += [path for path in new if path.suffix == ".py"]
    named = sorted((path.relative_to(PACKAGE.parent), path) for path in found - {script})
    digests = [_digest(script), *(f"{name} {_digest(path)}" for name, path in named)]
    return sha256("\n".join(digests).encode()).hexdigest()[:16]


@cache
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


@cache
def _digest(path: Path) -> str:
    content = ast.dump(_tree(path)).encode() if path.suffix == ".py" else path.read_bytes()
    return sha256(content).hexdigest()


@cache
def _used(path: Path) -> frozenset[Path]:
    """The package's files that a file imports or asks for with `resource`, in functions too."""
    tree = _tree(path)
    modules = (file for name in _modules(tree) for file in _files(name))
    data = (file for name in _resources(tree) for file in _data(resource(name)))
    return frozenset(modules) | frozenset(data)


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
                if alias.name.startswith("godegrep."):
                    folder = PACKAGE.joinpath(*alias.name.split(".")[1:])
                    yield from (f"{alias.name}.{file.stem}" for file in folder.glob("*.py"))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(module: str) -> Iterator[Path]:
    """The file of a module of the package, and those of the packages around it, which run first."""
    first, *rest = module.split(".")
    if first != "godegrep":
        return
    for end in range(1, len(rest) + 1):
        path = PACKAGE.joinpath(*rest[:end])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.is_file():
            yield file


def _resources(tree: ast.Module) -> Iterator[str]:
    """What the code asks for with `resource`; of an f-string the folder that it begins with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "resource":
            name = node.args[0]
            if isinstance(name, ast.JoinedStr):
                name = name.values[0]
            if isinstance(name, ast.Constant):
                yield str(name.value).rstrip("/")


def _data(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
