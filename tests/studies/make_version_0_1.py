"""How `version_0_1/` was made: `python tests/studies/make_version_0_1.py`, with version 0.1.

It was run once, at commit 5311b31, and is kept to show where the files come from. Run with a later
version it would replace what 0.1 made by what that version makes, and `tests/test_old_studies.py`
would hold the version against itself.

The study's own files are written by hand. The script makes the answers of both waves, which nobody
gave, and does what researchers would: run, code the first wave with the first codebook, run, agree,
take the second codebook, run, code the second wave, run. Then it keeps what came out.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

import pandas as pd
from openpyxl import Workbook, load_workbook
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
STUDY = Path(__file__).parent / "version_0_1"
FIRST, SECOND = "2019", "2023"
PARTS = (FIRST, SECOND, "trends")
ANSWERED = {FIRST: 54, SECOND: 57}
REGIONS = {"north": 22, "middle": 30, "south": 44}
SIZES = ("small", "large")
VIEWS = ("Helt enig", "Litt enig", "Litt uenig", "Helt uenig", "Usikker")
LENDING = ("På egen hånd", "Sammen med klassen", "Bokkasser i klasserommet", "Digitalt")
PRACTICE = {
    "reading_time": (
        "Vi har tjue minutter lesetid hver dag",
        "Hver morgen begynner med stille lesing",
        "Lesetiden står på timeplanen for alle trinn",
        "Læreren leser høyt etter maten",
    ),
    "reading_groups": (
        "Elevene leser samme bok i små grupper",
        "Vi har lesegrupper på tvers av trinnene",
        "De eldste leser for de yngste i faste grupper",
    ),
    "author_visit": (
        "Forfattere kommer på besøk hvert halvår",
        "Den kulturelle skolesekken gir oss møter med forfattere",
        "Bibliotekaren fra folkebiblioteket kommer og snakker om bøker",
    ),
    "display": (
        "Nye bøker stilles ut foran i biblioteket",
        "Elevenes egne anbefalinger henger på veggen",
        "Vi legger bøker fram med forsiden opp",
        "Det står bøker på bordene i gangen",
    ),
    "homes": (
        "Foreldrene får tips om bøker på foreldremøtet",
        "Vi har leseavtaler med hjemmet",
        "De foresatte leser sammen med barna i leseukene",
    ),
    "competitions": (
        "Lesekonkurransen i januar engasjerer alle",
        "Klassen som leser flest sider, får diplom",
        "Vi deler ut premier for leste bøker",
    ),
    "": (
        "Biblioteket har åpent i friminuttene",
        "Elevene låner lydbøker på nettbrettet",
    ),
}
OBSTACLES = {
    "budget": (
        "Vi har for lite penger til bøker",
        "Budsjettet til biblioteket er kuttet",
        "Nye bøker er dyre",
    ),
    "hours_short": (
        "Bibliotekaren har bare fire timer i uka",
        "Det er for lite tid til lesing i de andre fagene",
        "Ingen har tid til å rydde i bøkene",
    ),
    "rooms": (
        "Biblioteket brukes som klasserom",
        "Rommet er for lite",
        "Bøkene står i en korridor uten sitteplasser",
    ),
    "screens": (
        "Mobilen tar all oppmerksomhet",
        "Elevene spiller heller på nettbrettet",
        "Alt arbeid foregår på skjerm",
    ),
}
NOTHING = ("vet ikke", "Ingen", "-")
PERSONAL = "Ring Kari Nordmann på 22 00 00 00 om prosjektet"
FIRST_CODEBOOK = """
version: 1
codes:
  - {id: reading_time, name: {nb: Lesetid}, definition: {nb: Fast tid til lesing hver dag}}
  - {id: reading_groups, name: {nb: Lesegrupper}, definition: {nb: Elever leser sammen i grupper}}
  - {id: author_visit, name: {nb: Forfatterbesøk}, definition: {nb: Forfattere kommer til skolen}}
  - {id: display, name: {nb: Synlige bøker}, definition: {nb: Bøker stilles ut og løftes fram}}
  - {id: homes, name: {nb: Hjemmene}, definition: {nb: Foreldre og foresatte trekkes inn}}
  - {id: competitions, name: {nb: Konkurranser}, definition: {nb: Lesekonkurranser og premier}}
  - {id: budget, name: {nb: Penger}, definition: {nb: For små budsjetter til bøker}}
  - {id: hours_short, name: {nb: Tid}, definition: {nb: For få timer til bibliotek og lesing}}
  - {id: rooms, name: {nb: Lokaler}, definition: {nb: Bibliotek som er for små}}
  - {id: screens, name: {nb: Skjermer}, definition: {nb: Mobil og spill tar tiden}}
