"""Chapters: what spending is expected from, and each municipality's index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import floor, log10
from typing import Any

import pandas as pd

from godegrep.document.blocks import Block, note, paragraph
from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Number, Run, Text
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row, table
from godegrep.report.parts.shares import one_category
from godegrep.report.register.classes import classes_section
from godegrep.report.register.text import NONE, RegisterText

Record = Mapping[Any, Any]
"""A row of `coefficients.parquet` or `index.parquet`."""
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BAND = (0.1, 0.9)
_LINES = 4
"""So many municipalities are drawn at most: there are as many forms of marks."""


def coefficient_text(texts: RegisterText, value: float) -> str:
    """A coefficient with three decimals, or as a power of ten where these would be zeros."""
    size = abs(value)
    if size >= 0.001 or size == 0:
        return texts.language.number(value, 3 if size < 10 else 1)
    power = floor(log10(size))
    mantissa = texts.language.number(value / 10.0**power, 2)
    return f"{mantissa} · 10{str(power).translate(_SUPERSCRIPT)}"


def _coefficient_row(texts: RegisterText, record: Record) -> Row:
    cell, n = f"register/expected.{record['term']}//coefficient", texts.results.facts["n"]

    def printed(statistic: Statistic, value: float, text: str) -> Run:
        run = texts.number(cell, value, 3, n, statistic)
        return replace(run, text=text) if isinstance(run, Number) else run

    def coefficient(name: str) -> str:
        return coefficient_text(texts, record[name])

    estimate = printed(Statistic.COEFFICIENT, record["estimate"], coefficient("estimate"))
    estimate = texts.with_ends(estimate, record["low"], record["high"])
    if isinstance(estimate, Number):
        ends = {"low": coefficient("low"), "high": coefficient("high")}
        estimate = estimate.with_interval(texts.word("interval_from_minus", **ends))
    se = printed(Statistic.STANDARD_ERROR, record["se"], coefficient("se"))
    p = printed(Statistic.P, record["p"], texts.language.p_value(record["p"]))
    return row(texts.name(record["term"]), [estimate, Text(record["stars"]), se, p])


def _coefficients(texts: RegisterText) -> Table:
    """Annex 1: the coefficients with their stars."""
    coefficients = texts.results.coefficients
    assert coefficients is not None
    columns = ("term", "coefficient", "stars", "se", "p")
    outcome = texts.name(texts.results.facts["outcome"])
    return table(
        "table-register-coefficients",
        texts.word("register_coefficients_caption", outcome=outcome),
        [texts.word(f"register_col_{name}") for name in columns],
        [_coefficient_row(texts, record) for record in coefficients.to_dict("records")],
        _coefficient_notes(texts),
        collapsed=False,
    )


def _coefficient_notes(texts: RegisterText) -> list[str]:
    """How the model was fitted."""
    facts, word = texts.results.facts, texts.word
    notes = [
        word("register_note_stars"),
        word(f"register_note_{facts['covariance']}", by=texts.name(facts["clustered_by"])),
        word("register_note_reference", year=str(facts["years"][0])),
    ]
    if facts["bootstrapped"] and facts["covariance"] == "cluster":
        drawn = {"clusters": facts["clusters"], "replications": facts["replications"]}
        notes.append(word("register_note_bootstrap", **drawn))
    kinds = [kind for kind in ("fixed_effects", "weighted") if facts[kind]]
    return notes + [word(f"register_note_{kind}") for kind in kinds]


def _forest(texts: RegisterText) -> Figure:
    """The coefficients per standard deviation of their regressors, so that they compare."""
    results, word = texts.results, texts.word
    assert results.coefficients is not None
    printed = [
        (texts.name(record["term"]), _standardised(texts, record))
        for record in results.coefficients.to_dict("records")
        if record["term"] in results.facts["spreads"]
    ]
    outcome = results.facts["outcome"]
    caption = word("register_forest_caption", outcome=texts.name(outcome))
    unit = word("register_col_standardised", unit=texts.unit(outcome))
    plot = Plot(
        FigureKind.FOREST,
        one_category("all", ""),
        [FigureRow(name, values=(texts.value(run),)) for name, run in printed],
        digits=2,
        x_title=unit,
    )
    rows = [row(name, [texts.below(run, 2)]) for name, run in printed]
    columns = [word("register_col_term"), unit]
    numbers = table("fig-register-coefficients-table", caption, columns, rows)
    description = word("register_forest_description")
    return texts.figure("fig-register-coefficients", caption, description, plot, numbers)


def _standardised(texts: RegisterText, record: Record) -> Run:
    facts = texts.results.facts
    estimate, low, high = (
        record[name] * facts["spreads"][record["term"]] for name in ("estimate", "low", "high")
    )
    cell = f"register/expected.{record['term']}//standardised"
    statistic = Statistic.STANDARDISED
    run = texts.number(cell, estimate, 2, facts["n"], statistic, signed=True)
    return texts.with_ends(run, low, high)


def expected_chapter(texts: RegisterText) -> Chapter:
    """What the model is, its coefficients, and how well it predicts."""
    blocks: list[Block] = [
        paragraph(*_model(texts)),
        _coefficients(texts),
        _forest(texts),
        paragraph(_out_of_sample(texts)),
        note(texts.prose.say("register_not_cause")),
    ]
    title = texts.word("register_expected_title")
    return chapter("register-expected", title, [section("expected", blocks)])


def _fact(texts: RegisterText, statistic: Statistic, digits: int) -> Run:
    """A fact about the fit, which has the name of its statistic."""
    facts = texts.results.facts
    cell = f"register/expected//{statistic}"
    return texts.number(cell, facts[statistic], digits, facts["n"], statistic)


def _model(texts: RegisterText) -> list[list[Run]]:
    """What is expected, from how much, and how well the model fits."""
    facts, say = texts.results.facts, texts.prose.say
    sentences = [
        say(
            "register_model",
            outcome=texts.prose.quoted(texts.name(facts["outcome"])),
            observations=_fact(texts, Statistic.N, 0),
            municipalities=_fact(texts, Statistic.MUNICIPALITIES, 0),
            first=str(facts["years"][0]),
            last=str(facts["years"][-1]),
        ),
        say("register_fit", r2=_fact(texts, Statistic.R2_ADJUSTED, 2)),
    ]
    if facts["left_out"]:
        sentences.append(say("register_left_out", number=_fact(texts, Statistic.LEFT_OUT, 0)))
    return sentences


def _out_of_sample(texts: RegisterText) -> list[Run]:
    return texts.prose.say(
        "register_out_of_sample",
        unit=texts.unit(texts.results.facts["outcome"]),
        inside=_fact(texts, Statistic.RMSE, 2),
        outside=_fact(texts, Statistic.RMSE_OUT, 2),
        r2=_fact(texts, Statistic.R2_OUT, 2),
    )


def index_run(texts: RegisterText, record: Record, statistic: Statistic = Statistic.INDEX) -> Run:
    """A municipality's index, or another column of `index.parquet`, in a year."""
    cell = f"register/index.{record['municipality']}/{record['year']}/{statistic}"
    run = texts.number(cell, record[statistic], 0, 1, statistic)
    if statistic != Statistic.INDEX:
        return run
    return texts.with_ends(run, record["low"], record["high"])


