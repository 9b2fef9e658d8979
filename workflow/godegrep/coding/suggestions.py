"""Suggested codes for segments, learnt from the codebook and from what people have coded."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial

import numpy as np
import pandas as pd

from godegrep.coding.codes import to_code
from godegrep.coding.reasons import Reasons
from godegrep.core.text import as_texts, normalise
from godegrep.core.text_by_language import in_language
from godegrep.material.features import centred, combine, lexical, smoothed, unit_rows
from godegrep.material.material import contexts
from godegrep.study.codebook import Code

Encode = Callable[[Sequence[str]], np.ndarray]
"""From texts to unit rows, shape (n, d)."""

COLUMNS = {
    "segment": "str",
    "cluster": "int64",
    "rank": "int64",
    "code": "str",
    "score": "float64",
    "nearest": "str",
    "words": "str",
    "order": "int64",
}

MOST = 3
"""Codes that are suggested for a text."""
DEFINITION_WEIGHT = 3
"""A definition says what makes the code; one coded text says that and much else."""
SHARPNESS = 8
"""How much more likely, on a log scale, a cosine of 1 with a code's middle is than one of 0."""


class Space:
    """Texts in one space, by meaning, words and letters, a third each.

    `rows` has a unit row a text, shape (n, d).
    """

    def __init__(self, texts: Sequence[str], encode: Encode) -> None:
        self.place = {text: position for position, text in enumerate(texts)}
        self.rows = np.zeros((0, 1))
        if texts:
            parts = (
                centred(encode(texts)),
                lexical(texts, "word", 150),
                lexical(texts, "char", 150),
            )
            self.rows = combine(*((part, 1 / 3) for part in parts))

    @cached_property
    def smoothed(self) -> np.ndarray:
        """The rows in the light of those most like them."""
        return smoothed(self.rows)

    def places(self, texts: Iterable[str]) -> list[int]:
        """The rows of texts."""
        return [self.place[text] for text in texts]


SpaceOf = Callable[[tuple[str, ...]], Space]
"""From different texts, sorted, to their space."""


def spaces(encode: Encode | None = None) -> SpaceOf:
    """Spaces by this encoder (by default `encoders.encode`) that last from one call to the next.

    Those who suggest again and again for the same texts, each time with other examples, have the
    texts read once.
    """
    if encode is None:
        from godegrep.material.encoders import encode as default

        encode = default
    return lru_cache(maxsize=8)(partial(Space, encode=encode))


def suggest(
    texts: Sequence[str],
    definitions: Mapping[str, str],
    coded: Iterable[tuple[str, str]] = (),
    top: int = MOST,
    encode: Encode | None = None,
) -> pd.DataFrame:
    """The codes that fit each text best.

    Embeddings, words and letters are judged in two ways: by logistic regression, and by the cosine
    with the middle of each code's examples (Snell et al. 2017, Prototypical networks), which holds
    where examples are few. Their geometric mean is the score. Each definition is an example beside
    the coded texts, so that it works before anything is coded. The texts that nobody has coded take
    part too: each is seen in the light of those most like it (`features.smoothed`).

    Parameters
    ----------
    texts
        What to code.
    definitions
        Code to definition.
    coded
        Pairs of a text and its code; a text with two codes stands in two pairs.
    top
        How many codes a text, at most.
    encode
        From texts to unit rows; by default `godegrep.material.encoders.encode`.

    Returns
    -------
    One row a text and rank: `text` (position), `rank` (1 is best), `code`, `score` (probability
    among the codes, 0 to 1), `nearest` (position in `coded` of the most similar other text with
    that code, or missing), `words` (those of the text that speak for the code, the strongest first,
    joined by commas). Empty where there is no code at all. Raises TypeError where something is no
    text, or `coded` holds something other than pairs.
    """
    texts, coded = as_texts(texts, "texts"), list(coded)
    _check(definitions, coded)
    return _suggest(texts, definitions, coded, top, spaces(encode))


