"""The JSON Schema of a document, from its dataclasses.

Run as a program it prints that of `report.json`, which stands in docs/report.schema.json.
"""

import json
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from inspect import getdoc
from typing import Any, get_args, get_origin

from godegrep.document.codec import among, hints, tag

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


def json_schema(kind: type) -> dict[str, Any]:
    """What `codec.to_json` makes of a dataclass of this kind, as a JSON Schema."""
    defined: dict[str, Any] = {}
    _of(kind, defined)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.__name__,
        "$ref": f"#/$defs/{kind.__name__}",
        "$defs": dict(sorted(defined.items())),
    }


def _of(hint: Any, defined: dict[str, Any]) -> dict[str, Any]:
    """The schema of what may stand in a place; `defined` takes what has a name."""
    if get_origin(hint) is tuple:
        return _of_tuple(get_args(hint), defined)
    if among(hint) == (hint,):
        return _of_one(hint, defined)
    kinds = [_of(kind, defined) for kind in among(hint)]
    kinds += [{"type": "null"}] if type(None) in get_args(hint) else []
    return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


def _of_tuple(kinds: tuple[Any, ...], defined: dict[str, Any]) -> dict[str, Any]:
    if Ellipsis in kinds:
        return {"type": "array", "items": _of(kinds[0], defined)}
    each = [_of(kind, defined) for kind in kinds]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


def _of_one(kind: type, defined: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if kind.__name__ not in defined:
        defined[kind.__name__] = {}  # it may hold others of its kind
        defined[kind.__name__] = {"description": getdoc(kind), **_definition(kind, defined)}
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _definition(kind: type, defined: dict[str, Any]) -> dict[str, Any]:
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    assert is_dataclass(kind)
    tagged = tag(kind)
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    return {
        "type": "object",
        "properties": {
            **{name: {"const": value} for name, value in tagged.items()},
            **{name: _of(hint, defined) for name, hint in hints(kind).items()},
        },
        "required": [*tagged, *needed],
        "additionalProperties": False,
    }


if __name__ == "__main__":
    from godegrep.document.report import Report

    print(json.dumps(json_schema(Report), ensure_ascii=False, indent=1))
