"""Texts as the tokens of multilingual-e5-small: SentencePiece's unigram model, word by word."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

SPACE = "\u2581"
"""Stands for a space, at the beginning of a word's first piece."""
UNKNOWN_PENALTY = 10
"""How far below the least likely piece an unknown character scores, as SentencePiece has it."""
_SPACES = re.compile(" {2,}")
_WORDS = re.compile(f"{SPACE}?[^{SPACE}]*")


class Tokens:
    """The most likely pieces of a text (Kudo 2018, Subword regularization, section 3.2).

    No piece of this vocabulary reaches over a space, so each word is divided once and remembered.

    Parameters
    ----------
    pieces, scores
        The vocabulary and the log probability of each piece; a token is a position in it.
    unknown
        The token of a character that no piece holds.
    spelling
        Characters (code points) that are written otherwise before the text is divided.
    """

    def __init__(
        self,
        pieces: Sequence[str],
        scores: np.ndarray,
        unknown: int,
        spelling: Mapping[int, str],
    ) -> None:
        self.token = {piece: token for token, piece in enumerate(pieces) if token != unknown}
        self.scores = scores.tolist()
        self.unknown = unknown
        self.unknown_score = min(self.scores) - UNKNOWN_PENALTY
        self.longest = max(map(len, pieces))
        self.spelling = dict(spelling)
        self.of_word = lru_cache(maxsize=100_000)(self._of_word)

    def of(self, text: str) -> list[int]:
        """The tokens of a text, without those that mark its beginning and end."""
        text = _SPACES.sub(" ", text.translate(self.spelling))
        text = (text if text.startswith(" ") else f" {text}").replace(" ", SPACE)
        return [token for word in _WORDS.findall(text) for token in self.of_word(word)]

    def _of_word(self, word: str) -> tuple[int, ...]:
        length = len(word)
        best = [0.0] + [float("-inf")] * length
        last = [(0, self.unknown)] * (length + 1)
        for start in range(length):
            for end in range(start + 1, min(start + self.longest, length) + 1):
                token = self.token.get(word[start:end])
                if token is not None and best[start] + self.scores[token] > best[end]:
                    best[end] = best[start] + self.scores[token]
                    last[end] = (start, token)
            if best[start] + self.unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self.unknown_score
                last[start + 1] = (start, self.unknown)
        pieces = []
        end = length
        while end:
            end, token = last[end]
            pieces.append(token)
        return tuple(reversed(pieces))