def _check(definitions: Mapping[str, str], coded: Sequence[tuple[str, str]]) -> None:
    if not isinstance(definitions, Mapping):
        raise TypeError("definitions: expected a dict of codes with their definitions")
    as_texts(definitions.values(), "definitions")
    if any(isinstance(pair, str) or len(pair) != 2 for pair in coded):
        raise TypeError("coded: expected pairs of a text and its code")
    for place, name in enumerate(("text", "code")):
        as_texts([pair[place] for pair in coded], f"coded, the {name}s")


def _suggest(
    texts: Sequence[str],
    definitions: Mapping[str, str],
    coded: Sequence[tuple[str, str]],
    top: int,
    space: SpaceOf,
) -> pd.DataFrame:
    """The frame of `suggest`."""
    model = _Model(texts, definitions, coded, space)
    probability, nearest = model.probability(), model.nearest()
    best = np.argsort(-probability, axis=1, kind="stable")[:, :top]
    rows = [
        (
            text,
            rank,
            code,
            probability[text, number],
            nearest[text, number],
            model.words(text, code),
        )
        for text, numbers in enumerate(best)
        for rank, (number, code) in enumerate(((n, model.codes[n]) for n in numbers), start=1)
    ]
    types = {"text": "int64", "rank": "int64", "code": "str", "score": "float64"}
    types |= {"nearest": "Int64", "words": "str"}
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    return frame.assign(nearest=frame["nearest"].mask(frame["nearest"] < 0))


class _Model:
    """Texts, definitions and coded texts in one space; equal texts stand in it once."""

    def __init__(
        self,
        texts: Sequence[str],
        definitions: Mapping[str, str],
        coded: Sequence[tuple[str, str]],
        space: SpaceOf,
    ) -> None:
        self.codes = sorted({*definitions, *(code for _, code in coded)})
        number = {code: position for position, code in enumerate(self.codes)}
        self.texts = [normalise(text) for text in texts]
        self.coded = [(normalise(text), number[code]) for text, code in coded]
        # Sorted, so that the solver meets the same numbers in the same order at each run.
        self.defined = sorted((normalise(text), number[code]) for code, text in definitions.items())
        self.examples = [*self.defined, *sorted(self.coded)]
        every = {*self.texts, *(text for text, _ in self.examples)}
        self.space = space(tuple(sorted(every)) if self.codes else ())
        self.reasons = Reasons((text, self.codes[code]) for text, code in self.examples)

    def probability(self) -> np.ndarray:
        """Of each code for each text, shape (texts, codes); rows sum to one."""
        if len(self.codes) < 2:
            return np.ones((len(self.texts), len(self.codes)))
        if not self.texts:
            return np.zeros((0, len(self.codes)))
        asked = self.space.smoothed[self.space.places(self.texts)]
        examples = self.space.smoothed[self.space.places(text for text, _ in self.examples)]
        codes = np.array([code for _, code in self.examples])
        weights = np.repeat([DEFINITION_WEIGHT, 1], [len(self.defined), len(self.coded)])
        likely = np.sqrt(
            _by_regression(examples, codes, weights, asked)
            * _by_middles(examples, codes, weights, asked)
        )
        return likely / likely.sum(axis=1, keepdims=True)

    def words(self, text: int, code: str) -> str:
        """The words of a text that speak for the code."""
        return ", ".join(self.reasons.words(self.texts[text], code))

    def nearest(self) -> np.ndarray:
        """Position in `coded` of the most similar other text with each code, or -1."""
        nearest = np.full((len(self.texts), len(self.codes)), -1)
        if not self.coded or not self.texts:
            return nearest
        asked = self.space.places(self.texts)
        known = self.space.places(text for text, _ in self.coded)
        likeness = self.space.rows[asked] @ self.space.rows[known].T
        likeness[np.equal.outer(asked, known)] = -2  # the same text
        codes = np.array([code for _, code in self.coded])
        for code in np.unique(codes):
            having = np.flatnonzero(codes == code)
            best = having[np.argmax(np.round(likeness[:, having], 9), axis=1)]
            apart = likeness[np.arange(len(best)), best] > -2
            nearest[:, code] = np.where(apart, best, -1)
        return nearest


