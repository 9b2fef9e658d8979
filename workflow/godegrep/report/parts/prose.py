"""Sentences about closed answers, from the catalogues' messages and the cells of the tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from godegrep.core.language import Language
from godegrep.document.blocks import Cell, Run, number_run, text_run
from godegrep.report.parts.cells import SMALL_BASE
from godegrep.report.parts.test_results import TestResult
from godegrep.study.config import Suppression

_FIRST_MARK = 0xE000
_MARKS = re.compile(r"([\ue000-\uf8ff])")
VARIANTS = {
    "single_top": 2,
    "single_top_words": 2,
    "grid_top": 3,
    "grid_top_words": 3,
    "grid_bottom": 3,
    "multiple_top": 2,
    "multiple_top_words": 2,
    "multiple_bottom": 2,
    "then_follow": 3,
    "no_difference": 3,
    "no_difference_large": 3,
    "difference_grid": 3,
    "difference_answer": 3,
    "difference_item": 3,
}
"""How many ways a message can be put: `grid_top_1`, `grid_top_2`, …"""
CLOSE = 0.15
"""Opposite answers nearer each other than this are worth a sentence."""
Part = str | Run | Sequence[Run]


@dataclass(frozen=True)
class Finding:
    """A sentence that may stand in the summary, and the figure or table that it is about.

    `kind` is share, difference, theme or change; `strength` is comparable within a kind.
    """

    kind: str
    theme: str
    strength: float
    runs: list[Run]
    target: str


@dataclass(frozen=True)
class Row:
    """The share that a sentence is about, for one item; `label` is the item's text."""

    label: str
    cell: Cell


