"""A user's mistake, kept apart from a fault of the program."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

MOST_ALIKE = 5
"""So many lines that differ in one word are told one by one."""
_SHOWN = 3
_NUMBERED = re.compile(r"(?<=\bline )\d+|(?<=\brow )\d+|\[\d+\]")


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
    """The lines, each once; many that differ in one word and their line numbers become one.

    It has the number of the first, the first few words and how many there are.
    """
    left = list(dict.fromkeys(lines))
    if len(left) <= MOST_ALIKE:
        return left
    kinds: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for line in left:
        for kind in _kinds(line):
            kinds[kind].append(line)
    one_of: dict[str, str] = {}
    for kind, alike in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        new = [line for line in alike if line not in one_of]
        if len(new) > MOST_ALIKE:
            one_of |= dict.fromkeys(new, _joined(kind.index(""), new))
    return list(dict.fromkeys(one_of.get(line, line) for line in left))


def _kinds(line: str) -> list[tuple[str, ...]]:
    """The line without its numbers, with each of its words left out in turn."""
    words = _NUMBERED.sub("#", line).split(" ")
    return [(*words[:place], "", *words[place + 1 :]) for place in range(len(words))]


def _joined(place: int, lines: Sequence[str]) -> str:
    """The first of the lines, with the words of the others beside its own."""
    words = lines[0].split(" ")
    names = [line.split(" ")[place] for line in lines]
    ending = re.search(r"[.,:;]*$", names[0])
    end = ending[0] if ending else ""
    shown = ", ".join(name.removesuffix(end) for name in dict.fromkeys(names[:_SHOWN]))
    words[place] = f"{shown}, … ({len(lines)} in all){end}"
    return " ".join(words)
