"""Documents of frozen dataclasses to JSON and back.

A field that has its default is left out. What has a `type` of its own bears it in JSON, so that it
is known among others in the same place.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """A dataclass, or what stands in one, as dictionaries, lists, texts and numbers."""
    if is_dataclass(value):
        return {
            **tag(type(value)),
            **{
                field.name: to_json(content)
                for field in fields(value)
                if (content := getattr(value, field.name)) != field.default
            },
        }
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def from_json(kind: type[T], content: Any) -> T:
    """The dataclass that `to_json` made this of; raises ValueError where it did not."""
    document: T = _read(kind, content, kind.__name__)
    return document


def tag(kind: type) -> dict[str, str]:
    """What says in JSON which dataclass this is, where it has a `type` and no field of the name."""
    name = getattr(kind, "type", None)
    return {"type": name} if isinstance(name, str) else {}


@cache
def hints(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields by name."""
    types = get_type_hints(kind)
    return {field.name: types[field.name] for field in fields(kind)}


@cache
def among(hint: Any) -> tuple[Any, ...]:
    """What may stand in a place, None left out."""
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return tuple(kind for kind in kinds if kind is not type(None))


def _read(hint: Any, content: Any, place: str) -> Any:
    if content is None and type(None) in get_args(hint):
        return None
    if get_origin(hint) is tuple:
        return _read_tuple(get_args(hint), content, place)
    kinds = among(hint)
    if len(kinds) > 1:
        named = {tag(kind).get("type"): kind for kind in kinds}
        name = content.get("type") if isinstance(content, dict) else None
        if name not in named:
            raise ValueError(f"{place}: there is no type {name!r} here.")
        return _read(named[name], content, place)
    if kinds != (hint,):
        return _read(kinds[0], content, place)
    if is_dataclass(hint):
        return _read_dataclass(hint, content, place)  # type: ignore[arg-type]
    return _read_plain(hint, content, place)


def _read_tuple(kinds: tuple[Any, ...], content: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(content, list):
        raise ValueError(f"{place}: this is no list.")
    each = kinds[:1] * len(content) if Ellipsis in kinds else kinds
    if len(each) != len(content):
        raise ValueError(f"{place}: {len(content)} values where {len(each)} should stand.")
    pairs = zip(each, content, strict=True)
    return tuple(_read(kind, part, f"{place}[{i}]") for i, (kind, part) in enumerate(pairs))


def _read_dataclass(kind: type, content: Any, place: str) -> Any:
    if not isinstance(content, dict):
        raise ValueError(f"{place}: this is no {kind.__name__}.")
    types, tagged = hints(kind), tag(kind)
    given = {name: part for name, part in content.items() if name not in tagged}
    lacking = {field.name for field in fields(kind) if field.default is MISSING}
    if wrong := (set(given) - set(types)) | (lacking - set(given)):
        raise ValueError(f"{place}: unknown, or not there: {', '.join(sorted(wrong))}.")
    return kind(
        **{name: _read(types[name], part, f"{place}.{name}") for name, part in given.items()}
    )


def _read_plain(kind: Any, content: Any, place: str) -> Any:
    if issubclass(kind, Enum):
        return kind(content)
    known = (int, float) if kind is float else kind
    if not isinstance(content, known) or isinstance(content, bool) != (kind is bool):
        raise ValueError(f"{place}: {content!r} is no {kind.__name__}.")
    return content
