"""A codebook to begin with: a code for each cluster, for a person to name, define, merge and split.

What the codes mean is not the machine's to say, so that each definition is left empty, and the
codebook is refused until they are written.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd

EXAMPLES = 3
_LONGEST_EXAMPLE = 200
_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ö": "o", "ä": "a", "ü": "u", "é": "e"})


def draft_codes(
    clusters: pd.DataFrame,
    segments: pd.DataFrame,
    taken: Collection[str] = (),
    language: str = "nb",
) -> list[dict[str, Any]]:
    """Codes as they stand in `codebook.yaml`: `id`, `name`, `definition`, `examples`, `questions`.

    `clusters` and `segments` as in their files. A code a cluster of two respondents or more, named
    by its words; `taken` are ids not to use. The examples are the cluster's typical segments, each
    text once.
    """
    said = dict(zip(segments["segment"], segments["text"], strict=True))
    used = set(taken)
    codes = []
    rows = clusters[clusters["respondents"] > 1].sort_values(["question", "cluster"])
    for row in rows.to_dict("records"):
        words = [str(word) for word in row["keywords"]][:3]
        code = _free_id(words[:2], row["question"], used)
        used.add(code)
        examples = dict.fromkeys(" ".join(said[segment].split()) for segment in row["typical"])
        name = ", ".join(words) or code
        codes.append(
            {
                "id": code,
                "name": {language: name[:1].upper() + name[1:]},
                "definition": {language: ""},
                "examples": [one for one in examples if len(one) <= _LONGEST_EXAMPLE][:EXAMPLES],
                "questions": [row["question"]],
            }
        )
    return codes


def _free_id(words: list[str], question: str, used: set[str]) -> str:
    """An id of small letters from the words; with a number where it is taken."""
    plain = "_".join(words).casefold().translate(_ASCII)
    base = re.sub("[^a-z0-9]+", "_", plain).strip("_") or f"{question}_code"
    code, number = base, 1
    while code in used:
        number += 1
        code = f"{base}_{number}"
    return code


def remarks(codes: list[dict[str, Any]], clusters: pd.DataFrame) -> Iterator[str]:
    """A line above each code: how large its cluster is, and how sure."""
    rows = clusters[clusters["respondents"] > 1].sort_values(["question", "cluster"])
    row: Mapping[Any, Any]
    for _, row in zip(codes, rows.to_dict("records"), strict=True):
        yield (
            f"{row['question']}, group {row['cluster']}: {row['segments']} parts of answers from "
            f"{row['respondents']} respondents, stability {row['stability']:.2f}"
        )
