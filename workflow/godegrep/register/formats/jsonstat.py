"""JSON-stat, versions 1 and 2, the format in which PxWeb's API answers.

The format: https://json-stat.org/full/ (values may be a list or an object by position; so may
`status`, which may also be one mark for all). Status tells why a figure is missing.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from godegrep.core.errors import Mistake
from godegrep.core.untrusted_files import MAXIMUM_BYTES
from godegrep.register.formats.cube import Cube, Dimension, check_size


def read_jsonstat(path: Path) -> Cube:
    """Read the one data set of a JSON-stat file; raises Mistake where there is none to read."""
    if path.stat().st_size > MAXIMUM_BYTES:
        raise Mistake(f"{path}: over {MAXIMUM_BYTES / 1e9:.0f} GB. Ask for fewer categories.")
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Mistake(f"{path}: not JSON in UTF-8, or broken off. Fetch the table again.") from None
    dataset = _dataset(path, document)
    try:
        return _cube(path, dataset)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise Mistake(
            f"{path}: not sound JSON-stat ({type(error).__name__}: {error}). "
            "Fetch the table again, as json-stat2."
        ) from None


def _dataset(path: Path, document: Any) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise Mistake(f"{path}: not JSON-stat. Fetch the table as json-stat2.")
    kind = document.get("class", "dataset" if "dimension" in document else "bundle")
    if kind == "dataset":
        return document
    if kind != "bundle":
        raise Mistake(
            f"{path}: a JSON-stat {kind}, which holds no figures. Fetch the table (a dataset)."
        )
    data_sets = {
        name: content
        for name, content in document.items()
        if isinstance(content, Mapping) and "dimension" in content
    }
    if len(data_sets) != 1:
        raise Mistake(
            f"{path}: {', '.join(data_sets) if data_sets else 'no data set'} in it, "
            "where there should be one JSON-stat data set. Fetch the one table as json-stat2."
        )
    return next(iter(data_sets.values()))


def _cube(path: Path, dataset: Mapping[str, Any]) -> Cube:
    described = dataset["dimension"]
    ids = dataset.get("id", described.get("id"))
    sizes = dataset.get("size", described.get("size"))
    if not dataset.get("value"):
        raise Mistake(f"{path}: no `value`, so no figures. Fetch the table, not its metadata.")
    dimensions = tuple(_dimension(str(name), described[name]) for name in ids)
    for dimension, size in zip(dimensions, sizes, strict=True):
        if len(dimension.codes) != size:
            raise Mistake(
                f"{path}: the dimension {dimension.id!r} has {len(dimension.codes)} categories, "
                f"but says {size}. Fetch the table again."
            )
    cells = check_size(path, dimensions)
    values = np.full(cells, np.nan)
    for place, value in _by_place(dataset["value"], cells):
        if isinstance(value, bool) or not (
            value is None or (isinstance(value, int | float) and math.isfinite(value))
        ):
            raise ValueError(f"the value {value!r} is not a number")
        if value is not None:
            values[place] = value
    marks = {place: str(mark) for place, mark in _by_place(dataset.get("status"), cells) if mark}
    return Cube(
        title=str(dataset.get("label", "")),
        source=str(dataset.get("source", "")),
        updated=str(dataset.get("updated", "")),
        dimensions=dimensions,
        values=values.reshape([len(dimension.codes) for dimension in dimensions]),
        marks=marks,
    )


def _dimension(name: str, described: Mapping[str, Any]) -> Dimension:
    category = described["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, Mapping) else index
    return Dimension(
        name,
        str(described.get("label", name)),
        tuple(map(str, codes)),
        tuple(str(labels.get(code, code)) for code in codes),
    )


def _by_place(content: Any, cells: int) -> Sequence[tuple[int, Any]]:
    """Positions and what stands there, however it is written."""
    if content is None:
        return []
    if isinstance(content, str):
        return [(place, content) for place in range(cells)]
    if isinstance(content, Mapping):
        pairs = [(int(place), value) for place, value in content.items()]
    elif len(content) == 1 and cells != 1 and isinstance(content[0], str):
        return [(place, content[0]) for place in range(cells)]
    else:
        pairs = list(enumerate(content))
        if len(pairs) != cells:
            raise ValueError(f"{len(pairs)} values for {cells} cells")
    if any(not 0 <= place < cells for place, _ in pairs):
        raise ValueError(f"a position outside the {cells} cells")
    return pairs
