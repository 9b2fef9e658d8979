"""Make the answers of the example study: `python tests/synthetic/make_study.py [FOLDER]`.

Nobody gave these answers. The closed ones are dealt out so that the pipeline's shares are those of
the published report (`targets.yaml`); the open ones are put together from `answers.yaml`. The same
script gives the same answers every time. FOLDER is the study's, by default the repository's root;
`truth.csv`, with the code of each sentence, goes to `tests/synthetic/` in it.
"""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chance import shuffled, uniform
from closed_answers import caseloads, closed, multiple
from exports import limesurvey, surveyxact
from free_text import Answer, Bank, free_texts
from offices import WAVES, Office, answering, breaking_off, invited
from places import places

from godegrep.study.questionnaire import Question, Questionnaire, from_dict
from godegrep.study.yaml import read_yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIRST_DAY, DAYS = 4, 19
Row = dict[str, str]


def _asked(question: Question, rows: Mapping[str, Row], reached: Sequence[Office]) -> list[Office]:
    """Those who reached the question and are in its universe."""
    universe = question.asked_if
    if universe is None:
        return list(reached)
    return [o for o in reached if rows[o.id].get(universe.item) in universe.answers]


def _answer(
    question: Question,
    asked: Sequence[Office],
    wave: str,
    targets: Mapping[str, Any],
    bank: Bank,
) -> tuple[dict[str, dict[str, str]], dict[str, Answer]]:
    """The answers by item and office, and those of an open question with their sentences."""
    if question.type == "open":
        texts = free_texts(question.id, asked, wave, targets["open"][question.id], bank)
        return {question.id: {office: text.text for office, text in texts.items()}}, texts
    if question.type == "number":
        return {question.id: caseloads(asked, wave)}, {}
    if question.type == "multiple":
        return multiple(question, asked, wave, targets), {}
    return {item.id: closed(question, item, asked, wave, targets) for item in question.items}, {}


def answers(
    questionnaire: Questionnaire,
    wave: str,
    answering_offices: Sequence[Office],
    last: Mapping[str, str],
    targets: Mapping[str, Any],
    bank: Bank,
) -> tuple[dict[str, Row], list[Row]]:
    """All answers of a wave by office, and the rows of `truth.csv`."""
    rows: dict[str, Row] = {office.id: {} for office in answering_offices}
    truth = []
    reached = list(answering_offices)
    for question in questionnaire:
        asked = _asked(question, rows, reached)
        by_item, texts = _answer(question, asked, wave, targets, bank)
        for item, values in by_item.items():
            for office, value in values.items():
                rows[office][item] = value
        truth += [
            {
                "wave": wave,
                "respondent": office,
                "question": question.id,
                "text": text,
                "code": code,
            }
            for office, answer in sorted(texts.items())
            for text, code in answer.sentences
        ]
        reached = [office for office in reached if last.get(office.id) != question.id]
    return rows, truth


def _surveyxact_rows(
    frame: Sequence[Office], rows: Mapping[str, Row], last: Mapping[str, str]
) -> list[Row]:
    def status(office: Office) -> str:
        if office.id not in rows:
            return "Distribuert"
        return "Noen svar" if office.id in last else "Gjennomført"

    return [
        {"respondent": office.id, "status": status(office), **rows.get(office.id, {})}
        for office in shuffled(frame, "rows")
    ]


def _limesurvey_rows(
    questionnaire: Questionnaire, wave: str, rows: Mapping[str, Row], last: Mapping[str, str]
) -> list[Row]:
    def page(question_id: str) -> str:
        """LimeSurvey's page of a question: the group in the code of its column."""
        column = questionnaire.question(question_id).items[0].columns[wave]
        return str(int(column[1:3]))

    def submitted(place: int, office: str) -> str:
        day = FIRST_DAY + place * DAYS // len(rows)
        second = int((8 + 8 * uniform("submitted", office)) * 3600)
        clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        return f"{wave}-10-{day:02} {clock}"

    final = questionnaire.questions[-1].id
    return [
        {
            "respondent": office,
            "submitdate": "" if office in last else submitted(place, office),
            "lastpage": page(last.get(office, final)),
            **rows[office],
        }
        for place, office in enumerate(shuffled(rows, "rows", wave))
    ]


def _csv(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> bytes:
    handle = io.StringIO(newline="")
    writer = csv.DictWriter(handle, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return handle.getvalue().encode()


def files() -> dict[str, bytes]:
    """All files of the example study's answers, by their paths in its folder."""
    questionnaire = from_dict(read_yaml(ROOT / "study/questionnaire.yaml", "questionnaire.yaml"))
    targets = read_yaml(HERE / "targets.yaml", "targets.yaml")
    bank = Bank(read_yaml(HERE / "answers.yaml", "answers.yaml"))
    frames = invited()
    numbers = places(frames)
    made, truth = {}, []
    for wave, offices in answering(frames).items():
        asked = Questionnaire(
            questionnaire.themes, tuple(q for q in questionnaire if wave in q.waves())
        )
        last = breaking_off(offices, targets["break_off"][wave], wave)
        rows, sentences = answers(asked, wave, offices, last, targets, bank)
        truth += sentences
        folder = f"study/waves/{wave}"
        if wave == WAVES[0]:
            table = _surveyxact_rows(frames[wave], rows, last)
            made[f"{folder}/responses.xlsx"] = surveyxact(asked, wave, "kontornr", table)
        else:
            table = _limesurvey_rows(asked, wave, rows, last)
            made[f"{folder}/responses.csv"] = limesurvey(asked, wave, table)
        made[f"{folder}/frame.csv"] = _csv(
            [
                {
                    **{"kontor": o.id, "region": o.region, "size": o.size, "type": o.type},
                    "kommune": numbers[o.id],
                }
                for o in frames[wave]
            ],
            delimiter=";",
        )
    made["tests/synthetic/truth.csv"] = _csv(truth)
    return made


def main(folder: Path) -> None:
    """Write the files below a folder."""
    for path, content in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
