"""Which languages know a word, by simplemma's dictionaries of forms."""

from functools import lru_cache

LANGUAGES = ("nb", "nn", "en")


@lru_cache(maxsize=100_000)
def known_in(word: str) -> frozenset[str]:
    """The languages, of bokmål, nynorsk and English, whose dictionary knows a word in any case."""
    from simplemma import is_known

    return frozenset(code for code in LANGUAGES if is_known(word.lower(), lang=code))
