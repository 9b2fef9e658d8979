"""The chapter about the survey: who was invited, who answered, how the numbers are to be read."""

from dataclasses import dataclass

from godegrep.core.language import WITHHELD
from godegrep.core.vocabulary import RESPONSE
from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.figures import FigureKind, FigureRow, Plot, Value, Wording, figure
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run, Text, number_run, plain
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, lower_first
from godegrep.report.parts.shares import on_map, one_category
from godegrep.report.parts.tables import Tables
from godegrep.report.parts.test_results import TestResults
from godegrep.report.parts.wave_results import WaveResults
from godegrep.sampling.dispositions import COMPLETE, PARTIAL
from godegrep.study.config import Variable

MOST_GROUPS = 30
"""A variable with more values than this gets a table of response rates, but no figure."""


def about_chapter(results: WaveResults, cells: Cells, prose: Prose) -> Chapter:
    """Response, response rates by each variable of the frame, and how to read the numbers."""
    message = results.language.message
    sections = [
        section("response", _response(results, cells, prose), message("about_response")),
        section("reading", _reading(results, prose), message("about_reading")),
    ]
    return chapter("about", message("about_title"), sections)


def overall_response(cells: Cells) -> Cell | None:
    """The response rate of everyone invited."""
    return cells.get(RESPONSE, "answered", Statistic.RESPONSE)


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
    return number_run(prose.language.number(cell.count), cell, Statistic.COUNT, cell.count)


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
    blocks: list[Block] = [paragraph(*sentences)] if any(sentences) else []
    for variable in results.config.frame.variables:
        rates = [
            (group, cell)
            for group in cells.groups(variable.name)
            if (cell := cells.get(RESPONSE, "answered", Statistic.RESPONSE, variable.name, group))
        ]
        if len(rates) > 1:
            blocks += _Rates(results, prose, variable, rates).blocks()
    return blocks


def _standard_rates(results: WaveResults, cells: Cells, prose: Prose) -> list[list[Run]]:
    """The response rates by AAPOR's definitions, where it is known who was invited."""
    rates = {name: cells.get(RESPONSE, name, Statistic.RESPONSE) for name in ("rr1", "rr2", "ref1")}
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
    sentences = []
    for status in ("partial", "refused"):
        count = results.closed.weighting.statuses.get(status, 0)
        if count:
            cell = cells.note("status", status, "count", count)
            number = number_run(prose.language.count_word(count), cell)
            sentences.append(prose.say(f"status_{status}", count, number=number))
    return sentences


@dataclass(frozen=True)
class _Rates:
    """The response rates by a variable of the frame; `rates` holds group and cell."""

    results: WaveResults
    prose: Prose
    variable: Variable
    rates: list[tuple[str, Cell]]

    @property
    def name(self) -> str:
        return self.results.text(self.variable.text) or self.variable.name

    def label(self, group: str) -> str:
        values = self.variable.values
        return self.results.text(values[group]) if group in values else group

    def blocks(self) -> list[Block]:
        """What is said of the rates, and their figure; of many groups only the table."""
        sentence = self._sentence()
        if len(self.rates) > MOST_GROUPS:
            return [paragraph(sentence), self._table()]
        message = self.prose.language.message
        wording = Wording(
            caption=self._table().caption,
            description=plain(sentence),
            source=[Text(message("source_frame", wave=self.results.wave))],
            base=message("response_base"),
        )
        categories = one_category("answered", message("col_response_rate"))
        rows = [
            FigureRow(self.label(group), cell.n, (self._value(cell),)) for group, cell in self.rates
        ]
        plot = Plot(FigureKind.BARS, categories, rows)
        name = f"fig-response-{self.variable.name}"
        return [paragraph(sentence), on_map(figure(name, wording, plot, self._table()))]

    def _sentence(self) -> list[Run]:
        """Where most and fewest answered, and whether that may be chance."""
        ranked = sorted(self.rates, key=lambda pair: -_share(pair[1]))
        (top, most), (bottom, least) = ranked[0], ranked[-1]
        sentence = self.prose.say(
            "response_range" if _share(most) > _share(least) else "response_even",
            by=lower_first(self.name),
            top=self.prose.quoted(self.label(top)),
            most=_rate(most, self.prose),
            bottom=self.prose.quoted(self.label(bottom)),
            least=_rate(least, self.prose),
        )
        tests = TestResults(self.results.closed.tests, self.prose.level)
        tested = tests.get(RESPONSE, self.variable.name)
        if tested is None:
            return sentence
        key = "response_differs" if tested.clear else "response_alike"
        compared = self.prose.say(key, by=lower_first(self.name), p=self.prose.tested(tested))
        return [*sentence, Text(" "), *compared]

    def _table(self) -> Table:
        message = self.prose.language.message
        columns = [message(f"col_{key}") for key in ("invited", "answered", "response_rate")]
        return Tables(self.prose, self.results.config.suppression).table(
            f"table-response-{self.variable.name}",
            message("response_caption", by=lower_first(self.name)),
            [self.name, *columns],
            [row(self.label(group), self._cells(cell)) for group, cell in self.rates],
        )

    def _cells(self, cell: Cell) -> list[Run]:
        printed = self.prose.language.number(100 * _share(cell), 1)
        rate = number_run(printed, cell, value=_share(cell))
        return [self.prose.base(cell), _answered(cell, self.prose), rate]

    def _value(self, cell: Cell) -> Value:
        """A rate is known of all who were invited, and has no interval."""
        text = self.prose.language.percent(_share(cell))
        return Value("answered", cell.id, _share(cell), text, n=cell.n)


def _reading(results: WaveResults, prose: Prose) -> list[Block]:
    """What n and the intervals mean, in plain sentences."""
    level = prose.language.percent(prose.level, words=True)
    sentences = [prose.say("reading_base"), prose.say("reading_interval", level=level)]
    config = results.config
    if results.closed.weighting.finite_population:
        sentences.append(prose.say("reading_finite"))
    reasons = prose.withheld_where(config.suppression)
    withheld = prose.say("reading_withheld", reasons=reasons, sign=WITHHELD)
    differences = (
        [prose.say("reading_differences", minimum=str(SMALLEST_GROUP))] if config.breaks else []
    )
    return [paragraph(*sentences), paragraph(*differences, withheld)]
