"""YAML as its writer meant it, held against a schema."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from godegrep.core.errors import Mistake
from godegrep.core.resources import resource


class PlainLoader(yaml.SafeLoader):
    """YAML in which `yes`, `no`, `on` and `off` are words, keys are strings, and none is twice.

    YAML 1.1 reads the option id `no` as False, the wave 2017 as a number and 0123 as 83.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys are the text that stands in the file."""
        self.flatten_mapping(node)
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key in mapping:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands twice", key_node.start_mark
                )
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
        and not (tag == "tag:yaml.org,2002:int" and first == "0")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^0$"), ["0"])
PlainLoader.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: loader.construct_mapping(cast(yaml.MappingNode, node), deep=True),
)


def read_yaml(path: Path, shown: str) -> Any:
    """The content of a YAML file; raises Mistake, naming it as `shown`, if it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), PlainLoader)
    except FileNotFoundError:
        raise Mistake(
            f"{shown}: there is no such file. `godegrep new-wave` starts a study from an export."
        ) from None
    except UnicodeDecodeError:
        raise Mistake(f"{shown}: not UTF-8; save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Mistake(
            f"{shown}{place}: not valid YAML: {error.problem}. "
            "A text with : ? # , or brackets in it stands in quotation marks."
        ) from None


def _place(document: Any, path: Iterable[str | int]) -> str:
    """Where in a document: `codes[2].definition`, with the id of what has one, as nobody counts."""
    place, named, here = "", "", document
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        here = here[part]
        if isinstance(part, int) and isinstance(here, Mapping):
            named = str(here.get("id", named))
    return f"{place or 'at the top'}{f' ({named})' if named else ''}"


@cache
def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(resource(f"schemas/{name}").read_text(encoding="utf-8"))
    return schema


def _plain(error: Any) -> str:
    """What a breach of a schema means, in a plain sentence."""
    value = error.instance
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) < 60 else shown[:57] + "…"
    if error.validator == "additionalProperties":
        extra = sorted(set(value) - set(error.schema.get("properties", {})))
        known = ", ".join(error.schema.get("properties", {}))
        return f"{', '.join(extra)} is not known here; known are: {known}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in value]
        return f"{', '.join(missing)} is missing"
    if error.validator == "enum":
        choices = ", ".join(str(choice) or '""' for choice in error.validator_value)
        return f"{shown} is not one of: {choices}"
    if error.validator == "type":
        expected = error.validator_value
        expected = expected if isinstance(expected, str) else " or ".join(expected)
        return f"{shown} should be of type {expected}"
    if error.validator == "dependentRequired":
        return error.message.replace("is a dependency of", "is needed together with")
    description = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    return f"{shown} does not fit" + (f": {description}" if description else f" ({error.message})")


def schema_violations(document: Any, schema_name: str, shown: str) -> list[str]:
    """Every breach of a schema, each a plain line that names the file as `shown`."""
    from jsonschema import Draft202012Validator

    schema = _schema(schema_name)
    errors = sorted(
        Draft202012Validator(schema).iter_errors(document),
        key=lambda error: [f"{part:>9}" for part in error.absolute_path],
    )
    return [
        f"{shown}: {_place(document, error.absolute_path)}: {_plain(error).rstrip('.')}."
        for error in errors
    ]
