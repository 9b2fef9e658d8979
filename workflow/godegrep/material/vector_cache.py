"""Vectors on disk by the hash of encoder and text, shared by all waves."""

import os
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np

KEY_BYTES = 20


class VectorCache:
    """A folder of `.npy` files, each written once and never changed.

    Every `update` writes one file under a name that follows from its keys, by a temporary file and
    a rename. Several jobs may read and write at once, over a network drive too, and a job that is
    killed leaves the folder whole. A file that cannot be read counts as absent, so what it held is
    computed and stored anew. Vectors stay on disk until they are asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: list[tuple[Path, int, np.dtype]] = []
        self._place: dict[bytes, tuple[int, int]] = {}
        for path in sorted(folder.glob("*.npy")):
            self._open(path)

    def __contains__(self, key: bytes) -> bool:
        return key in self._place

    def __getitem__(self, key: bytes) -> np.ndarray:
        file, row = self._place[key]
        path, start, kind = self._files[file]
        # Read anew each time: of a file that is mapped, the pages once read stay in memory.
        return np.fromfile(path, kind, 1, offset=start + row * kind.itemsize)["vector"][0]

    def __len__(self) -> int:
        return len(self._place)

    def update(self, vectors: Mapping[bytes, np.ndarray]) -> None:
        """Store vectors of one length (float32) by key (`KEY_BYTES` long)."""
        if not vectors:
            return
        keys = sorted(vectors)
        kind = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", vectors[keys[0]].shape)])
        table = np.zeros(len(keys), dtype=kind)
        table["key"] = np.array(keys, dtype=f"V{KEY_BYTES}")
        table["vector"] = np.stack([vectors[key] for key in keys])
        path = self.folder / f"{blake2b(b''.join(keys), digest_size=16).hexdigest()}.npy"
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, table)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._open(path)

    def _open(self, path: Path) -> None:
        try:
            table = np.load(path, mmap_mode="r")
            keys = [bytes(key) for key in table["key"]]
        except (OSError, EOFError, ValueError, IndexError):
            return
        for row, key in enumerate(keys):
            self._place[key] = (len(self._files), row)
        self._files.append((path, table.offset, table.dtype))
