"""How often the 95 % intervals of shares cover the truth, by simulation.

    .venv/bin/python benchmarks/interval_coverage.py [--draws 20000]

For each design, share and sample size, samples are drawn from a population whose share is known,
and the project's own variance, calibration and intervals are made of each, many samples in one
call. A finite population is twice the sample. Beside the project's rule stand R's other methods for
shares, so that the choice can be judged. Prints the coverage of each design, then each place where
that of the rule is outside 93-97 %.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from benchmark import parser, sized
from support.share_intervals import arcsine, korn_graubard

from godegrep.core.arrays import Floats, Integers
from godegrep.estimation.intervals import of_mean, of_share
from godegrep.estimation.variance import effective_size, stratified
from godegrep.sampling.calibration import Calibration, calibrate
from godegrep.sampling.design import Design, Sample, sample

SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
SIZES = sized((20, 50, 100, 200, 500, 1000, 2000), (20, 100))
LEVEL = 0.95
ROWS, FEWEST = sized((400_000, 1000), (1000, 10))
"""Raking takes all samples at once: as many as have so many rows, but so many at least."""
STRATA = np.array([0.5, 0.3, 0.2])
"""The part of the population in each stratum; the sample takes as many from each."""
ODDS = np.array([0.6, 1.0, 2.0])
"""The odds of a yes in each stratum, or in each cell of what is raked, over a common one."""
Method = Callable[["Samples"], tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Samples:
    """What each of D samples of `n` says of a share that is `true`."""

    true: float
    n: int
    share: Floats
    se: Floats
    df: Floats
    effective: Floats

    @property
    def ns(self) -> Integers:
        """The size of each sample."""
        return np.full(len(self.share), self.n)


METHODS: dict[str, Method] = {
    "rule": lambda s: of_share(s.share, s.se, s.ns, s.df, s.effective, LEVEL),
    "beta": lambda s: korn_graubard(s.share, s.se, s.ns, s.df, LEVEL),
    "asin": lambda s: arcsine(s.share, s.se, s.df, LEVEL),
    "mean": lambda s: of_mean(s.share, s.se, s.df, LEVEL),
}


def shares_in_parts(share: float, parts: Floats, odds: Floats) -> Floats:
    """Shares in the parts of a population with these odds over a common one, `share` in all."""
    low, high = 1e-6, 1e6
    for _ in range(100):
        common = np.sqrt(low * high)
        found = odds * common / (1 + odds * common)
        low, high = (common, high) if parts @ found < share else (low, common)
    return np.asarray(found)


def stratified_samples(
    draws: int, share: float, n: int, parts: Floats, finite: bool, rng: np.random.Generator
) -> Samples:
    """Samples with as many from each stratum, weighted by how many each stands for."""
    sizes = np.diff(np.round(np.linspace(0, n, len(parts) + 1))).astype(int)
    units = np.maximum(np.round(2 * n * parts), sizes).astype(int)
    odds = ODDS if len(parts) > 1 else np.ones(1)
    chances = shares_in_parts(share, units / units.sum(), odds)
    marked = np.round(units * chances).astype(int)
    if finite:
        true = marked.sum() / units.sum()
        chosen = np.stack(
            [
                rng.hypergeometric(k, size - k, m, draws)
                for k, size, m in zip(marked, units, sizes, strict=True)
            ]
        )
    else:
        true = float(chances @ units / units.sum())
        chosen = rng.binomial(sizes[:, None], chances[:, None], (len(parts), draws))
    drawn = _sample(sizes, units, finite)
    weights = (units / sizes)[:, None]
    whole = float((weights[:, 0] * sizes).sum())
    found = (weights * chosen).sum(axis=0) / whole
    silent = sizes[:, None] - chosen
    squares = np.square(weights) * (chosen * np.square(1 - found) + silent * np.square(found))
    sums = weights * (chosen - sizes[:, None] * found)
    variance = stratified(drawn, squares / whole**2, sums / whole)
    base = np.repeat(weights * sizes[:, None], draws, axis=1)
    effective = effective_size(base, base * weights, drawn.fractions)
    df = np.full(draws, float(n - len(parts)))
    return Samples(true, n, _exact(found, chosen, silent), np.sqrt(variance), df, effective)


def _exact(found: Floats, chosen: Integers, silent: Integers) -> Floats:
    """The shares, 0 or 1 without rounding."""
    found = np.where(chosen.sum(axis=0) == 0, 0.0, found)
    return np.where(silent.sum(axis=0) == 0, 1.0, found)


def _sample(sizes: Integers, units: Integers, finite: bool) -> Sample:
    rows = pd.DataFrame({"stratum": np.repeat(np.arange(len(sizes)), sizes)})
    rows["population"] = units[rows["stratum"]]
    return sample(rows, Design(strata="stratum", population="population" if finite else None))


def raked_samples(draws: int, share: float, n: int, rng: np.random.Generator) -> Samples:
    """Simple random samples raked to two margins of two categories, of a population without end.

    A sample in which one of the four cells is empty is left out: the raking of a study may then
    have no answer, and its researcher is told to join categories.
    """
    draws = min(draws, max(ROWS // n, FEWEST))
    parts = np.array([0.3, 0.3, 0.2, 0.2])
    chances = shares_in_parts(share, parts, np.array([0.5, 1.0, 1.0, 2.0]))
    counts = rng.multinomial(n, parts, draws)
    counts = counts[(counts > 0).all(axis=1)]
    draws = len(counts)
    draw = np.repeat(np.arange(draws), n)
    cell = np.repeat(np.tile(np.arange(4), draws), counts.ravel())
    yes = (rng.random(len(cell)) < chances[cell]).astype(float)
    rows = pd.DataFrame({"a": 2 * draw + cell // 2, "b": 2 * draw + cell % 2})
    margins = {
        name: dict(enumerate(np.tile(known, draws)))
        for name, known in (("a", [0.6, 0.4]), ("b", [0.5, 0.5]))
    }
    weights, residuals = calibrate(rows, np.ones(len(rows)), Calibration("rake", margins))
    found = np.bincount(draw, weights * yes)
    left = residuals((weights * (yes - found[draw]))[:, None])[:, 0]
    drawn = _sample(np.array([n]), np.array([n]), finite=False)
    variance = stratified(
        drawn, np.bincount(draw, np.square(left))[None], np.bincount(draw, left)[None]
    )
    chosen = np.bincount(draw, yes).astype(int)[None]
    effective = effective_size(
        np.ones((1, draws)), np.bincount(draw, np.square(weights))[None], drawn.fractions
    )
    df = np.full(draws, float(n - 1))
    return Samples(share, n, _exact(found, chosen, n - chosen), np.sqrt(variance), df, effective)


def designs(draws: int, rng: np.random.Generator) -> Iterator[tuple[str, Samples]]:
    """All samples by the name of their design."""
    for share in SHARES:
        for n in SIZES:
            for name, parts, finite in (
                ("simple", np.ones(1), False),
                ("simple, half of a finite population", np.ones(1), True),
                ("stratified, weighted", STRATA, False),
                ("stratified, weighted, half of a finite population", STRATA, True),
            ):
                yield name, stratified_samples(draws, share, n, parts, finite, rng)
            if share in SHARES[::2]:
                yield "raked to two margins", raked_samples(draws, share, n, rng)


def covered(samples: Samples, method: Method) -> float:
    """The part of the intervals that hold the truth; one that is missing does not."""
    low, high = method(samples)
    return float(((low <= samples.true + 1e-12) & (samples.true <= high + 1e-12)).mean())


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--draws", type=int, default=sized(20_000, 20))
    rng = np.random.default_rng(1)
    rows = [
        {
            "design": name,
            "share": samples.true,
            "n": samples.n,
            "fewest": samples.n * min(samples.true, 1 - samples.true),
            **{method: covered(samples, made) for method, made in METHODS.items()},
        }
        for name, samples in designs(arguments.parse_args().draws, rng)
    ]
    table = pd.DataFrame(rows)
    table["expected in the rarer category"] = pd.cut(table["fewest"], [0, 2, 5, 10, 20, 1000])
    for by in ("design", "expected in the rarer category"):
        grouped = table.groupby(by, observed=True)
        summary = grouped[list(METHODS)].agg(["min", "mean", "max"])
        summary["rule", "in 93-97 %"] = grouped["rule"].agg(
            lambda values: f"{values.between(0.93, 0.97).sum()} of {len(values)}"
        )
        print((summary.round(3)).to_string(), end="\n\n")
    outside = table[~table["rule"].between(0.93, 0.97)]
    print(f"outside 93-97 %: {len(outside)} of {len(table)}")
    print(outside.drop(columns=outside.columns[-1]).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
