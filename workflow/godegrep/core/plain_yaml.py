"""YAML as its writer meant it, and where in the file each part of it stands.

`yes`, `no`, `on` and `off` are words, a day is a text, 0123 keeps its nought, keys are strings, and
none stands twice: YAML 1.1 reads the option id `no` as False, the wave 2017 as a number and 0123 as
83.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import BaseResolver

Place = tuple[str | int, ...]
"""The keys and the places in lists that lead to a part of a document."""
Position = tuple[int, int]
"""A line and a column of a file, both counted from 1."""

_TAG = "tag:yaml.org,2002:"
_READ: Mapping[str, Callable[[str], Any]] = {
    f"{_TAG}str": str,
    f"{_TAG}null": lambda text: None,
    f"{_TAG}bool": lambda text: text == "true",
    f"{_TAG}int": lambda text: int(text.replace("_", "")),
    f"{_TAG}float": lambda text: float(re.sub(r"_|\.(?=[in])", "", text.lower())),
}
_PATTERNS = {
    "null": ("~nN", r"(?:~|null|Null|NULL|)$"),
    "bool": ("tf", r"(?:true|false)$"),
    "int": ("-+0123456789", r"(?:0|[-+]?[1-9][0-9_]*)$"),
    "float": (
        "-+.0123456789",
        r"(?:(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
    ),
}


def _resolvers() -> dict[str, list[Any]]:
    """What a scalar without quotation marks may be, by its first character; none if empty."""
    resolvers: dict[str, list[Any]] = {"": [(f"{_TAG}null", re.compile("$"))]}
    for name, (firsts, pattern) in _PATTERNS.items():
        for first in firsts:
            resolvers.setdefault(first, []).append((_TAG + name, re.compile(pattern)))
    return resolvers


class _Words(BaseResolver):
    """Every scalar is a text."""

    processing_version = (1, 1)

    def __init__(self, version: Any = None, loader: Any = None) -> None:
        super().__init__(loader)


class _Values(_Words):
    """A scalar without quotation marks may be a number, true, false or nothing."""

    yaml_implicit_resolvers: dict[str, list[Any]] = _resolvers()


def load(text: str) -> Any:
    """The content of a YAML text; raises ruamel.yaml's YAMLError."""
    return _value(_compose(text, _Values))


def load_words(text: str) -> Any:
    """The content of a YAML text in which every scalar, quoted or not, is a string."""
    return _value(_compose(text, _Words))


def load_with_positions(text: str) -> tuple[Any, dict[Place, Position]]:
    """The content of a YAML text, and where each part of it stands.

    What has a key stands where the key does; what an alias stands for, where its anchor does.
    """
    node = _compose(text, _Values)
    return _value(node), dict(_positions(node, ())) if node else {}


def _compose(text: str, resolver: type[BaseResolver]) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = resolver
    node: Node | None = yaml.compose(text)
    return node


def _value(node: Node | None) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node)
    if isinstance(node, SequenceNode):
        return [_value(part) for part in node.value]
    return _scalar(node) if node else None


def _scalar(node: Node) -> Any:
    tag = str(node.tag)
    if tag not in _READ:
        raise MarkedYAMLError(problem=f"{tag} is not known", problem_mark=node.start_mark)
    try:
        return _READ[tag](node.value)
    except ValueError:
        problem = f"{node.value!r} is no {tag.removeprefix(_TAG)}"
        raise MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from None


def _mapping(node: MappingNode) -> dict[str, Any]:
    own: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if _is_merge(key):
            merged = {**_merged(value), **merged}
        else:
            own[_new_key(key, own)] = _value(value)
    return {**merged, **own}


def _new_key(key: Node, known: Mapping[str, Any]) -> str:
    if not isinstance(key, ScalarNode):
        raise MarkedYAMLError(problem="a key is one word", problem_mark=key.start_mark)
    if key.value in known:
        raise MarkedYAMLError(problem=f"{key.value!r} stands twice", problem_mark=key.start_mark)
    return str(key.value)


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and key.value == "<<" and not key.style


def _merged(node: Node) -> Mapping[str, Any]:
    """What `<<` takes in: a mapping, or several, of which the first counts where they differ."""
    parts = node.value if isinstance(node, SequenceNode) else [node]
    if not all(isinstance(part, MappingNode) for part in parts):
        raise MarkedYAMLError(problem="<< takes a mapping", problem_mark=node.start_mark)
    return {key: value for part in reversed(parts) for key, value in _mapping(part).items()}


def _positions(node: Node, place: Place) -> Iterator[tuple[Place, Position]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            here = place if _is_merge(key) else (*place, key.value)
            yield here, _position(key)
            yield from _positions(value, here)
    elif isinstance(node, SequenceNode):
        for number, part in enumerate(node.value):
            yield (*place, number), _position(part)
            yield from _positions(part, (*place, number))


def _position(node: Node) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1
