"""Suggested codes for open answers, learnt from the codebook and from what people have coded."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from godegrep.coding.reasons import Reasons
from godegrep.core.text import as_texts, normalise
from godegrep.material.features import centred, combine, lexical, smoothed, unit_rows
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

DEFINITION_WEIGHT = 3
"""A definition says what makes the code; one coded text says that and much else."""
SHARPNESS = 8
"""How much more likely, on a log scale, a cosine of 1 with a code's middle is than one of 0."""


def suggest(
    texts: Sequence[str],
    definitions: Mapping[str, str],
    coded: Iterable[tuple[str, str]] = (),
    top: int = 3,
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
        From texts to unit rows; by default `godegrep.coding.encoders.encode`.

    Returns
    -------
    One row a text and rank: `text` (position), `rank` (1 is best), `code`, `score` (probability
    among the codes, 0 to 1), `nearest` (position in `coded` of the most similar other text with
    that code, or missing), `words` (those of the text that speak for the code, the strongest first,
    joined by commas). Empty where there is no code at all. Raises TypeError where something is no
    text, or `coded` holds something other than pairs.
    """
    texts, coded = as_texts(texts, "texts"), list(coded)
    if not isinstance(definitions, Mapping):
        raise TypeError("definitions: expected a dict of codes with their definitions")
    as_texts(definitions.values(), "definitions")
    if any(isinstance(pair, str) or len(pair) != 2 for pair in coded):
        raise TypeError("coded: expected pairs of a text and its code")
    for place, name in enumerate(("text", "code")):
        as_texts([pair[place] for pair in coded], f"coded, the {name}s")
    model = _Model(texts, definitions, coded, encode)
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
    kinds = {"text": "int64", "rank": "int64", "code": "str", "score": "float64"}
    kinds |= {"nearest": "Int64", "words": "str"}
    frame = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return frame.assign(nearest=frame["nearest"].mask(frame["nearest"] < 0))


class _Model:
    """Texts, definitions and coded texts in one space; equal texts stand in it once."""

    def __init__(
        self,
        texts: Sequence[str],
        definitions: Mapping[str, str],
        coded: Sequence[tuple[str, str]],
        encode: Encode | None,
    ) -> None:
        if encode is None:
            from godegrep.material.encoders import encode as default

            encode = default
        self.codes = sorted({*definitions, *(code for _, code in coded)})
        number = {code: position for position, code in enumerate(self.codes)}
        defined = [(normalise(text), code) for code, text in sorted(definitions.items())]
        self.texts = [normalise(text) for text in texts]
        self.coded = [(normalise(text), number[code]) for text, code in coded]
        every = {*self.texts, *(text for text, _ in self.coded), *(text for text, _ in defined)}
        different = sorted(every) if self.codes else []
        self.place = {text: position for position, text in enumerate(different)}
        self.rows = _rows(different, encode(different)) if different else np.zeros((0, 1))
        # Sorted, so that the solver meets the same numbers in the same order at each run.
        self.defined = sorted((text, number[code]) for text, code in defined)
        self.coded_in_order = sorted(self.coded)
        self.reasons = Reasons(
            (text, self.codes[code]) for text, code in [*self.defined, *self.coded_in_order]
        )

    def _at(self, texts: Iterable[str]) -> np.ndarray:
        return self.rows[[self.place[text] for text in texts]]

    def probability(self) -> np.ndarray:
        """Of each code for each text, shape (texts, codes); rows sum to one."""
        if len(self.codes) < 2:
            return np.ones((len(self.texts), len(self.codes)))
        if not self.texts:
            return np.zeros((0, len(self.codes)))
        rows = smoothed(self.rows)
        asked = rows[[self.place[text] for text in self.texts]]
        both = [*self.defined, *self.coded_in_order]
        examples = rows[[self.place[text] for text, _ in both]]
        codes = np.array([code for _, code in both])
        weights = np.repeat([DEFINITION_WEIGHT, 1], [len(self.defined), len(self.coded)])
        found = np.sqrt(
            _by_regression(examples, codes, weights, asked)
            * _by_middles(examples, codes, weights, asked)
        )
        return found / found.sum(axis=1, keepdims=True)

    def words(self, text: int, code: str) -> str:
        """The words of a text that speak for the code."""
        return ", ".join(self.reasons.words(self.texts[text], code))

    def nearest(self) -> np.ndarray:
        """Position in `coded` of the most similar other text with each code, or -1."""
        found = np.full((len(self.texts), len(self.codes)), -1)
        if not self.coded or not self.texts:
            return found
        likeness = self._at(self.texts) @ self._at(text for text, _ in self.coded).T
        same = np.array([[text == other for other, _ in self.coded] for text in self.texts])
        likeness[same] = -2
        codes = np.array([code for _, code in self.coded])
        for code in np.unique(codes):
            having = np.flatnonzero(codes == code)
            best = having[np.argmax(np.round(likeness[:, having], 9), axis=1)]
            found[:, code] = np.where(likeness[np.arange(len(best)), best] > -2, best, -1)
        return found


def _rows(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Meaning, words and letters, a third each."""
    parts = (centred(vectors), lexical(texts, "word", 150), lexical(texts, "char", 150))
    return combine(*((part, 1 / 3) for part in parts))


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
    encode: Encode | None = None,
) -> pd.DataFrame:
    """Suggestions for the segments that name a practice, in the order that teaches most.

    Parameters
    ----------
    segments
        As in `segments.parquet`.
    clusters
        The cluster of each segment of kind `practice`, by segment (`clusters.cluster_segments`).
    codes
        The codebook's. A code is suggested for the questions that it names, or for all.
    coded
        What people have coded, in this wave and earlier: columns `segment`, `text`, `code`. Codes
        that the codebook no longer has are passed over.
    encode
        From texts to unit rows; by default `godegrep.coding.encoders.encode`.

    Returns
    -------
    The frame of `suggestions.parquet`. `order` takes one question after the other; within it the
    segments that nobody has coded first, one of each cluster in turn, the least certain first.
    """
    practice = segments[segments["kind"] == "practice"]
    frames: list[pd.DataFrame] = []
    for question in sorted(practice["question"].unique()):
        allowed = {
            code.id: _description(code)
            for code in codes
            if not code.questions or question in code.questions
        }
        part = practice[practice["question"] == question]
        known = coded[coded["code"].isin(allowed)].sort_values(["segment", "code"])
        frame = _suggest_segments(part, allowed, known, encode)
        frame.insert(1, "cluster", frame["segment"].map(clusters).astype("int64"))
        done = frame["segment"].isin(set(coded["segment"]))
        frames.append(_with_order(frame, done, sum(f["segment"].nunique() for f in frames)))
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)].astype(COLUMNS)


def _description(code: Code) -> str:
    """What the codebook says of a code in bokmål, or in the language that it has."""
    from godegrep.core.text_by_language import in_language

    parts = [in_language(code.name, "nb"), in_language(code.definition, "nb")]
    return ": ".join(part for part in parts if part)


def _suggest_segments(
    segments: pd.DataFrame,
    definitions: Mapping[str, str],
    coded: pd.DataFrame,
    encode: Encode | None,
) -> pd.DataFrame:
    names = segments["segment"].to_numpy()
    if not definitions:
        return pd.DataFrame(
            {"segment": names, "rank": 0, "code": "", "score": np.nan, "nearest": "", "words": ""}
        )
    pairs = list(zip(coded["text"], coded["code"], strict=True))
    found = suggest(segments["text"].tolist(), definitions, pairs, encode=encode)
    ids = coded["segment"].tolist()
    nearest = ["" if pd.isna(position) else ids[int(position)] for position in found["nearest"]]
    return pd.DataFrame(
        {
            "segment": names[found["text"].to_numpy()],
            "rank": found["rank"],
            "code": found["code"],
            "score": found["score"],
            "nearest": nearest,
            "words": found["words"],
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
