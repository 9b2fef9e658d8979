"""Personal data planted wherever an export can hold them are in no file that the workflow makes."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import load_workbook
from support.once import once
from support.small_study import CONFIG, QUESTIONNAIRE, respondent_rows, write_rows, write_study
from support.snakemake import finish, snakemake

pytestmark = pytest.mark.workflow

NAME, MAIL, PHONE, FNR, ACCOUNT = (
    "Ingebjørg Nordmann",
    "ingebjorg@kommune.no",
    "98765432",
    "15067834109",
    "8601.11.17947",
)
PLANTS = (NAME, "Nordmann", MAIL, PHONE, FNR, ACCOUNT, "Storgata 12", "Zebedeus")
HIDDEN, UNREAD, MEMO = "hvalrosskantine", "pingvinkurs", "krokodillenotat"
"""In an answer that must not be quoted, in one that nobody has read, in what a coder noted."""
OTHER = """
  - id: contact
    type: single
    theme: work
    text: {nb: "Hvordan nås dere best?"}
    options:
      - {id: desk, text: {nb: I skranken}, code: 1}
      - {id: other, text: {nb: Annet}, own_words: true}
    columns: {"2017": q6, "2021": q6}
  - id: helpers
    type: multiple
    theme: work
    text: {nb: "Hvem hjelper dere?"}
    separator: {"2017": ";", "2021": ";"}
    columns: {"2017": q7, "2021": q7}
    items:
      - {id: school, text: {nb: Skolen}}
      - {id: other, text: {nb: Annet}, own_words: true}
"""


def planted(wave: str) -> Iterator[list[str]]:
    yield ["kontor", "q1", "q2a", "q2b", "q3_1", "q3_2", "q4", "q5", "q6", "q7", "leder", "epost"]
    told = (
        f"spør {NAME}",
        f"ring {PHONE[:2]} {PHONE[2:4]} {PHONE[4:6]} {PHONE[6:]} eller {PHONE}",
        f"skriv til {MAIL}",
        f"konto {ACCOUNT}, fnr {FNR[:6]} {FNR[6:]} og {FNR}",
        "hun bor i Storgata 12, 0155 Oslo",
        "min kollega Zebedeus Okonkwo vet mer",
    )
    for number, row in enumerate(respondent_rows(wave)):
        plant = told[number % len(told)]
        answer = f"{row[-1] or 'Tett oppfølging'}. {plant.capitalize()}\n- {plant}"
        answer += {0: f"\n- {HIDDEN}", 5: f"\n- {UNREAD}"}.get(number, "")
        yield [*row[:-1], answer, plant if number % 2 else "1", f"Skolen;{plant}", NAME, MAIL]


def write_planted_study(folder: Path) -> Path:
    study = write_study(folder)
    (study / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (study / "study/questionnaire.yaml").write_text(QUESTIONNAIRE + OTHER, encoding="utf-8")
    for wave in ("2017", "2021"):
        at = study / "study/waves" / wave
        write_rows(at / "responses.csv", list(planted(wave)))
        frame = [
            [f"K{n:02}", ("small", "large")[n % 2], NAME, f"{MAIL} {PHONE}"] for n in range(40)
        ]
        write_rows(at / "frame.csv", [["kontor", "size", "leder", "kontakt"], *frame])
    return study


def texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """What a file holds as text: itself, the files in it, the values of a table."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from texts(f"{name}/{member}", archive.read(member))
    elif content.startswith(b"PAR1"):
        yield name, pd.read_parquet(io.BytesIO(content)).to_json(force_ascii=False)
    else:
        yield name, content.decode("utf-8", "ignore")
        yield name, content.decode("utf-32-le", "ignore")  # as numpy keeps texts


def found(folder: Path, said: str = "", plants: tuple[str, ...] = PLANTS) -> set[tuple[str, str]]:
    """The plants in the files below a folder, and in what was said."""
    held = [("said", said)]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(path.relative_to(folder))
        held += texts(name, path.read_bytes())
        if path.suffix == ".sav":  # its texts lie in pieces
            held.append((name, pyreadstat.read_sav(path)[0].to_json(force_ascii=False)))
    return {(name, plant) for name, text in held for plant in plants if plant in text}