"""
TODAY = {
    **dict.fromkeys(("reading_time", "reading_groups"), "shared_reading"),
    "author_visit": "visits",
}
"""What the second codebook calls the codes of the first."""

Row = dict[str, str]
Fill = Callable[[Row, int], Row]
"""What a coder writes into a row of the sheet, by column; the sheet has so many rows."""


# --- The answers ------------------------------------------------------------------------------


def schools() -> list[Row]:
    """Everyone invited, the same in both waves."""
    regions = [region for region, count in REGIONS.items() for _ in range(count)]
    chance = Random("schools")
    return [
        {"nummer": f"S{place:02}", "region": region, "size": chance.choice(SIZES)}
        for place, region in enumerate(regions, 1)
    ]


def answering(wave: str) -> list[Row]:
    """Those who answer: some schools are more willing than others, in both waves alike."""

    def willingness(school: Row) -> float:
        of_school = Random(school["nummer"]).random() + (school["region"] == "south") * 0.3
        return -of_school - Random(wave + school["nummer"]).random()

    return sorted(schools(), key=willingness)[: ANSWERED[wave]]


def open_answer(bank: dict[str, Sequence[str]], chance: Random) -> str:
    """Up to three sentences, or next to nothing."""
    if chance.random() < 0.12:
        return chance.choice(("", *NOTHING))
    codes = chance.sample(list(bank), k=chance.choice((1, 1, 2, 2, 3)))
    return ". ".join(chance.choice(bank[code]) for code in codes)


def answers(school: Row, wave: str) -> Row:
    """What a school answers, in words, by the id of the item."""
    chance = Random(f"{wave} {school['nummer']}")
    later, large = wave == SECOND, school["size"] == "large"
    fixed = chance.choices(("Ja", "Nei", "Vet ikke"), (0.5 + 0.25 * later, 0.35, 0.06))[0]
    views = [chance.choices(VIEWS, weights)[0] for weights in ((4, 5, 3, 1, 1), (1, 3, 5, 4, 1))]
    given = {
        "fixed_time": fixed,
        "minutes": str(chance.choice((20, 40, 60, 75, 100, 120))) if fixed == "Ja" else "",
        "enjoy": views[0],
        "books": views[1],
        "training": views[1] if chance.random() < 0.5 else chance.choice(VIEWS[:4]),
        "hours": str(chance.randrange(2, 14) + 8 * large),
        "lending": ";".join(way for way in LENDING if chance.random() < 0.4 + 0.2 * large),
        "good_practice": open_answer(PRACTICE, chance),
        "obstacles": open_answer(OBSTACLES, chance) if chance.random() < 0.8 else "",
    }
    return {item: "" if chance.random() < 0.03 else answer for item, answer in given.items()}


def coded_columns(given: Row) -> list[str]:
    """The row as the first wave's tool exports it: codes, and a column for each way to lend."""
    yes_no = {"Ja": "1", "Nei": "2", "Vet ikke": "9", "": ""}
    agreement = {"": "", **dict(zip(VIEWS, "12349", strict=True))}
    ticks = [str(int(way in given["lending"].split(";"))) for way in LENDING]
    views = [agreement[given[item]] for item in ("enjoy", "books", "training")]
    texts = [given["good_practice"], given["obstacles"]]
    return [yes_no[given["fixed_time"]], given["minutes"], *views, given["hours"], *ticks, *texts]


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";", lineterminator="\n").writerows(rows)


def write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> None:
    workbook = Workbook()
    for row in rows:
        numbers = (int(cell) if cell.isdecimal() else cell or None for cell in row)
        workbook.active.append(list(numbers))
    workbook.save(path)


def write_answers(study: Path) -> None:
    """Both exports and both frames."""
    for wave in (FIRST, SECOND):
        frame = schools()
        rows = [list(frame[0]), *(list(school.values()) for school in frame)]
        write_csv(study / f"study/waves/{wave}/skoler.csv", rows)
    first = [(school["nummer"], answers(school, FIRST)) for school in answering(FIRST)]
    first[4][1]["good_practice"] += f". {PERSONAL}"
    heads = "skolenr s1 s2 s3_1 s3_2 s3_3 s4 s5_1 s5_2 s5_3 s5_4 s6 s7".split()
    rows = [heads, *([number, *coded_columns(given)] for number, given in first)]
    write_csv(study / f"study/waves/{FIRST}/svar.csv", rows)
    questions = YAML(typ="safe").load(
        (study / "study/questionnaire.yaml").read_text(encoding="utf-8")
    )
    columns = [
        part["columns"][SECOND]
        for question in questions["questions"]
        for part in ([question] if "columns" in question else question["items"])
    ]
    second = ((school["nummer"], answers(school, SECOND)) for school in answering(SECOND))
    rows = [["Skolenummer", *columns], *([number, *given.values()] for number, given in second)]
    write_xlsx(study / f"study/waves/{SECOND}/svar.xlsx", rows)


