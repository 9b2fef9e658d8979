"""JSON: a list of records, each an object of values by column name.

Traps: a record may lack a key; `null` is nothing, but the texts "null" and "NA" are answers; a list
of values is joined by `;`; anything nested deeper is no table of answers.
"""

import json
from pathlib import Path
from typing import Any

from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.exports.export import Export, to_table
from godegrep.exports.formats.delimited import decode
from godegrep.exports.formats.workbook import cell_text
from godegrep.exports.headings import describe
from godegrep.exports.registry import Format, register

_SHOWN = 20


def is_records(path: Path) -> bool:
    """Whether a file is JSON that begins as a list of objects, by its name and first letters."""
    if not path.is_file() or path.suffix.lower() != ".json":
        return False
    with path.open("rb") as handle:
        start = handle.read(1000)
    return b"".join(start.removeprefix(b"\xef\xbb\xbf").split())[:2] == b"[{"


def read(path: Path) -> Export:
    """Read the records; raises Mistake for broken JSON and for values that are no answers."""
    try:
        records = json.loads(decode(path.read_bytes(), path))
    except (ValueError, RecursionError) as error:
        raise Mistake(f"{path}: broken JSON ({error}). Export it again.") from None
    violations = [
        f"{path}, record {number}: an object of values was expected."
        for number, record in enumerate(records, start=1)
        if not isinstance(record, dict)
    ]
    if violations:
        raise Mistake(violations[:_SHOWN])
    keys = list(dict.fromkeys(key for record in records for key in record))
    nested = [
        f"{path}, record {number}, {key}: objects within a record are not read. Export a table."
        for number, record in enumerate(records, start=1)
        for key, value in record.items()
        if isinstance(value, dict) or (isinstance(value, list) and any(map(_is_nested, value)))
    ]
    if nested:
        raise Mistake(nested[:_SHOWN])
    headings = [tidy(key) for key in keys]
    rows = [[_text(record.get(key)) for key in keys] for record in records]
    table, notes = to_table(headings, rows)
    columns = describe(table.columns, headings)
    return Export("json", table, columns, None, tuple(notes), (path,))


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(cell_text, value))
    return cell_text(value)


register(Format("json", is_records, read, priority=0))
