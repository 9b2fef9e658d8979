"""Word lists: text files, words apart by white space, `#` begins a comment line."""

from functools import cache

from godegrep.core.resources import resource


@cache
def words(name: str) -> frozenset[str]:
    """The words of `resources/word_lists/{name}.txt`."""
    lines = resource(f"word_lists/{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
