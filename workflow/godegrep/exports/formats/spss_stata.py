"""Data files of SPSS (`.sav`, `.zsav`) and Stata (`.dta`).

Traps: a missing value has a kind (SPSS declares values or ranges missing, Stata has `.a` to `.z`),
and pyreadstat makes all kinds one blank unless told otherwise; a date is a number of seconds, days
or months, and Python's own dates end before SPSS's; text that is cut in the middle of a letter
makes the whole file unreadable; the boxes of one question are known only from the file's
multiple-response sets, if it has any.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from godegrep.core.errors import Mistake
from godegrep.core.text import tidy
from godegrep.exports.checkboxes import says_ticked
from godegrep.exports.export import Export, ExportColumn
from godegrep.exports.formats.workbook import cell_text, number_texts
from godegrep.exports.headings import in_grids, is_identifying
from godegrep.exports.registry import Format, register

_JOIN = ";"
_MOST_CODES = 11
"""A column measured on a scale, with more values without a label than this, is a number."""
_LOOKED_AT = 1000
"""Rows by which it is told whether a column's numbers repeat themselves."""
_FURTHEST = 1e15
"""No date lies so far off, in seconds or anything longer; such a number stays one."""
_SPSS_UNITS = {
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR"), "day"),
    **dict.fromkeys(("DATETIME", "YMDHMS"), "moment"),
    **dict.fromkeys(("TIME", "DTIME", "MTIME"), "duration"),
}
_STATA_UNITS = {"%tc": "%tc", "%tC": "%tc", "%td": "%td", "%d": "%td", "%tm": "%tm"}
# Unit: where the count begins, what is counted, how much of it is shown.
_COUNTED = {
    "day": ("1582-10-14", "s", "D"),
    "moment": ("1582-10-14", "s", "s"),
    "%tc": ("1960-01-01", "ms", "s"),
    "%td": ("1960-01-01", "D", "D"),
    "%tm": ("1960-01", "M", "M"),
}


@dataclass
class _Described:
    """What the file tells of its columns, by name; a part of pyreadstat's own description."""

    column_names: list[str]
    column_labels: list[str | None]
    variable_value_labels: Mapping[str, Mapping[Any, str]]
    variable_measure: Mapping[str, str]
    original_variable_types: Mapping[str, str]
    readstat_variable_types: Mapping[str, str]
    missing_ranges: Mapping[str, Sequence[Mapping[str, Any]]]
    missing_user_values: Mapping[str, Sequence[str]]
    mr_sets: Mapping[str, Mapping[str, Any]]


def is_spss(path: Path) -> bool:
    """Whether a file is SPSS data, by its first bytes or else by its name."""
    return path.is_file() and (_start(path) in (b"$FL2", b"$FL3") or _ends(path, ".sav", ".zsav"))


def is_stata(path: Path) -> bool:
    """Whether a file is Stata data, by its first bytes or, for the older formats, by its name."""
    return path.is_file() and (_start(path) == b"<sta" or _ends(path, ".dta"))


def _start(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(4)


def _ends(path: Path, *endings: str) -> bool:
    return path.suffix.lower() in endings


def read_spss(path: Path) -> Export:
    """Read an SPSS file; raises Mistake where it is broken off or damaged."""
    return _read(path, "SPSS")


def read_stata(path: Path) -> Export:
    """Read a Stata file; raises Mistake where it is broken off or damaged."""
    return _read(path, "Stata")


def _read(path: Path, tool: str) -> Export:
    data, described, notes = _values(path, tool)
    texts = {str(name): _texts(str(name), data[name], described, tool) for name in data.columns}
    table = pd.DataFrame(texts, copy=False)
    columns = in_grids(
        _column(name, label, partial(_used, table[name]), described)
        for name, label in zip(described.column_names, described.column_labels, strict=True)
    )
    columns = [
        replace(column, kind="multiple")
        if column.stem and says_ticked(column.options.values(), column.label)
        else column
        for column in columns
    ]
    for name, response_set in sorted(described.mr_sets.items()):
        table, columns = _with_set(table, columns, name, response_set)
    return Export(tool, table, tuple(columns), None, tuple(notes), (path,))


def _values(path: Path, tool: str) -> tuple[pd.DataFrame, _Described, list[str]]:
    """The values by column, what the file tells of them, and notes.

    Where a text breaks the file's own encoding, all texts are read as bytes and decoded here.
    """
    import pyreadstat

    read: Any = pyreadstat.read_sav if tool == "SPSS" else pyreadstat.read_dta
    errors = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError, ValueError)

    def attempt(**encoding: str) -> tuple[pd.DataFrame, _Described]:
        data, meta = read(path, user_missing=True, disable_datetime_conversion=True, **encoding)
        return data, _Described(*(getattr(meta, part.name) for part in fields(_Described)))

    with warnings.catch_warnings(record=True) as remarks:
        try:
            return *attempt(), [str(remark.message) for remark in remarks]
        except errors as error:
            reason = str(error).rstrip(".")
        try:
            data, described = attempt(encoding="ISO-8859-1")
        except errors:
            raise Mistake(
                f"{path}: truncated, damaged, or not a {tool} file ({reason}). Export it again."
            ) from None
    mended = _Described(*(_decoded(getattr(described, part.name)) for part in fields(_Described)))
    note = "some text in the file is cut in the middle of a letter; that letter is left out."
    data = data.rename(columns=_decoded)
    for name, kind in mended.readstat_variable_types.items():
        if kind == "string":
            data[name] = data[name].map(_decoded)
    return data, mended, [note]


