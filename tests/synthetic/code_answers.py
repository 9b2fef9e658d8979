"""Fill in the review sheet of 2017 as a coder who knows the truth would.

`python tests/synthetic/code_answers.py RESULTS` takes the sheet from a finished run's `results/`
folder and writes `study/waves/2017/review/syntetisk.xlsx`. The coder is as synthetic as the
answers: the codes are those that `truth.csv` gives the sentences.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from chance import uniform

from godegrep.coding.codes import to_code
from godegrep.coding.workbook.layout import CODE_COLUMNS, COLUMNS, FIRST_ROW, NO_CODE, label
from godegrep.coding.workbook.texts import review_texts
from godegrep.core.files import read_json
from godegrep.core.spreadsheet import save
from godegrep.masking.personal_data import mask
from godegrep.material.segments import long_answers
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_study

ROOT = Path(__file__).parents[2]
SHEET = ROOT / "study/waves/2017/review/syntetisk.xlsx"
WAVE, LANGUAGE = "2017", "nb"
GOOD_AS_QUOTE = 0.25

Span = tuple[int, int, str]


def spans(answer: str, sentences: list[tuple[str, str]]) -> Iterator[Span]:
    """Where each true sentence stands in the masked answer, with its code."""
    at = 0
    for text, code in sentences:
        masked = mask(text)
        start = answer.find(masked, at)
        if start < 0:
            start = answer.find(masked)
        if start >= 0:
            at = start + len(masked)
            yield start, at, code


def codes_of(start: int, end: int, true: list[Span]) -> list[str]:
    """The codes of the sentences that a segment holds at least half of, or that hold half of it."""
    found = []
    for first, last, code in true:
        common = min(end, last) - max(start, first)
        if 2 * common >= min(end - start, last - first) and code and code not in found:
            found.append(code)
    return found[: len(CODE_COLUMNS)]


def decisions(results: Path) -> dict[str, list[str]]:
    """The true codes of every segment that a person is to code."""
    folder = results / WAVE
    questionnaire = from_dict(read_json(folder / "questionnaire.json"))
    answers = long_answers(pd.read_parquet(folder / "checked.parquet"), questionnaire)
    sentences: dict[tuple[str, str], list[tuple[str, str]]] = {}
    with (ROOT / "tests/synthetic/truth.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["wave"] == WAVE:
                key = (row["respondent"], row["question"])
                sentences.setdefault(key, []).append((row["text"], row["code"]))
    true = {
        (respondent, question): list(spans(text, sentences.get((respondent, question), [])))
        for respondent, question, text in answers.itertuples(index=False)
    }
    return {
        row.segment: codes_of(row.start, row.end, true[row.respondent, row.question])
        for row in to_code(pd.read_parquet(folder / "segments.parquet")).itertuples()
    }


def fill_in(results: Path, coded: Mapping[str, list[str]]) -> None:
    """Write the codes into a copy of the sheet, and mark some segments as good quotes."""
    from openpyxl import load_workbook

    codebook = read_study(ROOT).codebook
    labels = {code.id: label(code, LANGUAGE) for code in codebook.codes}
    none = f"{review_texts(LANGUAGE).no_code} [{NO_CODE}]"
    workbook = load_workbook(results / WAVE / "review.xlsx", rich_text=True)
    sheet = workbook[review_texts(LANGUAGE).coding]
    column = {name: place for place, name in enumerate(COLUMNS, start=1)}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        segment = sheet.cell(row, column["segment"]).value
        codes = [labels[code] for code in coded[segment]] or [none]
        for name, text in zip(CODE_COLUMNS, codes, strict=False):
            sheet.cell(row, column[name]).value = text
        if coded[segment] and uniform("quote", segment) < GOOD_AS_QUOTE:
            sheet.cell(row, column["quote"]).value = "ja"
    save(workbook, SHEET)


if __name__ == "__main__":
    results = Path(sys.argv[1])
    fill_in(results, decisions(results))
