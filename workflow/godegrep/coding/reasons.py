"""The words of a text that speak for a code: those it shares with what the code is known by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from math import log

from godegrep.coding.keywords import terms

SHARED_LETTERS = 4
"""So much of a compound's beginning or end, at least, makes it kin to a word («bolig|kontor»)."""


class Reasons:
    """What words each code is known by, from pairs of a text and its code.

    A word (lemma) speaks for a code by the share of the code's texts that hold it times how rare it
    is, as clusters are named (`keywords.distinctive_words`); only where that share is above the
    one among all texts.
    """

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        counts: dict[str, Counter[str]] = {}
        texts: Counter[str] = Counter()
        for text, code in examples:
            texts[code] += 1
            counts.setdefault(code, Counter()).update(_lemmas(text).keys())
        everywhere = sum(counts.values(), Counter())
        average = everywhere.total() / max(len(counts), 1)
        self.weight: Mapping[str, Mapping[str, float]] = {
            code: {
                lemma: number / texts[code] * log(1 + average / everywhere[lemma])
                for lemma, number in count.items()
                if number / texts[code] > everywhere[lemma] / texts.total() or len(texts) == 1
            }
            for code, count in counts.items()
        }

    def words(self, text: str, code: str, most: int = 3) -> list[str]:
        """The words of the text that speak most for the code, as they stand there, at most so many.

        Compounds count where a part is such a word, or the other way round, for half.
        """
        known, kin = self.weight.get(code, {}), self._kin.get(code, {})
        scores = {
            word: known[lemma] if lemma in known else _by_kin(lemma, known, kin)
            for lemma, word in _lemmas(text).items()
        }
        speaking = [word for word, score in scores.items() if score > 0]
        return sorted(speaking, key=lambda word: (-scores[word], word))[:most]

    @cached_property
    def _kin(self) -> Mapping[str, Mapping[str, float]]:
        """By code, the beginnings and ends of its words, each with the most that a word weighs."""
        return {code: _by_affix(weight) for code, weight in self.weight.items()}


@lru_cache(maxsize=100_000)
def _lemmas(text: str) -> dict[str, str]:
    return terms(text, "nb")


def _affixes(lemma: str) -> Iterator[str]:
    """The beginnings and ends of a word that are long enough to be a word in a compound."""
    for length in range(SHARED_LETTERS, len(lemma)):
        yield lemma[:length]
        yield lemma[-length:]


def _by_affix(weight: Mapping[str, float]) -> Mapping[str, float]:
    most: dict[str, float] = {}
    for lemma, score in weight.items():
        for affix in _affixes(lemma):
            most[affix] = max(score, most.get(affix, 0.0))
    return most


def _by_kin(lemma: str, known: Mapping[str, float], kin: Mapping[str, float]) -> float:
    """Half of what the weightiest word weighs that begins or ends with the lemma, or it with it."""
    parts = (known[affix] for affix in _affixes(lemma) if affix in known)
    return max(kin.get(lemma, 0.0), max(parts, default=0.0)) / 2
