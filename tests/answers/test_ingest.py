"""From an export to answers: one row a person invited, and why a value is missing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.exports import limesurvey_csv, surveyxact_xlsx, write_csv

from godegrep.answers.checks import check
from godegrep.answers.ingest import ingest
from godegrep.answers.problems import fatal
from godegrep.core.errors import Mistake
from godegrep.core.plain_yaml import load
from godegrep.core.schema import read
from godegrep.exports.export import Export, ExportColumn, to_table
from godegrep.exports.read import read_export
from godegrep.sampling.frame import read_frame
from godegrep.study.config import FrameSettings, Wave, config_from_dict
from godegrep.study.questionnaire import from_dict


def plain(text: str) -> Any:
    """YAML as the study's files are read: yes and no are words."""
    return load(text)


QUESTIONNAIRE = """
themes: [{id: all, title: Alt}]
questions:
  - id: size
    type: single
    theme: all
    text: Hvor stort er kontoret?
    options: [{id: small, text: Lite, code: 1}, {id: large, text: Stort, code: 2}]
    columns: {"1": s_1, "2": "Q1. Hvor stort er kontoret?"}
  - id: agree
    type: grid
    theme: all
    text: Hvor enig er du?
    options:
      - {id: very_low, text: Helt uenig, code: 1}
      - {id: low, text: Uenig, code: 2}
      - {id: high, text: Enig, code: 3}
      - {id: very_high, text: Helt enig, code: 4}
      - {id: dont_know, text: Vet ikke, code: 5, missing: dont_know}
    items:
      - id: time
        text: tid
        columns: {"1": s_2_1, "2": "Q2[SQ1]. Hvor enig er du? [Vi har nok tid]"}
      - id: staff
        text: folk
        columns: {"1": s_2_2, "2": "Q2[SQ2]. Hvor enig er du? [Vi har nok folk]"}
  - id: means
    type: multiple
    theme: all
    text: Hvilke tiltak bruker dere?
    items:
      - id: course
        text: Kurs
        columns: {"1": s_3_1, "2": "Q3[SQ1]. Hvilke tiltak bruker dere? [Kurs]"}
      - id: practice
        text: Praksis
        columns: {"1": s_3_2, "2": "Q3[SQ2]. Hvilke tiltak bruker dere? [Praksis]"}
      - {id: other, text: Annet, columns: {"1": s_3_3}}
  - id: other_means
    type: open
    theme: all
    text: Hvilke?
    asked_if: {item: means.other, answers: [selected]}
    columns: {"1": s_4}
  - id: good
    type: open
    theme: all
    text: Hva har virket godt?
    columns: {"1": s_5, "2": "Q4. Hva har virket svært godt?"}
"""


def view(wave: str = "1"):
    return from_dict(plain(QUESTIONNAIRE)).view(wave)


def keep(text: str) -> str:
    return text.replace("Mentor", "[NAVN]")


def values(answers: pd.DataFrame, item: str) -> list[object]:
    """Each row's answer, or why there is none."""
    return [
        why if pd.notna(why) else answer
        for answer, why in zip(answers[item], answers[f"{item}__why"], strict=True)
    ]


def test_surveyxact(tmp_path):
    export = read_export(surveyxact_xlsx(tmp_path / "a.xlsx"))
    answers, unknown = ingest(export, None, view(), Wave("1", "a.xlsx"), keep)
    late = ["not_reached"] * 2
    assert unknown.empty
    assert list(answers["respondent"]) == ["1", "2", "3", "4", "5", "6", "7"]
    assert values(answers, "size") == ["small", "large", "large", "small", *late, "small"]
    assert values(answers, "agree.time") == [
        *("very_low", "very_high", "high", "low"),
        *(*late, "not_reached"),
    ]
    assert values(answers, "agree.staff") == [
        *("dont_know", "very_high", "blank", "not_reached"),
        *(*late, "not_reached"),
    ]
    assert values(answers, "means.course") == [
        *("selected", "not_selected", "not_selected", "not_reached"),
        *(*late, "not_reached"),
    ]
    assert values(answers, "other_means") == [
        *("not_asked", "[NAVN]", "not_asked", "not_reached"),
        *(*late, "not_reached"),
    ]
    assert values(answers, "good")[:3] == ["Tett oppfølging", "None", "blank"]
    assert list(answers.pop("export.row")) == [1, 2, 3, 4, 5, 6, 7]
    assert answers.dtypes.astype(str).unique().tolist() == ["str"]


