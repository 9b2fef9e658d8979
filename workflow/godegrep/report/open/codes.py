"""What the report says of the codes besides who has them: together, since last time, and how soon.

The frames are `co_occurrence.csv`, `saturation.csv` and `code_changes.parquet` (docs/data.md).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.document.blocks import (
    Block,
    Cell,
    Run,
    number_run,
    paragraph,
    section,
    strong_run,
    text_run,
)
from godegrep.report.parts.cells import Cells, published_end
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Question

MOST_PAIRS = 8
LAST = 10
"""New codes are counted in so many answers read last."""
MOST_OF_THE_CODES = 0.9

Row = Mapping[Any, Any]


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

    def _table(
        self, name: str, caption: str, columns: list[str], rows: list[Any], notes: list[str]
    ) -> Block:
        return {
            "type": "table",
            "id": name,
            "number": "",
            "caption": caption,
            "columns": columns,
            "rows": [{"label": label, "combined": False, "cells": row} for label, row in rows],
            "notes": notes,
            "collapsed": True,
        }

    # --- Together -----------------------------------------------------------------------------

    def co_occurrence(self, question: Question) -> list[Block]:
        """Which codes stand in the same answers, where enough answers have both."""
        frame = self.results.co_occurrence
        if frame is None:
            return []
        mine = frame[(frame["question"] == question.id) & (frame["suppressed"] == "")]
        mine = mine[mine["both"] >= self.results.config.suppression.minimum_base]
        if mine.empty:
            return []
        mine = mine.sort_values(["first", "second"])
        ranked = mine.sort_values(["both", "jaccard"], ascending=False, kind="stable")
        pairs = ranked.head(MOST_PAIRS).to_dict("records")
        said = self.prose.say(
            "codes_together",
            first=strong_run(self._name(pairs[0]["first"])),
            second=strong_run(self._name(pairs[0]["second"])),
            count=self.prose.count_of(self._pair(pairs[0])),
            expected=self._expected(pairs[0]),
        )
        if len(pairs) == 1:
            return [paragraph(said)]
        table = self._table(
            f"table-{question.id}-together",
            self.message("together_caption", question=self._question(question.id)),
            [
                self.message("together_pair"),
                self.message("together_both"),
                self.message("together_expected"),
                self.message("together_jaccard"),
            ],
            [(self._pair_name(pair), self._pair_cells(pair)) for pair in pairs],
            [self.message("together_note", minimum=self.results.config.suppression.minimum_base)],
        )
        return [paragraph(said), table]

    def _pair(self, pair: Row) -> Cell:
        both = f"{pair['first']}+{pair['second']}"
        return self.cells.note(pair["question"], both, "both", int(pair["both"]), int(pair["n"]))

    def _pair_name(self, pair: Row) -> str:
        return self.language.join([self._name(pair["first"]), self._name(pair["second"])])

    def _expected(self, pair: Row) -> Run:
        value = float(pair["expected"])
        return number_run(self.language.number(value, 1), self._pair(pair), "expected", value)

    def _pair_cells(self, pair: Row) -> list[Run]:
        cell, jaccard = self._pair(pair), float(pair["jaccard"])
        both = number_run(self.language.number(cell.count), cell, "count", cell.count)
        part = number_run(self.language.number(100 * jaccard), cell, "jaccard", jaccard)
        return [both, self._expected(pair), part]

    # --- How soon all codes were seen ---------------------------------------------------------

    def saturation(self) -> list[Block]:
        """When most of the codes were seen, and what the last answers added."""
        frame = self.results.saturation
        if frame is None:
            return []
        enough = max(self.results.config.suppression.minimum_base, LAST + 1)
        curves = {
            str(question): curve
            for question, curve in frame.groupby("question", sort=False)
            if len(curve) >= enough
        }
        if not curves:
            return []
        columns = ["col_base", "saturation_codes", "saturation_most", "saturation_new"]
        return [
            paragraph(self.prose.say("saturation", last=self.language.count_word(LAST))),
            self._table(
                "table-saturation",
                self.message("saturation_caption"),
                [
                    self.message("saturation_question"),
                    *(self.message(name, last=LAST) for name in columns),
                ],
                [(self._question(name), self._curve(name, one)) for name, one in curves.items()],
                [self.message("saturation_note", level=self.prose.level_text())],
            ),
        ]

    def _curve(self, question: str, curve: pd.DataFrame) -> list[Run]:
        n, codes = len(curve), curve["codes"].iloc[-1]
        cell = self.cells.note(question, "", "saturation", n)
        most = int(curve.loc[curve["codes"] >= MOST_OF_THE_CODES * codes, "answers"].iloc[0])
        there = curve[curve["answers"] == most].iloc[0]
        between = self.language.interval(float(there["low"]), float(there["high"]))
        new = float(codes - curve["codes"].iloc[-1 - LAST])
        answers = number_run(self.language.number(most), cell, "answers", most)
        found = replace(cell, low=float(there["low"]), high=float(there["high"]))
        return [
            number_run(self.language.number(n), cell, "n", n),
            number_run(self.language.number(codes), cell, "codes", float(codes)),
            {**answers, "below": number_run(between, found, "interval")},
            number_run(self.language.number(new, 1), cell, "new", new),
        ]

    # --- Since the wave before ----------------------------------------------------------------

    def changes(self) -> list[dict[str, Any]]:
        """A section on how the codes' shares changed, or none where nothing can be compared."""
        frame = self.results.code_changes
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
        clear = [row for row in records if row["p_adjusted"] < 1 - self.prose.level]
        said = [self._clear(row) for row in clear] or [
            self.prose.say("change_none", question=self._question(question))
        ]
        drifting = [row for row in records if row["drifts"]]
        first, second = records[0]["first"], records[0]["second"]
        table = self._table(
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
            [(self._name(row["category"]), self._change_cells(row)) for row in records],
            [self.message("code_changes_note", level=self.prose.level_text())],
        )
        warning = [paragraph(*(self._drift(row) for row in drifting))] if drifting else []
        return [paragraph(*said), *warning, table]

    def _change(self, row: Row) -> Cell:
        n = int(row["n_both"])
        low, high = (published_end(row[end], "share") for end in ("low", "high"))
        name = f"{row['first']}-{row['second']}/{row['item']}/{row['category']}/share"
        return Cell(name, n, n, float(row["estimate"]), low, high, statistic="change")

    def _end(self, row: Row, which: str) -> Cell:
        n = int(row[f"n_{which}"])
        value = float(row[f"estimate_{which}"])
        return Cell(str(row[f"cell_{which}"]), n, round(n * value), value, statistic="share")

    def _clear(self, row: Row) -> list[Run]:
        change = self._change(row)
        assert change.estimate is not None
        assert change.low is not None
        assert change.high is not None
        interval = self.language.percent_interval(change.low, change.high)
        return self.prose.say(
            "code_change",
            code=strong_run(self._name(row["category"])),
            first=number_run(
                self.language.percent(row["estimate_first"], words=True), self._end(row, "first")
            ),
            second=number_run(
                self.language.percent(row["estimate_second"], words=True), self._end(row, "second")
            ),
            first_wave=str(row["first"]),
            second_wave=str(row["second"]),
            points=number_run(self.language.points(change.estimate, signed=True), change),
            level=self.prose.level_text(),
            interval=number_run(interval, change, "interval"),
        )

    def _drift(self, row: Row) -> list[Run]:
        p = float(row["drift_p"])
        return self.prose.say(
            "code_drifts",
            code=strong_run(self._name(row["category"])),
            first=str(row["first"]),
            second=str(row["second"]),
            p=number_run(self.language.p_value(p), self._change(row), "drift_p", p),
        )

    def _change_cells(self, row: Row) -> list[Run]:
        change, language = self._change(row), self.language
        ends = [self._end(row, which) for which in ("first", "second")]
        assert change.estimate is not None
        points = number_run(language.number(100 * change.estimate, 1, signed=True), change)
        if change.low is not None and change.high is not None:
            interval = language.percent_interval(change.low, change.high)
            points = {**points, "below": number_run(interval, change, "interval")}
        p = text_run("–")
        if not pd.isna(row["p_adjusted"]):
            value = float(row["p_adjusted"])
            p = number_run(language.p_value(value), change, "p_adjusted", value)
        shares = [number_run(language.number(100 * (end.estimate or 0), 1), end) for end in ends]
        return [*shares, points, p, *(self.prose.base(end) for end in ends)]
