"""Chapters: what spending is expected from, and each municipality's index."""

from math import floor, log10
from typing import Any

import pandas as pd

from godegrep.document.blocks import Block, Run, chapter, paragraph, section, text_run
from godegrep.report.register.classes import classes_section
from godegrep.report.register.parts import NONE, Parts

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_BAND = (0.1, 0.9)
_LINES = 4
"""So many municipalities are drawn at most: there are as many forms of marks."""


def coefficient_text(parts: Parts, value: float) -> str:
    """A coefficient with three decimals, or as a power of ten where these would be zeros."""
    size = abs(value)
    if size >= 0.001 or size == 0:
        return parts.language.number(value, 3 if size < 10 else 1)
    power = floor(log10(size))
    mantissa = parts.language.number(value / 10.0**power, 2)
    return f"{mantissa} · 10{str(power).translate(_SUPERSCRIPT)}"


def _coefficient_row(parts: Parts, row: dict[Any, Any]) -> Block:
    cell, n = f"register/expected.{row['term']}//coefficient", parts.results.facts["n"]
    estimate, se = (
        {**parts.number(cell, row[name], 3, n, name), "text": coefficient_text(parts, row[name])}
        for name in ("estimate", "se")
    )
    ends = {end: coefficient_text(parts, row[end]) for end in ("low", "high")}
    estimate |= {"low": row["low"], "high": row["high"], "statistic": "coefficient"}
    between = parts.word("interval_from_minus", **ends)
    below = {**estimate, "text": between, "value": None, "statistic": "interval"}
    p = parts.number(cell, row["p"], 3, n, "p")
    p["text"] = parts.language.p_value(row["p"])
    stars = text_run(row["stars"])
    return parts.row(parts.name(row["term"]), [{**estimate, "below": below}, stars, se, p])


def _coefficients(parts: Parts) -> Block:
    """Annex 1: the coefficients with their stars."""
    coefficients = parts.results.coefficients
    assert coefficients is not None
    facts, word = parts.results.facts, parts.word
    rows = [_coefficient_row(parts, row) for row in coefficients.to_dict("records")]
    notes = [
        word("register_note_stars"),
        word(f"register_note_{facts['covariance']}", by=parts.name(facts["clustered_by"])),
        word("register_note_reference", year=str(facts["years"][0])),
    ]
    if facts["bootstrapped"] and facts["covariance"] == "cluster":
        drawn = {"clusters": facts["clusters"], "replications": facts["replications"]}
        notes.append(word("register_note_bootstrap", **drawn))
    notes += [
        word(f"register_note_{kind}") for kind in ("fixed_effects", "weighted") if facts[kind]
    ]
    columns = ("term", "coefficient", "stars", "se", "p")
    return parts.table(
        "table-register-coefficients",
        word("register_coefficients_caption", outcome=parts.name(facts["outcome"])),
        [word(f"register_col_{name}") for name in columns],
        rows,
        notes=notes,
    )


def _forest(parts: Parts) -> Block:
    """The coefficients per standard deviation of their regressors, so that they compare."""
    results, word = parts.results, parts.word
    assert results.coefficients is not None
    drawn, printed = [], []
    for row in results.coefficients.to_dict("records"):
        spread = results.facts["spreads"].get(row["term"])
        if spread is None:
            continue
        ends = {name: row[name] * spread for name in ("low", "high")}
        run = parts.number(
            f"register/expected.{row['term']}//standardised",
            row["estimate"] * spread,
            2,
            results.facts["n"],
            "standardised",
            signed=True,
            **ends,
        )
        drawn.append({"label": parts.name(row["term"]), "n": None, "values": [parts.value(run)]})
        printed.append(parts.row(parts.name(row["term"]), [parts.below(run, 2)]))
    unit = parts.unit(results.facts["outcome"])
    caption = word("register_forest_caption", outcome=parts.name(results.facts["outcome"]))
    columns = [word("register_col_term"), word("register_col_standardised", unit=unit)]
    return parts.figure(
        "forest",
        "fig-register-coefficients",
        caption,
        word("register_forest_description"),
        categories=parts.one(),
        rows=drawn,
        digits=2,
        x_title=word("register_col_standardised", unit=unit),
        table=parts.table(
            "fig-register-coefficients-table", caption, columns, printed, collapsed=True
        ),
    )


def expected_chapter(parts: Parts) -> dict[str, Any]:
    """What the model is, its coefficients, and how well it predicts."""
    facts, say, language = parts.results.facts, parts.prose.say, parts.language

    def fact(name: str, digits: int, statistic: str = "") -> Run:
        return parts.number(
            f"register/expected//{name}", facts[name], digits, facts["n"], statistic or name
        )

    first = [
        say(
            "register_model",
            outcome=parts.prose.quoted(parts.name(facts["outcome"])),
            observations=fact("n", 0),
            municipalities=fact("municipalities", 0),
            first=str(facts["years"][0]),
            last=str(facts["years"][-1]),
        ),
        say("register_fit", r2=fact("r2_adjusted", 2)),
    ]
    if facts["left_out"]:
        first.append(say("register_left_out", number=fact("left_out", 0)))
    out = say(
        "register_out_of_sample",
        unit=parts.unit(facts["outcome"]),
        inside=fact("rmse", 2),
        outside=fact("rmse_out", 2),
        r2=fact("r2_out", 2),
    )
    blocks = [paragraph(*first), _coefficients(parts), _forest(parts), paragraph(out)]
    blocks.append({"type": "note", "runs": say("register_not_cause")})
    return chapter(
        "register-expected",
        language.message("register_expected_title"),
        [section("expected", blocks)],
    )


