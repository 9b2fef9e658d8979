"""The types of a study's files: their schemas, and what a job is given of the settings."""

import json
import runpy
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar

import pytest
from jsonschema import Draft202012Validator
from support.example import ROOT

from godegrep.core.schema import ByName, Form, Spread, read, reread, schema_of, stored
from godegrep.study.codebook import Codebook
from godegrep.study.config import Config, DesignSettings, TableSettings, config_from_dict
from godegrep.study.questionnaire import Questionnaire
from godegrep.study.read import read_study

WRITTEN = runpy.run_path(str(ROOT / "docs" / "write_schemas.py"))


def test_the_published_schemas_are_those_of_the_types():
    for path, text in WRITTEN["schemas"]():
        assert path.read_text(encoding="utf-8") == text, "run `python docs/write_schemas.py`"


@pytest.mark.parametrize("kind", [Config, Questionnaire, Codebook])
def test_a_schema_is_one(kind):
    Draft202012Validator.check_schema(schema_of(kind))


def test_every_default_in_a_schema_fits_it():
    def check(schema):
        if "default" in schema:
            Draft202012Validator(schema).validate(schema["default"])
        for part in schema.get("properties", {}).values():
            if isinstance(part, dict):
                check(part)

    for kind in (Config, Questionnaire, Codebook):
        check(schema_of(kind))


def test_settings_survive_their_way_to_a_job():
    config = read_study(ROOT).config
    through = json.loads(json.dumps(stored(config)))
    assert reread(Config, through) == config
    part = {field.name: through[field.name] for field in fields(TableSettings)}
    assert reread(TableSettings, part).suppression == config.suppression
    assert not hasattr(reread(TableSettings, part), "design")


def test_no_job_is_given_a_level_or_a_population_out_of_nothing():
    with pytest.raises(KeyError, match="needs weights, finite_population, level"):
        reread(DesignSettings, {"strata": [], "clusters": ""})
    whole = stored(DesignSettings())
    with pytest.raises(KeyError, match="DesignSettings needs finite_population"):
        reread(DesignSettings, {k: v for k, v in whole.items() if k != "finite_population"})
    with pytest.raises(KeyError, match="TableSettings needs frame, suppression"):
        reread(TableSettings, {"breaks": []})
    with pytest.raises(TypeError, match="title"):
        config_from_dict({})


@dataclass(frozen=True)
class Inner:
    """What lies within."""

    name: str
    size: Annotated[int, {"minimum": 1}, "How many."] = 2


@dataclass(frozen=True)
class Beside:
    """What stands beside the others."""

    title: str


@dataclass(frozen=True)
class Outer:
    """What holds the rest."""

    about: Annotated[Beside, Spread()]
    parts: Annotated[tuple[Inner, ...], ByName()] = ()
    word: Annotated[str, Form({"type": ["string", "integer"]}, str)] = ""
    maybe: Inner | None = None

    SCHEMA: ClassVar = {"minProperties": 1}


def test_a_type_says_how_it_is_written():
    assert schema_of(Outer) == {
        "type": "object",
        "additionalProperties": False,
        "required": ["title"],
        "properties": {
            "title": {"type": "string"},
            "parts": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "size": {
                            "type": "integer",
                            "minimum": 1,
                            "description": "How many.",
                            "default": 2,
                        }
                    },
                },
            },
            "word": {"type": ["string", "integer"]},
            "maybe": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "size": {
                        "type": "integer",
                        "minimum": 1,
                        "description": "How many.",
                        "default": 2,
                    },
                },
            },
        },
        "minProperties": 1,
    }
    outer = read(Outer, {"title": "T", "parts": {"a": {"size": 3}, "b": {}}, "word": 7})
    assert outer == Outer(Beside("T"), (Inner("a", 3), Inner("b")), "7")
    assert reread(Outer, stored(outer)) == outer
