"""A study's YAML files, held against the schemas of the types that are read from them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from godegrep.core.errors import Mistake
from godegrep.core.plain_yaml import Place, Position, load_with_positions
from godegrep.core.schema import schema_of


@dataclass(frozen=True)
class Written:
    """A YAML file: its `content`, and where each part stands; `shown` is the file's name."""

    shown: str
    content: Any
    positions: Mapping[Place, Position]

    def position(self, place: Place) -> Position | None:
        """Where a part stands, or the nearest that it would stand in."""
        upwards = (place[:length] for length in range(len(place), 0, -1))
        return next((self.positions[here] for here in upwards if here in self.positions), None)

    def line(self, place: Place, text: str) -> str:
        """What is wrong there as a line with the file and the number of its line."""
        position = self.position(place)
        return f"{self.shown}{f' line {position[0]}' if position else ''}: {text}"


Violation = tuple[Place, str]
"""A place in a file, and what is wrong there."""


def read_written(path: Path, shown: str) -> Written:
    """A YAML file with its lines; raises Mistake, naming it as `shown`, if it cannot be read."""
    try:
        return Written(shown, *load_with_positions(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise Mistake(
            f"{shown}: there is no such file. `godegrep new-wave` starts a study from an export."
        ) from None
    except UnicodeDecodeError:
        raise Mistake(f"{shown}: not UTF-8; save it as UTF-8.") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it holds a character that no text has"
        raise Mistake(
            f"{shown}{place}: not valid YAML: {why}. "
            "A text with : ? # , or brackets in it stands in quotation marks."
        ) from None


def read_yaml(path: Path, shown: str) -> Any:
    """The content of a YAML file; raises Mistake as `read_written` does."""
    return read_written(path, shown).content


def schema_violations(written: Written, schema: Mapping[str, Any]) -> list[str]:
    """Every breach of a schema, in the order of the file: a plain line with the file and line.

    What several aliases repeat is told once.
    """
    from jsonschema import Draft202012Validator

    messages: dict[tuple[Position | None, str], str] = {}
    errors = Draft202012Validator(schema).iter_errors(written.content)
    for error in sorted(errors, key=lambda error: [f"{part:>9}" for part in error.absolute_path]):
        for place, meaning in _meanings(error):
            text = f"{_shown(written.content, error.absolute_path)}: {meaning.rstrip('.')}."
            messages.setdefault((written.position(place), meaning), written.line(place, text))
    return list(messages.values())


def type_violations(written: Written, kind: Any) -> list[str]:
    """Every breach of the schema of a type, as `schema_violations`."""
    return schema_violations(written, _schema(kind))


@cache
def _schema(kind: Any) -> dict[str, Any]:
    return schema_of(kind)


def _shown(document: Any, path: Iterable[str | int]) -> str:
    """Where in a document: `codes[2].definition`, with the id of what has one, as nobody counts."""
    place, named, here = "", "", document
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        here = here[part]
        if isinstance(part, int) and isinstance(here, Mapping):
            named = str(here.get("id", named))
    return f"{place or 'at the top'}{f' ({named})' if named else ''}"


def _meanings(error: Any) -> Iterator[tuple[Place, str]]:
    """What a breach of a schema means, in plain sentences, and where each stands."""
    place, value = tuple(error.absolute_path), error.instance
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for name in sorted(set(value) - set(known)):
            yield (*place, name), f"{name} is not known here; known are: {', '.join(known)}"
    elif error.validator == "required":
        for name in error.validator_value:
            if name not in value:
                yield place, f"{name} is missing"
    elif "propertyNames" in error.absolute_schema_path and isinstance(value, str):
        yield (*place, value), _plain(error)
    else:
        yield place, _plain(error)


def _plain(error: Any) -> str:
    value = error.instance
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) < 60 else shown[:57] + "…"
    if error.validator == "enum":
        choices = ", ".join(str(choice) or '""' for choice in error.validator_value)
        return f"{shown} is not one of: {choices}"
    if error.validator == "type":
        expected = error.validator_value
        expected = expected if isinstance(expected, str) else " or ".join(expected)
        return f"{shown} should be of type {expected}"
    if error.validator == "dependentRequired":
        return str(error.message).replace("is a dependency of", "is needed together with")
    description = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    return f"{shown} does not fit" + (f": {description}" if description else f" ({error.message})")