def index_run(parts: Parts, row: dict[Any, Any], column: str = "index") -> Run:
    """A municipality's index, or another column of `index.parquet`, in a year."""
    cell = f"register/index.{row['municipality']}/{row['year']}/{column}"
    more = {"low": row["low"], "high": row["high"]} if column == "index" else {}
    return parts.number(cell, row[column], 0, 1, column, **more)


def index_figure(parts: Parts) -> Block:
    """The index of the municipalities that are shown, and the country's behind it."""
    results, word, language = parts.results, parts.word, parts.language
    assert results.index is not None
    index = results.index
    shown = [place for place in results.shown if (index["municipality"] == place).any()][:_LINES]
    by_year = index.groupby("year")["index"]
    middle, n = by_year.median(), by_year.count()
    low, high = by_year.quantile(_BAND[0]), by_year.quantile(_BAND[1])
    country = {"id": "country", "label": word("register_country"), "tone": "middle"}
    categories = [country] + [
        {"id": place, "label": parts.place(place), "tone": f"kind{i}"}
        for i, place in enumerate(shown, 1)
    ]
    rows, printed = [], []
    for year in middle.index:
        run = parts.number(
            f"register/index//{year}/median",
            middle[year],
            0,
            int(n[year]),
            "median",
            low=low[year],
            high=high[year],
        )
        own = index[index["year"] == year].set_index("municipality", drop=False)
        runs = [
            index_run(parts, own.loc[place].to_dict()) if place in own.index else text_run(NONE)
            for place in shown
        ]
        values = [parts.value(run, "country")]
        for place, one in zip(shown, runs, strict=True):
            values.append({**parts.value(one, place), "low": None, "high": None})
        rows.append({"label": str(year), "n": None, "values": values})
        cells = [parts.below(run, 0), *(parts.below(one, 0) for one in runs)]
        printed.append(parts.row(str(year), cells))
    caption = word("register_index_caption", level=language.percent(_BAND[1] - _BAND[0]))
    columns = [word("register_col_year"), *(category["label"] for category in categories)]
    return parts.figure(
        "series",
        "fig-register-index",
        caption,
        word("register_index_description"),
        categories=categories,
        rows=rows,
        digits=0,
        y_title=word("register_index_axis"),
        table=parts.table("fig-register-index-table", caption, columns, printed, collapsed=True),
    )


def _index_table(parts: Parts) -> Block:
    """Annex 2: each municipality's index by year, the last year's with its interval."""
    assert parts.results.index is not None
    index, word = parts.results.index, parts.word
    years = sorted(int(year) for year in index["year"].unique())
    rows = []
    for place, frame in index.groupby("municipality", sort=True):
        own = {int(row["year"]): row for row in frame.to_dict("records")}
        runs = [
            {**index_run(parts, own[year]), "low": None, "high": None}
            if year in own and pd.notna(own[year]["index"])
            else text_run(NONE)
            for year in years
        ]
        last = own.get(years[-1])
        if last and pd.notna(last["index"]):
            runs[-1] = parts.below(index_run(parts, last), 0)
        runs.append(index_run(parts, last, "shrunk") if last else text_run(NONE))
        rows.append(parts.row(parts.place(str(place)), runs))
    return parts.table(
        "table-register-index",
        word("register_index_table_caption"),
        [
            word("register_col_municipality"),
            *map(str, years),
            word("register_col_shrunk", year=str(years[-1])),
        ],
        rows,
        notes=[word("register_index_note", level=parts.prose.level_text())],
        collapsed=True,
    )


def index_chapter(parts: Parts) -> dict[str, Any]:
    """The index of the country and of each municipality, and how much of it may be chance."""
    index, say = parts.results.index, parts.prose.say
    assert index is not None
    last = int(index["year"].max())
    own = index[(index["year"] == last) & index["index"].notna()]
    outside = own[(own["index"] < own["usual_low"]) | (own["index"] > own["usual_high"])]
    number = parts.number(f"register/index//{last}/outside", len(outside), 0, len(own), "count")
    of = parts.number(f"register/index//{last}/municipalities", len(own), 0, len(own), "n")
    blocks: list[Block] = [
        paragraph(
            say("register_index_reading"),
            say(
                "register_index_outside",
                number=number,
                of=of,
                year=str(last),
                level=parts.prose.level_text(),
            ),
            say("register_index_small"),
        ),
        index_figure(parts),
        _index_table(parts),
    ]
    title = parts.language.message("register_index_title")
    sections = [section("index", blocks)]
    if parts.results.classes is not None:
        sections.append(classes_section(parts))
    return chapter("register-index", title, sections)
