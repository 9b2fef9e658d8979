"""Small exports in the formats of the survey tools, made for the tests."""

import csv
from pathlib import Path

from openpyxl import Workbook

HEADER = [
    *("questionName", "variableName", "questionType", "subType"),
    *("questionText", "choiceValue", "choiceText"),
]
STRUCTURE = [
    ["s_1", "s_1", "Closed", "Single", "Hvor stort er kontoret? ", "", ""],
    ["s_2", "s_2_1", "Closed", "Single", "Hvor enig er du? - Vi har nok tid\n", "", ""],
    ["s_2", "s_2_2", "Closed", "Single", "Hvor enig er du? - Vi har nok folk", "", ""],
    ["s_3", "s_3_1", "Closed", "Multiple", "Hvilke tiltak bruker dere?", 1, "Kurs \n"],
    ["s_3", "s_3_2", "Closed", "Multiple", "Hvilke tiltak bruker dere?", 2, "Praksis"],
    ["s_3", "s_3_3", "Closed", "Multiple", "Hvilke tiltak bruker dere?", 3, "Annet, hva:"],
    ["s_5", "s_5", "Open", "String", "Hva har virket godt?", "", ""],
    ["statoverall", "stato_1", "Closed", "Multiple", "Samlet status", 1, "Ny"],
    ["statoverall", "stato_2", "Closed", "Multiple", "Samlet status", 2, "Distribuert"],
    ["statoverall", "stato_3", "Closed", "Multiple", "Samlet status", 3, "Noen svar"],
    ["statoverall", "stato_4", "Closed", "Multiple", "Samlet status", 4, "Gjennomført"],
    ["statoverall", "stato_5", "Closed", "Multiple", "Samlet status", 5, "Frafalt"],
    ["s_4", "s_4", "Open", "String", "Hvilke tiltak bruker dere? - Annet, hva:", "", ""],
]
AGREE = [(1, "Helt uenig"), (2, "Uenig "), (3, "Enig"), (4, "Helt enig"), (5, "Vet ikke")]
LABELS = [
    *(["s_1", 1, "Lite "], ["s_1", 2, "Stort"]),
    *([f"s_2_{row}", code, text] for row in (1, 2) for code, text in AGREE),
    *(
        [f"s_3_{box}", tick, text]
        for box in (1, 2, 3)
        for tick, text in ((0, "Ikke valgt"), (1, "Valgt"))
    ),
]
VARIABLES = [line[1] for line in STRUCTURE]
STATUS = {"new": 0, "sent": 1, "some": 2, "done": 3, "left": 4}


def row(
    status: str,
    s_1: object = "",
    s_2: tuple[object, object] = ("", ""),
    s_3: tuple[int, int, int] = (0, 0, 0),
    s_5: str = "",
    s_4: str = "",
) -> list[object]:
    """One respondent as SurveyXact writes it: 0 for every box that is not ticked."""
    dummies = [int(place == STATUS[status]) for place in range(5)]
    return [s_1, *s_2, *s_3, s_5, *dummies, s_4]


ANSWERS = [
    row("done", 1, (1, 5), (1, 1, 0), "Tett oppfølging"),
    row("done", 2, (4, 4), (0, 0, 1), "None", s_4="Mentor"),
    row("done", 2, (3, ""), (0, 0, 0)),
    row("some", 1, (2, ""), (0, 0, 0)),
    row("sent"),
    row("new"),
    row("left", 1),
]


def surveyxact_xlsx(path: Path, answers: list[list[object]] | None = None) -> Path:
    """A workbook of three sheets, as SurveyXact exports it."""
    workbook = Workbook()
    sheets = {
        "Labels": LABELS,
        "Dataset": [VARIABLES, *(ANSWERS if answers is None else answers)],
        "Structure": [HEADER, *STRUCTURE],
    }
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in rows:
            sheet.append([None if cell == "" else cell for cell in line])
    del workbook["Sheet"]
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def surveyxact_csv(folder: Path, delimiter: str, encoding: str, identifying: bool = False) -> Path:
    """The same as three delimited files; `identifying` adds five columns before the answers."""
    folder.mkdir(parents=True)
    who = [[f"{n}", f"99{n}", "Kari", f"Li{n}", f"k{n}@nav.no"] for n in range(len(ANSWERS))]
    heads, rows = VARIABLES, ANSWERS
    if identifying:
        heads = ["id", "orgnr", "forn", "ettern", "email", *VARIABLES]
        rows = [[*person, *answer] for person, answer in zip(who, ANSWERS, strict=True)]
    for name, lines in {
        "dataset": [heads, *rows],
        "structure": [HEADER, *STRUCTURE],
        "labels": LABELS,
    }.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(lines)
    return folder


def write_csv(path: Path, lines: list[list[str]], encoding: str = "utf-8", sep: str = ";") -> Path:
    """A delimited file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=sep).writerows(lines)
    return path


LIME_HEADINGS = [
    *("id", "submitdate", "lastpage", "startlanguage", "kontornr"),
    "Q1. Hvor stort er kontoret?",
    "Q2[SQ1]. Hvor enig er du? [Vi har nok tid]",
    "Q2[SQ2]. Hvor enig er du? [Vi har nok folk]",
    "Q3[SQ1]. Hvilke tiltak bruker dere? [Kurs]",
    "Q3[SQ2]. Hvilke tiltak bruker dere? [Praksis]",
    "Q3[other]. Hvilke tiltak bruker dere? [Annet]",
    "Q4. Hva har virket svært godt?",
]
LIME_ANSWERS = [
    *(
        [
            "1",
            "2021-02-01 10:00:00",
            "3",
            "nb",
            "K1",
            "Lite",
            "Enig",
            "Uenig",
            "Ja",
            "Nei",
            "",
            "Kurs",
        ],
    ),
    *(
        [
            "2",
            "2021-02-01 10:00:00",
            "3",
            "nb",
            "K2",
            "Stort",
            "Helt enig",
            "Vet ikke",
            "Nei",
            "Nei",
            "",
            "",
        ],
    ),
    *(["3", "", "1", "nb", "K3", "Stort", "", "", "", "", "", ""],),
    *(["4", "", "0", "nb", "K4", "", "", "", "", "", "", ""],),
]


def limesurvey_csv(path: Path) -> Path:
    """A LimeSurvey export: byte order mark, semicolons, codes and full texts as headings."""
    return write_csv(path, [LIME_HEADINGS, *LIME_ANSWERS], encoding="utf-8-sig")
