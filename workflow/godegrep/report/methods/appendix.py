"""The end of the report: how the numbers were made, and what is to be noted about the data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.answers.problems import FATAL, NOTE, SERIOUS
from godegrep.coding.agreement import MACHINE, PEOPLE
from godegrep.coding.codes import published
from godegrep.core.language import WITHHELD, rounded
from godegrep.core.vocabulary import ANSWERED_STATUS, MISSING_KINDS, RESPONSE
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
from godegrep.report.methods.provenance import trace
from godegrep.report.open.codes import CodeResults
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, lower_first
from godegrep.report.parts.wave_results import WaveResults

GIVEN = ("dont_know", "does_not_apply", "refused")
"""Kinds of missing answers that tell what somebody said."""
AGREEMENT = {
    PEOPLE: ("given", "percent", "alpha", "kappa", "ac1"),
    MACHINE: ("given", "precision", "recall", "alpha"),
}
"""The columns of `agreement.csv` that are printed, by who agrees with whom."""
AGREEMENT_SAID = {
    PEOPLE: ("segments", "alpha", "alpha_masi"),
    MACHINE: ("segments", "precision"),
}
"""What is said of all themes together."""
PER_CENT = ("percent", "precision", "recall")


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


def problem_counts(
    problems: pd.DataFrame, questions: Sequence[str]
) -> dict[tuple[str, str, str], int]:
    """How many answers or columns the problems are about, by severity, kind and question.

    `problems` as `problems.csv`. The gravest come first, then by kind and in the order of
    `questions`; the question is an empty text where a problem is one of whole respondents.
    """
    counts: dict[tuple[str, str, str], int] = {}
    for severity, kind, item, count in zip(
        *(problems[name] for name in ("severity", "kind", "item", "count")), strict=True
    ):
        question = str(item).partition(".")[0]
        key = (str(severity), str(kind), question if question in questions else "")
        counts[key] = counts.get(key, 0) + int(count)
    weights = (FATAL, SERIOUS, NOTE)
    places = {question: place for place, question in enumerate(["", *questions])}
    return dict(
        sorted(
            counts.items(),
            key=lambda entry: (weights.index(entry[0][0]), entry[0][1], places[entry[0][2]]),
        )
    )


class Appendix:
    """Writes the methods appendix and the notes on the data."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.config = results.config
        self.message = results.language.message
        self.cells = cells
        self.prose = prose
        self.closed = ClosedQuestions(results, cells, prose)

    def chapters(self) -> list[dict[str, Any]]:
        """Methods, and notes on the data where there are any."""
        methods = [
            section("design", self._design(), self.message("methods_design")),
            section("missing", self._missing(), self.message("methods_missing")),
        ]
        if self.results.questionnaire.items("open"):
            methods.append(section("open", self._open(), self.message("methods_open")))
        methods.append(
            section("trace", trace(self.results, self.closed), self.message("methods_trace"))
        )
        return [
            chapter("methods", self.message("methods_title"), methods),
            chapter("data-notes", self.message("notes_title"), [section("notes", self._notes())]),
        ]

    # --- Design -------------------------------------------------------------------------------

    def _design(self) -> list[Block]:
        say, weighting = self.prose.say, self.results.weighting
        level = self.prose.level_text()
        has_frame = bool(self.config.wave(self.results.wave).frame)
        names = {v.name: self.results.text(v.text) or v.name for v in self.config.frame.variables}
        strata = [lower_first(names.get(name, name)) for name in weighting.strata]
        first = [say("design_frame" if has_frame else "design_no_frame")]
        if strata:
            first.append(say("design_strata", strata=self.results.language.join(strata)))
        if weighting.cluster:
            cluster = lower_first(names.get(weighting.cluster, weighting.cluster))
            first.append(say("design_clusters", cluster=cluster))
        first += [self._weights(names), self._spread_of_weights()]
        second = [
            say("design_intervals", level=level),
            say("design_fpc" if weighting.finite_population else "design_no_fpc"),
            self._design_effects(),
        ]
        third = []
        if self.config.breaks:
            correction = self.message(f"correction_{self.config.tests.correction}")
            said = {"minimum": str(SMALLEST_GROUP), "correction": correction}
            third.append(say("design_differences", **said))
        reasons = self.prose.withheld_where(self.config.suppression)
        third.append(say("design_suppression", reasons=reasons))
        third.append(say("design_rounding"))
        return [paragraph(*first), paragraph(*second), paragraph(*third)]

    def _design_effects(self) -> list[Run]:
        """The median and the largest design effect of the shares of all, each from its own row."""
        tables = self.results.tables
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
                self.results.language.number(effective), cell, "effective_n", effective
            ),
        )

    def _design_effect(self, row: Mapping[Any, Any]) -> Run:
        cell = Cell(str(row["cell"]), int(row["n"]), 0)
        effect = float(rounded(row["deff"], 2))
        return number_run(self.results.language.number(effect, 2), cell, "deff", effect)

    def _weights(self, names: Mapping[str, str]) -> list[Run]:
        weighting = self.results.weighting
        margins = [lower_first(names.get(name, name)) for name in weighting.variables]
        joined = self.results.language.join(margins)
        return self.prose.say(f"design_weights_{weighting.method}", len(margins), margins=joined)

    def _spread_of_weights(self) -> list[Run]:
        """From where to where the weights go, their mean being 1; nothing if all are the same."""
        spread, language = self.results.weighting.spread, self.results.language
        if spread is None:
            return []
        ends = spread.least / spread.mean, spread.most / spread.mean
        least, most = (float(rounded(end, 2)) for end in ends)
        if least == most:
            return []
        cell = self.cells.note(RESPONSE, "", "weight", spread.respondents)
        said = {
            name: number_run(language.number(value, 2), cell, f"weight_{name}", value)
            for name, value in (("least", least), ("most", most))
        }
        return self.prose.say("design_weights_spread", **said)

    # --- Missing answers ----------------------------------------------------------------------

    def _missing(self) -> list[Block]:
        items = [(question, item) for question, item in self.results.questionnaire.items()]
        counts = missing_counts(self.results.answers, [item.id for _, item in items])
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
        return number_run(self.results.language.number(count), cell, "count", count)

    # --- Open answers -------------------------------------------------------------------------

    def _open(self) -> list[Block]:
        say = self.prose.say
        sentences = [say("open_masked")]
        segments = self.results.segments
        if segments is not None and len(segments):
            number = self._count("open", "", len(segments), "segments")
            sentences.append(say("open_segments", len(segments), number=number))
            sentences.append(say("open_encoder", encoder=self.config.open.encoder))
        blocks = [paragraph(*sentences)]
        codes = self.results.codes
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
                    coders=self.results.language.count_word(coders),
                    segments=self._count("open", "", coded, "coded"),
                    version=str(self.results.codebook.version),
                )
            )
        )
        further = CodeResults(self.results, self.cells, self.prose)
        return blocks + self._agreement() + further.saturation()

    def _agreement(self) -> list[Block]:
        frame = self.results.agreement
        if frame is None or frame.empty:
            return [paragraph(self.prose.say("agreement_none"))]
        blocks: list[Block] = []
        used = self.results.codes is not None and published(self.results.codes)
        for between, columns in AGREEMENT.items():
            mine = frame[frame["between"] == between]
            # Of single codes, all questions together: a table of each would be long and unsure.
            mine = mine[mine["question"].eq("") | mine["code"].eq("")]
            if mine.empty:
                blocks.append(paragraph(self.prose.say(f"agreement_{between}_none")))
                continue
            every = mine[mine["question"].eq("") & mine["code"].eq("")].iloc[0]
            said = {
                name: self._coefficient(every, name, between, with_interval=False)
                for name in AGREEMENT_SAID[between]
            }
            key = "machine_used" if between == MACHINE and used else between
            blocks.append(paragraph(self.prose.say(f"agreement_{key}", **said)))
            blocks.append(
                self.closed.block(
                    f"table-agreement-{between}",
                    self.message(f"agreement_{between}_caption"),
                    [
                        self.message("col_code"),
                        *(self.message(f"agreement_{name}") for name in columns),
                    ],
                    [
                        {
                            "label": self._agreement_label(row),
                            "combined": False,
                            "cells": [self._coefficient(row, name, between) for name in columns],
                        }
                        for _, row in mine.iterrows()
                    ],
                    notes=[self.message("agreement_note", level=self.prose.level_text())],
                )
            )
        return blocks

    def _agreement_label(self, row: "pd.Series[Any]") -> str:
        names = {code.id: self.results.text(code.name) for code in self.results.codebook.codes}
        label = names.get(row["code"], row["code"]) or self.message("all_codes")
        if not row["question"]:
            return label
        texts = {q.id: self.closed.text(q) for q in self.results.questionnaire}
        return f"{texts.get(row['question'], row['question'])} – {lower_first(label)}"

    def _coefficient(
        self, row: "pd.Series[Any]", name: str, between: str, with_interval: bool = True
    ) -> Run:
        """A number of `agreement.csv` with its interval; a dash where it is not defined."""
        language, value = self.results.language, row[name]
        if pd.isna(value):
            return text_run("–")
        cell = self.cells.note(
            row["question"] or "open", row["code"], f"{between}_{name}", int(row["segments"])
        )
        if name in ("segments", "given"):
            return number_run(language.number(value), cell, "count", int(value))
        scale, digits = (100, 0) if name in PER_CENT else (1, 2)
        low, high = row[f"{name}_low"], row[f"{name}_high"]
        if not pd.isna(low):
            cell = replace(cell, low=float(low), high=float(high))
        cell = replace(cell, statistic=name, estimate=float(value))
        run = number_run(language.number(scale * value, digits), cell)
        if cell.low is None or not with_interval:
            return run
        interval = language.interval(scale * low, scale * high, digits)
        return {**run, "below": number_run(interval, cell, "interval")}

    # --- Notes on the data --------------------------------------------------------------------

    def _notes(self) -> list[Block]:
        problems = self.results.problems
        if problems is None or problems.empty:
            return [paragraph(self.prose.say("notes_none"))]
        questions = {question.id: question for question in self.results.questionnaire}
        rows = []
        counts = problem_counts(problems, list(questions))
        for (severity, kind, question_id), count in counts.items():
            question = questions.get(question_id)
            said = self.message(f"problem_{kind.replace(' ', '_')}")
            number = self._count(question_id or "problems", kind, count, severity)
            few = count < self.config.suppression.minimum_count
            if question and (few or any(self.cells.withheld(item.id) for item in question.items)):
                number = text_run(WITHHELD)
            rows.append(
                {
                    "label": self.closed.text(question) if question else self.message("notes_all"),
                    "combined": False,
                    "cells": [text_run(f"{self.message(f'severity_{severity}')}: {said}"), number],
                }
            )
        columns = [self.message(f"notes_{name}") for name in ("question", "kind", "count")]
        table = self.closed.block("table-notes", self.message("notes_caption"), columns, rows)
        return [paragraph(self.prose.say("notes_some")), table]
