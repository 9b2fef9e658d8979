"""Times the project's tables against pandas crosstab, `svy`, and R's `svyby` where R is installed.

    .venv/bin/python benchmarks/tables.py [--rows 100000] [--items 150] [--breaks 10]

Each item is tabulated in each break: here, in svy and in R weighted, stratified and with intervals,
in crosstab the weighted shares alone. Prints CPU seconds a table, the ratios, the cost of merely
reading each table's bytes once, and the memory that the tables took besides the answers. The slow
peers do a sample of the tables, spread over all breaks, and a table of theirs stands for all. What
takes a second or so is timed three times, the pieces in turn, and the quickest counts: the noise of
other work on the machine adds only.

Reading the bytes is the largest value of each column of a table where it lies: the item and the
break (one byte a row), weight, stratum and population (eight). They stay in the processor's cache
from table to table, as they do not in a study.

Eight times the reading is not reached: 10 to 12 times on a busy machine, 0.4–0.5 ms a table. The
floor: a row adds to three sums (1, w, w²) a table. `numpy.bincount`, at 1.3–1.5 ns a row and sum,
needs 0.4 ms for one break, which crossing the breaks with each other
(`cross_classification.Bundle`) brings to 0.13 for each of ten: three times the reading. Adding the
cells up to the breaks takes 0.03, and codes, variances, intervals and the rows of the result 0.15,
all on an idle machine. Tried without gain: the three in one pass by scipy's sparse products or
`numpy.add.at`, dense products of indicator matrices (10 GFLOP a sum), rows sorted by stratum,
bundles of a quarter and of four times the size, the keys of a bundle and the room for them kept
from item to item. Less would take compiled code of the project's own.
"""

import shutil
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmark import parser, sized

from godegrep import Design, tabulate

PEERS = ("pandas crosstab", "svy", "R svyby")
SAMPLE = sized({"pandas crosstab": 60, "svy": 10, "R svyby": 4}, dict.fromkeys(PEERS, 2))
"""How many tables a peer makes."""
R_SCRIPT = """
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(TRUE)
answers <- read.csv(arguments[1], na.strings = "", stringsAsFactors = TRUE)
design <- svydesign(~1, strata = ~stratum, weights = ~weight, fpc = ~population, data = answers)
start <- proc.time()
for (pair in strsplit(arguments[-1], ":")) {
  made <- svyby(reformulate(pair[1]), reformulate(pair[2]), design, svymean, na.rm = TRUE)
  confint(made)
}
cat(sum((proc.time() - start)[1:2]))
"""


def answers(rows: int, items: int, breaks: int, strata: int = 20) -> pd.DataFrame:
    """Five-point items with 5 % missing, and breaks of two groups and more, as categories."""
    rng = np.random.default_rng(1)
    columns: dict[str, Any] = {
        "weight": rng.uniform(0.5, 2.0, rows),
        "stratum": rng.integers(0, strata, rows),
        "population": rows,
    }
    for number in range(items):
        codes = np.where(rng.random(rows) < 0.05, -1, rng.integers(0, 5, rows))
        columns[f"q{number}"] = pd.Categorical.from_codes(codes, list("abcde"))
    for number in range(breaks):
        groups = [f"g{group}" for group in range(2 + number)]
        columns[f"b{number}"] = pd.Categorical.from_codes(
            rng.integers(0, len(groups), rows), groups
        )
    return pd.DataFrame(columns)


def cpu_seconds(work: Callable[[], object]) -> float:
    """The CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def spread(items: list[str], breaks: list[str], number: int) -> list[tuple[str, str]]:
    """So many tables, from all breaks in turn, or evenly over them if there are fewer tables."""
    step = max(1, len(breaks) // number)
    chosen = breaks[::step]
    return [(items[n % len(items)], chosen[n % len(chosen)]) for n in range(number)]


def crosstab(frame: pd.DataFrame, tables: list[tuple[str, str]]) -> float:
    def work() -> None:
        for item, by in tables:
            pd.crosstab(frame[by], frame[item], frame["weight"], aggfunc="sum", normalize="index")

    return cpu_seconds(work)


def svy_prop(frame: pd.DataFrame, tables: list[tuple[str, str]]) -> float | None:
    if find_spec("svy") is None:
        return None
    import polars
    import svy

    needed = sorted({name for pair in tables for name in pair})
    data = polars.DataFrame(
        {
            **{name: frame[name].astype(object).where(frame[name].notna(), None).tolist()
               for name in needed},
            **{name: frame[name].to_numpy() for name in ("weight", "stratum", "population")},
        }
    )  # fmt: skip
    design = svy.Design(stratum="stratum", wgt="weight", pop_size="population")
    sample = svy.Sample(data, design)

    def work() -> None:
        for item, by in tables:
            sample.estimation.prop(item, by=by, drop_nulls=True)

    return cpu_seconds(work)


def svyby(frame: pd.DataFrame, tables: list[tuple[str, str]]) -> float | None:
    if shutil.which("Rscript") is None:
        return None
    needed = sorted({name for pair in tables for name in pair})
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder, "answers.csv"), Path(folder, "svyby.R")
        frame[[*needed, "weight", "stratum", "population"]].to_csv(data, index=False)
        script.write_text(R_SCRIPT)
        names = [f"{item}:{by}" for item, by in tables]
        made = subprocess.run(
            ["Rscript", str(script), str(data), *names], capture_output=True, text=True, check=False
        )
    return float(made.stdout) if made.returncode == 0 else None


def reading(frame: pd.DataFrame, items: list[str], breaks: list[str]) -> float:
    codes = {name: frame[name].cat.codes.to_numpy() for name in items + breaks}
    design = [frame[name].to_numpy() for name in ("weight", "stratum", "population")]

    def work() -> None:
        for item in items:
            for by in breaks:
                for column in (codes[item], codes[by], *design):
                    column.max()

    return cpu_seconds(work)


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--rows", type=int, default=sized(100_000, 500))
    arguments.add_argument("--items", type=int, default=sized(150, 3))
    arguments.add_argument("--breaks", type=int, default=sized(10, 2))
    size = arguments.parse_args()
    frame = answers(size.rows, size.items, size.breaks)
    items = [f"q{number}" for number in range(size.items)]
    breaks = [f"b{number}" for number in range(size.breaks)]
    design = Design(weights="weight", strata="stratum", population="population")
    tabulate(frame, items[:1], breaks[:1], design)  # imports what is imported at first use
    tables = size.items * size.breaks

    rounds = [
        (
            cpu_seconds(lambda: tabulate(frame, items, breaks, design)) / tables,
            reading(frame, items, breaks) / tables,
        )
        for _ in range(3)
    ]
    own, read = map(min, zip(*rounds, strict=True))
    print(f"{tables} tables of {size.rows} rows")
    print(f"{'godegrep, with intervals':26} {1000 * own:9.3f} ms a table")
    for name, peer in zip(PEERS, (crosstab, svy_prop, svyby), strict=True):
        seconds = peer(frame, spread(items, breaks, SAMPLE[name]))
        if seconds is None:
            print(f"{name:26} is not installed")
        else:
            each = seconds / SAMPLE[name]
            print(
                f"{name:26} {1000 * each:9.3f} ms a table, {each / own:6.1f} times as long "
                f"({SAMPLE[name]} tables made)"
            )
    print(f"{'reading the bytes':26} {1000 * read:9.3f} ms a table, 1/{own / read:.1f} of it")
    tracemalloc.start()
    tabulate(frame, items, breaks, design)
    memory = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"{memory:.0f} MB more memory")


if __name__ == "__main__":
    main()
