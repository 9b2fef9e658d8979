"""The words of a text that speak for a code: those it shares with what the code is known by."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
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
        known = self.weight.get(code, {})
        scores = {word: _weight(lemma, known) for lemma, word in _lemmas(text).items()}
        speaking = [word for word, score in scores.items() if score > 0]
        return sorted(speaking, key=lambda word: (-scores[word], word))[:most]


@lru_cache(maxsize=100_000)
def _lemmas(text: str) -> dict[str, str]:
    return terms(text, "nb")


def _weight(lemma: str, known: Mapping[str, float]) -> float:
    if lemma in known:
        return known[lemma]
    return max((score / 2 for other, score in known.items() if _kin(lemma, other)), default=0.0)


def _kin(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return len(short) >= SHARED_LETTERS and (long.startswith(short) or long.endswith(short))
