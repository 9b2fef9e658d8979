"""What other tools export beside the answers: codebooks and questionnaires."""

NETTSKJEMA = [
    [
        "$submission_id",
        "$created",
        "size",
        "means.course",
        "means.other",
        "agree.time",
        "$answer_time_ms",
    ],
    ["1", "2024-02-01T10:00:00+01:00", "1", "1", "0", "2", "1000"],
    ["2", "2024-02-01T11:00:00+01:00", "-1", "0", "0", "", "2000"],
]
CODEBOOK = [
    {"elementType": "HEADING", "text": "Om kontoret", "externalElementId": None},
    {
        **{"elementType": "RADIO", "text": "Hvor stort?", "externalElementId": "size"},
        "answerOptions": [
            {"text": "Lite ", "externalAnswerOptionId": "1"},
            {"text": "Stort", "externalAnswerOptionId": "-1"},
        ],
    },
    {
        **{"elementType": "CHECKBOX", "text": "Hvilke tiltak?", "externalElementId": "means"},
        "answerOptions": [
            {"text": "Kurs", "externalAnswerOptionId": "course"},
            {"text": "Annet", "externalAnswerOptionId": "other"},
        ],
    },
    {
        **{"elementType": "MATRIX_RADIO", "text": "Hvor enig?", "externalElementId": "agree"},
        "answerOptions": [{"text": "Enig", "externalAnswerOptionId": "2"}],
        "subElements": [{"text": "Vi har nok tid", "externalElementId": "time"}],
    },
]


def lss(questions: str, subquestions: str, answers: str) -> str:
    """A questionnaire of LimeSurvey; a row a line, its fields divided by «|»."""

    def section(name: str, rows: str) -> str:
        lines = []
        for row in filter(None, rows.splitlines()):
            pairs = (pair.split("=", 1) for pair in row.split("|"))
            lines.append("".join(f"<{tag}><![CDATA[{text}]]></{tag}>" for tag, text in pairs))
        return f"<{name}><rows>{''.join(f'<row>{line}</row>' for line in lines)}</rows></{name}>"

    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        "<document><languages><language>nb</language></languages>"
        + section("questions", questions)
        + section("subquestions", subquestions)
        + section("answers", answers)
        + "</document>"
    )


LSS = lss(
    "qid=1|parent_qid=0|type=L|title=Q1|question=<p>Hvor stort er kontoret?</p>|language=nb\n"
    "qid=1|parent_qid=0|type=L|title=Q1|question=How large?|language=en\n"
    "qid=2|parent_qid=0|type=F|title=Q2|question=Hvor enig er du?|language=nb\n"
    "qid=3|parent_qid=0|type=M|title=Q3|question=Hvilke tiltak bruker dere?|language=nb\n"
    "qid=4|parent_qid=0|type=T|title=Q4|question=Hva har virket?|language=nb",
    "qid=21|parent_qid=2|title=SQ1|question=Vi har nok tid|language=nb\n"
    "qid=22|parent_qid=2|title=SQ2|question=Vi har nok folk|language=nb\n"
    "qid=31|parent_qid=3|title=SQ1|question=Kurs|language=nb",
    "qid=1|code=A2|answer=Stort|sortorder=2|language=nb\n"
    "qid=1|code=A1|answer=Lite|sortorder=1|language=nb\n"
    "qid=2|code=1|answer=Enig|sortorder=1|language=nb\n"
    "qid=2|code=2|answer=Uenig|sortorder=2|language=nb",
)
CODES = [
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "Q1",
    "Q2[SQ1]",
    "Q2[SQ2]",
    "Q3[SQ1]",
    "Q4",
]
SHORT_ANSWER = ["1", "2021-02-01 10:00:00", "3", "nb", "A1", "1", "2", "Y", "Mentor"]
