"""The chapter on practice and spending in a wave: what goes together, and no word of cause."""

from typing import Any

import pandas as pd

from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import SELECTED
from godegrep.document.blocks import Block, Run, chapter, paragraph, section, text_run
from godegrep.report.register.parts import Parts
from godegrep.report.register.results import PracticeOfWave

MOST_POINTS = 2
"""So many practices are drawn: those whose p is smallest."""


def _label(parts: Parts, practice: PracticeOfWave, row: dict[Any, Any]) -> str:
    """The question's, or item's, text and the answer."""
    question = practice.questionnaire.question(row["question"])
    code = parts.language.code
    item = next(item for item in question.items if item.id == row["item"])
    name = in_language(item.text, code).strip() or in_language(question.text, code)
    if row["category"] == SELECTED:
        return name
    texts = {option.id: option.text for option in question.options}
    texts |= {group.id: group.text for group in question.groups}
    return f"{name} – {in_language(texts[row['category']], code)}"


def _run(parts: Parts, row: dict[Any, Any], column: str, digits: int, **more: Any) -> Run:
    return parts.number(
        row["cell"], row[column], digits, row["n_with"] + row["n_without"], column, **more
    )


def _difference(parts: Parts, row: dict[Any, Any]) -> Run:
    run = _run(parts, row, "estimate", 1, low=row["low"], high=row["high"], signed=True)
    return {**run, "statistic": "index_difference"} if run["type"] == "number" else run


def _p(parts: Parts, row: dict[Any, Any]) -> Run:
    run = _run(parts, row, "p_adjusted", 3)
    if run["type"] == "number":
        run["text"] = parts.language.p_value(row["p_adjusted"])
    return run


def _table(parts: Parts, practice: PracticeOfWave, tested: list[dict[Any, Any]]) -> Block:
    word = parts.word
    rows = []
    for row in tested:
        effect = _run(parts, row, "effect", 2, signed=True)
        if effect["type"] == "number":
            effect["statistic"] = row["effect_name"]
        counts = [_run(parts, row, name, 0) for name in ("n_with", "n_without")]
        cells = [*counts, parts.below(_difference(parts, row), 1), effect, _p(parts, row)]
        rows.append(parts.row(_label(parts, practice, row), cells))
    names = ("practice", "with", "without", "difference", "effect", "p_adjusted")
    return parts.table(
        f"table-register-practice-{practice.wave}",
        word("register_practice_caption", year=str(practice.year)),
        [word(f"register_col_{name}") for name in names],
        rows,
        notes=[word("register_practice_note")],
    )


def _scatter(parts: Parts, practice: PracticeOfWave, row: dict[Any, Any]) -> Block:
    word = parts.word
    points: pd.DataFrame = practice.points[row["cell"]]
    drawn, printed = [], []
    for point in points.to_dict("records"):
        part = int(point["part"])
        cell = f"{row['cell'].rpartition('/')[0]}/share@index={part}"
        share = parts.number(cell, 100 * point["share"], 0, int(point["n"]), "share")
        at = parts.number(f"{cell}/index", point["index"], 0, int(point["n"]), "mean")
        label = word("register_fifth", number=part)
        n = parts.number(cell, point["n"], 0, int(point["n"]), "n")
        drawn.append(
            {"label": label, "n": None, "x": point["index"], "values": [parts.value(share)]}
        )
        printed.append(
            parts.row(label, [at, n, share if share["type"] == "number" else text_run(":")])
        )
    name = f"fig-register-{practice.wave}-{row['item']}-{row['category']}"
    caption = word("register_scatter_caption", practice=_label(parts, practice, row))
    columns = [word(f"register_col_{key}") for key in ("fifth", "index", "offices", "share_with")]
    return parts.figure(
        "scatter",
        name,
        caption,
        word("register_scatter_description"),
        categories=parts.one(),
        rows=drawn,
        digits=0,
        x_title=word("register_index_axis"),
        y_title=word("register_col_share_with"),
        table=parts.table(f"{name}-table", caption, columns, printed, collapsed=True),
    )


def practice_chapter(parts: Parts, practice: PracticeOfWave) -> dict[str, Any]:
    """How offices were joined to municipalities, what was tried, and what was found."""
    say, told = parts.prose.say, practice.told
    rows = practice.table.to_dict("records")
    tested = sorted(
        (row for row in rows if row["why"] == ""), key=lambda row: (row["p"], row["cell"])
    )
    clear = [row for row in tested if row["p_adjusted"] < 1 - parts.prose.level]

    def number(name: str, value: int) -> Run:
        cell = f"{practice.wave}/practice//{name}"
        return parts.number(cell, value, 0, told["offices"], "count")

    joined = say(
        "register_joined",
        year=str(practice.year),
        **{name: number(name, told[name]) for name in ("offices", "joined")},
        several=number("several_municipalities", told["several_municipalities"]),
        shared=number("shared_municipality", told["shared_municipality"]),
    )
    tried = say(
        "register_tried", tried=number("tried", len(rows)), tested=number("tested", len(tested))
    )
    found = [say("register_clear_none")]
    if clear:
        found = [
            say(
                "register_clear_lower" if row["estimate"] < 0 else "register_clear_higher",
                practice=parts.prose.quoted(_label(parts, practice, row)),
                difference=_difference(parts, row),
                p=_p(parts, row),
            )
            for row in clear
        ]
    blocks: list[Block] = [paragraph(joined, tried), paragraph(*found)]
    blocks.append({"type": "note", "runs": say("register_practice_not_cause")})
    if tested:
        blocks.append(_table(parts, practice, tested))
    drawn = [row for row in tested if row["cell"] in practice.points][:MOST_POINTS]
    blocks += [_scatter(parts, practice, row) for row in drawn]
    title = parts.language.message("register_practice_title", wave=practice.wave)
    return chapter(f"register-practice-{practice.wave}", title, [section("practice", blocks)])
