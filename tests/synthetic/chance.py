"""Chance that depends on a key alone: no state, no order, the same on every machine and version."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from statistics import NormalDist
from typing import TypeVar

SEED = "godegrep"
T = TypeVar("T")


def uniform(*key: object) -> float:
    """A number between 0 and 1, both excluded."""
    digest = sha256("|".join(map(str, (SEED, *key))).encode()).digest()
    return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48


def normal(*key: object) -> float:
    """A standard normal number."""
    return NormalDist().inv_cdf(uniform(*key))


def shuffled(things: Iterable[T], *key: object) -> list[T]:
    """The things, each with a text of its own, in a random order."""
    return sorted(things, key=lambda thing: uniform(*key, thing))


def pick(weights: Mapping[T, float], *key: object) -> T:
    """One of the keys of `weights`, with probabilities in proportion to them."""
    rest = uniform(*key) * sum(weights.values())
    for thing, weight in weights.items():
        rest -= weight
        if rest < 0:
            return thing
    raise ValueError("no weight is above 0")
