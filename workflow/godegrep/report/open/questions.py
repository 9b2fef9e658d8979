"""What the report says of an open question: how many answered, the themes, the quotes."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from godegrep.coding.agreement import MACHINE
from godegrep.coding.clusters import how_stable
from godegrep.coding.codes import decided, merge_remarks, published, to_code
from godegrep.coding.quotes import choose_quotes, released
from godegrep.document.blocks import Block, Quote, Quotes, bullets, note, paragraph
from godegrep.document.cell import Cell
from godegrep.document.figures import Figure, FigureKind, FigureRow, Plot, Wording, figure
from godegrep.document.runs import Run, Text, number_run
from godegrep.document.statistic import Statistic
from godegrep.document.tables import Table, row, table
from godegrep.report.open.codes import CodeResults
from godegrep.report.parts.cells import SMALL_BASE, Cells
from godegrep.report.parts.prose import Finding, Prose
from godegrep.report.parts.shares import drawn, one_category, percent_cell
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.codebook import Code
from godegrep.study.questionnaire import Question

QUOTES = 2
"""At most so many quotes of a code."""


class OpenQuestions:
    """Blocks for the open questions of one report."""

    def __init__(self, results: WaveResults, cells: Cells, prose: Prose) -> None:
        self.results = results
        self.language = results.language
        self.cells = cells
        self.prose = prose
        self.code_results = CodeResults(results, cells, prose)

    def blocks(self, question: Question) -> tuple[list[Block], list[Finding]]:
        """The blocks of an open question, and what of it may stand in the summary."""
        answered = self.cells.get(question.id, "answered")
        text = self.results.text(question.text).strip() or question.id
        if answered is None or not answered.count:
            withheld = self.cells.withheld(question.id)
            key = "too_few" if withheld else "nobody_answered"
            return [paragraph(self.prose.say(key, question=self.prose.quoted(text)))], []
        first = self.prose.say(
            "open_answered" if answered.n >= SMALL_BASE else "open_answered_few",
            answered=number_run(
                self.language.number(answered.count), answered, Statistic.COUNT, answered.count
            ),
            base=self.prose.base(answered),
            share=self.prose.share(answered),
            question=self.prose.quoted(text),
        )
        coded = self._coded(question)
        progress: list[Run] = []
        if coded:
            coded_in_full = coded[0][1]
            if coded_in_full.n < answered.count:
                progress = self.prose.say(
                    "open_progress",
                    coded=self.prose.base(coded_in_full),
                    total=self.language.number(answered.count),
                )
            blocks, findings = self._themes(question, text, coded)
        else:
            blocks, findings = self._clusters(question), []
        return [paragraph(first, *self._no_content(question), progress), *blocks], findings

    def _segments(self, question: Question) -> pd.DataFrame:
        frame = self.results.open.segments
        if frame is None:
            return pd.DataFrame(columns=["segment", "respondent", "text", "kind"])
        return frame[frame["question"] == question.id]

    def _no_content(self, question: Question) -> list[list[Run]]:
        """How many answers only say «nothing», or point to another answer."""
        segments = self._segments(question)
        sentences = []
        for kind in ("none", "reference"):
            of_kind = segments.loc[segments["kind"] == kind, "respondent"]
            others = set(segments.loc[segments["kind"] != kind, "respondent"])
            count = len(set(of_kind) - others)
            if count:
                cell = self.cells.note(question.id, kind, "answers", count)
                number = number_run(self.language.count_word(count), cell)
                sentences.append(self.prose.say(f"open_{kind}", count, number=number))
        return sentences

    # --- Coded by people ----------------------------------------------------------------------

    def _coded(self, question: Question) -> list[tuple[Code, Cell]]:
        """The codes used by people on this question, the commonest first."""
        known = {code.id: code for code in self.results.codebook.codes}
        used = [
            (known[code_id], cell)
            for code_id in self.cells.categories(question.id)
            if code_id in known and (cell := self.cells.get(question.id, code_id)) and cell.count
        ]
        return sorted(used, key=lambda pair: (-pair[1].count, pair[0].id))

    def _themes(
        self, question: Question, text: str, coded: list[tuple[Code, Cell]]
    ) -> tuple[list[Block], list[Finding]]:
        blocks: list[Block] = [*self._by_machine(question), self._figure(question, text, coded)]
        findings: list[Finding] = []
        quotes = self._quotes(question)
        for code, cell in coded:
            sentence = self._code_sentence(code, cell)
            if not findings:
                summary = self.prose.say(
                    "open_finding",
                    question=self.prose.quoted(text),
                    count=self.prose.count_of(cell),
                    code=self.prose.quoted(self.results.text(code.name)),
                )
                findings.append(
                    Finding(
                        "theme",
                        question.theme,
                        cell.count / max(cell.n, 1),
                        summary,
                        f"fig-{question.id}",
                    )
                )
            definition = self.results.text(code.definition).strip()
            explained = [Text(definition.rstrip(".") + ".")] if definition else []
            blocks.append(paragraph(sentence, explained))
            if code.id in quotes:
                blocks.append(Quotes(tuple(quotes[code.id])))
        return [*blocks, *self.code_results.co_occurrence(question)], findings

    def _published(self, question: Question) -> int:
        """How many segments have a code by the machine alone."""
        codes = self.results.open.codes
        mine = set(to_code(self._segments(question))["segment"])
        return len(published(codes) & mine) if codes is not None else 0

    def _by_machine(self, question: Question) -> list[Block]:
        """Where suggestions count: for how many segments, and how often they are right."""
        count, frame = self._published(question), self.results.open.agreement
        if not count or frame is None:
            return []
        whole = (frame["question"] == question.id) & (frame["code"] == "")
        row = frame[whole & (frame["between"] == MACHINE)].iloc[0]
        right = replace(
            self.cells.note(question.id, "", "machine_precision", int(row["segments"])),
            statistic=Statistic.PRECISION,
            estimate=float(row["precision"]),
            low=float(row["precision_low"]),
            high=float(row["precision_high"]),
        )
        by_machine = self.cells.note(question.id, "machine", "segments", count)
        sentence = self.prose.say(
            "open_by_machine",
            segments=number_run(self.language.number(count), by_machine, Statistic.COUNT, count),
            total=self.language.number(len(to_code(self._segments(question)))),
            precision=self.prose.with_base(right),
        )
        return [note(sentence)]

    def _code_sentence(self, code: Code, cell: Cell) -> list[Run]:
        words = self.language.how_many(cell.count, cell.n, self.results.config.report.how_many)
        return self.prose.say(
            "open_code",
            words=number_run(words, cell, Statistic.COUNT, cell.count),
            count=self.prose.count_of(cell),
            code=Text(self.results.text(code.name), strong=True),
        )

    def _figure(self, question: Question, text: str, coded: list[tuple[Code, Cell]]) -> Figure:
        """How many have each code."""
        message = self.language.message
        wording = Wording(
            caption=message("codes_caption", question=self.prose.quoted(text)),
            description=self._described(*coded[0]),
            source=self._source(coded[0][1]),
            base=message("codes_base_machine" if self._published(question) else "codes_base"),
        )
        rows = [
            FigureRow(self.results.text(code.name), cell.n, (drawn("share", cell, self.language),))
            for code, cell in coded
        ]
        plot = Plot(FigureKind.BARS, one_category("share", message("share")), rows)
        codes = self._table(f"table-{question.id}", wording.caption, coded)
        return figure(f"fig-{question.id}", wording, plot, codes)

    def _described(self, code: Code, cell: Cell) -> str:
        return self.language.message(
            "codes_description",
            code=self.prose.quoted(self.results.text(code.name)),
            count=self.prose.count_of(cell).text,
        )

    def _source(self, cell: Cell) -> list[Run]:
        source = self.language.message("source", wave=self.results.wave)
        if self.results.synthetic:
            source += " " + self.language.message("synthetic_short")
        base = self.prose.fill("n_equals", base=self.prose.base(cell))
        return [Text(source + " "), *base, Text(".")]

    def _table(self, table_id: str, caption: str, coded: list[tuple[Code, Cell]]) -> Table:
        message = self.language.message
        return table(
            table_id,
            caption,
            [message(f"col_{name}") for name in ("code", "percent", "count", "base")],
            [row(self.results.text(code.name), self._cells_of(cell)) for code, cell in coded],
            [message("interval_note", level=self.prose.level_text())],
        )

    def _cells_of(self, cell: Cell) -> list[Run]:
        count = number_run(self.language.number(cell.count), cell, Statistic.COUNT, cell.count)
        return [percent_cell(cell, self.language), count, self.prose.base(cell)]

    def quote(self, segment: str, code: str, question: str, used: Collection[str]) -> Quote | None:
        """An answer that may be quoted: that segment, or the best with a code but those `used`."""
        segments, codes = self.results.open.segments, self.results.open.codes
        if segments is None or codes is None:
            return None
        mine = to_code(segments)
        mine = mine[mine["question"] == question] if question else mine
        may_be_quoted = released(mine, codes, self._remarks())
        if segment:
            mine = mine[mine["segment"].isin(may_be_quoted["segment"])]
            chosen = mine[mine["segment"] == segment]
        else:
            given = decided(codes).merge(mine, on="segment").rename(columns={"code": "group"})
            given = given[(given["group"] == code) & ~given["segment"].isin(list(used))]
            chosen = choose_quotes(given, may_be_quoted, 1)
        for segment_row in chosen.to_dict("records"):
            return _quote(segment_row)
        return None

    def _quotes(self, question: Question) -> dict[str, list[Quote]]:
        """Quotes by code: only what a person has read and nobody has hidden."""
        segments, codes = to_code(self._segments(question)), self.results.open.codes
        if codes is None:
            return {}
        given = decided(codes).merge(segments, on="segment").rename(columns={"code": "group"})
        may_be_quoted = released(segments, codes, self._remarks())
        return _by_group(choose_quotes(given[given["group"] != ""], may_be_quoted, QUOTES))

    def _remarks(self) -> pd.DataFrame:
        return (
            self.results.open.remarks
            if self.results.open.remarks is not None
            else merge_remarks([])
        )

    # --- Sorted by machine --------------------------------------------------------------------

    def _clusters(self, question: Question) -> list[Block]:
        """Counts and keywords; no quotes, because no person has read the answers."""
        frame = self.results.open.clusters
        if frame is None:
            return []
        mine = frame[
            (frame["question"] == question.id)
            & (frame["respondents"] >= self.results.config.suppression.minimum_base)
        ]
        items = [
            self._cluster(question, cluster)
            for cluster in mine.sort_values("cluster").to_dict("records")
        ]
        if not items:
            return []
        return [note([Text(self.language.message("clusters_note"))]), bullets(items)]

    def _cluster(self, question: Question, cluster: Mapping[Any, Any]) -> list[Run]:
        respondents = int(cluster["respondents"])
        name = f"cluster-{cluster['cluster']}"
        cell = self.cells.note(question.id, name, "respondents", respondents)
        return self.prose.say(
            "cluster",
            respondents,
            number=str(cluster["cluster"]),
            respondents=number_run(self.language.number(respondents), cell),
            stability=self.language.message(f"cluster_{how_stable(cluster['stability'])}"),
            keywords=", ".join(str(word) for word in list(cluster["keywords"])[:6]),
        )


def _by_group(chosen: pd.DataFrame) -> dict[str, list[Quote]]:
    quotes: dict[str, list[Quote]] = {}
    for segment in chosen.to_dict("records"):
        quotes.setdefault(str(segment["group"]), []).append(_quote(segment))
    return quotes


def _quote(segment: Mapping[Any, Any]) -> Quote:
    """A segment word for word."""
    text, language = str(segment["text"]), str(segment["language"])
    return Quote((Text(text),), str(segment["segment"]), language)
