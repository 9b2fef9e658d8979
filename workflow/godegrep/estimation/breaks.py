"""Several breaks of one sample, whose shares and variances are had together."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from godegrep.core.arrays import Booleans, Floats, added
from godegrep.estimation.cross_classification import Blocks, Bundle, bundles, sums
from godegrep.estimation.variance import (
    Bases,
    Column,
    Domains,
    Shares,
    bases_of,
    over_stages,
    share_of,
)

MOST_SUMS = 1_000_000
"""So many blocks × groups × categories are summed at once: tens of megabytes."""


class Breaks:
    """Several breaks of one sample, whose shares are had together."""

    def __init__(self, domains: Sequence[Domains]) -> None:
        self.domains = list(domains)
        self.sample = self.domains[0].sample

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks.of(self.sample)

    @cached_property
    def _bundles(self) -> list[Bundle]:
        groups = [domain.groups for domain in self.domains]
        return bundles(self._blocks, [g.codes for g in groups], [g.size for g in groups])

    def shares(self, item: Column, members: Floats) -> Shares:
        """The base, and count, share and variance, each (G, M), of M sets of categories.

        `members` (K, M) is 1 where a category belongs to a set; a set of one is a plain share. The
        groups of all breaks stand one after the other. The influence of a row in the base is
        w (1[in the set] − p) / Σw, so that sums of 1, w and w² over blocks tell all, unless the
        blocks are too many.
        """
        groups = sum(domain.groups.size for domain in self.domains)
        many = self._blocks.size * groups * (item.size + 1) > MOST_SUMS
        if not self.sample.weights.all() or (many and len(self.domains) == 1):
            return _joined([domain.shares(item, members) for domain in self.domains])
        if many:
            return _joined([each.shares(item, members) for each in self._apart])
        n, w, w2 = sums(self._blocks, self._bundles, item.codes, item.size)
        n_all, w_all, w2_all = n.sum(axis=2), w.sum(axis=2), w2.sum(axis=2)
        bases = self._bases(item.codes < item.size, n_all, w_all, w2_all)
        n_in, w_in, w2_in = (_in_sets(each, members) for each in (n, w, w2))
        count, total = n_in.sum(axis=0), bases.weights[:, None]
        share = share_of(w_in.sum(axis=0), total, count, bases.n[:, None])
        w_out, w2_out = (
            _less(whole[:, :, None], part, n_all[:, :, None] - n_in)
            for whole, part in ((w_all, w_in), (w2_all, w2_in))
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            hit, miss = (1 - share) / total, -share / total
            linear = w_in * hit + w_out * miss
            if self.sample.residuals is None:
                squares = w2_in * np.square(hit) + w2_out * np.square(miss)
            else:
                fit = self._fit(linear, n_in * hit + (n_all[:, :, None] - n_in) * miss)
                size, *sums_of_blocks = self._blocks.sums
                rest, rest2 = (
                    _less(whole[:, None], inside, size[:, None] - n_all)[:, :, None]
                    for whole, inside in zip(sums_of_blocks, (w_all, w2_all), strict=True)
                )
                linear = w_in * (hit - fit) + w_out * (miss - fit) - rest * fit
                squares = w2_in * np.square(hit - fit) + w2_out * np.square(miss - fit)
                squares += rest2 * np.square(fit)
            variance = over_stages(self.sample, self._blocks.rows, linear, squares)
        return bases, count.astype(np.intp), share, variance

    @cached_property
    def _apart(self) -> "list[Breaks]":
        """Each break by itself."""
        return [Breaks([domain]) for domain in self.domains]

    def _bases(self, inside: Booleans, n: Floats, w: Floats, w2: Floats) -> Bases:
        """The bases from sums of 1, w and w² over block × group, each (B, G)."""
        sample, rows = self.sample, self._blocks.rows
        units = n
        if sample.unit is None:
            stratum = sample.stratum[rows]
        else:
            stratum, unit = sample.stratum_of_units, sample.unit[rows]
            n, w = (added(unit, values, len(stratum)) for values in (n, w))
            units, w2 = (n > 0).astype(np.float64), np.square(w)
        return bases_of(
            sample, inside, *(added(stratum, each, sample.strata) for each in (n, units, w, w2))
        )

    def _fit(self, linear: Floats, per_weight: Floats) -> Floats:
        """What the calibration explains of z/w in each block, from Σ z and Σ z/w, (B, G, M)."""
        assert self.sample.residuals is not None
        cells, size = self.sample.residuals.cells[self._blocks.rows], self.sample.residuals.size
        sums = (added(cells, each, size).reshape(size, -1) for each in (linear, per_weight))
        return self.sample.residuals.fit(*sums)[cells].reshape(linear.shape)


def _in_sets(values: Floats, members: Floats) -> Floats:
    """Sums over categories, (…, K), over sets of them, (…, M); `members` is (K, M)."""
    return values if np.array_equal(members, np.eye(len(members))) else values @ members


def _less(whole: Floats, part: Floats, left: Floats) -> Floats:
    """What is left of sums, and exactly nothing where no rows are left."""
    return np.where(left > 0, whole - part, 0.0)


def _joined(
    parts: Sequence[Shares],
) -> Shares:
    bases = [part for part, _, _, _ in parts]
    sizes = map(np.concatenate, zip(*(part.sizes for part in bases), strict=True))
    count, share, variance = (
        np.concatenate([part[place] for part in parts]) for place in (1, 2, 3)
    )
    return Bases(bases[0].inside, *sizes), count, share, variance
