"""A small study for the tests: forty offices, two waves in plain csv, every type of question."""

import csv
from pathlib import Path

SIZES = ("small", "large")
CONFIG = """
title: {nb: Prøveundersøkelsen}
institute: Prøveinstituttet
languages: [nb]
waves:
  "2017":
    export: study/waves/2017/responses.csv
    respondent: kontor
    frame: study/waves/2017/frame.csv
    synthetic: true
  "2021":
    export: study/waves/2021/responses.csv
    respondent: kontor
    frame: study/waves/2021/frame.csv
    synthetic: true
frame:
  respondent: kontor
  variables:
    size:
      text: {nb: Størrelse}
      values: {small: {nb: Liten}, large: {nb: Stor}}
design: {strata: [size]}
breaks: [size]
suppression: {minimum_base: 3}
open: {encoder: tfidf}
"""
QUESTIONNAIRE = """
scales:
  yes_no:
    options:
      - {id: yes, text: {nb: Ja}, code: 1}
      - {id: no, text: {nb: Nei}, code: 2}
      - {id: dont_know, text: {nb: Vet ikke}, code: 9, missing: dont_know}
  agree:
    ordered: true
    options:
      - {id: agree, text: {nb: Enig}, code: 1}
      - {id: neither, text: {nb: Verken eller}, code: 2}
      - {id: disagree, text: {nb: Uenig}, code: 3}
themes:
  - {id: need, title: {nb: Behov for endring}}
  - {id: work, title: {nb: Arbeidet ved kontoret}}
questions:
  - id: needed
    type: single
    theme: need
    text: {nb: "Ser du behov for endringer?"}
    scale: yes_no
    columns: {"2017": q1, "2021": q1}
  - id: views
    type: grid
    theme: work
    text: {nb: "Hvor enig er du i påstandene?"}
    scale: agree
    items:
      - {id: time, text: {nb: Vi har nok tid}, columns: {"2017": q2a, "2021": q2a}}
      - {id: tools, text: {nb: Vi har gode verktøy}, columns: {"2017": q2b, "2021": q2b}}
  - id: channels
    type: multiple
    theme: work
    text: {nb: "Hvordan treffer dere brukerne?"}
    items:
      - {id: phone, text: {nb: Telefon}, columns: {"2017": q3_1, "2021": q3_1}}
      - {id: office, text: {nb: På kontoret}, columns: {"2017": q3_2, "2021": q3_2}}
  - id: staff
    type: number
    theme: work
    text: {nb: "Hvor mange veiledere har dere?"}
    minimum: 0
    maximum: 50
    columns: {"2017": q4, "2021": q4}
  - id: practice
    type: open
    theme: work
    text: {nb: "Hva vil du framheve?"}
    columns: {"2017": q5, "2021": q5}
"""
CODEBOOK = """
version: 1
codes:
  - {id: follow_up, name: {nb: Tett oppfølging}, definition: {nb: Hyppig kontakt med brukeren}}
  - {id: debt, name: {nb: Økonomisk rådgivning}, definition: {nb: Gjeldsrådgivning og forvaltning}}
"""
ANSWERS = (
    "Tett oppfølging av de unge",
    "Vi har ukentlige samtaler med brukerne",
    "Økonomisk rådgivning til familier. Gjeldsrådgiver i hele stillingen",
    "Samarbeid med bedrifter om praksisplasser",
    "vet ikke",
    "Frivillig forvaltning av økonomien hindrer nye krav",
    "Rask avklaring mot helseytelser",
)


def respondent_rows(wave: str) -> list[list[str]]:
    """Twenty-four answers; the second wave has some changed answers and four new offices."""
    shift = {"2017": 0, "2021": 4}.get(wave, 8)
    rows = []
    for place in range(24):
        office = place + shift
        rows.append(
            [
                f"K{office:02}",
                str([1, 2, 2, 1, 9][(office + shift) % 5]),
                str(1 + office % 3),
                str(1 + (office + shift // 4) % 3),
                str(office % 2),
                str((office + 1) % 2 if office % 3 else 1),
                str(3 + office % 11),
                ANSWERS[office % len(ANSWERS)] if office % 4 else "",
            ]
        )
    return rows


def write_wave(folder: Path, wave: str) -> None:
    """Write the export and the frame of one wave."""
    target = folder / "study/waves" / wave
    target.mkdir(parents=True)
    write_rows(
        target / "responses.csv",
        [
            ["kontor", "q1", "q2a", "q2b", "q3_1", "q3_2", "q4", "q5"],
            *respondent_rows(wave),
        ],
    )
    write_rows(
        target / "frame.csv",
        [["kontor", "size"], *([f"K{office:02}", SIZES[office % 2]] for office in range(40))],
    )


def write_rows(path: Path, rows: list[list[str]]) -> None:
    """Write a csv as a survey tool does in Norway."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows(rows)


def write_study(folder: Path) -> Path:
    """Write the whole study and return its folder."""
    for wave in ("2017", "2021"):
        write_wave(folder, wave)
    for name, text in (
        ("config.yaml", CONFIG),
        ("study/questionnaire.yaml", QUESTIONNAIRE),
        ("study/codebook.yaml", CODEBOOK),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
