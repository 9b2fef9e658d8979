"""The words of texts: as lemmas, and those that set one group of texts apart from others."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log

import numpy as np

from godegrep.core.word_lists import words

_MASK = re.compile(r"\[[A-ZÆØÅ]+\]")
_TERM = re.compile(r"[^\W\d_][\w-]+")


def terms(text: str, language: str) -> dict[str, str]:
    """The lemmas of a text, each with the word as it stands there; no function words, no masks."""
    import simplemma

    known = ("en",) if language == "en" else ("nb", "nn")
    lemmas: dict[str, str] = {}
    for position, word in enumerate(_TERM.findall(_MASK.sub(" ", text))):
        if word.lower() in _function_words():
            continue
        if position == 0 and not word.isupper():
            word = word.lower()
        lemma = word if word.isupper() else simplemma.lemmatize(word.lower(), lang=known).lower()
        if lemma not in _function_words():
            lemmas.setdefault(lemma, word)
    return lemmas


def _function_words() -> frozenset[str]:
    return words("nb") | words("nn") | words("en") | words("empty_words")


def distinctive_words(
    texts: Iterable[str], languages: Iterable[str], labels: np.ndarray, most: int = 8
) -> dict[int, list[str]]:
    """By label, the words that set its texts apart, by class-based TF-IDF over lemmas.

    The share of the label's texts that hold the lemma, times log(1 + A / f), with f the number of
    texts that hold it and A the mean of f's sum over labels (Grootendorst 2022, BERTopic). A lemma
    in one text only names nothing, unless the label has no other. Each lemma is shown as the word
    that most texts use for it, since the lemma of a compound is a guess.
    """
    counts: dict[int, Counter[str]] = {label: Counter() for label in sorted(set(labels.tolist()))}
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, language, label in zip(texts, languages, labels.tolist(), strict=True):
        for lemma, word in terms(text, language).items():
            counts[label][lemma] += 1
            forms[lemma][word] += 1
    in_all = sum(counts.values(), Counter())
    average = in_all.total() / max(len(counts), 1)
    distinctive = {}
    for label, count in counts.items():
        size = int((labels == label).sum())
        often = {lemma for lemma in count if count[lemma] > 1} or set(count)
        score = {lemma: count[lemma] / size * log(1 + average / in_all[lemma]) for lemma in often}
        best = sorted(score, key=lambda lemma: (-score[lemma], lemma))[:most]
        distinctive[label] = [
            min(forms[lemma], key=lambda w: (-forms[lemma][w], w)) for lemma in best
        ]
    return distinctive