def index_figure(texts: RegisterText) -> Figure:
    """The index of the municipalities that are shown, and the country's behind it."""
    results, word = texts.results, texts.word
    assert results.index is not None
    index = results.index
    shown = [place for place in results.shown if (index["municipality"] == place).any()][:_LINES]
    categories = [
        Category("country", word("register_country"), "middle"),
        *(Category(place, texts.place(place), f"kind{i}") for i, place in enumerate(shown, 1)),
    ]
    country = _country(texts, index)
    years = {
        year: [run, *_of_places(texts, index[index["year"] == year], shown)]
        for year, run in country.items()
    }
    rows = [_index_row(texts, year, categories, runs) for year, runs in years.items()]
    printed = [
        row(str(year), [texts.below(run, 0) for run in runs]) for year, runs in years.items()
    ]
    caption = word("register_index_caption", level=texts.language.percent(_BAND[1] - _BAND[0]))
    columns = [word("register_col_year"), *(category.label for category in categories)]
    plot = Plot(FigureKind.SERIES, categories, rows, y_title=word("register_index_axis"))
    numbers = table("fig-register-index-table", caption, columns, printed)
    description = word("register_index_description")
    return texts.figure("fig-register-index", caption, description, plot, numbers)


def _country(texts: RegisterText, index: pd.DataFrame) -> dict[int, Run]:
    """The median index of each year, with the band that most municipalities are in."""
    by_year = index.groupby("year")["index"]
    middle, n = by_year.median(), by_year.count()
    low, high = by_year.quantile(_BAND[0]), by_year.quantile(_BAND[1])
    runs = {}
    for year in middle.index:
        cell = f"register/index//{year}/median"
        run = texts.number(cell, middle[year], 0, int(n[year]), Statistic.MEDIAN)
        runs[year] = texts.with_ends(run, low[year], high[year])
    return runs


