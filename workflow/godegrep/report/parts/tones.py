"""Which answer gets which tone: ordered answers shade, the rest stand apart."""

from collections.abc import Sequence

from godegrep.document.tones import KINDS, STEPS
from godegrep.study.questionnaire import Group, Option


def tones(options: Sequence[Option], ordered: bool, groups: Sequence[Group]) -> dict[str, str]:
    """The tone of each option by its id; the same for the same scale wherever it is asked.

    An ordered scale has two poles where one group takes its first options and another its last,
    with at most one option between them («økt mye, økt litt», «ingen endring», «redusert litt,
    redusert mye»); else it runs from much to little. Options that count as no answer are grey.
    """
    answers = [option.id for option in options if not option.missing]
    missing = {option.id: "missing" for option in options if option.missing}
    if not ordered:
        return missing | {answer: f"kind{i % len(KINDS) + 1}" for i, answer in enumerate(answers)}
    first, second = _poles(answers, groups)
    if not first:
        last = max(len(answers) - 1, 1)
        top = STEPS[0]
        return missing | {
            answer: f"step{top - round(i * top / last)}" for i, answer in enumerate(answers)
        }
    middle = dict.fromkeys(answers[first : len(answers) - second], "middle")
    return (
        missing
        | {answer: f"first{_strength(i, first)}" for i, answer in enumerate(answers[:first])}
        | middle
        | {
            answer: f"second{_strength(i, second)}"
            for i, answer in enumerate(reversed(answers[len(answers) - second :]))
        }
    )


def _strength(place: int, size: int) -> int:
    """How strong a tone the answer gets that is so far from the end of its pole."""
    return max(6 - (6 * place) // size, 1)


def _poles(answers: Sequence[str], groups: Sequence[Group]) -> tuple[int, int]:
    """How many answers belong to the first pole and to the second; 0, 0 without poles."""
    sizes = {frozenset(group.options) & set(answers): None for group in groups}
    firsts = [len(size) for size in sizes if size == set(answers[: len(size)])]
    seconds = [len(size) for size in sizes if size and size == set(answers[-len(size) :])]
    pairs = [
        (first, second)
        for first in firsts
        for second in seconds
        if first and 0 <= len(answers) - first - second <= 1
    ]
    return max(pairs, default=(0, 0))
