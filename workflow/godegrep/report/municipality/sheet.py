"""A municipality's own sheet: its spending and its answers beside others'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, chapter, paragraph, section
from godegrep.geography.municipalities import named
from godegrep.report.municipality.answers import Column, SheetAnswers
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import codebook_of, cover
from godegrep.report.parts.finish import finished, summary
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.register.parts import Parts
from godegrep.report.register.results import RegisterResults
from godegrep.report.register.spending import index_figure, index_run
from godegrep.study.codebook import NO_CODES
from godegrep.tabulation.municipalities import MUNICIPALITY


@dataclass(frozen=True)
class Municipality:
    """Whose sheet it is.

    `groups` are those that its offices belong to, by variable of the frame; `invited` says whether
    any was asked, and `own` that their answers may be shown however few they are.
    """

    code: str
    name: str
    groups: Mapping[str, str]
    invited: bool
    own: bool


def municipality_of(
    code: str, offices: pd.DataFrame, beside: Sequence[str], register: Mapping[str, Any]
) -> Municipality:
    """Whose sheet it is, from its offices' rows of `checked.parquet` and `register` of the config.

    Where its offices belong to different groups of a variable of `beside`, neither stands there.
    """
    found = {by: offices[f"frame.{by}"].dropna().unique() for by in beside}
    groups = {by: str(values[0]) for by, values in found.items() if len(values) == 1}
    own = bool(register.get("sheets", {}).get("own_answers", False))
    return Municipality(code, named(code), groups, len(offices) > 0, own)


def compose_sheet(
    place: Municipality, survey: WaveResults, register: RegisterResults, prose: Prose
) -> dict[str, Any]:
    """Write the sheet; the result is shaped like that of `report.compose`.

    `survey.tables` has the rows of `sheet_tables`, and of `own_answers` where these may be shown;
    `register.shown` is the municipality.
    """
    language = prose.language
    parts = Parts(register, prose)
    columns = _columns(place, survey, parts)
    report = {
        "wave": survey.wave,
        "municipality": place.code,
        **cover(survey.config, language, survey.logo),
        "subtitle": language.message("sheet_subtitle", name=place.name, wave=survey.wave),
        "summary": summary(language, []),
        "chapters": [
            _about(place, survey, parts, columns),
            *([_spending(place, parts)] if register.index is not None else []),
            *SheetAnswers(survey, columns, prose).chapters(),
        ],
        "codebook": codebook_of(NO_CODES, language),
    }
    made = finished(report, prose, survey.synthetic or register.synthetic)
    if register.synthetic:
        made["banner"] = language.message("sheet_banner_synthetic")
    return made


def _columns(place: Municipality, survey: WaveResults, parts: Parts) -> list[Column]:
    """The municipality where anything of it may be shown, its groups, and all."""
    values = {one.name: one.values for one in survey.config.frame.variables}
    beside = [
        (by, group, in_language(values[by].get(group, {}), parts.language.code) or group)
        for by, group in place.groups.items()
    ]
    own = place.code in Cells(survey.wave, survey.tables).groups(MUNICIPALITY)
    mine = [(MUNICIPALITY, place.code, place.name)] if own else []
    return [*mine, *beside, ("", "", parts.word("sheet_country"))]


def _about(
    place: Municipality, survey: WaveResults, parts: Parts, columns: list[Column]
) -> dict[str, Any]:
    """What stands beside what, and what is shown of the municipality's own answers, and why."""
    own = columns[0][0] == MUNICIPALITY
    key = "sheet_not_invited"
    if place.invited:
        key = ("sheet_own" if place.own else "sheet_enough") if own else "sheet_not_shown"
    if place.invited and place.own and not own:
        key = "sheet_nobody_answered"
    told = parts.prose.say(
        key, name=place.name, minimum=str(survey.config.suppression.minimum_base)
    )
    beside = parts.prose.say("sheet_reading", wave=survey.wave)
    title = parts.word("sheet_about_title")
    return chapter("sheet", title, [section("about", [paragraph(beside, told)])])


def _spending(place: Municipality, parts: Parts) -> dict[str, Any]:
    """The index with the country behind it, and how spending has grown."""
    index = parts.results.index
    assert index is not None
    own = index[(index["municipality"] == place.code) & index["index"].notna()]
    title = parts.word("sheet_spending_title")
    if own.empty:
        none = parts.prose.say("sheet_no_index", name=place.name)
        return chapter("spending", title, [section("index", [paragraph(none)])])
    rows = own.sort_values("year").to_dict("records")
    run = index_run(parts, rows[-1])
    ends = parts.language.interval(run["low"], run["high"], 0)
    said = parts.prose.say(
        "sheet_index",
        name=place.name,
        year=str(rows[-1]["year"]),
        index=run,
        interval={**run, "text": ends, "value": None, "statistic": "interval"},
        level=parts.prose.level_text(),
    )
    blocks: list[Block] = [
        paragraph(parts.prose.say("register_index_reading"), said),
        {"type": "note", "runs": parts.prose.say("sheet_not_cause")},
        index_figure(parts),
        _table(place, parts, rows),
    ]
    return chapter("spending", title, [section("index", blocks)])


def _table(place: Municipality, parts: Parts, rows: list[dict[Any, Any]]) -> Block:
    """Actual and expected spending, the index, and growth beside that of the median."""
    index, word = parts.results.index, parts.word
    assert index is not None
    medians, first = index.groupby("year")["actual"].median(), rows[0]
    printed = []
    for row in rows:
        year = row["year"]
        cell = f"register/index.{place.code}/{year}"
        own = 100 * (row["actual"] / first["actual"] - 1)
        country = 100 * (medians[year] / medians[first["year"]] - 1)
        n = int(index.loc[index["year"] == year, "actual"].count())
        runs = [
            parts.number(f"{cell}/{name}", row[name], 2, 1, name) for name in ("actual", "expected")
        ]
        runs.append(parts.below(index_run(parts, row), 0))
        runs.append(parts.number(f"{cell}/growth", own, 1, 1, "growth", signed=True))
        all_cell = f"register/index//{year}/median_growth"
        runs.append(parts.number(all_cell, country, 1, n, "median_growth", signed=True))
        printed.append(parts.row(str(year), runs))
    outcome = parts.results.facts["outcome"]
    since = {"year": str(first["year"])}
    return parts.table(
        "table-sheet-spending",
        word("sheet_spending_caption", outcome=parts.name(outcome), unit=parts.unit(outcome)),
        [
            word("register_col_year"),
            word("sheet_col_actual"),
            word("sheet_col_expected"),
            word("register_col_index"),
            word("sheet_col_growth", **since),
            word("sheet_col_median_growth", **since),
        ],
        printed,
        notes=[word("sheet_index_note", level=parts.prose.level_text())],
    )
