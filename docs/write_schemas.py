"""Writes the JSON schemas of a study's files, which its types are the source of.

`python docs/write_schemas.py` writes them anew; a test tells when it must be. An editor that knows
YAML checks a file while it is written if its first line names the schema:
`# yaml-language-server: $schema=…/docs/questionnaire.schema.json`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from godegrep.core.schema import schema_of
from godegrep.study.codebook import Codebook
from godegrep.study.config import Config
from godegrep.study.questionnaire import Questionnaire

DOCS = Path(__file__).parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Iterator[tuple[Path, str]]:
    """Each file, and what it should hold."""
    for name, kind in (
        ("config", Config),
        ("questionnaire", Questionnaire),
        ("codebook", Codebook),
    ):
        schema = {"$schema": DIALECT, "title": f"{name}.yaml", **schema_of(kind)}
        text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        yield DOCS / f"{name}.schema.json", text


if __name__ == "__main__":
    for path, text in schemas():
        path.write_text(text, encoding="utf-8")
