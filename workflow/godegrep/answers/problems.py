"""A problem in a wave's answers: where it stands, what was expected, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from godegrep.study.questionnaire import Item, Question

FATAL, SERIOUS, NOTE = "fatal", "serious", "note"
SHOWN = 10


@dataclass(frozen=True)
class Problem:
    """One row of `problems.csv`; `docs/data.md` describes the columns."""

    severity: str
    kind: str
    item: str = ""
    column: str = ""
    row: str = ""
    value: str = ""
    count: int = 0
    expected: str = ""
    action: str = ""


PROBLEM_COLUMNS = ["severity", "wave", "file", "sheet", *list(Problem.__dataclass_fields__)[1:]]


def as_table(problems: Iterable[Problem], wave: str, file: str, sheet: str = "") -> pd.DataFrame:
    """The problems of a wave, the gravest first, with the columns of `PROBLEM_COLUMNS`."""
    severities = [FATAL, SERIOUS, NOTE]
    ordered = sorted(problems, key=lambda problem: severities.index(problem.severity))
    rows = [{**asdict(problem), "wave": wave, "file": file, "sheet": sheet} for problem in ordered]
    return pd.DataFrame(rows, columns=PROBLEM_COLUMNS).astype({"count": "int64"})


def fatal(problems: pd.DataFrame) -> list[str]:
    """A plain line for each problem that must stop the run."""
    return lines(problems[problems["severity"] == FATAL])


def lines(problems: pd.DataFrame) -> list[str]:
    """A plain line for each problem, as a person at a terminal reads it."""
    return [_line({str(k): v for k, v in row.items()}) for row in problems.to_dict("records")]


def _line(problem: Mapping[str, Any]) -> str:
    column = f"column {problem['column']}" if problem["column"] else ""
    sheet = f"sheet {problem['sheet']!r}" if problem["sheet"] else ""
    file = (f"wave {problem['wave']}", problem["file"], sheet)
    place = (*file, problem["item"], column, problem["row"])
    quoted = f"{problem['value']!r}, " if problem["value"] else ""
    times = "once" if problem["count"] == 1 else f"{problem['count']} times"
    return (
        f"{', '.join(filter(None, place))}: {problem['kind']}: {quoted}{times}; "
        f"expected {problem['expected']}. {problem['action']}"
    )


def listed(rows: Iterable[Any]) -> str:
    """`row 3 below the headings` or `rows 3, 17, … below the headings`, the first of them.

    Exports have one, two or three rows of headings, so that a bare number would mislead.
    """
    texts = [str(row) for row in sorted(map(int, rows))]
    shown = ", ".join(texts[:SHOWN]) + (", …" if len(texts) > SHOWN else "")
    return f"row{'' if len(texts) == 1 else 's'} {shown} below the headings"


def column_of(question: Question, item: Item, wave: str) -> str:
    """The column of the export that holds an item."""
    return question.columns.get(wave) or item.columns.get(wave, "")
