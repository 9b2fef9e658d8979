"""Every benchmark still runs: at a small size, which says nothing of what it measures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = sorted(set(ROOT.glob("benchmarks/*.py")) - {ROOT / "benchmarks/benchmark.py"})
pytestmark = pytest.mark.workflow
assert BENCHMARKS, "they have moved"


@pytest.mark.parametrize("file", BENCHMARKS, ids=lambda file: file.stem)
def test_a_benchmark_runs_at_a_small_size(file):
    path = os.pathsep.join([str(ROOT / "workflow"), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, file, "--small"],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": path},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert any(character.isdigit() for character in run.stdout) or "skipped: " in run.stdout
    if reason := run.stdout.partition("skipped: ")[2]:
        pytest.skip(reason.strip())
