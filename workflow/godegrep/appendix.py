"""The end of the report: how the numbers were made, and what is to be noted about the data."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from godegrep.closed import WITHHELD, ClosedQuestions
from godegrep.prose import Prose, lower_first
from godegrep.questionnaire import MISSING_KINDS
from godegrep.report_model import (
    Block,
    Cell,
    Cells,
    Material,
    Run,
    chapter,
    number_run,
    paragraph,
    section,
    text_run,
)
from godegrep.response import ANSWERED_STATUS
from godegrep.tests_table import SMALLEST_GROUP

GIVEN = ("dont_know", "does_not_apply", "refused")
"""Kinds of missing answers that tell what somebody said."""
AGREEMENT = (("segments", 0), ("percent", 0), ("kappa", 2), ("alpha", 2))
"""The columns of `agreement.csv` that are printed, and their decimals."""


def missing_counts(answers: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Why answers of those who took part are missing.

    `answers` as `checked.parquet`; those who did not answer count in the response rate alone.
    Returns one row an item and one integer column a kind of missing answer, in the order of
    `MISSING_KINDS`.
    """
    took_part = answers[answers["status"].isin(ANSWERED_STATUS)]
    rows = {
        item: took_part[f"{item}__why"].value_counts()
        for item in items
        if f"{item}__why" in took_part.columns
    }
    return (
        pd.DataFrame.from_dict(rows, orient="index")
        .reindex(index=list(rows), columns=list(MISSING_KINDS))
        .fillna(0)
        .astype("int64")
    )


