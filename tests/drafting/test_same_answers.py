"""One survey as each tool would export it: every export gives the same answers.

The answers are drawn at random (synthetic), with what is easily misread among them: separators in
choices, texts that look like missing values or numbers, decimal commas, letters in two pieces.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from support.exports import write_csv

from godegrep.answers.ingest import ingest
from godegrep.core.text import normalise
from godegrep.drafting.new_wave import new_wave
from godegrep.exports.read import read_export
from godegrep.study.read import read_study

pytestmark = pytest.mark.workflow

ROLES = ["Leder", "Leder; fagansvarlig, nestleder", "Veileder"]
MEANS = ["Kurs (interne, eksterne)", "Møter, seminarer og samlinger", "Kommunen; fylket"]
NONE = "Ingen av disse"
GROUPS = ["Ungdom", "Flyktninger", "Personer over 60 år"]
SCALE = ["Svært liten grad", "Liten grad", "Verken eller", "Stor grad", "Svært stor grad"]
HOURS = {"2,5": 2.5, "40": 40.0, "1 200": 1200.0, "1\u00a0500,00": 1500.0, "0": 0.0, "": None}
HARD = ["NA", "None", "null", "-", "0", "007", "1,5", "31.12.2020", "a,b;c|d", "=1+1", "N/A", ""]
HARD += ['«Tett», "godt"; og mer', "linje en\nlinje to", "bær 🫐", "Å\u030and", "TRUE", "1e5"]
ROLE = "Hva er din rolle på kontoret?"
MULTIPLE = "Hvilke tiltak har dere brukt?"
GRID = "I hvilken grad har arbeidet med gruppene økt?"
NUMBER = "Hvor mange timer bruker dere i uken?"
OPEN = "Beskriv ett godt grep"


def _drawn() -> list[dict[str, Any]]:
    chance = random.Random(3)
    people = []
    for number in range(150):
        means = [choice for choice in MEANS if chance.random() < 0.5]
        other = f"Egen plan nr. {number}" if chance.random() < 0.06 else ""
        people.append(
            {
                "role": chance.choice(ROLES),
                "means": means or ([] if other else [NONE]),
                "other": other,
                "grid": [chance.choice([*SCALE, "Vet ikke", ""]) for _ in GROUPS],
                "hours": chance.choice(list(HOURS)),
                "open": chance.choice([*HARD, *[f"Vi følger opp ungdom tett, nr. {number}"] * 20]),
            }
        )
    return people


PEOPLE = _drawn()
Tool = Callable[[Path], Path]


def _joined(person: dict[str, Any], separator: str, own: bool = True) -> str:
    others = [person["other"] if own else "Annet"] if person["other"] else []
    return separator.join([*person["means"], *others])


def _rest(person: dict[str, Any]) -> list[str]:
    return [*person["grid"], person["hours"], person["open"]]


def google(folder: Path) -> Path:
    head = ["Tidsmerke", ROLE, MULTIPLE, *(f"{GRID} [{group}]" for group in GROUPS), NUMBER, OPEN]
    rows = [["2024/05/01", p["role"], _joined(p, ", "), *_rest(p)] for p in PEOPLE]
    return write_csv(folder / "svar.csv", [head, *rows], sep=",")


def microsoft(folder: Path) -> Path:
    head = ["Id", "Starttidspunkt", "Fullføringstidspunkt", "E-post", "Navn", ROLE, MULTIPLE]
    head += [f"{GRID}.{group}" for group in GROUPS] + [NUMBER, OPEN]
    rows = [
        [
            str(n),
            "2024-05-01",
            "2024-05-01",
            "anonymous",
            "",
            p["role"],
            _joined(p, ";") + ";",
            *_rest(p),
        ]
        for n, p in enumerate(PEOPLE, 1)
    ]
    return write_csv(folder / "svar.csv", [head, *rows], sep=",")


def surveymonkey(folder: Path) -> Path:
    choices = [*MEANS, NONE]
    head = ["Respondent ID", "Collector ID", ROLE, MULTIPLE, *("" for _ in choices)]
    head += [GRID, *("" for _ in GROUPS[1:]), NUMBER, OPEN]
    second = ["", "", "Response", *choices, "Annet (spesifiser)", *GROUPS]
    second += ["Open-Ended Response"] * 2
    rows = [
        [
            str(n),
            "4",
            p["role"],
            *(c if c in p["means"] else "" for c in choices),
            p["other"],
            *_rest(p),
        ]
        for n, p in enumerate(PEOPLE, 1)
    ]
    return write_csv(folder / "svar.csv", [head, second, *rows], sep=",")


def limesurvey(folder: Path) -> Path:
    choices = [*MEANS, NONE]
    head = ["Response ID", "Date submitted", "Last page", "Start language", ROLE]
    head += [f"{MULTIPLE} [{choice}]" for choice in [*choices, "Annet"]]
    head += [*(f"{GRID} [{group}]" for group in GROUPS), NUMBER, OPEN]
    rows = [
        [
            str(n),
            "2024-05-01",
            "4",
            "nb",
            p["role"],
            *("Ja" if c in p["means"] else "Nei" for c in choices),
            p["other"],
            *_rest(p),
        ]
        for n, p in enumerate(PEOPLE, 1)
    ]
    return write_csv(folder / "svar.csv", [head, *rows], sep=",")


def qualtrics(folder: Path) -> Path:
    names = ["StartDate", "Finished", "ResponseId", "Q1", "Q2", "Q2_5_TEXT"]
    texts = ["Start Date", "Finished", "Response ID", ROLE, f"{MULTIPLE} - Selected Choice"]
    texts += [f"{MULTIPLE} - Annet - Text"]
    names += [f"Q3_{n}" for n, _ in enumerate(GROUPS, 1)] + ["Q4", "Q5"]
    texts += [*(f"{GRID} - {group}" for group in GROUPS), NUMBER, OPEN]
    rows = [
        [
            "2024-05-01",
            "True",
            f"R_{n}",
            p["role"],
            _joined(p, ",", own=False),
            p["other"],
            *_rest(p),
        ]
        for n, p in enumerate(PEOPLE, 1)
    ]
    ids = [f'{{"ImportId":"{name}"}}' for name in names]
    return write_csv(folder / "svar.csv", [names, texts, ids, *rows], sep=",")


def spss(folder: Path) -> Path:
    scale, choices = [*SCALE, "Vet ikke"], [*MEANS, NONE, "Annet"]
    columns: dict[str, list[Any]] = {"rolle": [ROLES.index(p["role"]) + 1.0 for p in PEOPLE]}
    labels, options = {"rolle": ROLE}, {"rolle": dict(enumerate(ROLES, 1))}
    for place, choice in enumerate(choices):
        columns[f"tiltak_{place}"] = [
            float(choice in p["means"] or (choice == "Annet" and p["other"] != "")) for p in PEOPLE
        ]
        labels[f"tiltak_{place}"] = f"{MULTIPLE} - {choice}"
        options[f"tiltak_{place}"] = {0: "Ikke valgt", 1: "Valgt"}
    for place, group in enumerate(GROUPS):
        columns[f"gruppe_{place}"] = [
            scale.index(given) + 1.0 if (given := p["grid"][place]) else None for p in PEOPLE
        ]
        labels[f"gruppe_{place}"] = f"{GRID} - {group}"
        options[f"gruppe_{place}"] = dict(enumerate(scale, 1))
    columns |= {"timer": [HOURS[p["hours"]] for p in PEOPLE], "grep": [p["open"] for p in PEOPLE]}
    labels |= {"timer": NUMBER, "grep": OPEN}
    path = folder / "svar.sav"
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels=labels,
        variable_value_labels=options,
        variable_measure={"timer": "scale"},
    )
    return path


TOOLS = [google, microsoft, surveymonkey, limesurvey, qualtrics, spss]


def listed(column: pd.Series) -> list[object]:
    """The values, None for what is missing."""
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]


@pytest.mark.parametrize("tool", TOOLS)
def test_each_tools_export_gives_the_same_answers(tool, tmp_path):
    study = tmp_path / "studie"
    told = new_wave("2024", tool(tmp_path), study)
    assert "The check finds no problem in the answers." in told
    read = read_study(study)
    (wave,) = read.config.waves
    view = read.questionnaire.view("2024")
    answers, unknown = ingest(read_export(study / wave.export), None, view, wave, lambda text: text)
    assert unknown.empty
    of_text = {question.text["nb"]: question for question in view}
    option = {q.id: {o.id: o.text["nb"] for o in q.options} for q in view}

    role = of_text[ROLE].id
    assert answers[role].map(option[role]).to_list() == [p["role"] for p in PEOPLE]

    grid = of_text[GRID]
    assert grid.type == "grid"
    assert grid.ordered
    assert [o.text["nb"] for o in grid.options] == [*SCALE, "Vet ikke"]
    for place, item in enumerate(grid.items):
        given = [p["grid"][place] for p in PEOPLE]
        why = {"Vet ikke": "dont_know", "": "blank"}
        found = answers[item.id].map(option[grid.id])
        assert listed(found) == [None if text in why else text for text in given]
        assert listed(answers[f"{item.id}__why"]) == [why.get(text) for text in given]

    means = of_text[MULTIPLE]
    assert means.type == "multiple"
    chosen = {item.text["nb"]: (answers[item.id] == "selected").to_list() for item in means.items}
    for text in (*MEANS, NONE):
        assert chosen.pop(text) == [text in p["means"] for p in PEOPLE]
    assert list(chosen.values()) == [[bool(p["other"]) for p in PEOPLE]]
    assert [item.exclusive for item in means.items if item.text["nb"] == NONE] == [True]

    assert listed(answers[of_text[NUMBER].id]) == [HOURS[p["hours"]] for p in PEOPLE]
    assert listed(answers[of_text[OPEN].id]) == [normalise(p["open"]) or None for p in PEOPLE]
