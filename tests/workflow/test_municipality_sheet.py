"""A municipality's own sheet: what may stand on it, and how it is asked for."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.paths import ROOT
from support.sampled import sampled
from support.small_study import write_rows, write_study

from godegrep.core.plain_yaml import load
from godegrep.core.schema import read
from godegrep.disclosure.audit import disclosures
from godegrep.disclosure.scenario import further_questions
from godegrep.estimation.cells import cell_id
from godegrep.study.config import Dominance, Suppression
from godegrep.study.register_checks import register_violations
from godegrep.study.register_settings import RegisterSettings
from godegrep.study.study import study_from_dicts
from godegrep.tabulation.municipalities import MUNICIPALITY, own_answers, sheet_tables, without_own
from godegrep.tabulation.tables import scenario_of_tables, tables

OPTIONS = [{"id": one, "text": one} for one in ("yes", "no")]
STUDY = study_from_dicts(
    {
        "title": "x",
        "waves": {"1": {"export": "x.csv", "frame": "f.csv"}},
        "frame": {
            "respondent": "id",
            "variables": {name: {"text": name} for name in ("size", "region")},
        },
        "breaks": ["size"],
        "suppression": {"minimum_base": 5},
    },
    {
        "themes": [{"id": "t", "title": "t"}],
        "questions": [
            {
                "id": "q",
                "type": "single",
                "theme": "t",
                "text": "q",
                "options": OPTIONS,
                "columns": {"1": "q"},
            }
        ],
    },
    {},
)
QUESTIONS, CONFIG = STUDY.questionnaire.view("1"), STUDY.config


def answers(sizes, regions, given):
    """A row an office; all have answered."""
    return pd.DataFrame(
        {
            "respondent": [f"K{i}" for i in range(len(given))],
            "status": "complete",
            "frame.size": sizes,
            "frame.region": regions,
            "q": given,
            "q__why": None,
        }
    )


def shown(table, by, group):
    own = table[(table["break"] == by) & (table["group"] == group) & (table["item"] == "q")]
    return own.loc[own["suppressed"] == "", "category"].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_what_sheets_add_gives_nothing_away_and_the_report_keeps_what_it_shows(seed):
    rng = np.random.default_rng(seed)
    sizes = np.repeat(["s", "m", "b"], [4, 9, 17])
    frame = answers(sizes, rng.choice(["n", "e", "w"], 30), rng.choice(["yes", "no"], 30))
    wave = sampled(frame, QUESTIONS, CONFIG)
    published = tables(wave, QUESTIONS, CONFIG, "1")
    places = pd.Series(["0301"] * 6 + ["1103"] * 6 + [None] * 18)
    found = sheet_tables(wave, published, places, QUESTIONS, CONFIG, ["region"], "1")
    both = pd.concat([published, found[found["break"] != ""]], ignore_index=True)
    wide = replace(CONFIG, breaks=("size", "region", MUNICIPALITY))
    there = frame.assign(**{f"frame.{MUNICIPALITY}": places})
    known = [scenario_of_tables(sampled(there, QUESTIONS, wide), QUESTIONS, wide)]
    told = disclosures(both, CONFIG.suppression, known, further_questions(both, QUESTIONS))
    assert told == []
    assert shown(found, "region", "e")


def test_the_sheets_give_way_where_they_would_tell_what_the_report_withholds():
    # The report withholds the small and the middle ones and tells that all big ones said yes. The
    # north is the small ones and six big ones, so what it says besides is theirs.
    frame = answers(
        ["s"] * 4 + ["m"] * 6 + ["b"] * 20,
        ["n"] * 4 + ["e"] * 6 + ["n"] * 6 + ["e"] * 14,
        ["yes"] * 3 + ["no"] * 7 + ["yes"] * 20,
    )
    wave = sampled(frame, QUESTIONS, CONFIG)
    published = tables(wave, QUESTIONS, CONFIG, "1")
    assert shown(published, "size", "b")
    assert not shown(published, "size", "s")
    nobody = pd.Series([None] * 30, dtype=object)
    found = sheet_tables(wave, published, nobody, QUESTIONS, CONFIG, ["region", "size"], "1")
    assert shown(found, "size", "b") == ["yes", "no"]
    assert shown(found, "region", "n") == []


def test_a_municipality_of_enough_offices_is_a_group_and_others_are_not():
    frame = answers(["b"] * 60, ["e"] * 30 + ["n"] * 30, ["yes", "no"] * 30)
    wave = sampled(frame, QUESTIONS, CONFIG)
    published = tables(wave, QUESTIONS, CONFIG, "1")
    places = pd.Series(["0301"] * 12 + ["1103"] * 12 + ["4601"] * 4 + [None] * 32)
    found = sheet_tables(wave, published, places, QUESTIONS, CONFIG, ["region"], "1")
    assert set(found.loc[found["break"] == MUNICIPALITY, "group"]) == {"0301", "1103"}
    own = found[(found["group"] == "0301") & (found["category"] == "yes")]
    assert own["estimate"].tolist() == [0.5]
    assert own["cell"].tolist() == [cell_id("1", "q", "yes", "share", MUNICIPALITY, "0301")]


def test_beside_own_answers_stands_no_group_that_tells_of_the_others():
    frame = answers(["b"] * 20, ["n"] * 8 + ["e"] * 12, (["yes", "no"] * 10))
    wave = sampled(frame, QUESTIONS, CONFIG)
    published = tables(wave, QUESTIONS, CONFIG, "1")
    nobody = pd.Series([None] * 20, dtype=object)
    found = sheet_tables(wave, published, nobody, QUESTIONS, CONFIG, ["region"], "1")
    rule = Suppression(minimum_base=5, dominance=Dominance(base=0))
    two = own_answers(frame[:2], QUESTIONS, CONFIG, "1", "1804")
    with_two, with_four = (
        without_own(found, own_answers(frame[:n], QUESTIONS, CONFIG, "1", "1804"), rule)
        for n in (2, 4)
    )
    assert two.set_index("category").loc["yes", ["n", "count"]].tolist() == [2, 1]
    assert two["low"].isna().all()
    assert shown(with_two, MUNICIPALITY, "1804") == ["yes", "no"]
    assert shown(with_two, "region", "n") == ["yes", "no"]  # six are left
    assert shown(with_four, "region", "n") == []  # four are left
    assert shown(with_four, "region", "e") == ["yes", "no"]
    assert own_answers(frame.assign(status="not_started"), QUESTIONS, CONFIG, "1", "x").empty


def test_settings_that_do_not_fit_are_told_all_at_once():
    register = {
        "year": 2020,
        "shown": ["0101"],
        "practice": {"municipality": "k", "years": {"1": 2016, "2": 2017}, "questions": ["q", "z"]},
        "sheets": {"beside": ["landscape"]},
    }
    told = [text for _, text in register_violations(read(RegisterSettings, register), STUDY)]
    assert len(told) == 5
    for part in ("Halden (3001)", "population", "no wave 2", "z is no closed", "landscape is no"):
        assert any(part in line for line in told)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A study of forty offices beside the example's register: an office a municipality."""
    made = write_study(tmp_path_factory.mktemp("sheets"))
    shutil.copytree(ROOT / "study/register", made / "study/register")
    codes = ["1804", *(f"{code}" for code in range(3001, 3008)), "0101 0105"]
    for wave in ("2017", "2021"):
        rows = [[f"K{i:02}", ("small", "large")[i % 2], codes[i % len(codes)]] for i in range(40)]
        path = made / "study/waves" / wave / "frame.csv"
        path.unlink()
        write_rows(path, [["kontor", "size", "kommune"], *rows])
    register = load((ROOT / "config.yaml").read_text(encoding="utf-8"))["register"]
    register["practice"]["questions"] = ["needed"]
    register["sheets"] = {"beside": ["size"], "own_answers": True}
    with (made / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(f"register: {json.dumps(register)}\n")
    return made


def run(folder, *arguments):
    snakemake = Path(sys.executable).parent / "snakemake"
    command = [snakemake, "-s", ROOT / "Snakefile", "--directory", folder, *arguments]
    return subprocess.run(command, text=True, capture_output=True)


@pytest.mark.workflow
def test_a_sheet_is_made_when_it_is_asked_for(folder):
    done = run(folder, "reports/2017/nb/kommune/1804.html", "reports/2017/en/kommune/3001.html")
    assert done.returncode == 0, done.stderr
    place = folder / "reports/2017/nb/kommune"
    page = (place / "1804.html").read_text(encoding="utf-8")
    for part in ("Bodø (1804)", "Syntetiske data", 'href="1804.csv"', 'href="../../../index.html"'):
        assert part in page
    check = subprocess.run(["sha256sum", "--check", "1804.sha256"], cwd=place, capture_output=True)
    assert check.returncode == 0
    report = json.loads((folder / "results/2017/nb/kommune/1804.json").read_text("utf-8"))
    cells = pd.read_csv(place / "1804.csv")["cell"]
    assert len(cells) == len(report["numbers"])
    assert f"2017/needed/yes/share@{MUNICIPALITY}=1804" in set(cells)
    # The office of Halden and Sarpsborg answers for both, by numbers from before 2020.
    offices = pd.read_csv(folder / "results/2017/offices.csv", dtype="str")
    assert set(offices.loc[offices["respondent"] == "K08", "municipality"]) == {"3001", "3003"}
    assert not (folder / "reports/2017/nb/index.html").exists()

    # A sheet that was asked for goes with the report from then on, until it is deleted.
    config = folder / "config.yaml"
    kept = config.read_text(encoding="utf-8")
    config.write_text(kept.replace('"own_answers": true', '"own_answers": false'), encoding="utf-8")
    assert "lang=en, municipality=3001" in run(folder, "-n", "reports/").stdout
    config.write_text(kept, encoding="utf-8")
    (folder / "reports/2017/en/kommune/3001.html").unlink()
    assert "lang=en, municipality=3001" not in run(folder, "-n", "reports/").stdout
    (place / "1804.html").write_text(page + " ", encoding="utf-8")
    stopped = run(folder, "-n", "reports/")
    assert "1804.html has been changed by hand" in stopped.stderr
    (place / "1804.html").write_text(page, encoding="utf-8")


@pytest.mark.workflow
def test_a_sheet_that_cannot_be_made_is_told_in_a_line(folder):
    for sheet, why in (
        ("2017/nb/kommune/0101", "Halden (3001)"),
        ("2019/nb/kommune/1804", "no wave 2019"),
        ("2017/se/kommune/1804", "nb, nn or en"),
    ):
        stopped = run(folder, f"reports/{sheet}.html")
        assert stopped.returncode != 0
        last = stopped.stderr.strip().splitlines()[-1]
        assert last.startswith(f"reports/{sheet}.html cannot be made.")
        assert why in last
        assert "Traceback" not in stopped.stderr
    assert not (folder / "reports/2017/nb/kommune/0101.html").exists()