# --- Coding -----------------------------------------------------------------------------------


def true_code(text: str) -> str:
    """The code of the sentence that a segment holds, or is a part of."""
    segment = text.strip(" .")
    for bank in (PRACTICE, OBSTACLES):
        for code, sentences in bank.items():
            if any(segment in sentence or sentence in segment for sentence in sentences):
                return code
    return ""


def as_coder(name: str, slips: float, part: float, version: int) -> Fill:
    """A coder who errs with the probability `slips` and codes the first `part` of the rows."""

    def fill(row: Row, rows: int) -> Row:
        chance = Random(name + row["segment"])
        code = true_code(row["Det som skal kodes"])
        if int(row["Nr."]) > part * rows:
            return {}
        if chance.random() < slips:
            code = chance.choice(list(PRACTICE if "good_practice" in row["segment"] else OBSTACLES))
        code = TODAY.get(code, code) if version == 2 else code
        filled = {"Kode 1": code or "ingen kode passer [-]"}
        filled |= {"Ny kode": "Åpent bibliotek"} if "friminutt" in row["Svaret"] else {}
        filled |= {"Notat": "Spør igjen neste gang"} if chance.random() < 0.05 else {}
        filled |= {"God som sitat": "ja"} if code and chance.random() < 0.3 else {}
        return filled | ({"Må skjules": "ja"} if "[NAVN]" in row["Svaret"] else {})

    return fill


def agreed(row: Row, rows: int) -> Row:
    """What two coders agree on when they have met; they have not come to the last rows yet."""
    code = true_code(row["Det som skal kodes"]) or "ingen kode passer [-]"
    return {"Kode 1": code} if int(row["Nr."]) < rows - 1 else {}


def fill_in(study: Path, wave: str, given: str, coder: str, fill: Fill) -> None:
    """Fill in a copy of a sheet that the workflow wrote, and save it under the coder's name."""
    workbook = load_workbook(study / "results" / wave / given, rich_text=True)
    sheet = workbook["Koding"]
    column = {str(cell.value): cell.column for cell in sheet[1]}
    for line in range(2, sheet.max_row + 1):
        row = {name: str(sheet.cell(line, place).value or "") for name, place in column.items()}
        for name, text in fill(row, sheet.max_row - 1).items():
            sheet.cell(line, column[name]).value = text
    target = study / f"study/waves/{wave}/review/{coder}.xlsx"
    target.parent.mkdir(exist_ok=True)
    workbook.save(target)


def snakemake(study: Path, *targets: str) -> None:
    command = [Path(sys.executable).parent / "snakemake", "-s", ROOT / "Snakefile"]
    subprocess.run([*command, "--directory", study, *targets], check=True)


def code_both_waves(study: Path) -> None:
    """The rounds of coding, the codebook changing between them."""
    book = study / "study/codebook.yaml"
    second_codebook = book.read_text(encoding="utf-8")
    book.write_text(FIRST_CODEBOOK, encoding="utf-8")
    snakemake(study, f"results/{FIRST}/review.xlsx")
    fill_in(study, FIRST, "review.xlsx", "kari", as_coder("kari", 0.06, 1, version=1))
    fill_in(study, FIRST, "review.xlsx", "ola", as_coder("ola", 0.15, 0.7, version=1))
    snakemake(study, f"results/{FIRST}/review/konsensus.xlsx")
    fill_in(study, FIRST, "review/konsensus.xlsx", "konsensus", agreed)
    book.write_text(second_codebook, encoding="utf-8")
    snakemake(study, f"results/{SECOND}/review.xlsx")
    fill_in(study, SECOND, "review.xlsx", "kari", as_coder("kari", 0.06, 0.8, version=2))


def keep(study: Path) -> None:
    """Put the answers, the sheets and what came of them beside the hand-written files."""
    shutil.copytree(study / "study/waves", STUDY / "study/waves", dirs_exist_ok=True)
    shutil.copy(study / f"results/{FIRST}/export/codes.qdpx", STUDY)
    for part in PARTS:
        target = STUDY / "expected" / part
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(study / f"reports/{part}/nb/numbers.csv", target)
        codes = study / f"results/{part}/codes.parquet"
        if codes.exists():
            pd.read_parquet(codes).to_csv(target / "codes.csv", index=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder)
        made = shutil.ignore_patterns("waves", "expected", "codes.qdpx")
        shutil.copytree(STUDY, study, dirs_exist_ok=True, ignore=made)
        write_answers(study)
        code_both_waves(study)
        snakemake(study, "reports/", f"results/{FIRST}/export/codes.qdpx")
        keep(study)
