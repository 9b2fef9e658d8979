"""The chapter on practice and spending in a wave: what goes together, and no word of cause."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from godegrep.core.language import WITHHELD
from godegrep.core.text_by_language import in_language
from godegrep.core.vocabulary import SELECTED
from godegrep.document.blocks import Block, note, paragraph
from godegrep.document.figures import Figure, FigureKind, FigureRow, Plot
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Number, Run, Text
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row, table
from godegrep.report.parts.shares import one_category
from godegrep.report.register.results import PracticeOfWave
from godegrep.report.register.text import RegisterText

Record = Mapping[Any, Any]
"""A row of `practice.parquet`, or of its points."""
MOST_POINTS = 2
"""So many practices are drawn: those whose p is smallest."""


def _label(texts: RegisterText, practice: PracticeOfWave, record: Record) -> str:
    """The question's, or item's, text and the answer."""
    question = practice.questionnaire.question(record["question"])
    code = texts.language.code
    item = next(item for item in question.items if item.id == record["item"])
    name = in_language(item.text, code).strip() or in_language(question.text, code)
    if record["category"] == SELECTED:
        return name
    answers = {option.id: option.text for option in question.options}
    answers |= {group.id: group.text for group in question.groups}
    return f"{name} – {in_language(answers[record['category']], code)}"


def _run(
    texts: RegisterText,
    record: Record,
    column: str,
    digits: int,
    statistic: Statistic,
    *,
    signed: bool = False,
) -> Run:
    n = record["n_with"] + record["n_without"]
    return texts.number(record["cell"], record[column], digits, n, statistic, signed=signed)


def _difference(texts: RegisterText, record: Record) -> Run:
    """The difference of the mean indices with its interval."""
    run = _run(texts, record, "estimate", 1, Statistic.INDEX_DIFFERENCE, signed=True)
    return texts.with_ends(run, record["low"], record["high"])


def _p(texts: RegisterText, record: Record) -> Run:
    run = _run(texts, record, "p_adjusted", 3, Statistic.P_ADJUSTED)
    if not isinstance(run, Number):
        return run
    return replace(run, text=texts.language.p_value(record["p_adjusted"]))


def _table(texts: RegisterText, practice: PracticeOfWave, tested: Sequence[Record]) -> Table:
    names = ("practice", "with", "without", "difference", "effect", "p_adjusted")
    return table(
        f"table-register-practice-{practice.wave}",
        texts.word("register_practice_caption", year=str(practice.year)),
        [texts.word(f"register_col_{name}") for name in names],
        [row(_label(texts, practice, record), _cells(texts, record)) for record in tested],
        [texts.word("register_practice_note")],
        collapsed=False,
    )


def _cells(texts: RegisterText, record: Record) -> list[Run]:
    return [
        _run(texts, record, "n_with", 0, Statistic.N_WITH),
        _run(texts, record, "n_without", 0, Statistic.N_WITHOUT),
        texts.below(_difference(texts, record), 1),
        _run(texts, record, "effect", 2, Statistic(record["effect_name"]), signed=True),
        _p(texts, record),
    ]


def _scatter(texts: RegisterText, practice: PracticeOfWave, record: Record) -> Figure:
    """The share with the answer among the offices of each fifth of the index."""
    word = texts.word
    points = practice.points[record["cell"]].to_dict("records")
    rows = [_point(texts, record, point) for point in points]
    drawn = [
        FigureRow(line.label, values=(texts.value(line.cells[-1]),), x=point["index"])
        for line, point in zip(rows, points, strict=True)
    ]
    figure_id = f"fig-register-{practice.wave}-{record['item']}-{record['category']}"
    caption = word("register_scatter_caption", practice=_label(texts, practice, record))
    columns = [word(f"register_col_{key}") for key in ("fifth", "index", "offices", "share_with")]
    plot = Plot(
        FigureKind.SCATTER,
        one_category("all", ""),
        drawn,
        x_title=word("register_index_axis"),
        y_title=word("register_col_share_with"),
    )
    shown = [_withheld(line) for line in rows]
    numbers = table(f"{figure_id}-table", caption, columns, shown)
    return texts.figure(figure_id, caption, word("register_scatter_description"), plot, numbers)


def _point(texts: RegisterText, record: Record, point: Record) -> Row:
    """A fifth of the offices: its mean index, how many they are, the share with the answer."""
    part, n = int(point["part"]), int(point["n"])
    cell = f"{record['cell'].rpartition('/')[0]}/share@index={part}"
    cells = [
        texts.number(f"{cell}/index", point["index"], 0, n, Statistic.MEAN),
        texts.number(cell, point["n"], 0, n, Statistic.N),
        texts.number(cell, 100 * point["share"], 0, n, Statistic.SHARE),
    ]
    return row(texts.word("register_fifth", number=part), cells)


def _withheld(line: Row) -> Row:
    """The row with the sign of what is withheld, where its share is not there."""
    *others, share = line.cells
    return row(line.label, [*others, share if isinstance(share, Number) else Text(WITHHELD)])


def practice_chapter(texts: RegisterText, practice: PracticeOfWave) -> Chapter:
    """How offices were joined to municipalities, what was tried, and what was found."""
    records = practice.table.to_dict("records")
    tested = sorted(
        (record for record in records if record["why"] == ""),
        key=lambda record: (record["p"], record["cell"]),
    )
    clear = [record for record in tested if record["p_adjusted"] < 1 - texts.prose.level]
    drawn = [record for record in tested if record["cell"] in practice.points][:MOST_POINTS]
    blocks: list[Block] = [
        paragraph(_joined(texts, practice), _tried(texts, practice, len(records), len(tested))),
        paragraph(*_clear(texts, practice, clear)),
        note(texts.prose.say("register_practice_not_cause")),
        *([_table(texts, practice, tested)] if tested else []),
        *(_scatter(texts, practice, record) for record in drawn),
    ]
    title = texts.word("register_practice_title", wave=practice.wave)
    return chapter(f"register-practice-{practice.wave}", title, [section("practice", blocks)])


def _count(texts: RegisterText, practice: PracticeOfWave, name: str, value: int) -> Run:
    cell = f"{practice.wave}/practice//{name}"
    return texts.number(cell, value, 0, practice.counts["offices"], Statistic.COUNT)


def _joined(texts: RegisterText, practice: PracticeOfWave) -> list[Run]:
    """How many offices belong to a municipality of the register."""
    placeholders = {
        "offices": "offices",
        "joined": "joined",
        "several": "several_municipalities",
        "shared": "shared_municipality",
    }
    counts = {
        placeholder: _count(texts, practice, name, practice.counts[name])
        for placeholder, name in placeholders.items()
    }
    return texts.prose.say("register_joined", year=str(practice.year), **counts)


def _tried(texts: RegisterText, practice: PracticeOfWave, tried: int, tested: int) -> list[Run]:
    return texts.prose.say(
        "register_tried",
        tried=_count(texts, practice, "tried", tried),
        tested=_count(texts, practice, "tested", tested),
    )


def _clear(
    texts: RegisterText, practice: PracticeOfWave, clear: Sequence[Record]
) -> list[list[Run]]:
    """A sentence for each practice that clearly goes together with spending."""
    if not clear:
        return [texts.prose.say("register_clear_none")]
    return [
        texts.prose.say(
            "register_clear_lower" if record["estimate"] < 0 else "register_clear_higher",
            practice=texts.prose.quoted(_label(texts, practice, record)),
            difference=_difference(texts, record),
            p=_p(texts, record),
        )
        for record in clear
    ]
