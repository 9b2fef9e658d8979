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
from godegrep.document.blocks import Block, paragraph
from godegrep.document.cell import Cell
from godegrep.document.report import Chapter, chapter, section
from godegrep.document.runs import Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Column, Row, row, text_column
from godegrep.inference.results import SMALLEST_GROUP
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.methods.provenance import trace
from godegrep.report.open.codes import CodeResults
from godegrep.report.parts.cells import Cells
from godegrep.report.parts.prose import Prose, lower_first
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.questionnaire import Item, Question

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
NOTES = ("question", "kind", "count")
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
        self.tables = self.closed.tables

    def chapters(self) -> list[Chapter]:
        """Methods, and notes on the data where there are any."""
        methods = [
            section("design", self._design(), self.message("methods_design")),
            section("missing", self._missing(), self.message("methods_missing")),
        ]
        if self.results.questionnaire.items("open"):
            methods.append(section("open", self._open(), self.message("methods_open")))
        methods.append(
            section("trace", trace(self.results, self.closed.tables), self.message("methods_trace"))
        )
        return [
            chapter("methods", self.message("methods_title"), methods),
            chapter("data-notes", self.message("notes_title"), [section("notes", self._notes())]),
        ]

    # --- Design -------------------------------------------------------------------------------

    def _design(self) -> list[Block]:
        say, weighting = self.prose.say, self.results.closed.weighting
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
            minimum = str(SMALLEST_GROUP)
            third.append(say("design_differences", minimum=minimum, correction=correction))
        reasons = self.prose.withheld_where(self.config.suppression)
        third.append(say("design_suppression", reasons=reasons))
        third.append(say("design_rounding"))
        return [paragraph(*first), paragraph(*second), paragraph(*third)]

    def _design_effects(self) -> list[Run]:
        """The median and the largest design effect of the shares of all, each from its own row."""
        tables = self.results.closed.tables
        shares = (tables["statistic"] == Statistic.SHARE) & (tables["break"] == "")
        known = tables[shares & tables["deff"].notna() & (tables["suppressed"] == "")]
        if known.empty:
            return []
        ranked = known.sort_values(["deff", "cell"], kind="stable").to_dict("records")
        median, largest = ranked[(len(ranked) - 1) // 2], ranked[-1]
        cell = Cell(str(largest["cell"]), int(largest["n"]), 0)
        effective = round(float(largest["effective_n"]))
        return self.prose.say(
            "design_effects",
            median=self._design_effect(median),
            largest=self._design_effect(largest),
            base=self.prose.base(cell),
            effective=number_run(
                self.results.language.number(effective), cell, Statistic.EFFECTIVE_N, effective
            ),
        )

    def _design_effect(self, record: Mapping[Any, Any]) -> Run:
        cell = Cell(str(record["cell"]), int(record["n"]), 0)
        effect = float(rounded(record["deff"], 2))
        return number_run(
            self.results.language.number(effect, 2), cell, Statistic.DESIGN_EFFECT, effect
        )

    def _weights(self, names: Mapping[str, str]) -> list[Run]:
        weighting = self.results.closed.weighting
        margins = [lower_first(names.get(name, name)) for name in weighting.variables]
        joined = self.results.language.join(margins)
        return self.prose.say(f"design_weights_{weighting.method}", len(margins), margins=joined)

    def _spread_of_weights(self) -> list[Run]:
        """From where to where the weights go, their mean being 1; nothing if all are the same."""
        spread, language = self.results.closed.weighting.spread, self.results.language
        if spread is None:
            return []
        ends = spread.least / spread.mean, spread.most / spread.mean
        least, most = (float(rounded(end, 2)) for end in ends)
        if least == most:
            return []
        cell = self.cells.note(RESPONSE, "", "weight", spread.respondents)
        return self.prose.say(
            "design_weights_spread",
            least=number_run(language.number(least, 2), cell, Statistic.WEIGHT_LEAST, least),
            most=number_run(language.number(most, 2), cell, Statistic.WEIGHT_MOST, most),
        )

    # --- Missing answers ----------------------------------------------------------------------

    def _missing(self) -> list[Block]:
        items = [(question, item) for question, item in self.results.questionnaire.items()]
        counts = missing_counts(self.results.closed.answers, [item.id for _, item in items])
        kinds = [kind for kind in counts.columns if counts[kind].sum()]
        if not kinds:
            return [paragraph(self.prose.say("missing_none"))]
        rows = [
            row(self._missing_label(question, item), self._missing_counts(item.id, of_item))
            for question, item in items
            if item.id in counts.index
            and any((of_item := {kind: int(counts[kind][item.id]) for kind in kinds}).values())
        ]
        table = self.tables.table(
            "table-missing",
            self.message("missing_caption"),
            [self.message("col_item"), *(self.message(f"missing_{kind}") for kind in kinds)],
            rows,
        )
        return [paragraph(self.prose.say("missing_kept")), table]

    def _missing_label(self, question: Question, item: Item) -> str:
        label = self.closed.label(question, item.id)
        if question.type in ("grid", "multiple"):
            return f"{self.closed.text(question)} – {label}"
        return label

    def _missing_counts(self, item: str, counts: Mapping[str, int]) -> list[Run]:
        """How many answers are missing, by kind; all withheld, as their sum can be had, or none.

        They are with the item's own answers, of which they tell, and where few gave such an answer.
        """
        few = (0 < counts.get(kind, 0) < self.config.suppression.minimum_count for kind in GIVEN)
        if self.cells.withheld(item) or any(few):
            return [Text(WITHHELD)] * len(counts)
        return [self._count(item, kind, count) for kind, count in counts.items()]

    def _count(self, item: str, category: str, count: int, name: str = "missing") -> Run:
        if not count:
            return Text("–")
        cell = self.cells.note(item, category, name, count)
        return number_run(self.results.language.number(count), cell, Statistic.COUNT, count)

    # --- Open answers -------------------------------------------------------------------------

    def _open(self) -> list[Block]:
        say = self.prose.say
        sentences = [say("open_masked")]
        segments = self.results.open.segments
        if segments is not None and len(segments):
            number = self._count("open", "", len(segments), "segments")
            sentences.append(say("open_segments", len(segments), number=number))
            sentences.append(say("open_encoder", encoder=self.config.open.encoder))
        blocks: list[Block] = [paragraph(*sentences)]
        codes = self.results.open.codes
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
        frame = self.results.open.agreement
        if frame is None or frame.empty:
            return [paragraph(self.prose.say("agreement_none"))]
        # Of single codes, all questions together: a table of each would be long and unsure.
        shown = frame[frame["question"].eq("") | frame["code"].eq("")]
        return [
            block
            for between in AGREEMENT
            for block in self._agreement_between(between, shown[shown["between"] == between])
        ]

    def _agreement_between(self, between: str, rows: pd.DataFrame) -> list[Block]:
        """How well people agree with each other, or with the machine."""
        if rows.empty:
            return [paragraph(self.prose.say(f"agreement_{between}_none"))]
        columns = AGREEMENT[between]
        table = self.tables.table(
            f"table-agreement-{between}",
            self.message(f"agreement_{between}_caption"),
            [self.message("col_code"), *(self.message(f"agreement_{name}") for name in columns)],
            [
                row(
                    self._agreement_label(record),
                    [self._coefficient(record, name, between) for name in columns],
                )
                for _, record in rows.iterrows()
            ],
            [self.message("agreement_note", level=self.prose.level_text())],
        )
        return [paragraph(self._agreement_sentence(between, rows)), table]

    def _agreement_sentence(self, between: str, rows: pd.DataFrame) -> list[Run]:
        """Of all themes together."""
        every = rows[rows["question"].eq("") & rows["code"].eq("")].iloc[0]
        coefficients = {
            name: self._coefficient(every, name, between, with_interval=False)
            for name in AGREEMENT_SAID[between]
        }
        codes = self.results.open.codes
        used = between == MACHINE and codes is not None and bool(published(codes))
        return self.prose.say(f"agreement_{'machine_used' if used else between}", **coefficients)

    def _agreement_label(self, record: "pd.Series[Any]") -> str:
        names = {code.id: self.results.text(code.name) for code in self.results.codebook.codes}
        label = names.get(record["code"], record["code"]) or self.message("all_codes")
        if not record["question"]:
            return label
        texts = {q.id: self.closed.text(q) for q in self.results.questionnaire}
        return f"{texts.get(record['question'], record['question'])} – {lower_first(label)}"

    def _coefficient(
        self, record: "pd.Series[Any]", name: str, between: str, with_interval: bool = True
    ) -> Run:
        """A number of `agreement.csv` with its interval; a dash where it is not defined."""
        language, value = self.results.language, record[name]
        if pd.isna(value):
            return Text("–")
        cell = self.cells.note(
            record["question"] or "open",
            record["code"],
            f"{between}_{name}",
            int(record["segments"]),
        )
        if name in ("segments", "given"):
            return number_run(language.number(value), cell, Statistic.COUNT, int(value))
        scale, digits = (100, 0) if name in PER_CENT else (1, 2)
        low, high = record[f"{name}_low"], record[f"{name}_high"]
        if not pd.isna(low):
            cell = replace(cell, low=float(low), high=float(high))
        cell = replace(cell, statistic=Statistic(name), estimate=float(value))
        run = number_run(language.number(scale * value, digits), cell)
        if cell.low is None or not with_interval:
            return run
        return run.with_interval(language.interval(scale * low, scale * high, digits))

    # --- Notes on the data --------------------------------------------------------------------

    def _notes(self) -> list[Block]:
        problems = self.results.closed.problems
        if problems is None or problems.empty:
            return [paragraph(self.prose.say("notes_none"))]
        questions = {question.id: question for question in self.results.questionnaire}
        counts = problem_counts(problems, list(questions))
        rows = [
            self._note_row(questions.get(question), kind, severity, count)
            for (severity, kind, question), count in counts.items()
        ]
        question, kind, count = (self.message(f"notes_{name}") for name in NOTES)
        columns: list[str | Column] = [question, text_column(kind), count]
        table = self.tables.table("table-notes", self.message("notes_caption"), columns, rows)
        return [paragraph(self.prose.say("notes_some")), table]

    def _note_row(self, question: Question | None, kind: str, severity: str, count: int) -> Row:
        """Problems of one kind; how many is withheld where the question's answers are."""
        description = self.message(f"problem_{kind.replace(' ', '_')}")
        problem = Text(f"{self.message(f'severity_{severity}')}: {description}")
        if question is None:
            number = self._count("problems", kind, count, severity)
            return row(self.message("notes_all"), [problem, number])
        few = count < self.config.suppression.minimum_count
        if few or any(self.cells.withheld(item.id) for item in question.items):
            number = Text(WITHHELD)
        else:
            number = self._count(question.id, kind, count, severity)
        return row(self.closed.text(question), [problem, number])
