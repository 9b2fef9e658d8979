"""The variance of a change between two samples of one finite population that overlap in part.

Among units of one stratum at both waves, N of them in both frames, let n₁ and n₂ have answered at
each wave and n₁₂ at both. Taking them as drawn at random without replacement, the sums of z₁ over
the first and of z₂ over the second have the covariance (Tam 1984, American Statistician 38; Qualité
and Tillé 2008, Survey Methodology 34)

    C = (n₁₂ − n₁ n₂/N) S₁₂

and the change has the variance V₁ + V₂ − 2 C, V₁ and V₂ being the waves' own with their
finite-population corrections. S₁₂ is r S₁ S₂, where r is the correlation among those who answered
both times and S₁ and S₂ the standard deviations among all who answered (Berger 2004, Canadian
Journal of Statistics 32), which no sample makes larger than S₁ S₂.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from godegrep.core.arrays import Floats, Integers, summed
from godegrep.estimation.estimates import whole
from godegrep.estimation.variance import ROUNDING, Domains
from godegrep.sampling.design import Sample


@dataclass(frozen=True, eq=False)
class OverlappingSamples:
    """Two waves' samples, each with its own population, and the units that are in both frames.

    `cells` number such units by their strata in both waves: each row's, (n₁,) and (n₂,), being
    len(population) for a unit of one frame only. `population`, (cells,), is how many units both
    frames have. `both` holds the rows of those who answered both times, in the first and the
    second sample.
    """

    samples: tuple[Sample, Sample]
    cells: tuple[Integers, Integers]
    population: Integers
    both: tuple[Integers, Integers]

    @classmethod
    def of(
        cls, samples: tuple[Sample, Sample], respondent: str, frames: Sequence[pd.Series]
    ) -> "OverlappingSamples":
        """`respondent` names the samples' column of ids; `frames` map the ids to the strata."""
        first, second = (sample.frame[respondent] for sample in samples)
        shared = pd.concat(frames, axis=1, join="inner", keys=["first", "second"])
        codes = shared.groupby(["first", "second"], sort=False).ngroup()
        population: Integers = np.bincount(codes).astype(np.intp)
        cells: list[Integers] = [
            codes.reindex(ids).fillna(len(population)).to_numpy().astype(np.intp)
            for ids in (first, second)
        ]
        there: Integers = pd.Index(second).get_indexer(pd.Index(first)).astype(np.intp)
        both = np.flatnonzero(there >= 0), there[there >= 0]
        return cls(samples, (cells[0], cells[1]), population, both)

    def variance(self, influence: Floats) -> float:
        """The variance of the change whose influence values these are.

        `influence`, (n₁ + n₂,), holds those of each wave's own estimate, the first wave's first.
        """
        variances, values = [], []
        halves = np.split(influence, [len(self.samples[0].weights)])
        for sample, half in zip(self.samples, halves, strict=True):
            variances.append(float(Domains(sample, whole(sample)).variance(half)[0]))
            values.append(
                half if sample.residuals is None else sample.residuals(half[:, None])[:, 0]
            )
        most = float(np.sqrt(variances[0] * variances[1]))
        shared = float(np.clip(self._covariance(*values), -most, most))
        return variances[0] + variances[1] - 2 * shared

    def _covariance(self, first: Floats, second: Floats) -> float:
        """The covariance of the two waves' sums of values, (n₁,) and (n₂,).

        Where those who answered both times tell no correlation, as where they are fewer than two,
        it is 0 or 1, whichever makes the change less certain.
        """
        here, there = self.both
        cell, then, now = self.cells[0][here], first[here], second[there]
        spread = np.sqrt(self._covariances(cell, then, then) * self._covariances(cell, now, now))
        n1, n2, n12 = (
            summed(cells, None, len(self.population) + 1)[:-1] for cells in (*self.cells, cell)
        )
        factor = n12 - n1 * n2 / self.population
        known = spread > 0
        observed = self._covariances(cell, then, now) / np.where(known, spread, 1.0)
        correlation = np.where(known, observed, factor < 0)
        squares = [
            self._covariances(cells, values, values)
            for cells, values in zip(self.cells, (first, second), strict=True)
        ]
        return float((factor * correlation * np.sqrt(squares[0] * squares[1])).sum())

    def _covariances(self, cells: Integers, first: Floats, second: Floats) -> Floats:
        """The covariance of two columns of values in each cell, (cells,)."""
        size = len(self.population) + 1
        n, products = summed(cells, None, size), summed(cells, first * second, size)
        means = summed(cells, first, size) * summed(cells, second, size) / np.maximum(n, 1)
        away = np.where(np.abs(products - means) > ROUNDING * products, products - means, 0.0)
        return (away / np.maximum(n - 1, 1))[:-1]