def _of_places(texts: RegisterText, of_year: pd.DataFrame, shown: Sequence[str]) -> list[Run]:
    """The indices of municipalities in a year."""
    by_place = of_year.set_index("municipality", drop=False)
    return [
        index_run(texts, by_place.loc[place].to_dict()) if place in by_place.index else Text(NONE)
        for place in shown
    ]


def _index_row(
    texts: RegisterText, year: int, categories: Sequence[Category], runs: Sequence[Run]
) -> FigureRow:
    """Only the country has a band."""
    values = [texts.value(run, category.id) for category, run in zip(categories, runs, strict=True)]
    lines = [replace(value, low=None, high=None) for value in values[1:]]
    return FigureRow(str(year), values=(values[0], *lines))


def _index_table(texts: RegisterText) -> Table:
    """Annex 2: each municipality's index by year, the last year's with its interval."""
    assert texts.results.index is not None
    index, word = texts.results.index, texts.word
    years = sorted(int(year) for year in index["year"].unique())
    rows = [
        row(texts.place(str(place)), _indices(texts, frame, years))
        for place, frame in index.groupby("municipality", sort=True)
    ]
    return table(
        "table-register-index",
        word("register_index_table_caption"),
        [
            word("register_col_municipality"),
            *map(str, years),
            word("register_col_shrunk", year=str(years[-1])),
        ],
        rows,
        [word("register_index_note", level=texts.prose.level_text())],
    )


def _indices(texts: RegisterText, frame: pd.DataFrame, years: Sequence[int]) -> list[Run]:
    """A municipality's index in each year, and the last one shrunk."""
    records = {int(record["year"]): record for record in frame.to_dict("records")}
    runs: list[Run] = [
        texts.with_ends(index_run(texts, records[year]), None, None)
        if year in records and pd.notna(records[year]["index"])
        else Text(NONE)
        for year in years
    ]
    last = records.get(years[-1])
    if last and pd.notna(last["index"]):
        runs[-1] = texts.below(index_run(texts, last), 0)
    return [*runs, index_run(texts, last, Statistic.SHRUNK) if last else Text(NONE)]


def index_chapter(texts: RegisterText) -> Chapter:
    """The index of the country and of each municipality, and how much of it may be chance."""
    say = texts.prose.say
    sentences = [say("register_index_reading"), _outside(texts), say("register_index_small")]
    blocks: list[Block] = [paragraph(*sentences), index_figure(texts), _index_table(texts)]
    sections = [section("index", blocks)]
    if texts.results.classes is not None:
        sections.append(classes_section(texts))
    return chapter("register-index", texts.word("register_index_title"), sections)


def _outside(texts: RegisterText) -> list[Run]:
    """How many municipalities lie outside of what chance alone would do."""
    index = texts.results.index
    assert index is not None
    last = int(index["year"].max())
    known = index[(index["year"] == last) & index["index"].notna()]
    outside = (known["index"] < known["usual_low"]) | (known["index"] > known["usual_high"])
    cell, n = f"register/index//{last}", len(known)
    return texts.prose.say(
        "register_index_outside",
        number=texts.number(f"{cell}/outside", int(outside.sum()), 0, n, Statistic.COUNT),
        of=texts.number(f"{cell}/municipalities", n, 0, n, Statistic.N),
        year=str(last),
        level=texts.prose.level_text(),
    )