class Appendix:
    """Writes the methods appendix and the notes on the data."""

    def __init__(self, material: Material, cells: Cells, prose: Prose) -> None:
        self.material = material
        self.config = material.config
        self.message = material.language.message
        self.cells = cells
        self.prose = prose
        self.closed = ClosedQuestions(material, cells, prose)

    def chapters(self) -> list[dict[str, Any]]:
        """Methods, and notes on the data where there are any."""
        methods = [
            section("design", self._design(), self.message("methods_design")),
            section("missing", self._missing(), self.message("methods_missing")),
        ]
        if self.material.questionnaire.items("open"):
            methods.append(section("open", self._open(), self.message("methods_open")))
        methods.append(section("trace", self._trace(), self.message("methods_trace")))
        return [
            chapter("methods", self.message("methods_title"), methods),
            chapter("data-notes", self.message("notes_title"), [section("notes", self._notes())]),
        ]

    # --- Design -------------------------------------------------------------------------------

    def _design(self) -> list[Block]:
        say = self.prose.say
        level = self.prose.level_text()
        has_frame = bool(self.config.wave(self.material.wave).frame)
        names = {v.name: self.material.text(v.text) or v.name for v in self.config.variables}
        strata = [lower_first(names.get(name, name)) for name in self.config.strata]
        first = [say("design_frame" if has_frame else "design_no_frame")]
        if strata:
            first.append(say("design_strata", strata=self.material.language.join(strata)))
        first.append(self._weights(names))
        second = [
            say("design_intervals", level=level),
            say("design_fpc" if self.config.finite_population and has_frame else "design_no_fpc"),
            self._design_effects(),
        ]
        third = []
        if self.config.breaks:
            correction = self.message(f"correction_{self.config.correction}")
            said = {"minimum": str(SMALLEST_GROUP), "correction": correction}
            third.append(say("design_differences", **said))
        reasons = self.prose.withheld_where(self.config.suppression)
        third.append(say("design_suppression", reasons=reasons))
        third.append(say("design_rounding"))
        return [paragraph(*first), paragraph(*second), paragraph(*third)]

    def _design_effects(self) -> list[Run]:
        """The median and the largest design effect of the shares of all, each from its own row."""
        tables = self.material.tables
        shares = (tables["statistic"] == "share") & (tables["break"] == "")
        found = tables[shares & tables["deff"].notna() & (tables["suppressed"] == "")]
        if found.empty:
            return []
        ranked = found.sort_values(["deff", "cell"], kind="stable").to_dict("records")
        median, largest = ranked[(len(ranked) - 1) // 2], ranked[-1]
        cell = Cell(str(largest["cell"]), int(largest["n"]), 0)
        effective = round(float(largest["effective_n"]))
        return self.prose.say(
            "design_effects",
            median=self._design_effect(median),
            largest=self._design_effect(largest),
            base=self.prose.base(cell),
            effective=number_run(
                self.material.language.number(effective), cell, "effective_n", effective
            ),
        )

    def _design_effect(self, row: Mapping[Any, Any]) -> Run:
        cell = Cell(str(row["cell"]), int(row["n"]), 0)
        effect = float(row["deff"])
        return number_run(self.material.language.number(effect, 2), cell, "deff", effect)

    def _weights(self, names: Mapping[str, str]) -> list[Run]:
        weights = self.config.weights
        margins = [lower_first(names.get(name, name)) for name in weights.names]
        joined = self.material.language.join(margins)
        return self.prose.say(f"design_weights_{weights.kind}", margins=joined)

    # --- Missing answers ----------------------------------------------------------------------

    def _missing(self) -> list[Block]:
        items = [(question, item) for question, item in self.material.questionnaire.items()]
        counts = missing_counts(self.material.answers, [item.id for _, item in items])
        kinds = [kind for kind in counts.columns if counts[kind].sum()]
        if not kinds:
            return [paragraph(self.prose.say("missing_none"))]
        rows = []
        for question, item in items:
            if item.id not in counts.index or not counts.loc[item.id, kinds].sum():
                continue
            label = self.closed.label(question, item.id)
            asked = self.closed.text(question)
            if question.type in ("grid", "multiple"):
                label = f"{asked} – {label}"
            rows.append(
                {
                    "label": label,
                    "combined": False,
                    "cells": self._missing_counts(
                        item.id, {kind: int(counts[kind][item.id]) for kind in kinds}
                    ),
                }
            )
        table = self.closed.block(
            "table-missing",
            self.message("missing_caption"),
            [self.message("col_item"), *(self.message(f"missing_{kind}") for kind in kinds)],
            rows,
        )
        return [paragraph(self.prose.say("missing_kept")), table]

    def _missing_counts(self, item: str, counts: Mapping[str, int]) -> list[Run]:
        """How many answers are missing, by kind; all withheld, as their sum can be had, or none.

        They are with the item's own answers, of which they tell, and where few gave such an answer.
        """
        few = (0 < counts.get(kind, 0) < self.config.suppression.minimum_count for kind in GIVEN)
        if self.cells.withheld(item) or any(few):
            return [text_run(WITHHELD)] * len(counts)
        return [self._count(item, kind, count) for kind, count in counts.items()]

    def _count(self, item: str, category: str, count: int, statistic: str = "missing") -> Run:
        if not count:
            return text_run("–")
        cell = self.cells.note(item, category, statistic, count)
        return number_run(self.material.language.number(count), cell, "count", count)

    # --- Open answers -------------------------------------------------------------------------

    def _open(self) -> list[Block]:
        say = self.prose.say
        sentences = [say("open_masked")]
        segments = self.material.segments
        if segments is not None and len(segments):
            number = self._count("open", "", len(segments), "segments")
            sentences.append(say("open_segments", len(segments), number=number))
            sentences.append(say("open_encoder", encoder=self.config.encoder))
        blocks = [paragraph(*sentences)]
        codes = self.material.codes
        people = codes[codes["source"] == "human"] if codes is not None else None
        if people is None or not len(people):
            blocks.append(paragraph(say("open_not_coded")))
            return blocks
        coders = people["coder"].nunique()
        coded = people["segment"].nunique()
        blocks.append(
            paragraph(
                say(
                    "open_coders",
                    coders,
                    coders=self.material.language.count_word(coders),
                    segments=self._count("open", "", coded, "coded"),
                    version=str(self.material.codebook.version),
                )
            )
        )
        return blocks + self._agreement()

    def _agreement(self) -> list[Block]:
        agreement = self.material.agreement
        if agreement is None or agreement.empty:
            return [paragraph(self.prose.say("agreement_none"))]
        number = self.material.language.number
        texts = {q.id: self.closed.text(q) for q in self.material.questionnaire}
        names = {code.id: self.material.text(code.name) for code in self.material.codebook.codes}
        rows = []
        for row in agreement.to_dict("records"):
            code, question = str(row["code"]), str(row["question"])
            label = names.get(code, code) or self.message("all_codes")
            if question:
                label = f"{texts.get(question, question)} – {label}"
            cells = []
            for column, digits in AGREEMENT:
                value = pd.to_numeric(row[column], errors="coerce")
                if pd.isna(value):
                    cells.append(text_run("–"))
                    continue
                cell = self.cells.note(question or "open", code, column, int(row["segments"]))
                printed = 100 * value if column == "percent" else value
                cells.append(number_run(number(printed, digits), cell, column, float(value)))
            rows.append({"label": label, "combined": False, "cells": cells})
        columns = [self.message(f"agreement_{name}") for name, _ in AGREEMENT]
        return [
            self.closed.block(
                "table-agreement",
                self.message("agreement_caption"),
                [self.message("col_code"), *columns],
                rows,
                notes=[self.message("agreement_note")],
            )
        ]

    # --- Trace --------------------------------------------------------------------------------

    def _trace(self) -> list[Block]:
        blocks: list[Block] = [paragraph(self.prose.say("trace_numbers"))]
        for name, entries in (("files", self.material.files), ("versions", self.material.versions)):
            if entries:
                rows = [
                    {"label": key, "combined": False, "cells": [text_run(value)]}
                    for key, value in sorted(entries.items())
                ]
                columns = [self.message(f"trace_{name}"), self.message(f"trace_{name}_value")]
                caption = self.message(f"trace_{name}_caption")
                blocks.append(self.closed.block(f"table-{name}", caption, columns, rows))
        return blocks

    # --- Notes on the data --------------------------------------------------------------------

    def _notes(self) -> list[Block]:
        problems = self.material.problems
        if problems is None or problems.empty:
            return [paragraph(self.prose.say("notes_none"))]
        items = []
        for weight in ("fatal", "serious", "note"):
            of_weight = problems[problems["weight"] == weight]
            for kind, counts in sorted(of_weight.groupby("kind")["count"]):
                total = int(counts.fillna(1).sum())
                items.append(
                    self.prose.fill(
                        "notes_line",
                        weight=self.message(f"weight_{weight}"),
                        kind=self.message(f"problem_{str(kind).replace(' ', '_')}"),
                        number=self._count("problems", str(kind), total, weight),
                    )
                )
        return [paragraph(self.prose.say("notes_some")), {"type": "list", "items": items}]