def test_every_value_is_an_answer_or_has_a_reason(tmp_path):
    export = read_export(surveyxact_xlsx(tmp_path / "a.xlsx"))
    answers, _ = ingest(export, None, view(), Wave("1", "a.xlsx"), keep)
    for _, item in view().items():
        assert (answers[item.id].isna() == answers[f"{item.id}__why"].notna()).all()


FRAME = config_from_dict(
    plain("""
title: T
waves: {"2": {export: a.csv, respondent: kontornr, frame: frame.csv}}
frame:
  respondent: kontor
  variables: {region: {text: Region, values: {north: Nord, south: Sør}}}
""")
)


def frame_csv(folder: Path, *lines: tuple[str, str]) -> Path:
    return write_csv(folder / "frame.csv", [["kontor", "region"], *map(list, lines)])


def test_limesurvey_on_a_frame(tmp_path):
    export = read_export(limesurvey_csv(tmp_path / "a.csv"))
    everyone = [("K9", "north"), ("K1", "south"), ("K2", "north"), ("K3", "south"), ("K4", "south")]
    frame = read_frame(frame_csv(tmp_path, *everyone), FRAME.frame)
    answers, unknown = ingest(export, frame, view("2"), FRAME.waves[0], keep)
    assert unknown.empty
    assert list(answers.columns[:3]) == ["respondent", "status", "frame.region"]
    assert list(answers["respondent"]) == ["K9", "K1", "K2", "K3", "K4"]
    assert list(answers["status"]) == [
        *("not_started", "complete", "complete", "partial", "not_started"),
    ]
    assert values(answers, "size") == [
        *("not_reached", "small", "large", "large", "not_reached"),
    ]
    assert values(answers, "agree.staff")[1:4] == ["low", "dont_know", "not_reached"]
    assert values(answers, "means.course")[1:4] == ["selected", "not_selected", "not_reached"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("K1", "south"), ("K1", "north")], "K1 stands in rows 2, 3"),
        ([("K1", "east")], "region is 'east' (1 times)"),
        ([("", "north")], "row 2: no respondent"),
    ],
)
def test_mistakes_in_the_frame(tmp_path, lines, said):
    with pytest.raises(Mistake) as caught:
        read_frame(frame_csv(tmp_path, *lines), FRAME.frame)
    assert said in "\n".join(caught.value.lines)


BY_COUNTY = read(
    FrameSettings,
    {"respondent": "kontor", "variables": {"county": {"text": "Fylke", "county_of": "region"}}},
)


def test_the_county_is_that_of_the_municipality(tmp_path):
    # A spreadsheet drops the first zero; names may follow the number.
    lines = [("K1", "0301"), ("K2", "301"), ("K3", "1804 Bodø"), ("K4", "5001")]
    frame = read_frame(frame_csv(tmp_path, *lines), BY_COUNTY)
    assert list(frame["frame.county"]) == ["03", "03", "18", "50"]
    (variable,) = BY_COUNTY.variables
    assert variable.values["18"] == {"nb": "Nordland"}


def test_what_is_no_municipality_is_told(tmp_path):
    lines = [("K1", "0301"), ("K2", "Bodø"), ("K3", "9901"), ("K4", "")]
    with pytest.raises(Mistake) as caught:
        read_frame(frame_csv(tmp_path, *lines), BY_COUNTY)
    assert len(caught.value.lines) == 3
    for row, value in ((3, "Bodø"), (4, "9901"), (5, "")):
        told = f"row {row}: region is {value!r} (1 times), which is no municipality number"
        assert told in "\n".join(caught.value.lines)


def test_respondents_twice_blank_and_unknown_are_told_together(tmp_path):
    export = read_export(limesurvey_csv(tmp_path / "a.csv"))
    export.table["kontornr"] = ["K1", "K1", "", "K7"]
    frame = read_frame(frame_csv(tmp_path, ("K1", "north")), FRAME.frame)
    answers, unknown = ingest(export, frame, view("2"), FRAME.waves[0], keep)
    assert list(answers["respondent"]) == ["K1"]
    assert list(answers["export.row"]) == [1]
    _, problems = check(answers, unknown, view("2"), "2", "a.csv")
    lines = fatal(problems)
    assert len(lines) == 3
    assert "kontornr, rows 1, 2 below the headings: respondent twice: 'K1', 2 times" in lines[0]
    assert "kontornr, row 3 below the headings: no respondent: once" in lines[1]
    assert "kontornr, row 4 below the headings: not in the frame: 'K7', once" in lines[2]


