"""A material's files, read and written together."""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from godegrep.core.files import read_json, write_json
from godegrep.core.text_by_language import Text, text_by_language
from godegrep.material.material import Material, attributes_of


class MaterialFiles(Protocol):
    """The paths of `segments.parquet`, `texts.parquet` and `material.json`."""

    segments: str
    texts: str
    material: str


def read_material(files: MaterialFiles) -> Material:
    """The material in these files."""
    segments, texts = pd.read_parquet(files.segments), pd.read_parquet(files.texts)
    description = read_json(files.material)
    kind = attributes_of(texts)
    places = zip(texts[kind.origin], texts[kind.context], strict=True)
    return Material(
        name=description["name"],
        segments=segments,
        texts=dict(zip(places, texts["text"], strict=True)),
        titles={
            context["id"]: text_by_language(context["text"]) for context in description["contexts"]
        },
        synthetic=description["synthetic"],
    )


def write_description(name: str, titles: Mapping[str, Text], synthetic: bool, path: str) -> None:
    """Write `material.json`: what stands in a `Material` beside its segments and texts."""
    contexts = [{"id": context, "text": dict(text)} for context, text in titles.items()]
    write_json({"name": name, "synthetic": synthetic, "contexts": contexts}, path)
