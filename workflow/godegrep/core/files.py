"""Writing files: never half of one, and equal bytes for equal content."""

import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

_CORE_DATE = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(</)")


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the place of `path` when the block ends without an error.

    The temporary file lies in the same folder, because a file can only be renamed in one step
    within one file system; it is on the disk before the rename, so that a power cut leaves the old
    content or the new. Folders that are missing are made.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_bytes(content: bytes, path: str | os.PathLike[str]) -> None:
    """Write bytes."""
    with replacing(path) as handle:
        handle.write(content)


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text in UTF-8, its line ends as they are."""
    write_bytes(text.encode("utf-8"), path)


def write_json(value: Any, path: str | os.PathLike[str]) -> None:
    """Write lists, mappings, texts and numbers as JSON in UTF-8, in the order that they have.

    Raises ValueError for NaN and infinity, which JSON does not know, and TypeError for other types.
    """
    write_text(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n", path)


def read_json(path: str | os.PathLike[str]) -> Any:
    """Read JSON in UTF-8."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_parquet(frame: "pd.DataFrame", path: str | os.PathLike[str]) -> None:
    """Write a data frame as Parquet, without its index."""
    with replacing(path) as handle:
        frame.to_parquet(handle, engine="pyarrow", index=False)


def write_csv(frame: "pd.DataFrame", path: str | os.PathLike[str]) -> None:
    """Write a data frame as csv for programs: UTF-8, comma between fields, decimal point.

    Such a file reads alike everywhere, whatever the language of the machine. Missing values are
    empty fields, numbers have all their digits, and the index is left out. What is meant for a
    person in Excel is written as a workbook instead.
    """
    with replacing(path) as handle:
        frame.to_csv(handle, index=False, encoding="utf-8", lineterminator="\n")


def write_vectors(
    names: Sequence[str], batches: Iterable[np.ndarray], path: str | os.PathLike[str]
) -> None:
    """Write `vectors.npz`: `segment`, (n,) texts, and `vector`, (n, d) as float32.

    The rows come in batches, each written before the next is asked for. Raises ValueError where
    there are not as many names as rows.
    """
    with replacing(path) as handle, zipfile.ZipFile(handle, "w") as archive:
        with archive.open(_member("segment.npy"), "w", force_zip64=True) as member:
            np.save(member, np.array(names, dtype=np.str_))
        with archive.open(_member("vector.npy"), "w", force_zip64=True) as member:
            done = 0
            for rows in batches:
                if not done:
                    shape = (len(names), rows.shape[1])
                    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
                    np.lib.format.write_array_header_1_0(member, header)
                member.write(rows.astype("<f4").tobytes())
                done += len(rows)
        if done != len(names):
            raise ValueError(f"{len(names)} names for {done} vectors")


def _member(name: str) -> zipfile.ZipInfo:
    """A member of a zip archive whose header is the same whenever it is written."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.create_system = 3  # otherwise the platform's
    return member


def read_vectors(path: str | os.PathLike[str]) -> np.ndarray:
    """Read the vectors of `vectors.npz`, (n, d), in the order of the segments."""
    with np.load(path, allow_pickle=False) as stored:
        return np.asarray(stored["vector"])


def stable_zip(content: bytes) -> bytes:
    """The same zip archive with its members sorted and every date in it fixed.

    For Office files (xlsx, docx), which carry the moment of writing in each member's header and in
    `docProps/core.xml`: after this, equal content gives equal bytes.
    """
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _CORE_DATE.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", data)
            target.writestr(_member(name), data, zipfile.ZIP_DEFLATED)
    return output.getvalue()
