"""Reading the descriptions of a study's register tables."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json
from godegrep.core.resources import resource
from godegrep.register.description import RegisterTable, table_from_dict
from godegrep.study.yaml import read_written, schema_violations

FOLDER = "study/register"
_SUFFIXES = (".csv", ".xlsx", ".px", ".json")


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = read_json(resource("schemas/register.schema.json"))
    return schema


def register_descriptions(folder: Path) -> list[Path]:
    """The descriptions of a study's register tables, by name."""
    return sorted((folder / FOLDER).glob("*.yaml"))


def read_descriptions(paths: Sequence[Path]) -> list[RegisterTable]:
    """Read and check the descriptions; raises Mistake with every breach of their schema.

    The files that they name lie in the same folder, and are looked for too.
    """
    lines = []
    tables = []
    for path in paths:
        shown = f"{FOLDER}/{path.name}"
        try:
            written = read_written(path, shown)
        except Mistake as mistake:
            lines += mistake.lines
            continue
        violations = schema_violations(written, _schema())
        lines += violations
        if violations:
            continue
        table = table_from_dict(path.stem, written.content)
        tables.append(table)
        ids = [variable.id for variable in table.variables]
        lines += [
            f"{shown}: variables: {name} occurs twice; every id must be unique."
            for name in sorted({name for name in ids if ids.count(name) > 1})
        ]
        if Path(table.file).suffix.lower() not in _SUFFIXES:
            lines.append(f"{shown}: file: {table.file} must end in one of: {', '.join(_SUFFIXES)}.")
    if lines:
        raise Mistake(lines)
    return tables


def check_register_files(tables: Sequence[RegisterTable], folder: Path) -> None:
    """Raise Mistake with all files of figures that the descriptions name and the folder lacks."""
    lines = [
        f"{table.shown}: there is no file {FOLDER}/{table.file}. "
        + (
            f"`godegrep refresh-register {table.name}` fetches it."
            if table.url
            else "Put it there, or correct the name."
        )
        for table in tables
        if not (folder / FOLDER / table.file).is_file()
    ]
    if lines:
        raise Mistake(lines)


def read_register(folder: Path) -> list[RegisterTable]:
    """All register tables of a study, checked, and their files there; Mistake where there is none.

    The figures themselves are not read yet.
    """
    paths = register_descriptions(folder)
    if not paths:
        raise Mistake(
            f"{FOLDER}: config.yaml has `register`, but no table is described here. "
            "Add a .yaml for each; docs/register.md shows how."
        )
    tables = read_descriptions(paths)
    check_register_files(tables, folder)
    return tables
