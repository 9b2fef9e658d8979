"""Reading the files that the descriptions of register tables name."""

from pathlib import Path

import pandas as pd

from godegrep.core.errors import Mistake
from godegrep.core.numbers import parse_numbers
from godegrep.core.text import tidy
from godegrep.exports.read import read_export
from godegrep.register.description import RegisterTable
from godegrep.register.formats.cube import Cube
from godegrep.register.formats.jsonstat import read_jsonstat
from godegrep.register.formats.px import read_px
from godegrep.register.marks import MARKS, NIL
from godegrep.register.variables import Cells, figures

_SHOWN = 8


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
