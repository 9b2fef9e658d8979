"""The published facts against the pipeline's tables of the example study, wave 2017."""

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import pytest
from support.example import checked_answers
from support.paths import DATA, ROOT, SHARED
from support.sampled import sampled

from godegrep.exports.read import read_export
from godegrep.study.paths import CODEBOOK, CONFIG, QUESTIONNAIRE
from godegrep.study.read import read_study
from godegrep.study.yaml import read_yaml
from godegrep.tabulation.tables import tables

pytestmark = pytest.mark.workflow

SYNTHETIC = ROOT / "tests/synthetic"
REFERENCE = SHARED / "reference/published-survey.json"
STATEMENTS: list[dict[str, Any]] = read_yaml(DATA / "published.yaml", "published.yaml")
LANGUAGES = {"nb", "nn", "en"}
QUESTIONS = {"methods", "labour_market", "change_which", "good_practice"}
MASKS = {
    "fnr": "[FNR]",
    "phone": "[TELEFON]",
    "email": "[EPOST]",
    "name": "[NAVN]",
    "account": "[KONTO]",
}
Statement = Mapping[str, Any]


@pytest.fixture(scope="module")
def answers() -> dict[str, pd.DataFrame]:
    return {wave: checked_answers(wave) for wave in ("2017", "2021")}


@pytest.fixture(scope="module")
def cells(answers: dict[str, pd.DataFrame]) -> pd.DataFrame:
    study = read_study(ROOT)
    asked = study.questionnaire.view("2017")
    wave = sampled(answers["2017"], asked, study.config)
    return tables(wave, asked, study.config, "2017").set_index("cell")


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    with (SYNTHETIC / "truth.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def figure(cells: pd.DataFrame, item: str, category: str, group: str, column: str) -> float:
    """One number of the tables: an estimate in per cent, a count or a base."""
    suffix = f"@{group}" if group else ""
    kinds = ("share", "combined", "response")
    names = [f"2017/{item}/{category}/{kind}{suffix}" for kind in kinds]
    [name] = [name for name in names if name in cells.index]
    number = float(cells[column].astype("float64")[name])
    return 100 * number if column == "estimate" else number


def balance(cells: pd.DataFrame, statement: Statement, item: str, group: str) -> float:
    """The share of the category, less that of the category to be subtracted, in per cent."""
    share = figure(cells, item, statement["category"], group, "estimate")
    if "minus" in statement:
        share -= figure(cells, item, statement["minus"], group, "estimate")
    return share


def rank(cells: pd.DataFrame, statement: Statement, item: str, group: str) -> float:
    """The place among all items of the question, or among all groups of the break."""
    by = group.partition("=")[0]
    question = item.partition(".")[0]
    rows = cells[(cells["question"] == question) & (cells["break"] == by)]
    if group:
        groups = rows["group"].unique().tolist()
        shares = [balance(cells, statement, item, f"{by}={rival}") for rival in groups]
    else:
        items = rows["item"].unique().tolist()
        shares = [balance(cells, statement, rival, "") for rival in items]
    own = balance(cells, statement, item, group)
    if statement.get("from_below"):
        return 1 + sum(share < own for share in shares)
    return 1 + sum(share > own for share in shares)


def found(cells: pd.DataFrame, statement: Statement) -> dict[str, float]:
    """What the tables say of each item of a statement."""
    kind, group = statement.get("figure", "percent"), statement.get("group", "")
    numbers = {}
    for item in statement["items"]:
        if kind == "percent":
            numbers[item] = balance(cells, statement, item, group)
        elif kind == "rank":
            numbers[item] = rank(cells, statement, item, group)
        else:
            numbers[item] = figure(cells, item, statement["category"], group, kind)
    if statement.get("over") == "median":
        return {"median": median(numbers.values())}
    return numbers


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement["id"])
def test_a_published_statement_holds(statement: Statement, cells: pd.DataFrame) -> None:
    for item, number in found(cells, statement).items():
        said = f"{statement['where']}: {statement['says']}; our tables give {number:.3f} for {item}"
        if "printed" in statement:
            printed = Decimal(statement["printed"])
            ours = Decimal(number).quantize(printed, ROUND_HALF_UP)
            assert ours == printed, f"{said}, printed is {printed}"
        else:
            low, high = statement["range"]
            assert low <= number <= high, f"{said}, the report allows {low} to {high}"


