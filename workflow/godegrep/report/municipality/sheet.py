"""A municipality's own sheet: its spending and its answers beside others'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, note, paragraph
from godegrep.document.report import Chapter, Report, chapter, section
from godegrep.document.runs import Number, Run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row, table
from godegrep.geography.municipalities import named
from godegrep.report.municipality.answers import Group, SheetAnswers
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.cover import cover
from godegrep.report.parts.finish import Draft, finished
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.register.results import RegisterResults
from godegrep.report.register.spending import Record, index_figure, index_run
from godegrep.report.register.text import RegisterText
from godegrep.study.register_settings import SheetSettings
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
    code: str, offices: pd.DataFrame, beside: Sequence[str], sheets: SheetSettings
) -> Municipality:
    """Whose sheet it is, from its offices' rows of `checked.parquet` and `register: sheets:`.

    Where its offices belong to different groups of a variable of `beside`, neither stands there.
    """
    known = {by: offices[f"frame.{by}"].dropna().unique() for by in beside}
    groups = {by: str(values[0]) for by, values in known.items() if len(values) == 1}
    return Municipality(code, named(code), groups, len(offices) > 0, sheets.own_answers)


def compose_sheet(
    place: Municipality, survey: WaveResults, register: RegisterResults, prose: Prose
) -> Report:
    """Write the sheet.

    `survey.closed.tables` has the rows of `sheet_tables`, and of `own_answers` where these may be
    shown; `register.shown` is the municipality.
    """
    message = prose.language.message
    texts = RegisterText(register, prose)
    groups = _groups(place, survey, texts)
    synthetic = message("banner_synthetic") if survey.synthetic else ""
    draft = Draft(
        part=survey.wave,
        municipality=place.code,
        cover=cover(survey.config.report, prose.language, survey.logo),
        subtitle=message("sheet_subtitle", name=place.name, wave=survey.wave),
        banner=message("sheet_banner_synthetic") if register.synthetic else synthetic,
        chapters=[
            _about(place, survey, texts, groups),
            *([_spending(place, texts)] if register.index is not None else []),
            *SheetAnswers(survey, groups, prose).chapters(),
        ],
    )
    return finished(draft, prose)


def _groups(place: Municipality, survey: WaveResults, texts: RegisterText) -> list[Group]:
    """The municipality where anything of it may be shown, its groups, and all."""
    values = {variable.name: variable.values for variable in survey.config.frame.variables}
    beside = [
        (by, group, in_language(values[by].get(group, {}), texts.language.code) or group)
        for by, group in place.groups.items()
    ]
    shown = place.code in Cells(survey.wave, survey.closed.tables).groups(MUNICIPALITY)
    mine = [(MUNICIPALITY, place.code, place.name)] if shown else []
    return [*mine, *beside, ("", "", texts.word("sheet_country"))]


def _about(
    place: Municipality, survey: WaveResults, texts: RegisterText, groups: list[Group]
) -> Chapter:
    """What stands beside what, and what is shown of the municipality's own answers, and why."""
    key = _what_is_shown(place, shown=groups[0][0] == MUNICIPALITY)
    why = texts.prose.say(key, name=place.name, minimum=str(survey.config.suppression.minimum_base))
    beside = texts.prose.say("sheet_reading", wave=survey.wave)
    about = section("about", [paragraph(beside, why)])
    return chapter("sheet", texts.word("sheet_about_title"), [about])


def _what_is_shown(place: Municipality, *, shown: bool) -> str:
    """The message on the municipality's own answers."""
    if not place.invited:
        return "sheet_not_invited"
    if place.own:
        return "sheet_own" if shown else "sheet_nobody_answered"
    return "sheet_enough" if shown else "sheet_not_shown"


def _spending(place: Municipality, texts: RegisterText) -> Chapter:
    """The index with the country behind it, and how spending has grown."""
    index = texts.results.index
    assert index is not None
    known = index[(index["municipality"] == place.code) & index["index"].notna()]
    title = texts.word("sheet_spending_title")
    if known.empty:
        none = texts.prose.say("sheet_no_index", name=place.name)
        return chapter("spending", title, [section("index", [paragraph(none)])])
    records: list[Record] = [*known.sort_values("year").to_dict("records")]
    blocks: list[Block] = [
        paragraph(texts.prose.say("register_index_reading"), _sentence(place, texts, records[-1])),
        note(texts.prose.say("sheet_not_cause")),
        index_figure(texts),
        _table(place, texts, records),
    ]
    return chapter("spending", title, [section("index", blocks)])


def _sentence(place: Municipality, texts: RegisterText, last: Record) -> list[Run]:
    """The last year's index with its interval."""
    index = index_run(texts, last)
    assert isinstance(index, Number)
    assert index.low is not None
    assert index.high is not None
    return texts.prose.say(
        "sheet_index",
        name=place.name,
        year=str(last["year"]),
        index=index,
        interval=index.interval(texts.language.interval(index.low, index.high, 0)),
        level=texts.prose.level_text(),
    )


def _table(place: Municipality, texts: RegisterText, records: list[Record]) -> Table:
    """Actual and expected spending, the index, and growth beside that of the median."""
    word, outcome = texts.word, texts.results.facts["outcome"]
    since = {"year": str(records[0]["year"])}
    return table(
        "table-sheet-spending",
        word("sheet_spending_caption", outcome=texts.name(outcome), unit=texts.unit(outcome)),
        [
            word("register_col_year"),
            word("sheet_col_actual"),
            word("sheet_col_expected"),
            word("register_col_index"),
            word("sheet_col_growth", **since),
            word("sheet_col_median_growth", **since),
        ],
        [row(str(record["year"]), _cells(texts, record, records[0])) for record in records],
        [word("sheet_index_note", level=texts.prose.level_text())],
        collapsed=False,
    )


def _cells(texts: RegisterText, record: Record, first: Record) -> list[Run]:
    """A year's spending and index, and growth since the first year."""
    year = record["year"]
    cell = f"register/index.{record['municipality']}/{year}"
    growth = 100 * (record["actual"] / first["actual"] - 1)
    actual, expected = (
        texts.number(f"{cell}/{statistic}", record[statistic], 2, 1, statistic)
        for statistic in (Statistic.ACTUAL, Statistic.EXPECTED)
    )
    return [
        actual,
        expected,
        texts.below(index_run(texts, record), 0),
        texts.number(f"{cell}/growth", growth, 1, 1, Statistic.GROWTH, signed=True),
        _median_growth(texts, year, first["year"]),
    ]


def _median_growth(texts: RegisterText, year: int, first: int) -> Run:
    """The growth of the median of all municipalities."""
    index = texts.results.index
    assert index is not None
    actual = index.groupby("year")["actual"]
    medians, n = actual.median(), int(actual.count()[year])
    growth = 100 * (medians[year] / medians[first] - 1)
    cell = f"register/index//{year}/median_growth"
    return texts.number(cell, growth, 1, n, Statistic.MEDIAN_GROWTH, signed=True)
