"""How alike two questions are: by their words, by what a bare name hints at, by their options."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from godegrep.core.ids import words
from godegrep.core.text import tidy

OPTION_ALIKE = 0.6
"""Similarity of wording from which one option may be another, reworded."""
_CONCEPTS = (
    r"alder|age",
    r"kjønn|gender|sex",
    r"utdann|education",
    r"erfaring|experience",
    r"lønn|inntekt|salary|income|wage",
    r"bonus",
    r"fornøyd|nøgd|satisf",
    r"fylke|kommune|bosted|arbeidssted|county|municipality|region",
    r"stilling|arbeidssituasjon|ansatt som|position|employment",
    r"sektor|sector|offentlig",
    r"sivilstatus|sivilstand|marital",
)
_ROOT = 5


def alike(first: str, second: str) -> float:
    """How alike two texts are, word for word, from 0 to 1; case and punctuation do not count."""
    old, new = (re.findall(r"\w+", tidy(text).casefold()) for text in (first, second))
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def difference(first: str, second: str) -> str:
    """The second text with what changed from the first: `[-old-]` and `{+new+}`, word by word.

    Capital letters do not count as a change.
    """
    old, new = tidy(first).split(), tidy(second).split()
    before, after = ([word.casefold() for word in words_of] for words_of in (old, new))
    parts = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts += new[k:m]
            continue
        parts += [f"[-{' '.join(old[i:j])}-]"] if j > i else []
        parts += [f"{{+{' '.join(new[k:m])}+}}"] if m > k else []
    return " ".join(parts)


def is_name(text: str) -> bool:
    """Whether a text is no more than a name: one word, such as `lønn`, `hasBonus` or `Q1`."""
    return len(tidy(text).split()) == 1


def hints_at(name: str, text: str) -> bool:
    """Whether a bare name may be that of a question: a word of it stands in the question's words.

    Compounds count (`erfaring` in «arbeidserfaring»), so do words of one root (`utdanning`,
    «utdannelse»), and a few common topics in another language (`salary`, «lønn»).
    """
    parts = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", tidy(name)).replace("_", " ")
    question_words = [word.casefold() for word in words(text)]
    for part in (word.casefold() for word in words(parts)):
        if any(part in word or _same_root(part, word) for word in question_words if len(part) >= 4):
            return True
        for concept in _CONCEPTS:
            if re.match(concept, part) and any(re.search(concept, word) for word in question_words):
                return True
    return False


def _same_root(first: str, second: str) -> bool:
    return len(first) > _ROOT and len(second) > _ROOT and first[: _ROOT + 1] == second[: _ROOT + 1]


def options_differ(before: Sequence[str], after: Sequence[str]) -> str:
    """What became of a question's options, in words; an empty text where they are the same.

    An option of which the wording changed is shown word by word; the others are named as only
    before or only now. `before` and `after` are compared without regard to case.
    """
    old = [text for text in before if _folded(text) not in set(map(_folded, after))]
    new = [text for text in after if _folded(text) not in set(map(_folded, before))]
    pairs = sorted(
        ((alike(a, b), a, b) for a in old for b in new if alike(a, b) >= OPTION_ALIKE),
        key=lambda pair: (-pair[0], pair[1:]),
    )
    reworded = []
    for _, first, second in pairs:
        if first in old and second in new:
            old.remove(first)
            new.remove(second)
            reworded.append(difference(first, second))
    differences = {"reworded": reworded, "only before": old, "only now": new}
    return "; ".join(f"{what}: {quoted(texts)}" for what, texts in differences.items() if texts)


def share_alike(before: Iterable[str], after: Sequence[str]) -> float:
    """The share of the options of `after` that are worded like one of `before`, from 0 to 1."""
    known = list(before)
    is_alike = [any(alike(old, new) >= OPTION_ALIKE for old in known) for new in after]
    return sum(is_alike) / len(is_alike) if is_alike else 0.0


def _folded(text: str) -> str:
    return tidy(text).casefold()


def quoted(texts: Iterable[str], most: int = 8) -> str:
    """«a», «b», and how many more there are."""
    listed = list(texts)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(f"«{text}»" for text in listed[:most]) + more
