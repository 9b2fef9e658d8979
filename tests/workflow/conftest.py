"""Studies that have run, shared by the tests that look at them or go on from there."""

import shutil
from pathlib import Path

import pytest
from support.once import once
from support.small_study import write_study
from support.snakemake import finish


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Path:
    """The small study with its reports, to look at."""
    return once(tmp_path_factory, "finished", lambda folder: finish(write_study(folder)))


@pytest.fixture
def study(finished, tmp_path) -> Path:
    """A copy of the small study with its reports, to work on."""
    return Path(shutil.copytree(finished, tmp_path / "study"))