def _by_regression(
    examples: np.ndarray, codes: np.ndarray, weights: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """The probability of each code for the rows asked about, by logistic regression."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=2, class_weight="balanced", max_iter=2000)
    with warnings.catch_warnings():
        # As many codes as examples is what definitions alone are.
        warnings.filterwarnings("ignore", message="The number of unique classes")
        model.fit(examples, codes, sample_weight=weights)
    return np.asarray(model.predict_proba(asked))


def _by_middles(
    examples: np.ndarray, codes: np.ndarray, weights: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """The probability of each code by the cosine with the middle of its examples."""
    given = (codes == np.unique(codes)[:, None]) * weights
    odds = np.exp(SHARPNESS * asked @ unit_rows(given @ examples).T)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def suggest_codes(
    segments: pd.DataFrame,
    clusters: pd.Series,
    codes: Sequence[Code],
    coded: pd.DataFrame,
    space: SpaceOf,
) -> pd.DataFrame:
    """Suggestions for the segments that name a practice, in the order that teaches most.

    Parameters
    ----------
    segments
        As in `segments.parquet`.
    clusters
        The cluster of each segment of kind `practice`, by segment (`clusters.Clustering.labels`).
    codes
        The codebook's. A code is suggested for the contexts (questions) that it names, or for all.
    coded
        What people have coded, in this material and earlier ones: columns `segment`, `text`,
        `code`. Codes that the codebook no longer has are passed over.
    space
        From texts to their space: see `spaces`.

    Returns
    -------
    The frame of `suggestions.parquet`. `order` takes one context after the other; within it the
    segments that nobody has coded first, one of each cluster in turn, the least certain first.
    """
    practice = to_code(segments)
    frames: list[pd.DataFrame] = []
    for context in sorted(contexts(practice).unique()):
        allowed = {
            code.id: _description(code)
            for code in codes
            if not code.questions or context in code.questions
        }
        part = practice[contexts(practice) == context]
        known = coded[coded["code"].isin(allowed)].sort_values(["segment", "code"])
        frame = _suggest_segments(part, allowed, known, space)
        frame.insert(1, "cluster", frame["segment"].map(clusters).astype("int64"))
        done = frame["segment"].isin(set(coded["segment"]))
        frames.append(_with_order(frame, done, sum(f["segment"].nunique() for f in frames)))
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)].astype(COLUMNS)


def _description(code: Code) -> str:
    """What the codebook says of a code in bokmål, or in the language that it has."""
    parts = [in_language(code.name, "nb"), in_language(code.definition, "nb")]
    return ": ".join(part for part in parts if part)


def _suggest_segments(
    segments: pd.DataFrame,
    definitions: Mapping[str, str],
    coded: pd.DataFrame,
    space: SpaceOf,
) -> pd.DataFrame:
    names = segments["segment"].to_numpy()
    if not definitions:
        return pd.DataFrame(
            {"segment": names, "rank": 0, "code": "", "score": np.nan, "nearest": "", "words": ""}
        )
    pairs = list(zip(coded["text"], coded["code"], strict=True))
    suggested = _suggest(segments["text"].tolist(), definitions, pairs, MOST, space)
    ids = coded["segment"].tolist()
    nearest = ["" if pd.isna(position) else ids[int(position)] for position in suggested["nearest"]]
    return pd.DataFrame(
        {
            "segment": names[suggested["text"].to_numpy()],
            "rank": suggested["rank"],
            "code": suggested["code"],
            "score": suggested["score"],
            "nearest": nearest,
            "words": suggested["words"],
        }
    )


def _with_order(frame: pd.DataFrame, done: pd.Series, offset: int) -> pd.DataFrame:
    """Number the segments as a reviewer should take them, from `offset` + 1."""
    first = frame.drop_duplicates("segment").assign(done=done)
    second = frame[frame["rank"] == 2].set_index("segment")["score"]
    margin = first["score"] - first["segment"].map(second).fillna(0)
    first = first.assign(margin=margin.fillna(0).round(9))
    first = first.sort_values(["done", "cluster", "margin", "segment"])
    first["turn"] = first.groupby(["done", "cluster"]).cumcount()
    taken = first.sort_values(["done", "turn", "margin", "segment"])["segment"]
    order = pd.Series(range(offset + 1, offset + len(taken) + 1), index=taken.to_numpy())
    return frame.assign(order=frame["segment"].map(order))