def _decoded(value: Any) -> Any:
    """Bytes that were read as Latin-1, as the UTF-8 that they are; broken letters left out."""
    if isinstance(value, str):
        return value.encode("latin-1").decode("utf-8", errors="ignore")
    if isinstance(value, Mapping):
        return {_decoded(key): _decoded(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_decoded(content) for content in value]
    return value


def _texts(name: str, values: pd.Series, described: _Described, tool: str) -> ExtensionArray:
    """A column as texts: numbers as Excel shows them, dates as in ISO 8601, Stata's kinds as .a.

    Where the same numbers stand again and again, each is turned into text once and kept once.
    """
    if described.readstat_variable_types.get(name) == "string":
        return values.fillna("").astype("str").array
    numbers = values.to_numpy()
    unit = _unit(described.original_variable_types.get(name) or "", tool)
    if not unit and described.readstat_variable_types.get(name) == "float":
        unit = "single"
    first = numbers[:_LOOKED_AT]
    if pd.unique(first).size > len(first) / 2:
        return pd.array(_as_texts(numbers, unit), dtype="str")
    codes, different = _told_apart(numbers)
    places, once = pd.factorize(pd.Series(_as_texts(different, unit), dtype="str"))  # may be equal
    of_all = np.append(places, len(once))[codes]  # -1 stands for the last, which is no text
    return pd.Categorical.from_codes(of_all, pd.Index([*once, ""], dtype="str"))


def _told_apart(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each number its place among the different ones, -1 for none; and the different ones.

    Where all are small whole numbers, as codes are, in a third of the time of `pandas.factorize`.
    """
    if numbers.dtype != object:
        with np.errstate(invalid="ignore"):
            small = numbers.astype("int8")
        whole = small == numbers
        if (whole | np.isnan(numbers)).all():
            bytes_ = small.view("uint8")
            stands = np.bincount(bytes_[whole], minlength=256) > 0
            codes = np.where(whole, (np.cumsum(stands) - 1)[bytes_], -1)
            return codes, np.arange(256, dtype="uint8").view("int8")[stands]
    return pd.factorize(numbers)


def _unit(stored: str, tool: str) -> str:
    """What a number of a date's format counts, by the format that the file stores."""
    if tool == "SPSS":
        return _SPSS_UNITS.get(stored.rstrip("0123456789."), "")
    return next((unit for start, unit in _STATA_UNITS.items() if stored.startswith(start)), "")


def _as_texts(values: np.ndarray, unit: str) -> Sequence[str]:
    """Numbers as texts, and where the array holds objects, the letters of Stata's kinds too."""
    if values.dtype != object:
        return _number_texts(values.astype("float64"), unit)
    letters = [isinstance(value, str) for value in values]
    numbers = map(str, _number_texts(values[np.logical_not(letters)].astype("float64"), unit))
    return [
        f".{value}" if letter else next(numbers)
        for value, letter in zip(values, letters, strict=True)
    ]


def _number_texts(numbers: np.ndarray, unit: str) -> Sequence[str]:
    """Numbers, or what they count: SPSS counts seconds from 1582, Stata its units from 1960.

    In single precision 0.1 is stored as 0.100000001490116; it is 0.1 again here.
    """
    if unit == "single":
        import pyarrow as pa

        singles = pa.array(numbers.astype("float32")).cast(pa.string())
        numbers = singles.cast(pa.float64()).to_numpy()
    near = np.abs(numbers) <= _FURTHEST
    if unit not in (*_COUNTED, "duration") or not near.any():
        return number_texts(numbers)
    if not near.all():
        near_texts = map(str, _number_texts(numbers[near], unit))
        return [
            next(near_texts) if is_near else cell_text(number)
            for number, is_near in zip(numbers.tolist(), near, strict=True)
        ]
    counts = np.rint(numbers).astype("int64")
    if unit == "duration":
        minutes, seconds = np.divmod(counts, 60)
        return [
            f"{minute // 60:02d}:{minute % 60:02d}:{second:02d}"
            for minute, second in zip(minutes.tolist(), seconds.tolist(), strict=True)
        ]
    start, counted, shown = _COUNTED[unit]
    moments = np.datetime64(start).astype(f"datetime64[{counted}]") + counts
    texts = np.datetime_as_string(moments.astype(f"datetime64[{shown}]")).tolist()
    return [text.replace("T", " ") for text in texts]


def _used(values: pd.Series) -> list[str]:
    """The different values that are not empty."""
    return [value for value in values.unique().tolist() if value]


def _column(
    name: str, label: str | None, used: Callable[[], list[str]], described: _Described
) -> ExportColumn:
    def text(value: Any) -> str:
        tagged = isinstance(value, str) and value in described.missing_user_values.get(name, ())
        return f".{value}" if tagged else cell_text(value)

    options = {
        text(value): tidy(option)
        for value, option in described.variable_value_labels.get(name, {}).items()
    }
    tagged = {f".{value}" for value in described.missing_user_values.get(name, ())}
    ranges = described.missing_ranges.get(name, ())
    missing = [
        value
        for value in (dict.fromkeys([*options, *used()]) if tagged or ranges else ())
        if value in tagged or any(_lies_in(value, limits) for limits in ranges)
    ]
    label = tidy(label or "")
    return ExportColumn(
        name=name,
        label=label or name,
        kind=_kind(name, label, options, missing, used, described),
        options=options,
        missing=tuple(missing),
    )


def _lies_in(value: str, limits: Mapping[str, Any]) -> bool:
    low, high = limits["lo"], limits["hi"]
    if isinstance(low, str):
        return low.rstrip() <= value.rstrip() <= high.rstrip()
    try:
        return bool(low <= float(value) <= high)
    except ValueError:
        return False


def _kind(
    name: str,
    label: str,
    options: Mapping[str, str],
    missing: Sequence[str],
    used: Callable[[], list[str]],
    described: _Described,
) -> str:
    """single where answers have labels, number where the file measures on a scale."""
    if is_identifying(name) or is_identifying(label):
        return "identifying"
    scale = described.variable_measure.get(name) == "scale"
    if set(options) - set(missing):
        unlabelled = set(used()) - {*options, *missing} if scale else ()
        if len(unlabelled) <= _MOST_CODES:
            return "single"
    dated = _unit(described.original_variable_types.get(name) or "", "SPSS")
    return "number" if scale and not dated else "unknown"


def _with_set(
    table: pd.DataFrame,
    columns: Sequence[ExportColumn],
    name: str,
    response_set: Mapping[str, Any],
) -> tuple[pd.DataFrame, list[ExportColumn]]:
    """The columns of a multiple-response set as boxes, as one joined column, or as a grid.

    A set of categories holds the first choice in its first column, the second in the next; its
    codes are joined in a column of their own. Where a respondent has one code twice, it is a grid.
    """
    members = [column for column in columns if column.name in response_set["variable_list"]]
    if not members:
        return table, list(columns)
    stem = tidy(response_set["label"] or "") or members[0].stem or name
    question = name.lstrip("$")
    if response_set["is_dichotomy"]:
        counted = cell_text(response_set["counted_value"])
        boxes = {
            column.name: replace(
                column,
                kind="multiple",
                question=question,
                stem=stem,
                options=_box(counted, table[column.name], column.missing),
            )
            for column in members
        }
        return table, [boxes.get(column.name, column) for column in columns]
    codes = table[[column.name for column in members]].astype("str")
    used = codes.mask(codes.isin({value for column in members for value in column.missing}), "")
    rows = [[value for value in row if value] for row in used.to_numpy().tolist()]
    if any(len(set(row)) < len(row) for row in rows):
        grid = {
            column.name: replace(column, question=question, stem=column.stem or stem)
            for column in members
        }
        return table, [grid.get(column.name, column) for column in columns]
    options = {value: value for row in rows for value in row}
    options |= {value: text for column in members for value, text in column.options.items()}
    joined = ExportColumn(f"${question}", stem, question, stem, "multiple", options, (), _JOIN)
    table = table.assign(**{joined.name: pd.Series([_JOIN.join(row) for row in rows], dtype="str")})
    place = columns.index(members[0])
    others = [
        replace(column, kind="technical") if column in members else column for column in columns
    ]
    return table, [*others[:place], joined, *others[place:]]


def _box(counted: str, values: pd.Series, missing: Sequence[str]) -> dict[str, str]:
    """What the values of a box stand for: the counted one is a tick, whatever its label says."""
    unticked = sorted(set(values) - {counted, "", *missing})
    return {counted: "selected", **dict.fromkeys(unticked, "not selected")}


register(Format("SPSS", is_spss, read_spss))
register(Format("Stata", is_stata, read_stata))