@dataclass
class Prose:
    """Turns messages and cells into runs; `unit` is what a respondent is called."""

    language: Language
    unit: Mapping[str, str]
    level: float = 0.95
    _spoken: dict[str, int] = field(default_factory=dict)

    def say(self, key: str, count: float | None = None, /, **values: Part) -> list[Run]:
        """A message as runs, its first letter a capital; a number may fill a placeholder.

        `count` chooses between the plural forms of a message that has them.
        """
        return _sentence(self.fill(key, count, **values))

    def fill(self, key: str, count: float | None = None, /, **values: Part) -> list[Run]:
        """A message as runs, to stand inside a sentence."""
        parts: list[Sequence[Run]] = []
        words: dict[str, object] = dict(self.unit)
        for name, value in values.items():
            if isinstance(value, str):
                words[name] = value
            else:
                words[name] = chr(_FIRST_MARK + len(parts))
                parts.append([value] if isinstance(value, dict) else value)
        return _weave(self.language.message(key, count, **words), parts)

    def vary(self, key: str, /, **values: Part) -> list[Run]:
        """The next of `key_1`, `key_2`, …, so that sentences do not all begin alike."""
        turn = self._spoken.get(key, 0)
        self._spoken[key] = turn + 1
        return self.say(f"{key}_{turn % VARIANTS[key] + 1}", **values)

    def join(self, parts: Sequence[Sequence[Run]]) -> list[Run]:
        """A list in running text."""
        marks = [chr(_FIRST_MARK + index) for index in range(len(parts))]
        return _weave(self.language.join(marks), parts)

    def either(self, parts: Sequence[str]) -> str:
        """A list of alternatives in running text."""
        if len(parts) < 2:
            return "".join(parts)
        return self.language.message("join_or", first=", ".join(parts[:-1]), last=parts[-1])

    def withheld_where(self, rule: Suppression) -> str:
        """The rules in force of what is not printed, as they stand in a sentence."""
        say = self.language.message
        said = [say("withheld_base", number=rule.minimum_base)]
        if rule.minimum_count > 1:
            said.append(say("withheld_count", number=rule.minimum_count))
        if rule.dominance.base > rule.minimum_base:
            share = self.language.percent(rule.dominance.share)
            said.append(say("withheld_dominance", share=share, number=rule.dominance.base))
        return self.either(said)

    def quoted(self, label: str) -> str:
        """A label of the questionnaire inside a sentence."""
        return self.language.message("quoted", text=label.strip().rstrip("."))

    def asked(self, sentence: Sequence[Run], question: str) -> list[Run]:
        """A sentence that does not name the question, as it can stand far from it."""
        return [*sentence, text_run(" "), *self.say("asked", question=self.quoted(question))]

    def tested(self, tested: TestResult) -> list[Run]:
        """«p = 0,01, Cramérs V = 0,21, n = 229»: a p-value never stands alone."""
        cell = Cell(tested.id, tested.n)
        effect = self.language.message(
            f"effect_{tested.effect_name}", number=self.language.number(tested.effect, 2)
        )
        return self.fill(
            "tested",
            p=number_run(self.language.p_value(tested.p), cell, "p_adjusted", tested.p),
            effect=number_run(effect, cell, tested.effect_name, tested.effect),
            number=number_run(self.language.number(tested.n), cell, "n", tested.n),
        )

    def share(self, cell: Cell) -> Run:
        """«62 prosent», or «7 av 12» where few have answered."""
        if cell.n < SMALL_BASE:
            return self.count_of(cell)
        assert cell.estimate is not None
        return number_run(self.language.percent(cell.estimate, words=True), cell)

    def count_of(self, cell: Cell) -> Run:
        """«7 av 12»."""
        return number_run(
            self.language.message("count_of", count=cell.count, base=cell.n),
            cell,
            "count",
            cell.count,
        )

    def fraction(self, cell: Cell) -> Run | None:
        """«om lag fire av fem», where the share is near a simple fraction of enough answers."""
        words = self.language.fraction_words(cell.estimate or 0) if cell.n >= SMALL_BASE else None
        return number_run(words, cell, "fraction") if words else None

    def base(self, cell: Cell) -> Run:
        """The number of answers."""
        return number_run(self.language.number(cell.n), cell, "n", cell.n)

    def bases(self, cells: Sequence[Cell]) -> Run:
        """The number of answers to several items: «229», or «223–231»."""
        fewest = min(cells, key=lambda cell: cell.n)
        most = max(cells, key=lambda cell: cell.n)
        if fewest.n == most.n:
            return self.base(fewest)
        span = self.language.interval(fewest.n, most.n)
        return {**number_run(span, fewest, "n", fewest.n), "low": fewest.n, "high": most.n}

    def level_text(self) -> str:
        """«95 %»."""
        return self.language.percent(self.level)

    def with_base(self, cell: Cell) -> list[Run]:
        """«62 prosent (95 % KI 57–67, n = 229)»; where few have answered «7 av 12»."""
        return self._explained([self.share(cell)], cell)

    def in_words(self, cell: Cell) -> list[Run]:
        """«om lag tre av fem (62 prosent, 95 % KI 57–67, n = 229)», or the same without words."""
        words = self.fraction(cell)
        if words is None:
            return self.with_base(cell)
        return self.bracketed(words, self._detail(cell, True))

    def briefly(self, cell: Cell) -> list[Run]:
        """«om lag tre av fem (62 prosent, n = 229)», or the share with its base alone."""
        words = self.fraction(cell)
        base = self.fill("n_equals", base=self.base(cell))
        if words is None:
            return (
                [self.share(cell)]
                if cell.n < SMALL_BASE
                else self.bracketed(self.share(cell), base)
            )
        return self.bracketed(words, [self.share(cell), text_run(", "), *base])

    def bracketed(self, first: Run, inner: Sequence[Run]) -> list[Run]:
        """A number with what explains it."""
        return [first, text_run(" "), *self.fill("in_brackets", inner=inner)]

    def to_decimals(self, cell: Cell, digits: int) -> list[Run]:
        """«3,42 (95 % KI 3,31–3,53, n = 229)»."""
        assert cell.estimate is not None
        printed = number_run(self.language.number(cell.estimate, digits), cell)
        detail = self.fill("n_equals", base=self.base(cell))
        if cell.low is not None and cell.high is not None:
            ends = number_run(self.language.interval(cell.low, cell.high, digits), cell, "interval")
            inner = self.fill("ci", level=self.level_text(), interval=ends)
            detail = [*inner, text_run(", "), *detail]
        return self.bracketed(printed, detail)

    def _explained(self, runs: list[Run], cell: Cell) -> list[Run]:
        if cell.n < SMALL_BASE:
            return runs
        return [*runs, text_run(" "), *self.fill("in_brackets", inner=self._detail(cell, False))]

    def _detail(self, cell: Cell, with_share: bool) -> list[Run]:
        share = [self.share(cell), text_run(", ")] if with_share else []
        base = self.fill("n_equals", base=self.base(cell))
        if cell.low is None or cell.high is None:
            return [*share, *base]
        interval = number_run(self.language.percent_interval(cell.low, cell.high), cell, "interval")
        inner = self.fill("ci", level=self.level_text(), interval=interval)
        return [*share, *inner, text_run(", "), *base]

    # --- Sentences about one question ---------------------------------------------------------

    def single(self, rows: Sequence[Row]) -> list[list[Run]]:
        """The commonest answer with its interval, the next ones, and those that nobody gave.

        `rows` are the options of a single question, label = the option's text.
        """
        ranked = sorted(rows, key=lambda row: -(row.cell.estimate or 0))
        top, rest = ranked[0], [row for row in ranked[1:] if row.cell.count]
        if top.cell.count == top.cell.n:
            return [self.say("single_all", base=self.base(top.cell), answer=self.quoted(top.label))]
        said = [
            self.vary(
                self._top("single", top),
                share=self.in_words(top.cell),
                answer=self.quoted(top.label),
            )
        ]
        if len(ranked) == 2 and rest and top.cell.count + rest[0].cell.count == top.cell.n:
            said.append(
                self.say(
                    "single_other",
                    share=self.share(rest[0].cell),
                    answer=self.quoted(rest[0].label),
                )
            )
        elif rest:
            said.append(self.vary("then_follow", list=self._listed(rest[:2])))
        silent = [row for row in rows if not row.cell.count]
        if silent and len(silent) <= 2:
            said.append(
                self.say("nobody", list=self.either([self.quoted(row.label) for row in silent]))
            )
        return said

    def combined(self, groups: Sequence[Row]) -> list[Run]:
        """«I alt svarer 32 prosent «Økt» og 4 prosent «Gått ned».» of groups of options."""
        return self.say(
            "combined",
            list=self.join(
                [[self.share(row.cell), text_run(" " + self.quoted(row.label))] for row in groups]
            ),
        )

    def mean(self, question: str, mean: Cell, median: Cell | None, unit: str) -> list[Run]:
        """The mean of a number question with its interval, and the median."""
        assert mean.estimate is not None
        digits = decimals(mean.estimate)
        printed = number_run(self.language.number(mean.estimate, digits), mean)
        explained: list[Run] = self.fill("n_equals", base=self.base(mean))
        if mean.low is not None and mean.high is not None:
            interval = number_run(
                self.language.interval(mean.low, mean.high, digits), mean, "interval"
            )
            inner = self.fill("ci", level=self.level_text(), interval=interval)
            explained = [*inner, text_run(", "), *explained]
        values: dict[str, Part] = {
            "question": self.quoted(question),
            "mean": [printed, text_run(f"\u00a0{unit}" if unit else "")],
            "detail": self.fill("in_brackets", inner=explained),
        }
        if median is None or median.estimate is None:
            return self.say("mean", **values)
        digits = 0 if median.estimate.is_integer() else digits
        middle = number_run(self.language.number(median.estimate, digits), median)
        return self.say("mean_and_median", median=middle, **values)

    def ranking(self, kind: str, answer: str, rows: Sequence[Row]) -> list[list[Run]]:
        """The top of several items with its interval, the next ones, and the bottom.

        `kind` is `grid` (share who give `answer` about each item) or `multiple` (who chose it).
        """
        ranked = sorted(rows, key=lambda row: -(row.cell.estimate or 0))
        said_answer = self.quoted(answer) if answer else ""
        top = ranked[0]
        said = [
            self.vary(
                self._top(kind, top),
                share=self.in_words(top.cell),
                item=self.quoted(top.label),
                answer=said_answer,
            )
        ]
        between, bottom = ranked[1:-1], ranked[-1]
        if between:
            said.append(self.vary("then_follow", list=self._listed(between[:2])))
        if len(ranked) > 1 and bottom.cell.estimate != top.cell.estimate:
            key = f"{kind}_bottom_zero" if not bottom.cell.count else f"{kind}_bottom"
            item = self.quoted(bottom.label)
            said.append(
                self.say(key, item=item, answer=said_answer)
                if not bottom.cell.count
                else self.vary(key, item=item, share=self.share(bottom.cell), answer=said_answer)
            )
        return said

    def balance(
        self, lead: str, against: str, pairs: Sequence[tuple[str, Cell, Cell]]
    ) -> list[list[Run]]:
        """How many items have more answers of one kind than of its opposite, and where it is close.

        `pairs` holds, for each item, its label and the two cells; `lead` is the commoner answer.
        """
        more = sum((one.estimate or 0) > (other.estimate or 0) for _, one, other in pairs)
        names = {"lead": self.quoted(lead), "against": self.quoted(against)}
        total = len(pairs)
        if total < 2 or not more:
            return []
        if more == total:
            key = "balance_both" if total == 2 else "balance_all"
            said = [self.say(key, total=self.language.count_word(total), **names)]
        else:
            said = [
                self.say(
                    "balance_some",
                    some=self.language.count_word(more, neuter=True),
                    total=self.language.count_word(total),
                    **names,
                )
            ]
        label, one, other = min(
            pairs, key=lambda pair: abs((pair[1].estimate or 0) - (pair[2].estimate or 0))
        )
        if total > 2 and abs((one.estimate or 0) - (other.estimate or 0)) < CLOSE:
            said.append(
                self.say(
                    "balance_close",
                    item=self.quoted(label),
                    one=self.share(one),
                    other=self.share(other),
                )
            )
        return said

    def _top(self, kind: str, top: Row) -> str:
        """A share in words may open a sentence, one in digits should not."""
        return f"{kind}_top_words" if self.fraction(top.cell) else f"{kind}_top"

    def _listed(self, rows: Sequence[Row]) -> list[Run]:
        return self.join(
            [
                self.fill("item_share", item=self.quoted(row.label), share=self.share(row.cell))
                for row in rows
            ]
        )