def made(study: Path, said: str) -> set[tuple[str, str]]:
    """The plants in all that a run made, Snakemake's own notes included."""
    return {
        plant
        for folder in ("results", "reports", ".snakemake")
        for plant in found(study / folder, said)
    }


@pytest.fixture(scope="session")
def run(tmp_path_factory) -> Path:
    """The planted study with its reports, and what the run said."""

    def make(folder: Path) -> None:
        said = finish(write_planted_study(folder / "study"))
        (folder / "said.txt").write_text(said, encoding="utf-8")

    return once(tmp_path_factory, "planted", make)


def test_no_file_after_the_export_holds_what_was_planted(run):
    study = run / "study"
    assert {plant for _, plant in found(study / "study")} == set(PLANTS)
    assert (study / "results/2017/review.xlsx").is_file()
    assert not made(study, (run / "said.txt").read_text(encoding="utf-8"))
    answers = pd.read_parquet(study / "results/2017/answers.parquet")
    assert answers["practice"].str.contains(r"\[(?:NAVN|TELEFON|EPOST|KONTO|ADRESSE)\]").sum() == 24


def code_with_marks(study: Path) -> None:
    """Kari codes all but what holds UNREAD, hides what holds HIDDEN, and notes MEMO."""
    workbook = load_workbook(study / "results/2017/review.xlsx", rich_text=True)
    heading, *rows = workbook["Koding"].iter_rows()
    column = {cell.value: place for place, cell in enumerate(heading)}
    for row in rows:
        text = row[column["Det som skal kodes"]].value
        if UNREAD not in text:
            row[column["Kode 1"]].value = "Tett oppfølging [follow_up]"
        if HIDDEN in text:
            row[column["Må skjules"]].value, row[column["Notat"]].value = "ja", MEMO
    folder = study / "study/waves/2017/review"
    folder.mkdir()
    workbook.save(folder / "kari.xlsx")


def test_only_what_is_made_to_hold_the_answers_holds_them(run, tmp_path):
    study = shutil.copytree(run / "study", tmp_path / "study")
    code_with_marks(study)
    exports = ("codes.qdpx", "codebook.qdc", "codes.csv", "codes_by_group.csv", "answers.sav")
    run_said = snakemake(study, "reports/", *(f"results/2017/export/{name}" for name in exports))
    assert run_said.returncode == 0, run_said.stdout
    assert not made(study, run_said.stdout)
    marks = (HIDDEN, UNREAD, MEMO)
    assert not found(study / "reports", run_said.stdout, marks)
    assert {path.name for path in (study / "results/2017/export").iterdir()} >= set(exports)
    held = found(study / "results/2017/export", plants=marks)
    assert {(Path(name).parts[0], mark) for name, mark in held} == {
        *(("codes.qdpx", mark) for mark in marks),
        *((name, mark) for name in ("answers.sav", "answers.csv") for mark in (HIDDEN, UNREAD)),
    }


def test_nor_does_what_is_told_of_values_that_are_wrong(tmp_path):
    """In a column of numbers, as text and as a number, and in those of closed questions."""
    study = write_planted_study(tmp_path)
    rows = list(planted("2017"))
    rows[1][6], rows[2][1], rows[3][2], rows[4][6] = f"ring {PHONE}", NAME, f"2 {MAIL}", FNR
    rows[5][6] = PHONE
    write_rows(study / "study/waves/2017/responses.csv", rows)
    run_said = snakemake(study)
    assert run_said.returncode != 0
    assert not made(study, run_said.stdout)


def test_the_search_sees_into_files(tmp_path):
    pd.DataFrame({"a": [NAME]}).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame({"a": [MAIL]}).to_excel(tmp_path / "b.xlsx")

    np.savez_compressed(tmp_path / "c.npz", a=np.array([PHONE]))
    (tmp_path / "d.log").write_text(FNR)
    assert {plant for _, plant in found(tmp_path)} == {NAME, "Nordmann", MAIL, PHONE, FNR}
