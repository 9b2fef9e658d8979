"""The layouts of survey tools, on small files made here in each tool's own shape."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from support.exports import LIME_ANSWERS, write_csv
from support.paths import ROOT
from support.tool_exports import CODEBOOK, CODES, LSS, NETTSKJEMA, SHORT_ANSWER, lss

from godegrep.core.errors import Mistake
from godegrep.exports import layout
from godegrep.exports.detect import read_here
from godegrep.exports.export import Export
from godegrep.exports.lss import read_lss
from godegrep.exports.read import read_export


def write_xlsx(path: Path, rows: list[list[str]]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


@pytest.fixture(params=sorted(WRITERS))
def exported(request, tmp_path):
    """Writes rows as csv or as xlsx, and reads them back."""

    def write_and_read(rows: list[list[str]]) -> Export:
        return read_here(WRITERS[request.param](tmp_path / f"svar.{request.param}", rows))

    return write_and_read


def kinds(export: Export) -> dict[str, str]:
    return {column.name: column.kind for column in export.columns}


def test_nettskjema_with_its_codebook(tmp_path):
    path = write_csv(tmp_path / "svar.csv", NETTSKJEMA)
    (tmp_path / "a.json").write_text("[1, 2]")
    (tmp_path / "kodebok.json").write_text(json.dumps(CODEBOOK))
    export = read_here(path)
    assert export.tool == "Nettskjema"
    assert export.files == (path, tmp_path / "kodebok.json")
    assert export.column("size").options == {"1": "Lite", "-1": "Stort"}
    box = export.column("means.course")
    assert (box.kind, box.label, box.stem) == ("multiple", "Kurs", "Hvilke tiltak?")
    row = export.column("agree.time")
    assert (row.kind, row.label, row.stem) == ("single", "Vi har nok tid", "Hvor enig?")
    assert export.column("$submission_id").kind == "identifying"
    assert not export.notes


def test_nettskjema_without_a_codebook_says_so(exported):
    export = exported(NETTSKJEMA)
    assert kinds(export)["means.course"] == "multiple"
    assert kinds(export)["means.other"] == "multiple", "nobody ticked it"
    assert kinds(export)["size"] == "unknown"
    assert "codebook" in export.notes[0]


def test_qualtrics_with_three_header_rows(exported):
    names = ["StartDate", "Status", "Progress", "Finished", "ResponseId"]
    questions = ["Q1", "Q2_1", "Q2_2", "Q3_1", "Q3_2", "Q3_2_TEXT", "Q4"]
    texts = [
        *("Hvor stort er kontoret?", "Hvor enig er du? - Vi har nok tid"),
        *("Hvor enig er du? - Vi har nok folk", "Hvilke tiltak? - Selected Choice - Kurs"),
        *(
            "Hvilke tiltak? - Selected Choice - Annet",
            "Hvilke tiltak? - Annet - Text",
            "Hva ellers?",
        ),
    ]
    export = exported(
        [
            names + questions,
            ["Start", "Status", "Framdrift", "Ferdig", "Id", *texts],
            [f'{{"ImportId":"{name}"}}' for name in names + questions],
            ["2024-01-01", "0", "100", "1", "R_1", "Lite", "Enig", "-99", "Kurs", "", "", "NA"],
            ["2024-01-01", "1", "50", "0", "R_2", "Stort", "", "Uenig", "", "Annet", "Mentor", ""],
        ]
    )
    assert export.tool == "Qualtrics"
    assert list(export.status) == ["complete", "partial"]
    assert export.table["Q4"][0] == "NA"
    row = export.column("Q2_2")
    assert (row.label, row.stem, row.missing) == ("Vi har nok folk", "Hvor enig er du?", ("-99",))
    assert kinds(export)["Q3_1"] == kinds(export)["Q3_2"] == "multiple"
    other = export.column("Q3_2_TEXT")
    assert (other.kind, other.stem, other.label) == ("open", "Hvilke tiltak?", "Annet")
    assert "1 answers are previews" in export.notes[0]


def test_qualtrics_with_two_header_rows(exported):
    export = exported([["V1", "V10", "Q1"], ["ResponseID", "Finished", "Hva?"], ["R_1", "0", "a"]])
    assert export.tool == "Qualtrics"
    assert len(export.table) == 1
    assert list(export.status) == ["partial"]
    assert kinds(export) == {"V1": "identifying", "V10": "technical", "Q1": "unknown"}


def test_surveymonkey(exported):
    export = exported(
        [
            [
                "Respondent ID",
                "Er du leder?",
                "Hvilke tiltak?",
                "",
                "",
                "Hvor enig?",
                "",
                "Hva mer?",
            ],
            [
                *("", "Response", "Kurs", "Praksis", "Annet (spesifiser)"),
                *("Nok tid", "Nok folk", "Open-Ended Response"),
            ],
            ["1", "Ja", "Kurs", "", "", "Enig", "Uenig", "None"],
            ["2", "Nei", "", "Praksis", "Mentor", "Enig", "", ""],
        ]
    )
    assert export.tool == "SurveyMonkey"
    names = [str(name) for name in export.table.columns]
    assert names[2] == "Hvilke tiltak? [Kurs]"
    assert [column.kind for column in export.columns] == [
        *("identifying", "unknown", "multiple", "multiple", "open", "unknown", "unknown", "open"),
    ]
    assert export.columns[6].stem == "Hvor enig?"
    assert export.table[names[7]].to_list() == ["None", ""]


CHOICES = ["kurs (a, b osv.)", "praksis", "lønn, delvis dekket"]
CHOSEN = [
    CHOICES[:1],
    CHOICES[1:],
    CHOICES,
    CHOICES[:2],
    [CHOICES[0], CHOICES[2]],
    [CHOICES[2]],
] * 5


def test_surveymonkey_in_norwegian(exported):
    first = ["Respondent-ID", "Startdato", "Sluttdato", "IP-adresse", "Hva?", "Hvilke?", ""]
    rows = [["", "", "", "", "Svar", "A", "B"], ["1", "", "", "1.1.1.1", "ja", "A", ""]]
    export = exported([first, *rows])
    assert export.tool == "SurveyMonkey"
    assert [column.kind for column in export.columns][:5] == [
        *("identifying", "technical", "technical", "identifying", "unknown"),
    ]


def test_google_forms(exported):
    rows = [["01.02.2024 10.00.00", ", ".join(chosen), "Enig", "Uenig"] for chosen in CHOSEN]
    heads = [
        "Tidsmerke",
        "Hvilke tiltak bruker dere?",
        "Hvor enig? [Nok tid]",
        "Hvor enig? [Nok folk]",
    ]
    export = exported([heads, *rows])
    assert export.tool == "Google Forms"
    column = export.column("Hvilke tiltak bruker dere?")
    assert (column.kind, column.separator) == ("multiple", ", ")
    assert list(column.options) == CHOICES
    assert export.columns[0].kind == "technical"
    assert (export.columns[2].stem, export.columns[2].label) == ("Hvor enig?", "Nok tid")


def test_microsoft_forms(exported):
    times = ["2024-02-01 10:00", "2024-02-01 10:05", "a@b.no", "Kari"]
    rows = [[str(n), *times, ";".join([*c, ""]), "Ja"] for n, c in enumerate(CHOSEN, start=1)]
    heads = [
        "ID",
        "Starttidspunkt",
        "Fullføringstidspunkt",
        "E-post",
        "Navn",
        "Hvilke tiltak?",
        "Mer?",
    ]
    export = exported([heads, *rows])
    assert export.tool == "Microsoft Forms"
    column = export.column("Hvilke tiltak?")
    assert (column.kind, column.separator, list(column.options)) == ("multiple", ";", CHOICES)
    assert [column.kind for column in export.columns[:5]] == [
        *("identifying", "technical", "technical", "identifying", "identifying"),
    ]


KOBO = [
    "start",
    "office/size",
    "means",
    "means/course",
    "means/praxis",
    "_id",
    "_uuid",
    "_submission_time",
]


def test_kobo_with_both_ways_of_writing_choices(exported):
    export = exported(
        [
            KOBO,
            ["2024-02-01", "small", "course praxis", "1", "1", "1", "a", "2024-02-01"],
            ["2024-02-01", "large", "praxis", "", "1", "2", "b", "2024-02-01"],
            ["2024-02-01", "large", "", "", "", "3", "c", "2024-02-01"],
        ]
    )
    assert export.tool == "KoboToolbox"
    assert kinds(export)["means"] == "technical"
    box = export.column("means/course")
    assert (box.kind, box.label, box.stem) == ("multiple", "course", "means")
    assert export.column("office/size").label == "size"
    assert kinds(export)["_id"] == "identifying"


def test_kobo_with_joined_choices_only(exported):
    answers = ["a b", "a", "b c", "a b c", "c", "a c"] * 4
    rows = [[answer, str(n), f"u{n}", "2024-02-01"] for n, answer in enumerate(answers)]
    export = exported([["means", "_id", "_uuid", "_submission_time"], *rows])
    column = export.column("means")
    assert (column.kind, column.separator, list(column.options)) == ("multiple", " ", list("abc"))


FULL = [
    *("Svar-ID", "Dato innsendt", "Siste side", "Startspråk", "Hvor stort er kontoret?"),
    *("Hvor enig er du? [Vi har nok tid]", "Hvor enig er du? [Vi har nok folk]"),
    *("Hvilke tiltak bruker dere? [Kurs]", "Hva har virket?"),
]
LONG_ANSWER = ["1", "2021-02-01 10:00:00", "3", "nb", "Lite", "Enig", "Uenig", "Ja", "Mentor"]


@pytest.mark.parametrize("heads", [CODES, FULL])
@pytest.mark.parametrize("answer", [SHORT_ANSWER, LONG_ANSWER])
def test_limesurvey_with_its_questionnaire(tmp_path, heads, answer):
    path = write_csv(tmp_path / "svar.csv", [heads, answer], encoding="utf-8-sig")
    (tmp_path / "skjema.lss").write_text(LSS, encoding="utf-8")
    export = read_here(path)
    assert (export.tool, export.files) == ("LimeSurvey", (path, tmp_path / "skjema.lss"))
    assert list(export.status) == ["complete"]
    size, time, staff, course, open_ = export.columns[4:]
    assert size.label == "Hvor stort er kontoret?"
    assert list(size.options.values()) == ["Lite", "Stort"]
    assert size.options[answer[4]] == "Lite"
    assert (time.stem, time.label) == ("Hvor enig er du?", "Vi har nok tid")
    assert staff.options[answer[6]] == "Uenig"
    assert (course.kind, course.label, course.stem) == (
        *("multiple", "Kurs", "Hvilke tiltak bruker dere?"),
    )
    assert (open_.kind, open_.label) == ("open", "Hva har virket?")


def test_limesurvey_writes_other_and_yes_without_listing_them(tmp_path):
    heads = ["id", "submitdate", "lastpage", "startlanguage", "Q1", "Q5", "Q6", "Q7"]
    first = ["1", "", "1", "nb", "A1", "Y", "2,5", "mest jeg"]
    rows = [first, ["2", "", "1", "nb", "-oth-", "N", "", "3"]]
    path = write_csv(tmp_path / "svar.csv", [heads, *rows])
    yes_no = "qid=5|parent_qid=0|type=Y|title=Q5|question=Har du tid?|language=nb"
    numbers = "\n".join(
        f"qid={place}|parent_qid=0|type=N|title=Q{place}|question=Hvor mye?|language=nb"
        for place in (6, 7)
    )
    size = "qid=1|parent_qid=0|type=L|title=Q1|question=Hvor stort?|language=nb"
    answers = "qid=1|code=A1|answer=Lite|sortorder=1|language=nb"
    structure = lss("\n".join([yes_no, numbers, size]), "", answers)
    (tmp_path / "skjema.lss").write_text(structure, encoding="utf-8")
    export = read_here(path)
    assert export.column("Q1").options == {"A1": "Lite", "-oth-": "Other"}
    assert export.column("Q5").options == {"Y": "Ja", "N": "Nei"}
    assert (kinds(export)["Q6"], kinds(export)["Q7"]) == ("number", "unknown")


def test_a_questionnaire_of_limesurvey_that_is_unsafe_or_broken(tmp_path):
    path = write_csv(tmp_path / "svar.csv", [CODES, SHORT_ANSWER])
    unknown = '<?xml version="1.0" encoding="UTF-F-8"?><document/>'
    for content in ('<!DOCTYPE x [<!ENTITY a "b">]><document/>', LSS[:200], unknown):
        (tmp_path / "skjema.lss").write_text(content, encoding="utf-8")
        with pytest.raises(Mistake, match="skjema"):
            read_here(path)


@pytest.mark.workflow
@pytest.mark.parametrize(
    "content",
    ["<a>" * 200_000 + "</a>" * 200_000, "<a/>" * 2_000_000, "<document>" + "<a>" * 30],
)
def test_a_questionnaire_of_limesurvey_that_is_deep_or_endless(tmp_path, content):
    path = tmp_path / "skjema.lss"
    path.write_text(f"<document>{content}</document>", encoding="utf-8")
    with pytest.raises(Mistake, match="broken XML"):
        read_lss(path)


def test_rows_of_a_questionnaire_without_what_they_need_are_left_out(tmp_path):
    path = tmp_path / "skjema.lss"
    sections = ("questions", "subquestions", "question_l10ns", "answers", "answer_l10ns")
    rows = "".join(f"<{name}><rows><row><x>1</x></row></rows></{name}>" for name in sections)
    path.write_text(f"<document>{rows}</document>", encoding="utf-8")
    assert read_lss(path) == {}


@pytest.mark.parametrize(
    "codebook",
    [
        '[{"elementType": {"a": 1}, "externalElementId": ["q1"]}]',
        '[{"elementType": "RADIO", "externalElementId": ["q1"], "text": 5}]',
        '[{"elementType": "RADIO", "externalElementId": "q1", "answerOptions": "abc"}]',
        '[{"elementType": "MATRIX_RADIO", "externalElementId": "q1", "subElements": [3]}]',
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_json_that_is_no_codebook_is_passed_over(tmp_path, codebook):
    (tmp_path / "kodebok.json").write_text(codebook, encoding="utf-8")
    rows = [["$submission_id", "q1"], ["1", "2"], ["2", "3"]]
    export = read_export(write_csv(tmp_path / "svar.csv", rows))
    assert any("no codebook" in note for note in export.notes)


def test_a_workbook_under_the_name_of_an_old_one_is_read(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["id", "svar"], ["1", "Ja"]])
    assert read_export(path.rename(tmp_path / "a.xls")).table["svar"].to_list() == ["Ja"]


def test_limesurvey_without_its_questionnaire_is_read_as_before(tmp_path):
    heads = ["id", "submitdate", "lastpage", "startlanguage", "kontornr", "Q1"]
    path = write_csv(tmp_path / "svar.csv", [heads, *(answer[:6] for answer in LIME_ANSWERS)])
    export = read_here(path)
    assert list(export.status) == ["complete", "complete", "partial", "not_started"]
    assert export.files == (path,)


def test_the_layout_that_the_documents_show(tmp_path):
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    code = text.split("```python")[1].split("```")[0]
    path = write_csv(tmp_path / "svar.csv", [["skjema_id", "q1"], ["Id", "Hva?"], ["1", "NA"]])
    try:
        exec(compile(code, "formats.md", "exec"), {})
        export = read_here(path)
    finally:
        layout._layouts.pop("Skjemaverktøyet", None)
    assert export.tool == "Skjemaverktøyet"
    assert export.column("q1").label == "Hva?"
    assert export.table["q1"].to_list() == ["NA"]


def test_json_records(tmp_path):
    path = tmp_path / "svar.json"
    records = [
        {"Kjønn": "Kvinne", "Alder": 34, "Fag": ["a", "b"], "Fornøyd": True},
        {"Kjønn": "NA", "Lønn": 2.5, "Fornøyd": None},
    ]
    path.write_text(json.dumps(records), encoding="utf-8")
    export = read_here(path)
    assert export.tool == "json"
    assert export.table.to_dict("list") == {
        "Kjønn": ["Kvinne", "NA"],
        "Alder": ["34", ""],
        "Fag": ["a;b", ""],
        "Fornøyd": ["TRUE", ""],
        "Lønn": ["", "2.5"],
    }
    for content, said in (
        ('[{"a": 1}, 2]', "record 2"),
        ('[{"a": {"b": 1}}]', "record 1, a"),
        ('[{"a": 1', "broken JSON"),
        ('[{"a": 1' + 5000 * "0" + "}]", "broken JSON"),
    ):
        path.write_text(content)
        with pytest.raises(Mistake, match=said):
            read_here(path)


def test_limesurvey_keeps_the_scales_of_an_array_and_comments_on_boxes_apart(tmp_path):
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    heads = [
        *("Q1[a][1]. Tjenester [Kurs][Bruk]", "Q1[a][2]. Tjenester [Kurs][Nytte]"),
        *("Q1[b][1]. Tjenester [Praksis][Bruk]", "Q1[b][2]. Tjenester [Praksis][Nytte]"),
        *("Q2[a]. Velg [Post]", "Q2[acomment]. Velg [Post][Kommentar]"),
        *("Q2[b]. Velg [Brev]", "Q2[bcomment]. Velg [Brev][Kommentar]"),
    ]
    answers = [
        ["1", "2", "2", "1", "Y", "ofte", "", ""],
        ["2", "1", "1", "2", "Y", "av og til", "Y", "noe"],
    ]
    rows = [[str(n), "2021-02-01", "3", "nb", *answer] for n, answer in enumerate(answers)]
    path = write_csv(tmp_path / "svar.csv", [own + heads, *rows])
    columns = read_here(path).columns[4:]
    assert [(c.stem, c.label, c.kind) for c in columns] == [
        ("Tjenester – Bruk", "Kurs", "unknown"),
        ("Tjenester – Bruk", "Praksis", "unknown"),
        ("Tjenester – Nytte", "Kurs", "unknown"),
        ("Tjenester – Nytte", "Praksis", "unknown"),
        ("Velg", "Post", "multiple"),
        ("Velg", "Brev", "multiple"),
        ("Velg", "Post – comment", "open"),
        ("Velg", "Brev – comment", "open"),
    ]
    array = "qid=1|parent_qid=0|type=1|title=Q1|question=Tjenester|language=nb"
    scales = [("0", "1", "Ofte"), ("0", "2", "Aldri"), ("1", "1", "Stor"), ("1", "2", "Liten")]
    texts = "\n".join(
        f"qid=1|scale_id={scale}|code={code}|answer={text}|sortorder={code}|language=nb"
        for scale, code, text in scales
    )
    (tmp_path / "skjema.lss").write_text(lss(array, "", texts), encoding="utf-8")
    use, _, worth, _ = read_here(path).columns[4:8]
    assert use.options == {"1": "Ofte", "2": "Aldri"}
    assert worth.options == {"1": "Stor", "2": "Liten"}
