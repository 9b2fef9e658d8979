"""What the benchmarks share: where things lie, how large they are, and why one is skipped.

Each is run as `python benchmarks/NAME.py`. With `--small` it takes seconds: the tests run it so, to
hold that it still runs; what it then measures says nothing.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn, TypeVar

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "reference" / "gold"
BIN = Path(sys.executable).parent
SMALL = "--small" in sys.argv
T = TypeVar("T")
# What only tests and benchmarks use lies with the tests.
sys.path.append(str(ROOT / "tests"))


def sized(full: T, small: T) -> T:
    """One of two sizes: the small one with `--small`."""
    return small if SMALL else full


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser that knows `--small`; a size that is given by name wins over it."""
    arguments = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    arguments.add_argument("--small", action="store_true", help="run in seconds, as the tests do")
    return arguments


def skip(reason: str) -> NoReturn:
    """Stop, though nothing is wrong, and say why."""
    print(f"skipped: {reason}")
    sys.exit()


def gold() -> Path:
    """The folder with the coded paragraphs of a published report, which is not in the project."""
    if not GOLD.exists():
        skip(f"there is no {GOLD}")
    return GOLD


def study(folder: Path) -> Path:
    """A study in a folder: the example, or the tests' small one."""
    if SMALL:
        from support.small_study import write_study

        return write_study(folder)
    shutil.copy(ROOT / "config.yaml", folder)
    shutil.copytree(ROOT / "study", folder / "study")
    return folder


def timed(*command: str | Path) -> tuple[float, float]:
    """Run a command; return its CPU seconds, children included, and its wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        raise SystemExit(run.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall
