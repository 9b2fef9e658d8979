"""Choices that a tool joins in one column: which there are, found from the answers themselves.

Google Forms, Microsoft Forms and others write all that a person chose in one field, «kurs, praksis
(i bedrift, på tiltak), noe annet jeg skrev». The separator may stand inside a choice, with or
without parentheses, and the last part may be the respondent's own words. The list of choices is
not in the file, but it shows in the answers: a choice recurs, in ever new company.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from godegrep.core.text import tidy

SEPARATORS = (";", "|", ", ", ",")
_LEAST = 3
"""How often a part must stand to count as a choice, in small files; see `_least`."""
_LEAST_SHARE = 0.005
_JOINED_SHARE = 0.05
_CHANCE = 1e-3
_MOST_OPTIONS = 60
_LONGEST = 150


@dataclass(frozen=True)
class JoinedChoices:
    """The choices of a joined column.

    `options` maps each choice to the number of answers that hold it, in the order in which they
    stand in the answers (most tools write them in the form's order). `other` is the number of
    answers that hold something more: the respondent's own words, or a choice too rare to be told
    from them. `glued` are the choices that hold the separator outside parentheses, which were
    taken for one because their parts never stand apart: a person should look at them.
    """

    separator: str
    options: Mapping[str, int] = field(default_factory=dict)
    other: int = 0
    glued: tuple[str, ...] = ()


def find_choices(
    values: Iterable[str] | Mapping[str, int], separators: Sequence[str] = SEPARATORS
) -> JoinedChoices | None:
    """The choices of a column; None where its values are not joined choices.

    `values` are those of all who answered, one each, or the number of each. A column counts as
    joined if at least three answers (and 5 %) hold two choices or more, choices make up most of it,
    and they stand in more combinations than a list of single answers with a comma in them would
    have.
    """
    counts: Counter[str] = Counter()
    for value, number in Counter(values).items():
        counts[tidy(value)] += number
    del counts[""]
    for separator in separators:
        if sum(count for value, count in counts.items() if separator in value) < _LEAST:
            continue
        choices = _choices(counts, separator)
        if choices is not None:
            return choices
    return None


def split_choices(value: str, options: Iterable[str], separator: str) -> tuple[list[str], str]:
    """The options that a joined value holds, and what is left: the respondent's own words.

    The longest option that fits is taken at each place, so that the separator may stand inside an
    option and one option may begin as another does. What is left keeps its own separators.
    """
    text = tidy(value)
    longest_first = sorted(options, key=lambda option: (-len(option), option))
    bare = separator.strip()
    chosen: list[str] = []
    rest: list[str] = []
    while text:
        for option in longest_first:
            after = text[len(option) :]
            ends = after.lstrip().startswith(bare) if bare else after.startswith(separator)
            if text.startswith(option) and (not after or ends):
                if option not in chosen:
                    chosen.append(option)
                text = after.lstrip()[len(bare) :].lstrip()
                break
        else:
            part, _, text = text.partition(separator)
            rest.append(part.strip())
            text = text.lstrip()
    return chosen, _glue(separator, *(part for part in rest if part))


def parts_of(value: str, separator: str) -> list[str]:
    """The parts of a value; a separator inside parentheses that close does not part."""
    value = tidy(value)
    inside = _parentheses(value)
    parts, start, place = [], 0, 0
    while (place := value.find(separator, place)) >= 0:
        if any(first < place < last for first, last in inside):
            place += 1
            continue
        parts.append(value[start:place])
        start = place = place + len(separator)
    parts.append(value[start:])
    return [part.strip() for part in parts if part.strip()]


def _parentheses(value: str) -> list[tuple[int, int]]:
    """Where each pair of parentheses opens and closes; those of a «:(» have no partner."""
    pairs, waiting = [], []
    for place, letter in enumerate(value):
        if letter == "(":
            waiting.append(place)
        elif letter == ")" and waiting:
            pairs.append((waiting.pop(), place))
    return pairs


def _least(answers: int) -> int:
    return max(_LEAST, math.ceil(_LEAST_SHARE * answers))


def _choices(counts: Counter[str], separator: str) -> JoinedChoices | None:
    total = counts.total()
    answers = {value: list(dict.fromkeys(parts_of(value, separator))) for value in counts}
    often = _often(answers, counts)
    glued: set[str] = set()
    while pair := _pair_that_never_parts(answers, counts, often):
        glued.discard(pair[0])
        glued.discard(pair[1])
        glued.add(_glue(separator, *pair))
        answers = {value: _joined_up(parts, pair, separator) for value, parts in answers.items()}
        often = _often(answers, counts)
    held = {value: [part for part in parts if part in often] for value, parts in answers.items()}
    joined = {value for value, parts in held.items() if len(parts) > 1}
    combinations = {frozenset(parts) for parts in held.values() if parts}
    chosen = sum(counts[value] for value, parts in held.items() if parts)
    if (
        sum(counts[value] for value in joined) < max(_LEAST, _JOINED_SHARE * total)
        or chosen < 0.5 * total
        or not 2 <= len(often) <= _MOST_OPTIONS
        or len(combinations) <= len(often)
        or max(map(len, often)) > _LONGEST
    ):
        return None
    return JoinedChoices(
        separator=separator,
        options={option: often[option] for option in _in_order(held, counts, often)},
        other=sum(counts[value] for value in counts if len(held[value]) < len(answers[value])),
        glued=tuple(sorted(glued & set(often))),
    )


def _often(answers: Mapping[str, Sequence[str]], counts: Counter[str]) -> dict[str, int]:
    """The parts that stand often enough to be choices."""
    number: Counter[str] = Counter()
    for value, parts in answers.items():
        for part in parts:
            number[part] += counts[value]
    least = _least(counts.total())
    return {part: count for part, count in number.items() if count >= least}


def _pair_that_never_parts(
    answers: Mapping[str, Sequence[str]], counts: Counter[str], often: Mapping[str, int]
) -> tuple[str, str] | None:
    """Two parts of which the second always stands right after the first, more than by chance.

    If the first part stands before a share p of all other parts, then n times out of n is a chance
    of p to the power n.
    """
    before: dict[str, Counter[str]] = {part: Counter() for part in often}
    for value, parts in answers.items():
        for first, second in zip(["", *parts], parts, strict=False):
            if second in before:
                before[second][first] += counts[value]
    candidates = []
    for second, firsts in before.items():
        (first, number), *others = firsts.most_common(2)
        if others or not first or first not in often:
            continue
        chance = (often[first] / counts.total()) ** number
        if chance < _CHANCE or often[first] == number:
            candidates.append((chance, first, second))
    return min(candidates)[1:] if candidates else None


def _glue(separator: str, *parts: str) -> str:
    return f"{separator.rstrip()} ".join(parts)


def _joined_up(parts: Sequence[str], pair: tuple[str, str], separator: str) -> list[str]:
    """The parts with each such pair as one."""
    joined: list[str] = []
    for part in parts:
        if part == pair[1] and joined and joined[-1] == pair[0]:
            joined[-1] = _glue(separator, *pair)
        else:
            joined.append(part)
    return joined


def _in_order(
    held: Mapping[str, Sequence[str]], counts: Counter[str], often: Mapping[str, int]
) -> list[str]:
    """The options in the order in which most answers have them; those never joined last."""
    before: Counter[tuple[str, str]] = Counter()
    for value, parts in held.items():
        for place, first in enumerate(parts):
            for second in parts[place + 1 :]:
                before[first, second] += counts[value]

    def ahead(option: str) -> float:
        """From -1, behind all options that it stands together with, to 1, ahead of all."""
        signs = [
            1 if before[option, other] > before[other, option] else -1
            for other in often
            if before[option, other] != before[other, option]
        ]
        return sum(signs) / len(signs) if signs else -2

    return sorted(often, key=lambda option: (-ahead(option), -often[option], option))