def test_rows_that_all_name_nobody_are_told_too(tmp_path):
    export = read_export(limesurvey_csv(tmp_path / "a.csv"))
    export.table["kontornr"] = ""
    wave = replace(FRAME.waves[0], frame="")
    answers, unknown = ingest(export, None, view("2"), wave, keep)
    assert answers.empty
    _, problems = check(answers, unknown, view("2"), "2", "a.csv")
    assert len(fatal(problems)) == 1
    assert "rows 1, 2, 3, 4" in fatal(problems)[0]


def test_missing_columns_are_told_together_with_the_nearest(tmp_path):
    export = read_export(surveyxact_xlsx(tmp_path / "a.xlsx"))
    table = export.table.rename(columns={"s_2_2": "s_2_22", "s_5": "x"})
    columns = tuple(c for c in export.columns if c.name in table)
    changed = Export("x", table, columns)
    with pytest.raises(Mistake) as caught:
        ingest(changed, None, view(), Wave("1", "a.xlsx"), keep)
    first, second, last = caught.value.lines
    assert "'s_2_2' of agree" in first
    assert "s_2_22" in first
    assert "'s_5' of good" in second
    assert "s_2_22" in last
    assert "s_1" not in last.replace("stato_1", "")


def test_an_empty_export_and_a_missing_respondent_column(tmp_path):
    export = read_export(surveyxact_xlsx(tmp_path / "a.xlsx", []))
    with pytest.raises(Mistake, match="no answers"):
        ingest(export, None, view(), Wave("1", "a.xlsx"), keep)
    export = read_export(limesurvey_csv(tmp_path / "a.csv"))
    with pytest.raises(Mistake, match="There are: id, kontornr"):
        ingest(export, None, view("2"), Wave("2", "a.csv", respondent="kontor"), keep)


