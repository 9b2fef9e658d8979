"""The chapter on growth: which groups it comes from, and what payments have done beside it."""

import pandas as pd

from godegrep.document.blocks import Block, paragraph
from godegrep.document.figures import Category, Figure, FigureKind, FigureRow, Plot
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Row, Table, row, table
from godegrep.report.register.text import RegisterText

_PER_CENT = frozenset(
    (
        Statistic.SHARE,
        Statistic.GROWTH,
        Statistic.CONTRIBUTION,
        Statistic.MEAN_GROWTH,
        Statistic.BASE_GROWTH,
        Statistic.EXCESS,
    )
)
_PAYMENTS = (
    Statistic.MEAN,
    Statistic.FIXED,
    Statistic.BASE_AMOUNT,
    Statistic.MEAN_GROWTH,
    Statistic.BASE_GROWTH,
)


class _Measure:
    """Prints the figures of one measure of `growth.parquet`."""

    def __init__(self, texts: RegisterText, frame: pd.DataFrame, name: str) -> None:
        self.texts, self.name = texts, name
        rows = frame[frame["measure"] == name]
        self.values = rows.set_index(["group", "year", "statistic"])["value"]
        self.n = int(rows["municipalities"].iloc[0])
        self.groups = [group for group in rows["group"].unique() if group]
        years = rows.loc[rows["statistic"] == "index", "year"]
        self.years = sorted(int(year) for year in years.unique())
        self.first, self.last = self.years[0], self.years[-1]

    @property
    def years_between(self) -> dict[str, str]:
        """The first and the last year, as messages name them."""
        return {"first": str(self.first), "last": str(self.last)}

    def has(self, statistic: Statistic) -> bool:
        return ("", self.last, statistic.value) in self.values.index

    def run(
        self, group: str, year: int, statistic: Statistic, digits: int = 1, *, signed: bool = False
    ) -> Run:
        """What is known of a group, or of all, in a year; shares and growth in per cent."""
        value = self.values.get((group, year, statistic.value))
        if value is not None and statistic in _PER_CENT:
            value = 100 * value
        cell = f"register/{self.name}.{group or 'all'}/{year}/{statistic}"
        return self.texts.number(cell, value, digits, self.n, statistic, signed=signed)


def _contributions(texts: RegisterText, measure: _Measure) -> tuple[Table, Figure]:
    """A table of the groups' shares, growth and contributions, and a figure of the last."""
    caption = texts.word(
        "register_contribution_caption", what=texts.name(measure.name), **measure.years_between
    )
    groups = {group: _contribution(measure, group) for group in measure.groups}
    whole = _whole(texts, measure)
    everyone = texts.word("register_all")
    rows = [row(texts.name(group), runs) for group, runs in groups.items()]
    rows.append(row(everyone, whole, combined=True))
    drawn = [
        FigureRow(texts.name(group), values=(texts.value(runs[-1]),))
        for group, runs in groups.items()
    ]
    drawn.append(FigureRow(everyone, values=(texts.value(whole[-1], "whole"),), combined=True))
    return _contribution_table(texts, measure, caption, rows), _waterfall(
        texts, measure, caption, drawn
    )


def _contribution(measure: _Measure, group: str) -> list[Run]:
    statistics = (Statistic.SHARE, Statistic.GROWTH, Statistic.CONTRIBUTION)
    return [measure.run(group, measure.last, statistic) for statistic in statistics]


def _whole(texts: RegisterText, measure: _Measure) -> list[Run]:
    """The row of all: shares and contributions add up to 100."""
    cell = f"register/{measure.name}.all/{measure.last}"
    share, contribution = (
        texts.number(f"{cell}/{statistic}", 100.0, 1, measure.n, statistic)
        for statistic in (Statistic.SHARE, Statistic.CONTRIBUTION)
    )
    return [share, measure.run("", measure.last, Statistic.GROWTH), contribution]


def _contribution_table(
    texts: RegisterText, measure: _Measure, caption: str, rows: list[Row]
) -> Table:
    word = texts.word
    columns = [
        word("register_col_group"),
        word("register_col_share", year=str(measure.last)),
        word("register_col_growth", **measure.years_between),
        word("register_col_contribution"),
    ]
    return table(f"table-register-{measure.name}", caption, columns, rows, collapsed=False)


