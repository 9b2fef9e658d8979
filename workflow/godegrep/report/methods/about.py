"""The chapter about the survey: who was invited, who answered, how the numbers are to be read."""

from typing import Any

from godegrep.core.language import WITHHELD
from godegrep.core.vocabulary import RESPONSE
from godegrep.document.blocks import (
    Block,
    Cell,
    Run,
    chapter,
    number_run,
    paragraph,
    section,
    text_run,
)
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, lower_first
from godegrep.report.parts.shares import on_map
from godegrep.report.parts.test_results import TestResults
from godegrep.report.parts.wave_results import WaveResults
from godegrep.sampling.dispositions import COMPLETE, PARTIAL
from godegrep.study.config import Variable

MOST_GROUPS = 30
"""A variable with more values than this gets a table of response rates, but no figure."""


def about_chapter(results: WaveResults, cells: Cells, prose: Prose) -> dict[str, Any]:
    """Response, response rates by each variable of the frame, and how to read the numbers."""
    message = results.language.message
    sections = [
        section("response", _response(results, cells, prose), message("about_response")),
        section("reading", _reading(results, prose), message("about_reading")),
    ]
    return chapter("about", message("about_title"), sections)


def overall_response(cells: Cells) -> Cell | None:
    """The response rate of everyone invited."""
    return cells.get(RESPONSE, "answered", RESPONSE)


def response_sentence(results: WaveResults, cells: Cells, prose: Prose) -> list[Run]:
    """«Undersøkelsen gikk til 453 kontorer, og 243 svarte. Svarprosenten er dermed 54 prosent.»

    Without a frame nobody knows how many were invited, and the sentence is about the data file.
    """
    overall = overall_response(cells)
    if overall is None or not overall.n:
        return []
    answered = _answered(overall, prose)
    if results.config.wave(results.wave).frame:
        key = "response_overall"
    else:
        key = "response_file" if overall.count < overall.n else "response_all"
    return prose.say(
        key, invited=prose.base(overall), answered=answered, rate=_rate(overall, prose)
    )


def _answered(cell: Cell, prose: Prose) -> Run:
    return number_run(prose.language.number(cell.count), cell, "count", cell.count)


def _share(cell: Cell) -> float:
    return cell.estimate if cell.estimate is not None else cell.count / cell.n


def _rate(cell: Cell, prose: Prose) -> Run:
    return number_run(prose.language.percent(_share(cell), words=True), cell, value=_share(cell))


def _response(results: WaveResults, cells: Cells, prose: Prose) -> list[Block]:
    sentences = [response_sentence(results, cells, prose), *_statuses(results, cells, prose)]
    sentences += _standard_rates(results, cells, prose)
    fieldwork = results.text(results.config.wave(results.wave).fieldwork)
    if fieldwork:
        sentences.append(prose.say("fieldwork", when=fieldwork))
    blocks = [paragraph(*sentences)] if any(sentences) else []
    for variable in results.config.frame.variables:
        rates = [
            (group, cell)
            for group in cells.groups(variable.name)
            if (cell := cells.get(RESPONSE, "answered", RESPONSE, variable.name, group))
        ]
        if len(rates) > 1:
            blocks += _by_variable(results, cells, prose, variable, rates)
    return blocks


def _standard_rates(results: WaveResults, cells: Cells, prose: Prose) -> list[list[Run]]:
    """The response rates by AAPOR's definitions, where it is known who was invited."""
    rates = {name: cells.get(RESPONSE, name, RESPONSE) for name in ("rr1", "rr2", "ref1")}
    if not results.config.wave(results.wave).frame or not all(rates.values()):
        return []
    printed = {
        name: number_run(prose.language.percent(_share(cell), 1, words=True), cell)
        for name, cell in rates.items()
        if cell
    }
    complete, partial = (prose.language.percent(part, words=True) for part in (COMPLETE, PARTIAL))
    return [prose.say("response_aapor", complete=complete, partial=partial, **printed)]


def _statuses(results: WaveResults, cells: Cells, prose: Prose) -> list[list[Run]]:
    """How many answered in part, and how many said no."""
    said = []
    for status in ("partial", "refused"):
        count = results.weighting.statuses.get(status, 0)
        if count:
            cell = cells.note("status", status, "count", count)
            number = number_run(prose.language.count_word(count), cell)
            said.append(prose.say(f"status_{status}", count, number=number))
    return said


def _by_variable(
    results: WaveResults,
    cells: Cells,
    prose: Prose,
    variable: Variable,
    rates: list[tuple[str, Cell]],
) -> list[Block]:
    message = results.language.message
    name = results.text(variable.text) or variable.name

    def label(group: str) -> str:
        return results.text(variable.values[group]) if group in variable.values else group

    ranked = sorted(rates, key=lambda pair: -_share(pair[1]))
    (top, most), (bottom, least) = ranked[0], ranked[-1]
    sentence = prose.say(
        "response_range" if _share(most) > _share(least) else "response_even",
        by=lower_first(name),
        top=prose.quoted(label(top)),
        most=_rate(most, prose),
        bottom=prose.quoted(label(bottom)),
        least=_rate(least, prose),
    )
    tested = TestResults(results.tests, prose.level).get(RESPONSE, variable.name)
    if tested:
        key = "response_differs" if tested.clear else "response_alike"
        compared = prose.say(key, by=lower_first(name), p=prose.tested(tested))
        sentence = [*sentence, text_run(" "), *compared]
    caption = message("response_caption", by=lower_first(name))
    closed = ClosedQuestions(results, cells, prose)
    table = closed.block(
        f"table-response-{variable.name}",
        caption,
        [name, message("col_invited"), message("col_answered"), message("col_response_rate")],
        [
            {
                "label": label(group),
                "combined": False,
                "cells": [
                    prose.base(cell),
                    _answered(cell, prose),
                    number_run(
                        prose.language.number(100 * _share(cell), 1), cell, value=_share(cell)
                    ),
                ],
            }
            for group, cell in rates
        ],
    )
    if len(rates) > MOST_GROUPS:
        return [paragraph(sentence), table]
    figure: Block = {
        "type": "figure",
        "id": f"fig-response-{variable.name}",
        "kind": "bars",
        "number": "",
        "title": caption,
        "caption": caption,
        "description": "".join(run["text"] for run in sentence),
        "categories": [{"id": "answered", "label": message("col_response_rate"), "tone": "single"}],
        "rows": [
            {
                "label": label(group),
                "n": cell.n,
                "values": [
                    {
                        "category": "answered",
                        "cell": cell.id,
                        "share": _share(cell),
                        "text": results.language.percent(_share(cell)),
                        "low": None,
                        "high": None,
                        "n": cell.n,
                        "suppressed": False,
                    }
                ],
            }
            for group, cell in rates
        ],
        "base": message("response_base"),
        "source": [text_run(message("source_frame", wave=results.wave))],
        "table": table,
    }
    return [paragraph(sentence), on_map(figure)]


def _reading(results: WaveResults, prose: Prose) -> list[Block]:
    """What n and the intervals mean, in plain sentences."""
    level = prose.language.percent(prose.level, words=True)
    sentences = [prose.say("reading_base"), prose.say("reading_interval", level=level)]
    config = results.config
    if results.weighting.finite_population:
        sentences.append(prose.say("reading_finite"))
    reasons = prose.withheld_where(config.suppression)
    withheld = prose.say("reading_withheld", reasons=reasons, sign=WITHHELD)
    differences = (
        [prose.say("reading_differences", minimum=str(SMALLEST_GROUP))] if config.breaks else []
    )
    return [paragraph(*sentences), paragraph(*differences, withheld)]
