"""Times the project's tables against pandas crosstab on the same answers.

    .venv/bin/python benchmarks/tables.py [--rows 100000] [--items 30] [--breaks 10]

Each item is tabulated in each break: here weighted, stratified, with intervals; there the weighted
shares alone. Prints CPU seconds, the ratio, the cost of merely reading each table's bytes once, and
the memory that the tables took besides the answers. A large study has 150 items and 10 breaks.
"""

import argparse
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from godegrep import Design, tabulate


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--breaks", type=int, default=10)
    size = parser.parse_args()
    frame = answers(size.rows, size.items, size.breaks)
    items = [f"q{number}" for number in range(size.items)]
    breaks = [f"b{number}" for number in range(size.breaks)]
    design = Design(weights="weight", strata="stratum", population="population")

    def ours() -> None:
        tabulate(frame, items, breaks, design)

    def crosstab() -> None:
        for item in items:
            for by in breaks:
                pd.crosstab(
                    frame[by], frame[item], frame["weight"], aggfunc="sum", normalize="index"
                )

    codes = {name: frame[name].cat.codes.to_numpy() for name in items + breaks}
    weights = frame["weight"].to_numpy()

    def reading() -> None:
        for item in items:
            for by in breaks:
                codes[item].max()
                codes[by].max()
                weights.max()

    tabulate(frame, items[:1], breaks[:1], design)  # imports what is imported at first use
    tables = size.items * size.breaks
    times = {
        "godegrep, with intervals": cpu_seconds(ours),
        "pandas crosstab": cpu_seconds(crosstab),
    }
    times["reading the bytes"] = cpu_seconds(reading)
    tracemalloc.start()
    ours()
    memory = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"{tables} tables of {size.rows} rows")
    for name, seconds in times.items():
        print(f"{name:26} {seconds:7.2f} CPU s {1000 * seconds / tables:7.3f} ms a table")
    own = times["godegrep, with intervals"]
    print(
        f"{times['pandas crosstab'] / own:.1f} times crosstab, "
        f"{own / times['reading the bytes']:.1f} times the reading, {memory:.0f} MB more memory"
    )


if __name__ == "__main__":
    main()
