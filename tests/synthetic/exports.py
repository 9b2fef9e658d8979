"""The two tools' exports as bytes: a workbook like SurveyXact's, a csv like LimeSurvey's.

`answers` is a list with one mapping a row, from item to what was answered: an option's id,
`selected`, a number or a text; nothing where nothing was answered.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

import openpyxl

from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import SELECTED
from godegrep.study.questionnaire import Item, Question, Questionnaire

STATUSES = ("Ny", "Distribuert", "Noen svar", "Gjennomført", "Frafalt")
STRUCTURE = (
    *("questionName", "variableName", "questionType", "subType"),
    *("questionText", "choiceValue", "choiceText"),
)
SAVED = "2017-07-03T08:00:00Z"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
Cell = str | int | None
Row = Sequence[Cell]
Answers = Sequence[Mapping[str, str]]


def _bokmal(text: Mapping[str, str]) -> str:
    return in_language(text, "nb")


def _blanks(number: int) -> str:
    """The blanks and line breaks that SurveyXact leaves at the end of some texts."""
    return ("", " ", "", "\n", "   ")[number % 5]


def _is_number(question: Question) -> bool:
    return question.type == "number"


def _structure(questionnaire: Questionnaire, wave: str, respondent: str) -> Iterator[Row]:
    yield list(STRUCTURE)
    for question in questionnaire:
        stem = _bokmal(question.wording(wave))
        for place, item in enumerate(question.items, 1):
            column, text = item.columns[wave], _bokmal(item.text)
            if question.type == "multiple":
                name, end = column.rpartition("_")[0], _blanks(place)
                yield [name, column, "Closed", "Multiple", stem, place, text + end]
            elif question.type == "grid":
                end = _blanks(place + 1)
                yield [column, column, "Closed", "Single", f"{stem} - {text}{end}", "", None]
            elif question.type == "single":
                yield [column, column, "Closed", "Single", stem, "", None]
            else:
                kind = "Number" if _is_number(question) else "String"
                yield [column, column, "Open", kind, stem, "", None]
    yield [respondent, respondent, "Open", "String", "Kontornummer", "", None]
    for place, status in enumerate(STATUSES, 1):
        column = f"stato_{place}"
        yield ["statoverall", column, "Closed", "Multiple", "Samlet status", place, status]


def _box(column: str) -> Iterator[Row]:
    yield [column, 0, "Ikke valgt"]
    yield [column, 1, "Valgt"]


def _labels(questionnaire: Questionnaire, wave: str) -> Iterator[Row]:
    for question, item in questionnaire.items("single", "grid", "multiple"):
        column = item.columns[wave]
        if question.type == "multiple":
            yield from _box(column)
        else:
            for place, option in enumerate(question.options):
                text = _bokmal(option.text) + (" " if place % 3 == 1 else "")
                yield [column, int(option.code), text]
    for place in range(1, len(STATUSES) + 1):
        yield from _box(f"stato_{place}")


def _surveyxact_value(question: Question, item: Item, row: Mapping[str, str]) -> Cell:
    value = row.get(item.id, "")
    if question.type == "multiple":
        return int(value == SELECTED)
    if value and _is_number(question):
        return int(value)
    if question.type in ("single", "grid") and value:
        return int(next(option.code for option in question.options if option.id == value))
    return value


def surveyxact(questionnaire: Questionnaire, wave: str, respondent: str, answers: Answers) -> bytes:
    """The workbook: a row for everyone invited, boxes of those who never started 0.

    Each row also has `respondent` and `status`.
    """
    items = questionnaire.items()
    dataset: list[Row] = [
        [item.columns[wave] for _, item in items]
        + [respondent]
        + [f"stato_{place}" for place in range(1, len(STATUSES) + 1)]
    ]
    for row in answers:
        values = [_surveyxact_value(question, item, row) for question, item in items]
        status: list[Cell] = [int(row["status"] == name) for name in STATUSES]
        dataset.append([*values, row["respondent"], *status])
    sheets: dict[str, Iterable[Row]] = {
        "Labels": _labels(questionnaire, wave),
        "Dataset": dataset,
        "Structure": _structure(questionnaire, wave, respondent),
    }
    return _workbook(sheets)


def _workbook(sheets: Mapping[str, Iterable[Row]]) -> bytes:
    """An xlsx that is the same each time: no time of saving, the parts sorted and undated."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w") as undated:
        for name in sorted(parts.namelist()):
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", SAVED.encode(), content)
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            undated.writestr(entry, content)
    return fixed.getvalue()


def _limesurvey_value(question: Question, item: Item, row: Mapping[str, str], wave: str) -> str:
    value = row.get(item.id, "")
    if question.type == "multiple":
        return "Ja" if value == SELECTED else ""
    if question.type in ("single", "grid") and value:
        option = next(option for option in question.options if option.id == value)
        return option.codes[wave][0] if wave in option.codes else _bokmal(option.text)
    return value


def limesurvey(questionnaire: Questionnaire, wave: str, answers: Answers) -> bytes:
    """The csv with codes as headings and answers in full: a row for everyone who began.

    Each row also has `respondent`, `submitdate` (blank for who broke off) and `lastpage`.
    """
    items = questionnaire.items()
    own = ["id", "submitdate", "lastpage", "startlanguage", "token"]
    handle = io.StringIO(newline="")
    writer = csv.writer(handle, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(own + [item.columns[wave] for _, item in items])
    for number, row in enumerate(answers, 1):
        values = [_limesurvey_value(question, item, row, wave) for question, item in items]
        meta = [str(number), row["submitdate"], row["lastpage"], "nb", row["respondent"]]
        writer.writerow(meta + values)
    return ("\ufeff" + handle.getvalue()).encode()
