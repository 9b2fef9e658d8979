"""An export is read in a child process with limits on memory and time.

A file from outside may be damaged, or made to harm. The parsers are fast because they are written
in Rust and C: where one of them gives up, it ends the process that it runs in, and no `except`
catches it. So that process is a child, and what it found comes back as Arrow and JSON in a file
without a name, which is gone when its last reader is. Answers never lie about on the disk.
"""

import faulthandler
import json
import mmap
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa

from godegrep.core.errors import Mistake
from godegrep.exports.detect import formats, read_here
from godegrep.exports.export import Export, ExportColumn

MEMORY = 2_000_000_000
"""Bytes that a reader may take, beside what the process has when it starts."""
MEMORY_BY_SIZE = 40
"""Bytes more for each byte of the file; a workbook takes 25."""
SECONDS = 60
"""Of CPU; the wall clock may show twice as many."""
SECONDS_BY_SIZE = 5e-6
"""CPU seconds more for each byte of the file; a workbook takes 0.3e-6."""
_TOLD = b"godegrep"


class ReaderFault(Exception):
    """A fault of a reader, with the child's traceback; never the user's mistake."""


def read_confined(path: Path) -> Export:
    """What `read_here` finds, found by a child process.

    Raises Mistake where that does, where the reader was ended by its limits or by itself, and
    where the file was changed meanwhile; ReaderFault for every other exception.
    """
    before = _stamps(path)
    size = sum(stamp[0] for file, stamp in before.items() if path in (file, file.parent))
    with tempfile.TemporaryFile() as answer:
        code = (_forked if _may_fork() else _started)(path, size, answer)
        answered = code == 0 and answer.seek(0, os.SEEK_END) > 0
        answered_with = (
            _open(answer) if answered else {"mistake": [_how_it_ended(path, size, code)]}
        )
    now = _stamps(path)
    if changed := [
        file for file in (path, *answered_with.get("files", ())) if _differs(file, before, now)
    ]:
        raise Mistake(
            f"{file}: the file was changed while it was read. Wait until it is saved or copied to "
            "its end, then run again."
            for file in changed
        )
    if "mistake" in answered_with:
        raise Mistake(answered_with["mistake"])
    if "fault" in answered_with:
        raise ReaderFault(answered_with["fault"])
    return Export(**answered_with)


_Stamps = Mapping[Path, tuple[int, int, int]]


def _stamps(path: Path) -> _Stamps:
    """Size, time and inode of all files beside this one, since some exports are several files."""
    stamps = {}
    for file in (path if path.is_dir() else path.parent).iterdir():
        with suppress(OSError):
            stat = file.stat()
            stamps[file] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return stamps


def _differs(file: Path, before: _Stamps, now: _Stamps) -> bool:
    return before.get(file) != now.get(file)


def _memory(size: int) -> int:
    return MEMORY + MEMORY_BY_SIZE * size


def _seconds(size: int) -> int:
    return round(SECONDS + SECONDS_BY_SIZE * size)


def _may_fork() -> bool:
    """A fork starts in milliseconds, but may hang where there are threads, or on macOS."""
    return sys.platform == "linux" and threading.active_count() == 1


def _forked(path: Path, size: int, answer: BinaryIO) -> int | None:
    formats()  # imported here once, not in every child
    child = multiprocessing.get_context("fork").Process(target=_work, args=(path, size, answer))
    child.start()
    child.join(2 * _seconds(size))
    if child.is_alive():
        child.kill()
        child.join()
        return None
    return child.exitcode


def _started(path: Path, size: int, answer: BinaryIO) -> int | None:
    package = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    try:
        return subprocess.run(
            [sys.executable, "-m", "godegrep.exports.confined", str(path), str(size)],
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{known}" if known else package},
            timeout=2 * _seconds(size),
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def _how_it_ended(path: Path, size: int, code: int | None) -> str:
    import signal

    if code is None or code in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)):
        return (
            f"{path}: not read after {_seconds(size)} seconds of work, which is far more than a "
            "file of this size takes. Export it again, or as csv."
        )
    return (
        f"{path}: the file is damaged, or asks for more than {_memory(size) / 1e9:.0f} GB of "
        "memory: the reader gave up. Export it again, or as csv."
    )


def _work(path: Path, size: int, answer: BinaryIO) -> None:
    """The child's whole life."""
    _confine(size)
    try:
        message = _pack(read_here(path))
    except Mistake as mistake:
        message = _told({"mistake": mistake.lines})
    except MemoryError:
        return
    except Exception:
        message = _told({"fault": traceback.format_exc()})
    with pa.ipc.new_file(answer, message.schema) as writer:
        writer.write_table(message)
    answer.flush()


def _confine(size: int) -> None:
    """Set the limits, as far as the system has them."""
    # A parser that aborts says so on standard error, in words that help nobody.
    faulthandler.disable()
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        import resource
    except ImportError:
        return
    for limit, value in (
        ("RLIMIT_AS", _taken() + _memory(size)),
        ("RLIMIT_CPU", _seconds(size)),
        ("RLIMIT_CORE", 0),  # a core dump would hold the answers
    ):
        with suppress(ValueError, OSError, AttributeError):
            kind = getattr(resource, limit)
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, hard))


def _taken() -> int:
    """Bytes of address space that the process has now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _pack(export: Export) -> pa.Table:
    """Frames and series as columns; everything else as JSON beside them."""
    arrays: list[Any] = []
    parts: dict[str, Any] = {"frames": {}, "series": {}}
    for field in fields(export):
        value = getattr(export, field.name)
        if isinstance(value, pd.DataFrame):
            table = pa.Table.from_pandas(value, preserve_index=False)
            parts["frames"][field.name] = [len(arrays), [str(name) for name in value.columns]]
            arrays += table.columns
        elif isinstance(value, pd.Series):
            parts["series"][field.name] = len(arrays)
            arrays.append(pa.Array.from_pandas(value))
        elif field.name == "columns":
            parts["columns"] = [asdict(column) for column in value]
        elif field.name == "files":
            parts["files"] = [str(file) for file in value]
        else:
            parts[field.name] = value
    names = [str(place) for place in range(len(arrays))]
    return pa.table(arrays, names=names).replace_schema_metadata(_told(parts).schema.metadata)


def _told(content: dict[str, Any]) -> pa.Table:
    return pa.table({}).replace_schema_metadata({_TOLD: json.dumps(content)})


def _open(answer: BinaryIO) -> dict[str, Any]:
    """What `_pack` wrote: the fields of an Export. The texts stay where they lie, not copied."""
    memory = mmap.mmap(answer.fileno(), 0, access=mmap.ACCESS_READ)
    table = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(memory))).read_all()
    contents: dict[str, Any] = json.loads(table.schema.metadata[_TOLD])
    if "columns" not in contents:
        return contents
    contents = {name: _as_tuple(value) for name, value in contents.items()}
    contents["columns"] = tuple(
        ExportColumn(**{name: _as_tuple(value) for name, value in column.items()})
        for column in contents["columns"]
    )
    contents["files"] = tuple(map(Path, contents["files"]))
    for name, (first, columns) in contents.pop("frames").items():
        part = table.select(range(first, first + len(columns))).rename_columns(columns)
        contents[name] = part.replace_schema_metadata().to_pandas()
    for name, place in contents.pop("series").items():
        contents[name] = table.column(place).to_pandas().rename(None)
    return contents


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


if __name__ == "__main__":
    _work(Path(sys.argv[1]), int(sys.argv[2]), sys.stdout.buffer)