def _waterfall(
    texts: RegisterText, measure: _Measure, caption: str, rows: list[FigureRow]
) -> Figure:
    word = texts.word
    categories = [
        Category("all", word("register_group_part"), "single"),
        Category("whole", word("register_all"), "kind1"),
    ]
    plot = Plot(FigureKind.WATERFALL, categories, rows, x_title=word("register_col_contribution"))
    description = word("register_contribution_description")
    return texts.figure(f"fig-register-{measure.name}", caption, description, plot, None)


def _series(texts: RegisterText, measure: _Measure) -> Table:
    word = texts.word
    rows = []
    for group in measure.groups:
        runs = [measure.run(group, year, Statistic.INDEX) for year in measure.years]
        runs.append(measure.run(group, measure.last, Statistic.SHARE))
        rows.append(row(texts.name(group), runs))
    columns = [
        word("register_col_group"),
        *map(str, measure.years),
        word("register_col_share", year=str(measure.last)),
    ]
    what, year = texts.name(measure.name), str(measure.first)
    caption = word("register_series_caption", what=what, year=year)
    name = f"table-register-{measure.name}-series"
    return table(name, caption, columns, rows, collapsed=False)


def _payments(texts: RegisterText, measure: _Measure) -> list[Block]:
    """What the mean payment has done, split up, and beside the base amount."""
    say, last = texts.prose.say, measure.last
    split = say(
        "register_split",
        **measure.years_between,
        before=measure.run("", measure.first, Statistic.MEAN),
        after=measure.run("", last, Statistic.MEAN),
        fixed=measure.run("", last, Statistic.FIXED),
        unit=texts.unit(f"{measure.name}.mean"),
        level=measure.run("", last, Statistic.LEVEL, signed=True),
        composition=measure.run("", last, Statistic.COMPOSITION, signed=True),
        interaction=measure.run("", last, Statistic.INTERACTION, signed=True),
    )
    beside = say(
        "register_beside_base_amount",
        **measure.years_between,
        growth=measure.run("", last, Statistic.MEAN_GROWTH),
        base=measure.run("", last, Statistic.BASE_GROWTH),
        excess=measure.run("", last, Statistic.EXCESS, signed=True),
    )
    return [paragraph(split, beside), _payments_table(texts, measure)]


def _payments_table(texts: RegisterText, measure: _Measure) -> Table:
    word = texts.word
    rows = [
        row(
            str(year),
            [
                measure.run("", year, statistic, 0 if statistic == Statistic.BASE_AMOUNT else 1)
                for statistic in _PAYMENTS
            ],
        )
        for year in measure.years
    ]
    unit, first = texts.unit(f"{measure.name}.mean"), str(measure.first)
    return table(
        f"table-register-{measure.name}-payments",
        word("register_payments_caption", what=texts.name(measure.name)),
        [word(f"register_col_{name}") for name in ("year", *_PAYMENTS)],
        rows,
        [word("register_payments_note", year=first, unit=unit)],
        collapsed=False,
    )


def growth_chapter(texts: RegisterText) -> Chapter:
    """A section a measure."""
    frame = texts.results.growth
    assert frame is not None
    measures = [_Measure(texts, frame, str(name)) for name in frame["measure"].unique()]
    sections = [
        section(measure.name, _blocks(texts, measure), texts.name(measure.name))
        for measure in measures
    ]
    return chapter("register-growth", texts.word("register_growth_title"), sections)


def _blocks(texts: RegisterText, measure: _Measure) -> list[Block]:
    contributions, waterfall = _contributions(texts, measure)
    municipalities = f"register/{measure.name}.all//municipalities"
    sentence = texts.prose.say(
        "register_growth",
        what=texts.name(measure.name),
        growth=measure.run("", measure.last, Statistic.GROWTH),
        **measure.years_between,
        municipalities=texts.number(municipalities, measure.n, 0, measure.n, Statistic.N),
    )
    series = _series(texts, measure)
    payments = _payments(texts, measure) if measure.has(Statistic.LEVEL) else []
    return [paragraph(sentence), contributions, waterfall, series, *payments]