def one_question(text: str, columns: dict[str, list[str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ingest a questionnaire of wave "1" over columns of raw text."""
    document = {"themes": [{"id": "all", "title": "Alt"}], "questions": plain(text)}
    for question in document["questions"]:
        question |= {"theme": "all", "text": question["id"]}
    table, _ = to_table(list(columns), zip(*columns.values(), strict=True))
    export = Export("csv", table, tuple(ExportColumn(name) for name in columns))
    return ingest(export, None, from_dict(document).view("1"), Wave("1", "a.csv"), str.upper)


def test_unknown_codes_are_recorded_masked_and_counted_by_row():
    text = '[{id: q, type: single, columns: {"1": a}, options: [{id: x, code: 1}]}]'
    answers, unknown = one_question(text, {"a": ["1", "9", "", "kari"]})
    assert values(answers, "q") == ["x", "unreadable", "not_reached", "unreadable"]
    assert unknown.to_numpy().tolist() == [
        *(["q", "a", 2, "9", "unreadable"], ["q", "a", 4, "KARI", "unreadable"]),
    ]


def test_numbers():
    text = """
- id: q
  type: number
  columns: {"1": a}
  options: [{id: no, text: ikke oppgitt, missing: refused}]
"""
    raw = ["600 000,00 kr", "2,5", "ikke oppgitt", "mye", "0"]
    answers, unknown = one_question(text, {"a": raw})
    assert answers["q"].dtype == np.float64
    assert values(answers, "q") == [600000.0, 2.5, "refused", "unreadable", 0.0]
    assert list(unknown["value"]) == ["MYE"]


JOINED = """
- id: q
  type: multiple
  columns: {"1": a}
  separator: {"1": ","}
  items:
    - {id: course, text: "Kurs (fagdag, konferanse)"}
    - {id: day, text: fagdag}
    - {id: none, text: Ingen, exclusive: true}
"""


def test_joined_choices_with_the_separator_in_a_label():
    raw = ["Kurs (fagdag, konferanse), fagdag", "fagdag", "", "fagdag, noe annet"]
    answers, unknown = one_question(JOINED, {"a": raw, "b": ["1"] * 4})
    assert values(answers, "q.course") == ["selected", "not_selected", "not_reached", "unreadable"]
    assert values(answers, "q.day") == ["selected", "selected", "not_reached", "selected"]
    assert unknown.to_numpy().tolist() == [["q.course", "a", 4, "NOE ANNET", "unreadable"]]


BOXES = """
- id: q
  type: multiple
  items: [{id: x, text: Kurs, columns: {"1": a}}, {id: y, text: Ingen, columns: {"1": b}%s}]
- {id: last, type: number, columns: {"1": c}}
"""


@pytest.mark.parametrize(
    ("exclusive", "a", "expected"),
    [
        # The tool marks boxes that are not ticked: an empty row was not answered.
        ("", ["1", "0", ""], ["selected", "not_selected", "blank"]),
        # It does not: ticking nothing is an answer, unless «ingen» could have been ticked.
        ("", ["Kurs", "", ""], ["selected", "not_selected", "not_selected"]),
        (", exclusive: true", ["X", "", ""], ["selected", "blank", "blank"]),
    ],
)
def test_nothing_ticked(exclusive, a, expected):
    b = ["0" if value in ("0", "1") else "" for value in a]
    answers, _ = one_question(BOXES % exclusive, {"a": a, "b": b, "c": ["1", "2", "3"]})
    assert values(answers, "q.x") == expected


def test_ticks_with_labels_of_their_own():
    document = {"themes": [{"id": "all", "title": "Alt"}], "questions": []}
    document["questions"] = plain(BOXES % "")[:1]
    document["questions"][0] |= {"theme": "all", "text": "q"}
    table, _ = to_table(["a", "b"], [["1", "2"], ["2", "1"]])
    labels = {"1": "Ja", "2": "Nei"}
    export = Export("sav", table, tuple(ExportColumn(n, options=labels) for n in "ab"))
    answers, unknown = ingest(export, None, from_dict(document).view("1"), Wave("1", "a"), keep)
    assert unknown.empty
    assert values(answers, "q.x") == ["selected", "not_selected"]


ROUTED = """
- {id: q, type: single, columns: {"1": a}, options: [{id: yes, code: 1}, {id: no, code: 2}]}
- {id: why, type: open, columns: {"1": b}, asked_if: {item: q, answers: [yes]}}
- {id: last, type: number, columns: {"1": c}}
"""


def test_routing():
    columns = {"a": ["1", "1", "2", "2", ""], "b": ["x", "", "", "y", ""], "c": ["1"] * 5}
    answers, _ = one_question(ROUTED, columns)
    assert values(answers, "why") == ["X", "blank", "not_asked", "Y", "not_asked"]
    assert values(answers, "q")[4] == "blank"


def test_who_broke_off_after_a_screening_answer_was_not_asked():
    table, _ = to_table(["a", "b", "c"], [["2", "", ""], ["1", "", ""], ["", "", ""]])
    export = Export(
        "x",
        table,
        tuple(ExportColumn(name) for name in "abc"),
        pd.Series(["partial", "partial", "partial"], dtype="str"),
    )
    document = {"themes": [{"id": "all", "title": "Alt"}], "questions": plain(ROUTED)}
    for question in document["questions"]:
        question |= {"theme": "all", "text": question["id"]}
    answers, _ = ingest(export, None, from_dict(document).view("1"), Wave("1", "a"), keep)
    assert values(answers, "why") == ["not_asked", "not_reached", "not_reached"]
    assert values(answers, "last") == ["not_reached"] * 3


def test_background_known_of_everyone_is_no_answer_of_who_never_started():
    table, _ = to_table(["q", "skole"], [["1", "7"], ["", "7"], ["", "8"]])
    status = pd.Series(["complete", "partial", "not_started"], dtype="str")
    export = Export("x", table, (ExportColumn("q"), ExportColumn("skole")), status)
    text = """
- {id: q, type: single, theme: all, text: q, columns: {"1": q}, options: [{id: a, code: 1}]}
- {id: s, type: number, theme: all, text: s, columns: {"1": skole}}
"""
    document = {"themes": [{"id": "all", "title": "Alt"}], "questions": plain(text)}
    answers, _ = ingest(export, None, from_dict(document).view("1"), Wave("1", "a"), keep)
    assert values(answers, "q") == ["a", "not_reached", "not_reached"]
    assert values(answers, "s") == [7.0, 7.0, "not_reached"]
