"""Are the intervals of a change right, where two samples of one finite population overlap in part?

Draws a population of 453 units in four strata with an answer at each of two waves, and two samples
of about half of it, for several overlaps. For each prints the variance that each way of counting
claims over the true one, and how often its 95 % interval holds the true change: `rotation` (what
the pipeline does), R's stacked waves with the finite-population correction, and without any.

    .venv/bin/python benchmarks/rotation.py [--rounds 1000]
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from benchmark import parser, sized

from godegrep import Design
from godegrep.estimation.estimates import encode
from godegrep.inference.overlapping_samples import OverlappingSamples
from godegrep.inference.panel import Panel, pair, stack
from godegrep.sampling.design import sample

STRATA = np.repeat(np.arange(4), [40, 93, 140, 180])
DESIGN = Design(strata="stratum", population="N")
OVERLAPS = {"none in common": 0.0, "as if drawn anew": 0.5, "most again": 0.85, "all again": 1.0}


def population(rng: np.random.Generator, stays: float) -> pd.DataFrame:
    """Everyone's answers at both waves, the part `stays` of them being the same."""
    first = rng.random(len(STRATA)) < 0.25 + 0.15 * STRATA
    anew = rng.random(len(STRATA)) < 0.35 + 0.12 * STRATA
    frame = pd.DataFrame({"unit": np.arange(len(STRATA)), "stratum": STRATA})
    frame["N"] = frame.groupby("stratum")["unit"].transform("size")
    frame["1"] = first.astype(float)
    frame["2"] = np.where(rng.random(len(STRATA)) < stays, first, anew).astype(float)
    return frame


def drawn(
    rng: np.random.Generator, frame: pd.DataFrame, again: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half of each stratum, and half of which the part `again` are the same."""
    rows: tuple[list[int], list[int]] = ([], [])
    for _, stratum in frame.groupby("stratum"):
        order = rng.permutation(stratum.index)
        n = len(order) // 2
        same = round(again * n)
        rows[0].extend(order[:n])
        rows[1].extend(order[n - same : 2 * n - same])
    return frame.loc[rows[0]].assign(y=frame["1"]), frame.loc[rows[1]].assign(y=frame["2"])


def panels(first: pd.DataFrame, second: pd.DataFrame, frame: pd.DataFrame) -> dict[str, Panel]:
    """The two waves, counted in three ways."""
    without = replace(DESIGN, population=None)
    plain = pair([sample(first, without), sample(second, without)], "unit")
    strata = frame.set_index("unit")["stratum"]
    halves = sample(first, DESIGN), sample(second, DESIGN)
    return {
        "rotation": replace(plain, overlap=OverlappingSamples.of(halves, "unit", [strata, strata])),
        "stacked": pair(halves, "unit"),
        "without": plain,
    }


def main() -> None:
    """Print a row an overlap and a way."""
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=sized(1000, 3))
    rounds = arguments.parse_args().rounds
    print(f"{'overlap':18}{'same answer':>12}{'way':>10}{'claimed/true':>14}{'coverage':>10}")
    for stays in (0.0, 0.5, 0.9):
        for name, again in OVERLAPS.items():
            rng = np.random.default_rng(1)
            frame = population(rng, stays)
            results: dict[str, list[tuple[float, float, bool]]] = {}
            for _ in range(rounds):
                first, second = drawn(rng, frame, again)
                values = encode(stack(first["y"], second["y"]).map({0.0: "no", 1.0: "yes"}))
                true = frame["2"].mean() - frame["1"].mean()
                for way, panel in panels(first, second, frame).items():
                    row = panel.shares(values).set_index("category").loc["yes"]
                    held = row["low"] <= true <= row["high"]
                    results.setdefault(way, []).append((row["estimate"], row["se"] ** 2, held))
            for way, draws in results.items():
                estimates, variances, held = map(np.array, zip(*draws, strict=True))
                ratio = variances.mean() / estimates.var(ddof=1)
                print(f"{name:18}{stays:12.1f}{way:>10}{ratio:14.2f}{held.mean():10.1%}")


if __name__ == "__main__":
    main()
