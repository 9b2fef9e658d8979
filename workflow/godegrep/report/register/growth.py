"""The chapter on growth: which groups it comes from, and what payments have done beside it."""

from typing import Any

import pandas as pd

from godegrep.document.blocks import Block, Run, chapter, paragraph, section
from godegrep.report.register.parts import Parts


class _Measure:
    """Prints the figures of one measure of `growth.parquet`."""

    def __init__(self, parts: Parts, frame: pd.DataFrame, name: str) -> None:
        self.parts, self.name = parts, name
        own = frame[frame["measure"] == name]
        self.values = own.set_index(["group", "year", "statistic"])["value"]
        self.n = int(own["municipalities"].iloc[0])
        self.groups = [group for group in own["group"].unique() if group]
        years = own.loc[own["statistic"] == "index", "year"]
        self.years = sorted(int(year) for year in years.unique())
        self.first, self.last = self.years[0], self.years[-1]

    def has(self, statistic: str) -> bool:
        return ("", self.last, statistic) in self.values.index

    def run(
        self, group: str, year: int, statistic: str, digits: int = 1, times: float = 1, **more: Any
    ) -> Run:
        value = self.values.get((group, year, statistic))
        cell = f"register/{self.name}.{group or 'all'}/{year}/{statistic}"
        return self.parts.number(
            cell, None if value is None else times * value, digits, self.n, statistic, **more
        )


def _contributions(parts: Parts, own: _Measure) -> tuple[Block, Block]:
    word = parts.word
    years = {"first": str(own.first), "last": str(own.last)}
    rows: list[Block] = []
    drawn: list[Block] = []
    for group in own.groups:
        share, growth, part = (
            own.run(group, own.last, statistic, 1, 100)
            for statistic in ("share", "growth", "contribution")
        )
        rows.append(parts.row(parts.name(group), [share, growth, part]))
        drawn.append({"label": parts.name(group), "n": None, "values": [parts.value(part)]})
    everyone = word("register_all")
    growth = own.run("", own.last, "growth", 1, 100)
    cell = f"register/{own.name}.all/{own.last}"
    whole = [
        parts.number(f"{cell}/{statistic}", 100.0, 1, own.n, statistic)
        for statistic in ("share", "contribution")
    ]
    rows.append(parts.row(everyone, [whole[0], growth, whole[1]], combined=True))
    total = {**parts.value(whole[1]), "category": "whole"}
    drawn.append({"label": everyone, "n": None, "combined": True, "values": [total]})
    columns = [
        word("register_col_group"),
        word("register_col_share", year=years["last"]),
        word("register_col_growth", **years),
        word("register_col_contribution"),
    ]
    caption = word("register_contribution_caption", what=parts.name(own.name), **years)
    table = parts.table(f"table-register-{own.name}", caption, columns, rows)
    categories = [
        {"id": "all", "label": word("register_group_part"), "tone": "single"},
        {"id": "whole", "label": everyone, "tone": "kind1"},
    ]
    figure = parts.figure(
        "waterfall",
        f"fig-register-{own.name}",
        caption,
        word("register_contribution_description"),
        categories=categories,
        rows=drawn,
        digits=0,
        x_title=word("register_col_contribution"),
        table=None,
    )
    return table, figure


def _series(parts: Parts, own: _Measure) -> Block:
    word = parts.word
    rows = []
    for group in own.groups:
        runs = [own.run(group, year, "index") for year in own.years]
        runs.append(own.run(group, own.last, "share", 1, 100))
        rows.append(parts.row(parts.name(group), runs))
    columns = [
        word("register_col_group"),
        *map(str, own.years),
        word("register_col_share", year=str(own.last)),
    ]
    caption = word("register_series_caption", what=parts.name(own.name), year=str(own.first))
    return parts.table(f"table-register-{own.name}-series", caption, columns, rows)


def _payments(parts: Parts, own: _Measure) -> list[Block]:
    say, word = parts.prose.say, parts.word
    unit = parts.unit(f"{own.name}.mean")
    split = say(
        "register_split",
        first=str(own.first),
        last=str(own.last),
        before=own.run("", own.first, "mean"),
        after=own.run("", own.last, "mean"),
        fixed=own.run("", own.last, "fixed"),
        unit=unit,
        level=own.run("", own.last, "level", signed=True),
        composition=own.run("", own.last, "composition", signed=True),
        interaction=own.run("", own.last, "interaction", signed=True),
    )
    beside = say(
        "register_beside_base_amount",
        first=str(own.first),
        last=str(own.last),
        growth=own.run("", own.last, "mean_growth", 1, 100),
        base=own.run("", own.last, "base_growth", 1, 100),
        excess=own.run("", own.last, "excess", 1, 100, signed=True),
    )
    columns = ["year", "mean", "fixed", "base_amount", "mean_growth", "base_growth"]
    rows = [
        parts.row(
            str(year),
            [
                *(own.run("", year, name) for name in ("mean", "fixed")),
                own.run("", year, "base_amount", 0),
                *(own.run("", year, name, 1, 100) for name in ("mean_growth", "base_growth")),
            ],
        )
        for year in own.years
    ]
    table = parts.table(
        f"table-register-{own.name}-payments",
        word("register_payments_caption", what=parts.name(own.name)),
        [word(f"register_col_{name}") for name in columns],
        rows,
        notes=[word("register_payments_note", year=str(own.first), unit=unit)],
    )
    return [paragraph(split, beside), table]


def growth_chapter(parts: Parts) -> dict[str, Any]:
    """A section a measure."""
    frame = parts.results.growth
    assert frame is not None
    sections = []
    for name in frame["measure"].unique():
        own = _Measure(parts, frame, str(name))
        table, figure = _contributions(parts, own)
        said = parts.prose.say(
            "register_growth",
            what=parts.name(own.name),
            growth=own.run("", own.last, "growth", 1, 100),
            first=str(own.first),
            last=str(own.last),
            municipalities=parts.number(
                f"register/{own.name}.all//municipalities", own.n, 0, own.n, "n"
            ),
        )
        blocks = [paragraph(said), table, figure, _series(parts, own)]
        if own.has("level"):
            blocks += _payments(parts, own)
        sections.append(section(own.name, blocks, parts.name(own.name)))
    return chapter("register-growth", parts.language.message("register_growth_title"), sections)
