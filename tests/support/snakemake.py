"""The workflow as its user runs it."""

import os
import subprocess
from pathlib import Path

from support.paths import BIN, ROOT


def snakemake(study: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `snakemake` on a study, as the README says; `stdout` is all that it said."""
    return subprocess.run(
        [
            *(BIN / "snakemake", "-s", ROOT / "Snakefile", "--directory", study),
            *(arguments or ("reports/",)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def finish(study: Path) -> str:
    """Make all reports of a study; returns what was said."""
    run = snakemake(study)
    assert run.returncode == 0, run.stdout
    return run.stdout
