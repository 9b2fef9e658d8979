"""The document that reports are drawn from: to JSON and back, its schema, and what is no report."""

import json
from dataclasses import fields, replace
from typing import Any, get_args

import jsonschema
import pytest
from support import report_results as made
from support.paths import ROOT

from godegrep.core.resources import resource
from godegrep.document.blocks import Block, Paragraph, paragraph
from godegrep.document.codec import from_json, to_json
from godegrep.document.figures import FigureKind
from godegrep.document.report import Report
from godegrep.document.runs import Number, Run, Text, footnote_run, reference_run
from godegrep.document.schema import json_schema
from godegrep.document.statistic import Statistic
from godegrep.document.tables import ColumnKind, row, table, text_column
from godegrep.figures.draw import ALL_KINDS
from godegrep.report.methods.appendix import AGREEMENT
from godegrep.report.wave.compose import compose
from godegrep.study.yaml import read_yaml

DOCS = ROOT / "docs"
SCHEMA = DOCS / "report.schema.json"


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(made.results(read=20))


def test_the_schema_in_the_docs_is_that_of_the_types() -> None:
    """If this fails: python -m godegrep.document.schema > docs/report.schema.json"""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema(Report)


def test_a_report_is_what_the_schema_says(report: Report) -> None:
    content = json.loads(json.dumps(to_json(report), allow_nan=False))
    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert from_json(Report, content) == report


def test_what_has_its_default_is_left_out_and_comes_back() -> None:
    text = paragraph([Text("a", strong=True), footnote_run([Text("b")])], [reference_run("x")])
    assert to_json(text) == {
        "type": "paragraph",
        "runs": [
            {"type": "text", "text": "a", "strong": True},
            {"type": "footnote", "text": "", "id": "", "runs": [{"type": "text", "text": "b"}]},
            {"type": "text", "text": " "},
            {"type": "reference", "text": "", "target": "x"},
        ],
    }
    assert from_json(Paragraph, to_json(text)) == text


def test_a_number_keeps_its_interval_and_its_kind() -> None:
    share = Number("62", "a/b", 0.62, 10, "answered", 0.5, 0.7, Statistic.SHARE)
    whole = share.with_interval("50–70")
    read = from_json(Number, to_json(whole))
    assert read == whole
    assert read.statistic is Statistic.SHARE
    assert read.below is not None
    assert read.below.value is None
    assert (read.below.low, read.below.statistic) == (0.5, Statistic.INTERVAL)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content.pop("title"), "Report: unknown, or not there: title."),
        (lambda content: content.update(more=1), "Report: unknown, or not there: more."),
        (lambda content: content.update(title=1), r"Report\.title: 1 is no str\."),
        (lambda content: content.update(numbers={}), r"Report\.numbers: this is no list\."),
        (
            lambda content: content["chapters"][0]["sections"][0]["blocks"].append({"type": "x"}),
            r"Report\.chapters\[0\]\.sections\[0\]\.blocks\[\d+\]: there is no type 'x' here\.",
        ),
    ],
)
def test_what_is_no_report_is_told_with_its_place(report: Report, change: Any, told: str) -> None:
    content = to_json(report)
    change(content)
    with pytest.raises(ValueError, match=told):
        from_json(Report, content)


def test_every_statistic_and_kind_has_its_name_from_the_enumeration(report: Report) -> None:
    content = to_json(report)
    content["chapters"][1]["sections"][0]["blocks"][0]["kind"] = "pie"
    with pytest.raises(ValueError, match="pie"):
        from_json(Report, content)
    assert set(ALL_KINDS) == set(FigureKind)


def test_every_effect_that_is_told_is_a_statistic() -> None:
    """The tests write the name of an effect into their tables, and the report looks it up."""
    messages = read_yaml(resource("locale/nb.yaml"), "nb.yaml")
    effects = [key.removeprefix("effect_") for key in messages if key.startswith("effect_")]
    assert len(effects) > 5
    assert set(effects) <= {statistic.value for statistic in Statistic}
    for columns in AGREEMENT.values():
        assert {*columns} - {"given"} <= {statistic.value for statistic in Statistic}


def test_columns_say_what_they_hold() -> None:
    made_of = table("t", "T", ["Navn", text_column("Verdi"), "n"], [row("a", [Text("b")])])
    assert [column.kind for column in made_of.columns] == [
        ColumnKind.TEXT,
        ColumnKind.TEXT,
        ColumnKind.NUMBER,
    ]
    assert not made_of.has_numbers


def test_the_docs_name_every_block_run_and_kind_of_figure() -> None:
    text = (DOCS / "report-model.md").read_text(encoding="utf-8")
    names = [*(kind.type for kind in (*get_args(Block), *get_args(Run))), *FigureKind]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_nothing_in_a_report_can_be_changed(report: Report) -> None:
    for field in fields(report):
        with pytest.raises(AttributeError):
            setattr(report, field.name, None)
    assert replace(report, title="x").title == "x"
