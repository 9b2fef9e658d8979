"""Dataclasses as the one source of the types, the defaults and the JSON schema of a file.

A field says in its annotation what its type cannot: a text in `Annotated` describes it, a mapping
holds further keywords of JSON schema, a `Form` says how it is written where that is not how it is
kept. A class may have `SCHEMA`, with keywords for the whole of it, and `written`, which turns a
short way of writing it into the long one.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True)
class Form:
    """How a value is written in the file: its `schema`, and what makes the value of it."""

    schema: Mapping[str, Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class ByName:
    """A tuple of dataclasses that is written as a mapping from the field `key` to the others.

    `names` are the keywords of JSON schema that a key must fit.
    """

    key: str = "name"
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Spread:
    """A dataclass whose fields are written beside those of the one that holds it."""


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON schema (2020-12) of how a type is written."""
    base, notes = _apart(kind)
    schema = _plain_schema(base, notes)
    for note in notes:
        if isinstance(note, str | Mapping):
            keywords = {"description": note} if isinstance(note, str) else dict(note)
            described = [keywords.get("description", ""), schema.get("description", "")]
            schema = {**schema, **keywords}
            if any(described):
                schema["description"] = " ".join(filter(None, described))
    return schema


def _apart(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and these."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[0], kind.__metadata__
    return kind, ()


def _plain_schema(kind: Any, notes: tuple[Any, ...]) -> dict[str, Any]:
    for note in reversed(notes):
        if isinstance(note, Form):
            return dict(note.schema)
        if isinstance(note, ByName):
            part = _object(get_args(kind)[0], without=note.key)
            names = {"propertyNames": dict(note.names)} if note.names else {}
            return {"type": "object", **names, "additionalProperties": part}
    if is_dataclass(kind):
        return _object(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return {"type": "array", "items": schema_of(parts[0])}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return schema_of(_not_none(parts))
    if origin is not None:
        return {"type": "object", "additionalProperties": schema_of(parts[1])}
    return {"type": _NAMES[kind]}


def _not_none(parts: tuple[Any, ...]) -> Any:
    (part,) = (part for part in parts if part is not type(None))
    return part


def _object(kind: Any, without: str = "") -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for part, hint in _fields(kind):
        base, notes = _apart(hint)
        if Spread() in notes:
            inner = _object(base)
            properties |= inner["properties"]
            required += inner.get("required", [])
        elif part.name != without:
            properties[part.name] = schema_of(hint) | _default(part)
            required += [] if _has_default(part) else [part.name]
    own = dict(getattr(kind, "SCHEMA", {}))
    properties |= own.pop("properties", {})
    needed = {"required": required} if required else {}
    return {
        "type": "object",
        "additionalProperties": False,
        **needed,
        "properties": properties,
        **own,
    }


def _default(part: Field[Any]) -> dict[str, Any]:
    """The keyword `default`, where a field has one that says something."""
    default = None if part.default is MISSING else part.default
    if default in (None, "", ()) or is_dataclass(default):
        return {}
    return {"default": stored(default)}


@cache
def _fields(kind: Any) -> list[tuple[Field[Any], Any]]:
    hints = get_type_hints(kind, include_extras=True)
    return [(part, hints[part.name]) for part in fields(kind)]


def _has_default(part: Field[Any]) -> bool:
    return part.default is not MISSING or part.default_factory is not MISSING


def read(kind: type[T], written: Any) -> T:
    """The value of a type from what is written, which `schema_of` the type has been held against.

    What is left out has its default.
    """
    value: T = _read(kind, written)
    return value


def _read(kind: Any, written: Any) -> Any:
    base, notes = _apart(kind)
    for note in reversed(notes):
        if isinstance(note, Form):
            return note.read(written)
        if isinstance(note, ByName):
            part = get_args(base)[0]
            return tuple(_read(part, {note.key: k, **(v or {})}) for k, v in written.items())
    return _made(base, written, _read, _from_written)


def reread(kind: type[T], stored: Any) -> T:
    """The value of a type from what `stored` made of it; raises KeyError where a field lacks."""
    value: T = _reread(kind, stored)
    return value


def _reread(kind: Any, stored: Any) -> Any:
    return _made(_apart(kind)[0], stored, _reread, _from_stored)


def _made(
    kind: Any,
    value: Any,
    inner: Callable[[Any, Any], Any],
    whole: Callable[[Any, Mapping[str, Any]], Any],
) -> Any:
    """The value of a type, its parts made by `inner` and dataclasses by `whole`."""
    if is_dataclass(kind):
        return whole(kind, value)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(inner(parts[0], part) for part in value or ())
    if origin is Literal:
        return value
    if origin in (Union, UnionType):
        return None if value is None else inner(_not_none(parts), value)
    if origin is not None:
        return {str(key): inner(parts[1], part) for key, part in value.items()}
    return kind(value)


def _from_written(kind: Any, written: Mapping[str, Any]) -> Any:
    written = kind.written(written) if hasattr(kind, "written") else written
    given: dict[str, Any] = {}
    for part, hint in _fields(kind):
        if Spread() in _apart(hint)[1]:
            given[part.name] = _read(hint, written)
        elif part.name in written:
            given[part.name] = _read(hint, written[part.name])
    return kind(**given)


def _from_stored(kind: Any, stored: Mapping[str, Any]) -> Any:
    lacking = [part.name for part, _ in _fields(kind) if part.name not in stored]
    if lacking:
        raise KeyError(f"{kind.__name__} needs {', '.join(lacking)}")
    return kind(**{part.name: _reread(hint, stored[part.name]) for part, hint in _fields(kind)})


def stored(value: Any) -> Any:
    """A value with its every field, in dictionaries, lists and scalars; `reread` is the reverse."""
    if is_dataclass(value):
        return {part.name: stored(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {key: stored(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [stored(part) for part in value]
    return value
