"""Reading register tables: their descriptions, and the files that these name."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.files import read_json
from godegrep.core.numbers import parse_numbers
from godegrep.core.resources import resource
from godegrep.core.text import tidy
from godegrep.exports.read import read_export
from godegrep.register.description import RegisterTable, table_from_dict
from godegrep.register.formats.cube import Cube
from godegrep.register.formats.jsonstat import read_jsonstat
from godegrep.register.formats.px import read_px
from godegrep.register.marks import MARKS, NIL
from godegrep.register.variables import Cells, figures
from godegrep.study.yaml import read_written, schema_violations

FOLDER = "study/register"
_SUFFIXES = (".csv", ".xlsx", ".px", ".json")
_SHOWN = 8


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


def read_figures(path: Path, table: RegisterTable) -> pd.DataFrame:
    """The figures (see `godegrep.register.figures`) of a table in the file that it describes."""
    return figures(table, read_cells(path, table))


def read_cells(path: Path, table: RegisterTable) -> Cells:
    """The file's cells, before the description chooses from them."""
    suffix = path.suffix.lower()
    if suffix == ".px":
        return _of_cube(read_px(path))
    if suffix == ".json":
        return _of_cube(read_jsonstat(path))
    return _of_table(path, read_export(path).table.astype("str"), table)


def _of_cube(cube: Cube) -> Cells:
    frame = cube.frame().rename(columns={"mark": "value__mark"})
    labels = {
        dimension.id: dict(zip(dimension.codes, dimension.labels, strict=True))
        for dimension in cube.dimensions
    }
    return Cells(frame, ("value",), labels, complete=True)


def _of_table(path: Path, table: pd.DataFrame, described: RegisterTable) -> Cells:
    """The cells of a csv or xlsx file, with the columns of figures read as numbers or marks."""
    table = table.rename(columns={name: tidy(str(name)) for name in table.columns})
    columns = dict.fromkeys(tidy(v.column) for v in described.variables if v.column)
    lacking = [column for column in columns if column not in table]
    if lacking:
        raise Mistake(
            f"{described.shown}: {described.file} has no column {column!r}; "
            f"it has: {', '.join(table.columns)}."
            for column in lacking
        )
    frame = table.drop(columns=list(columns)).map(tidy)
    lines = []
    for column in columns:
        texts = table[column].map(tidy)
        numbers = parse_numbers(texts.unique())
        marks = texts.where(~texts.isin(numbers), "")
        known = {"", *NIL, *MARKS, *described.marks}
        odd = marks[~marks.isin(known)]
        if not odd.empty:
            row = int(str(odd.index[0])) + 2
            lines.append(
                f"{path}, row {row}: {column} is {odd.iloc[0]!r} ({len(odd)} such rows), neither a "
                f"number nor a mark. Correct it, or say under marks in {described.shown} what it "
                "means."
            )
        nil = texts.isin(NIL) & ~texts.isin(described.marks)
        frame[column] = texts.map(numbers).astype("float64").mask(nil, 0.0)
        frame[f"{column}__mark"] = marks.mask(nil, "")
    if lines:
        raise Mistake(lines[:_SHOWN])
    labels: dict[str, dict[str, str]] = {str(name): {} for name in table if name not in columns}
    return Cells(frame, tuple(columns), labels, complete=False)
