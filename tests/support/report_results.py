"""A small made-up study, and what a report of it is composed of."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import pandas as pd

from godegrep.coding.codes import merge_codes, merge_remarks, review_frame
from godegrep.core.language import Language
from godegrep.document.blocks import Block, BulletList, Heading, Note, Paragraph
from godegrep.document.codec import from_json, to_json
from godegrep.document.report import Report
from godegrep.document.runs import Run, plain
from godegrep.report.parts.wave_results import ClosedResults, OpenResults, WaveResults
from godegrep.study.study import Study, study_from_dicts
from godegrep.tabulation.codes import code_tables
from godegrep.tabulation.tables import tables
from godegrep.tabulation.tests import tests_table
from support.sampled import sampled

WAVE = "2030"
HIDDEN = "dette er skjult av en person"
UNREAD = "dette har ingen lest"
SCALE = {
    "ordered": True,
    "options": [
        {"id": "up", "text": {"nb": "Opp", "nn": "Opp", "en": "Up"}},
        {"id": "same", "text": {"nb": "Likt", "nn": "Likt", "en": "Same"}},
        {"id": "down", "text": {"nb": "Ned", "nn": "Ned", "en": "Down"}},
        {"id": "dont_know", "text": {"nb": "Vet ikke"}, "missing": "dont_know"},
    ],
    "groups": [
        {"id": "more", "text": {"nb": "Mer"}, "options": ["up"]},
        {"id": "less", "text": {"nb": "Mindre"}, "options": ["down"]},
    ],
}


def study(**config: Any) -> Study:
    """Every type of question, two breaks, two codes; keywords replace parts of the config."""

    def column(name: str) -> dict[str, str]:
        return {WAVE: name}

    return study_from_dicts(
        {
            "title": {"nb": "Prøve <b>1</b>"},
            "waves": {
                WAVE: {"export": "x.csv", "respondent": "id", "frame": "f.csv", "synthetic": True}
            },
            "frame": {
                "respondent": "id",
                "variables": {"size": {"text": "Størrelse", "values": {"s": "Små", "b": "Store"}}},
            },
            "breaks": ["size"],
            **config,
        },
        {
            "scales": {"change": SCALE},
            "themes": [{"id": "one", "title": "Tema én"}, {"id": "two", "title": "Tema to"}],
            "questions": [
                {
                    "id": "trend",
                    "type": "grid",
                    "theme": "one",
                    "text": "Hvordan går det?",
                    "scale": "change",
                    "items": [
                        {"id": name, "text": name.upper(), "columns": column(name)}
                        for name in ("a", "b", "c")
                    ],
                },
                {
                    "id": "need",
                    "type": "single",
                    "theme": "one",
                    "text": "Trengs det noe?",
                    "columns": column("need"),
                    "options": [{"id": "yes", "text": "Ja"}, {"id": "no", "text": "Nei"}],
                },
                {
                    "id": "means",
                    "type": "multiple",
                    "theme": "two",
                    "text": "Hva brukes?",
                    "items": [
                        {"id": "x", "text": "Xer", "columns": column("x")},
                        {"id": "y", "text": "Yer", "columns": column("y")},
                        {
                            "id": "none",
                            "text": "Ingen av delene",
                            "columns": column("z"),
                            "exclusive": True,
                        },
                    ],
                },
                {
                    "id": "cases",
                    "type": "number",
                    "theme": "two",
                    "text": "Hvor mange saker?",
                    "unit": "saker",
                    "columns": column("cases"),
                },
                {
                    "id": "which",
                    "type": "open",
                    "theme": "two",
                    "text": "Hva da?",
                    "columns": column("which"),
                    "asked_if": {"item": "need", "answers": ["yes"]},
                },
            ],
        },
        {
            "codes": [
                {"id": "close", "name": "Tett", "definition": "Møtes ofte."},
                {"id": "early", "name": "Tidlig", "definition": "Starter straks."},
            ]
        },
    )


def answers(
    up: Sequence[str] = ("up",) * 60 + ("same",) * 20 + ("down",) * 20,
    need: Sequence[str] = ("yes",) * 50 + ("no",) * 50,
    size: Sequence[str] = ("s", "b") * 50,
    silent: int = 25,
) -> pd.DataFrame:
    """`checked.parquet`: one answer each in `up` and `need`, and so many who did not answer."""
    n = len(up)
    rows = pd.DataFrame({"respondent": [f"r{i:03}" for i in range(n)], "status": "complete"})
    rows["frame.size"] = list(size)
    rows["trend.a"] = list(up)
    rows["trend.b"] = ["same"] * (n // 2) + ["up"] * (n - n // 2)
    rows["trend.c"] = ["down"] * n
    rows["need"] = list(need)
    rows["means.x"] = ["selected"] * (n // 4) + ["not_selected"] * (n - n // 4)
    rows["means.y"] = ["selected"] * (n // 2) + ["not_selected"] * (n - n // 2)
    rows["means.none"] = ["selected" if i < 2 else "not_selected" for i in range(n)]
    rows["cases"] = [float(i % 7) for i in range(n)]
    rows["which"] = [f"Svar nummer {i}" if given == "yes" else None for i, given in enumerate(need)]
    items = [name for name in rows.columns if name not in ("respondent", "status", "frame.size")]
    for name in items:
        rows[f"{name}__why"] = None
    rows.loc[rows["need"] != "yes", "which__why"] = "not_asked"
    others = pd.DataFrame(
        {
            "respondent": [f"q{i:03}" for i in range(silent)],
            "status": "not_started",
            "frame.size": (["s", "b"] * silent)[:silent],
            **dict.fromkeys(items),
            **{f"{name}__why": "not_reached" for name in items},
        }
    )
    whole = pd.concat([rows, others], ignore_index=True)
    texts = {name: "str" for name in whole.columns if name != "cases"}
    return whole.astype({**texts, "cases": "float64"})


def segments(frame: pd.DataFrame) -> pd.DataFrame:
    """A unit of meaning an open answer; the second is to be hidden, the last is never read."""
    given = frame[frame["which"].notna()]
    texts = list(given["which"])
    if texts:
        texts[1], texts[-1] = HIDDEN, UNREAD
    return pd.DataFrame(
        {
            "segment": given["respondent"] + "/which/0-5",
            "respondent": given["respondent"],
            "question": "which",
            "text": texts,
            "kind": "practice",
            "language": "nb",
        }
    ).reset_index(drop=True)


def review(parts: pd.DataFrame, read: int) -> pd.DataFrame:
    """What one person decided about the first so many segments; the second must not be quoted."""
    return review_frame(
        {
            "segment": segment,
            "code": "close" if i % 3 else "early",
            "coder": "kari",
            "memo": "",
            "quote": i < 4,
            "hide": i == 1,
            "new_code": "",
        }
        for i, segment in enumerate(parts["segment"][:read])
    )


def results(
    made: Study | None = None,
    frame: pd.DataFrame | None = None,
    language: str = "nb",
    read: int = 0,
    **others: Any,
) -> WaveResults:
    """All that `compose` needs; `read` segments are coded by a person.

    The same study and answers are tabulated once in a session of tests.
    """
    made = made or study()
    frame = answers() if frame is None else frame
    key = (repr(made), frame.to_json(), read)
    if key not in _TABULATED:
        _TABULATED[key] = _tabulated(made, frame.copy(), read)
    return changed(_TABULATED[key], language=Language(language), **others)


def changed(whole: WaveResults, **others: Any) -> WaveResults:
    """The results with other parts, or with other frames in their parts."""
    for name in ("closed", "open", "provenance"):
        part = getattr(whole, name)
        inside = {field.name for field in fields(part)} & set(others)
        if inside:
            part = replace(part, **{key: others.pop(key) for key in inside})
            whole = replace(whole, **{name: part})
    return replace(whole, **others)


_TABULATED: dict[tuple[str, str, int], WaveResults] = {}


def _tabulated(made: Study, frame: pd.DataFrame, read: int) -> WaveResults:
    questionnaire = made.questionnaire.view(WAVE)
    parts = segments(frame)
    decisions = review(parts, read)
    suggestions = pd.DataFrame(
        {"segment": parts["segment"], "rank": 1, "code": "close", "score": 0.5}
    )
    codes = merge_codes([decisions], suggestions)
    of_wave = sampled(frame, questionnaire, made.config)
    coded = code_tables(codes, parts, of_wave, questionnaire, made.codebook, made.config, WAVE)
    made_tables = tables(of_wave, questionnaire, made.config, WAVE)
    tests = tests_table(of_wave, made_tables, questionnaire, made.config, WAVE)
    remarks = merge_remarks([decisions])
    return WaveResults(
        wave=WAVE,
        language=Language("nb"),
        config=made.config,
        questionnaire=questionnaire,
        codebook=made.codebook,
        closed=ClosedResults(made_tables, frame, of_wave.weighting, tests),
        open=OpenResults(segments=parts, codes=codes, remarks=remarks, code_tables=coded),
    )


COUNTIES = ("03", "11", "15", "18", "30", "34", "38", "42", "46", "50", "54")
"""Those of 2020 to 2023."""


def by_county() -> WaveResults:
    """Sixty answers from each county, «Mer» in the first seven and «Mindre» in the others.

    The frame's column is called size, as in `answers`; the grid's bars diverge.
    """
    groups = tuple(COUNTIES[i % len(COUNTIES)] for i in range(660))
    frame = answers(
        up=tuple("up" if group < "40" else "down" for group in groups),
        need=("yes", "no") * 330,
        size=groups,
        silent=0,
    )
    variables = {"size": {"text": "Fylke", "county_of": "kommune"}}
    made = study(
        frame={"respondent": "id", "variables": variables}, figures={"diverging": ["trend"]}
    )
    return results(made, frame)


def texts(report: Report) -> list[str]:
    """The paragraphs and the summary's points as plain text."""
    return [
        plain(runs) for block in (*report.summary.blocks, *report.blocks) for runs in lines(block)
    ]


def edited(report: Report, change: Callable[[dict[str, Any]], None]) -> Report:
    """The report after a change of its JSON, in place."""
    content = to_json(report)
    change(content)
    return from_json(Report, content)


def lines(block: Block) -> list[tuple[Run, ...]]:
    """The runs of a block, a point of a list by itself; figures, tables and quotes have none."""
    if isinstance(block, BulletList):
        return list(block.items)
    return [block.runs] if isinstance(block, Paragraph | Heading | Note) else []