def decimals(value: float) -> int:
    """How many decimals a mean is printed with: one, and none from a thousand up."""
    return 0 if abs(value) >= 1000 else 1


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence: «kommunestørrelse», but «NAV-kontor»."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _weave(template: str, parts: Sequence[Sequence[Run]]) -> list[Run]:
    """Put runs in the place of their marks."""
    runs: list[Run] = []
    for piece in _MARKS.split(template):
        if _MARKS.fullmatch(piece):
            runs += parts[ord(piece) - _FIRST_MARK]
        elif piece:
            runs.append(text_run(piece))
    return runs


_QUOTED_END = re.compile(r"([?!][»”])\.$")


def _sentence(runs: list[Run]) -> list[Run]:
    """The runs with a capital at the beginning, stretches of text joined.

    A quoted question ends the sentence by itself: «…?» and no full stop.
    """
    joined: list[Run] = []
    for run in runs:
        # Only text that looks alike: a stretch in bold stays by itself.
        if joined and run["type"] == "text" and {**joined[-1], "text": run["text"]} == run:
            joined[-1] = {**run, "text": joined[-1]["text"] + run["text"]}
        else:
            joined.append(run)
    if joined:
        text = joined[0]["text"]
        joined[0] = {**joined[0], "text": text[:1].upper() + text[1:]}
    if joined and joined[-1]["type"] == "text":
        joined[-1] = {**joined[-1], "text": _QUOTED_END.sub(r"\1", joined[-1]["text"])}
    return joined
