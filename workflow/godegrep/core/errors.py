"""A user's mistake, kept apart from a fault of the program."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

MOST_ALIKE = 5
"""So many lines that differ in one word are told one by one."""
_WORDS, _NUMBERS = 3, 12
"""So many of what differs are named."""
_NUMBER = re.compile(r"(?<=\bline )\d+|(?<=\brow )\d+|\[\d+\](?: \([^)]*\))?")
_HERE = "\0"
_ENDING = re.compile(r"[.,:;]*$")
_Kind = tuple[int, str]
"""The place of the word that is left out, and the line without it and its numbers."""


class Mistake(Exception):
    """Something the user can mend; each line names the place, what was expected and what to do.

    All mistakes of one kind are gathered and raised together, those alike as one line. Whoever runs
    the program shows the lines and no traceback; every other exception is a fault and keeps its
    traceback.
    """

    def __init__(self, lines: str | Iterable[str]) -> None:
        self.lines = [lines] if isinstance(lines, str) else together(lines)
        super().__init__("\n".join(self.lines))


def together(lines: Iterable[str]) -> list[str]:
    """The lines, each once; many that differ in one word, or in their line numbers, become one.

    It has the first few of the words and numbers, and says how many there are.
    """
    left = list(dict.fromkeys(lines))
    if len(left) <= MOST_ALIKE:
        return left
    kinds: defaultdict[_Kind, list[str]] = defaultdict(list)
    for line in left:
        for kind in _kinds(line):
            kinds[kind].append(line)
    one_of: dict[str, str] = {}
    for (place, _), alike in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        new = [line for line in alike if line not in one_of]
        if len(new) > MOST_ALIKE:
            one_of |= dict.fromkeys(new, _joined(place, new))
    return list(dict.fromkeys(one_of.get(line, line) for line in left))


def _kinds(line: str) -> list[_Kind]:
    words = _NUMBER.sub(_HERE, line).split(" ")
    return [(place, " ".join(words[:place] + words[place + 1 :])) for place in range(len(words))]


def _joined(place: int, lines: Sequence[str]) -> str:
    """The first of the lines, with the words and numbers of the others beside its own."""
    numbers = [_NUMBER.findall(line) for line in lines]
    words = _NUMBER.sub(_HERE, lines[0]).split(" ")
    others = dict.fromkeys(_NUMBER.sub(_HERE, line).split(" ")[place] for line in lines)
    if len(others) > 1:
        ending = _ENDING.findall(words[place])[0]
        named = [word.removesuffix(ending) for word in others]
        words[place] = f"{_few(named, _WORDS)} ({len(lines)} in all){ending}"
    else:
        words.append(f"({len(lines)} in all)")
    together_again = " ".join(words)
    for there in zip(*numbers, strict=True):
        together_again = together_again.replace(
            _HERE, _few(list(dict.fromkeys(there)), _NUMBERS), 1
        )
    return together_again


def _few(names: Sequence[str], most: int) -> str:
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])
