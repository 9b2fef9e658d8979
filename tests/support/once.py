"""What is dear to make, made once in a run of tests whatever the number of workers."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that whichever worker needs it first makes, while the others wait for it.

    Nobody may write to it afterwards: a test that does so copies it.
    """
    folder = factory.getbasetemp()
    shared = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / name
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            assert not (shared / "content").exists(), f"another worker could not make {name}"
            (shared / "content").mkdir()
            make(shared / "content")
            (shared / "made").touch()
    return shared / "content"
