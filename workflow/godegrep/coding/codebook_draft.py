"""A codebook to begin with: a code for each cluster, for a person to name, define, merge and split.

What the codes mean is not the machine's to say, so that each definition is left empty, and the
codebook is refused until they are written.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from godegrep.material.material import attributes_of

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

    `clusters` and `segments` as in their files. A code a cluster of two origins (respondents) or
    more, named by its words; `taken` are ids not to use. The examples are the cluster's typical
    segments, each text once.
    """
    texts = dict(zip(segments["segment"], segments["text"], strict=True))
    context = attributes_of(clusters).context
    used = set(taken)
    codes = []
    for row in _shared(clusters):
        words = [str(word) for word in row["keywords"]][:3]
        code = _free_id(words[:2], row[context], used)
        used.add(code)
        examples = dict.fromkeys(" ".join(texts[segment].split()) for segment in row["typical"])
        name = ", ".join(words) or code
        codes.append(
            {
                "id": code,
                "name": {language: name[:1].upper() + name[1:]},
                "definition": {language: ""},
                "examples": [text for text in examples if len(text) <= _LONGEST_EXAMPLE][:EXAMPLES],
                "questions": [row[context]],
            }
        )
    return codes


def _shared(clusters: pd.DataFrame) -> list[dict[Any, Any]]:
    """The clusters of two origins or more, context by context."""
    named = attributes_of(clusters)
    rows = clusters[clusters[named.origins] > 1].sort_values([named.context, "cluster"])
    return rows.to_dict("records")


def _free_id(words: list[str], context: str, used: set[str]) -> str:
    """An id of small letters from the words; with a number where it is taken."""
    plain = "_".join(words).casefold().translate(_ASCII)
    base = re.sub("[^a-z0-9]+", "_", plain).strip("_") or f"{context}_code"
    code, number = base, 1
    while code in used:
        number += 1
        code = f"{base}_{number}"
    return code


def remarks(clusters: pd.DataFrame) -> Iterator[str]:
    """A line above each code that `draft_codes` makes: how large its cluster is, and how sure."""
    named = attributes_of(clusters)
    for row in _shared(clusters):
        yield (
            f"{row[named.context]}, group {row['cluster']}: {row['segments']} parts of answers "
            f"from {row[named.origins]} {named.origins}, stability {row['stability']:.2f}"
        )
