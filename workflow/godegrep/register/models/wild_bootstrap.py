"""The wild cluster bootstrap: p-values and intervals where there are few clusters."""

import numpy as np

from godegrep.core.arrays import Floats, Integers

MOST_FOR_WEBB = 12
"""Up to so many clusters two signs give too few different samples (2 to the 12th is 4096)."""
WEBB = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
RADEMACHER = np.array([-1.0, 1.0])
_TOLERANCE = 1e-9
_DOUBLINGS, _HALVINGS = 20, 60


def multipliers(clusters: int, replications: int, seed: int) -> Floats:
    """The weights of each replication's clusters, (replications, clusters).

    Rademacher's (−1 or 1), and with few clusters Webb's six points (2023, Canadian Journal of
    Economics 56, 839–858).
    """
    points = WEBB if clusters <= MOST_FOR_WEBB else RADEMACHER
    drawn = np.random.default_rng(seed).integers(len(points), size=(replications, clusters))
    return points[drawn]


class Bootstrap:
    """The restricted wild cluster bootstrap-t (Cameron, Gelbach and Miller 2008, REStat 90, 3.2).

    `x` (n, k) and `y` (n,), already multiplied by the roots of any weights, `clusters` (n,) from 0
    to G − 1, `weights` (B, G) of `multipliers`. The null is imposed, and the statistic studentised
    by the clustered variance. All replications of a coefficient are reckoned from sums by cluster
    (Roodman, MacKinnon, Nielsen and Webb 2019, Stata Journal 19, 5), and both the numerator and the
    variance are polynomials in the hypothesised value, so that inverting the test costs little.
    """

    def __init__(self, x: Floats, y: Floats, clusters: Integers, weights: Floats) -> None:
        # Columns of length 1: the urbanity criterion is ten million times a share.
        self._length = np.sqrt(np.square(x).sum(axis=0))
        self._x, self._y = x / self._length, y
        self._clusters, self._weights = clusters, weights
        self._size = int(clusters.max()) + 1
        self._inverse = np.linalg.inv(self._x.T @ self._x)
        self._products = np.zeros((self._size, x.shape[1], x.shape[1]))
        np.add.at(self._products, clusters, self._x[:, :, None] * self._x[:, None, :])
        self._estimates = np.linalg.lstsq(self._x, y, rcond=None)[0]
        scores = self._scores(y - self._x @ self._estimates) @ self._inverse
        self._se = np.sqrt(np.square(scores).sum(axis=0))

    def _scores(self, residuals: Floats) -> Floats:
        """The sums of x · residual in each cluster, (G, k)."""
        result = np.zeros((self._size, self._x.shape[1]))
        np.add.at(result, self._clusters, self._x * residuals[:, None])
        return result

    def test(self, term: int, level: float) -> tuple[float, float, float]:
        """p that a coefficient is 0, two-sided by |t|, and its interval: the values with a larger p
        than 1 − level.

        p is (1 + replications at least as far out) / (1 + B). An end is infinite where no value is
        rejected on that side.
        """
        null = self._null(term)
        alpha = 1 - level + _TOLERANCE
        estimate, se = self._estimates[term], self._se[term]

        def p(value: float) -> float:
            observed = abs(estimate - value) / se
            spread = null[2] - 2 * value * null[3] + value**2 * null[4]
            drawn = np.abs(null[0] - value * null[1]) / np.sqrt(np.maximum(spread, 1e-300))
            further = int((drawn >= observed * (1 - _TOLERANCE)).sum())
            return (1 + further) / (1 + len(drawn))

        def end(side: int) -> float:
            inside, step = estimate, se
            for _ in range(_DOUBLINGS):
                if p(estimate + side * step) <= alpha:
                    break
                inside, step = estimate + side * step, 2 * step
            else:
                return side * np.inf
            outside = estimate + side * step
            for _ in range(_HALVINGS):
                middle = (inside + outside) / 2
                inside, outside = (inside, middle) if p(middle) <= alpha else (middle, outside)
            return float(inside)

        length = float(self._length[term])
        return p(0.0), end(-1) / length, end(1) / length

    def _null(self, term: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Numerators and variances of all replications as polynomials in the null, (B,) each.

        The deviation is d₀ − b·d₁, its variance q₀₀ − 2b·q₀₁ + b²·q₁₁.
        """
        others = np.delete(self._x, term, axis=1)
        both = np.column_stack([self._y, self._x[:, term]])
        residuals = both - others @ np.linalg.lstsq(others, both, rcond=None)[0]
        row = self._inverse[term]
        deviations, parts = [], []
        for column in residuals.T:
            scores = self._scores(column)
            moved = self._weights @ scores @ self._inverse
            deviations.append(moved[:, term])
            parts.append(self._weights * (scores @ row) - moved @ (self._products @ row).T)
        first, second = parts
        return (
            *deviations,
            np.square(first).sum(axis=1),
            (first * second).sum(axis=1),
            np.square(second).sum(axis=1),
        )
