"""What the report says of the codes besides who has them: together, since last time, and how soon.

The frames are `co_occurrence.csv`, `saturation.csv` and `code_changes.parquet` (docs/data.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.report import Section, section
from godegrep.document.runs import Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row, table
from godegrep.report.parts.cells import Cells, published_end
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.shares import with_interval
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Question

MOST_PAIRS = 8
LAST = 10
"""New codes are counted in so many answers read last."""
MOST_OF_THE_CODES = 0.9

Record = Mapping[Any, Any]
"""A row of one of the frames."""


class CodeResults:
    """Blocks about the codes of one report."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.cells = cells
        self.prose = prose
        self.language = results.language
        self.message = results.language.message
        self._codes = {code.id: results.text(code.name) for code in results.codebook.codes}

    def _name(self, code: str) -> str:
        return self._codes.get(code, code)

    def _question(self, question: str) -> str:
        asked = self.results.questionnaire.question(question)
        return self.prose.quoted(self.results.text(asked.text).strip() or question)

    # --- Together -----------------------------------------------------------------------------

    def co_occurrence(self, question: Question) -> list[Block]:
        """Which codes stand in the same answers, where enough answers have both."""
        pairs = self._pairs(question)
        if not pairs:
            return []
        sentence = self.prose.say(
            "codes_together",
            first=Text(self._name(pairs[0]["first"]), strong=True),
            second=Text(self._name(pairs[0]["second"]), strong=True),
            count=self.prose.count_of(self._pair(pairs[0])),
            expected=self._expected(pairs[0]),
        )
        if len(pairs) == 1:
            return [paragraph(sentence)]
        columns = ("pair", "both", "expected", "jaccard")
        pair_table = table(
            f"table-{question.id}-together",
            self.message("together_caption", question=self._question(question.id)),
            [self.message(f"together_{name}") for name in columns],
            [row(self._pair_name(pair), self._pair_cells(pair)) for pair in pairs],
            [self.message("together_note", minimum=self.results.config.suppression.minimum_base)],
        )
        return [paragraph(sentence), pair_table]

    def _pairs(self, question: Question) -> list[Record]:
        """The pairs of codes that stand in most of the same answers."""
        frame = self.results.open.co_occurrence
        if frame is None:
            return []
        shown = frame[(frame["question"] == question.id) & (frame["suppressed"] == "")]
        shown = shown[shown["both"] >= self.results.config.suppression.minimum_base]
        shown = shown.sort_values(["first", "second"])
        ranked = shown.sort_values(["both", "jaccard"], ascending=False, kind="stable")
        return [*ranked.head(MOST_PAIRS).to_dict("records")]

    def _pair(self, pair: Record) -> Cell:
        both = f"{pair['first']}+{pair['second']}"
        return self.cells.note(pair["question"], both, "both", int(pair["both"]), int(pair["n"]))

    def _pair_name(self, pair: Record) -> str:
        return self.language.join([self._name(pair["first"]), self._name(pair["second"])])

    def _expected(self, pair: Record) -> Run:
        value = float(pair["expected"])
        return number_run(
            self.language.number(value, 1), self._pair(pair), Statistic.EXPECTED, value
        )

    def _pair_cells(self, pair: Record) -> list[Run]:
        cell, jaccard = self._pair(pair), float(pair["jaccard"])
        both = number_run(self.language.number(cell.count), cell, Statistic.COUNT, cell.count)
        part = number_run(self.language.number(100 * jaccard), cell, Statistic.JACCARD, jaccard)
        return [both, self._expected(pair), part]

    # --- How soon all codes were seen ---------------------------------------------------------

    def saturation(self) -> list[Block]:
        """When most of the codes were seen, and what the last answers added."""
        curves = self._curves()
        if not curves:
            return []
        columns = ["question", "base", "codes", "most", "new"]
        keys = {"base": "col_base"}
        return [
            paragraph(self.prose.say("saturation", last=self.language.count_word(LAST))),
            table(
                "table-saturation",
                self.message("saturation_caption"),
                [self.message(keys.get(name, f"saturation_{name}"), last=LAST) for name in columns],
                [row(self._question(name), self._curve(name, curves[name])) for name in curves],
                [self.message("saturation_note", level=self.prose.level_text())],
            ),
        ]

    def _curves(self) -> dict[str, pd.DataFrame]:
        """By question, how the codes came up; where enough answers have been coded."""
        frame = self.results.open.saturation
        if frame is None:
            return {}
        enough = max(self.results.config.suppression.minimum_base, LAST + 1)
        return {
            str(question): curve
            for question, curve in frame.groupby("question", sort=False)
            if len(curve) >= enough
        }

    def _curve(self, question: str, curve: pd.DataFrame) -> list[Run]:
        n, codes = len(curve), curve["codes"].iloc[-1]
        cell = self.cells.note(question, "", "saturation", n)
        most = int(curve.loc[curve["codes"] >= MOST_OF_THE_CODES * codes, "answers"].iloc[0])
        there = curve[curve["answers"] == most].iloc[0]
        low, high = float(there["low"]), float(there["high"])
        new = float(codes - curve["codes"].iloc[-1 - LAST])
        number = self.language.number
        answers = number_run(number(most), cell, Statistic.ANSWERS, most)
        between = replace(answers, low=low, high=high).interval(self.language.interval(low, high))
        return [
            number_run(number(n), cell, Statistic.N, n),
            number_run(number(codes), cell, Statistic.CODES, float(codes)),
            replace(answers, below=between),
            number_run(number(new, 1), cell, Statistic.NEW, new),
        ]

    # --- Since the wave before ----------------------------------------------------------------

    def changes(self) -> list[Section]:
        """A section on how the codes' shares changed, or none where nothing can be compared."""
        frame = self.results.change.codes if self.results.change else None
        if frame is None:
            return []
        shown = frame[frame["estimate"].notna() & (frame["suppressed"] == "")]
        if shown.empty:
            return []
        blocks: list[Block] = [paragraph(self.prose.say("code_changes"))]
        for question, rows in shown.groupby("question", sort=False):
            blocks += self._changes(str(question), rows)
        return [section("codes", blocks, self.message("code_changes_title"))]

    def _changes(self, question: str, rows: pd.DataFrame) -> list[Block]:
        ordered = rows.sort_values(["estimate_second", "category"], ascending=[False, True])
        records = ordered.to_dict("records")
        clear = [self._clear(row) for row in records if row["p_adjusted"] < 1 - self.prose.level]
        none = self.prose.say("change_none", question=self._question(question))
        drifting = [self._drift(row) for row in records if row["drifts"]]
        return [
            paragraph(*(clear or [none])),
            *([paragraph(*drifting)] if drifting else []),
            self._change_table(question, records),
        ]

    def _change_table(self, question: str, records: Sequence[Record]) -> Table:
        first, second = records[0]["first"], records[0]["second"]
        return table(
            f"table-change-{question}",
            self.message("code_changes_caption", question=self._question(question)),
            [
                self.message("col_code"),
                str(first),
                str(second),
                self.message("col_change_points"),
                self.message("col_p"),
                self.message("base_of", wave=first),
                self.message("base_of", wave=second),
            ],
            [row(self._name(change["category"]), self._change_cells(change)) for change in records],
            [self.message("code_changes_note", level=self.prose.level_text())],
        )

    def _change(self, row: Record) -> Cell:
        n = int(row["n_both"])
        low, high = (published_end(row[end], "share") for end in ("low", "high"))
        name = f"{row['first']}-{row['second']}/{row['item']}/{row['category']}/share"
        return Cell(name, n, n, float(row["estimate"]), low, high, statistic=Statistic.CHANGE)

    def _end(self, row: Record, which: str) -> Cell:
        n = int(row[f"n_{which}"])
        value = float(row[f"estimate_{which}"])
        return Cell(
            str(row[f"cell_{which}"]), n, round(n * value), value, statistic=Statistic.SHARE
        )

    def _clear(self, row: Record) -> list[Run]:
        change = self._change(row)
        assert change.estimate is not None
        assert change.low is not None
        assert change.high is not None
        points = number_run(self.language.points(change.estimate, signed=True), change)
        interval = points.interval(self.language.percent_interval(change.low, change.high))
        return self.prose.say(
            "code_change",
            code=Text(self._name(row["category"]), strong=True),
            first=number_run(
                self.language.percent(row["estimate_first"], words=True), self._end(row, "first")
            ),
            second=number_run(
                self.language.percent(row["estimate_second"], words=True), self._end(row, "second")
            ),
            first_wave=str(row["first"]),
            second_wave=str(row["second"]),
            points=points,
            level=self.prose.level_text(),
            interval=interval,
        )

    def _drift(self, row: Record) -> list[Run]:
        p = float(row["drift_p"])
        return self.prose.say(
            "code_drifts",
            code=Text(self._name(row["category"]), strong=True),
            first=str(row["first"]),
            second=str(row["second"]),
            p=number_run(self.language.p_value(p), self._change(row), Statistic.DRIFT_P, p),
        )

    def _change_cells(self, row: Record) -> list[Run]:
        change, language = self._change(row), self.language
        ends = [self._end(row, which) for which in ("first", "second")]
        assert change.estimate is not None
        printed = number_run(language.number(100 * change.estimate, 1, signed=True), change)
        points = with_interval(printed, language)
        p: Run = Text("–")
        if not pd.isna(row["p_adjusted"]):
            value = float(row["p_adjusted"])
            p = number_run(language.p_value(value), change, Statistic.P_ADJUSTED, value)
        shares = [number_run(language.number(100 * (end.estimate or 0), 1), end) for end in ends]
        return [*shares, points, p, *(self.prose.base(end) for end in ends)]