def test_no_published_statement_is_left_out() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"the reference {REFERENCE.name} is not beside the repository")
    ours = {statement["id"]: statement for statement in STATEMENTS}
    for theirs in json.loads(REFERENCE.read_text(encoding="utf-8"))["statements"]:
        statement = ours[theirs["id"]]
        if "value" in theirs:
            assert statement["printed"] == f"{theirs['value']:.{theirs['decimals']}f}"
        else:
            assert statement["range"] == [theirs["low"], theirs["high"]]


def test_tables_5_1_and_5_3_add_up_to_what_is_printed(cells: pd.DataFrame) -> None:
    for item in ("activity_duty", "rates_change", "change_needed"):
        shares = cells[(cells["item"] == item) & (cells["break"] == "")]
        options = shares[shares["statistic"] == "share"]
        assert options["count"].sum() == options["n"].iloc[0]


def test_everyone_invited_stands_in_the_answers(answers: dict[str, pd.DataFrame]) -> None:
    statuses = answers["2017"]["status"].value_counts().to_dict()
    assert statuses == {"complete": 232, "not_started": 210, "partial": 11}
    assert len(answers["2021"]) == 390
    assert (answers["2021"]["status"] != "not_started").sum() == 200


def test_many_offices_answer_in_both_waves_and_keep_their_traits(
    answers: dict[str, pd.DataFrame],
) -> None:
    both = answers["2017"].merge(answers["2021"], on="respondent", suffixes=("", "_2021"))
    both = both[(both["status"] != "not_started") & (both["status_2021"] != "not_started")]
    assert len(both) > 100
    item = "responsibility.introduction_programme"
    pairs = both[[item, f"{item}_2021"]].dropna()
    same = (pairs[item] == pairs[f"{item}_2021"]).mean()
    assert same > 0.65, "by chance alone about half would answer the same"


@pytest.mark.parametrize(
    "planted",
    read_yaml(SYNTHETIC / "answers.yaml", "answers.yaml")["personal"],
    ids=lambda planted: f"{planted['kind']}-{planted['code']}",
)
def test_planted_personal_data_are_masked(
    planted: Mapping[str, str], answers: dict[str, pd.DataFrame], truth: list[dict[str, str]]
) -> None:
    [row] = [row for row in truth if row["text"] == planted["text"]]
    wave = answers[row["wave"]].set_index("respondent")
    text = str(wave.at[row["respondent"], planted["question"]])
    assert MASKS[planted["kind"]] in text
    parts = planted["data"].split() if planted["kind"] == "name" else [planted["data"]]
    assert not any(part in text for part in parts)


def test_the_truth_stands_in_the_exports(truth: list[dict[str, str]]) -> None:
    study = read_study(ROOT)
    exports = {
        wave.name: read_export(ROOT / wave.export).table.set_index(wave.respondent)
        for wave in study.config.waves
    }
    codes = {code.id: code.questions for code in study.codebook.codes} | {"": tuple(QUESTIONS)}
    assert {row["question"] for row in truth} == QUESTIONS
    for row in truth:
        wave, question = row["wave"], row["question"]
        column = study.questionnaire.question(question).items[0].columns[wave]
        assert row["text"] in str(exports[wave].at[row["respondent"], column])
        assert question in codes[row["code"]]


def contents(path: Path) -> dict[str, bytes]:
    """A file, or the parts of a workbook: how they are packed depends on the zlib at hand."""
    if path.suffix != ".xlsx":
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@pytest.mark.workflow
def test_the_generator_makes_the_files_that_are_here(tmp_path: Path) -> None:
    command = [sys.executable, str(SYNTHETIC / "make_study.py"), str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 5
    for path in made:
        here = ROOT / path.relative_to(tmp_path)
        assert contents(path) == contents(here), f"run make_study.py: {here.name} is out of date"


def texts_by_language(value: Any, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, Mapping):
        if "nb" in value:
            yield place, value
        for key, part in value.items():
            yield from texts_by_language(part, f"{place}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from texts_by_language(part, f"{place}[{number}]")


@pytest.mark.parametrize("name", [CONFIG, QUESTIONNAIRE, CODEBOOK])
def test_every_text_stands_in_three_languages(name: str) -> None:
    texts = list(texts_by_language(read_yaml(ROOT / name, name), name))
    assert texts
    assert [place for place, text in texts if set(text) != LANGUAGES] == []
